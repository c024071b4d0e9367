//! Appeals on their way: from the person to the room of the sanction, which is woken where its class is long over; from
//! there to the desk; and what the desk decides back to where the person finds it.

use std::sync::Arc;

use homeroom_machines::desk;
use homeroom_machines::session::Command;
use homeroom_protocol::appeal::{Appeal, MyAppeal};
use homeroom_protocol::ids::{CommandId, PersonId, SanctionId, SessionId};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::appeals::{MakeAppeal, MyAppeals};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{appeals, bans, sign_ins};
use tokio::sync::oneshot;

use crate::kit::admission::Credit;
use crate::kit::shell::{Poisoned, Wish};
use crate::kit::state::Chore;
use crate::session::directory::{Directory, World, unavailable};
use crate::session::keeping::until_kept;
use crate::session::message::{Asker, Msg};
use crate::session::post;
use crate::session::question::{Attempt, ask_as};
use crate::session::state::State;

/// Somebody who contests what is done about them.
pub(crate) struct Appealing {
    pub(crate) person: PersonId,
    pub(crate) sanction: Option<SanctionId>,
    pub(crate) text: String,
    pub(crate) id: CommandId,
    pub(crate) digest: String,
    pub(crate) sent: Timestamp,
    pub(crate) reply: AppealReply,
}

/// Whoever waits for how it stands; holds the credit.
pub(crate) struct AppealReply {
    person: PersonId,
    sanction: Option<SanctionId>,
    to: oneshot::Sender<Result<MyAppeal, Refusal>>,
    _credit: Credit,
}

impl State {
    /// Somebody contests what is done about them.
    pub(crate) fn appeal(&mut self, appealing: Appealing) -> Result<(), Poisoned> {
        let Appealing { person, sanction, text, id, digest, sent, reply } = appealing;
        self.handle.glass.taken(sent);
        let command = Command::Appeal { session: self.handle.id, person, sanction, text };
        let wish = Wish { by: Some(person), digest: Some(digest), with_you: false, command };
        self.command(id, wish, Asker::Appeal(reply)).map(drop)
    }

    /// What became of the wish: how the appeal stands.
    pub(crate) fn appealed(&self, reply: AppealReply, outcome: Result<(), Refusal>) {
        let mine = || self.shell.machine().appeal_of(reply.person, reply.sanction).ok_or(Refusal::new(Code::NotFound));
        // Whoever asked may have gone; the appeal waits all the same.
        let _ = reply.to.send(outcome.and_then(|()| mine()));
    }

    /// Keeps an appeal where its maker finds it, and hands it to the desk, however long either is away.
    pub(crate) fn open_appeal(&mut self, offset: u64, n: usize, appeal: Box<Appeal>) {
        self.effects.began(offset, 1);
        let (world, actor) = (Arc::clone(&self.world), self.handle.actor.clone());
        let id = post::key(self.handle.id.0, offset, n);
        tokio::spawn(async move {
            keep(&world, appeal.sanction.person, &MyAppeal::of(&appeal)).await;
            world.post.to_desk(&world.clock, id, desk::Command::Appeal(appeal)).await;
            // An actor that has ended does it again, and the desk knows it by its id.
            let _ = actor.cast(Chore::Effected(offset).into());
        });
    }
}

/// Keeps how an appeal stands, however long the store is away.
pub(crate) async fn keep(world: &World, person: PersonId, appeal: &MyAppeal) {
    until_kept("an appeal", || appeals::keep(&world.store, person, appeal)).await;
}

/// Takes an appeal to the room of the sanction.
pub(crate) async fn appeal(
    directory: &Directory,
    principal: Principal,
    id: CommandId,
    digest: String,
    body: MakeAppeal,
) -> Result<MyAppeal, Refusal> {
    let (person, store) = (principal.person, &directory.world.store);
    signed_in(directory, principal).await?;
    let (session, sanction) = match body.sanction_id {
        Some(sanction) => (body.session_id, Some(sanction)),
        // What shuts a door may have been decided in another class.
        None => at_the_door(directory, person, body.session_id).await?,
    };
    homeroom_storage::sessions::read(store, session).await.map_err(unavailable)?.ok_or(Code::NotFound)?;
    let asked = ask_as(directory, session, person, |attempt: Attempt<MyAppeal>| {
        let reply = AppealReply { person, sanction, to: attempt.reply, _credit: attempt.credit };
        let (digest, text) = (digest.clone(), body.text.clone());
        Msg::Appeal(Box::new(Appealing { person, sanction, text, id, digest, sent: attempt.sent, reply }))
    });
    Ok(asked.await?.1)
}

async fn at_the_door(
    directory: &Directory,
    person: PersonId,
    session: SessionId,
) -> Result<(SessionId, Option<SanctionId>), Refusal> {
    let ban = bans::at_the_door(&directory.world.store, person, session, directory.world.clock.now())
        .await
        .map_err(unavailable)?;
    Ok(ban.map_or((session, None), |(made_in, sanction)| (made_in, Some(sanction))))
}

/// Takes an answer to what was asked about an appeal to the desk.
pub(crate) async fn reply(
    directory: &Directory,
    principal: Principal,
    id: CommandId,
    digest: &str,
    sanction: SanctionId,
    text: String,
) -> Result<(), Refusal> {
    signed_in(directory, principal).await?;
    let person = principal.person;
    let command = desk::Command::Reply { person, sanction, text };
    directory.world.post.tell_desk(id, Some(person), Some(digest), &command).await
}

/// A person's own appeals.
pub(crate) async fn mine(directory: &Directory, principal: Principal) -> Result<MyAppeals, Refusal> {
    signed_in(directory, principal).await?;
    let appeals = appeals::mine(&directory.world.store, principal.person).await.map_err(unavailable)?;
    Ok(MyAppeals { appeals })
}

/// The token outlives a sign-out by minutes; what a person sees and does of themselves does not.
pub(crate) async fn signed_in(directory: &Directory, principal: Principal) -> Result<(), Refusal> {
    let live = sign_ins::is_live(&directory.world.store, principal.sign_in).await.map_err(unavailable)?;
    if live { Ok(()) } else { Err(Code::SignInEnded.into()) }
}
