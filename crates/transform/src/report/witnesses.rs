//! Who was compared, as a number that opens: there may be eighty of them, for each of 160 currencies.

use super::html::{Cell, escape};

/// The number, which opens to the keys; the script adds the names of the banks, which the page has once, in its table of
/// witnesses.
pub fn cell(witnesses: &str) -> Cell {
    let count = witnesses.split(", ").filter(|name| !name.is_empty()).count();
    if count == 0 {
        return Cell::text("");
    }
    let names = escape(witnesses);
    Cell::markup(format!("<details><summary>{count}</summary> <span>{names}</span></details>")).with_exact(witnesses)
}

#[cfg(test)]
mod tests {
    use super::super::html::{Column, Table};
    use super::*;

    #[test]
    fn eighty_witnesses_of_every_currency_are_a_tenth_of_the_page_at_most() {
        let eighty = (0..80).map(|at| format!("B{at:02}X")).collect::<Vec<_>>().join(", ");
        let rows: Vec<Vec<Cell>> = (0..160).map(|_| vec![cell(&eighty)]).collect();
        let columns = &[Column::number("Witnesses")];
        let html = Table { id: "t", caption: "c", columns, rows, empty: "" }.html();
        assert!(html.contains("<summary>80</summary> <span>B00X, B01X"), "{html}");
        assert!(html.len() < 300_000, "{} bytes", html.len());
    }
}
