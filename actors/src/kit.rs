//! What every aggregate's actor is made of: the gate before its mailbox ([`admission`]), one timer ([`deadline`]), what
//! others may see of it ([`glass`]), and the only sources of time and randomness ([`clock`], [`entropy`]).

pub mod admission;
pub mod clock;
pub mod deadline;
pub mod entropy;
pub mod glass;
