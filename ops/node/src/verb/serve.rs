//! `homeroom serve`: a node, with the database and the media server it is told of.

use std::path::PathBuf;
use std::time::Duration;

use crate::compose::{self, StopWish, Surroundings};
use crate::exit::Stop;
use crate::{config, telemetry};

pub(crate) fn run(file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    telemetry::start(&settings.log_filter, settings.log_format);
    compose::runtime()?.block_on(async {
        let media = settings.media.clone();
        let (objects_folder, ahead) = (None, Duration::ZERO);
        let surroundings = Surroundings { database_url: None, media, objects_folder, ahead, any_port: false };
        let node = compose::start(&settings, surroundings).await?;
        let mut stop = StopWish::listen()?;
        tracing::info!(node.address = %node.address(), "the node takes people");
        stop.come().await;
        node.stop().await;
        Ok(())
    })
}
