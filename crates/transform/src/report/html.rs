//! HTML from data: the only place where text becomes markup, so the only one that has to escape it.

use super::units;
use std::fmt::Write as _;

/// Text for an element or a quoted attribute. What steers the display instead of being displayed is spelled out: a
/// source could write an override of the direction that turns the digits round.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                safe.extend(character.escape_unicode());
            }
            character if character.is_control() => safe.extend(character.escape_unicode()),
            character => safe.push(character),
        }
    }
    safe
}

/// JSON inside a script element: without a `<` nothing in it can end the element.
pub fn json_in_script(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    title: &'static str,
    hint: &'static str,
    unit: &'static str,
    is_number: bool,
}

impl Column {
    /// A column of text, also of days: they sort as text.
    pub const fn text(title: &'static str) -> Self {
        Self { title, hint: "", unit: "", is_number: false }
    }

    /// A column of numbers.
    pub const fn number(title: &'static str) -> Self {
        Self { title, hint: "", unit: "", is_number: true }
    }

    /// The same column with an explanation.
    pub const fn meaning(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// The same column, whose exact values are in a unit: who copies the numbers needs it.
    pub const fn in_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }
}

/// A cell of a table.
#[derive(Debug)]
pub struct Cell {
    html: String,
    class: &'static str,
    title: String,
    exact: String,
}

impl Cell {
    /// A cell with text.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::markup(escape(text.as_ref()))
    }

    /// A cell with markup whose data is escaped already.
    pub fn markup(html: String) -> Self {
        Self { html, class: "", title: String::new(), exact: String::new() }
    }

    /// A percent that silver has as text.
    pub fn percent(exact: &str) -> Self {
        Self::text(units::percent_of(exact)).with_exact(exact)
    }

    /// A count that silver has as text.
    pub fn count(exact: &str) -> Self {
        Self::text(units::count_of(exact)).with_exact(exact)
    }

    /// An instant that silver has as text.
    pub fn instant(exact: &str) -> Self {
        Self::text(units::instant(exact)).with_exact(exact)
    }

    /// Evidence or a reason.
    pub fn sentence(exact: &str) -> Self {
        Self::text(units::sentence(exact)).with_exact(exact)
    }

    /// A link to the chart of a currency.
    pub fn chart_link(currency: &str, text: &str) -> Self {
        Self::markup(format!("<a href=\"#chart={0}\" data-chart=\"{0}\">{1}</a>", escape(currency), escape(text)))
    }

    /// The same cell in a look of its own.
    pub fn with_class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// The same cell, whose value is this one exactly: it is sorted by, and copied.
    pub fn with_exact(self, exact: impl Into<String>) -> Self {
        Self { exact: exact.into(), ..self }
    }

    /// The same cell with more to read on a second look.
    pub fn with_title(self, title: impl Into<String>) -> Self {
        Self { title: title.into(), ..self }
    }
}

/// A bar of a share, drawn beside the number that says the same. What is longer than the whole ends in an arrow.
pub fn bar(value: f64, whole: f64) -> String {
    let share = if whole > 0.0 { (100.0 * value / whole).max(0.0) } else { 0.0 };
    let width = share.min(100.0);
    let arrow = if share > 100.0 { "<path class=\"over\" d=\"M88 0L93 4L88 8H92L97 4L92 0z\"/>" } else { "" };
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"of\" \
         width=\"100\" height=\"8\"/><rect width=\"{width:.1}\" height=\"8\"/>{arrow}</svg>"
    )
}

/// A table that can be sorted by its headings and searched, with its first column as the name of each row.
pub struct Table<'a> {
    /// The identity in the page.
    pub id: &'a str,
    /// What the table is, for those who can't see where it stands.
    pub caption: &'a str,
    pub columns: &'a [Column],
    pub rows: Vec<Vec<Cell>>,
    /// Instead of a table without rows.
    pub empty: &'a str,
}

impl Table<'_> {
    /// The table as HTML.
    pub fn html(&self) -> String {
        if self.rows.is_empty() {
            return format!("<p class=\"empty\" id=\"{}\">{}</p>\n", self.id, escape(self.empty));
        }
        let caption = escape(self.caption);
        let mut html = format!(
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\">\n<table id=\"{}\" \
             class=\"sortable\">\n<caption>{caption}</caption>\n<thead><tr>",
            self.id
        );
        for column in self.columns {
            let class = if column.is_number { " class=\"number\"" } else { "" };
            let (hint, unit) = (attribute("title", column.hint), attribute("data-unit", column.unit));
            let title = escape(column.title);
            let _ = write!(html, "<th scope=\"col\" aria-sort=\"none\"{class}{hint}{unit}>{title}</th>");
        }
        html.push_str("</tr></thead>\n<tbody>\n");
        for row in &self.rows {
            self.push_row(&mut html, row);
        }
        html.push_str("</tbody>\n</table>\n</div>\n");
        html
    }

    fn push_row(&self, html: &mut String, row: &[Cell]) {
        html.push_str("<tr>");
        for (index, (cell, column)) in row.iter().zip(self.columns).enumerate() {
            let element = if index == 0 { "th scope=\"row\"" } else { "td" };
            let class = [if column.is_number { "number" } else { "" }, cell.class].join(" ");
            let is_empty = cell.html.is_empty();
            // On a phone a row is no row: each cell says what it is.
            let label = attribute("data-label", if index == 0 || is_empty { "" } else { column.title });
            let exact = attribute("data-exact", if cell.html == escape(&cell.exact) { "" } else { &cell.exact });
            let attributes = attribute("class", class.trim()) + &attribute("title", &cell.title) + &label + &exact;
            let _ = write!(html, "<{element}{attributes}>{}</{}>", cell.html, &element[..2]);
        }
        html.push_str("</tr>\n");
    }
}

fn attribute(name: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!(" {name}=\"{}\"", escape(value)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let hostile = "</script><img src=x onerror='alert(1)' title=\"&amp;\">";
        let safe = escape(hostile);
        assert!(!safe.contains(['<', '>', '"', '\'']), "{safe}");
        assert_eq!(safe.matches("&amp;amp;").count(), 1, "what was escaped by the source is no entity of ours");
        let table = Table {
            id: "t",
            caption: "c",
            columns: &[Column::text("a"), Column::text("b")],
            rows: vec![vec![Cell::text(hostile), Cell::chart_link(hostile, hostile).with_title(hostile)]],
            empty: "",
        };
        let html = table.html();
        assert!(!html.contains("<img") && !html.contains("</script") && !html.contains("onerror='"), "{html}");
    }

    #[test]
    fn what_steers_the_display_is_spelled_out() {
        assert_eq!(escape("1\u{202e}7\0\n"), "1\\u{202e}7\\u{0}\\u{a}");
    }

    #[test]
    fn json_can_t_end_its_script_element() {
        assert_eq!(json_in_script(&"</script><!--".into()), "\"\\u003c/script>\\u003c!--\"");
    }
}
