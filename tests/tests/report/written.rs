//! Numbers, times and units are written alike over the whole page, and what matters comes first.

use crate::{CALM, exact_rows, report, rows, section};
use makerates_tests::World;
use serde_json::json;

/// A conflict, a run that failed, and two days.
fn eventful() -> (World, String) {
    let mut world = World::at(CALM);
    world.run("quota-gate").args("init").ok();
    world.run("extract-frankfurter").args("--from 2026-09-01 --to 2026-09-22").ok();
    world.pipeline();
    world.set_clock("2026-09-25T06:00:00Z");
    let fault = json!({ "source": "exchangerate", "kind": "multiply", "currency": "SEK", "factor": "1.03" });
    world.replay.set_faults(&json!([fault]));
    world.pipeline();
    let (_, html) = report(&world);
    (world, html)
}

/// What a person reads of the page: without its script, style, data and attributes.
fn shown(html: &str) -> String {
    let body = html.split_once("<body").expect("it has a body").1;
    let body = body.split_once("<script").expect("its scripts come last").0;
    body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<Vec<_>>().join(" ")
}

#[test]
fn an_instant_is_written_to_the_minute_and_with_utc_everywhere() {
    let (_, html) = eventful();
    let text = shown(&html);
    let bytes = text.as_bytes();
    let is_clock_time =
        |at: usize| bytes[at] == b'T' && bytes[at - 1].is_ascii_digit() && bytes[at + 1].is_ascii_digit();
    let left: Vec<&str> =
        (12..bytes.len() - 12).filter(|at| is_clock_time(*at)).map(|at| &text[at - 10..at + 8]).collect();
    // The runbook's own examples of options are commands.
    let left: Vec<&str> = left.into_iter().filter(|time| !html.contains(&format!("--now {time}"))).collect();
    assert!(left.is_empty(), "{left:?}");
    for (table, column) in [("runs-table", 0), ("request-table", 3), ("witness-table", 6)] {
        let rows = rows(&html, table);
        assert!(!rows.is_empty());
        for row in rows {
            assert!(row[column].ends_with(":00 UTC") && row[column].len() == 20, "{table}: {row:?}");
        }
    }
    let exact = exact_rows(&html, "runs-table");
    assert!(exact[0][0].starts_with("2026-09-25T06:00:00.") && exact[0][0].ends_with('Z'), "{:?}", exact[0]);
}

/// Digits from the first that is not zero on.
fn significant(number: &str) -> usize {
    number.trim_start_matches(['-', '0', '.', ',']).chars().filter(char::is_ascii_digit).count()
}

#[test]
fn a_deviation_has_two_significant_digits_and_its_sign_everywhere() {
    let (_, html) = eventful();
    let mut count = 0;
    for (table, column) in
        [("rates-table", 5), ("volatility-table", 1), ("volatility-table", 2), ("quota-exchangerate", 3)]
    {
        for row in rows(&html, table).iter().filter(|row| !row[column].is_empty()) {
            let number = row[column].strip_suffix("\u{a0}%").expect("a percent has its sign");
            let is_fine = significant(number) <= 2 || number.parse::<f64>().is_ok_and(|number| number >= 100.0);
            assert!(is_fine, "{table}: {number}");
            count += 1;
        }
    }
    for row in rows(&html, "heat-table") {
        for cell in row.iter().skip(1).filter(|cell| !cell.is_empty()) {
            assert!(significant(cell) <= 2, "{cell}");
            count += 1;
        }
    }
    assert!(count > 100, "{count} numbers");
    let evidence =
        &rows(&html, "quarantine-table").into_iter().find(|row| row[1] == "USD/SEK").expect("it is there")[3];
    let exact =
        &exact_rows(&html, "quarantine-table").into_iter().find(|row| row[1] == "USD/SEK").expect("it is there")[3];
    assert!(exact.contains(" % off ") && evidence.contains("\u{a0}% off "), "{exact}: {evidence}");
    let percents =
        evidence.split("\u{a0}%").filter_map(|part| part.rsplit(' ').next()).filter(|word| word.parse::<f64>().is_ok());
    assert!(percents.clone().count() > 0 && percents.clone().all(|number| significant(number) <= 2), "{evidence}");
}

#[test]
fn the_newest_day_comes_first() {
    let (_, html) = eventful();
    let heat = html.split_once("<table id=\"heat-table\"").expect("it is there").1;
    let days: Vec<&str> = heat.split("<time datetime=\"").skip(1).map(|part| &part[..10]).collect();
    assert!(days.len() > 1 && days[0] == "2026-09-24" && days.is_sorted_by(|one, other| one > other), "{days:?}");
    let rates = rows(&html, "rates-table");
    let days: Vec<&str> = rates.iter().filter(|row| row[8] != "ended").map(|row| row[3].as_str()).collect();
    assert!(days[0] == "2026-09-24" && days.is_sorted_by(|one, other| one >= other), "{days:?}");
}

#[test]
fn the_newest_day_s_validation_is_told_in_a_line_and_at_each_rate() {
    let (world, html) = eventful();
    let line = section(&html, "rates").split_once("id=\"newest-day\">").expect("there is a line").1;
    let line = line.split_once("</p>").expect("it ends").0;
    let counts = world.query(
        "select validation_status, count(*) from silver.validated_rates where rate_date = '2026-09-24' group by all",
    );
    assert!(counts.len() > 1, "{counts:?}");
    for count in counts {
        let (status, rates) = count.split_once(' ').expect("two columns");
        assert!(line.contains(&format!("<span class=\"chip {status}\">{rates} {status}</span>")), "{count}: {line}");
    }
    assert!(
        line.starts_with("<b>2026-09-24</b>")
            && line.contains("<a class=\"chip withheld\" href=\"#quarantine\">")
            && line.contains("SEK"),
        "{line}"
    );
    let sek = rows(&html, "rates-table").into_iter().find(|row| row[0] == "EUR/SEK").expect("there is an older rate");
    assert_eq!((sek[3].as_str(), sek[2].as_str()), ("2026-09-23", "consensus 2026-09-24 withheld"));
}

#[test]
fn witnesses_are_a_number_that_opens_to_their_names() {
    let (_, html) = eventful();
    let rows = rows(&html, "rates-table");
    let usd = rows.iter().find(|row| row[0] == "EUR/USD").expect("it is there");
    assert_eq!(usd[6], "2 ECB, ExchangeRate-API");
    assert!(html.contains("<details><summary>2</summary> <span>ECB, ExchangeRate-API</span></details>"));
}

/// The command is one that there is, and shows the answer that the rate was in.
#[test]
fn an_answer_s_hash_stands_in_the_command_that_shows_it() {
    let (world, html) = eventful();
    let row = rows(&html, "quarantine-table").into_iter().find(|row| row[1] == "USD/SEK").expect("it is there");
    let words: Vec<&str> = row[7].split(' ').collect();
    assert_eq!(words[..3], ["transform", "bronze", "cat"], "{}", row[7]);
    let answer = world.run(words[0]).args(&words[1..].join(" ")).env("MAKERATES_FORMAT", "text").outcome();
    answer.expect(0);
    assert!(answer.stdout.contains(&format!("\"SEK\":{}", row[5])), "{}", row[5]);
    let exact = exact_rows(&html, "quarantine-table");
    assert!(exact.iter().all(|row| row[7].is_empty() || row[7].chars().all(|c| c.is_ascii_hexdigit())));
}
