//! The text of a lesson: Markdown to HTML, and what in it has to be looked at.
//!
//! comrak leaves raw HTML and links with scripts out of what it writes; the lint refuses them besides, because a text
//! that silently loses a part is wrong too. The HTML is a fragment: whoever shows it brings page and style.

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options};

/// A text, compiled.
pub(super) struct Text {
    /// The fragment.
    pub(super) html: String,
    /// The first paragraph without its markup, where the text begins with one.
    pub(super) summary: Option<String>,
    /// Everything it refers to.
    pub(super) references: Vec<Reference>,
    /// Lines with raw HTML.
    pub(super) raw_html: Vec<usize>,
    /// Lines with a heading of the first level.
    pub(super) first_level: Vec<usize>,
}

/// A link or an image.
pub(super) struct Reference {
    pub(super) line: usize,
    pub(super) url: String,
    /// The words of an image; `None`: a link.
    pub(super) alt: Option<String>,
}

/// Compiles a text that stands in its file after so many lines.
pub(super) fn render(body: &str, lines_before: usize) -> Text {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, body, &options);
    let mut html = String::new();
    // A string takes everything that is written into it.
    let _ = comrak::format_html(root, &options, &mut html);
    let summary = root.first_child().filter(|first| matches!(first.data().value, NodeValue::Paragraph)).map(words);
    let mut text = Text { html, summary, references: Vec::new(), raw_html: Vec::new(), first_level: Vec::new() };
    for node in root.descendants() {
        let data = node.data();
        let line = lines_before.saturating_add(data.sourcepos.start.line);
        #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum; all else is text of some form")]
        match &data.value {
            NodeValue::Link(link) => text.references.push(Reference { line, url: link.url.clone(), alt: None }),
            NodeValue::Image(image) => {
                text.references.push(Reference { line, url: image.url.clone(), alt: Some(words(node)) });
            }
            NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) => text.raw_html.push(line),
            NodeValue::Heading(heading) if heading.level == 1 => text.first_level.push(line),
            _ => {}
        }
    }
    text
}

/// The words below a node, without their markup.
fn words(node: Node<'_>) -> String {
    let mut words = String::new();
    for node in node.descendants() {
        #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum; all else has no words of its own")]
        match &node.data().value {
            NodeValue::Text(text) => words.push_str(text),
            NodeValue::Code(code) => words.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_html_does_not_get_into_the_fragment_and_its_line_is_known() {
        let text = render("Hello.\n\n<script>alert(1)</script>\n\nA <b>bold</b> word.\n", 10);
        assert!(!text.html.contains("<script") && !text.html.contains("<b>"), "{}", text.html);
        assert_eq!(text.raw_html, [13, 15, 15]);
    }

    #[test]
    fn a_link_with_a_script_leads_nowhere() {
        let text = render("[here](javascript:alert(1))\n", 0);
        assert!(!text.html.contains("javascript"), "{}", text.html);
        assert_eq!(text.references[0].url, "javascript:alert(1)");
    }

    #[test]
    fn the_first_paragraph_is_the_summary_and_an_image_has_its_words() {
        let text = render("\nRivers carry *salt*.\nSlowly.\n\n![A `river`](files/a.svg)\n", 3);
        assert_eq!(text.summary.as_deref(), Some("Rivers carry salt. Slowly."));
        let image = &text.references[0];
        assert_eq!((image.line, image.alt.as_deref()), (8, Some("A river")));
        assert_eq!(render("## Goal\n", 0).summary, None);
    }
}
