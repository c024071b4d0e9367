//! Writes the generated documents below the current folder, or with `check` says which of them differ.
//! `cargo xtask generate` runs it in the project's root.

use std::io;
use std::path::Path;

use homeroom_protocol::documents;

fn main() -> io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("check") {
        return check();
    }
    let written = documents::write(Path::new("."))?;
    let names: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    println!(
        "{}",
        if names.is_empty() { "all as they were".to_owned() } else { format!("wrote {}", names.join(", ")) }
    );
    Ok(())
}

fn check() -> io::Result<()> {
    let differs = |path: &str, content: &String| std::fs::read_to_string(path).ok().as_ref() != Some(content);
    let stale: Vec<&str> =
        documents::all().iter().filter(|(path, text)| differs(path, text)).map(|(path, _)| *path).collect();
    if stale.is_empty() {
        return Ok(());
    }
    Err(io::Error::other(format!("not what the types say, run `cargo xtask generate`: {}", stale.join(", "))))
}
