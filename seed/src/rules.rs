//! The file of timetable rules that `schedule-seed --rules` reads: TOML, one `[[rule]]` each.
//!
//! A rule is named, and its id follows from its course and name; a rule that changes gets the next `version`.

use homeroom_machines::timetable::rule_id;
use homeroom_protocol::ids::CourseId;
use homeroom_protocol::time::Day;
use homeroom_storage::timetable::RuleRow;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    course: CourseId,
    version: u32,
    pattern: String,
    zone: String,
    minutes: u32,
    capacity: u32,
    gap: String,
    fold: String,
    from: Day,
    until: Option<Day>,
}

/// Reads the rules. Whether they can be kept is seen when they are.
///
/// # Errors
/// What is not as it should be, with its line.
pub fn read(text: &str) -> Result<Vec<RuleRow>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    Ok(file.rule.into_iter().map(row).collect())
}

fn row(written: Written) -> RuleRow {
    RuleRow {
        id: rule_id(written.course, &written.name),
        course: written.course,
        version: written.version,
        pattern: written.pattern,
        zone: written.zone,
        minutes: written.minutes,
        capacity: written.capacity,
        gap: written.gap,
        fold: written.fold,
        valid_from: written.from,
        valid_until: written.until,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENINGS: &str = r#"
[[rule]]
name = "evenings"
course = "00000000-0000-0000-0000-0000000000c0"
version = 2
pattern = "mon-fri 19:00"
zone = "Europe/Sofia"
minutes = 60
capacity = 12
gap = "shift"
fold = "both"
from = "2026-01-01"
"#;

    #[test]
    fn a_rule_is_read_as_it_is_written_and_its_id_follows_from_its_name() {
        let rules = read(EVENINGS).unwrap();
        assert_eq!(rules.len(), 1);
        let course = CourseId(uuid::Uuid::from_u128(0xc0));
        assert_eq!((rules[0].id, rules[0].version), (rule_id(course, "evenings"), 2));
        assert_eq!((rules[0].valid_from.to_string().as_str(), rules[0].valid_until), ("2026-01-01", None));
    }

    #[test]
    fn what_is_misspelt_is_refused_with_its_line() {
        let error = read(&EVENINGS.replace("minutes", "minuets")).unwrap_err();
        assert!(error.contains("line 2") || error.contains("line 8"), "{error}");
        assert!(read(&EVENINGS.replace("2026-01-01", "2026-13-01")).is_err());
    }
}
