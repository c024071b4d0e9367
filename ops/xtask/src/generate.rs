//! The generated files: documents and golden encodings from the protocol's types, and from those the pages' types.
//!
//! The protocol knows how to write its own; it does so in an example of its crate, so that this tool need not be
//! compiled anew whenever the protocol changes.

mod types;

use std::fs;

use serde_json::Value;

use crate::failure::Failure;
use crate::part::part;
use crate::program::Program;
use crate::project;

/// The documents the pages' types are made from.
const DOCUMENTS: [&str; 2] = ["protocol/asyncapi.json", "protocol/openapi.json"];
/// The pages' types.
const PAGE_TYPES: &str = "http/pages/src/wire.ts";

/// Writes all of them.
pub(crate) fn write() -> Result<(), Failure> {
    part("documents", || protocol("write"), String::clone)?;
    let types = || {
        let file = project::root().join(PAGE_TYPES);
        fs::write(&file, page_types()?).map_err(Failure::file("write", &file))
    };
    part("page types", types, |()| PAGE_TYPES.to_owned())
}

/// Fails when one differs from what would be written.
pub(crate) fn check() -> Result<(), Failure> {
    protocol("check")?;
    let file = project::root().join(PAGE_TYPES);
    let committed = fs::read_to_string(&file).map_err(Failure::file("read", &file))?;
    if committed == page_types()? {
        return Ok(());
    }
    Err(Failure::new(format!("{PAGE_TYPES} is not what the documents say: run `cargo xtask generate`")))
}

fn protocol(verb: &str) -> Result<String, Failure> {
    // With the features of the whole workspace: for the protocol alone all it needs would be compiled once more.
    Program::cargo().words("build --quiet --workspace --example generate").run()?;
    let program = Program::new(&project::target().join("debug/examples/generate").display().to_string()).words(verb);
    program.output().map(|said| said.trim().to_owned())
}

fn page_types() -> Result<String, Failure> {
    let mut documents = Vec::new();
    for name in DOCUMENTS {
        let file = project::root().join(name);
        let text = fs::read_to_string(&file).map_err(Failure::file("read", &file))?;
        let document: Value = serde_json::from_str(&text).map_err(|error| Failure::new(format!("{name}: {error}")))?;
        documents.push(document);
    }
    types::file(&documents)
}
