//! The frames of the desk's socket (`GET /v1/desk`, subprotocol [`SUBPROTOCOL`]): the same envelope as the classroom's, and
//! the same rules of resuming.

pub mod client;
pub mod server;

/// The WebSocket subprotocol (RFC 6455, section 1.9); the version of the wire is its name.
pub const SUBPROTOCOL: &str = "homeroom.desk.v1";
