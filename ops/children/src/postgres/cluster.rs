//! One private cluster: made when new, started, kept up, ended.
//!
//! The postmaster is our child; a lock on the data's folder says who may start one. After a kill of the parent the old
//! postmaster may need a moment for its shutdown, so a start waits for it rather than failing.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use super::Found;
use crate::child::{LOOK_EVERY, looks};
use crate::place::make_open;
use crate::{Child, ChildError, Ending, Launch, Place, run};

/// The superuser of private clusters. Who may open the socket's folder may be it.
const USER: &str = "homeroom";
/// The database every new cluster has.
const DATABASE: &str = "homeroom";
/// Only part of the socket's name: the cluster listens on no port.
const PORT: u16 = 5432;
/// `initdb` takes under a second here; a small machine with a slow disk gets a minute.
const MAKE_PATIENCE: Duration = Duration::from_secs(60);
/// A start after a crash replays the log first.
const START_PATIENCE: Duration = Duration::from_secs(60);
/// How long a predecessor whose parent died may take for its fast shutdown.
const PREDECESSOR_PATIENCE: Duration = Duration::from_secs(15);
/// Room for a node's pool and lanes beside many tests at once.
const CONNECTIONS_MAX: u32 = 200;

/// What a cluster promises of what it was told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Durability {
    /// A commit is on disk.
    Kept,
    /// A commit survives the death of any process, but not of the machine: for data that end with us anyway.
    Throwaway,
}

/// A running private cluster; ends when dropped.
#[derive(Debug)]
pub struct Cluster {
    // The order counts: the child ends before its lock is given back and its folders go.
    child: Child,
    found: Found,
    sockets: PathBuf,
    throwaway: Option<PathBuf>,
    _lock: File,
}

/// Starts the place's own cluster, whose data are kept from run to run; makes it when it is new.
///
/// # Errors
/// When another process uses it, or Postgres does not start.
pub fn start(found: &Found, place: &Place) -> Result<Cluster, ChildError> {
    let data = place.data();
    make_open(&data)?;
    open(found, place, &data, Durability::Kept)
}

/// Starts a fresh cluster whose data go when it ends, and removes those of processes that could not do so themselves.
///
/// # Errors
/// When Postgres does not start.
pub fn throwaway(found: &Found, place: &Place) -> Result<Cluster, ChildError> {
    let all = place.throwaway();
    make_open(&all)?;
    sweep(place, &all);
    let own = (0..u32::MAX).map(|n| all.join(format!("{}-{n}", std::process::id()))).find(|path| !path.exists());
    let own = own.unwrap_or_else(|| all.join("last"));
    make_open(&own)?;
    let mut cluster = open(found, place, &own, Durability::Throwaway)?;
    cluster.throwaway = Some(own);
    Ok(cluster)
}

impl Cluster {
    /// The address of a database in it, for sqlx and psql. [`database`](Self::database) is there from the start.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let sockets: String = self.sockets.as_os_str().as_encoded_bytes().iter().map(|byte| escaped(*byte)).collect();
        format!("postgres://{USER}@localhost:{PORT}/{database}?host={sockets}")
    }

    /// The name of the database every new cluster has.
    #[must_use]
    pub fn database(&self) -> &'static str {
        DATABASE
    }

    /// What it runs on, in one line.
    #[must_use]
    pub fn describe(&self) -> String {
        self.found.describe()
    }

    /// The postmaster's process number at this moment.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Where its socket lies.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.sockets.join(format!(".s.PGSQL.{PORT}"))
    }

    /// Ends it and waits for its end.
    pub fn stop(self) {}
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.child.stop();
        // What cannot be removed now is swept by the next start; a folder of sockets is reused.
        let _ = fs::remove_dir(&self.sockets);
        if let Some(own) = &self.throwaway {
            let _ = fs::remove_dir_all(own);
        }
    }
}

fn escaped(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    }
}

fn open(found: &Found, place: &Place, folder: &Path, durability: Durability) -> Result<Cluster, ChildError> {
    let lock = lock(folder)?;
    // Data belong to one major version; another one beside it starts empty instead of failing.
    let data = folder.join(format!("postgres-{}", found.major));
    if !data.join("PG_VERSION").is_file() {
        make(found, place, &data)?;
    }
    wait_for_predecessor(&data);
    let sockets = place.sockets(&data);
    place.make_private(&sockets)?;
    let mut child = Child::start(postmaster(found, place, &data, &sockets, durability))?;
    wait_until_ready(&child, &data)?;
    child.keep_up()?;
    Ok(Cluster { child, found: found.clone(), sockets, throwaway: None, _lock: lock })
}

/// Takes the folder for this process. The system gives the lock back when the process is gone, however it went.
fn lock(folder: &Path) -> Result<File, ChildError> {
    let path = folder.join("lock");
    let file = File::create(&path).map_err(ChildError::system("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(ChildError::InUse { path: folder.to_path_buf() }),
        Err(TryLockError::Error(error)) => Err(ChildError::system("lock", path)(error)),
    }
}

/// Makes a new cluster beside its place and moves it there when it is whole, so that a crash leaves no half of one.
fn make(found: &Found, place: &Place, data: &Path) -> Result<(), ChildError> {
    let fresh = data.with_extension("new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh).map_err(ChildError::system("remove", &fresh))?;
    }
    place.make_private(&fresh)?;
    // Bytes in order and UTF-8: the same on every machine, whatever its locales. Nothing here sorts for a reader.
    let settings = ["--encoding=UTF8", "--locale=C", "--auth=trust", "--no-instructions", "--username", USER, "-D"];
    let mut initdb = launch(found, place, "initdb");
    initdb.arguments = settings.iter().map(Into::into).chain([fresh.clone().into()]).collect();
    run(&initdb, "", MAKE_PATIENCE)?;
    let mut single = launch(found, place, "postgres");
    single.arguments = vec!["--single".into(), "-D".into(), fresh.clone().into(), "postgres".into()];
    run(&single, &format!("CREATE DATABASE {DATABASE}\n"), MAKE_PATIENCE)?;
    fs::rename(&fresh, data).map_err(ChildError::system("move into place", data))
}

/// One program of this Postgres. Killing it at our death is right for the short ones; the postmaster sets its own.
fn launch(found: &Found, place: &Place, program: &str) -> Launch {
    Launch {
        name: program.to_owned(),
        program: found.bin.join(program),
        arguments: Vec::new(),
        // Messages in English and times in UTC, whoever starts it.
        environment: vec![("LC_ALL".into(), "C".into()), ("TZ".into(), "UTC".into())],
        folder: PathBuf::from("/"),
        user: place.user().cloned(),
        log: place.logs().join("postgres.log"),
        ending: Ending::Kill,
    }
}

fn postmaster(found: &Found, place: &Place, data: &Path, sockets: &Path, durability: Durability) -> Launch {
    let mut settings = vec![
        "listen_addresses=".to_owned(),
        format!("port={PORT}"),
        format!("unix_socket_directories={}", sockets.display()),
        "unix_socket_permissions=0700".to_owned(),
        format!("max_connections={CONNECTIONS_MAX}"),
        "timezone=UTC".to_owned(),
        "log_timezone=UTC".to_owned(),
    ];
    match durability {
        Durability::Kept => {}
        // What lives for minutes is not vacuumed: the launcher would come by every one of hundreds of databases in turn.
        Durability::Throwaway => {
            settings.extend(["fsync=off", "full_page_writes=off", "autovacuum=off"].map(str::to_owned));
        }
    }
    let mut postmaster = launch(found, place, "postgres");
    postmaster.ending = Ending::Interrupt;
    postmaster.arguments = vec!["-D".into(), data.into()];
    postmaster.arguments.extend(settings.into_iter().flat_map(|setting| ["-c".into(), setting.into()]));
    postmaster
}

/// The postmaster writes `ready` into its pid file when it takes connections; `pg_ctl` waits for the same.
fn wait_until_ready(child: &Child, data: &Path) -> Result<(), ChildError> {
    for _ in 0..looks(START_PATIENCE) {
        if let Some(status) = child.ended() {
            return Err(child.launch().failed(format!("ended with {status} at its start")));
        }
        let noted = Noted::read(data);
        if noted.is_some_and(|noted| noted.ready && u32::try_from(noted.pid) == Ok(child.id())) {
            return Ok(());
        }
        thread::sleep(LOOK_EVERY);
    }
    Err(child.launch().failed(format!("was not ready after {} s", START_PATIENCE.as_secs())))
}

/// Waits for the postmaster of a parent that died. We hold the lock, so whoever is there has no parent any more.
fn wait_for_predecessor(data: &Path) {
    let living = || Noted::read(data).and_then(|noted| Pid::from_raw(noted.pid)).filter(|pid| uses(*pid, data));
    if let Some(pid) = living() {
        // It has this signal already, unless it was started on a system that cannot send it at a parent's death.
        let _ = kill_process(pid, Signal::INT);
        for _ in 0..looks(PREDECESSOR_PATIENCE) {
            if living().is_none() {
                return;
            }
            thread::sleep(LOOK_EVERY);
        }
    }
}

/// Whether the process is a postmaster of these data: a pid file may be older than the last boot of the machine.
fn uses(pid: Pid, data: &Path) -> bool {
    let command = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero()));
    let named =
        |command: Vec<u8>| command.split(|byte| *byte == 0).any(|part| part == data.as_os_str().as_encoded_bytes());
    test_kill_process(pid).is_ok() && command.map_or(cfg!(not(target_os = "linux")), named)
}

/// What `postmaster.pid` says: the process in its first line, its state in the eighth.
struct Noted {
    pid: i32,
    ready: bool,
}

impl Noted {
    fn read(data: &Path) -> Option<Self> {
        let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
        let pid = text.lines().next()?.trim().parse().ok()?;
        let ready = text.lines().nth(7).is_some_and(|state| state.trim() == "ready");
        Some(Self { pid, ready })
    }
}

/// Removes what killed processes left behind: a folder whose lock is free has no owner.
fn sweep(place: &Place, all: &Path) {
    for folder in fs::read_dir(all).into_iter().flatten().flatten().map(|entry| entry.path()) {
        // A folder that is being made has no lock file yet, and one in use is locked: both are left alone.
        let orphaned = File::open(folder.join("lock")).is_ok_and(|file| file.try_lock().is_ok());
        if orphaned {
            for data in fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
                wait_for_predecessor(&data);
                // Sweeping is a courtesy to the disk; what stays is tried again by the next one.
                let _ = fs::remove_dir_all(place.sockets(&data));
            }
            let _ = fs::remove_dir_all(&folder);
        }
    }
}
