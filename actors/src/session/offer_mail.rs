//! Telling somebody who is not in the class that a seat is kept for them.
//!
//! A table says who was told of which offer, and says so before the mail is handed over: after a crash the effect is done
//! again, and nobody gets two. A mail that is lost in between is only lost as a mail, since the person's own page shows the
//! offer too.

use std::sync::Arc;
use std::time::Duration;

use homeroom_mail::{EmailAddress, Letter, Offer, Postman};
use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::rest::reservation::Standing;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{StoreError, reservations};
use uuid::Uuid;

use crate::kit::state::Chore;
use crate::session::directory::World;
use crate::session::state::State;

/// The pause before a store that was away, or a queue that was full, is asked again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// How people are told of offers by mail.
#[derive(Clone, Debug)]
pub struct OfferMail {
    /// Who takes the mails.
    pub postman: Postman,
    /// The origin their links lead to, as `https://class.example`; without one a mail has none.
    pub origin: Option<String>,
}

impl State {
    /// Tells a person of an offer that stands; who is in the class sees it there.
    pub(crate) fn tell_offer(&mut self, offset: u64, person: PersonId, until: Timestamp) {
        let place = self.shell.machine().booking(person, self.handle.clock.now());
        let here = self.shell.live().is_connected(person);
        let stands = place.standing == Standing::Offered && place.until == Some(until);
        if here || !stands || self.world.offer_mail.is_none() {
            return;
        }
        self.effects.began(offset, 1);
        let (world, session, actor) = (Arc::clone(&self.world), self.handle.id, self.handle.actor.clone());
        tokio::spawn(async move {
            // While the store is away nothing can be accepted either; an offer that has ended is not told of.
            loop {
                match tell(&world, session, person, until).await {
                    Ok(Told::Done) => break,
                    Ok(Told::NoPlace) => {
                        tracing::debug!(session.id = %session, "too many mails wait, an offer is told of later")
                    }
                    Err(error) => {
                        tracing::debug!(session.id = %session, store.error = %error, "an offer could not be told of yet");
                        if !matches!(error, StoreError::Unreachable(_)) {
                            metrics::counter!("homeroom_effects_given_up_total").increment(1);
                            break;
                        }
                    }
                }
                if world.clock.now() >= until {
                    metrics::counter!("homeroom_effects_given_up_total").increment(1);
                    break;
                }
                tokio::time::sleep(AGAIN_AFTER).await;
            }
            // An actor that has ended will find the effect behind its cursor and do it again.
            let _ = actor.cast(Chore::Effected(offset).into());
        });
    }
}

/// What came of an attempt.
enum Told {
    /// There is nothing more to do.
    Done,
    /// Too many mails wait.
    NoPlace,
}

async fn tell(world: &World, session: SessionId, person: PersonId, until: Timestamp) -> Result<Told, StoreError> {
    let now = world.clock.now();
    let Some(mail) = world.offer_mail.as_ref().filter(|_| now < until) else { return Ok(Told::Done) };
    let Some(reached) = reservations::reached(&world.store, person, session).await? else { return Ok(Told::Done) };
    let Ok(to) = reached.email.parse::<EmailAddress>() else {
        tracing::warn!(session.id = %session, "an offer was not told of by mail: what is kept is no address");
        return Ok(Told::Done);
    };
    let Some(slot) = mail.postman.slot() else { return Ok(Told::NoPlace) };
    if !reservations::tell(&world.store, session, person, until, now).await? {
        return Ok(Told::Done);
    }
    let id = Uuid::new_v5(&session.0, format!("offer {person} {until}").as_bytes());
    let offer = Offer { title: &reached.title, starts_at: reached.starts_at, until, origin: mail.origin.as_deref() };
    match Letter::offer(id, to, &offer, now) {
        Ok(letter) => slot.send(letter),
        Err(error) => tracing::error!(error = %error, "the mail of an offer could not be written"),
    }
    Ok(Told::Done)
}
