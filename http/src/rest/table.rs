//! Tables for spreadsheets (RFC 4180): UTF-8 with the mark that spreadsheets know it by, a header row, then rows.
//!
//! People choose their names and write what they like, and a spreadsheet calculates what begins as a formula does; so such
//! a text gets an apostrophe in front, which spreadsheets take for "this is text".

use hyper::StatusCode;
use hyper::header::{CONTENT_DISPOSITION, HeaderValue};

use homeroom_protocol::refusal::Refusal;

use crate::call::Call;
use crate::query;
use crate::reply::{self, Answer};

/// What spreadsheets tell UTF-8 by.
const MARK: &str = "\u{feff}";
/// A text that begins so may be a formula (OWASP, CSV injection), in figures of any width.
const FORMULAS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// A table that grows row by row.
pub(crate) struct Table(String);

impl Table {
    /// One with these columns.
    pub(crate) fn of(columns: &[&str]) -> Self {
        let mut table = Self(MARK.to_owned());
        table.row(columns.iter().map(|column| (*column).to_owned()));
        table
    }

    /// One row more; what people wrote has been through [`words`].
    pub(crate) fn row(&mut self, fields: impl IntoIterator<Item = String>) {
        let fields: Vec<String> = fields.into_iter().collect();
        self.0.push_str(&fields.join(","));
        self.0.push_str("\r\n");
    }

    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        self.0.trim_start_matches(MARK)
    }

    /// As an answer that browsers keep under a name.
    pub(crate) fn answer(self, name: &str) -> Answer {
        let mut answer = reply::bytes(StatusCode::OK, "text/csv; charset=utf-8; header=present", self.0);
        let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}.csv\""));
        answer.headers_mut().extend(disposition.ok().map(|value| (CONTENT_DISPOSITION, value)));
        answer
    }
}

/// Whether `?format=csv` asks for a table.
///
/// # Errors
/// `invalid` for a format there is not.
pub(crate) fn is_wanted(call: &Call) -> Result<bool, Refusal> {
    match query::optional(&call.parts.uri, "format")?.as_deref() {
        None | Some("json") => Ok(false),
        Some("csv") => Ok(true),
        Some(_) => Err(query::invalid("format")),
    }
}

/// A text that somebody else wrote: quoted whatever it is, and never a formula.
pub(crate) fn words(text: &str) -> String {
    let apostrophe = if text.trim_start_matches([' ', '\u{a0}', '"']).starts_with(FORMULAS) { "'" } else { "" };
    format!("\"{apostrophe}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_text_whatever_it_begins_with() {
        for (name, written) in [
            ("Mira", "\"Mira\""),
            ("=1+1", "\"'=1+1\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            (" =1", "\"' =1\""),
            ("\u{ff1d}1", "\"'\u{ff1d}1\""),
            ("\"=1", "\"'\"\"=1\""),
            ("a,\"b\"\nc", "\"a,\"\"b\"\"\nc\""),
            ("Мира", "\"Мира\""),
            ("", "\"\""),
        ] {
            assert_eq!(words(name), written, "{name:?}");
        }
    }
}
