//! The join, step by step, each timed: who is it, may they, is there a seat, the media token, the ticket. All waiting
//! happens here, in the request's task; the actor gets one finished command.

use homeroom_livekit::Pass;
use homeroom_machines::entitlement::Entrance;
use homeroom_protocol::entitlement::{Because, Entitlement};
use homeroom_protocol::frame::server::You;
use homeroom_protocol::ids::{CommandId, SessionId};
use homeroom_protocol::journal::v1::Participant;
use homeroom_protocol::permit::{Role, Sends, Tier};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::rest::join::{Join, Joined, Media, NoMedia, OtherDevice, Outcome, Reason};
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

use crate::entitlement::Decision;
use crate::kit::entropy;
use crate::session::credentials::Claims;
use crate::session::directory::{Directory, World};
use crate::session::entitled::{Aim, entry, told};
use crate::session::message::{JoinReply, Joining, Msg, Place};
use crate::session::question::{Attempt, ask_as};

/// Takes a person through the door.
pub(crate) async fn join(
    directory: &Directory,
    principal: Principal,
    command: CommandId,
    digest: String,
    body: &Join,
) -> Result<Joined, Refusal> {
    let world = &*directory.world;
    let mut steps = Steps::begin(world);
    let mut known = world.door.ask(body.session_id, principal).await?;
    let (admission, decision) = entry(world, command.0, body.session_id, &mut known, Aim::Class).await?;
    steps.done("entitlement");
    let entrance = admission.entrance(world.clock.now());
    // Whom nothing lets in may be in already, and stays then. Where nothing runs there is nobody.
    if entrance == Entrance::Back && directory.running(body.session_id).is_none() {
        decision.allowed().map_err(|refusal| told(world, refusal, &decision))?;
    }
    let role = admission.role();
    let who = Participant { person: principal.person, name: known.name, role, sign_in: principal.sign_in };
    let take_over = body.other_device == Some(OtherDevice::TakeOver);
    let asked = ask_as(directory, body.session_id, principal.person, |attempt: Attempt<Place>| {
        let (who, admission, digest) = (who.clone(), admission.clone(), digest.clone());
        let reply = JoinReply { to: attempt.reply, _credit: attempt.credit };
        Msg::Join(Box::new(Joining { who, admission, take_over, command, digest, sent: attempt.sent, reply }))
    });
    let (handle, place) = asked.await.map_err(|refusal| told(world, refusal, &decision))?;
    steps.done("seat");
    let media = media(world, body.session_id, principal, &place.you);
    steps.done("media");
    let now = world.clock.now();
    let claims = Claims {
        session: body.session_id,
        person: principal.person,
        sign_in: principal.sign_in,
        at: now,
        nonce: Uuid::from_bytes(entropy::id_bytes()),
        book: handle.book,
    };
    let ticket = world.credentials.ticket(claims, now);
    let (outcome, reason) = standing(&place);
    metrics::counter!("homeroom_joins_total", "outcome" => outcome_label(outcome)).increment(1);
    let entitlement = held_by(&decision, entrance);
    world.entitlements.told(&decision, entitlement.clone(), None);
    Ok(Joined {
        decision_id: command.0,
        outcome,
        reason,
        entitlement,
        seat: place.you.seat,
        position: place.position,
        eta: place.eta,
        capacity: place.capacity,
        socket: format!("/v1/classroom/{}", body.session_id),
        ticket,
        media,
    })
}

/// Why they are in. Whom nothing lets in any more was let in before.
fn held_by(decision: &Decision, entrance: Entrance) -> Entitlement {
    let entitlement = decision.entitlement();
    match entrance {
        Entrance::Back => Entitlement { reason: Because::Admitted, ..entitlement },
        Entrance::Watch | Entrance::Seat => entitlement,
    }
}

fn standing(place: &Place) -> (Outcome, Reason) {
    match (place.you.tier, place.you.role, place.fresh) {
        (Tier::Overflow, _, _) => (Outcome::Overflow, Reason::Full),
        (Tier::Lobby, _, _) => (Outcome::Lobby, Reason::Lobby),
        (Tier::Seated, Role::Teacher | Role::Assistant | Role::Moderator, _) => (Outcome::Seated, Reason::Teaches),
        (Tier::Seated, Role::Student, true) => (Outcome::Seated, Reason::SeatFree),
        (Tier::Seated, Role::Student, false) => (Outcome::Seated, Reason::AlreadySeated),
    }
}

fn outcome_label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Seated => "seated",
        Outcome::Overflow => "overflow",
        Outcome::Lobby => "lobby",
    }
}

/// Sound and picture for someone who is in: a token minted now, where there is a media server that answers.
fn media(world: &World, session: SessionId, principal: Principal, you: &You) -> Media {
    let Some(server) = &world.media else { return Media::None { reason: NoMedia::NotConfigured } };
    match you.tier {
        Tier::Overflow => return Media::None { reason: NoMedia::Watching },
        Tier::Lobby => return Media::None { reason: NoMedia::Lobby },
        Tier::Seated => {}
    }
    if !server.is_reachable() {
        return Media::None { reason: NoMedia::Unreachable };
    }
    let pass = Pass {
        person: principal.person,
        device: principal.sign_in,
        role: you.role,
        session,
        sends: Sends::of(&you.may),
        can_subscribe: true,
    };
    match server.token(&pass, world.clock.now()) {
        Ok(minted) => {
            Media::Ready { url: server.public_url().to_owned(), token: minted.token, expires_at: minted.expires_at }
        }
        Err(error) => {
            tracing::error!(media.error = %error, "a media token could not be signed");
            Media::None { reason: NoMedia::Unreachable }
        }
    }
}

/// How long each step of a join took.
struct Steps<'a> {
    world: &'a World,
    since: Timestamp,
}

impl<'a> Steps<'a> {
    fn begin(world: &'a World) -> Self {
        Self { world, since: world.clock.now() }
    }

    fn done(&mut self, step: &'static str) {
        let now = self.world.clock.now();
        metrics::histogram!("homeroom_join_step_seconds", "step" => step).record(now.since(self.since).as_secs_f64());
        self.since = now;
    }
}
