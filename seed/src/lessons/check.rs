//! What is looked at apart from types: names, references, files.

use homeroom_protocol::pack::FILE_BYTES_MAX;

use super::finding::{Findings, Wrong};
use super::front::{LessonFront, line};
use super::sources::Sources;
use super::text::Text;

/// The kinds of files a lesson may bring, by the end of their names.
const MEDIA_TYPES: &[(&str, &str)] = &[
    ("csv", "text/csv; charset=utf-8"),
    ("jpg", "image/jpeg"),
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("webp", "image/webp"),
];

/// A class is not longer than a morning.
const MINUTES_MAX: u32 = 240;

/// The media type of a file, by the end of its name.
pub(super) fn media_type(name: &str) -> Option<&'static str> {
    let (_, end) = name.rsplit_once('.')?;
    MEDIA_TYPES.iter().find(|(known, _)| *known == end).map(|(_, media_type)| *media_type)
}

/// Lower-case ASCII letters, digits and hyphens.
pub(super) fn is_slug(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.chars().all(fits)
}

/// Place and slug of a lesson, from the name of its file.
pub(super) fn lesson_name(file: &str) -> Option<(u32, &str)> {
    let (place, slug) = file.strip_suffix(".md")?.split_once('-')?;
    let is_place = place.len() == 2 && place.chars().all(|c| c.is_ascii_digit());
    let place = place.parse().ok().filter(|place| is_place && *place > 0)?;
    is_slug(slug).then_some((place, slug))
}

/// Looks at the front matter of a lesson, but not at its polls.
pub(super) fn front(front: &LessonFront, sources: &Sources, findings: &mut Findings<'_>) {
    for (key, text) in [("title", &front.title), ("level", &front.level)] {
        if text.value.trim().is_empty() {
            findings.add(line(text), Wrong::Value, format!("`{key}` is empty"));
        }
    }
    if front.topics.value.is_empty() {
        findings.add(line(&front.topics), Wrong::Value, "`topics` names nothing");
    }
    if !(1..=MINUTES_MAX).contains(&front.minutes.value) {
        let said = format!("a class of {} minutes; 1 to {MINUTES_MAX} can be", front.minutes.value);
        findings.add(line(&front.minutes), Wrong::Value, said);
    }
    for (n, name) in front.files.iter().enumerate() {
        let at = line(name);
        let twice = front.files.iter().take(n).any(|other| other.value == name.value);
        if twice {
            findings.add(at, Wrong::Value, format!("`{}` is listed twice", name.value));
        }
        let Some(bytes) = sources.files.get(&format!("files/{}", name.value)) else {
            findings.add(at, Wrong::Link, format!("there is no file files/{}", name.value));
            continue;
        };
        file(&name.value, bytes, at, findings);
    }
}

fn file(name: &str, bytes: &[u8], at: usize, findings: &mut Findings<'_>) {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if !is_slug(stem) {
        findings.add(at, Wrong::Name, format!("`{name}`: only lower-case letters, digits and hyphens"));
    }
    if media_type(name).is_none() {
        let known: Vec<_> = MEDIA_TYPES.iter().map(|(end, _)| *end).collect();
        findings.add(at, Wrong::File, format!("`{name}` is none of {}", known.join(", ")));
    }
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > FILE_BYTES_MAX {
        findings.add(at, Wrong::File, format!("`{name}` has more than {FILE_BYTES_MAX} bytes"));
    }
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    if name.ends_with(".svg") && ["<script", "javascript:", "<foreignobject"].iter().any(|part| text.contains(part)) {
        findings.add(at, Wrong::File, format!("`{name}` has a script or a foreign page inside"));
    }
}

/// Looks at everything a text refers to, and at what a text must not hold.
pub(super) fn text(text: &Text, listed: &[&str], findings: &mut Findings<'_>) {
    for reference in &text.references {
        let (line, url) = (reference.line, reference.url.as_str());
        if let Some(name) = url.strip_prefix("files/") {
            if !listed.contains(&name) {
                findings.add(line, Wrong::Link, format!("`{url}` is not listed in `files`"));
            }
        } else if reference.alt.is_some() || !url.starts_with("https://") {
            let said = format!("`{url}` leads to no file of the lesson and to no https page");
            findings.add(line, Wrong::Link, said);
        }
        if reference.alt.as_ref().is_some_and(|words| words.trim().is_empty()) {
            findings.add(line, Wrong::AltText, format!("the image `{url}` has no words that say what is to be seen"));
        }
    }
    for line in &text.raw_html {
        findings.add(*line, Wrong::Html, "raw HTML is not shown; say it in Markdown");
    }
    for line in &text.first_level {
        findings.add(*line, Wrong::Heading, "headings begin at the second level; the title is in the front matter");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_is_named_by_its_place_and_its_slug() {
        assert_eq!(lesson_name("01-why-ice-floats.md"), Some((1, "why-ice-floats")));
        for bad in ["1-a.md", "00-a.md", "01-A.md", "01-.md", "01_a.md", "01-a.txt", "+1-a.md"] {
            assert_eq!(lesson_name(bad), None, "{bad}");
        }
    }
}
