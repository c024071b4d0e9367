//! The imperative shell: what actors that feed the machines are made of.

pub mod kit;
