//! The tiers: what each runs, what it needs, and what it is told of its surroundings.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::count::Count;
use super::failed;
use crate::failure::Failure;
use crate::part::Stopwatch;
use crate::program::{Program, last_lines};
use crate::{project, setup};

/// What was set up, as the tests find it in their environment.
pub(crate) struct Surroundings {
    /// `HOMEROOM_TEST_POSTGRES`: the address of a cluster's database `postgres`, as a superuser.
    pub(crate) postgres: String,
    /// `CHROMIUM`: the program.
    pub(crate) chromium: Option<PathBuf>,
    /// `HOMEROOM_TEST_LIVEKIT`: the program; also `LIVEKIT_SERVER`, where a node looks first.
    pub(crate) media: Option<PathBuf>,
    /// `HOMEROOM_TEST_S3`: the program.
    pub(crate) s3: Option<PathBuf>,
    /// `HOMEROOM_TEST_SERVER`: the homeroom binary.
    pub(crate) server: PathBuf,
}

/// Files of browser tests that run at once: a person is mostly waited for, so one file by itself leaves most of two cores
/// idle; each has a server, browsers and a database of its own.
const FILES_AT_ONCE: usize = 2;

/// One kind of tests.
pub(crate) struct Tier {
    /// Its name in the line.
    pub(crate) name: &'static str,
    runner: Runner,
    needs_chromium: bool,
}

enum Runner {
    /// All Rust test programs.
    Cargo,
    /// The pages' own tests.
    Pages,
    /// Node's test runner over a folder's `*.test.mjs`.
    Node(&'static str),
}

/// All tiers, the fastest to tell first.
pub(crate) fn all() -> [Tier; 3] {
    [
        Tier { name: "rust", runner: Runner::Cargo, needs_chromium: false },
        Tier { name: "pages", runner: Runner::Pages, needs_chromium: false },
        Tier { name: "browser", runner: Runner::Node("tests/browser"), needs_chromium: true },
    ]
}

impl Tier {
    /// Why it cannot run here, if so.
    pub(crate) fn impossible(&self, surroundings: &Surroundings) -> Option<String> {
        (self.needs_chromium && surroundings.chromium.is_none()).then(|| "left out: there is no Chromium".to_owned())
    }

    /// Runs it: the count, the time, and what to show when something failed.
    pub(crate) fn run(&self, surroundings: &Surroundings) -> Result<(Count, Duration, String), Failure> {
        let watch = Stopwatch::start();
        let Some(program) = self.program()? else {
            return Ok((Count::default(), watch.elapsed(), String::new()));
        };
        let printed = surrounded(program, surroundings).print()?;
        let log = project::target().join(format!("test-{}.log", self.name));
        let all = format!("{}{}", printed.err, printed.out);
        fs::write(&log, &all).map_err(Failure::file("write", &log))?;
        let mut count = match self.runner {
            Runner::Cargo => Count::of_rust(&printed.out),
            Runner::Pages | Runner::Node(_) => Count::of_node(&printed.out),
        };
        if !printed.status.success() && count.failed == 0 {
            // It did not compile, or a program ended before it could count.
            count.failed = 1;
        }
        let failed = match self.runner {
            Runner::Cargo => failed::of_rust(&printed.out),
            Runner::Pages | Runner::Node(_) => failed::of_node(&printed.out),
        };
        let shown = failed.unwrap_or_else(|| last_lines(&all));
        Ok((count, watch.elapsed(), format!("{shown}\n  all of it is in {}", log.display())))
    }

    /// `None`: there are no tests of this kind.
    fn program(&self) -> Result<Option<Program>, Failure> {
        match self.runner {
            // One failing program does not keep the others from being tried.
            Runner::Cargo => Ok(Some(Program::cargo().words("test --workspace --no-fail-fast"))),
            Runner::Pages => Ok(Some(Program::new("npm").words("test --silent").within(&project::pages()))),
            Runner::Node(folder) => {
                let folder = project::root().join(folder);
                if folder.join("package-lock.json").is_file() {
                    setup::pages::packages(&folder)?;
                }
                let mut files: Vec<PathBuf> =
                    fs::read_dir(&folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
                files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
                files.sort();
                let at_once = format!("--test-concurrency={FILES_AT_ONCE}");
                let node = Program::new("node").argument("--test").argument(at_once).argument("--test-reporter=tap");
                let node = node.within(&folder);
                Ok((!files.is_empty()).then(|| files.into_iter().fold(node, Program::argument)))
            }
        }
    }
}

fn surrounded(program: Program, surroundings: &Surroundings) -> Program {
    let mut program = program
        .with("HOMEROOM_TEST_POSTGRES", &surroundings.postgres)
        .with("HOMEROOM_TEST_SERVER", &surroundings.server);
    if let Some(chromium) = &surroundings.chromium {
        program = program.with("CHROMIUM", chromium);
    }
    if let Some(media) = &surroundings.media {
        program = program.with("HOMEROOM_TEST_LIVEKIT", media).with("LIVEKIT_SERVER", media);
    }
    if let Some(s3) = &surroundings.s3 {
        program = program.with("HOMEROOM_TEST_S3", s3);
    }
    program
}
