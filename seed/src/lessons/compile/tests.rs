//! Courses, right and wrong.

use std::collections::BTreeMap;

use super::*;

const COURSE: &str = "---\ntitle: Seas\nlevel: A2\nlanguage: en\ndescription: \"All of them.\"\n---\n\nSeas.\n";
const LESSON: &str = r#"---
title: Salt
level: A2
topics: [sea]
minutes: 60
files: [map.svg]
polls:
  - question: "Is it?"
    kind: single
    choices: ["Yes", "No"]
    answer: [1]
---

Rivers carry salt.

![A map of a bay](files/map.svg)

[More](https://example.org/sea)
"#;

fn sources(lesson: &str) -> Sources {
    let files = [("course.md", COURSE), ("01-salt.md", lesson), ("files/map.svg", "<svg/>")];
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    Sources { slug: "seas".to_owned(), shown: "seas/".to_owned(), files }
}

/// The findings about a lesson in which one thing is replaced.
fn lint(from: &str, to: &str) -> Vec<String> {
    assert!(LESSON.contains(from), "{from}");
    let findings = compile(&sources(&LESSON.replace(from, to))).unwrap_err();
    findings.iter().map(|finding| format!("{}:{}:{}", finding.file, finding.line, finding.wrong.code())).collect()
}

#[test]
fn a_lesson_becomes_the_files_of_a_pack_with_their_sizes_and_hashes() {
    let course = compile(&sources(LESSON)).unwrap();
    let lesson = &course.lessons[0];
    let paths: Vec<_> = lesson.contents.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["answers.json", "files/map.svg", "lesson.html", "polls.json"]);
    let map = &lesson.contents.files[1];
    assert_eq!((map.size, map.sha256.as_str(), map.media_type.as_str()), (6, &*sha256(b"<svg/>"), "image/svg+xml"));
    assert_eq!(lesson.contents.summary, "Rivers carry salt.");
    let text = |path: &str| String::from_utf8(lesson.files[path].clone()).unwrap();
    assert!(text("lesson.html").contains(r#"<img src="files/map.svg" alt="A map of a bay" />"#));
    assert!(!text("polls.json").contains("places"));
    assert_eq!(text("answers.json"), r#"{"answers":[{"kind":"choices","places":[1]}]}"#);
}

#[test]
fn only_those_who_teach_may_have_the_right_answers() {
    let course = compile(&sources(LESSON)).unwrap();
    let of_teachers = course.lessons[0].contents.files.iter().filter(|file| file.audience == Audience::Teachers);
    assert_eq!(of_teachers.map(|file| file.path.as_str()).collect::<Vec<_>>(), ["answers.json"]);
}

#[test]
fn a_course_compiled_twice_is_the_same_bytes() {
    assert_eq!(compile(&sources(LESSON)).unwrap(), compile(&sources(LESSON)).unwrap());
}

#[test]
fn a_broken_link_is_told_with_file_and_line() {
    assert_eq!(lint("(files/map.svg)", "(files/other.svg)"), ["seas/01-salt.md:16:link"]);
    assert_eq!(lint("https://example.org/sea", "http://example.org/sea"), ["seas/01-salt.md:18:link"]);
    assert_eq!(lint("https://example.org/sea", "../course.md"), ["seas/01-salt.md:18:link"]);
    assert_eq!(lint("[map.svg]", "[map.svg, gone.svg]"), ["seas/01-salt.md:6:link"]);
    assert_eq!(lint("[map.svg]", "[]"), ["seas/01-salt.md:16:link"]);
}

#[test]
fn an_image_without_words_is_told_with_file_and_line() {
    assert_eq!(lint("![A map of a bay]", "![]"), ["seas/01-salt.md:16:alt-text"]);
    assert_eq!(lint("![A map of a bay]", "![ ]"), ["seas/01-salt.md:16:alt-text"]);
}

#[test]
fn a_poll_without_its_answer_is_told_with_file_and_line() {
    assert_eq!(lint("    answer: [1]\n", ""), ["seas/01-salt.md:8:poll"]);
    assert_eq!(lint("answer: [1]", "answer: [3]"), ["seas/01-salt.md:8:poll"]);
    let opinion = "kind: scale\n    from: 1\n    to: 5";
    let single = "kind: single\n    choices: [\"Yes\", \"No\"]\n    answer: [1]";
    assert_eq!(lint(single, opinion), ["seas/01-salt.md:8:poll"]);
}

#[test]
fn an_unknown_key_is_told_with_file_and_line() {
    assert_eq!(lint("minutes: 60", "minutes: 60\ncolour: red"), ["seas/01-salt.md:6:front-matter"]);
    assert_eq!(lint("    answer: [1]", "    answers: [1]"), ["seas/01-salt.md:11:front-matter"]);
    assert_eq!(lint("kind: single", "kind: guess"), ["seas/01-salt.md:9:front-matter"]);
    assert_eq!(lint("minutes: 60", "minutes: an hour"), ["seas/01-salt.md:5:front-matter"]);
}

#[test]
fn what_else_is_wrong_is_told_too_and_all_at_once() {
    assert_eq!(lint("minutes: 60", "minutes: 0"), ["seas/01-salt.md:5:value"]);
    assert_eq!(lint("Rivers carry salt.", "# Salt"), ["seas/01-salt.md:13:summary", "seas/01-salt.md:14:heading"]);
    assert_eq!(lint("[More]", "<b>See</b> [More]"), ["seas/01-salt.md:18:html", "seas/01-salt.md:18:html"]);
    let mut sources = sources(&LESSON.replace("![A map of a bay]", "![]").replace("minutes: 60", "minutes: 0"));
    sources.files.insert("notes.txt".to_owned(), Vec::new());
    sources.files.insert("files/map.svg".to_owned(), b"<svg><script>1</script></svg>".to_vec());
    let findings = compile(&sources).unwrap_err();
    let codes: Vec<_> = findings.iter().map(|finding| (finding.line, finding.wrong.code())).collect();
    assert_eq!(codes, [(5, "value"), (6, "file"), (16, "alt-text"), (1, "name")]);
}

#[test]
fn a_course_without_its_own_file_or_with_two_lessons_in_one_place_is_refused() {
    let mut without = sources(LESSON);
    without.files.remove("course.md");
    assert_eq!(compile(&without).unwrap_err()[0].wrong, Wrong::Unreadable);
    let mut twice = sources(LESSON);
    twice.files.insert("01-sand.md".to_owned(), LESSON.as_bytes().to_vec());
    assert_eq!(compile(&twice).unwrap_err()[0].wrong, Wrong::Name);
}

#[test]
fn a_course_in_no_language_is_told_with_file_and_line() {
    let with = |tag: &str| {
        let mut sources = sources(LESSON);
        let course = COURSE.replace("language: en", &format!("language: {tag}"));
        sources.files.insert("course.md".to_owned(), course.into_bytes());
        compile(&sources).map_err(|findings| findings.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    assert_eq!(with("en-GB").unwrap().lessons[0].contents.language, "en-GB");
    assert!(with("mul").is_ok(), "a course can be in several");
    let said = "seas/course.md:4: value: bad_language: a language is two or three letters, as `de`";
    assert_eq!(with("english").unwrap_err(), [said]);
}

#[test]
fn the_own_courses_have_nothing_wrong_with_them() {
    let mut lessons = BTreeMap::new();
    for slug in ["small-wonders", "everyday-english"] {
        match compile(&Sources::own(slug).unwrap()) {
            Ok(course) => lessons.insert(slug, course.lessons.len()),
            Err(findings) => panic!("{}", findings.iter().map(|f| format!("{f}\n")).collect::<String>()),
        };
    }
    assert!(lessons["small-wonders"] >= 14 && lessons["everyday-english"] >= 3, "{lessons:?}");
}

#[test]
fn an_id_of_a_lesson_is_the_same_for_ever() {
    let id = lesson_id("small-wonders", "why-the-sea-is-salt").to_string();
    assert_eq!(id, "f911d7cc-a50f-54ae-86ba-d6eb5569739c");
    assert_ne!(id, lesson_id("small-wonders", "why-ice-floats").to_string());
}
