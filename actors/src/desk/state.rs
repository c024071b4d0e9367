//! What the desk's actor holds besides what all hold, and what each thing it is told leads to. It never waits: what takes
//! time is a task that tells the actor when it is done.

use std::time::Duration;

use homeroom_machines::desk::{Answer, Command, Desk, Finding, Observation, Query, Question, Wish as Act};
use homeroom_machines::machine::Feed;
use homeroom_protocol::frame::desk::client::{AnswerAppeal, AskAppeal, DeskClientFrame, DeskRequest};
use homeroom_protocol::frame::desk::server::{DeskFrame, DeskWelcome};
use homeroom_protocol::ids::{CommandId, ConnectionId};
use homeroom_protocol::limits::HEARTBEAT;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

use crate::desk::host::DeskHost;
use crate::desk::message::{Asker, Attaching};
use crate::desk::room::Room;
use crate::kit;
use crate::kit::admission::Credit;
use crate::kit::deadline::Deadline;
use crate::kit::shell::{Done, Poisoned, Wish};
use crate::kit::state::Chore;
use crate::relay::link::Down;
use crate::session::post::Ordered;

/// How often it is told how much waits while something does: whoever is on call looks at the age of the oldest, which grows
/// while nothing happens.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What only the desk's actor holds.
#[derive(Default)]
pub(crate) struct Own {
    pub(crate) room: Room,
    looking: Deadline,
    look_at: Option<Timestamp>,
    /// Whether it was told that nothing waits; after that it need not be told again.
    is_told_empty: bool,
}

/// What the desk's actor holds.
pub(crate) type State = kit::state::State<DeskHost>;

impl State {
    /// A room hands over a report.
    pub(crate) fn order(&mut self, ordered: Ordered<Command>) -> Result<(), Poisoned> {
        self.handle.glass.taken(ordered.sent);
        let wish = Wish { by: ordered.by, digest: ordered.digest, with_you: false, command: ordered.command };
        self.command(ordered.id, wish, Asker::Order(ordered.reply))
    }

    /// A moderator's socket with a good hello; its welcome waits behind everything its picture rests on.
    pub(crate) fn attach(&mut self, attaching: Attaching) {
        self.handle.glass.taken(attaching.sent);
        // A socket brings no command, so none of its is known to be bad.
        if let Some(refusal) = self.bars(CommandId(Uuid::nil())) {
            // Whoever asked may have gone.
            let _ = attaching.reply.send(Err(refusal));
            return;
        }
        let (connection, badge) = (attaching.connection, attaching.badge.clone());
        // Who sees a part is shown a picture again: the ring holds what all see together.
        let after =
            attaching.after.filter(|after| badge.courses().is_none() && self.rings.of(Feed::Class).covers(*after));
        self.observe(Observation::Here { badge: badge.clone(), connection });
        let now = self.handle.clock.now();
        let offset = self.shell.feed_head(Feed::Class);
        let resume_token = self.world.credentials.desk_token(badge.who().person, attaching.sign_in, now);
        let (machine, live) = (self.shell.machine(), self.shell.live());
        let welcome = self.shell.you(badge.who().person).map(|you| DeskWelcome {
            offset,
            you,
            server_time: now,
            heartbeat_seconds: u32::try_from(HEARTBEAT.as_secs()).unwrap_or(u32::MAX),
            resume_token,
            resumed: after.is_some(),
            view: after.is_none().then(|| machine.view_for(live, &badge)),
        });
        let text = welcome.and_then(|welcome| serde_json::to_vec(&DeskFrame::Welcome(welcome)).ok());
        self.own.room.entering(attaching);
        if let Some(text) = text {
            let done = Done { offset: None, answer: None, you: None };
            self.shell.rest(Asker::Welcome { connection, text, offset, after }, Ok(done));
        }
    }

    /// A request of a socket.
    pub(crate) fn request(
        &mut self,
        connection: ConnectionId,
        frame: DeskClientFrame,
        credit: Credit,
    ) -> Result<(), Poisoned> {
        let Some(badge) = self.own.room.badge(connection).cloned() else { return Ok(()) };
        let asker = Asker::Socket { connection, id: frame.id, credit };
        let (case, wish) = match frame.request {
            DeskRequest::Claim(on) => (on.case, Act::Claim),
            DeskRequest::Renew(on) => (on.case, Act::Renew),
            DeskRequest::Release(on) => (on.case, Act::Release),
            DeskRequest::HandOver(over) => (over.case, Act::HandOver { to: over.to, note: over.text }),
            DeskRequest::Note(note) => (note.case, Act::Note { text: note.text }),
            DeskRequest::Decide(found) => {
                let (version, reason, measure) = (found.version, found.reason, found.measure);
                let (minutes, scope, note) = (found.minutes, found.scope, found.note);
                let finding = Finding { version, reason, measure, minutes, scope, note };
                (found.case, Act::Decide(finding))
            }
            DeskRequest::AskAppeal(AskAppeal { case, version, text }) => (case, Act::Ask(Question { version, text })),
            DeskRequest::AnswerAppeal(answer) => {
                let AnswerAppeal { case, version, outcome, text, note } = answer;
                (case, Act::Answer(Answer { version, outcome, text, note }))
            }
            DeskRequest::Undo(on) => (on.case, Act::Undo),
            DeskRequest::Reverse(why) => (why.case, Act::Reverse { note: why.text }),
            DeskRequest::Escalate(why) => (why.case, Act::Escalate { note: why.text }),
            DeskRequest::Case(on) => {
                let outcome = self.shell.look(Query::Case { badge, case: on.case });
                let done = |answer| Done { offset: None, answer: Some(answer), you: None };
                self.shell.rest(asker, outcome.map(done));
                return Ok(());
            }
            DeskRequest::Hello(_) => {
                self.refuse(asker, Refusal::new(Code::Malformed));
                return Ok(());
            }
        };
        let by = Some(badge.who().person);
        let wish = Wish { by, digest: None, with_you: false, command: Command::Act { badge, case, wish } };
        self.command(frame.id, wish, asker)
    }

    fn command(&mut self, id: CommandId, wish: Wish<Desk>, asker: Asker) -> Result<(), Poisoned> {
        if let Some(refusal) = self.bars(id) {
            self.refuse(asker, refusal);
            return Ok(());
        }
        let (moment, took) = (self.moment(Some(id)), timed(&wish.command));
        if self.shell.command(&moment, wish, asker)?
            && let Some((what, case)) = took
            && let Some((severity, opened)) = self.shell.machine().opened_at(case)
        {
            metrics::histogram!("homeroom_desk_act_seconds", "act" => what, "severity" => severity.to_string())
                .record(moment.now.since(opened).as_secs_f64());
        }
        Ok(())
    }

    /// A connection is lost.
    pub(crate) fn gone(&mut self, connection: ConnectionId) {
        if self.own.room.remove(connection) {
            self.relay.tell(Down::Forget(connection));
            self.observe(Observation::Gone { connection });
            self.show_moderators();
        }
    }

    /// After every message: while something waits, how much and how long is told over and over.
    pub(crate) fn look_again(&mut self, now: Timestamp) {
        if self.own.look_at.is_some_and(|at| at <= now) {
            self.own.looking.fired();
            self.own.look_at = None;
            self.look(now);
            self.own.is_told_empty = !self.shell.machine().is_anything_open();
        }
        if !self.own.is_told_empty || self.shell.machine().is_anything_open() {
            let at = *self.own.look_at.get_or_insert(now.plus(LOOK_EVERY));
            let actor = self.handle.actor.clone();
            self.own.looking.arm(&self.handle.clock, Some(at), move || drop(actor.cast(Chore::Tick.into())));
        }
    }

    /// Tells how many cases wait, and how long the oldest has.
    fn look(&self, now: Timestamp) {
        for (severity, waiting) in self.shell.machine().waiting() {
            let severity = severity.to_string();
            let oldest = waiting.oldest.map_or(0.0, |at| now.since(at).as_secs_f64());
            metrics::gauge!("homeroom_desk_cases_open", "severity" => severity.clone()).set(waiting.cases as f64);
            metrics::gauge!("homeroom_desk_oldest_seconds", "severity" => severity).set(oldest);
        }
    }
}

/// Acts whose time since the case began is measured.
fn timed(command: &Command) -> Option<(&'static str, homeroom_protocol::ids::CaseId)> {
    let Command::Act { case, wish, .. } = command else { return None };
    match wish {
        Act::Claim => Some(("claim", *case)),
        Act::Decide(_) | Act::Answer(_) => Some(("decide", *case)),
        Act::Renew
        | Act::Release
        | Act::HandOver { .. }
        | Act::Note { .. }
        | Act::Ask(_)
        | Act::Undo
        | Act::Reverse { .. }
        | Act::Escalate { .. } => None,
    }
}
