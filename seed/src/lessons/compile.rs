//! A course, compiled: the contents of one pack per lesson, or all that is wrong.

use std::collections::BTreeMap;

use homeroom_protocol::ids::LessonId;
use homeroom_protocol::language::Language;
use homeroom_protocol::pack::polls::{Answers, Polls};
use homeroom_protocol::pack::{Audience, Contents, PackFile, canonical};
use uuid::Uuid;

use super::finding::{Finding, Findings, Wrong};
use super::front::{self, CourseFront, LessonFront, line};
use super::sources::Sources;
use super::{check, poll, text};
use crate::packs::sha256;

/// The name space of lessons' ids (UUIDv5, RFC 9562): drawn once, never to be changed.
const LESSONS: Uuid = Uuid::from_u128(0x6b0f_5d0e_3d1b_4c57_9f0a_2c41_77e6_b3d2);
/// The course's own file.
const COURSE_FILE: &str = "course.md";

/// A course.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Course {
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Whom it is for.
    pub level: String,
    /// One sentence about it.
    pub description: String,
    /// In their order.
    pub lessons: Vec<Lesson>,
}

/// A lesson: what its manifest will say, and the bytes of its files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lesson {
    /// Its place in the course, from 1.
    pub place: u32,
    /// What the manifest says of it.
    pub contents: Contents,
    /// By path.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// The id of a lesson: the same for every edition of it.
#[must_use]
pub fn lesson_id(course: &str, lesson: &str) -> LessonId {
    LessonId(Uuid::new_v5(&LESSONS, format!("{course}/{lesson}").as_bytes()))
}

/// Compiles a course.
///
/// # Errors
/// Everything that is wrong with it, by file and line.
pub fn compile(sources: &Sources) -> Result<Course, Vec<Finding>> {
    let mut all = Vec::new();
    let shown = |file: &str| format!("{}{file}", sources.shown);
    if !check::is_slug(&sources.slug) {
        let said = format!("`{}`: only lower-case letters, digits and hyphens", sources.slug);
        Findings { file: &shown(COURSE_FILE), all: &mut all }.add(1, Wrong::Name, said);
    }
    let course = course(sources, &mut Findings { file: &shown(COURSE_FILE), all: &mut all });
    let mut lessons: Vec<Lesson> = Vec::new();
    for file in sources.files.keys().filter(|file| *file != COURSE_FILE && !file.starts_with("files/")) {
        let shown = shown(file);
        let mut findings = Findings { file: &shown, all: &mut all };
        let Some((place, slug)) = check::lesson_name(file) else {
            findings.add(1, Wrong::Name, "neither a lesson, as `01-why-ice-floats.md`, nor in `files`");
            continue;
        };
        if lessons.iter().any(|other| other.place == place || other.contents.lesson == slug) {
            findings.add(1, Wrong::Name, "another lesson has the same place or slug");
        }
        let language = course.as_ref().map(|course| course.language.value.as_str()).unwrap_or_default();
        lessons.extend(lesson(sources, file, slug, language, &mut findings).map(|(contents, files)| Lesson {
            place,
            contents,
            files,
        }));
    }
    match course {
        Some(course) if all.is_empty() => Ok(Course {
            slug: sources.slug.clone(),
            title: course.title.value,
            level: course.level.value,
            description: course.description.value,
            lessons,
        }),
        Some(_) | None => {
            all.sort();
            Err(all)
        }
    }
}

/// A file as text; without one there is nothing to look at.
fn read<'a>(sources: &'a Sources, file: &str, findings: &mut Findings<'_>) -> Option<front::Document<'a>> {
    let Some(bytes) = sources.files.get(file) else {
        findings.add(1, Wrong::Unreadable, "the file is missing");
        return None;
    };
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\r'));
    let document = text.and_then(front::split);
    if document.is_none() {
        findings.add(1, Wrong::Unreadable, "not UTF-8 with bare line ends that begins with front matter");
    }
    document
}

fn course(sources: &Sources, findings: &mut Findings<'_>) -> Option<CourseFront> {
    let course: CourseFront = match read(sources, COURSE_FILE, findings)?.read() {
        Ok(course) => course,
        Err((line, said)) => {
            findings.add(line, Wrong::FrontMatter, said);
            return None;
        }
    };
    let texts = [&course.title, &course.level, &course.language, &course.description];
    for empty in texts.into_iter().filter(|text| text.value.trim().is_empty()) {
        findings.add(line(empty), Wrong::Value, "the value is empty");
    }
    let language = &course.language;
    if let (false, Err(error)) = (language.value.trim().is_empty(), Language::of_tag(&language.value)) {
        findings.add(line(language), Wrong::Value, error.to_string());
    }
    Some(course)
}

fn lesson(
    sources: &Sources,
    file: &str,
    slug: &str,
    language: &str,
    findings: &mut Findings<'_>,
) -> Option<(Contents, BTreeMap<String, Vec<u8>>)> {
    let document = read(sources, file, findings)?;
    let text = text::render(document.body, document.lines_before);
    let front: LessonFront = match document.read() {
        Ok(front) => front,
        Err((line, said)) => {
            findings.add(line, Wrong::FrontMatter, said);
            return None;
        }
    };
    check::front(&front, sources, findings);
    let listed: Vec<&str> = front.files.iter().map(|name| name.value.as_str()).collect();
    check::text(&text, &listed, findings);
    let Some(summary) = text.summary else {
        let said = "the text begins with a paragraph that says what the lesson is about";
        findings.add(document.lines_before.saturating_add(1), Wrong::Summary, said);
        return None;
    };
    let (polls, answers) = polls(&front, findings);
    let mut files = BTreeMap::from([
        ("answers.json".to_owned(), canonical(&answers).ok()?.into_bytes()),
        ("lesson.html".to_owned(), text.html.into_bytes()),
        ("polls.json".to_owned(), canonical(&polls).ok()?.into_bytes()),
    ]);
    for name in listed {
        let path = format!("files/{name}");
        files.extend(sources.files.get(&path).cloned().map(|bytes| (path, bytes)));
    }
    let contents = Contents {
        course: sources.slug.clone(),
        files: files.iter().map(|(path, bytes)| pack_file(path, bytes)).collect(),
        language: language.to_owned(),
        lesson: slug.to_owned(),
        lesson_id: lesson_id(&sources.slug, slug),
        level: front.level.value,
        minutes: front.minutes.value,
        summary,
        title: front.title.value,
        topics: front.topics.value,
    };
    Some((contents, files))
}

fn polls(front: &LessonFront, findings: &mut Findings<'_>) -> (Polls, Answers) {
    let (mut polls, mut answers) = (Vec::new(), Vec::new());
    for poll in &front.polls.value {
        match poll::read(&poll.value) {
            Ok((question, right)) => {
                polls.push(question);
                answers.push(right);
            }
            Err(said) => findings.add(line(poll), Wrong::Poll, said),
        }
    }
    // Where a poll is wrong, that has been said already.
    let all_read = polls.len() == front.polls.value.len();
    if all_read && !answers.iter().any(poll::has_right_answer) {
        findings.add(line(&front.polls), Wrong::Poll, "a lesson has at least one poll with a right answer");
    }
    (Polls { polls }, Answers { answers })
}

fn pack_file(path: &str, bytes: &[u8]) -> PackFile {
    let (audience, media_type) = match path {
        "answers.json" => (Audience::Teachers, "application/json"),
        "polls.json" => (Audience::Class, "application/json"),
        "lesson.html" => (Audience::Class, "text/html; charset=utf-8"),
        other => (Audience::Class, check::media_type(other).unwrap_or("application/octet-stream")),
    };
    PackFile {
        audience,
        media_type: media_type.to_owned(),
        path: path.to_owned(),
        sha256: sha256(bytes),
        size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
    }
}

#[cfg(test)]
mod tests;
