//! `homeroom decision`: what somebody was told when they wanted into a class, a seat or a file, and why. For support, who
//! are given the id that stands in the answer (`decision_id`).
//!
//! Data go to standard output, sentences to standard error.

use std::path::PathBuf;

use clap::Args;
use homeroom_protocol::entitlement::Basis;
use homeroom_protocol::ids::CommandId;
use homeroom_storage::decisions::{self, LookedUp};
use serde_json::json;

use crate::compose;
use crate::config;
use crate::exit::Stop;

/// Options of `decision`.
#[derive(Args)]
pub(crate) struct Decision {
    /// The decision's id, as the page or the answer has it.
    id: CommandId,
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Decision, file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        let told = decisions::look_up(&store, options.id.0).await?;
        if told.is_empty() {
            let id = options.id;
            return Err(Stop::NotThere(format!("nothing is known of {id}: decisions are kept for 30 days")));
        }
        for answer in &told {
            if options.json { println!("{}", object(answer)) } else { show(answer) }
        }
        Ok(())
    })
}

fn object(told: &LookedUp) -> serde_json::Value {
    let row = &told.row;
    json!({
        "id": row.id,
        "at": row.at,
        "person": { "id": row.account, "name": told.name },
        "feature": row.feature,
        "course": { "id": row.course, "title": told.title },
        "session": row.session.map(|id| json!({ "id": id, "starts_at": told.starts_at })),
        "refused": row.refused,
        "entitlement": row.entitlement,
    })
}

fn show(told: &LookedUp) {
    let row = &told.row;
    let gone = || "(not there any more)".to_owned();
    let answer = row.refused.as_ref().map_or_else(|| "yes".to_owned(), |code| format!("refused: {code}"));
    println!("{}  {answer}", row.at);
    println!("  who      {}  {}", told.name.clone().unwrap_or_else(gone), row.account);
    println!("  wanted   {} of {}", row.feature.as_str(), told.title.clone().unwrap_or_else(gone));
    if let Some(session) = row.session {
        let starts = told.starts_at.map_or_else(gone, |at| format!("from {at}"));
        println!("  class    {session}  {starts}");
    }
    let entitlement = &row.entitlement;
    let source = entitlement.source.map_or("nothing that was known", Basis::as_str);
    let age = entitlement.age_ms.map(|age| format!(", read {age} ms before")).unwrap_or_default();
    println!("  because  {}, by what was {source}{age}", entitlement.reason.as_str());
    for (word, at) in [("from", entitlement.from), ("until", entitlement.until), ("good to", entitlement.expires)] {
        if let Some(at) = at {
            println!("  {word:<8} {at}");
        }
    }
}
