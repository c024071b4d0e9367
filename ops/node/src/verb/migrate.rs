//! `homeroom migrate`: brings the database's tables to this version. `serve` does the same at its start; this is for
//! those who want it done before, by somebody with more rights.

use std::path::PathBuf;

use crate::compose;
use crate::config;
use crate::exit::Stop;

pub(crate) fn run(file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        store.migrate().await?;
        println!("Postgres {}: the tables are those of this version", store.version().await?);
        Ok(())
    })
}
