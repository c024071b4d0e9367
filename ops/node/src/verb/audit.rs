//! `homeroom audit`: what staff did. `list` shows it, the latest first; `verify` recomputes every chain and names the first
//! link of each that does not hold, with exit code 1. Both read the database only, also while nodes run.
//!
//! Data go to standard output, sentences to standard error. What staff wrote is shown as it is kept, but for characters that
//! a terminal would obey.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use homeroom_storage::audit::{self, Broken, Kept, Sound, Which};
use serde_json::json;
use uuid::Uuid;

use crate::compose;
use crate::config;
use crate::exit::Stop;

/// Rows that are shown where nothing else is said, and at most.
const ROWS: u32 = 100;
const ROWS_MAX: u32 = 10_000;

/// What is done with the audit.
#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Show what was done, the latest first.
    List(List),
    /// Recompute the chains. Exit code 1 where one does not hold.
    Verify(Verify),
}

/// Options of `list`.
#[derive(Args)]
pub(crate) struct List {
    /// Only what was done by, on or about this: the id of an account, a case, a class, a sanction.
    #[arg(long, value_name = "ID")]
    about: Option<Uuid>,
    /// At most so many rows.
    #[arg(long, default_value_t = ROWS, value_parser = clap::value_parser!(u32).range(1..=i64::from(ROWS_MAX)))]
    limit: u32,
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

/// Options of `verify`.
#[derive(Args)]
pub(crate) struct Verify {
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(verb: &Audit, file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        match verb {
            Audit::List(options) => {
                let which = Which { about: options.about, limit: options.limit };
                for kept in audit::list(&store, which).await? {
                    println!("{}", if options.json { as_json(&kept) } else { as_line(&kept) });
                }
                Ok(())
            }
            Audit::Verify(options) => match audit::verify(&store).await? {
                Ok(sound) => {
                    say_sound(sound, options.json);
                    Ok(())
                }
                Err(broken) => {
                    for one in &broken {
                        say_broken(one, options.json);
                    }
                    Err(Stop::Failed(format!("the audit does not hold: {} of its chains are broken", broken.len())))
                }
            },
        }
    })
}

fn say_sound(sound: Sound, in_json: bool) {
    let Sound { chains, links, pending, wordless, before_chains } = sound;
    if in_json {
        let said = json!({ "holds": true, "chains": chains, "links": links, "pending": pending,
            "wordless": wordless, "before_chains": before_chains });
        println!("{said}");
        return;
    }
    println!("all holds: {links} links in {chains} chains, {pending} of them still to be written");
    if before_chains > 0 {
        eprintln!("{before_chains} rows are from before there were chains; nothing can be said of them");
    }
}

fn say_broken(broken: &Broken, in_json: bool) {
    let Broken { chain, position, n, why } = broken;
    if in_json {
        println!("{}", json!({ "holds": false, "chain": chain, "position": position, "n": n, "why": why }));
    } else {
        println!("{chain}  {position}.{n}  {why}");
    }
}

fn as_json(kept: &Kept) -> String {
    let link = kept.link.as_ref();
    json!({
        "at": kept.at,
        "what": kept.what,
        "by": link.and_then(|link| link.by),
        "role": link.map(|link| &link.role),
        "staff": kept.staff,
        "person": kept.person,
        "subject": kept.subject,
        "after": link.and_then(|link| link.after.as_ref()),
        "reason": link.and_then(|link| link.reason.as_ref()),
        "words": kept.reason,
        "trace": link.and_then(|link| link.trace),
        "chain": link.map(|link| link.chain),
        "position": link.map(|link| link.position),
        "n": link.map(|link| link.n),
        "hash": link.map(|link| link.hash().to_string()),
    })
    .to_string()
}

fn as_line(kept: &Kept) -> String {
    let link = kept.link.as_ref();
    let who = link.and_then(|link| link.by).map(|by| by.to_string()).or_else(|| kept.staff.clone());
    let mut words =
        vec![kept.at.to_string(), kept.what.clone(), format!("by {}", who.unwrap_or_else(|| "?".to_owned()))];
    words.extend(link.map(|link| format!("as {}", link.role)));
    words.extend(kept.person.map(|person| format!("on {person}")));
    words.extend(kept.subject.map(|subject| format!("about {subject}")));
    words.extend(link.and_then(|link| link.after.as_ref()).map(|after| format!("to {after}")));
    words.extend(
        link.and_then(|link| link.reason.clone()).or_else(|| kept.reason.clone()).map(|why| format!("for {why}")),
    );
    words.join("  ").chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
