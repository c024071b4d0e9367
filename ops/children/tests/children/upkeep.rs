//! A child that falls over is started again; one that will not go is made to.

use std::path::Path;

use homeroom_children::{Child, Ending, Launch};
use rustix::process::{Pid, Signal, kill_process};

use crate::{Folder, runs, within};

fn shell(folder: &Path, script: &str, ending: Ending) -> Launch {
    Launch {
        name: "shell".to_owned(),
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), script.into()],
        environment: vec![("GIVEN".into(), "yes".into())],
        folder: "/".into(),
        user: None,
        log: folder.join("shell.log"),
        ending,
    }
}

fn kill(pid: u32) {
    kill_process(Pid::from_raw(i32::try_from(pid).unwrap()).unwrap(), Signal::KILL).unwrap();
}

#[test]
fn a_child_that_falls_over_is_started_again_and_a_stopped_one_is_not() {
    let folder = Folder::new("upkeep");
    let mut child = Child::start(shell(&folder.0, "exec sleep 60", Ending::Terminate)).unwrap();
    child.keep_up().unwrap();
    let first = child.id();
    kill(first);
    assert!(within(5, || child.restarts() == 1));
    let second = child.id();
    assert_ne!(first, second);
    assert!(runs(second));
    child.stop();
    assert!(!runs(second));
    assert_eq!(child.restarts(), 1);
}

#[test]
fn a_child_gets_the_environment_it_was_given_and_nothing_else_of_ours() {
    let folder = Folder::new("environment");
    let launch = shell(&folder.0, "echo $GIVEN ${HOME-none} ${CARGO_MANIFEST_DIR-none}", Ending::Kill);
    homeroom_children::run(&launch, "", std::time::Duration::from_secs(5)).unwrap();
    assert_eq!(std::fs::read_to_string(&launch.log).unwrap(), "yes none none\n");
}

#[test]
fn a_program_that_fails_is_shown_with_the_end_of_its_log() {
    let folder = Folder::new("fails");
    let launch = shell(&folder.0, "echo it is broken; exit 3", Ending::Kill);
    let error = homeroom_children::run(&launch, "", std::time::Duration::from_secs(5)).unwrap_err().to_string();
    assert!(error.contains("exit status: 3") && error.ends_with("it is broken"), "{error}");
}
