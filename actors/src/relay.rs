//! What stands between a session and its sockets on this node: one task per session ([`task`]) that walks the sockets with
//! runs of ready frames, the session's end of it ([`link`]), the latest entries for those who come back ([`ring`]), and
//! each socket's stream ([`out_buffer`]).

pub(crate) mod link;
pub mod out_buffer;
pub(crate) mod ring;
pub(crate) mod task;
