//! Text of an outside source, short enough for an error message.

/// Characters that an error message repeats of what was given: enough to recognise it, and a
/// body of megabytes that was taken for one field does not fill the log.
const EXCERPT_CHARS_MAX: usize = 40;

/// `text` itself, or its first 40 characters and `…`.
pub(crate) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT_CHARS_MAX) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_short_text_and_cuts_long_text_between_characters() {
        assert_eq!(excerpt("EUR"), "EUR");
        let forty = "é".repeat(EXCERPT_CHARS_MAX);
        assert_eq!(excerpt(&forty), forty);
        assert_eq!(excerpt(&format!("{forty}x")), format!("{forty}…"));
    }
}
