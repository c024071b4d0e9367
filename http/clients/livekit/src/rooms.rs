//! The room service: who is in a media room, and putting them out; and whether the server answers at all.

use std::sync::atomic::Ordering;

use homeroom_protocol::ids::{PersonId, SessionId, SignInId};
use homeroom_protocol::permit::Sends;
use homeroom_protocol::time::Timestamp;
use livekit_api::services::room::UpdateParticipantOptions;
use livekit_protocol::{ParticipantPermission, TrackSource};

use crate::{MediaError, MediaServer, identity};

/// A connection in a media room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Present {
    /// What the media server calls this connection; the next one of the same person has another name.
    pub connection: String,
    /// Whose it is: see [`crate::identity`].
    pub identity: String,
    /// When it began, by the media server's clock; the beginning of time where it never did.
    pub from: Timestamp,
    /// What it may send; `None` where that was not said.
    pub sends: Option<Sends>,
}

impl Present {
    /// The instant of a pair of numbers, milliseconds and seconds: older servers send only the second.
    pub(crate) fn since(millis: i64, seconds: i64) -> Timestamp {
        Timestamp::from_millis(if millis > 0 { millis } else { seconds.saturating_mul(1_000) })
    }
}

impl MediaServer {
    /// Who is in a session's room; nobody where the room is not there.
    ///
    /// # Errors
    /// When the server does not answer within two seconds, or does not take our key.
    pub async fn list_participants(&self, session: SessionId) -> Result<Vec<Present>, MediaError> {
        match self.note(self.rooms.list_participants(&session.to_string()).await) {
            Ok(present) => Ok(present
                .into_iter()
                .map(|participant| Present {
                    from: Present::since(participant.joined_at_ms, participant.joined_at),
                    connection: participant.sid,
                    identity: participant.identity,
                    sends: participant.permission.map(|permission| sends_of(&permission)),
                })
                .collect()),
            Err(MediaError::NotThere) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Puts a person's device out of a session's room. Done already is done.
    ///
    /// # Errors
    /// When the server does not answer within two seconds, or does not take our key.
    pub async fn remove_participant(
        &self,
        session: SessionId,
        person: PersonId,
        device: SignInId,
    ) -> Result<(), MediaError> {
        let removed = self.rooms.remove_participant(&session.to_string(), &identity(person, device)).await;
        gone(self.note(removed))
    }

    /// Lets a person's device send this and nothing else: what else it sends is taken from the room at once. Who is not there
    /// needs nothing: what they come with is looked at when they are listed.
    ///
    /// # Errors
    /// When the server does not answer within two seconds, or does not take our key.
    pub async fn set_publishing(
        &self,
        session: SessionId,
        person: PersonId,
        device: SignInId,
        may: Sends,
    ) -> Result<(), MediaError> {
        let permission = ParticipantPermission {
            can_subscribe: true,
            can_publish: may != Sends::default(),
            can_publish_sources: sources(may).iter().map(|source| i32::from(*source)).collect(),
            ..Default::default()
        };
        let options = UpdateParticipantOptions { permission: Some(permission), ..Default::default() };
        let updated = self.rooms.update_participant(&session.to_string(), &identity(person, device), options).await;
        gone(self.note(updated).map(drop))
    }

    /// Ends a session's room and puts everyone out. Done already is done.
    ///
    /// # Errors
    /// When the server does not answer within two seconds, or does not take our key.
    pub async fn delete_room(&self, session: SessionId) -> Result<(), MediaError> {
        gone(self.note(self.rooms.delete_room(&session.to_string()).await))
    }

    /// Asks the server for something small that needs our key, so that a wrong one is found as well as a dead server.
    /// Whoever runs the node asks every few seconds; [`is_reachable`](Self::is_reachable) remembers.
    ///
    /// # Errors
    /// When the server does not answer within two seconds, or does not take our key.
    pub async fn probe(&self) -> Result<(), MediaError> {
        // A name no room has keeps the answer small, however many rooms there are.
        self.note(self.rooms.list_rooms(vec!["probe".to_owned()]).await).map(drop)
    }

    /// Whether the server answered when last asked anything. Never waits, so a join can ask.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        self.reachable.load(Ordering::Relaxed)
    }

    /// Sorts an answer, remembers whether there was one, and logs when that changes.
    fn note<T>(&self, answer: Result<T, livekit_api::services::ServiceError>) -> Result<T, MediaError> {
        let answer = answer.map_err(MediaError::of);
        let answered = match &answer {
            Ok(_) | Err(MediaError::NotThere | MediaError::Refused(_)) => true,
            // A token it will not take is no better for a person than a server that is not there.
            Err(MediaError::Unreachable(_) | MediaError::Denied | MediaError::Unsigned(_)) => false,
        };
        if self.reachable.swap(answered, Ordering::Relaxed) != answered {
            match &answer {
                Err(error) if !answered => tracing::warn!(media.error = %error, "media server lost"),
                Ok(_) | Err(_) => tracing::info!("media server answers"),
            }
        }
        answer
    }
}

/// What somebody may send, as the media server names it: nothing named is everything, where they may send at all. A shared
/// screen is a picture, and its sound is sound.
pub(crate) fn sources(may: Sends) -> &'static [TrackSource] {
    match (may.microphone, may.camera) {
        (true, true) | (false, false) => &[],
        (true, false) => &[TrackSource::Microphone, TrackSource::ScreenShareAudio],
        (false, true) => &[TrackSource::Camera, TrackSource::ScreenShare],
    }
}

fn sends_of(permission: &ParticipantPermission) -> Sends {
    let named = |source: TrackSource| permission.can_publish_sources.contains(&i32::from(source));
    let may = |source| permission.can_publish && (permission.can_publish_sources.is_empty() || named(source));
    Sends { microphone: may(TrackSource::Microphone), camera: may(TrackSource::Camera) }
}

/// What is not there any more was removed.
fn gone(answer: Result<impl Sized, MediaError>) -> Result<(), MediaError> {
    match answer {
        Ok(_) | Err(MediaError::NotThere) => Ok(()),
        Err(error) => Err(error),
    }
}
