//! What a text weighs as JSON; never less than it does.

/// Bytes of a text inside the quotes of a JSON string.
pub(crate) fn text_bytes(text: &str) -> usize {
    text.bytes()
        .map(|byte| match byte {
            b'"' | b'\\' => 2,
            0..=0x1f => 6,
            _ => 1,
        })
        .sum()
}
