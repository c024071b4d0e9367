//! Scenes with one node's tree, a real Postgres and real sockets.

mod breaks;
mod class;
mod scene;
mod seats;
mod sleeps;
