//! The media server, where there is one: `HOMEROOM_TEST_LIVEKIT` names its program.

use homeroom_children::livekit;

use crate::{Folder, runs, uid_of};

#[test]
fn a_media_server_answers_on_the_loopback_and_never_runs_as_root() {
    let Some(program) = std::env::var_os("HOMEROOM_TEST_LIVEKIT") else {
        println!("no media server: `cargo xtask test` names one");
        return;
    };
    let folder = Folder::new("media");
    let found = livekit::at(program.as_ref()).unwrap();
    let secret = "a secret of the tests, long enough to sign";
    let running =
        livekit::start(&found, &folder.place(), "test", secret, Some("127.0.0.1:9".parse().unwrap())).unwrap();
    assert!(running.url.starts_with("http://127.0.0.1:") && running.public_url.starts_with("ws://127.0.0.1:"));
    assert!(!format!("{running:?}").contains(secret));
    assert_ne!(uid_of(running.id()), 0);
    let id = running.id();
    running.stop();
    assert!(!runs(id));
}
