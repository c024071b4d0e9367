//! A Chromium for the browser tests: one that is here, or Debian's where we may install it.

use std::fs;
use std::path::PathBuf;

use super::Wanted;
use crate::part::{line, part};
use crate::program::{Program, in_path};

/// The names it goes by.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// What brings it where we may not.
const MEND: &str = "sudo apt-get install chromium";

/// Finds one: `CHROMIUM`, `PATH`, Playwright's own folder, then `apt-get`.
pub(crate) fn chromium() -> Wanted<PathBuf> {
    if let Some(found) = here() {
        line("Chromium", &found.display().to_string(), None);
        return Wanted::There(found);
    }
    match privileged() {
        Some(prefix) => {
            let install = || {
                apt(&prefix, "update -q")?;
                apt(&prefix, "install -q -y --no-install-recommends chromium")
            };
            // The reason is printed by apt itself; what counts here is whether there is one now.
            let _ = part("Chromium", install, |()| "installed".to_owned());
            here().map_or(Wanted::Missing { mend: MEND.to_owned() }, Wanted::There)
        }
        None => Wanted::Missing { mend: MEND.to_owned() },
    }
}

fn here() -> Option<PathBuf> {
    let given = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|file| file.is_file());
    given.or_else(|| NAMES.iter().find_map(|name| in_path(name))).or_else(of_playwright)
}

/// The newest that Playwright downloaded for somebody.
fn of_playwright() -> Option<PathBuf> {
    let given = std::env::var_os("PLAYWRIGHT_BROWSERS_PATH").map(PathBuf::from);
    let folder = given.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/ms-playwright")))?;
    let mut browsers: Vec<PathBuf> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    browsers.sort();
    let program = |browser: PathBuf| ["chrome-linux64/chrome", "chrome-linux/chrome"].map(|path| browser.join(path));
    browsers.into_iter().rev().flat_map(program).find(|file| file.is_file())
}

/// How to become root without being asked anything; `None` where that cannot be.
fn privileged() -> Option<Vec<&'static str>> {
    in_path("apt-get")?;
    let root = Program::new("id").words("-u").output().is_ok_and(|uid| uid.trim() == "0");
    if root {
        return Some(Vec::new());
    }
    let silent = in_path("sudo").is_some() && Program::new("sudo").words("-n true").run().is_ok();
    silent.then(|| vec!["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"])
}

fn apt(prefix: &[&str], words: &str) -> Result<(), crate::failure::Failure> {
    let command: Vec<&str> = prefix.iter().copied().chain(["apt-get"]).collect();
    let (program, arguments) = command.split_first().map_or(("apt-get", [].as_slice()), |(first, rest)| (*first, rest));
    let run = Program::new(program).with("DEBIAN_FRONTEND", "noninteractive");
    run.words(&arguments.join(" ")).words(words).run()
}
