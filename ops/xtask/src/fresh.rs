//! `cargo xtask fresh`: does this hold on a machine that has never seen it?
//!
//! The whole check copies the project, empties the environment and the home, and runs both commands there; it takes as
//! long as a first start does. The quick half uses what is built here: fresh packages, fresh data, a server, and a class
//! in which a first chat message arrives.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::part::part;
use crate::program::{Program, in_path};
use crate::{project, up};

/// The tools a newcomer is asked to have, and nothing else.
const TOOLS: &[&str] =
    &["cargo", "rustc", "rustup", "rustfmt", "cargo-fmt", "cargo-clippy", "clippy-driver", "rustdoc"];
/// Where a Debian keeps its own.
const SYSTEM_PATH: &str = "/usr/bin:/bin:/usr/sbin:/sbin";

/// How the folders of runs are called, before the number of their process.
const SCRATCH: &str = "/tmp/homeroom-fresh-";

/// A folder that goes when we are done with it.
struct Scratch(PathBuf);

impl Scratch {
    /// Below `/tmp`, which children of root can reach.
    fn new() -> Result<Self, Failure> {
        sweep();
        let path = PathBuf::from(format!("{SCRATCH}{}", std::process::id()));
        fs::create_dir_all(path.join("home")).map_err(Failure::file("make the folder", &path))?;
        Ok(Self(path))
    }
}

/// Removes what runs left that were stopped: gigabytes. Another user's folders stay, they are not ours to remove.
fn sweep() {
    let Some((folder, name)) = SCRATCH.rsplit_once('/') else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let of = entry.file_name().to_str().and_then(|file| file.strip_prefix(name)?.parse::<u32>().ok());
        if of.is_some_and(|process| !Path::new("/proc").join(process.to_string()).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A scratch folder that stays is a nuisance and no failure.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Fresh packages and fresh data on what is built here, up to the first chat message.
pub(crate) fn quick() -> Result<(), Failure> {
    println!("homeroom: a fresh start on what is built here");
    let scratch = Scratch::new()?;
    let copy = scratch.0.join("project");
    part("copy", || copy_project(&copy), |files| format!("{files} files"))?;
    let pages = copy.join("http/pages");
    let npm =
        |words: &str| Program::new("npm").words(words).within(&pages).with("npm_config_cache", scratch.0.join("npm"));
    part("packages", || npm("ci --no-audit --no-fund --loglevel=error").run(), |()| "fresh".to_owned())?;
    part("pages", || npm("run --silent build").run(), |()| "built".to_owned())?;
    part("server", up::build_server, |()| "built".to_owned())?;
    part("class", || first_message(&pages, &scratch.0.join("home")), |said| said.trim().to_owned()).map(|_| ())
}

/// Starts `homeroom dev` with an empty home and says one word in its class.
fn first_message(pages: &Path, home: &Path) -> Result<String, Failure> {
    let script = project::root().join("ops/xtask/fresh/first-message.mjs");
    let node = Program::new("node").argument(script).argument(project::server()).within(pages);
    node.with("HOMEROOM_HOME", home).output()
}

/// Both commands in an empty copy, with an empty home and nothing in `PATH` but the system's and Rust's own.
pub(crate) fn whole() -> Result<(), Failure> {
    println!("homeroom: both commands in an empty copy; this takes as long as a first start");
    let scratch = Scratch::new()?;
    let copy = scratch.0.join("project");
    part("copy", || copy_project(&copy), |files| format!("{files} files"))?;
    part("test", || scrubbed("test", &copy, &scratch.0)?.run(), |()| "passed".to_owned())?;
    let up = || scrubbed("up --once", &copy, &scratch.0)?.run();
    part("up", up, |()| "came up".to_owned())
}

fn scrubbed(words: &str, copy: &Path, scratch: &Path) -> Result<Program, Failure> {
    let tools = scratch.join("bin");
    fs::create_dir_all(&tools).map_err(Failure::file("make the folder", &tools))?;
    for tool in TOOLS {
        let link = tools.join(tool);
        if let Some(program) = in_path(tool).filter(|_| !link.exists()) {
            std::os::unix::fs::symlink(program, &link).map_err(Failure::file("link", &link))?;
        }
    }
    // The cargo of `PATH`, as one types it, and not the one that runs us: rustup's tells its rustc once and for all which
    // toolchain is meant. Without that, each crate that carries a wish for another one would get it.
    let cargo = tools.join("cargo");
    let mut program = Program::new(&cargo.to_string_lossy()).words("xtask").words(words).within(copy).with_nothing();
    program = program.with("PATH", format!("{}:{SYSTEM_PATH}", tools.display())).with("HOME", scratch.join("home"));
    // The toolchain's own folders are the one thing a newcomer brings.
    for (name, below) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
        let usual = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(below).into_os_string());
        if let Some(folder) = std::env::var_os(name).or_else(usual) {
            program = program.with(name, folder);
        }
    }
    Ok(program.with("HOMEROOM_HOME", scratch.join("home/homeroom")))
}

/// Copies every file of the project, and nothing that was built or installed.
fn copy_project(target: &Path) -> Result<usize, Failure> {
    let files = project::files()?;
    for file in &files {
        let (from, to) = (project::root().join(file), target.join(file));
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(Failure::file("make the folder", folder))?;
        }
        fs::copy(&from, &to).map_err(Failure::file("copy", &from))?;
    }
    // Git is asked which files there are, also in the copy.
    Program::new("git").words("init --quiet").within(target).run()?;
    Ok(files.len())
}
