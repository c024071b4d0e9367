//! The classroom socket: the [`upgrade`], then one hand-written future per socket ([`task`]) that reads ([`reader`]),
//! keeps time ([`heart`]) and finishes what waits in the out-buffer. What is said in the class goes out from the relay,
//! past this task, straight through the same out-buffer.

mod alarm;
mod heart;
mod reader;
mod says;
mod task;
#[cfg(test)]
mod tests;
pub(crate) mod upgrade;
