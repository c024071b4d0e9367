//! The outside of a client's frame, the same on every socket: its id, its type, and data that are read only after the type is
//! known.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::ids::CommandId;
use crate::refusal::{Code, Refusal};

/// Why a text frame could not be taken. With an id it is answered by `refused`; without one the peer does not speak the
/// protocol and the socket is closed with 4400.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread {
    /// The id the frame carried, where it could be read.
    pub id: Option<CommandId>,
    /// The no; in a box, because nearly every frame can be read.
    pub refusal: Box<Refusal>,
}

#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    /// The id of a frame, and its envelope: the same on every socket of ours.
    pub(super) fn read(text: &'a str) -> Result<(CommandId, Self), Unread> {
        let unread = |refusal| Unread { id: None, refusal: Box::new(refusal) };
        let envelope: Self = serde_json::from_str(text).map_err(|_| unread(Refusal::new(Code::Malformed)))?;
        let id = envelope.id.as_deref().and_then(|id| id.parse().ok());
        let id = id.ok_or_else(|| unread(Refusal::new(Code::Malformed).field("/id", "not_uuid")))?;
        Ok((id, envelope))
    }

    /// The type of a frame.
    pub(super) fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// Its data; a frame without any has an empty object.
    pub(super) fn data(&self) -> &'a str {
        self.data.map_or("{}", RawValue::get)
    }
}

/// The refusal of a type nobody knows.
pub(super) fn unknown_type(id: CommandId) -> Unread {
    Unread { id: Some(id), refusal: Box::new(Refusal::new(Code::UnknownType).field("/type", "unknown")) }
}

/// The refusal of data that do not fit their type.
pub(super) fn wrong_shape(id: CommandId) -> Unread {
    Unread { id: Some(id), refusal: Box::new(Refusal::new(Code::Invalid).field("/data", "wrong_shape")) }
}
