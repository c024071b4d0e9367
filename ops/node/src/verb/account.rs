//! `homeroom account disable|enable`: who may use this platform at all, for staff. It works on the database; nodes that run
//! hear of the sign-ins that end with an account, and close what they opened, within two seconds.
//!
//! Data go to standard output, sentences to standard error. Each act is written to the audit in its own transaction.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use homeroom_actors::kit::clock::Clock;
use homeroom_protocol::ids::PersonId;
use homeroom_storage::accounts::{self, Switched};
use serde_json::json;

use super::staff::{Staff, account, no_account};
use crate::compose;
use crate::config;
use crate::exit::Stop;

/// What is done with accounts.
#[derive(Subcommand)]
pub(crate) enum Account {
    /// Shut every door to somebody: their sign-ins end, their sockets close, and no new sign-in begins.
    Disable(Whose),
    /// Let somebody sign in again.
    Enable(Whose),
}

/// Options of both.
#[derive(Args)]
pub(crate) struct Whose {
    /// Whose: an account's id, or an email address.
    account: String,
    #[command(flatten)]
    staff: Staff,
}

pub(crate) fn run(verb: &Account, file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        let now = Clock::system().now();
        let (Account::Disable(options) | Account::Enable(options)) = verb;
        let (id, act) = (account(&store, &options.account).await?, options.staff.act(now));
        let (switched, disabled) = match verb {
            Account::Disable(_) => (accounts::disable(&store, id, act).await?, true),
            Account::Enable(_) => (accounts::enable(&store, id, act).await?, false),
        };
        match switched {
            Switched::Switched { sign_ins_ended } => show(id, disabled, sign_ins_ended, options.staff.json),
            Switched::Before => {
                show(id, disabled, 0, options.staff.json);
                return Err(Stop::Conflict("it was so before".to_owned()));
            }
            Switched::NoAccount => return Err(no_account(&options.account)),
        }
        Ok(())
    })
}

fn show(id: PersonId, disabled: bool, sign_ins_ended: u64, json: bool) {
    if json {
        println!("{}", json!({ "id": id, "disabled": disabled, "sign_ins_ended": sign_ins_ended }));
    } else if disabled {
        println!("{id}  disabled, {sign_ins_ended} sign-ins ended");
    } else {
        println!("{id}  enabled");
    }
}
