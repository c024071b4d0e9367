//! Bytes to protocol, then a handle. Listeners, routes, tokens and limits; no rules and no SQL.
//!
//! A request comes in through [`listener`] and [`connection`] (L1, L10), finds its route in [`router`], is read and
//! checked by the modules named for it ([`body`], [`origin`], [`principal`], [`idempotency`]), and is answered by one
//! file of [`rest`], by [`pages`], or becomes a [`socket`]. Every "no" is a refusal and leaves as a problem ([`reply`]).
//! Nothing here is kept: after a crash clients refresh, join and resume.

mod address;
mod app;
mod body;
mod browser;
mod call;
mod code;
mod connection;
mod cookie;
mod idempotency;
mod keys;
pub mod limits;
mod listener;
mod mail;
mod metric;
mod origin;
mod pages;
mod principal;
mod query;
mod rate;
mod reply;
mod rest;
mod router;
mod socket;
mod webhooks;

pub use address::{Network, NotANetwork};
pub use app::{App, Settings};
pub use keys::{Keys, KeysError};
pub use listener::{Door, Side, bind, serve};
pub use mail::Mail;
pub use metric::describe as describe_metrics;
