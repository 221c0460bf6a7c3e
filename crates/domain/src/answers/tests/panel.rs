//! The panel's answers, and one bank's own.

use super::*;
use std::cell::Cell;
use std::io::Read;

/// What a bank's rates are tied to the euro by, a line a rate.
fn legs(body: &str) -> Vec<String> {
    let reading = AnswerReader { endpoint: Endpoint::V2, today: day("2024-07-02"), history_day: HistoryDay::Stamp };
    let mut lines = Vec::new();
    let whole = reading.read(None, body.as_bytes(), &mut |day| {
        let euro = day.euro.map_or_else(|| "none".to_owned(), Rate::digits);
        let line = |row: &Row<'_>| format!("{} {} {} {}: {euro}", day.witness, day.stamp, row.currency, row.text);
        lines.extend(day.rows.iter().map(line));
    });
    assert_eq!(whole.unwrap().base, CurrencyCode::USD);
    lines
}

#[test]
fn of_the_panel_each_bank_is_a_witness_and_the_blend_is_none() {
    let base = r#"{"date":"2024-07-01","base":"EUR","quote":"EUR","rate":1.0}"#;
    let pegged = r#"{"date":"2024-07-01","base":"EUR","quote":"GGP","rate":0.8}"#;
    let usd = record("2024-07-01", "USD", &[("BOC", "2024-06-28", "1.0714"), ("ECB", "2024-07-01", "1.0746")]);
    let excluded = record("2024-07-01", "JPY", &[("ECB", "2024-07-01", "173.20")])
        .replace(r#""rate":173.20"#, r#""rate":173.20,"excluded":true"#);
    let expected = ["BOC 2024-06-28 USD 1.0714 carried", "ECB 2024-07-01 USD 1.0746", "ECB 2024-07-01 JPY 173.20"];
    assert_eq!(panel(&format!("[{base},{pegged},{usd},{excluded}]")).unwrap(), expected);
}

#[test]
fn tomorrow_s_rate_of_a_bank_is_passed_over_and_a_later_one_costs_that_bank_alone() {
    let of = |date: &str| record(date, "USD", &[("RBA", date, "1.07"), ("ECB", "2024-07-02", "1.0744")]);
    assert_eq!(panel(&format!("[{}]", of("2024-07-03"))).unwrap(), ["ECB 2024-07-02 USD 1.0744 carried"]);
    let later = ["ECB 2024-07-02 USD 1.0744", "RBA 2024-07-02 USD impossible_date"];
    assert_eq!(panel(&format!("[{}]", of("2024-07-04"))).unwrap(), later);
    let old = record("1999-01-04", "USD", &[("BOC", "1998-12-31", "1.17"), ("ECB", "1999-01-04", "1.1789")]);
    assert_eq!(panel(&format!("[{old}]")).unwrap(), ["ECB 1999-01-04 USD 1.1789"], "before the euro is no history");
}

#[test]
fn one_bank_s_bad_entry_costs_no_other_bank() {
    let beside = |entry: &str| {
        let good = r#"{"key":"ECB","date":"2024-07-01","rate":1.0746}"#;
        panel(&format!(
            r#"[{{"date":"2024-07-01","base":"EUR","quote":"USD","rate":1.0,"providers":[{entry},{good}]}}]"#
        ))
    };
    for (entry, fault) in [
        (r#"{"key":"BOC","date":"2024-08-01","rate":1.07}"#, "impossible_date"),
        (r#"{"key":"BOC","date":"2024-06-31","rate":1.07}"#, "impossible_date"),
        (r#"{"key":"BOC","date":"soon","rate":1.07}"#, "impossible_date"),
        (r#"{"key":"BOC","date":null,"rate":1.07}"#, "impossible_date"),
        (r#"{"key":"BOC","rate":1.07}"#, "impossible_date"),
        (r#"{"key":"BOC","date":{"of":1},"rate":1.07}"#, "impossible_date"),
        (r#"{"key":"BOC","date":"2024-07-01","rate":NaN}"#, "not_a_number"),
        (r#"{"key":"BOC","date":"2024-07-01","rate":-Infinity}"#, "not_a_number"),
        (r#"{"key":"BOC","date":"2024-07-01","rate":"n/a"}"#, "not_a_number"),
        (r#"{"key":"BOC","date":"2024-07-01","rate":[]}"#, "not_a_number"),
        (r#"{"key":"BOC","date":"2024-07-01","rate":0}"#, "zero_rate"),
        (r#"{"key":"BOC","date":"2024-07-01"}"#, "null_rate"),
    ] {
        let expected = [format!("BOC 2024-07-01 USD {fault}"), "ECB 2024-07-01 USD 1.0746".to_owned()];
        assert_eq!(beside(entry).unwrap(), expected, "{entry}");
    }
    let good = "ECB 2024-07-01 USD 1.0746";
    for entry in [
        r#"{"date":"2024-07-01","rate":1.07}"#,
        r#"{"key":null,"date":"2024-07-01","rate":1.07}"#,
        r#"{"key":"","date":"2024-07-01","rate":1.07}"#,
        r#"{"key":7,"date":"soon","rate":1.07}"#,
        r#"{"key":"BOC","date":"2024-07-01","rate":1.07,"rate":1.08}"#,
        "null",
        "1.07",
        "[]",
    ] {
        assert_eq!(beside(entry).unwrap(), [good, "unnamed 2024-07-01 USD unnamed_bank"], "{entry}");
    }
    assert_eq!(beside(r#""BOC""#).unwrap(), [good], "a bank's key alone says nothing");
}

#[test]
fn a_record_that_tells_no_possible_day_or_currency_costs_no_other() {
    let good = record("2024-07-01", "SEK", &[("ECB", "2024-07-01", "11.35")]);
    let beside = |change: &dyn Fn(String) -> String| {
        let bad = change(record("2024-06-28", "USD", &[("BOC", "2024-06-28", "1.0714")]));
        panel(&format!("[{good},{bad},{}]", record("2024-07-02", "USD", &[("ECB", "2024-07-02", "1.0744")])))
    };
    let of_record = r#""date":"2024-06-28","base""#;
    for date in ["2024-06-31", "soon", "1998-12-31", "2099-01-01"] {
        let lines = beside(&|bad| bad.replace(of_record, &format!(r#""date":"{date}","base""#))).unwrap();
        let carried = if ["soon", "2024-06-31", "2099-01-01"].contains(&date) { " carried" } else { "" };
        assert_eq!(lines[0], format!("BOC 2024-06-28 USD 1.0714{carried}"), "{date}: of which day nobody knows");
        assert_eq!(lines[1..], ["ECB 2024-07-01 SEK 11.35", "ECB 2024-07-02 USD 1.0744"], "{date}");
    }
    let twice = record("2024-06-28", "USD", &[("BOC", "2024-06-28", "1.0714"), ("NBP", "2024-06-28", "1.0714")]);
    let undated = twice.replace(of_record, r#""base""#).replace(r#""key":"NBP","date":"2024-06-28""#, r#""key":"NBP""#);
    assert_eq!(
        panel(&format!("[{good},{undated}]")).unwrap()[0],
        "BOC 2024-06-28 USD 1.0714 carried",
        "nor does an entry tell"
    );
    let nothing = r#""base""#;
    assert_eq!(
        beside(&|bad| bad.replace(of_record, nothing)).unwrap()[0],
        "BOC 2024-06-28 USD 1.0714 carried",
        "no date"
    );
    for (quote, named) in [(r#""quote":null,"#, "null"), ("", "")] {
        let lines = beside(&|bad| bad.replace(r#""quote":"USD","#, quote)).unwrap();
        assert_eq!(lines[0], format!("BOC 2024-06-28 {named} malformed_currency"));
        assert_eq!(lines.len(), 3);
    }
    let escaped = beside(&|bad| bad.replace(r#""quote":"USD""#, r#""quote":"U\u0053D""#)).unwrap();
    assert_eq!(escaped[0], "BOC 2024-06-28 USD 1.0714");
    let without_rate = |bad: String| bad.replace(r#""rate":9.9,"providers""#, r#""providers""#);
    assert_eq!(beside(&without_rate).unwrap()[0], "BOC 2024-06-28 USD 1.0714", "the blend is nobody's word");
    let peg = r#"{"date":"2024-07-01","base":"EUR","quote":"GGP","rate":0.8,"providers":null}"#;
    assert_eq!(panel(&format!("[{peg},{good}]")).unwrap().len(), 1, "no bank quotes it");
    let wrong = beside(&|bad| bad.replace(r#""base":"EUR","#, ""));
    assert!(matches!(wrong, Err(AnswerFault::WrongShape(_))), "in which currency it is nobody knows");
}

/// Such a record ends no batch of records, and begins none: not of a range, and not of a snapshot, in which a bank's euro would be lost.
#[test]
fn a_record_that_says_not_where_it_belongs_parts_no_day() {
    let of = |date: &str, quote: &str, rate: &str| {
        record(date, quote, &[("ECB", date, rate)]).replace(r#""base":"EUR""#, r#""base":"USD""#)
    };
    let nowhere = of("2024-07-01", "XXX", "7").replace(r#""quote":"XXX""#, r#""quote":null"#);
    let parts = [
        of("2024-06-28", "CAD", "1.37"),
        nowhere.clone(),
        of("2024-07-01", "EUR", "0.93"),
        of("2024-06-28", "EUR", "0.94"),
    ];
    let lines = legs(&format!("[{}]", parts.join(",")));
    assert!(lines.contains(&"ECB 2024-06-28 CAD 1.37: 0.94".to_owned()), "{lines:?}");
}

/// Tells how much of a body was read.
struct Counted<'a> {
    rest: &'a [u8],
    count: &'a Cell<usize>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.rest.read(buffer)?;
        self.count.set(self.count.get() + count);
        Ok(count)
    }
}

/// Else a range of years would be held as a whole.
#[test]
fn of_a_range_each_day_is_given_before_the_rest_is_read() {
    let quotes =
        ["AUD", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "JPY", "NOK", "PLN", "SEK", "USD"];
    let nowhere = |date: &str| record(date, "XXX", &[("ECB", date, "7")]).replace(r#""quote":"XXX","#, "");
    let of_day = |number: i32| {
        let date = day("2022-01-03").plus_days(number).unwrap().to_string();
        let records = quotes.iter().map(|quote| record(&date, quote, &[("ECB", &date, "1.5")]));
        records
            .chain([nowhere(&date)])
            .map(|record| record.replace(r#""base":"EUR""#, r#""base":"XAU""#))
            .collect::<Vec<_>>()
    };
    let body = format!("[{}]", (0..600).flat_map(of_day).collect::<Vec<_>>().join(","));
    let reading = AnswerReader { endpoint: Endpoint::V2, today: day("2024-07-02"), history_day: HistoryDay::Stamp };
    let count = Cell::new(0);
    let mut first = None;
    let counted = Counted { rest: body.as_bytes(), count: &count };
    reading.read(None, counted, &mut |_| first = first.or(Some(count.get()))).unwrap();
    assert!(first.is_some_and(|read| read < body.len() / 4), "{first:?} of {}", body.len());
}

#[test]
fn one_bad_rate_of_a_bank_s_own_answer_costs_no_other() {
    let of = |date: &str| plain(date, "PLN", "4.0123");
    for date in ["2024-06-31", "soon", "2099-01-01"] {
        let lines = own(&format!("[{},{},{}]", of("2024-06-28"), of(date), of("2024-07-01"))).unwrap();
        assert_eq!(lines.len(), 3, "{date}");
        assert!(lines.contains(&"NBP 2024-07-02 PLN impossible_date".to_owned()), "{lines:?}");
    }
}

#[test]
fn a_panel_most_of_which_is_of_impossible_days_is_refused() {
    let of = |date: &str, quote: &str| record(date, quote, &[("BOC", date, "1.07"), ("ECB", date, "1.07")]);
    let future = Err(AnswerFault::FutureDate(day("2024-07-05")));
    assert_eq!(panel(&format!("[{}]", of("2024-07-05", "USD"))), future);
    let most = format!("[{},{},{}]", of("2024-07-05", "USD"), of("2024-07-05", "JPY"), of("2024-07-01", "SEK"));
    assert_eq!(panel(&most), future);
}

#[test]
fn against_the_dollar_each_bank_is_tied_to_the_euro_by_its_own_rate_of_the_same_day() {
    let bases = |record: String| record.replace(r#""base":"EUR""#, r#""base":"USD""#);
    // A snapshot comes by quote: the date of a record is that of its newest entry.
    let snapshot = [
        record("2024-06-28", "AED", &[("CBU", "2024-06-28", "3.6725")]),
        record(
            "2024-07-02",
            "EUR",
            &[("BOC", "2024-07-01", "0.93127"), ("CBU", "2024-06-28", "0.93"), ("ECB", "2024-07-02", "0.9325")],
        ),
        r#"{"date":"2024-07-02","base":"EUR","quote":"USD","rate":1.0}"#.to_owned(),
        record("2024-07-01", "VND", &[("BOC", "2024-07-01", "25451"), ("SBV", "2024-07-01", "25400")]),
    ];
    let lines = legs(&format!("[{}]", snapshot.map(bases).join(",")));
    let expected = [
        "BOC 2024-07-01 EUR 0.93127: 0.93127",
        "BOC 2024-07-01 VND 25451: 0.93127",
        "CBU 2024-06-28 AED 3.6725: 0.93",
        "CBU 2024-06-28 EUR 0.93: 0.93",
        "ECB 2024-07-02 EUR 0.9325: 0.9325",
        "SBV 2024-07-01 VND 25400: none",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn of_a_range_each_day_has_its_own_euro() {
    let of = |date: &str, euro: &str| {
        let records = [record(date, "EUR", &[("ECB", date, euro)]), record(date, "JPY", &[("ECB", date, "161")])];
        records.map(|record| record.replace(r#""base":"EUR""#, r#""base":"USD""#)).join(",")
    };
    let lines = legs(&format!("[{},{}]", of("2024-06-28", "0.9341"), of("2024-07-01", "0.9307")));
    assert_eq!(lines[1], "ECB 2024-06-28 JPY 161: 0.9341");
    assert_eq!(lines[3], "ECB 2024-07-01 JPY 161: 0.9307");
}

#[test]
fn a_record_of_a_snapshot_may_be_older_than_those_beside_it() {
    let weekly = record("2024-06-26", "AFN", &[("NBP.B", "2024-06-26", "76")]);
    let monthly = record("2024-06-19", "BIF", &[("NBP.B", "2024-06-19", "3080")]);
    let daily = record("2024-07-02", "USD", &[("ECB", "2024-07-02", "1.0744")]);
    assert_eq!(panel(&format!("[{weekly},{monthly},{daily}]")).map(|lines| lines.len()), Ok(3), "no averages of weeks");
}

/// Of a machine whose clock stands at its beginning: every day that there are rates of lies ahead.
#[test]
fn on_a_day_before_there_were_rates_a_panel_is_refused() {
    let on = |today: &str, entry| read_on(today, Endpoint::V2, &format!("[{}]", record("2024-07-01", "USD", &[entry])));
    let ahead = Err(AnswerFault::FutureDate(day("1999-01-04")));
    for today in ["1970-01-05", "1998-12-31", "0000-01-01"] {
        assert_eq!(on(today, ("ECB", "2024-07-01", "1.07")), ahead, "{today}");
        assert_eq!(on(today, (".B", "1970-01-02", "1.07")), ahead, "{today}");
        assert_eq!(on(today, ("ECB", "0000-01-01", "1.07")), Err(AnswerFault::EmptyRates), "{today}");
    }
}

#[test]
fn what_is_no_money_has_no_rate() {
    let of = |quote: &str| record("2024-07-01", quote, &[("ECB", "2024-07-01", "0.8")]);
    let records = ["XAU", "XDR", "XPT", "CNH", "XOF"].map(of).join(",");
    assert_eq!(panel(&format!("[{records}]")).unwrap(), ["ECB 2024-07-01 CNH 0.8", "ECB 2024-07-01 XOF 0.8"]);
}

#[test]
fn an_integer_is_a_rate_as_good_as_any() {
    let idr = record("2024-07-01", "IDR", &[("ECB", "2024-07-01", "17569")]);
    assert_eq!(panel(&format!("[{idr}]")).unwrap(), ["ECB 2024-07-01 IDR 17569"]);
}

#[test]
fn what_the_panel_says_twice_is_not_believed() {
    let usd = |rate| record("2024-07-01", "USD", &[("ECB", "2024-07-01", rate)]);
    let jpy = record("2024-07-01", "JPY", &[("ECB", "2024-07-01", "173.20")]);
    let repeated = panel(&format!("[{},{},{jpy}]", usd("1.07"), usd("1.08"))).unwrap();
    let duplicate = "ECB 2024-07-01 USD duplicate_currency";
    assert_eq!(repeated, [duplicate, duplicate, "ECB 2024-07-01 JPY 173.20"]);
    let apart = panel(&format!("[{},{jpy},{}]", usd("1.07"), usd("1.08"))).unwrap();
    assert_eq!(apart, [duplicate, "ECB 2024-07-01 JPY 173.20", duplicate]);
    let within = record("2024-07-01", "USD", &[("ECB", "2024-07-01", "1.07"), ("ECB", "2024-07-01", "1.07")]);
    let within = panel(&format!("[{within},{jpy}]")).unwrap();
    assert_eq!(within, [duplicate, duplicate, "ECB 2024-07-01 JPY 173.20"]);
}

#[test]
fn a_bank_s_own_records_are_its_word_day_by_day() {
    let records = [
        plain("2024-06-28", "EUR", "0.93415"),
        plain("2024-06-28", "PLN", "4.032"),
        plain("2024-07-01", "EUR", "0.93066"),
        plain("2024-07-01", "USD", "1.0"),
        plain("2024-07-01", "XAU", "0.0004"),
        plain("2024-07-02", "EUR", "0"),
        plain("2024-07-02", "PLN", "4.01").replace('}', r#","providers":["NBP"]}"#),
    ];
    let expected = [
        "NBP 2024-06-28 EUR 0.93415",
        "NBP 2024-06-28 PLN 4.032",
        "NBP 2024-07-01 EUR 0.93066",
        "NBP 2024-07-02 EUR zero_rate",
        "NBP 2024-07-02 PLN 4.01",
    ];
    assert_eq!(own(&format!("[{}]", records.join(","))).unwrap(), expected);
}

#[test]
fn of_a_bank_s_own_records_one_bad_one_costs_no_other() {
    let usd = plain("2024-07-01", "EUR", "0.93");
    let twice = format!("[{usd},{usd},{}]", plain("2024-07-01", "PLN", "4.0"));
    let duplicate = "NBP 2024-07-01 EUR duplicate_currency";
    assert_eq!(own(&twice).unwrap(), [duplicate, duplicate, "NBP 2024-07-01 PLN 4.0"]);
    let ahead = |date| own(&format!("[{usd},{},{}]", plain("2024-07-01", "PLN", "4.0"), plain(date, "EUR", "0.94")));
    let known = ["NBP 2024-07-01 EUR 0.93", "NBP 2024-07-01 PLN 4.0"];
    assert_eq!(ahead("2024-07-03").unwrap(), known, "tomorrow's comes again");
    assert_eq!(ahead("2024-08-03").unwrap()[2], "NBP 2024-07-02 EUR impossible_date");
    let old = own(&format!("[{},{usd}]", plain("1998-12-31", "EUR", "0.85"))).unwrap();
    assert_eq!(old, known[..1], "no history of ours");
}

#[test]
fn a_panel_that_is_none_is_refused() {
    assert_eq!(panel("[]"), Err(AnswerFault::EmptyRates));
    let error = r#"{"status":422,"message":"unknown parameter: x"}"#;
    assert_eq!(panel(error), Err(AnswerFault::SourceError("unknown parameter: x".into())));
    let of_v1 = r#"{"amount":1.0,"base":"EUR","date":"2024-07-01","rates":{"USD":1.0746}}"#;
    assert!(matches!(panel(of_v1), Err(AnswerFault::WrongShape(_))));
    assert!(matches!(panel(r#"{"hello":"world"}"#), Err(AnswerFault::WrongShape(_))));
    assert!(matches!(panel("{}"), Err(AnswerFault::EmptyRates)));
    let usd = record("2024-07-01", "USD", &[("ECB", "2024-07-01", "1.0746")]);
    let other = record("2024-07-01", "JPY", &[("ECB", "2024-07-01", "173.20")]).replace("EUR", "GBP");
    let of_two = Err(AnswerFault::WrongBase { found: "GBP".into(), expected: CurrencyCode::EUR });
    assert_eq!(panel(&format!("[{usd},{other}]")), of_two, "one answer has one base");
    let none = usd.replace(r#""base":"EUR""#, r#""base":"eur""#);
    assert!(matches!(panel(&format!("[{none}]")), Err(AnswerFault::WrongBase { .. })));
    let two = r#"{"date":"2024-07-01","base":"EUR","quote":"EUR","rate":2}"#;
    assert_eq!(panel(&format!("[{usd},{two}]")), Err(AnswerFault::BaseIsNotOne("2".into())));
    assert!(matches!(panel(&format!("[{usd}")), Err(AnswerFault::CutOff(_))));
    let dateless = usd.replace("2024-07-01", "soon");
    assert_eq!(panel(&format!("[{dateless}]")), Err(AnswerFault::MissingDate("soon".into())));
}
