//! The pages are built by npm into `pages/dist` and embedded from there. The folder is made when it is not there, so
//! that the crate also builds before them; whatever changes in it makes the crate be built again.

use std::{fs, io};

fn main() -> io::Result<()> {
    fs::create_dir_all("pages/dist")?;
    println!("cargo::rerun-if-changed=pages/dist");
    Ok(())
}
