//! A client between an honest builder and somebody who may replace anything on the way.

use std::collections::BTreeMap;
use std::time::Duration;

use homeroom_protocol::ids::LessonId;
use homeroom_protocol::pack::{Audience, Contents, Manifest, PackFile, Previous, Signed, Trust, canonical};
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

use super::*;
use crate::lessons::{Lesson, Sources, compile};

const NOW: Timestamp = Timestamp::from_millis(1_795_629_600_000);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const WANTED: Wanted<'_> = Wanted { course: "seas", lesson: "salt" };

fn later(days: u32) -> Timestamp {
    NOW.plus(DAY * days)
}

fn key(n: u8) -> Key {
    Key::from_seed(&[n; 32])
}

fn believing(keys: &[&Key]) -> Trust {
    Trust { keys: keys.iter().map(|key| key.public()).collect(), keys_version: 0, kept: BTreeMap::new() }
}

fn lesson(slug: &str, text: &str) -> Lesson {
    let (path, bytes) = ("lesson.html".to_owned(), text.as_bytes().to_vec());
    let file = PackFile {
        audience: Audience::Class,
        media_type: "text/html".to_owned(),
        path: path.clone(),
        sha256: sha256(&bytes),
        size: u64::try_from(bytes.len()).unwrap(),
    };
    let contents = Contents {
        course: "seas".to_owned(),
        files: vec![file],
        language: "en".to_owned(),
        lesson: slug.to_owned(),
        lesson_id: LessonId(Uuid::from_u128(u128::try_from(slug.len()).unwrap())),
        level: "A2".to_owned(),
        minutes: 60,
        summary: "About salt.".to_owned(),
        title: "Salt".to_owned(),
        topics: vec!["sea".to_owned()],
    };
    Lesson { place: 1, contents, files: BTreeMap::from([(path, bytes)]) }
}

fn pack(text: &str, previous: Option<&Pack>, key: &Key) -> Pack {
    seal(&lesson("salt", text), previous.map(|pack| &pack.manifest), key, later(30)).unwrap()
}

/// Checks a pack as a client would, with the files of perhaps another.
fn check_with(trust: &Trust, pack: &Pack, files: &Pack, now: Timestamp) -> Result<Verified, Refused> {
    let fetch = |listed: &PackFile| {
        let mut bytes = files.files.get(&listed.path).cloned()?;
        bytes.truncate(usize::try_from(listed.size).unwrap() + 1);
        Some(bytes)
    };
    verify(trust, WANTED, pack.signed.as_bytes(), now, fetch).map_err(|(refused, _)| refused)
}

fn check(trust: &Trust, pack: &Pack) -> Result<Verified, Refused> {
    check_with(trust, pack, pack, NOW)
}

/// What a client believes after keeping a pack.
fn kept(trust: &Trust, pack: &Pack) -> Trust {
    check(trust, pack).unwrap().remembered(trust)
}

#[test]
fn a_lesson_sealed_twice_is_the_same_bytes_and_the_same_pack() {
    let course = compile(&Sources::own("small-wonders").unwrap()).unwrap();
    for lesson in &course.lessons {
        let twice = [0, 1].map(|_| seal(lesson, None, &key(1), later(30)).unwrap());
        assert_eq!(twice[0], twice[1]);
        // Signing again for a later end does not make another pack.
        let again = seal(lesson, Some(&twice[0].manifest), &key(1), later(60)).unwrap();
        assert_eq!((again.manifest.version, &again.manifest.pack), (1, &twice[0].manifest.pack));
    }
}

#[test]
fn an_honest_pack_and_the_next_one_are_kept() {
    let (key, first) = (key(1), pack("one", None, &key(1)));
    let trust = kept(&believing(&[&key]), &first);
    let second = pack("two", Some(&first), &key);
    let previous = second.manifest.previous.clone().unwrap();
    assert_eq!((second.manifest.version, previous.pack), (2, first.manifest.pack.clone()));
    let trust = kept(&trust, &second);
    assert_eq!(trust.kept["seas/salt"].version, 2);
    // The same again, and one that skips a number, which a client that was away meets.
    kept(&trust, &second);
    kept(&trust, &pack("four", Some(&pack("three", Some(&second), &key)), &key));
}

#[test]
fn rollback_is_refused() {
    let (key, first) = (key(1), pack("one", None, &key(1)));
    let trust = kept(&believing(&[&key]), &pack("two", Some(&first), &key));
    assert_eq!(check(&trust, &first), Err(Refused::RolledBack));
    // The same pack with an older end is an older manifest.
    let trust = kept(&believing(&[&key]), &seal(&lesson("salt", "one"), None, &key, later(40)).unwrap());
    assert_eq!(check(&trust, &first), Err(Refused::RolledBack));
}

#[test]
fn freeze_is_refused_at_the_end_and_not_before() {
    let (trust, pack) = (believing(&[&key(1)]), pack("one", None, &key(1)));
    let end = pack.manifest.expires_at;
    assert!(check_with(&trust, &pack, &pack, end.minus(Duration::from_millis(1))).is_ok());
    assert_eq!(check_with(&trust, &pack, &pack, end), Err(Refused::Expired));
}

#[test]
fn mix_and_match_is_refused() {
    let (trust, first) = (believing(&[&key(1)]), pack("one", None, &key(1)));
    let second = pack("two", Some(&first), &key(1));
    assert_eq!(check_with(&trust, &second, &first, NOW), Err(Refused::WrongContent));
    // The manifest of another lesson, honest as it is.
    let other = seal(&lesson("other-lesson", "one"), None, &key(1), later(30)).unwrap();
    assert_eq!(check(&trust, &other), Err(Refused::AnotherLesson));
    // Another past than the one that has been kept, and another pack under its number.
    let trust = kept(&trust, &first);
    assert_eq!(check(&trust, &pack("x", Some(&pack("y", None, &key(1))), &key(1))), Err(Refused::Forked));
    assert_eq!(check(&trust, &pack("y", None, &key(1))), Err(Refused::Forked));
}

#[test]
fn a_file_that_is_cut_off_too_long_or_not_there_is_refused() {
    let (trust, honest) = (believing(&[&key(1)]), pack("one", None, &key(1)));
    let with = |text: &str| pack(text, None, &key(1));
    assert_eq!(check_with(&trust, &honest, &with("on"), NOW), Err(Refused::Truncated));
    assert_eq!(check_with(&trust, &honest, &with("one more"), NOW), Err(Refused::WrongLength));
    let nothing = Pack { files: BTreeMap::new(), ..honest.clone() };
    assert_eq!(check_with(&trust, &honest, &nothing, NOW), Err(Refused::Missing));
    let which = verify(&trust, WANTED, honest.signed.as_bytes(), NOW, |_| None).unwrap_err().1;
    assert_eq!(which.as_deref(), Some("lesson.html"));
}

#[test]
fn an_unknown_key_is_refused_and_so_is_another_signature() {
    let (trust, honest) = (believing(&[&key(1)]), pack("one", None, &key(1)));
    assert_eq!(check(&trust, &pack("one", None, &key(2))), Err(Refused::UnknownKey));
    // A thief's signature under the good key's name, and the good signature under other words.
    let mut stolen: Signed<Manifest> = serde_json::from_str(&pack("one", None, &key(2)).signed).unwrap();
    stolen.signed.key_id = key(1).public().id;
    let mut changed: Signed<Manifest> = serde_json::from_str(&honest.signed).unwrap();
    changed.signed.version = 7;
    for document in [stolen, changed] {
        let forged = Pack { signed: canonical(&document).unwrap(), ..honest.clone() };
        assert_eq!(check(&trust, &forged), Err(Refused::BadSignature));
    }
}

#[test]
fn other_bytes_of_the_same_manifest_and_one_that_contradicts_itself_are_refused() {
    let (trust, honest) = (believing(&[&key(1)]), pack("one", None, &key(1)));
    let spaced = Pack { signed: format!("{} ", honest.signed), ..honest.clone() };
    assert_eq!(check(&trust, &spaced), Err(Refused::NotCanonical));
    let cut = Pack { signed: honest.signed[..honest.signed.len() - 9].to_owned(), ..honest.clone() };
    assert_eq!(check(&trust, &cut), Err(Refused::NotCanonical));
    let endless = Pack { signed: " ".repeat(65 * 1024), ..honest.clone() };
    assert_eq!(check(&trust, &endless), Err(Refused::TooLarge));
    let wrong: [fn(&mut Manifest); 5] = [
        |manifest| manifest.pack = sha256(b"another"),
        |manifest| manifest.version = 2,
        |manifest| manifest.format = "homeroom.keys.v1".to_owned(),
        |manifest| manifest.contents.title = "Sand".to_owned(),
        |manifest| manifest.contents.files[0].size = u64::MAX,
    ];
    for change in wrong {
        let mut manifest = honest.manifest.clone();
        change(&mut manifest);
        let signed = key(1).sign(&manifest).unwrap();
        assert_eq!(check(&trust, &Pack { signed, ..honest.clone() }), Err(Refused::Inconsistent));
    }
}

#[test]
fn a_path_that_leaves_its_folder_is_refused_however_well_signed() {
    for path in ["../a", "/a", "a//b", "a/../b", ".hidden", "A", "a\\b", "c:a", ""] {
        let mut lesson = lesson("salt", "one");
        lesson.contents.files[0].path = path.to_owned();
        let pack = seal(&lesson, None, &key(1), later(30)).unwrap();
        assert_eq!(check(&believing(&[&key(1)]), &pack), Err(Refused::Inconsistent), "{path}");
    }
}

#[test]
fn keys_rotate_by_a_list_that_the_old_key_signed() {
    let (old, new) = (key(1), key(2));
    let trust = believing(&[&old]);
    let list = key_list(&old, 1, vec![new.public()], later(30)).unwrap();
    let turned = rotate(&trust, list.as_bytes(), NOW).unwrap();
    assert!(check(&turned, &pack("one", None, &new)).is_ok());
    assert_eq!(check(&turned, &pack("one", None, &old)), Err(Refused::UnknownKey));
    // Nobody else turns them, not even the new key by itself, and no list twice or out of order.
    let refused = |trust: &Trust, list: &str, now| rotate(trust, list.as_bytes(), now).unwrap_err();
    let by = |key: &Key, version| key_list(key, version, vec![new.public(), old.public()], later(30)).unwrap();
    assert_eq!(refused(&trust, &by(&new, 1), NOW), Refused::UnknownKey);
    assert_eq!(refused(&turned, &list, NOW), Refused::UnknownKey);
    assert_eq!(refused(&trust, &by(&old, 2), NOW), Refused::KeysSkipped);
    assert_eq!(refused(&turned, &by(&new, 1), NOW), Refused::RolledBack);
    assert_eq!(refused(&trust, &list, later(30)), Refused::Expired);
    assert_eq!(refused(&trust, &list.replace("\"version\":1", "\"version\":2"), NOW), Refused::BadSignature);
    let nobody = key_list(&old, 1, Vec::new(), later(30)).unwrap();
    assert_eq!(refused(&trust, &nobody, NOW), Refused::Inconsistent);
    // While both are believed, the list comes again and changes nothing.
    let both = rotate(&trust, by(&old, 1).as_bytes(), NOW).unwrap();
    assert_eq!(rotate(&both, by(&old, 1).as_bytes(), NOW), Ok(both.clone()));
}

#[test]
fn after_a_theft_new_keys_free_a_lesson_from_the_number_the_thief_gave_it() {
    let (stolen, new) = (key(1), key(2));
    let mut theft = pack("theft", None, &stolen);
    theft.manifest.version = u64::MAX;
    theft.manifest.previous = Some(Previous { pack: sha256(b"nothing"), version: u64::MAX - 1 });
    theft.signed = stolen.sign(&theft.manifest).unwrap();
    let trust = kept(&believing(&[&stolen]), &theft);
    assert_eq!(check(&trust, &pack("one", None, &stolen)), Err(Refused::RolledBack));
    let list = key_list(&stolen, 1, vec![new.public()], later(30)).unwrap();
    let trust = rotate(&trust, list.as_bytes(), NOW).unwrap();
    assert!(check(&trust, &pack("one", None, &new)).is_ok());
}

#[test]
fn nothing_is_kept_of_a_pack_that_fails_and_all_of_one_that_does_not() {
    let root = std::env::temp_dir().join(format!("homeroom-packs-{}", std::process::id()));
    let (from, to, file) = (root.join("from"), root.join("to"), root.join("to/trust.json"));
    let (trust, honest) = (believing(&[&key(1)]), pack("one", None, &key(1)));
    folder::write(&from, &honest).unwrap();
    let place = from.join("seas/salt");
    let fetched = || {
        let bytes = folder::read_manifest(&place).unwrap().unwrap();
        verify(&trust, WANTED, &bytes, NOW, |listed| folder::read_file(&place, &honest.manifest.pack, listed))
    };
    let damaged = place.join(&honest.manifest.pack).join("lesson.html");
    std::fs::write(&damaged, "oné").unwrap();
    assert_eq!(fetched().unwrap_err(), (Refused::WrongLength, Some("lesson.html".to_owned())));
    assert!(!to.exists());
    std::fs::write(&damaged, "one").unwrap();
    let kept = folder::keep(&to, &file, &trust, &fetched().unwrap()).unwrap();
    assert_eq!(kept.kept["seas/salt"].pack, honest.manifest.pack);
    let remembered: Trust = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(remembered, kept);
    let there = to.join("seas/salt").join(&honest.manifest.pack).join("lesson.html");
    assert_eq!(std::fs::read_to_string(there).unwrap(), "one");
    std::fs::remove_dir_all(&root).unwrap();
}

#[test]
fn a_key_goes_through_its_file_and_is_named_by_its_bytes() {
    let key = key(3);
    let again = Key::from_pem(&key.to_pem().unwrap()).unwrap();
    assert_eq!(again.public(), key.public());
    assert_eq!(public_key(&key.public().public).unwrap(), key.public());
    assert!(Key::from_pem("-----BEGIN PRIVATE KEY-----").is_err());
    assert!(public_key("AAAA").is_err());
    // A point of small order is no key: signatures would fit it that nobody made.
    assert!(public_key("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").is_err());
}
