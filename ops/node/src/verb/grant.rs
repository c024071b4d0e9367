//! `homeroom grant add|end|list`: what people hold, for staff. It works on the database, so that it also works while no
//! node runs; nodes that run hear of it within two seconds.
//!
//! Data go to standard output, sentences to standard error. Each act is written to the audit in its own transaction.

mod shown;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use homeroom_actors::kit::clock::Clock;
use homeroom_actors::kit::entropy;
use homeroom_protocol::entitlement::GrantKind;
use homeroom_protocol::ids::{GrantId, PersonId};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::Store;
use homeroom_storage::grants::{self, Added, Ended, GrantRow, NewGrant};

use super::staff::{Staff, account, no_account};
use crate::compose;
use crate::config;
use crate::exit::Stop;

/// What is done with grants.
#[derive(Subcommand)]
pub(crate) enum Grant {
    /// Give somebody a plan for a time.
    Add(Add),
    /// End a grant. Whoever is in a class stays in it; the next join is refused.
    End(End),
    /// Show what somebody holds and held.
    List(List),
}

/// Options of `add`.
#[derive(Args)]
pub(crate) struct Add {
    /// Whose: an account's id, or an email address.
    account: String,
    /// The name of the plan.
    #[arg(long, default_value = homeroom_storage::plans::EVERYTHING)]
    plan: String,
    /// subscription, purchase, scholarship or staff.
    #[arg(long, value_parser = kind)]
    kind: GrantKind,
    /// From when on, as 2026-11-25T18:00:00Z; without it from now on.
    #[arg(long)]
    from: Option<Timestamp>,
    /// From when on no more; without it there is no end.
    #[arg(long)]
    until: Option<Timestamp>,
    #[command(flatten)]
    staff: Staff,
}

/// Options of `end`.
#[derive(Args)]
pub(crate) struct End {
    /// The grant's id, as `list` shows it.
    grant: GrantId,
    /// When, as 2026-11-25T18:20:00Z; without it now.
    #[arg(long)]
    at: Option<Timestamp>,
    #[command(flatten)]
    staff: Staff,
}

/// Options of `list`.
#[derive(Args)]
pub(crate) struct List {
    /// Whose: an account's id, or an email address.
    account: String,
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

fn kind(word: &str) -> Result<GrantKind, String> {
    let kind = GrantKind::ALL.iter().find(|kind| kind.as_str() == word).copied();
    kind.ok_or_else(|| {
        let words: Vec<_> = GrantKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("it is one of {}", words.join(", "))
    })
}

pub(crate) fn run(verb: &Grant, file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        let now = Clock::system().now();
        match verb {
            Grant::Add(options) => add(&store, options, now).await,
            Grant::End(options) => end(&store, options, now).await,
            Grant::List(options) => list(&store, options, now).await,
        }
    })
}

async fn add(store: &Store, options: &Add, now: Timestamp) -> Result<(), Stop> {
    let from = options.from.unwrap_or(now);
    if options.until.is_some_and(|until| until <= from) {
        return Err(Stop::Usage("--until has to be later than --from".to_owned()));
    }
    let grant = NewGrant {
        id: GrantId(entropy::uuid_v7(now)),
        account: account(store, &options.account).await?,
        plan: &options.plan,
        kind: options.kind,
        from,
        until: options.until,
    };
    match grants::add(store, &grant, options.staff.act(now)).await? {
        Added::Added => show(&of(store, grant.account, grant.id).await?, now, options.staff.json),
        Added::Rival(rival) => {
            show(&of(store, grant.account, rival).await?, now, options.staff.json);
            let sentence = "there is such a grant already at that time; end it first, or give other times";
            return Err(Stop::Conflict(sentence.to_owned()));
        }
        Added::NoAccount => return Err(no_account(&options.account)),
        Added::NoPlan => return Err(Stop::NotThere(format!("there is no plan called {}", options.plan))),
    }
    Ok(())
}

async fn end(store: &Store, options: &End, now: Timestamp) -> Result<(), Stop> {
    let at = options.at.unwrap_or(now);
    match grants::end(store, options.grant, at, options.staff.act(now)).await? {
        Ended::Ended(row) => show(&row, now, options.staff.json),
        Ended::Before(row) => {
            show(&row, now, options.staff.json);
            return Err(Stop::Conflict("it ends earlier than that already".to_owned()));
        }
        Ended::NoGrant => return Err(Stop::NotThere(format!("there is no grant {}", options.grant))),
    }
    Ok(())
}

async fn list(store: &Store, options: &List, now: Timestamp) -> Result<(), Stop> {
    let held = grants::of(store, account(store, &options.account).await?).await?;
    if held.is_empty() {
        eprintln!("homeroom: no grant was ever given");
    }
    for row in &held {
        show(row, now, options.json);
    }
    Ok(())
}

async fn of(store: &Store, account: PersonId, grant: GrantId) -> Result<GrantRow, Stop> {
    let held = grants::of(store, account).await?;
    let row = held.into_iter().find(|row| row.id == grant);
    row.ok_or_else(|| Stop::Conflict(format!("the grant {grant} is another account's")))
}

fn show(row: &GrantRow, now: Timestamp, json: bool) {
    if json {
        println!("{}", shown::object(row, now));
    } else {
        println!("{}", shown::line(row, now));
    }
}
