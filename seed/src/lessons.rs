//! From a folder of Markdown to the contents of packs: read, look through, compile.
//!
//! Nothing here asks for the time, a random number or the order of a folder, so that the same texts are the same bytes on
//! every machine and every day. A course with anything wrong in it becomes no packs at all; all that is wrong is told at
//! once, each with its file and line.

mod check;
mod compile;
mod finding;
mod front;
mod poll;
mod sources;
mod text;

pub use compile::{Course, Lesson, compile, lesson_id};
pub use finding::{Finding, Wrong};
pub use sources::Sources;
