//! Child processes that end with their parent: a private Postgres and a media server.
//!
//! A node that needs a database on a fresh machine starts one itself, and so do the tests. Such a child must never
//! outlive who started it, not even a parent that was killed without warning, and it must never run as root. Both are
//! arranged here, once: [`Launch`] says what to run, [`Child`] runs it, ends it and starts it again when it falls over.
//! [`postgres`] and [`livekit`] find the programs and know their settings; [`go`] builds those whose sources install as they are;
//! [`s3`] is one of them, for tests; [`Place`] says where everything lies.
//!
//! On a crash of the parent the kernel sends each child the signal it was given at its start; on a crash of a child its
//! watcher starts it again a second later.

mod child;
mod error;
pub mod go;
mod installer;
mod launch;
pub mod livekit;
mod place;
pub mod postgres;
pub mod s3;
mod user;

pub use child::{Child, run};
pub use error::ChildError;
pub use launch::{Ending, Launch, start_tied};
pub use place::Place;
pub use user::User;
