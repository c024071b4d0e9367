//! Seats before the doors: a wish for one, or about one, on its way to the machine and back.
//!
//! The answer is how the person stands once everything before it is committed; the same wish sent again changes nothing
//! and is answered by how they stand then.

use std::collections::HashMap;

use homeroom_machines::entitlement::{Admission, Facts};
use homeroom_machines::session::{Command, eta};
use homeroom_protocol::ids::{CommandId, PersonId, SessionId};
use homeroom_protocol::limits::NO_SHOW_GRACE;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::reservation::{MyReservation, MyReservations, OfferAnswer, Place, Reservation, Standing};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::reservations::{self, MineRow};

use crate::entitlement::Decision;
use crate::entitlement::door::Known;
use crate::kit::entropy;
use crate::kit::shell::{Done, Poisoned, Wish};
use crate::session::directory::{Directory, World, unavailable};
use crate::session::entitled::{Aim, entry, told};
use crate::session::message::{Asker, BookReply, Booking, Msg};
use crate::session::question::{Attempt, ask_as};
use crate::session::state::State;

/// What a person wants about a seat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Want {
    /// One, or a place in the line for one.
    Reserve,
    /// To give back what they have.
    Cancel,
    /// To answer an offer.
    Answer(OfferAnswer),
}

/// Those who wait for what became of their wish.
#[derive(Default)]
pub(crate) struct Bookings {
    last: u64,
    waiting: HashMap<u64, BookReply>,
}

impl Bookings {
    fn wait(&mut self, reply: BookReply) -> u64 {
        self.last = self.last.wrapping_add(1);
        self.waiting.insert(self.last, reply);
        self.last
    }
}

impl State {
    /// Somebody who wants something about a seat.
    pub(crate) fn book(&mut self, booking: Booking) -> Result<(), Poisoned> {
        let Booking { person, command, id, digest, sent, reply } = booking;
        self.handle.glass.taken(sent);
        let number = self.own.bookings.wait(reply);
        let wish = Wish { by: Some(person), digest: Some(digest), with_you: false, command };
        if self.command(id, wish, Asker::Booking(number))? {
            // Taken now, while it is the state that the whole entry has made; it leaves behind that entry.
            let place = self.shell.machine().booking(person, self.handle.clock.now());
            let done = Done { offset: None, answer: None, you: None };
            self.shell.rest(Asker::Booked { number, place }, Ok(done));
        }
        Ok(())
    }

    /// What became of it.
    pub(crate) fn booked(&mut self, number: u64, outcome: Result<Place, Refusal>) {
        if let Some(reply) = self.own.bookings.waiting.remove(&number) {
            // Whoever asked may have gone; what they have they have.
            let _ = reply.to.send(outcome);
        }
    }
}

/// Takes a wish about a seat to the session.
pub(crate) async fn book(
    directory: &Directory,
    principal: Principal,
    session: SessionId,
    id: CommandId,
    digest: String,
    want: Want,
) -> Result<Reservation, Refusal> {
    let world = &*directory.world;
    let mut known = world.door.ask(session, principal).await?;
    let person = principal.person;
    let mut decided = None;
    let command = match want {
        Want::Reserve | Want::Answer(OfferAnswer::Accept) => {
            let (admission, decision) = entitled(directory, session, id, &mut known, want).await?;
            decided = Some(decision);
            if want == Want::Reserve { Command::Reserve { admission } } else { Command::AcceptOffer { admission } }
        }
        Want::Cancel => {
            signed_in(&known.facts)?;
            Command::CancelReservation { person }
        }
        Want::Answer(OfferAnswer::Decline) => {
            signed_in(&known.facts)?;
            Command::DeclineOffer { person }
        }
    };
    let place = tell(directory, session, person, id, digest, command).await.map_err(|refusal| match &decided {
        Some(decision) => told(world, refusal, decision),
        None => refusal,
    })?;
    metrics::counter!("homeroom_bookings_total", "standing" => place.standing.as_str()).increment(1);
    let entitlement = decided.map(|decision| {
        let entitlement = decision.entitlement();
        world.entitlements.told(&decision, entitlement.clone(), None);
        entitlement
    });
    Ok(Reservation { decision_id: id.0, session_id: session, place, entitlement })
}

async fn tell(
    directory: &Directory,
    session: SessionId,
    person: PersonId,
    id: CommandId,
    digest: String,
    command: Command,
) -> Result<Place, Refusal> {
    let asked = ask_as(directory, session, person, |attempt: Attempt<Place>| {
        let reply = BookReply { to: attempt.reply, _credit: attempt.credit };
        let (command, digest) = (command.clone(), digest.clone());
        Msg::Book(Box::new(Booking { person, command, id, digest, sent: attempt.sent, reply }))
    });
    asked.await.map(|(_, place)| place)
}

/// The proof that somebody may have a seat, and the decision behind it. Who may not any more loses offer and place, and the
/// next in line has them; where that is not known nobody loses anything.
async fn entitled(
    directory: &Directory,
    session: SessionId,
    id: CommandId,
    known: &mut Known,
    want: Want,
) -> Result<(Admission, Decision), Refusal> {
    let (admission, decision) = entry(&directory.world, id.0, session, known, Aim::Seat).await?;
    if let Err(refusal) = decision.allowed() {
        // Whoever has no offer holds nobody up, and wakes no class.
        if refusal.code == Code::NotEntitled && want == Want::Answer(OfferAnswer::Accept) {
            Box::pin(pass_over(directory, session, known.facts.person)).await;
        }
        return Err(told(&directory.world, refusal, &decision));
    }
    Ok((admission, decision))
}

async fn pass_over(directory: &Directory, session: SessionId, person: PersonId) {
    let (id, digest) = (CommandId(entropy::uuid_v7(directory.world.clock.now())), String::new());
    let told = tell(directory, session, person, id, digest, Command::Skip { person }).await;
    if let Err(refusal) = told {
        tracing::warn!(session.id = %session, refusal.code = %refusal.code, "who may not enter any more was not passed over");
    }
}

fn signed_in(facts: &Facts) -> Result<(), Refusal> {
    if facts.disabled || facts.sign_in_ended {
        return Err(Refusal::new(Code::SignInEnded));
    }
    Ok(())
}

/// Where a person has a seat, an offer or a place in the line, as the read model has it.
pub(crate) async fn mine(world: &World, person: PersonId) -> Result<MyReservations, Refusal> {
    let now = world.clock.now();
    let rows = reservations::of_person(&world.store, person, now).await.map_err(unavailable)?;
    let reservations = rows.into_iter().map(|row| my_reservation(row, now)).collect();
    Ok(MyReservations { reservations, server_time: now })
}

fn my_reservation(mine: MineRow, now: Timestamp) -> MyReservation {
    let planned = mine.starts_at.plus(NO_SHOW_GRACE);
    let released_at = mine.kept_until.map_or(planned, |kept| kept.max(planned));
    let count = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let position = (mine.row.standing == Standing::Waitlisted).then_some(mine.position);
    let eta = position.and_then(|position| eta(count(position), &mine.offers, count(mine.reserved), released_at, now));
    // Past it, a seat is kept for as long as they wait to be let in.
    let kept = (mine.row.standing == Standing::Reserved && now < released_at).then_some(released_at);
    let place = Place {
        standing: mine.row.standing,
        position,
        eta,
        until: mine.row.until.filter(|at| mine.row.standing != Standing::Reserved || now < *at).or(kept),
        cause: mine.row.cause,
        skipped: mine.row.skipped,
    };
    MyReservation {
        session_id: mine.row.session,
        course_id: mine.course,
        course: mine.course_title,
        title: mine.title,
        summary: mine.summary,
        starts_at: mine.starts_at,
        ends_at: mine.ends_at,
        capacity: mine.capacity,
        place,
    }
}
