use super::*;
use crate::answer::{Entry, PanelDay, Quote};
use crate::data::{Day, Rate};
use jiff::civil::date;
use serde_json::json;

fn days() -> Vec<Day> {
    let rates = || [("JPY", "180.10"), ("USD", "1.1400")].map(|(c, d)| Rate { currency: c.into(), digits: d.into() });
    [24, 25].map(|day| Day { date: date(2026, 9, day), rates: rates().into() }).into()
}

fn parse(fault: Value) -> Result<Faults, String> {
    Faults::parse(vec![fault])
}

const TARGET: Target<'_> = Target { source: Source::Frankfurter, path: "/v1/latest?symbols=USD" };

/// The days of a two-day range after one fault, as `day {rates}` lines, and how often it was applied.
fn after(mut fault: Value) -> (String, u64) {
    fault["source"] = json!("frankfurter");
    let mut faults = parse(fault).expect("a sound fault");
    let days = days();
    let mut panel = Panel {
        base: "EUR".into(),
        span: Some((days[0].date, days[1].date)),
        days: days.iter().map(PanelDay::recorded).collect(),
        has_codes: false,
    };
    faults.change(TARGET, &mut panel, date(2026, 9, 26));
    let mut text = String::new();
    for day in &panel.days {
        text.push_str(&day.date.strftime("%d").to_string());
        day.write_object(&mut text);
    }
    (text, faults.0[0].applied)
}

#[test]
fn a_fault_may_be_of_long_ranges_alone() {
    let fault = json!({"source": "frankfurter", "kind": "status", "status": 503, "longer_than_days": 31});
    let mut faults = Faults::parse(vec![fault]).expect("a fault");
    let mut is_refused = |path| faults.before(Target { source: Source::Frankfurter, path }).instead.is_some();
    assert!(is_refused("/v2/providers/NBP/rates?base=USD&from=2024-05-01&to=2024-06-01"));
    for path in ["/v2/providers/NBP/rates?base=USD&from=2024-05-01&to=2024-05-31", "/v2/rates?base=USD", "/v1/latest"] {
        assert!(!is_refused(path), "{path}");
    }
}

#[test]
fn changes_every_day_of_a_range() {
    let cases = [
        (json!({"kind": "multiply", "currency": "USD", "factor": "1.02"}), r#"{"JPY":180.10,"USD":1.1628}"#),
        (json!({"kind": "replace", "currency": "USD", "with": "null"}), r#"{"JPY":180.10,"USD":null}"#),
        (json!({"kind": "replace", "currency": "USD", "with": "1e-12"}), r#"{"JPY":180.10,"USD":1e-12}"#),
        (json!({"kind": "drop", "currency": "JPY"}), r#"{"USD":1.1400}"#),
        (json!({"kind": "add", "currency": "ZZZ", "rate": "7"}), r#"{"JPY":180.10,"USD":1.1400,"ZZZ":7}"#),
        (json!({"kind": "duplicate", "currency": "USD"}), r#"{"JPY":180.10,"USD":1.1400,"USD":1.1400}"#),
    ];
    for (fault, rates) in cases {
        assert_eq!(after(fault.clone()), (format!("24{rates}25{rates}"), 1), "{fault}");
    }
}

#[test]
fn changes_only_the_named_day() {
    let whole = r#"{"JPY":180.10,"USD":1.1400}"#;
    let (text, _) = after(json!({"kind": "multiply", "currency": "USD", "factor": "2", "date": "2026-09-25"}));
    assert_eq!(text, format!("24{whole}25{{\"JPY\":180.10,\"USD\":2.28}}"));
}

#[test]
fn a_range_without_rates_has_no_days() {
    assert_eq!(after(json!({"kind": "empty_rates"})), (String::new(), 1));
}

#[test]
fn the_newest_day_moves_past_the_clock() {
    let (text, _) = after(json!({"kind": "future_date", "days": 3}));
    assert!(text.starts_with("24{") && text.contains("}29{"), "{text}");
}

/// A snapshot with providers after one fault, a record a line, and how often the fault was applied.
fn after_on_panel(mut fault: Value) -> (String, u64) {
    fault["source"] = json!("frankfurter");
    let mut faults = parse(fault).expect("a sound fault");
    let (friday, monday) = (date(2024, 6, 28), date(2024, 7, 1));
    let mut usd = Quote::new(monday, "USD", "1.0745");
    usd.entries = [("BOC", friday, "1.071"), ("ECB", monday, "1.0745")]
        .map(|(provider, date, rate)| Entry { provider, date, rate: rate.into() })
        .into();
    let mut pen = Quote::new(friday, "PEN", "4.1085");
    pen.entries = vec![Entry { provider: "BOC", date: friday, rate: "4.1085".into() }];
    let days = vec![PanelDay { date: monday, quotes: vec![pen, usd] }];
    let mut panel = Panel { base: "EUR".into(), span: None, days, has_codes: false };
    faults.change(TARGET, &mut panel, monday);
    let entry = |entry: &Entry<'_>| format!(" {}{} {}", entry.provider, entry.date.strftime("%d"), entry.rate);
    let line = |quote: &Quote<'_>| {
        let entries: String = quote.entries.iter().map(entry).collect();
        format!("{}{} {}{entries}\n", quote.currency, quote.date.strftime("%d"), quote.rate)
    };
    (panel.days.iter().flat_map(|day| &day.quotes).map(line).collect(), faults.0[0].applied)
}

const PEN: &str = "PEN28 4.1085 BOC28 4.1085\n";
const USD: &str = "USD01 1.0745 BOC28 1.071 ECB01 1.0745\n";

#[test]
fn a_record_and_what_its_providers_say_change_alike() {
    let cases = [
        (
            json!({"kind": "multiply", "currency": "USD", "factor": "2"}),
            format!("{PEN}USD01 2.149 BOC28 2.142 ECB01 2.149\n"),
        ),
        (json!({"kind": "replace", "currency": "USD", "with": "0"}), format!("{PEN}USD01 0 BOC28 0 ECB01 0\n")),
        (json!({"kind": "drop", "currency": "PEN"}), USD.to_owned()),
        (json!({"kind": "duplicate", "currency": "USD"}), format!("{PEN}{USD}{USD}")),
        (json!({"kind": "add", "currency": "ZZZ", "rate": "7"}), format!("{PEN}{USD}ZZZ01 7 ECB01 7\n")),
        (json!({"kind": "future_date", "days": 2}), format!("{PEN}USD03 1.0745 BOC28 1.071 ECB03 1.0745\n")),
        (
            json!({"kind": "future_date", "days": 2, "provider": "BOC"}),
            "PEN28 4.1085 BOC03 4.1085\nUSD01 1.0745 BOC03 1.071 ECB01 1.0745\n".to_owned(),
        ),
        (json!({"kind": "empty_rates"}), String::new()),
    ];
    for (fault, records) in cases {
        assert_eq!(after_on_panel(fault.clone()), (records, 1), "{fault}");
    }
}

#[test]
fn one_fault_at_a_time_says_how_a_body_is_sent() {
    let trickle = json!({"source": "frankfurter", "kind": "trickle", "bytes": 3, "ms": 5, "times": 1});
    let broken_off = json!({"source": "frankfurter", "kind": "broken_off", "times": 1});
    let mut faults = Faults::parse(vec![trickle, broken_off]).expect("sound faults");
    let pieces = Delivery::Pieces { bytes: 3.try_into().expect("not zero"), pause: Duration::from_millis(5) };
    for expected in [pieces, Delivery::BrokenOff, Delivery::AtOnce] {
        assert_eq!(faults.delivery(TARGET), expected);
    }
}

#[test]
fn what_changes_nothing_is_not_used_up() {
    assert_eq!(after(json!({"kind": "drop", "currency": "HRK", "times": 1})).1, 0);
    let other_day = json!({"kind": "multiply", "currency": "USD", "factor": "2", "date": "2026-09-23"});
    assert_eq!(after(other_day).1, 0);
}

#[test]
fn matches_by_source_path_and_times() {
    let mut faults = parse(json!({"source": "frankfurter", "kind": "html", "times": 1, "path_contains": "latest"}))
        .expect("a sound fault");
    let mut applies = |target| faults.before(target).instead.is_some();
    assert!(!applies(Target { source: Source::Exchangerate, ..TARGET }), "another source");
    assert!(!applies(Target { path: "/v1/2026-09-28", ..TARGET }), "another path");
    assert!(applies(TARGET));
    assert!(!applies(TARGET), "used up");
}

#[test]
fn replacements_play_one_after_the_other_while_waits_add_up() {
    let status = |status| json!({"source": "frankfurter", "kind": "status", "status": status, "times": 1});
    let hang = json!({"source": "frankfurter", "kind": "hang", "ms": 5});
    let mut faults = Faults::parse(vec![status(500), status(503), hang.clone(), hang]).expect("sound faults");
    for expected in [Some(500), Some(503), None] {
        let before = faults.before(TARGET);
        let sent = before.instead.and_then(|sent| sent.status()).map(|status| status.as_u16());
        assert_eq!((sent, before.wait.as_millis()), (expected, 10));
    }
}

#[test]
fn says_what_is_wrong_with_a_fault() {
    let cases = [
        (json!(7), "fault 0: a fault is a JSON object"),
        (json!({"kind": "html"}), "source is missing"),
        (json!({"source": "ecb", "kind": "html"}), "unknown variant `ecb`, expected `frankfurter` or `exchangerate`"),
        (json!({"source": "frankfurter"}), "kind is missing"),
        (json!({"source": "frankfurter", "kind": "explode"}), "unknown variant `explode`, expected one of `status`"),
        (json!({"source": "frankfurter", "kind": "html", "code": 1}), "unknown field `code`"),
        (json!({"source": "frankfurter", "kind": "html", "times": 0}), "times must be at least 1"),
        (json!({"source": "frankfurter", "kind": "status"}), "missing field `status`"),
        (json!({"source": "frankfurter", "kind": "status", "status": 99}), "not between 200 and 599"),
        (json!({"source": "frankfurter", "kind": "multiply", "currency": "USD", "factor": 1.02}), "expected a string"),
        (json!({"source": "frankfurter", "kind": "multiply", "currency": "USD", "factor": "1e3"}), "no plain decimal"),
        (json!({"source": "frankfurter", "kind": "replace", "currency": "USD", "with": ""}), "the text is empty"),
        (json!({"source": "frankfurter", "kind": "drop", "currency": "U\"D"}), "cannot be the key"),
        (json!({"source": "frankfurter", "kind": "stale", "date": "2026-02-30"}), "stale: "),
        (json!({"source": "frankfurter", "kind": "redirect"}), "missing field `location`"),
        (json!({"source": "frankfurter", "kind": "redirect", "location": "/a\nb"}), "is no header text"),
        (json!({"source": "frankfurter", "kind": "redirect", "location": "/", "status": 200}), "200 OK is no redirect"),
        (json!({"source": "frankfurter", "kind": "trickle", "bytes": 0, "ms": 1}), "expected a nonzero"),
        (json!({"source": "frankfurter", "kind": "trickle", "bytes": 1}), "missing field `ms`"),
        (json!({"source": "frankfurter", "kind": "big", "mib": 0}), "expected a nonzero"),
        (json!({"source": "frankfurter", "kind": "body", "text": "\u{100}", "latin1": true}), "beyond U+00FF"),
        (
            json!({"source": "frankfurter", "kind": "drop", "currency": "USD", "provider": "ECB"}),
            "unknown field `provider`",
        ),
    ];
    for (fault, reason) in cases {
        let error = parse(fault.clone()).expect_err("a wrong fault");
        assert!(error.contains(reason), "{fault}: {error}");
    }
}
