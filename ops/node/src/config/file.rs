//! The settings file: TOML, each value with the line it stands on.

use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::Wrong;

/// One value of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// The key, with a dot for a section.
    pub(super) name: String,
    /// The value as text; numbers and booleans as they stand.
    pub(super) text: String,
    /// Its line, counted from 1.
    pub(super) line: usize,
}

/// Reads the values of `text`, which is the content of `path`.
pub(super) fn entries(path: &Path, text: &str) -> Result<Vec<Entry>, Wrong> {
    let at = |line: usize| format!("{}:{line}", path.display());
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, &span));
        Wrong::new(at(line), error.message())
    })?;
    let mut found = Vec::new();
    walk("", table.get_ref(), text, &mut found).map_err(|(line, reason)| Wrong::new(at(line), reason))?;
    Ok(found)
}

fn walk(section: &str, table: &DeTable<'_>, text: &str, found: &mut Vec<Entry>) -> Result<(), (usize, String)> {
    for (key, value) in table {
        let name = if section.is_empty() { key.get_ref().to_string() } else { format!("{section}.{}", key.get_ref()) };
        let line = line_of(text, &key.span());
        let value = match value.get_ref() {
            DeValue::Table(inner) => {
                walk(&name, inner, text, found)?;
                continue;
            }
            DeValue::String(value) => value.to_string(),
            DeValue::Integer(value) => value.as_str().to_owned(),
            DeValue::Boolean(value) => value.to_string(),
            DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) => {
                return Err((line, format!("{name} is neither text, nor a whole number, nor true or false")));
            }
        };
        found.push(Entry { name, text: value, line });
    }
    Ok(())
}

fn line_of(text: &str, span: &Range<usize>) -> usize {
    text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Entry>, Wrong> {
        entries(Path::new("homeroom.toml"), text)
    }

    #[test]
    fn values_are_found_with_their_section_and_line() {
        let found = read("listen = \"0.0.0.0:80\"\n\n[database]\npool_connections_max = 4 # four\n").unwrap();
        let entry = |name: &str, text: &str, line| Entry { name: name.to_owned(), text: text.to_owned(), line };
        assert_eq!(found.len(), 2);
        assert!(found.contains(&entry("listen", "0.0.0.0:80", 1)));
        assert!(found.contains(&entry("database.pool_connections_max", "4", 4)));
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let wrong = read("listen = \"a\"\n\nlisten == 3\n").unwrap_err().to_string();
        assert!(wrong.starts_with("homeroom.toml:3: "), "{wrong}");
    }

    #[test]
    fn a_value_of_no_use_is_told_with_its_line() {
        let wrong = read("\nlisten = [1]\n").unwrap_err().to_string();
        assert_eq!(wrong, "homeroom.toml:2: listen is neither text, nor a whole number, nor true or false");
    }
}
