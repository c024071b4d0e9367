//! The sockets of the classroom and the desk, which differ in what is spoken (`speech`): the [`upgrade`], then one hand-written future per socket ([`task`]) that reads ([`reader`]),
//! keeps time ([`heart`]) and finishes what waits in the out-buffer. What is said in the class goes out from the relay,
//! past this task, straight through the same out-buffer.

mod alarm;
mod heart;
mod reader;
mod says;
mod speech;
mod task;
#[cfg(test)]
mod tests;
pub(crate) mod upgrade;
