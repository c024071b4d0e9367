//! Another S3 than our own, for the tests: what the object store has to do is held against both.

use std::path::PathBuf;

use crate::Place;
use crate::go::Built;

/// The gateway that serves a folder over S3.
pub const GATEWAY: Built =
    Built { name: "versitygw", version: "1.8.0", package: "github.com/versity/versitygw/cmd/versitygw" };

/// Finds it: in `PATH`, then the one that was built.
#[must_use]
pub fn find(place: &Place) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join(GATEWAY.name)).collect::<Vec<_>>();
    on_path.into_iter().chain([GATEWAY.program(place)]).find(|program| program.is_file())
}
