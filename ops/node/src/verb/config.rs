//! `homeroom config`: every setting with its value, its source and its meaning; secrets hidden.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::config::{self, Loaded, SETTINGS, Setting};
use crate::exit::Stop;

/// What a secret that is set is shown as.
const HIDDEN: &str = "(hidden)";
/// What a setting that is not set is shown as.
const UNSET: &str = "(not set)";

/// Its options.
#[derive(Args)]
pub(crate) struct Options {
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Options, file: Option<PathBuf>) -> Result<(), Stop> {
    let (loaded, _) = config::load(&[], file)?;
    for setting in SETTINGS {
        if options.json {
            println!("{}", object(setting, &loaded));
        } else {
            println!("{}", paragraph(setting, &loaded));
        }
    }
    Ok(())
}

/// The value as it may be shown, and where it came from.
fn shown(setting: &Setting, loaded: &Loaded) -> (Option<String>, Option<String>) {
    let value = loaded.get(setting.name);
    let text = value.map(|value| if setting.secret { HIDDEN.to_owned() } else { value.text.clone() });
    (text, value.map(|value| value.source.to_string()))
}

fn paragraph(setting: &Setting, loaded: &Loaded) -> String {
    let (value, source) = shown(setting, loaded);
    let value = value.unwrap_or_else(|| UNSET.to_owned());
    let source = source.map(|source| format!("  [{source}]")).unwrap_or_default();
    let Setting { name, variable, meaning, .. } = setting;
    format!("{name} = {value}{source}\n    {meaning} {variable}\n")
}

fn object(setting: &Setting, loaded: &Loaded) -> serde_json::Value {
    let (value, source) = shown(setting, loaded);
    let Setting { name, variable, default, meaning, secret } = setting;
    json!({
        "name": name, "variable": variable, "default": default, "meaning": meaning, "secret": secret,
        "value": value, "source": source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_in_both_forms_and_everything_else_is_shown_with_its_source() {
        let given = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let variables = [given("DATABASE_URL", "postgres://a:hunter2@h/d"), given("HOMEROOM_LISTEN", "127.0.0.1:1")];
        let loaded = Loaded::gather(&[], &variables, None).unwrap();
        let everything: String = SETTINGS
            .iter()
            .map(|setting| format!("{}{}", paragraph(setting, &loaded), object(setting, &loaded)))
            .collect();
        assert!(!everything.contains("hunter2"));
        assert!(everything.contains("database.url = (hidden)  [DATABASE_URL]"));
        assert!(everything.contains("listen = 127.0.0.1:1  [HOMEROOM_LISTEN]"));
        assert!(everything.contains("node_name = homeroom  [default]"));
        assert!(everything.contains("media.url = (not set)\n"));
    }
}
