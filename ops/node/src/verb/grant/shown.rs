//! How a grant is shown, to people and to programs.

use homeroom_protocol::time::Timestamp;
use homeroom_storage::grants::GrantRow;
use serde_json::{Value, json};

/// How a grant is at an instant.
fn state(row: &GrantRow, now: Timestamp) -> &'static str {
    let is_past = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
    if is_past(row.until) || is_past(row.ended_at) {
        "ended"
    } else if now < row.from {
        "not_yet"
    } else {
        "holds"
    }
}

/// For programs.
pub(super) fn object(row: &GrantRow, now: Timestamp) -> Value {
    json!({
        "id": row.id,
        "account_id": row.account,
        "plan": row.plan,
        "kind": row.kind,
        "from": row.from,
        "until": row.until,
        "ended_at": row.ended_at,
        "state": state(row, now),
    })
}

/// For people.
pub(super) fn line(row: &GrantRow, now: Timestamp) -> String {
    let until = row.until.map_or_else(|| "no end".to_owned(), |until| format!("until {until}"));
    let ended = row.ended_at.map(|at| format!(", ended at {at}")).unwrap_or_default();
    let (id, plan, kind) = (row.id, &row.plan, row.kind.as_str());
    format!("{id}  {:<8}  {plan}  {kind}  from {} {until}{ended}", state(row, now), row.from)
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::entitlement::GrantKind;
    use homeroom_protocol::ids::{GrantId, PersonId};

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn a_grant_holds_from_its_beginning_to_the_earlier_of_its_ends() {
        let row = GrantRow {
            id: GrantId(Default::default()),
            account: PersonId(Default::default()),
            plan: "everything".to_owned(),
            kind: GrantKind::Purchase,
            from: at(10),
            until: Some(at(30)),
            ended_at: None,
        };
        assert_eq!([9, 10, 29, 30].map(|now| state(&row, at(now))), ["not_yet", "holds", "holds", "ended"]);
        let cut = GrantRow { ended_at: Some(at(20)), ..row };
        assert_eq!([19, 20].map(|now| state(&cut, at(now))), ["holds", "ended"]);
        assert_eq!(object(&cut, at(20))["kind"], "purchase");
        assert!(line(&cut, at(20)).ends_with("until 1970-01-01T00:00:00.030Z, ended at 1970-01-01T00:00:00.020Z"));
    }
}
