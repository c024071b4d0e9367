//! What every aggregate's actor is made of: the loop ([`shell`]), the gate before its mailbox ([`admission`]), one timer
//! ([`deadline`]), the connection that commits in groups ([`lane`]), what others may see of it ([`glass`]), what is
//! different about the kinds of them (`host`), and the only sources of time and randomness ([`clock`], [`entropy`]).

pub mod admission;
pub mod clock;
pub mod deadline;
pub mod draft;
pub mod entropy;
pub mod glass;
pub(crate) mod host;
pub mod lane;
pub mod recovery;
pub mod shell;
