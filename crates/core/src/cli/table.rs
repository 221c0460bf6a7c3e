//! Tables for people, in the look of all our tables.

use crate::printable;
use comfy_table::{ColumnConstraint, ContentArrangement, Width};
use std::fmt;

/// A terminal that does not know its width, as under some runners and debuggers, has this one.
const COLUMNS_USUAL: u16 = 80;

/// What a column takes beside its words: a line and a blank on both sides.
const FRAME: usize = 3;

/// A table of which every cell is one line, whatever was put into it.
#[derive(Debug)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// An empty table: no wider than the terminal, and as wide as it likes elsewhere.
#[must_use]
pub fn table<T: AsRef<str>>(header: &[T]) -> Table {
    Table { header: header.iter().map(|name| printable::line(name.as_ref()).into_owned()).collect(), rows: Vec::new() }
}

impl Table {
    /// Adds a row; a cell that the row lacks is empty.
    pub fn add_row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> &mut Self {
        let mut row: Vec<String> = cells.into_iter().map(|cell| printable::line(cell.as_ref()).into_owned()).collect();
        row.resize(row.len().max(self.header.len()), String::new());
        self.rows.push(row);
        self
    }

    /// As a table, or where not even its longest words fit beside each other, a line a value: no word is broken.
    fn within(&self, width: Option<u16>) -> String {
        let words = self.longest_words();
        let least = 1 + words.iter().map(|word| word + FRAME).sum::<usize>();
        if width.is_some_and(|width| usize::from(width) < least) {
            return self.records();
        }
        let mut table = comfy_table::Table::new();
        table
            .load_style(comfy_table::presets::UTF8_FULL_CONDENSED)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_header(&self.header);
        if let Some(width) = width {
            table.set_width(width);
        }
        table.set_constraints(words.into_iter().map(|word| {
            let width = u16::try_from(word + FRAME - 1).unwrap_or(u16::MAX);
            ColumnConstraint::LowerBoundary(Width::Fixed(width))
        }));
        table.add_rows(&self.rows);
        table.to_string()
    }

    /// The longest word of each column.
    fn longest_words(&self) -> Vec<usize> {
        let longest = |cell: &String| cell.split(' ').map(|word| word.chars().count()).max().unwrap_or_default();
        let of_column = |(index, name): (usize, &String)| {
            self.rows.iter().filter_map(|row| row.get(index)).map(longest).max().unwrap_or_default().max(longest(name))
        };
        self.header.iter().enumerate().map(of_column).collect()
    }

    fn records(&self) -> String {
        let width = self.header.iter().map(|name| name.chars().count()).max().unwrap_or_default();
        let line = |(name, value): (&String, &String)| format!("{name:<width$}  {value}");
        let record = |row: &Vec<String>| self.header.iter().zip(row).map(line).collect::<Vec<_>>().join("\n");
        self.rows.iter().map(record).collect::<Vec<_>>().join("\n\n")
    }
}

/// How wide the terminal is; none where there is none.
fn terminal_width() -> Option<u16> {
    let width = comfy_table::Table::new().width()?;
    Some(if width == 0 { COLUMNS_USUAL } else { width })
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.within(terminal_width()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_line_and_steers_no_terminal() {
        let mut shown = table(&["a\u{1b}[1m"]);
        shown.add_row(["::{\"outputs\":{}}::\n::{}::\u{202e}"]);
        let text = shown.to_string();
        assert_eq!(text.lines().count(), 5, "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && text.contains(r"::\n::"), "{text}");
    }

    #[test]
    fn no_table_is_wider_than_the_terminal_and_no_word_is_broken() {
        let words =
            ["ExchangeRate-API", "unconfirmed_level", "moved by -5.66 % since 2026-09-18, and nobody confirms it"];
        let mut shown = table(&["witness", "rule", "evidence"]);
        shown.add_row(words).add_row(["ECB", "blamed"]);
        for width in [80, 60, 54, 53, 20] {
            let text = shown.within(Some(width));
            let is_table = text.contains('│');
            assert_eq!(is_table, width >= 54, "{width}\n{text}");
            assert!(!is_table || text.lines().all(|line| line.chars().count() <= width.into()), "{width}\n{text}");
            for word in words.iter().flat_map(|cell| cell.split(' ')) {
                assert!(text.contains(word), "{width}: {word} is broken\n{text}");
            }
        }
        assert_eq!(shown.within(None).lines().count(), 6, "elsewhere as wide as it likes");
    }
}
