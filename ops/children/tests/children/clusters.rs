//! Private clusters.

use std::fs;
use std::os::unix::net::UnixStream;

use homeroom_children::{ChildError, postgres};

use crate::{Folder, runs, uid_of, within};

#[test]
fn a_cluster_takes_connections_on_a_short_socket_and_never_runs_as_root() {
    let folder = Folder::new("cluster");
    let place = folder.place();
    let found = postgres::find(&place).unwrap();
    let cluster = postgres::start(&found, &place).unwrap();
    assert_ne!(uid_of(cluster.id()), 0);
    let socket = cluster.socket();
    assert!(socket.as_os_str().len() <= 107, "{}", socket.display());
    UnixStream::connect(&socket).unwrap();
    let shown = socket.parent().unwrap().display().to_string();
    assert_eq!(cluster.url("homeroom"), format!("postgres://homeroom@localhost:5432/homeroom?host={shown}"));
    assert_eq!(cluster.describe(), found.describe());
    let id = cluster.id();
    cluster.stop();
    assert!(!runs(id));
    assert!(!socket.exists());
}

#[test]
fn data_are_kept_from_run_to_run_and_used_by_one_process_at_a_time() {
    let folder = Folder::new("kept");
    let place = folder.place();
    let found = postgres::find(&place).unwrap();
    let cluster = postgres::start(&found, &place).unwrap();
    let version = place.data().join(format!("postgres-{}", found.major)).join("PG_VERSION");
    let made = fs::metadata(&version).unwrap().modified().unwrap();
    assert!(matches!(postgres::start(&found, &place), Err(ChildError::InUse { .. })));
    cluster.stop();
    let _again = postgres::start(&found, &place).unwrap();
    assert_eq!(fs::metadata(&version).unwrap().modified().unwrap(), made);
}

#[test]
fn a_cluster_that_was_half_made_is_made_anew() {
    let folder = Folder::new("half");
    let place = folder.place();
    let found = postgres::find(&place).unwrap();
    let half = place.data().join(format!("postgres-{}.new", found.major));
    fs::create_dir_all(half.join("base")).unwrap();
    assert!(postgres::start(&found, &place).is_ok());
}

#[test]
fn throwaway_clusters_live_side_by_side_and_leave_nothing() {
    let folder = Folder::new("throwaway");
    let place = folder.place();
    let found = postgres::find(&place).unwrap();
    let orphan = place.throwaway().join("4000000-0");
    fs::create_dir_all(&orphan).unwrap();
    fs::write(orphan.join("lock"), "").unwrap();
    let (one, two) = (postgres::throwaway(&found, &place).unwrap(), postgres::throwaway(&found, &place).unwrap());
    assert_ne!(one.socket(), two.socket());
    assert!(!orphan.exists(), "what a killed process left is swept");
    one.stop();
    two.stop();
    assert!(within(1, || fs::read_dir(place.throwaway()).unwrap().next().is_none()));
}
