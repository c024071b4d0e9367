//! `cargo xtask check`: everything that can be said of the project without running it.
//!
//! All parts run even when one fails, so that one run tells everything there is to mend.

mod alerts;
mod dependencies;
mod graph;
mod layering;
mod licence;
mod tree;
mod workflows;

use crate::failure::Failure;
use crate::part::part;
use crate::program::Program;
use crate::{generate, project, setup};
use graph::Graph;

/// One part: says what it found.
type Check = fn() -> Result<String, Failure>;

/// Runs all parts.
pub(crate) fn run() -> Result<(), Failure> {
    println!("homeroom: checking");
    let parts: [(&str, Check); 10] = [
        ("format", format),
        ("tree", tree::check),
        ("layering", || layering::check(&Graph::read()?)),
        ("dependencies", || dependencies::check(&Graph::read()?)),
        ("clippy", clippy),
        ("generated", || generate::check().map(|()| "clean".to_owned())),
        ("page types", page_types),
        ("workflows", workflows::check),
        ("alerts", alerts::check),
        ("docs", docs),
    ];
    let mut failures = Vec::new();
    for (name, check) in parts {
        if let Err(failure) = part(name, check, String::clone) {
            eprintln!("{failure}");
            failures.push(name);
        }
    }
    if failures.is_empty() {
        println!("all is well");
        return Ok(());
    }
    Err(Failure::new(format!("to mend: {}", failures.join(", "))))
}

fn format() -> Result<String, Failure> {
    Program::cargo().words("fmt --all --check").run().map(|()| "clean".to_owned())
}

fn clippy() -> Result<String, Failure> {
    let program = Program::cargo().words("clippy --quiet --workspace --all-targets -- -D warnings");
    program.run().map(|()| "clean".to_owned())
}

fn page_types() -> Result<String, Failure> {
    setup::pages::install()?;
    Program::new("npm").words("run --silent check").within(&project::pages()).run().map(|()| "clean".to_owned())
}

/// Links between items that lead nowhere are found by rustdoc alone. One to a private item leads somewhere for whoever
/// reads the sources, and nobody else reads these docs.
fn docs() -> Result<String, Failure> {
    let program = Program::cargo().words("doc --quiet --keep-going --workspace --no-deps --document-private-items");
    program
        .with("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links")
        .run()
        .map(|()| "no broken links".to_owned())
}
