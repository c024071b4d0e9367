//! Telling somebody who is not in the class by mail: that a seat is kept for them, or that the class is cancelled.
//!
//! A table says who was told of what, and says so before the mail is handed over: after a crash the effect is done again,
//! and nobody gets two. A mail that is lost in between is only lost as a mail, since the person's own page shows it too.

use std::sync::Arc;
use std::time::Duration;

use homeroom_machines::quiet;
use homeroom_mail::{Cancelled, EmailAddress, Letter, MailError, Offer, Postman};
use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::rest::reservation::Standing;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::reservations::Reached;
use homeroom_storage::{StoreError, reservations};
use uuid::Uuid;

use crate::kit::state::Chore;
use crate::session::directory::World;
use crate::session::state::State;

/// The pause before a store that was away, or a queue that was full, is asked again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// How people are told by mail.
#[derive(Clone, Debug)]
pub struct OfferMail {
    /// Who takes the mails.
    pub postman: Postman,
    /// The origin their links lead to, as `https://class.example`; without one a mail has none.
    pub origin: Option<String>,
    /// Who is told of alarms of the desk; `None`: nobody.
    pub on_call: Option<EmailAddress>,
}

/// What somebody is told.
#[derive(Clone, Copy, Debug)]
enum News {
    /// A seat is kept for them.
    Offer,
    /// The class does not take place, or no further.
    Cancelled,
}

/// A mail that is to be written.
#[derive(Clone, Copy, Debug)]
struct Telling {
    session: SessionId,
    person: PersonId,
    news: News,
    /// Until when it is of use: later nobody is told.
    until: Timestamp,
}

impl State {
    /// Tells a person of an offer that stands; who is in the class sees it there.
    pub(crate) fn tell_offer(&mut self, offset: u64, person: PersonId, until: Timestamp) {
        let place = self.shell.machine().booking(person, self.handle.clock.now());
        if place.standing == Standing::Offered && place.until == Some(until) {
            self.tell_by_mail(offset, Telling { session: self.handle.id, person, news: News::Offer, until });
        }
    }

    /// Tells a person that the class they counted on is cancelled, likewise.
    pub(crate) fn tell_cancelled(&mut self, offset: u64, person: PersonId) {
        let Some(until) = self.shell.machine().facts().map(|facts| facts.ends_at) else { return };
        self.tell_by_mail(offset, Telling { session: self.handle.id, person, news: News::Cancelled, until });
    }

    fn tell_by_mail(&mut self, offset: u64, telling: Telling) {
        if self.shell.live().is_connected(telling.person) || self.world.offer_mail.is_none() {
            return;
        }
        self.effects.began(offset, 1);
        let (world, actor) = (Arc::clone(&self.world), self.handle.actor.clone());
        tokio::spawn(async move {
            if let Some(morning) = tell_until(&world, telling).await {
                // Nobody waits for the morning: a node that ends before it loses a mail and nothing else.
                tokio::spawn(async move { tell_in_the_morning(&world, telling, morning).await });
            }
            // An actor that has ended will find the effect behind its cursor and do it again.
            let _ = actor.cast(Chore::Effected(offset).into());
        });
    }
}

/// Tells of an offer that was made at night, where it stands still.
async fn tell_in_the_morning(world: &World, telling: Telling, morning: Timestamp) {
    world.clock.sleep_until(morning).await;
    let Telling { session, person, until, .. } = telling;
    match reservations::stands(&world.store, session, person, until).await {
        Ok(true) => drop(tell_until(world, telling).await),
        Ok(false) => {}
        Err(error) => tracing::debug!(session.id = %session, store.error = %error, "an offer is not told of"),
    }
}

/// Tries until it is done, or of no use any more: while the store is away nothing can be accepted either. Answers with the
/// morning where it is night and the mail is to wait for it.
async fn tell_until(world: &World, telling: Telling) -> Option<Timestamp> {
    let session = telling.session;
    loop {
        match tell(world, telling).await {
            Ok(Told::Done) => return None,
            Ok(Told::Night(morning)) => return Some(morning),
            Ok(Told::NoPlace) => {
                tracing::debug!(session.id = %session, "too many mails wait, somebody is told later");
            }
            Err(error) => {
                tracing::debug!(session.id = %session, store.error = %error, "somebody could not be told by mail yet");
                if !matches!(error, StoreError::Unreachable(_)) {
                    metrics::counter!("homeroom_effects_given_up_total").increment(1);
                    return None;
                }
            }
        }
        if world.clock.now() >= telling.until {
            metrics::counter!("homeroom_effects_given_up_total").increment(1);
            return None;
        }
        tokio::time::sleep(AGAIN_AFTER).await;
    }
}

/// What came of an attempt.
enum Told {
    /// There is nothing more to do.
    Done,
    /// Too many mails wait.
    NoPlace,
    /// It is to wait for the morning.
    Night(Timestamp),
}

async fn tell(world: &World, telling: Telling) -> Result<Told, StoreError> {
    let Telling { session, person, until, news } = telling;
    let now = world.clock.now();
    let Some(mail) = world.offer_mail.as_ref().filter(|_| now < until) else { return Ok(Told::Done) };
    let Some(reached) = reservations::reached(&world.store, person, session).await? else { return Ok(Told::Done) };
    // That a class is cancelled is written at once: nobody is to set out for it early in the morning.
    if matches!(news, News::Offer) {
        match quiet::letter(now, until, reached.zone.as_deref()) {
            quiet::Letter::Now => {}
            quiet::Letter::At(morning) => return Ok(Told::Night(morning)),
            quiet::Letter::Never => return Ok(Told::Done),
        }
    }
    let Ok(to) = reached.email.parse::<EmailAddress>() else {
        tracing::warn!(session.id = %session, "somebody was not told by mail: what is kept is no address");
        return Ok(Told::Done);
    };
    let Some(slot) = mail.postman.slot() else { return Ok(Told::NoPlace) };
    if !reservations::tell(&world.store, session, person, until, now).await? {
        return Ok(Told::Done);
    }
    match written(telling, to, &reached, mail.origin.as_deref(), now) {
        Ok(letter) => slot.send(letter),
        Err(error) => tracing::error!(error = %error, "a mail could not be written"),
    }
    Ok(Told::Done)
}

fn written(
    telling: Telling,
    to: EmailAddress,
    reached: &Reached,
    origin: Option<&str>,
    now: Timestamp,
) -> Result<Letter, MailError> {
    let Telling { session, person, news, until } = telling;
    let (title, starts_at) = (&*reached.title, reached.starts_at);
    match news {
        News::Offer => {
            let id = Uuid::new_v5(&session.0, format!("offer {person} {until}").as_bytes());
            Letter::offer(id, to, &Offer { title, starts_at, until, origin }, now)
        }
        News::Cancelled => {
            let id = Uuid::new_v5(&session.0, format!("cancelled {person}").as_bytes());
            Letter::cancelled(id, to, &Cancelled { title, starts_at, origin }, now)
        }
    }
}
