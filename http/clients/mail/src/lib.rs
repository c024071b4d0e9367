//! Mail: what an address is, the letters we write, and their way out.
//!
//! A mail holds what signs its reader in, so nothing here prints one: neither a line of the log nor a `Debug` says whom
//! it is to or what is in it. Mails wait in memory; after a crash whoever waits for one asks again.

mod address;
mod error;
mod letter;
mod mailer;
mod outbox;
mod postman;
#[cfg(test)]
mod tests;

pub use address::{EmailAddress, NotAnAddress};
pub use error::MailError;
pub use letter::{Cancelled, Letter, Offer, OnCall, SignIn};
pub use mailer::{Mailer, Smtp, SmtpSettings};
pub use outbox::{OUTBOX_MAILS_MAX, Outbox};
pub use postman::{MAILS_WAITING_MAX, Postman, Slot};
