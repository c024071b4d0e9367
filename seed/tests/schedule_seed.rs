//! `schedule-seed` as people run it, on a real Postgres.

#![expect(clippy::unwrap_used, reason = "this is for tests, where a panic is the failure")]

use std::process::Command;

use homeroom_protocol::ids::CourseId;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::reservations::{self, SeatsRow};
use homeroom_storage::testing::{TestDatabase, database};
use homeroom_storage::{courses, timetable};
use uuid::Uuid;

const AT: &str = "2026-10-22T12:00:00Z";

struct Desk {
    database: TestDatabase,
    course: CourseId,
    file: std::path::PathBuf,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

impl Desk {
    async fn new(name: &str) -> Self {
        let database = database().await;
        let course = CourseId(Uuid::from_u128(0xc0));
        courses::put(&database.store, course, "Bulgarian A1").await.unwrap();
        let file = std::env::temp_dir().join(format!("schedule-seed-{name}-{}.toml", std::process::id()));
        Self { database, course, file }
    }

    fn write(&self, version: u32, pattern: &str) {
        let text = format!(
            "[[rule]]\nname = \"evenings\"\ncourse = \"{}\"\nversion = {version}\npattern = \"{pattern}\"\n\
             zone = \"Europe/Sofia\"\nminutes = 60\ncapacity = 12\ngap = \"shift\"\nfold = \"both\"\n\
             from = \"2026-01-01\"\n",
            self.course
        );
        std::fs::write(&self.file, text).unwrap();
    }

    /// Its exit code, and the last line it said.
    fn run(&self, words: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_schedule-seed"));
        command.args(["--database-url", &self.database.url, "--at", AT]).args(words);
        let output = command.output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code().unwrap(), said.lines().last().unwrap_or_default().to_owned())
    }
}

fn said(code: i32, text: &str) -> (i32, String) {
    (code, text.to_owned())
}

#[tokio::test]
async fn the_program_adds_by_itself_moves_when_told_and_what_is_booked_only_when_told_so() {
    let desk = Desk::new("moves").await;
    let rules = desk.file.to_str().unwrap();
    desk.write(1, "daily 19:00");
    let with_rules = ["--rules", rules];
    assert_eq!(
        desk.run(&["--rules", rules, "--dry-run"]),
        said(1, "0 done, 14 waiting, 0 blocked, 0 as they should be")
    );
    assert_eq!(desk.run(&[]), said(0, "0 done, 0 waiting, 0 blocked, 0 as they should be"), "no rule was stored");
    assert_eq!(desk.run(&with_rules), said(0, "14 done, 0 waiting, 0 blocked, 0 as they should be"));
    assert_eq!(desk.run(&with_rules), said(0, "0 done, 0 waiting, 0 blocked, 14 as they should be"));

    let at: Timestamp = AT.parse().unwrap();
    let until = "2026-12-01T00:00:00Z".parse().unwrap();
    let first = timetable::slots(&desk.database.store, at, until, &[]).await.unwrap().first().unwrap().clone();
    let seats = SeatsRow { session: first.session, capacity: 12, left: 12, waiting: 1, kept_until: None, as_of: 1 };
    reservations::write(&desk.database.store, &[], &[seats]).await.unwrap();
    desk.write(2, "mon 20:00");
    assert_eq!(desk.run(&with_rules), said(1, "2 done, 13 waiting, 1 blocked, 0 as they should be"));
    assert_eq!(desk.run(&["--apply"]), said(1, "13 done, 0 waiting, 1 blocked, 2 as they should be"));
    assert_eq!(desk.run(&["--move-booked"]), said(0, "1 done, 0 waiting, 0 blocked, 2 as they should be"));
    assert_eq!(desk.run(&[]), said(0, "0 done, 0 waiting, 0 blocked, 2 as they should be"));
}

#[tokio::test]
async fn what_is_not_understood_and_what_cannot_be_done_have_codes_of_their_own() {
    let desk = Desk::new("codes").await;
    assert_eq!(desk.run(&["--days", "0"]).0, 2);
    assert_eq!(desk.run(&["--days", "93"]).0, 2);
    assert_eq!(desk.run(&["--days", "92"]).0, 0);
    assert_eq!(desk.run(&["--dry-run", "--apply"]).0, 2);
    desk.write(1, "daily 25:00");
    let (code, why) = desk.run(&["--rules", desk.file.to_str().unwrap()]);
    assert!(code == 3 && why.contains("25:00"), "{code} {why}");
    assert_eq!(desk.run(&["--rules", "/nowhere/rules.toml"]).0, 3);
}
