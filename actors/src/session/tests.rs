//! Scenes with one node's tree, a real Postgres and real sockets.

mod at_the_end;
mod attendance;
mod breaks;
mod class;
mod entitled;
mod expected;
mod inbox;
mod quiz;
pub(crate) mod scene;
mod seats;
mod sleeps;
