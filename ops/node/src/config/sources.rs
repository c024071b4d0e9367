//! Gathering the values from where they are given.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::table::{OTHER_VARIABLES, TEST_PREFIX};
use super::{SETTINGS, Setting, Source, Wrong, file};

/// The file that is read when none is named and it is there.
const FILE: &str = "homeroom.toml";
/// The variable that names another.
const FILE_VARIABLE: &str = "HOMEROOM_CONFIG";

/// A value given by an option of the command.
pub(crate) struct Given {
    /// The setting's name.
    pub(crate) name: &'static str,
    /// The option as it is typed.
    pub(crate) option: &'static str,
    /// The value.
    pub(crate) text: String,
}

/// A value and where it came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Value {
    /// As it was given.
    pub(crate) text: String,
    /// Where.
    pub(crate) source: Source,
}

/// All values that are set, by the names of their settings.
#[derive(Debug)]
pub(crate) struct Loaded(BTreeMap<&'static str, Value>);

impl Loaded {
    /// Gathers from all sources, the strongest last.
    pub(crate) fn gather(
        options: &[Given],
        variables: &[(String, String)],
        path: Option<PathBuf>,
    ) -> Result<Self, Wrong> {
        let defaults = SETTINGS.iter().filter_map(|setting| Some((setting.name, setting.default?)));
        let default = |(name, text): (_, &str)| (name, Value { text: text.to_owned(), source: Source::Default });
        let mut loaded = Self(defaults.map(default).collect());
        loaded.add_file(variables, path)?;
        loaded.add_variables(variables)?;
        for given in options {
            let source = Source::Option(given.option);
            loaded.0.insert(given.name, Value { text: given.text.clone(), source });
        }
        Ok(loaded)
    }

    fn add_file(&mut self, variables: &[(String, String)], path: Option<PathBuf>) -> Result<(), Wrong> {
        let named = variables.iter().find(|(name, _)| name == FILE_VARIABLE).map(|(_, value)| PathBuf::from(value));
        let asked = path.or(named);
        let path = asked.clone().unwrap_or_else(|| PathBuf::from(FILE));
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            // Nobody asked for it, so it need not be there.
            Err(error) if error.kind() == io::ErrorKind::NotFound && asked.is_none() => return Ok(()),
            Err(error) => return Err(Wrong::new(path.display(), error.to_string())),
        };
        for entry in file::entries(&path, &text)? {
            let source = Source::File(path.clone(), entry.line);
            let known = SETTINGS.iter().find(|setting| setting.name == entry.name);
            let Some(setting) = known else {
                let nearest = nearest(&entry.name, SETTINGS.iter().map(|setting| setting.name));
                return Err(Wrong::new(source, format!("there is no setting {}{nearest}", entry.name)));
            };
            self.0.insert(setting.name, Value { text: entry.text, source });
        }
        Ok(())
    }

    fn add_variables(&mut self, variables: &[(String, String)]) -> Result<(), Wrong> {
        for (name, text) in variables.iter().filter(|(_, text)| !text.is_empty()) {
            if let Some(setting) = SETTINGS.iter().find(|setting| setting.variable == name) {
                self.0.insert(setting.name, Value { text: text.clone(), source: Source::Variable(name.clone()) });
            } else if let Some(setting) = secret_in_file(name) {
                let read = fs::read_to_string(Path::new(text));
                let secret = read.map_err(|error| Wrong::new(name, format!("cannot read {text}: {error}")))?;
                let value = Value { text: secret.trim_end().to_owned(), source: Source::Variable(name.clone()) };
                self.0.insert(setting.name, value);
            } else if is_unknown(name) {
                let nearest = nearest(name, SETTINGS.iter().map(|setting| setting.variable));
                return Err(Wrong::new(name, format!("there is no such setting{nearest}")));
            }
        }
        Ok(())
    }

    /// The value of a setting, if it is set.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The value of a setting as a `T`, if it is set.
    pub(super) fn read<T: FromStr>(&self, name: &str, wanted: &str) -> Result<Option<T>, Wrong> {
        let parse = |value: &Value| {
            let reason = || format!("{name} is not {wanted}{}", shown(name, &value.text));
            value.text.parse().map_err(|_| Wrong::new(&value.source, reason()))
        };
        self.get(name).map(parse).transpose()
    }

    /// Says that the value of a setting is not what is `wanted`.
    pub(super) fn wrong(&self, name: &str, wanted: &str) -> Wrong {
        match self.get(name) {
            Some(value) => Wrong::new(&value.source, format!("{name} is not {wanted}{}", shown(name, &value.text))),
            None => Wrong::missing(name, &format!("has to be {wanted}")),
        }
    }
}

/// A wrong value is shown, unless it is a secret.
fn shown(name: &str, text: &str) -> String {
    let secret = SETTINGS.iter().any(|setting| setting.name == name && setting.secret);
    if secret { String::new() } else { format!(": {text}") }
}

fn secret_in_file(variable: &str) -> Option<&'static Setting> {
    let named = variable.strip_suffix("_FILE")?;
    SETTINGS.iter().find(|setting| setting.secret && setting.variable == named)
}

fn is_unknown(variable: &str) -> bool {
    variable.starts_with("HOMEROOM_") && !variable.starts_with(TEST_PREFIX) && !OTHER_VARIABLES.contains(&variable)
}

/// `; did you mean …?` where a name is close to one that exists.
fn nearest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> String {
    const EDITS_MAX: usize = 3;
    let closest = names.map(|name| (edits(given, name), name)).min();
    match closest {
        Some((edits, name)) if edits <= EDITS_MAX => format!("; did you mean {name}?"),
        Some(_) | None => String::new(),
    }
}

/// How many letters have to be put in, taken out or changed to make `b` of `a` (Levenshtein, one row at a time).
fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.bytes().enumerate() {
        let mut fresh = vec![i + 1];
        for ((to, diagonal), above) in b.bytes().zip(&row).zip(row.iter().skip(1)) {
            let left = fresh.last().copied().unwrap_or(0);
            fresh.push((diagonal + usize::from(from != to)).min(above + 1).min(left + 1));
        }
        row = fresh;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn scratch(name: &str, text: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("homeroom-{name}-{}", std::process::id()));
        fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn an_option_beats_a_variable_which_beats_the_file_which_beats_the_default() {
        let path =
            scratch("beats", "listen = \"1.1.1.1:1\"\nnode_name = \"file\"\n[database]\npool_connections_max = 3\n");
        let options = [Given { name: "listen", option: "--port", text: "127.0.0.1:9".to_owned() }];
        let environment = variables(&[("HOMEROOM_LISTEN", "2.2.2.2:2"), ("HOMEROOM_NODE_NAME", "variable")]);
        let loaded = Loaded::gather(&options, &environment, Some(path.clone())).unwrap();
        let of = |name: &str| loaded.get(name).map(|value| (value.text.as_str(), value.source.to_string()));
        assert_eq!(of("listen"), Some(("127.0.0.1:9", "--port".to_owned())));
        assert_eq!(of("node_name"), Some(("variable", "HOMEROOM_NODE_NAME".to_owned())));
        assert_eq!(of("database.pool_connections_max"), Some(("3", format!("{}:4", path.display()))));
        assert_eq!(of("log.filter"), Some(("info", "default".to_owned())));
        assert_eq!(of("media.url"), None);
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_name_nobody_knows_is_told_with_where_it_stands_and_what_may_be_meant() {
        let path = scratch("unknown", "\nlisen = \"1.1.1.1:1\"\n");
        let in_file = Loaded::gather(&[], &[], Some(path.clone())).unwrap_err().to_string();
        assert_eq!(in_file, format!("{}:2: there is no setting lisen; did you mean listen?", path.display()));
        let in_variable = Loaded::gather(&[], &variables(&[("HOMEROOM_LISTN", "x")]), None).unwrap_err().to_string();
        assert_eq!(in_variable, "HOMEROOM_LISTN: there is no such setting; did you mean HOMEROOM_LISTEN?");
        assert!(Loaded::gather(&[], &variables(&[("HOMEROOM_HOME", "/h"), ("HOMEROOM_TEST_X", "1")]), None).is_ok());
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_file_that_was_asked_for_has_to_be_there() {
        let absent = PathBuf::from("/no/such/homeroom.toml");
        let wrong = Loaded::gather(&[], &[], Some(absent)).unwrap_err().to_string();
        assert!(wrong.starts_with("/no/such/homeroom.toml: "), "{wrong}");
    }

    #[test]
    fn a_secret_may_lie_in_a_file_of_its_own() {
        let path = scratch("secret", "postgres://h/d\n");
        let environment = variables(&[("DATABASE_URL_FILE", &path.display().to_string())]);
        let loaded = Loaded::gather(&[], &environment, None).unwrap();
        assert_eq!(loaded.get("database.url").unwrap().text, "postgres://h/d");
        fs::remove_file(path).unwrap();
    }
}
