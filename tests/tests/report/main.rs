//! The report page as it is written: one file, whole, harmless, and with silver's own numbers. What its script does is
//! tested in a browser (`scripts/test-browser`).

mod hostile;
mod light;
mod page;
mod runs;
mod written;

use makerates_tests::World;
use serde_json::Value;

/// A Thursday on whose rates the two sources agree.
const CALM: &str = "2026-09-24T06:00:00Z";

/// Writes the page to its usual place.
fn report(world: &World) -> (Value, String) {
    let outputs = world.run("transform").args("report").ok();
    let html = std::fs::read_to_string(world.home().join("report.html")).expect("the page is there");
    (outputs, html)
}

/// The part of the page with this identity, up to the next section.
fn section<'a>(html: &'a str, id: &str) -> &'a str {
    let (_, after) = html.split_once(&format!("<section id=\"{id}\"")).expect("the section is there");
    after.split_once("</section>").expect("it ends").0
}

/// The text of each cell of a table, row by row.
fn rows(html: &str, table: &str) -> Vec<Vec<String>> {
    cells(html, table, text)
}

/// The value of each cell as silver has it, row by row: what a person gets who copies the table.
fn exact_rows(html: &str, table: &str) -> Vec<Vec<String>> {
    cells(html, table, |markup| {
        let (is_cell, shown) = text(markup);
        let exact = markup.split_once("data-exact=\"").and_then(|(_, after)| after.split_once('"'));
        (is_cell, exact.map_or(shown, |(exact, _)| unescaped(exact)))
    })
}

fn cells(html: &str, table: &str, of_cell: impl Fn(&str) -> (bool, String)) -> Vec<Vec<String>> {
    let (_, after) = html.split_once(&format!("<table id=\"{table}\"")).expect("the table is there");
    let (table, _) = after.split_once("</table>").expect("it ends");
    let (_, body) = table.split_once("<tbody>").expect("it has a body");
    let cells =
        |row: &str| row.split("</t").map(&of_cell).filter(|(is_cell, _)| *is_cell).map(|(_, text)| text).collect();
    body.split("<tr>").skip(1).map(cells).collect()
}

/// What a person reads of a cell, and whether it is one.
fn text(markup: &str) -> (bool, String) {
    let is_cell = markup.contains("<td") || markup.contains("<th");
    let parts = markup.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    let text = unescaped(&parts.collect::<String>());
    // What is left before the cell is the end of the one before.
    (is_cell, text.trim_start_matches(['d', 'h', '>', '\n']).trim().to_owned())
}

fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}
