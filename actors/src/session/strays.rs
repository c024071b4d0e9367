//! Who is in the media room and should not be, or sends and should not. A media token cannot be called back: whoever holds one
//! that was made before they were put out, or before sending was locked, enters again with it for as long as it is good.
//! So whatever the media server's list shows is held against how people stand, and after each such change the list is
//! asked for every second until the last token of before lets nobody in any more (L13, L14; FEATURES K2).
//!
//! Nothing of this is in the journal: it follows from how people stand, and doing it twice is doing it once.

use std::sync::Arc;

use homeroom_livekit::{Present, owner_of};
use homeroom_machines::session::Effect;
use homeroom_protocol::limits::{MEDIA_TOKEN_LEEWAY, MEDIA_TOKEN_LIFE};
use homeroom_protocol::permit::Role;

use crate::kit::state::Mode;
use crate::session::effects::ask;
use crate::session::state::State;

impl State {
    /// Somebody was put out, or may not send any more: the media room is looked at closely for as long as a token of before
    /// opens it, which is longer than its life.
    pub(crate) fn watch_media(&mut self) {
        self.own.sightings.watch(self.handle.clock.now(), MEDIA_TOKEN_LIFE.saturating_add(MEDIA_TOKEN_LEEWAY));
    }

    /// Puts out who does not stand in the class with that device, and tells the media server of each student what they may
    /// send, where it has it otherwise.
    pub(crate) fn put_right(&mut self, present: &[Present]) {
        // What the journal does not have may not have happened.
        if self.mode != Mode::Working {
            return;
        }
        let machine = self.shell.machine();
        let mut wrong = Vec::new();
        for one in present {
            let Some((person, sign_in)) = owner_of(&one.identity) else { continue };
            let standing = machine.standing(person).filter(|standing| standing.sign_in == sign_in);
            let Some(standing) = standing else {
                wrong.push(Effect::RemoveParticipant { person, sign_in });
                continue;
            };
            let may = machine.sends(person);
            if standing.role == Role::Student && one.sends.is_some_and(|sends| sends != may) {
                self.own.publishing.set(person, sign_in, may);
                wrong.push(Effect::SetPublishing { person });
            }
        }
        let Some(media) = self.world.media.clone().filter(|_| !wrong.is_empty()) else { return };
        let (world, publishing) = (Arc::clone(&self.world), self.own.publishing.clone());
        let (session, clock) = (self.handle.id, self.handle.clock.clone());
        tokio::spawn(async move {
            for effect in wrong {
                metrics::counter!("homeroom_media_strays_total").increment(1);
                ask(&media, &world.media_asks, &publishing, &clock, session, &effect).await;
            }
        });
    }
}
