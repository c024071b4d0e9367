//! `schedule-seed`: fills the rolling two weeks of the timetable from its rules, and says what that changes.
//!
//! It adds what is missing. What would move, change or go it tells and leaves, until `--apply` says that it may; what
//! somebody counts on stays even then, until `--move-booked`.
//!
//! Exit codes: 0 all is as the rules say; 1 something waits for a word or is in the way, told on the standard output, and
//! everything else was done; 2 the command was not understood; 3 the store did not answer, or a rule cannot be kept, and
//! no slot was changed.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Parser;
use homeroom_protocol::time::Timestamp;
use homeroom_seed::rules;
use homeroom_storage::{Settings, Store};
use homeroom_timetable::{DAYS, Reach, Wish, fill, report};

/// Nothing was done.
const FAILED: u8 = 3;
/// Not all is as the rules say.
const LEFT: u8 = 1;

/// Fills the timetable from its rules.
#[derive(Parser)]
#[command(version, after_help = "Exit codes: 0 well, 1 something waits or is in the way, 2 not understood, 3 failed.")]
struct Program {
    /// The database.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: String,
    /// Rules to store first, in place of those of the same course and name: a TOML file.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// For how many days from now.
    #[arg(long, default_value_t = DAYS, value_parser = clap::value_parser!(u32).range(1..=92))]
    days: u32,
    /// Only say what would change, and store no rules.
    #[arg(long, conflicts_with_all = ["apply", "move_booked"])]
    dry_run: bool,
    /// Move, amend and remove slots that are there, too.
    #[arg(long)]
    apply: bool,
    /// And those that somebody counts on. Tell them first.
    #[arg(long)]
    move_booked: bool,
    /// From when on, RFC 3339; without it now.
    #[arg(long)]
    at: Option<Timestamp>,
}

impl Program {
    fn reach(&self) -> Reach {
        match (self.dry_run, self.apply, self.move_booked) {
            (true, _, _) => Reach::Look,
            (false, _, true) => Reach::MoveBooked,
            (false, true, false) => Reach::Move,
            (false, false, false) => Reach::Add,
        }
    }
}

fn main() -> ExitCode {
    let program = Program::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(run(&program)));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("schedule-seed: {error}");
            ExitCode::from(FAILED)
        }
    }
}

async fn run(program: &Program) -> Result<ExitCode, String> {
    let proposed = match &program.rules {
        None => Vec::new(),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            rules::read(&text).map_err(|error| format!("{}: {error}", path.display()))?
        }
    };
    let settings = Settings {
        url: program.database_url.clone(),
        pool_connections_max: 2,
        name: "homeroom schedule-seed".to_owned(),
    };
    let store = Store::connect(&settings).await.map_err(|error| error.to_string())?;
    let wish = Wish { days: program.days, reach: program.reach() };
    let filled = fill(&store, program.at.unwrap_or_else(now), wish, &proposed).await;
    let filled = filled.map_err(|error| error.to_string())?;
    for line in report(&filled) {
        println!("{line}");
    }
    Ok(if filled.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(LEFT) })
}

#[expect(clippy::disallowed_methods, reason = "a program that is run once asks the machine what time it is")]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
