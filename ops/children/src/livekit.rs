//! The media server as a child. LiveKit carries pictures and sound; without it a class runs on words alone, so its
//! absence is an answer here and not an error.

mod ports;

use std::fmt;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::child::{LOOK_EVERY, looks};
use crate::go::Built;
use crate::{Child, ChildError, Ending, Launch, Place};
use ports::Ports;

/// Its server, which wants Go 1.26.
pub const SERVER: Built =
    Built { name: "livekit-server", version: "1.13.5", package: "github.com/livekit/livekit-server/cmd/server" };
/// LiveKit refuses to sign with less.
pub const SECRET_CHARACTERS_MIN: usize = 32;
/// It is ready in well under a second; a busy machine of two cores gets more.
const START_PATIENCE: Duration = Duration::from_secs(20);
/// A free port can be taken between our look and its start; then other ports are tried.
const ATTEMPTS: u32 = 3;

/// A media server's program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The file.
    pub program: PathBuf,
    /// As it says itself: `1.13.5`.
    pub version: String,
}

impl Found {
    /// What it is called in one line of `up`.
    #[must_use]
    pub fn describe(&self) -> String {
        format!("LiveKit {}", self.version)
    }
}

/// A running media server on this machine alone; ends when dropped.
pub struct Running {
    /// Where we reach it: `http://127.0.0.1:port`.
    pub url: String,
    /// Where browsers on this machine reach it: `ws://127.0.0.1:port`.
    pub public_url: String,
    /// The name of the one key it knows.
    pub key: String,
    /// That key's secret.
    pub secret: String,
    child: Child,
}

impl Running {
    /// Its process number at this moment.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it.
    pub fn stop(self) {}
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("url", &self.url).field("key", &self.key).finish_non_exhaustive()
    }
}

/// Finds a media server: `LIVEKIT_SERVER`, then `livekit-server` in `PATH`, then the one that was built.
#[must_use]
pub fn find(place: &Place) -> Option<Found> {
    let given = std::env::var_os("LIVEKIT_SERVER").filter(|given| !given.is_empty()).map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join("livekit-server"));
    // One that root's children cannot reach does not help; then ours is used.
    let reachable = |program: &PathBuf| place.user().is_none_or(|user| user.barred_at(program).is_none());
    given.into_iter().chain(on_path).chain([SERVER.program(place)]).filter(reachable).find_map(|program| at(&program))
}

/// The media server in the file `program`, if it is one.
#[must_use]
pub fn at(program: &Path) -> Option<Found> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let version = said.trim().strip_prefix("livekit-server version ")?.to_owned();
    Some(Found { program: program.canonicalize().ok()?, version })
}

/// Starts it on free ports of the loopback, with one key: `key` and its `secret` of at least
/// [`SECRET_CHARACTERS_MIN`] letters and digits. It tells the node at `tells` what happens in its rooms.
///
/// # Errors
/// When it does not start.
pub fn start(
    found: &Found,
    place: &Place,
    key: &str,
    secret: &str,
    tells: Option<SocketAddr>,
) -> Result<Running, ChildError> {
    let mut outcome = attempt(found, place, key, secret, tells);
    for _ in 1..ATTEMPTS {
        if outcome.is_ok() {
            break;
        }
        outcome = attempt(found, place, key, secret, tells);
    }
    outcome
}

fn attempt(
    found: &Found,
    place: &Place,
    key: &str,
    secret: &str,
    tells: Option<SocketAddr>,
) -> Result<Running, ChildError> {
    let ports = Ports::free().map_err(ChildError::system("find free ports for", &found.program))?;
    let mut child = Child::start(Launch {
        name: "livekit-server".to_owned(),
        program: found.program.clone(),
        arguments: Vec::new(),
        // Its settings hold the secret: in the environment only the same user and root can read them.
        environment: vec![("LIVEKIT_CONFIG".into(), settings(&ports, key, secret, tells).into())],
        folder: PathBuf::from("/"),
        user: place.user().cloned(),
        log: place.logs().join("livekit.log"),
        // Asked politely it waits until every participant has left; it keeps nothing that such a wait would save.
        ending: Ending::Kill,
    })?;
    for _ in 0..looks(START_PATIENCE) {
        if let Some(status) = child.ended() {
            return Err(child.launch().failed(format!("ended with {status} at its start")));
        }
        if answers(ports.signal) {
            child.keep_up()?;
            let address = format!("127.0.0.1:{}", ports.signal);
            return Ok(Running {
                url: format!("http://{address}"),
                public_url: format!("ws://{address}"),
                key: key.to_owned(),
                secret: secret.to_owned(),
                child,
            });
        }
        thread::sleep(LOOK_EVERY);
    }
    Err(child.launch().failed(format!("did not answer after {} s", START_PATIENCE.as_secs())))
}

/// Its settings: one machine, loopback only, H.264 and Opus, because that is what a recording can hold without being
/// coded anew.
fn settings(ports: &Ports, key: &str, secret: &str, tells: Option<SocketAddr>) -> String {
    let Ports { signal, tcp, udp_first, udp_last } = ports;
    let webhook =
        tells.map(|node| format!("webhook:\n  api_key: \"{key}\"\n  urls: [\"http://{node}/webhooks/livekit\"]\n"));
    let webhook = webhook.unwrap_or_default();
    format!(
        "port: {signal}\n\
         bind_addresses: [\"127.0.0.1\"]\n\
         rtc:\n  tcp_port: {tcp}\n  port_range_start: {udp_first}\n  port_range_end: {udp_last}\n  \
         use_external_ip: false\n  node_ip: 127.0.0.1\n  enable_loopback_candidate: true\n\
         keys:\n  \"{key}\": \"{secret}\"\n{webhook}\
         room:\n  enabled_codecs:\n    - mime: audio/opus\n    - mime: video/h264\n\
         logging:\n  level: info\n"
    )
}

/// Whether its health page says that all is well.
fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<String> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(200))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
