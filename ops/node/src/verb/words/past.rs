//! The dry run: what words would have hit in what was said in past classes, and in how much.

use std::collections::BTreeMap;
use std::time::Duration;

use clap::Args;
use homeroom_machines::session::wording;
use homeroom_machines::words::{Filter, Hit, Rule};
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::journal::v1::{Entry, SessionEvent};
use homeroom_protocol::time::Timestamp;
use homeroom_protocol::words::{Reach, WordAction};
use homeroom_storage::words::{self as stored, Said};
use homeroom_storage::{Store, courses};
use serde_json::json;
use uuid::Uuid;

use super::Wherever;
use crate::exit::Stop;

/// Entries read at once.
const PAGE_ENTRIES: i64 = 1_000;
/// Characters shown on either side of what was hit.
const AROUND_CHARACTERS: usize = 30;
/// How many days back is looked where nobody says otherwise.
const DAYS: u32 = 30;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is tried, over what.
#[derive(Args)]
pub(crate) struct Try {
    /// The words of a rule; several are several rules.
    #[arg(required = true, value_parser = super::rule)]
    words: Vec<String>,
    #[command(flatten)]
    wherever: Wherever,
    /// How many days back.
    #[arg(long, default_value_t = DAYS, value_parser = clap::value_parser!(u32).range(1..=3_650))]
    days: u32,
    /// One JSON object per line; the last one counts.
    #[arg(long)]
    json: bool,
}

#[derive(Default)]
struct Counts {
    texts: u64,
    hit: u64,
    unread: u64,
    /// Each way in which a rule's words were written, and how often.
    written: BTreeMap<(usize, String), u64>,
}

pub(super) async fn run(store: &Store, options: &Try, now: Timestamp) -> Result<(), Stop> {
    let past = Past { reach: options.wherever.reach(), since: now.minus(DAY * options.days) };
    let counts = past.look(store, &options.words, |said, text, hit| show(said, text, hit, options)).await?;
    conclude(options, &counts);
    Ok(())
}

/// Says in how much words would have been hit that are about to be a rule.
pub(super) async fn forewarn(store: &Store, words: &str, reach: &Reach, now: Timestamp) -> Result<(), Stop> {
    if let Some(language) = &reach.language
        && !courses::languages(store).await?.values().any(|spoken| spoken == language)
    {
        eprintln!("homeroom: no course is in `{language}`; it holds where the language is not known");
    }
    let past = Past { reach: reach.clone(), since: now.minus(DAY * DAYS) };
    let Counts { texts, hit, .. } = past.look(store, &[words.to_owned()], |_, _, _| {}).await?;
    eprintln!("homeroom: {hit} of {texts} texts of the last {DAYS} days would have been hit");
    Ok(())
}

/// What was said in the classes that rules would hold in, and how far back.
struct Past {
    reach: Reach,
    since: Timestamp,
}

impl Past {
    /// Looks through all of it; each hit is handed on.
    async fn look(
        &self,
        store: &Store,
        words: &[String],
        mut found: impl FnMut(&Said, &str, &Hit),
    ) -> Result<Counts, Stop> {
        let rule = |words: &String| Rule { words: words.clone(), action: WordAction::Mask };
        let filter = Filter::compile(&words.iter().map(rule).collect::<Vec<_>>());
        let (mut after, mut counts) = ((SessionId(Uuid::nil()), 0), Counts::default());
        loop {
            let page = stored::said(store, &self.reach, self.since, after, PAGE_ENTRIES).await?;
            page.iter().for_each(|said| counts.take(&filter, said, &mut found));
            match page.last() {
                Some(last) => after = (last.session, last.position),
                None => return Ok(counts),
            }
        }
    }
}

impl Counts {
    fn take(&mut self, filter: &Filter, said: &Said, found: &mut impl FnMut(&Said, &str, &Hit)) {
        let Ok(entry) = serde_json::from_slice::<Entry<SessionEvent>>(&said.events) else {
            self.unread += 1;
            return;
        };
        for text in entry.events.iter().flat_map(wording::texts) {
            self.texts += 1;
            let hits = filter.hits(&text);
            self.hit += u64::from(!hits.is_empty());
            for hit in hits {
                let written = text.get(hit.at.clone()).unwrap_or_default().to_lowercase();
                *self.written.entry((hit.rule, written)).or_default() += 1;
                found(said, &text, &hit);
            }
        }
    }
}

fn show(said: &Said, text: &str, hit: &Hit, options: &Try) {
    let (session, at) = (said.session, said.at);
    let (before, inside, after) = around(text, hit);
    if options.json {
        let words = options.words.get(hit.rule);
        println!(
            "{}",
            json!({ "session": session, "at": at, "words": words, "before": before, "hit": inside, "after": after })
        );
    } else {
        println!("{at}  {session}  {before}[{inside}]{after}");
    }
}

/// What was hit, and a little of what stands before and after it, on one line.
fn around(text: &str, hit: &Hit) -> (String, String, String) {
    let line = |text: &str| text.replace(char::is_control, " ");
    let before: Vec<char> =
        text.get(..hit.at.start).unwrap_or_default().chars().rev().take(AROUND_CHARACTERS).collect();
    let after: String = text.get(hit.at.end..).unwrap_or_default().chars().take(AROUND_CHARACTERS).collect();
    let before: String = before.into_iter().rev().collect();
    (line(&before), line(text.get(hit.at.clone()).unwrap_or_default()), line(&after))
}

fn conclude(options: &Try, counts: &Counts) {
    let Counts { texts, hit, unread, written } = counts;
    let ways = written.iter().map(|((rule, written), times)| (options.words.get(*rule), written, times));
    if options.json {
        let ways: Vec<_> =
            ways.map(|(words, written, times)| json!({ "words": words, "written": written, "times": times })).collect();
        println!("{}", json!({ "texts": texts, "hit": hit, "unread": unread, "written": ways }));
        return;
    }
    for (words, written, times) in ways {
        println!("{times} x  {}  written  {written}", words.map_or("", String::as_str));
    }
    eprintln!("homeroom: {hit} of {texts} texts of the last {} days would have been hit", options.days);
    if *unread > 0 {
        eprintln!("homeroom: {unread} entries could not be read");
    }
}
