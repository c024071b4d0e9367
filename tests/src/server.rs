//! The real server as a process of its own: started, killed without warning, started again on the same port.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use homeroom_children::{Ending, start_tied};

use crate::clock::{until, within};
use crate::web::Ask;

/// Names the binary; `cargo xtask test` builds it and sets this.
const BINARY: &str = "HOMEROOM_TEST_SERVER";
/// A start with a migrated database takes well under a second; a busy machine gets this.
const START_PATIENCE: Duration = Duration::from_secs(30);
/// A stop waits for the sockets at most this long.
const STOP_PATIENCE: Duration = Duration::from_secs(20);
/// The ports to choose from lie below those the kernel gives to clients: one of those could take the port of a server that
/// is down, and connect to itself.
const PORTS: std::ops::Range<u16> = 20_000..30_000;
/// Lines of the log that a failed test shows.
const LOG_LINES: usize = 40;

static STARTED: AtomicU16 = AtomicU16::new(0);

/// The server.
pub struct Server {
    address: SocketAddr,
    database_url: String,
    variables: Vec<(&'static str, String)>,
    log: PathBuf,
    process: Option<Child>,
}

impl Server {
    /// Starts it on a database, and waits until it takes people.
    pub async fn start(database_url: &str) -> Self {
        Self::start_with(database_url, &[]).await
    }

    /// The same, with more variables in its environment.
    pub async fn start_with(database_url: &str, variables: &[(&'static str, String)]) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        let log = std::env::temp_dir().join(format!("homeroom-flows-{}-{}.log", std::process::id(), address.port()));
        let (database_url, variables) = (database_url.to_owned(), variables.to_vec());
        let mut server = Self { address, database_url, variables, log, process: None };
        server.start_again().await;
        server
    }

    /// Where it listens; the same after each start.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything it has logged.
    #[must_use]
    pub fn logged(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Its memory, in KiB.
    #[must_use]
    pub fn resident_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.as_ref().unwrap().id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// How many sockets have ended with a close code, by its metrics; these have to be public.
    pub async fn socket_ends(&self, code: u16) -> u64 {
        self.metric("homeroom_socket_ends_total", &[("code", &code.to_string())]).await.unwrap_or(0.0) as u64
    }

    /// One of its metrics; these have to be public.
    pub async fn metric(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let answer = Ask::get("/metrics").send(self.address).await;
        assert_eq!(answer.status, 200, "the metrics: {answer:?}");
        let has = |line: &str| labels.iter().all(|(label, value)| line.contains(&format!("{label}=\"{value}\"")));
        let text = String::from_utf8(answer.body.to_vec()).unwrap();
        text.lines().find_map(|line| {
            let rest = line.strip_prefix(name).filter(|rest| rest.starts_with(['{', ' ']) && has(rest))?;
            rest.rsplit(' ').next()?.parse().ok()
        })
    }

    /// Kills it without warning, and waits until it is gone.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Asks it to stop, as whoever runs it would, and waits until it has.
    pub async fn stop(&mut self) -> ExitStatus {
        let mut process = self.process.take().unwrap();
        let asked = Command::new("kill").arg("-TERM").arg(process.id().to_string()).status();
        assert!(asked.unwrap().success(), "the server could not be asked");
        until(STOP_PATIENCE, "the server has stopped", async || process.try_wait().unwrap()).await
    }

    /// Starts it once more, and waits until it takes people.
    pub async fn start_again(&mut self) {
        self.launch();
        within(START_PATIENCE, "the server takes people", async {
            loop {
                let ended = self.process.as_mut().unwrap().try_wait().unwrap();
                assert!(ended.is_none(), "the server ended by itself: {ended:?}");
                if matches!(Ask::get("/readyz").try_send(self.address).await, Ok(answer) if answer.status == 200) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await;
    }

    /// Runs another verb of the same program in the same surroundings: its exit code, and what it said.
    #[must_use]
    pub fn verb(&self, words: &[&str]) -> (Option<i32>, String) {
        let output = self.output(words);
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    }

    /// The same, with what it wrote and what it said apart.
    #[must_use]
    pub fn output(&self, words: &[&str]) -> Output {
        self.command().args(words).output().unwrap()
    }

    fn launch(&mut self) {
        let log = File::options().create(true).append(true).open(&self.log).unwrap();
        let mut command = self.command();
        command.arg("serve").stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        // A server must not outlive a test that is killed.
        self.process = Some(start_tied(command, Ending::Kill).unwrap());
    }

    /// The program, in its surroundings.
    fn command(&self) -> Command {
        let Some(binary) = std::env::var_os(BINARY) else {
            panic!("{BINARY} is not set: `cargo xtask test` builds the server and sets it");
        };
        let mut command = Command::new(binary);
        command.env_clear();
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.env("DATABASE_URL", &self.database_url);
        command.env("HOMEROOM_LISTEN", self.address.to_string());
        command.env("HOMEROOM_LOG", "info").env("HOMEROOM_LOG_FORMAT", "json");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.current_dir(std::env::temp_dir());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself, which is what the test then says.
            let _ = process.kill();
            let _ = process.wait();
        }
        if std::thread::panicking() {
            let text = fs::read_to_string(&self.log).unwrap_or_default();
            let lines: Vec<_> = text.lines().collect();
            let last = lines.get(lines.len().saturating_sub(LOG_LINES)..).unwrap_or_default();
            eprintln!("the server's log ({}) ends with\n{}", self.log.display(), last.join("\n"));
        } else {
            // A log of a test that held is of no use to anybody.
            let _ = fs::remove_file(&self.log);
        }
    }
}

/// A port nobody listens on. Each test program begins somewhere else, so that two of them do not meet.
fn free_port() -> u16 {
    let count = PORTS.end - PORTS.start;
    let begin = u16::try_from(u32::from(count) * (std::process::id() % 97) / 97).unwrap();
    loop {
        let port = PORTS.start + (begin + STARTED.fetch_add(1, Ordering::Relaxed)) % count;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}
