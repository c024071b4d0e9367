//! What a fresh database is filled with. So far that is the demo world of `homeroom dev`; it goes through the same
//! storage functions as everything else, so a planted class is a class like any other.

pub mod demo;
