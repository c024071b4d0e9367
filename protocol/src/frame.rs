//! The frames of the classroom socket (`GET /v1/classroom/{session_id}`, subprotocol [`SUBPROTOCOL`]): one JSON object
//! per text frame, `{"type": …, "data": {…}}`, from a client with an `id` besides.

pub mod calm;
pub mod chat;
pub mod client;
pub mod close;
pub mod desk;
pub mod direct;
pub mod envelope;
pub mod floor;
pub mod lobby;
pub mod own;
pub mod people;
pub mod review;
pub mod server;
pub mod spotlight;
pub mod staff;

/// The WebSocket subprotocol (RFC 6455, section 1.9); the version of the wire is its name.
pub const SUBPROTOCOL: &str = "homeroom.v1";
