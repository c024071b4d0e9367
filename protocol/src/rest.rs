//! Request and response bodies of the REST routes, one file per resource.

pub mod appeals;
pub mod attendance;
pub mod auth;
pub mod chapters;
pub mod desk;
pub mod health;
pub mod join;
pub mod lessons;
pub mod may;
pub mod me;
pub mod polls;
pub mod reports;
pub mod reservation;
pub mod schedule;
