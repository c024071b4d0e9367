//! Running other programs: tied to us, so that none outlives us, and quiet unless they fail.

use std::ffi::OsStr;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use homeroom_children::{Ending, start_tied};

use crate::failure::Failure;
use crate::project;

/// How much of a failing program's output is shown.
const LINES_SHOWN: usize = 80;

/// One run of a program, in the project's root unless told otherwise.
pub(crate) struct Program {
    command: Command,
    shown: String,
}

/// How a program ended, and all it printed.
pub(crate) struct Printed {
    /// Its status.
    pub(crate) status: ExitStatus,
    /// Its standard output.
    pub(crate) out: String,
    /// Its standard error; empty when that went to the terminal.
    pub(crate) err: String,
}

impl Program {
    pub(crate) fn new(name: &str) -> Self {
        let mut command = Command::new(name);
        command.current_dir(project::root()).stdin(Stdio::null());
        Self { command, shown: name.to_owned() }
    }

    /// This cargo, as it was called.
    pub(crate) fn cargo() -> Self {
        Self::new(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())).named("cargo")
    }

    fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.shown);
        self
    }

    /// Adds arguments that hold no spaces.
    pub(crate) fn words(mut self, words: &str) -> Self {
        self.command.args(words.split_whitespace());
        self.shown = format!("{} {words}", self.shown);
        self
    }

    pub(crate) fn argument(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.shown = format!("{} {}", self.shown, argument.as_ref().display());
        self.command.arg(argument);
        self
    }

    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn with(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts from an empty environment.
    pub(crate) fn with_nothing(mut self) -> Self {
        self.command.env_clear();
        self
    }

    /// Runs it and keeps what it prints. Its progress goes to the terminal where there is one.
    pub(crate) fn print(mut self) -> Result<Printed, Failure> {
        let watched = std::io::stderr().is_terminal();
        self.command.stdout(Stdio::piped());
        self.command.stderr(if watched { Stdio::inherit() } else { Stdio::piped() });
        let missing = |error: std::io::Error| Failure::new(format!("could not run `{}`: {error}", self.shown));
        let mut process = start_tied(self.command, Ending::Terminate).map_err(missing)?;
        // Both pipes are read at once; a program that fills the one we do not read would wait for ever.
        let errors = process.stderr.take().map(|mut pipe| {
            thread::spawn(move || {
                let mut text = Vec::new();
                // Whatever came before a broken pipe is what there is to show.
                let _ = pipe.read_to_end(&mut text);
                text
            })
        });
        let mut out = Vec::new();
        if let Some(mut pipe) = process.stdout.take() {
            let _ = pipe.read_to_end(&mut out);
        }
        let err = errors.and_then(|reader| reader.join().ok()).unwrap_or_default();
        let status = process.wait().map_err(|error| Failure::new(format!("lost `{}`: {error}", self.shown)))?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ok(Printed { status, out: text(out), err: text(err) })
    }

    /// Runs it; what it printed is shown only when it fails.
    pub(crate) fn run(self) -> Result<(), Failure> {
        self.output().map(|_| ())
    }

    /// Runs it and returns its standard output.
    pub(crate) fn output(self) -> Result<String, Failure> {
        let shown = self.shown.clone();
        let printed = self.print()?;
        if printed.status.success() {
            return Ok(printed.out);
        }
        let all = format!("{}{}", printed.err, printed.out);
        Err(Failure::new(format!("`{shown}` failed ({}):\n{}", printed.status, last_lines(&all))))
    }
}

/// The end of a long text.
pub(crate) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(LINES_SHOWN)..).unwrap_or_default().join("\n")
}

/// The file of a program in `PATH`.
pub(crate) fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
