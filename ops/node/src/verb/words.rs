//! `homeroom words add|retire|list|try`: words nobody should have to read, for staff. A change has taken hold in every
//! class within a second, those that are going on too; what was said before stays as it is.
//!
//! Data go to standard output, sentences to standard error. Each act is written to the audit in its own transaction.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use homeroom_actors::kit::clock::Clock;
use homeroom_actors::kit::entropy;
use homeroom_machines::words::{BadRule, RULE_CHARACTERS_MAX, RULE_LETTERS_MIN, RULES_MAX, Rule};
use homeroom_protocol::ids::CourseId;
use homeroom_protocol::language::Language;
use homeroom_protocol::words::{Reach, WordAction};
use homeroom_storage::words::{self as stored, Added, RuleRow};
use serde_json::json;
use uuid::Uuid;

use super::staff::{Staff, words};
use crate::compose;
use crate::config;
use crate::exit::Stop;

mod past;

/// What is done with rules of words.
#[derive(Subcommand)]
pub(crate) enum Words {
    /// Make a rule. It says how much it would have hit; `try` shows what.
    Add(Add),
    /// End a rule.
    Retire(Retire),
    /// Show the rules in force.
    List(List),
    /// Show what words would have hit in what was said before. Nothing is changed.
    Try(past::Try),
}

/// A new rule.
#[derive(Args)]
pub(crate) struct Add {
    /// The word, or words that follow each other; found as a whole, however they are written.
    #[arg(value_parser = rule)]
    words: String,
    /// What is done with a text that holds them: mask, hold or block.
    #[arg(long, value_parser = action)]
    action: WordAction,
    #[command(flatten)]
    wherever: Wherever,
    #[command(flatten)]
    staff: Staff,
}

/// Where a rule holds.
#[derive(Args)]
pub(crate) struct Wherever {
    /// The course it holds in, by id; without it in every one.
    #[arg(long)]
    course: Option<CourseId>,
    /// The language it holds in, as `de`: in courses in that language, and in those of which the language is not known.
    /// Without it in every one.
    #[arg(long)]
    language: Option<Language>,
}

impl Wherever {
    fn reach(&self) -> Reach {
        Reach { course: self.course, language: self.language.clone() }
    }
}

/// Which rules are shown.
#[derive(Args)]
pub(crate) struct List {
    /// Those alone that hold in a course in this language: its own, and those without one.
    #[arg(long)]
    language: Option<Language>,
    /// Those that were retired, too.
    #[arg(long)]
    retired: bool,
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

/// The end of a rule.
#[derive(Args)]
pub(crate) struct Retire {
    /// Which, by its id.
    rule: Uuid,
    #[command(flatten)]
    staff: Staff,
}

fn rule(text: &str) -> Result<String, String> {
    let text = words(text)?;
    match Rule::check(&text) {
        Ok(()) => Ok(text),
        Err(BadRule::TooShort) => Err(format!("it needs {RULE_LETTERS_MIN} letters")),
        Err(BadRule::TooLong) => Err(format!("it can have {RULE_CHARACTERS_MAX} characters")),
    }
}

fn action(word: &str) -> Result<WordAction, String> {
    let action = WordAction::ALL.iter().find(|action| action.as_str() == word).copied();
    action.ok_or_else(|| {
        let words: Vec<_> = WordAction::ALL.iter().map(|action| action.as_str()).collect();
        format!("it is one of {}", words.join(", "))
    })
}

pub(crate) fn run(verb: &Words, file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        let now = Clock::system().now();
        match verb {
            Words::Add(options) => {
                let Add { words, action, wherever, staff } = options;
                let (words, id, reach) = (words.clone(), entropy::uuid_v7(now), wherever.reach());
                past::forewarn(&store, &words, &reach, now).await?;
                let row = RuleRow { id, reach, words, action: *action, at: now, retired_at: None };
                let rules_max = i64::try_from(RULES_MAX).unwrap_or(i64::MAX);
                match stored::add(&store, &row, rules_max, staff.act(now)).await? {
                    Added::Added => show(&row, staff.json),
                    Added::There => return Err(Stop::Conflict("there is a rule for these words already".to_owned())),
                    Added::NoCourse => return Err(Stop::NotThere("there is no such course".to_owned())),
                    Added::OtherLanguage => {
                        return Err(Stop::Conflict(
                            "the course is in another language; it would never hold".to_owned(),
                        ));
                    }
                    Added::TooMany => {
                        return Err(Stop::Conflict(format!("there are {RULES_MAX} rules in force; retire one first")));
                    }
                }
            }
            Words::Retire(Retire { rule, staff }) => match stored::retire(&store, *rule, staff.act(now)).await? {
                Some(row) => show(&row, staff.json),
                None => return Err(Stop::NotThere(format!("there is no rule {rule} in force"))),
            },
            Words::List(List { language, retired, json }) => {
                let rows = stored::list(&store, *retired).await?;
                let holds = |of: &Option<Language>| of.is_none() || language.is_none() || of == language;
                rows.iter().filter(|row| holds(&row.reach.language)).for_each(|row| show(row, *json));
            }
            Words::Try(options) => past::run(&store, options, now).await?,
        }
        Ok(())
    })
}

fn show(row: &RuleRow, json: bool) {
    let RuleRow { id, reach: Reach { course, language }, words, action, at, retired_at } = row;
    let action = action.as_str();
    if json {
        let shown = json!({
            "id": id, "words": words, "action": action, "course": course, "language": language, "at": at,
            "retired_at": retired_at
        });
        println!("{shown}");
        return;
    }
    let wherever = course.map_or_else(|| "every course".to_owned(), |course| course.to_string());
    let language = language.as_ref().map(|language| format!(" in {language}")).unwrap_or_default();
    let retired = retired_at.map(|at| format!("  retired {at}")).unwrap_or_default();
    println!("{id}  {action}  {words}  in {wherever}{language}{retired}");
}
