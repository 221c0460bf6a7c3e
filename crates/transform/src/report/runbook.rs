//! The runbook, whole: whoever reads the page at night on a phone has no checkout at hand.

use super::html::escape;
use std::fmt::Write as _;

const PAGE: &str = include_str!("../../../../docs/runbook.md");

/// The anchor of a heading.
pub fn anchor(heading: &str) -> String {
    format!("runbook-{}", escape(&heading.to_lowercase().replace(' ', "-")))
}

/// The headings with what stands below each: paragraphs, lists and commands, which are all that the page is made of.
pub fn html() -> String {
    let mut html = String::new();
    for block in PAGE.split("\n\n").skip(1).map(|block| block.trim_end_matches('\n')) {
        if let Some(heading) = block.strip_prefix("## ") {
            let _ = writeln!(html, "<h3 id=\"{}\">{}</h3>", anchor(heading), inline(heading));
        } else if let Some(commands) = block.strip_prefix("```sh\n") {
            let _ = writeln!(html, "<pre>{}</pre>", escape_lines(commands.trim_end_matches("```").trim_end()));
        } else {
            html.push_str(&paragraph(block));
        }
    }
    html
}

/// A paragraph, and the list that may follow it without a blank line.
fn paragraph(block: &str) -> String {
    let mut items = block.split("\n- ");
    let first = items.next().unwrap_or_default();
    let (text, first_item) = first.strip_prefix("- ").map_or((first, None), |item| ("", Some(item)));
    let mut html = if text.is_empty() { String::new() } else { format!("<p>{}</p>\n", inline(text)) };
    let items: Vec<String> =
        first_item.into_iter().chain(items).map(|item| format!("<li>{}</li>", inline(item))).collect();
    if !items.is_empty() {
        let _ = writeln!(html, "<ul class=\"steps\">{}</ul>", items.join("\n"));
    }
    html
}

/// Text with its `commands`, its *emphasis*, and its links, of which only the words stay: the pages are not with us.
pub fn inline(text: &str) -> String {
    let mut html = String::new();
    for (index, part) in text.split('`').enumerate() {
        let words = part.split_whitespace().collect::<Vec<_>>().join(" ");
        let (before, after) =
            (part.starts_with(char::is_whitespace), part.ends_with(char::is_whitespace) && !words.is_empty());
        let words =
            if index % 2 == 1 { format!("<code>{}</code>", escape(&words)) } else { emphasis(&without_links(&words)) };
        let blank = |is: bool| if is { " " } else { "" };
        html.push_str(&[blank(before), &words, blank(after)].concat());
    }
    html
}

fn emphasis(text: &str) -> String {
    let parts = text.split('*').enumerate();
    parts
        .map(|(index, part)| if index % 2 == 1 { format!("<em>{}</em>", escape(part)) } else { escape(part) })
        .collect()
}

fn without_links(text: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, (words, after))) =
        rest.split_once('[').and_then(|(before, link)| Some((before, link.split_once("](")?)))
    {
        left.push_str(before);
        left.push_str(words);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    left + rest
}

fn escape_lines(text: &str) -> String {
    text.lines().map(escape).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_heading_has_its_anchor_and_nothing_of_the_markdown_is_left() {
        let html = html();
        assert!(html.contains("<h3 id=\"runbook-a-rate-jumped\">A rate jumped</h3>"), "{html}");
        assert_eq!(html.matches("<h3 ").count(), PAGE.matches("\n## ").count());
        let text = html
            .split("<pre>")
            .map(|part| part.split_once("</pre>").map_or(part, |(_, after)| after))
            .collect::<String>();
        for left in ["`", "](", "\n- ", "**", "<p>- "] {
            assert!(!text.contains(left), "{left}");
        }
    }

    #[test]
    fn text_is_no_markup() {
        assert_eq!(inline("a `x <y>` [b](c.md), *d*"), "a <code>x &lt;y&gt;</code> b, <em>d</em>");
    }
}
