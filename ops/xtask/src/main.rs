//! The project's own commands. `cargo xtask` lists them.
//!
//! This is the first thing a newcomer compiles, so it stays small: it depends on the children and on a JSON reader, and
//! does its work by running the tools that are there anyway.

mod bench;
mod check;
mod failure;
mod fresh;
mod generate;
mod part;
mod program;
mod project;
mod setup;
mod suite;
mod up;

use std::process::ExitCode;

use failure::Failure;

const USAGE: &str = "\
cargo xtask <command>

  up [...]         set everything up and start homeroom with its demo world; what follows goes to `homeroom dev`
  test             set everything up and run all tests
  check            format, lints, layering, dependencies, generated files, the tree, the pages' types
  generate         write the files that are made from the protocol; --check only compares
  media            build the media server with Go
  bench room [...] measure one room and its joins beside their floors; what follows goes to `storm`
  bench join [...] measure the top of the hour: 20,000 joins within a second
  bench read [...] measure what is answered from memory beside a bare server
  bench attendance measure records of attendance beside one row a commit and a bare batch
  bench reactions  measure what comes of 5,000 reactions a second in one room
  bench poll       measure a poll that 1,000 people answer within 5 s, and at one moment
  bench desk       measure how soon a desk with 500 open cases hears of one more
  fresh            run both commands in an empty copy with an empty home; --quick: on what is built here";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[&str]) -> Result<(), Failure> {
    match words {
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        ["up", rest @ ..] => up::run(rest),
        ["test"] => suite::run(),
        ["check"] => check::run(),
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        ["bench", what @ ("room" | "join" | "read" | "attendance" | "reactions" | "poll" | "desk"), rest @ ..] => {
            bench::run(what, rest)
        }
        ["media"] => setup::media_only(),
        ["fresh"] => fresh::whole(),
        ["fresh", "--quick"] => fresh::quick(),
        other => Err(Failure::new(format!("`{}` is not a command here.\n\n{USAGE}", other.join(" ")))),
    }
}
