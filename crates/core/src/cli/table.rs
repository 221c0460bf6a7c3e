//! Tables for people, in the look of all our tables.

use crate::printable;
use std::fmt;

/// A table of which every cell is one line, whatever was put into it.
#[derive(Debug)]
pub struct Table(comfy_table::Table);

/// An empty table: no wider than the terminal, and as wide as it likes elsewhere.
#[must_use]
pub fn table<T: AsRef<str>>(header: &[T]) -> Table {
    let mut table = comfy_table::Table::new();
    table
        .load_style(comfy_table::presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(comfy_table::ContentArrangement::Dynamic)
        .set_header(header.iter().map(|name| printable::line(name.as_ref())));
    Table(table)
}

impl Table {
    /// Adds a row; a cell that the row lacks is empty.
    pub fn add_row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> &mut Self {
        self.0.add_row(cells.into_iter().map(|cell| printable::line(cell.as_ref()).into_owned()));
        self
    }

    /// How wide it may be; none where there is no terminal.
    #[must_use]
    pub fn width(&self) -> Option<u16> {
        self.0.width()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
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
}
