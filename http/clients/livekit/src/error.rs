//! What can go wrong with the media server, by what its caller does about it.

use livekit_api::services::{ServerError, ServerErrorCode, ServiceError};

/// A failure of the media server. The class goes on without it.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// No answer within the time: try again later, and say that there is no sound and picture.
    #[error("the media server does not answer")]
    Unreachable(#[source] ServiceError),
    /// It does not take our key or secret, or something else answers at its address: the configuration has to be mended.
    #[error("the media server does not take our key, or something else answers at its address")]
    Denied,
    /// It has no such room or participant. For a removal that is success, and never seen.
    #[error("the media server has no such room or participant")]
    NotThere,
    /// It answered, and not with what we asked for.
    #[error("the media server refused")]
    Refused(#[source] ServiceError),
    /// A token could not be signed.
    #[error("a media token could not be signed")]
    Unsigned(#[source] jsonwebtoken::errors::Error),
}

impl MediaError {
    /// Sorts an error of the library.
    pub(crate) fn of(error: ServiceError) -> Self {
        match &error {
            ServiceError::Twirp(ServerError::Twirp(answer)) => match answer.code.as_str() {
                ServerErrorCode::NOT_FOUND => Self::NotThere,
                ServerErrorCode::UNAUTHENTICATED | ServerErrorCode::PERMISSION_DENIED => Self::Denied,
                _ => Self::Refused(error),
            },
            // The server's check of our token comes before its room service and answers in plain text, which the
            // library cannot read as an error: an answer that is no JSON is that one.
            ServiceError::Twirp(ServerError::Request(request)) if request.is_decode() => Self::Denied,
            ServiceError::Twirp(ServerError::Request(_)) => Self::Unreachable(error),
            ServiceError::Twirp(ServerError::Url(_) | ServerError::Prost(_))
            | ServiceError::Env(_)
            | ServiceError::AccessToken(_) => Self::Refused(error),
        }
    }
}
