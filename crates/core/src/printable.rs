//! The text of others, before a person's terminal or a log gets it.
//!
//! What a source, a file or a caller wrote may hold characters that steer a terminal, turn the direction of writing, or
//! begin a line of their own that looks like one of ours. Whoever writes passes the text through here: `cli` does for
//! results, failures and tables, and the log for its lines.

use std::borrow::Cow;

/// Text for one line: what steers is shown as an escape, a line break too.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, steers)
}

/// Text of several lines: its line breaks and tabs stay.
#[must_use]
pub fn block(text: &str) -> Cow<'_, str> {
    escape(text, |c| steers(c) && !matches!(c, '\n' | '\t'))
}

/// JSON that means the same: its writer leaves what is beyond ASCII as it is, and escapes no `DEL`.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    let is_left = |c: char| steers(c) && c > '~';
    if !text.contains(is_left) {
        return Cow::Borrowed(text);
    }
    let escaped = |c: char| if is_left(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    text.chars().map(escaped).collect::<String>().into()
}

fn escape(text: &str, is_escaped: impl Fn(char) -> bool + Copy) -> Cow<'_, str> {
    if !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_escaped(c) { escaped.extend(c.escape_default()) } else { escaped.push(c) }
    }
    escaped.into()
}

/// Control characters, the marks and overrides of direction, and the separators that some take for line breaks.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A number of things: `1 day`, `2 days`.
#[must_use]
pub fn counted(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown_and_all_else_stays() {
        assert_eq!(line("\u{1b}[31mred\u{9b}0m\u{7f}"), r"\u{1b}[31mred\u{9b}0m\u{7f}");
        assert_eq!(line("a\nb\r\tc"), r"a\nb\r\tc");
        assert_eq!(line("\u{202e}DSU\u{2066}\u{2028}"), r"\u{202e}DSU\u{2066}\u{2028}");
        assert_eq!(block("a\nb\tc\u{1b}"), "a\nb\tc\\u{1b}");
        for plain in ["", "Zürich │ 円 – “…” \\u{1b}", "e\u{301}"] {
            assert!(matches!(line(plain), Cow::Borrowed(same) if same == plain));
            assert!(matches!(json(plain), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn json_means_the_same() {
        let value = serde_json::json!({ "a\u{202e}": ["\u{9b}1m\u{7f}\n", "é"] });
        let shown = serde_json::to_string_pretty(&value).unwrap();
        let safe = json(&shown);
        assert!(!safe.contains(|c| steers(c) && c != '\n'), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }
}
