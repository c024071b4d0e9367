//! The whole chain: a tool starts a node, the node starts Postgres, and somebody kills without warning.
//!
//! The roles are this test program itself, started again with the variable `ROLE`; without it they return at once.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use homeroom_children::{Child, Ending, Launch, Place, postgres};

use crate::{Folder, runs, within};

const ROLE: &str = "HOMEROOM_TEST_ROLE";
const HOME: &str = "HOMEROOM_HOME";

fn noted(home: &Path, name: &str) -> Option<u32> {
    fs::read_to_string(home.join(name)).ok()?.trim().parse().ok()
}

fn note(home: &Path, name: &str, pid: u32) {
    let fresh = home.join(format!("{name}.new"));
    fs::write(&fresh, pid.to_string()).unwrap();
    fs::rename(fresh, home.join(name)).unwrap();
}

/// Whether this process was started to play `role`.
fn plays(role: &str) -> bool {
    env::var(ROLE).is_ok_and(|given| given == role)
}

/// The tool: starts the node as its child and does nothing more.
#[test]
fn role_tool() {
    if !plays("tool") {
        return;
    }
    let home = env::var(HOME).unwrap();
    let node = Launch {
        name: "node".to_owned(),
        program: env::current_exe().unwrap(),
        arguments: vec!["--exact".into(), "chain::role_node".into(), "--nocapture".into()],
        environment: vec![(ROLE.into(), "node".into()), (HOME.into(), home.clone().into())],
        folder: "/".into(),
        user: None,
        log: Path::new(&home).join("node.log"),
        ending: Ending::Terminate,
    };
    let child = Child::start(node).unwrap();
    note(Path::new(&home), "node", child.id());
    thread::sleep(Duration::from_secs(60));
}

/// The node: starts a cluster whose data are kept, and does nothing more.
#[test]
fn role_node() {
    if !plays("node") {
        return;
    }
    let place = Place::from_environment().unwrap();
    let cluster = postgres::start(&postgres::find(&place).unwrap(), &place).unwrap();
    note(place.home(), "postgres", cluster.id());
    thread::sleep(Duration::from_secs(60));
}

fn start_role(role: &str, home: &Path) -> std::process::Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", &format!("chain::role_{role}"), "--nocapture"]).env(ROLE, role).env(HOME, home);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn after_the_tool_is_killed_neither_node_nor_postgres_is_left_two_seconds_later() {
    let folder = Folder::new("chain-tool");
    let mut tool = start_role("tool", &folder.0);
    assert!(within(60, || noted(&folder.0, "postgres").is_some()), "the chain never came up");
    let (node, postgres) = (noted(&folder.0, "node").unwrap(), noted(&folder.0, "postgres").unwrap());
    assert!(runs(node) && runs(postgres));
    tool.kill().unwrap();
    tool.wait().unwrap();
    assert!(within(2, || !runs(node) && !runs(postgres)), "node {} postgres {}", runs(node), runs(postgres));
}

#[test]
fn after_the_node_is_killed_postgres_ends_within_two_seconds_and_a_second_start_works_at_once() {
    let folder = Folder::new("chain-node");
    let mut node = start_role("node", &folder.0);
    assert!(within(60, || noted(&folder.0, "postgres").is_some()), "the node never came up");
    let first = noted(&folder.0, "postgres").unwrap();
    node.kill().unwrap();
    node.wait().unwrap();
    // No wait here: the second start meets the first one's shutdown.
    let place = folder.place();
    let second = postgres::start(&postgres::find(&place).unwrap(), &place).unwrap();
    assert_ne!(second.id(), first);
    assert!(runs(second.id()));
    assert!(within(2, || !runs(first)));
}
