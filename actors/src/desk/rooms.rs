//! The rooms of the hour, as the desk sees them beside its queue: how many are there and what waits, read through the glass
//! of each (no mailbox is asked, so a room that is stuck is seen too), and the switch that makes one calm.

use homeroom_machines::session::Command;
use homeroom_protocol::ids::{CommandId, SessionId};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::desk::{DeskRoom, DeskRooms, Macros};
use homeroom_storage::{macros, sessions};

use crate::desk::gate::Desk;
use crate::kit::entropy;
use crate::kit::glass::Figures;
use crate::session::directory::unavailable;

impl Desk {
    /// The classes whose doors are open, of the courses the asker sees. Those that nobody has come to yet and that are not
    /// warm run no actor, and are not there.
    ///
    /// # Errors
    /// The refusal: `sign_in_ended`, `not_permitted`, `unavailable`.
    pub async fn rooms(&self, principal: Principal) -> Result<DeskRooms, Refusal> {
        let badge = self.badge(principal).await?;
        let world = &self.directory.world;
        let now = world.clock.now();
        let seen = world.panes.all();
        let ids: Vec<SessionId> = seen.keys().map(|id| SessionId(*id)).collect();
        let open = sessions::doors_open(&world.store, &ids, badge.courses(), now).await.map_err(unavailable)?;
        let room = |row: sessions::SessionRow| {
            let figures = seen.get(&row.id.0).copied().unwrap_or_default();
            let Figures { people, hands, in_lobby, calm } = figures;
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            DeskRoom {
                session_id: row.id,
                course_id: row.course,
                title: row.title,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                people: count(people),
                hands: count(hands),
                in_lobby: count(in_lobby),
                calm,
            }
        };
        Ok(DeskRooms { rooms: open.into_iter().map(room).collect(), server_time: now })
    }

    /// Makes a class calm, or as it was before. The class has it when this returns.
    ///
    /// # Errors
    /// The refusal: `sign_in_ended`, `not_permitted`, `not_found` (also for a class of a course the asker does not see),
    /// `over`, `cancelled`, `busy`, `unavailable`, `quarantined`.
    pub async fn set_calm(&self, principal: Principal, session: SessionId, on: bool) -> Result<(), Refusal> {
        let badge = self.badge(principal).await?;
        let world = &self.directory.world;
        let row = sessions::read(&world.store, session).await.map_err(unavailable)?;
        row.filter(|row| badge.sees(row.course)).ok_or(Code::NotFound)?;
        let who = badge.who();
        let id = CommandId(entropy::uuid_v7(world.clock.now()));
        let command = Command::Calm { person: who.person, desk: Some(who.role), on };
        world.post.tell_session(session, id, Some(who.person), &command).await
    }

    /// The asker's macros.
    ///
    /// # Errors
    /// The refusal: `sign_in_ended`, `not_permitted`, `unavailable`.
    pub async fn macros(&self, principal: Principal) -> Result<Macros, Refusal> {
        let badge = self.badge(principal).await?;
        macros::read(&self.directory.world.store, badge.who().person).await.map_err(unavailable)
    }

    /// The asker's macros are these from now on.
    ///
    /// # Errors
    /// The refusal: `sign_in_ended`, `not_permitted`, `invalid`, `too_long`, `unavailable`.
    pub async fn set_macros(&self, principal: Principal, wanted: &Macros) -> Result<(), Refusal> {
        let badge = self.badge(principal).await?;
        wanted.check()?;
        macros::write(&self.directory.world.store, badge.who().person, wanted).await.map_err(unavailable)
    }
}
