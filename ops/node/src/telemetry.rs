//! The log: lines on standard error, so that standard output holds only what was asked for.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::config::LogFormat;

/// Starts the log of this process. `auto` means lines for people on a terminal and for machines elsewhere.
pub(crate) fn start(filter: &str, format: LogFormat) {
    let pretty = match format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Json => false,
        LogFormat::Pretty => true,
    };
    // The settings were checked, so the filter is good; the fallback says more rather than nothing.
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = fmt::Subscriber::builder().with_env_filter(filter).with_writer(std::io::stderr);
    let outcome = if pretty {
        tracing::subscriber::set_global_default(lines.with_target(false).finish())
    } else {
        tracing::subscriber::set_global_default(lines.json().flatten_event(true).finish())
    };
    // It fails only when there is a log already, and then there is a log.
    drop(outcome);
}
