//! The audit: chains that hold, that nothing can be changed in, and whose first broken link is named when somebody does it
//! all the same.

use homeroom_protocol::audit::{Capacity, Deed, Deeds, Hash, Link, VERBS, What};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::journal::v1::{Entry, VERSION};
use homeroom_storage::aggregate::Held;
use homeroom_storage::audit::{self, Broken, Sound, Which};
use homeroom_storage::journal::{JournalEntry, Run, RunOutcome};
use homeroom_storage::testing::{TestDatabase, database};
use homeroom_storage::{Store, accounts, statements};
use uuid::Uuid;

use crate::cast::{ANA, CLASS, MIRA, TOM, act, claim, id, plant, second};

/// Three acts by verbs.
async fn with_acts() -> TestDatabase {
    let database = database().await;
    plant(&database.store).await;
    accounts::disable(&database.store, TOM, act(1)).await.unwrap();
    accounts::enable(&database.store, TOM, act(2)).await.unwrap();
    accounts::disable(&database.store, MIRA, act(3)).await.unwrap();
    database
}

/// A journal of four entries, of which two have deeds, three in all.
async fn with_journal(store: &Store, effects_done: i64) -> Vec<Link> {
    let held = claim(store, CLASS.0).await;
    let mut before = Hash::BEGIN;
    let (mut links, mut entries) = (Vec::new(), Vec::new());
    for (position, deeds) in [(1, 0), (2, 2), (3, 0), (4, 1)] {
        let deed = Deed::new(Capacity::Moderator, What::CaseDecide).on(TOM).after("ban");
        let audit = (deeds > 0).then(|| Deeds { before, deeds: vec![deed; deeds] });
        let command = CommandId(id(position));
        let at = second(position.try_into().unwrap());
        let made =
            audit.iter().flat_map(|audit| audit.links(CLASS.0, position.try_into().unwrap(), at, MIRA, Some(command)));
        links.extend(made);
        before = links.last().map_or(before, Link::hash);
        let entry = Entry::<()> { v: VERSION, by: Some(MIRA), digest: None, audit, events: Vec::new() };
        let events = serde_json::to_vec(&entry).unwrap().into();
        entries.push(JournalEntry { position: position.try_into().unwrap(), command_id: Some(command), events, at });
    }
    append(store, &held, effects_done, entries).await;
    links
}

async fn append(store: &Store, held: &Held, effects_done: i64, entries: Vec<JournalEntry>) {
    let run = Run { id: held.id, epoch: held.epoch, expected: 0, effects_done, entries };
    let mut lane = store.lane(ANA).await.unwrap();
    assert_eq!(lane.append(&[run]).await.unwrap(), [RunOutcome::Committed]);
}

/// What somebody does who may do anything.
async fn behind_the_triggers(database: &TestDatabase, statement: &str) {
    database
        .execute(&format!("set session_replication_role = replica; {statement}; reset session_replication_role"))
        .await;
}

/// The first broken links, by chain, place and why.
async fn broken(store: &Store) -> Vec<(Uuid, u64, u32, &'static str)> {
    let found = audit::verify(store).await.unwrap().expect_err("a chain is broken");
    found.into_iter().map(|Broken { chain, position, n, why }| (chain, position, n, why)).collect()
}

async fn sound(store: &Store) -> Sound {
    audit::verify(store).await.unwrap().expect("all chains hold")
}

#[tokio::test]
async fn what_verbs_do_is_one_chain_whoever_writes_at_the_same_time() {
    let database = with_acts().await;
    let acts = (10..30).map(|n| {
        let store = database.store.clone();
        tokio::spawn(async move {
            let id = homeroom_protocol::ids::PersonId(id(n));
            accounts::put(&store, id, "somebody").await.unwrap();
            accounts::disable(&store, id, act(n)).await.unwrap();
        })
    });
    for act in acts.collect::<Vec<_>>() {
        act.await.unwrap();
    }
    assert_eq!(sound(&database.store).await, Sound { chains: 1, links: 23, ..Sound::default() });
    let kept = audit::list(&database.store, Which { about: Some(MIRA.0), limit: 10 }).await.unwrap();
    let said: Vec<_> =
        kept.iter().map(|kept| (kept.what.as_str(), kept.staff.as_deref(), kept.reason.as_deref())).collect();
    assert_eq!(said, [("account.disable", Some("ana"), Some("she asked"))]);
    assert_eq!(audit::list(&database.store, Which { about: None, limit: 22 }).await.unwrap().len(), 22);
}

#[tokio::test]
async fn nobody_changes_a_row_or_takes_one_out() {
    let database = with_acts().await;
    for statement in [
        "update audit set reason = 'none'",
        "update audit set reason = null, staff = null, salt = null",
        "delete from audit",
        "truncate audit",
        "delete from audit_end",
        "truncate audit_end",
        "update audit_end set position = position - 1",
        "update audit_end set position = position + 2",
    ] {
        let refused = sqlx::raw_sql(statement).execute(database.store.pool()).await.unwrap_err().to_string();
        assert!(refused.contains("only added to") || refused.contains("only moves on"), "{statement}: {refused}");
    }
    sound(&database.store).await;
}

#[tokio::test]
async fn whoever_owns_the_table_and_switches_the_triggers_off_still_has_no_right_to_change_it() {
    let database = with_acts().await;
    // What its owner may, whoever owns it next may.
    let name = format!("audit_owner_{}", std::process::id());
    database.execute(&format!("create role {name}; alter table audit owner to {name}")).await;
    for statement in ["update audit set reason = 'none'", "delete from audit", "truncate audit"] {
        let statement = format!("begin; set local role {name}; alter table audit disable trigger user; {statement}");
        let mut one = database.store.pool().begin().await.unwrap();
        let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut *one).await.unwrap_err();
        assert!(refused.to_string().contains("permission denied"), "{refused}");
    }
}

#[test]
fn no_statement_changes_the_audit_or_takes_from_it() {
    for (name, statement) in statements::ALL {
        let words = statement.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        for path in
            ["update audit ", "delete from audit ", "truncate audit", "delete from audit_end", "alter table audit"]
        {
            assert!(!words.contains(path), "{name} has a path: {path}");
        }
    }
}

#[tokio::test]
async fn a_row_of_a_verb_that_was_changed_or_removed_is_named() {
    const SAYS: &str = "its hash is not that of what it says";
    const WORDS: &str = "its words are not those that were written";
    for (statement, position, why) in [
        ("update audit set act = 'account.enable' where position = 1", 1, SAYS),
        ("update audit set at = at + interval '1 second' where position = 2", 2, SAYS),
        ("update audit set account_id = null where position = 2", 2, SAYS),
        ("update audit set reason = 'they did not ask' where position = 2", 2, WORDS),
        ("update audit set staff = 'bo' where position = 3", 3, WORDS),
        ("update audit set reason = null where position = 3", 3, WORDS),
        ("delete from audit where position = 2", 2, "it is not there"),
        ("delete from audit where position = 3", 3, "it is not there"),
        ("delete from audit", 1, "it is not there"),
        (
            "update audit_end set position = 2; delete from audit where position = 3",
            2,
            "it is not the end of the chain",
        ),
        ("delete from audit_end", 3, "the end of the chain is not there"),
        (
            "update audit set position = 9 where position = 1; update audit set position = 1 where position = 2;
             update audit set position = 2 where position = 9",
            1,
            "it does not hold the hash of the link before it",
        ),
    ] {
        let database = with_acts().await;
        behind_the_triggers(&database, statement).await;
        assert_eq!(broken(&database.store).await, [(VERBS, position, 0, why)], "{statement}");
    }
}

#[tokio::test]
async fn words_that_were_taken_out_together_leave_the_chain_whole() {
    let database = with_acts().await;
    let statement = "update audit set staff = null, reason = null, salt = null where position = 2";
    behind_the_triggers(&database, statement).await;
    assert_eq!(sound(&database.store).await, Sound { chains: 1, links: 3, wordless: 1, ..Sound::default() });
}

#[tokio::test]
async fn what_journals_have_is_projected_once_and_holds() {
    let database = database().await;
    let links = with_journal(&database.store, 3).await;
    audit::project(&database.store, &links[..2]).await.unwrap();
    // The last one is still to be written: its effects are not done.
    assert_eq!(sound(&database.store).await, Sound { chains: 1, links: 3, pending: 1, ..Sound::default() });
    audit::project(&database.store, &links).await.unwrap();
    audit::project(&database.store, &links).await.unwrap();
    assert_eq!(sound(&database.store).await, Sound { chains: 1, links: 3, ..Sound::default() });
    let kept = audit::list(&database.store, Which { about: Some(CLASS.0), limit: 10 }).await.unwrap();
    let listed: Vec<_> = kept.into_iter().rev().filter_map(|kept| kept.link).collect();
    assert_eq!(listed, links);
}

#[tokio::test]
async fn a_row_of_a_journal_or_of_its_projection_that_was_changed_or_removed_is_named() {
    const ELSE: &str = "the audit says something else than the journal";
    const CHAIN: &str = "it does not hold the hash of the link before it";
    let chain = CLASS.0;
    for (statement, position, n, why) in [
        ("update audit set after = 'warn' where position = 2 and n = 1", 2, 1, ELSE),
        ("update audit set by_id = null where position = 4", 4, 0, ELSE),
        (
            "update audit set hash = decode(repeat('11', 32), 'hex') where position = 4",
            4,
            0,
            "its hash is not that of what it says",
        ),
        ("update audit set before = ''::bytea where position = 4", 4, 0, ELSE),
        ("delete from audit where position = 2 and n = 0", 2, 0, "the journal has it, and the audit has not"),
        ("delete from audit where position = 4", 4, 0, "the journal has it, and the audit has not"),
        ("update audit set position = 5 where position = 4", 4, 0, "the journal has it, and the audit has not"),
        ("delete from journal where position = 4", 4, 0, "entries up to here are missing in the journal"),
        ("delete from journal where position = 3", 4, 0, "entries up to here are missing in the journal"),
        (
            "update journal set events = convert_to(replace(convert_from(events, 'UTF8'), '\"ban\"', '\"warn\"'), 'UTF8') where position = 2",
            2,
            0,
            ELSE,
        ),
        (
            "update journal set events = convert_to('{\"v\":1,\"events\":[]}', 'UTF8') where position = 2;
             delete from audit where position = 2",
            4,
            0,
            CHAIN,
        ),
        (
            "update journal set events = convert_to('{\"v\":1,\"events\":[]}', 'UTF8') where position = 4",
            4,
            0,
            "the audit has it, and the journal has not",
        ),
    ] {
        let database = database().await;
        let links = with_journal(&database.store, 4).await;
        audit::project(&database.store, &links).await.unwrap();
        behind_the_triggers(&database, statement).await;
        assert_eq!(broken(&database.store).await, [(chain, position, n, why)], "{statement}");
    }
}

#[tokio::test]
async fn rows_of_no_journal_are_named_and_each_broken_chain_once() {
    let database = with_acts().await;
    let links = with_journal(&database.store, 4).await;
    audit::project(&database.store, &links).await.unwrap();
    let stray = Link { chain: id(77), ..links[0].clone() };
    audit::project(&database.store, &[stray]).await.unwrap();
    behind_the_triggers(&database, "update audit set at = at + interval '1 hour'").await;
    let found: Vec<_> =
        broken(&database.store).await.into_iter().map(|(chain, position, ..)| (chain, position)).collect();
    assert_eq!(found, [(VERBS, 1), (CLASS.0, 2), (id(77), 2)]);
}
