//! Attendance as a table for spreadsheets (RFC 4180): UTF-8 with the mark that spreadsheets know it by, a header row, one
//! row for each interval.
//!
//! People choose their names, and a spreadsheet calculates what begins as a formula does; so such a text gets an apostrophe
//! in front, which spreadsheets take for "this is text".

use homeroom_protocol::rest::attendance::{Attendance, Attended};

/// What spreadsheets tell UTF-8 by.
const MARK: &str = "\u{feff}";
const HEADER: &str = "name,person_id,role,from,until,seconds,sources,confidence,present_seconds,record_version\r\n";
/// A text that begins so may be a formula (OWASP, CSV injection), in figures of any width.
const FORMULAS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// The table.
pub(crate) fn table(attendance: &Attendance) -> String {
    let version = attendance.filed.as_ref().map(|filed| filed.version.to_string()).unwrap_or_default();
    let mut text = format!("{MARK}{HEADER}");
    for person in &attendance.people {
        rows(&mut text, person, &version);
    }
    text
}

fn rows(text: &mut String, person: &Attended, version: &str) {
    for interval in &person.intervals {
        let sources: Vec<_> = interval.sources.iter().map(|source| source.as_str()).collect();
        let seconds = interval.until.map(|until| (until.since(interval.from).as_millis() / 1_000).to_string());
        let fields = [
            field(&person.name),
            person.person_id.to_string(),
            person.role.map(|role| role.as_str().to_owned()).unwrap_or_default(),
            interval.from.to_string(),
            interval.until.map(|until| until.to_string()).unwrap_or_default(),
            seconds.unwrap_or_default(),
            sources.join(" "),
            interval.confidence.as_str().to_owned(),
            person.present_seconds.to_string(),
            version.to_owned(),
        ];
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    }
}

/// A text that somebody else wrote: quoted whatever it is, and never a formula.
fn field(text: &str) -> String {
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
            assert_eq!(field(name), written, "{name:?}");
        }
    }
}
