//! The endpoints, one file each.

pub(crate) mod appeals;
pub(crate) mod attendance;
mod attendance_csv;
pub(crate) mod chapters;
pub(crate) mod desk;
pub(crate) mod join;
pub(crate) mod lesson_file;
pub(crate) mod lesson_polls;
pub(crate) mod lesson_today;
pub(crate) mod magic_link;
pub(crate) mod may;
pub(crate) mod me;
pub(crate) mod my_name;
pub(crate) mod my_reservations;
pub(crate) mod offer;
pub(crate) mod operation;
pub(crate) mod outbox;
pub(crate) mod polls;
mod polls_csv;
pub(crate) mod redeem;
pub(crate) mod refresh;
pub(crate) mod reports;
pub(crate) mod reservation;
pub(crate) mod schedule_next;
pub(crate) mod sign_out;
mod signed_in;
mod table;
