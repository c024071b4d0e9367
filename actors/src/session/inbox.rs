//! The inbox of the media server's webhooks: each is stored before it is answered, and taken in afterwards. What the crash
//! of a node left stored and not taken in is taken in by the next run; the machine knows a word it has heard before.
//!
//! What cannot be used is kept with the reason, and what fails is tried again, later each time.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use homeroom_livekit::{Webhook, WebhookError, WebhookKind, person_of};
use homeroom_machines::session::{MediaSays, MediaWord};
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::{Code, Refusal, Retry};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::StoreError;
use homeroom_storage::media_deliveries::{self, Delivery};

use crate::session::directory::{Directory, unavailable};
use crate::session::message::Msg;
use crate::session::question::{Attempt, ask};
use crate::session::sightings::{HeartbeatReply, WORDS_PER_ENTRY_MAX};

/// How often it is looked whether something waits that nobody told of.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Deliveries taken at once.
const TAKEN_MAX: i64 = 500;
/// After how long what failed is tried again; it doubles.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// How often it doubles: up to ten minutes.
const DOUBLINGS_MAX: i32 = 7;
/// How long before its arrival an event may have happened: the media server tries for minutes, and what is older was kept
/// by somebody.
const AGE_MAX: Duration = Duration::from_secs(60 * 60);
/// How long what was taken in is kept: for whoever asks what became of it, and to know it again.
const KEPT_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Looks between two clearances.
const LOOKS_PER_CLEARANCE: u32 = 1_000;

/// A delivery that was taken in.
const USED: &str = "used";

/// What a webhook means to us.
enum Meaning {
    Word(SessionId, MediaWord),
    Ignored(&'static str),
}

/// Takes a webhook: checked, stored, and on its way.
///
/// # Errors
/// `not_found` where no media server is configured, `signature_refused`, `malformed`, `unavailable`.
pub(crate) async fn receive(directory: &Directory, authorization: &str, body: &[u8]) -> Result<(), Refusal> {
    let world = &*directory.world;
    let Some(media) = &world.media else { return Err(Code::NotFound.into()) };
    let now = world.clock.now();
    media.check_webhook(authorization, body, now).map_err(refusal)?;
    let webhook = Webhook::read(body).map_err(refusal)?;
    let fresh = media_deliveries::put(&world.store, &webhook.id, body, now).await.map_err(unavailable)?;
    metrics::counter!("homeroom_media_webhooks_total", "fresh" => if fresh { "yes" } else { "no" }).increment(1);
    world.inbox.notify_one();
    Ok(())
}

fn refusal(error: WebhookError) -> Refusal {
    match error {
        WebhookError::NotSigned => Refusal::new(Code::SignatureRefused),
        WebhookError::NotRead => Refusal::new(Code::Malformed),
    }
}

/// Takes in what is stored, for ever.
pub(crate) async fn take_in(directory: Arc<Directory>) {
    let world = Arc::clone(&directory.world);
    for look in 0_u32.. {
        match take_some(&directory).await {
            // There may be more than are taken at once.
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::debug!(store.error = %error, "what webhooks said could not be taken in"),
        }
        if look % LOOKS_PER_CLEARANCE == 0 {
            let before = world.clock.now().minus(KEPT_FOR);
            if let Err(error) = media_deliveries::forget(&world.store, before).await {
                tracing::debug!(store.error = %error, "old webhooks could not be forgotten");
            }
        }
        tokio::select! {
            () = world.inbox.notified() => {}
            () = world.clock.sleep(LOOK_EVERY) => {}
        }
    }
}

/// Takes in what is due; true where there may be more.
async fn take_some(directory: &Directory) -> Result<bool, StoreError> {
    let world = &directory.world;
    let due = media_deliveries::due(&world.store, world.clock.now(), TAKEN_MAX).await?;
    let full = i64::try_from(due.len()).is_ok_and(|len| len == TAKEN_MAX);
    let mut done = Vec::new();
    let mut words: HashMap<SessionId, Vec<(Delivery, MediaWord)>> = HashMap::new();
    for delivery in due {
        match meaning(&delivery) {
            Meaning::Ignored(why) => done.push((delivery.id, why)),
            Meaning::Word(session, word) => words.entry(session).or_default().push((delivery, word)),
        }
    }
    for (session, told) in words {
        for told in told.chunks(WORDS_PER_ENTRY_MAX) {
            let ids = told.iter().map(|(delivery, _)| delivery.id.clone());
            match tell(directory, session, told.iter().map(|(_, word)| word.clone()).collect()).await {
                Ok(()) => done.extend(ids.map(|id| (id, USED))),
                Err(refusal) => match given_up(refusal.code) {
                    Some(why) => done.extend(ids.map(|id| (id, why))),
                    None => again(directory, told).await?,
                },
            }
        }
    }
    for (_, outcome) in &done {
        metrics::counter!("homeroom_media_webhooks_taken_in_total", "outcome" => *outcome).increment(1);
    }
    if !done.is_empty() {
        media_deliveries::done(&world.store, &done).await?;
    }
    Ok(full)
}

/// Why a refused word is not tried again; `None`: it is.
fn given_up(code: Code) -> Option<&'static str> {
    (code.retry() == Retry::Never).then(|| code.as_str())
}

async fn again(directory: &Directory, told: &[(Delivery, MediaWord)]) -> Result<(), StoreError> {
    let tries = told.iter().map(|(delivery, _)| delivery.tries).max().unwrap_or(0).clamp(0, DOUBLINGS_MAX);
    let ids: Vec<_> = told.iter().map(|(delivery, _)| delivery.id.clone()).collect();
    let wait = AGAIN_AFTER.saturating_mul(1 << u32::try_from(tries).unwrap_or(0));
    media_deliveries::later(&directory.world.store, &ids, directory.world.clock.now().plus(wait)).await
}

async fn tell(directory: &Directory, session: SessionId, words: Vec<MediaWord>) -> Result<(), Refusal> {
    let asked = ask(directory, session, |attempt: Attempt<()>| {
        let Attempt { sent, reply, credit, .. } = attempt;
        Msg::MediaSays { words: words.clone(), sent, reply: HeartbeatReply { to: reply, _credit: credit } }
    });
    asked.await.map(drop)
}

/// What a stored webhook means. A clock that is ahead of ours begins and ends nothing in the future.
fn meaning(delivery: &Delivery) -> Meaning {
    let Ok(webhook) = Webhook::read(&delivery.body) else { return Meaning::Ignored("unreadable") };
    let received_at = delivery.received_at;
    let at = webhook.at.min(received_at);
    let says = match webhook.kind {
        WebhookKind::Joined => MediaSays::Joined,
        WebhookKind::Left => MediaSays::Left(at),
        WebhookKind::Other => return Meaning::Ignored("of_no_use"),
    };
    if received_at.since(at) > AGE_MAX {
        return Meaning::Ignored("too_old");
    }
    let Ok(session) = webhook.room.parse() else { return Meaning::Ignored("unknown_room") };
    let Some(participant) = webhook.participant else { return Meaning::Ignored("nobody") };
    let Some(person) = person_of(&participant.identity) else { return Meaning::Ignored("unknown_person") };
    if participant.from <= Timestamp::default() || participant.connection.is_empty() {
        // It left without ever having come in.
        return Meaning::Ignored("never_joined");
    }
    let from = participant.from.min(received_at);
    Meaning::Word(session, MediaWord { person, connection: participant.connection, from, says })
}
