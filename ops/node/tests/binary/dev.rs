//! `homeroom dev` on a machine with an empty home.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::Duration;
use std::{fs, thread};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::{Folder, homeroom};

/// A running `dev` and what it said when it was ready.
struct Dev {
    process: Child,
    ready: Value,
}

impl Dev {
    fn start(folder: &Folder) -> Self {
        let mut command = homeroom(folder);
        command.args(["dev", "--port", "0", "--media", "none", "--print-json"]).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap();
        Self { process, ready }
    }

    /// The postmaster below the node, by its pid file.
    fn postgres(folder: &Folder) -> u32 {
        let data = fs::read_dir(folder.0.join("home/data")).unwrap().flatten();
        let file = data.map(|entry| entry.path().join("postmaster.pid")).find(|file| file.exists()).unwrap();
        fs::read_to_string(file).unwrap().lines().next().unwrap().parse().unwrap()
    }
}

fn runs(pid: u32) -> bool {
    let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    state.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
}

fn within(seconds: u64, mut holds: impl FnMut() -> bool) -> bool {
    (0..seconds * 50).any(|_| {
        thread::sleep(Duration::from_millis(20));
        holds()
    })
}

#[test]
fn it_says_where_everybody_goes_and_a_killed_one_leaves_nothing_and_is_followed_by_the_same_class() {
    let folder = Folder::new("dev");
    let mut first = Dev::start(&folder);
    let links = &first.ready["links"];
    let teacher = links["teacher"][0].as_str().unwrap();
    let port = &first.ready["port"];
    let session = first.ready["session_id"].as_str().unwrap().to_owned();
    assert!(teacher.starts_with(&format!("http://teacher.localhost:{port}/class/{session}#link=")), "{teacher}");
    assert_eq!(links["students"].as_array().unwrap().len(), 4);
    assert!(links["students"][1][0].as_str().unwrap().starts_with("http://student-two.localhost:"));
    assert!(first.ready["postgres"].is_string() && first.ready["media"].is_null());

    let database = first.ready["database_url"].as_str().unwrap();
    let verified = homeroom(&folder).args(["audit", "verify"]).env("DATABASE_URL", database).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));

    let postgres = Dev::postgres(&folder);
    first.process.kill().unwrap();
    first.process.wait().unwrap();
    assert!(within(2, || !runs(postgres)), "Postgres outlived the node");

    let mut second = Dev::start(&folder);
    assert_eq!(second.ready["session_id"].as_str(), Some(session.as_str()), "the class goes on");
    assert_ne!(second.ready["links"], first.ready["links"], "links are good once, so there are new ones");
    let postgres = Dev::postgres(&folder);
    let pid = Pid::from_raw(i32::try_from(second.process.id()).unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    assert!(second.process.wait().unwrap().success(), "a stop that was asked for is no failure");
    assert!(!runs(postgres), "children end before the node does");
}

#[test]
fn its_last_line_says_that_everything_has_ended() {
    let folder = Folder::new("dev-ends");
    let mut command = homeroom(&folder);
    let said = command.args(["dev", "--port", "0", "--media", "none", "--once"]).output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    assert_eq!(
        said.lines().last(),
        Some("Everything this started has ended; what was said in class is kept."),
        "{said}"
    );
}
