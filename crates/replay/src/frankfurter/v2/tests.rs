use super::*;
use crate::data::{Day, Rate};
use serde_json::Value;

fn day(date: &str, rates: &[(&str, &str)]) -> Day {
    let rates = rates.iter().map(|&(currency, digits)| Rate { currency: currency.into(), digits: digits.into() });
    Day { date: date.parse().expect("a date"), rates: rates.collect() }
}

/// A Friday; a Monday on which Canada rests; a Tuesday.
fn recordings() -> Recordings {
    Recordings {
        ecb: vec![
            day("2024-06-28", &[("IDR", "17487.85"), ("USD", "1.0705")]),
            day("2024-07-01", &[("IDR", "17569.47"), ("USD", "1.0745")]),
            day("2024-07-02", &[("IDR", "17561.63"), ("USD", "1.0729")]),
        ],
        boc: vec![
            day("2024-06-28", &[("EUR", "1.4659"), ("PEN", "0.3568"), ("USD", "1.3687")]),
            day("2024-07-02", &[("EUR", "1.4705"), ("PEN", "0.3579"), ("USD", "1.3697")]),
        ],
        ..Recordings::default()
    }
}

const WEDNESDAY: &str = "2024-07-03T06:00:00Z";

fn asked(now: &str, uri: &str) -> Reply {
    let recordings = recordings();
    match answer(&recordings, now.parse().expect("an instant"), &uri.parse().expect("a URI")) {
        Answer::Rates { panel, render } => render(&panel),
        Answer::Fixed(reply) => reply,
    }
}

fn text(reply: Reply) -> String {
    String::from_utf8(reply.body).expect("JSON is UTF-8")
}

/// The records as `date quote rate`, each with its entries as ` key date rate`; days of the month only.
fn records_at(now: &str, parameters: &str) -> Vec<String> {
    let body = text(asked(now, &format!("/v2/rates?{parameters}")));
    let records: Vec<Value> = serde_json::from_str(&body).expect("a list");
    let day = |date: &Value| date.as_str().expect("a date")["2024-07-".len()..].to_owned();
    let entry =
        |entry: &Value| format!(" {}{} {}", entry["key"].as_str().expect("a key"), day(&entry["date"]), entry["rate"]);
    let line = |record: &Value| {
        let entries: String = record["providers"].as_array().into_iter().flatten().map(entry).collect();
        format!("{} {} {}{entries}", day(&record["date"]), record["quote"].as_str().expect("a quote"), record["rate"])
    };
    records.iter().map(line).collect()
}

fn records(parameters: &str) -> Vec<String> {
    records_at(WEDNESDAY, parameters)
}

#[test]
fn a_record_has_all_fields_in_order() {
    let body = concat!(
        r#"[{"date":"2024-07-01","base":"EUR","quote":"EUR","rate":1.0},"#,
        r#"{"date":"2024-07-01","base":"EUR","quote":"USD","rate":1.0745,"providers":["#,
        r#"{"key":"BOC","date":"2024-06-28","rate":1.071},{"key":"ECB","date":"2024-07-01","rate":1.0745}]}]"#
    );
    assert_eq!(text(asked(WEDNESDAY, "/v2/rates?date=2024-07-01&quotes=USD,EUR&expand=providers")), body);
}

#[test]
fn the_banks_say_who_they_are() {
    let banks: Value = serde_json::from_slice(&asked(WEDNESDAY, "/v2/providers").body).expect("JSON");
    let of = |name: &str| [&banks[0][name], &banks[1][name]].map(|text| text.as_str().unwrap_or_default().to_owned());
    assert_eq!(of("key"), ["BOC", "ECB"]);
    assert_eq!((of("name")[0].as_str(), of("pivot_currency")), ("Bank of Canada", ["CAD".into(), "EUR".into()]));
    assert_eq!(
        (of("start_date"), of("end_date")),
        (["2024-06-28"; 2].map(Into::into), ["2024-07-02"; 2].map(Into::into))
    );
    let early: Value = serde_json::from_slice(&asked("2024-06-28T15:00:00Z", "/v2/providers").body).expect("JSON");
    assert_eq!(early.as_array().map(Vec::len), Some(1), "who has not published yet is not there");
}

/// The Reserve's euro is what one costs in dollars, its yen what a dollar costs; Poland's are what either costs in zloty.
fn two_ways_to_quote() -> Recordings {
    Recordings {
        fed: vec![day("2024-06-28", &[("EUR", "1.0711"), ("JPY", "160.88")])],
        nbp: vec![day("2024-06-28", &[("EUR", "4.3130"), ("JPY", "0.025054"), ("USD", "4.0320")])],
        ..Recordings::default()
    }
}

#[test]
fn a_bank_s_own_route_has_its_own_digits_where_it_quotes_the_base_itself() {
    let recordings = two_ways_to_quote();
    let rates = |uri: &str| {
        let Answer::Rates { panel, render } =
            answer(&recordings, WEDNESDAY.parse().expect("an instant"), &uri.parse().expect("a URI"))
        else {
            panic!("rates are an answer that faults can change");
        };
        let records: Vec<Value> = serde_json::from_str(&text(render(&panel))).expect("a list");
        assert!(records.iter().all(|record| record.get("providers").is_none()), "plain records");
        let line = |record: &Value| format!("{} {}", record["quote"].as_str().expect("a quote"), record["rate"]);
        records.iter().map(line).collect::<Vec<_>>()
    };
    let days = "from=2024-06-28&to=2024-06-28";
    // 1 / 1.0711 and 4.0320 / 4.3130 are made, and so rounded by their size.
    assert_eq!(rates(&format!("/v2/providers/FED/rates?base=USD&{days}")), ["EUR 0.93362", "JPY 160.88", "USD 1.0"]);
    assert_eq!(
        rates(&format!("/v2/providers/nbp/rates?base=USD&{days}")),
        ["EUR 0.93485", "JPY 160.93", "PLN 4.032", "USD 1.0"]
    );
    assert_eq!(
        rates(&format!("/v2/rates?providers=NBP&base=PLN&{days}")),
        ["EUR 0.23186", "JPY 39.914", "PLN 1.0", "USD 0.24802"]
    );
    assert_eq!(asked(WEDNESDAY, &format!("/v2/providers/XYZ/rates?{days}")).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_bank_s_own_route_knows_no_limit_and_the_panel_s_does() {
    let days = "from=2010-01-01&to=2024-07-02";
    assert_eq!(asked(WEDNESDAY, &format!("/v2/providers/BOC/rates?{days}")).status, StatusCode::OK);
    assert_eq!(asked(WEDNESDAY, &format!("/v2/rates?providers=BOC&{days}")).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(asked(WEDNESDAY, "/v2/rates?providers=BOC&from=2020-01-01&to=2024-07-02").status, StatusCode::OK);
}

#[test]
fn banks_may_be_named_alone() {
    let recordings = recordings();
    let uri = "/v2/rates?date=2024-07-01&quotes=EUR,USD&expand=providers".parse().expect("a URI");
    let Answer::Rates { mut panel, render } = answer(&recordings, WEDNESDAY.parse().expect("an instant"), &uri) else {
        panic!("there are rates")
    };
    panel.has_codes = true;
    assert!(text(render(&panel)).ends_with(r#""rate":1.0745,"providers":["BOC","ECB"]}]"#));
}

#[test]
fn a_record_is_the_mean_of_what_is_as_new_as_itself() {
    let monday = [
        "28 CAD 1.4659 BOC28 1.4659",
        "01 EUR 1.0",
        "01 IDR 17569 ECB01 17569",
        "28 PEN 4.1085 BOC28 4.1085",
        "01 USD 1.0745 BOC28 1.071 ECB01 1.0745",
    ];
    assert_eq!(records("date=2024-07-01&expand=providers"), monday);
    // 1.0729 and 1.4705 / 1.3697 = 1.073592…: their mean is rounded, not the mean of rounded rates.
    assert_eq!(records("date=2024-07-02&quotes=USD"), ["02 USD 1.0732"]);
}

#[test]
fn a_rate_is_carried_for_fourteen_days() {
    assert_eq!(records("date=2024-07-12&quotes=PEN"), ["02 PEN 4.1087"]);
    assert_eq!(records("date=2024-07-16&quotes=PEN"), ["02 PEN 4.1087"]);
    assert_eq!(records("date=2024-07-17&quotes=PEN"), [""; 0]);
    assert_eq!(records("date=2024-07-17"), [""; 0], "not even the base");
}

#[test]
fn the_canadian_dollar_is_the_banks_own_euro() {
    assert_eq!(records("providers=BOC&date=2024-07-02&quotes=CAD"), ["02 CAD 1.4705"]);
}

#[test]
fn against_the_dollar_each_bank_speaks_by_its_own_crosses() {
    let tuesday = [
        // 1.3697, and of the ECB nothing.
        "02 CAD 1.3697 BOC02 1.3697",
        // 1.3697 / 1.4705 and 1 / 1.0729.
        "02 EUR 0.93175 BOC02 0.93145 ECB02 0.93205",
        "02 IDR 16368 ECB02 16368",
        "02 PEN 3.827 BOC02 3.827",
        "02 USD 1.0",
    ];
    assert_eq!(records("date=2024-07-02&base=usd&expand=providers"), tuesday);
    assert_eq!(records("date=2024-07-02&base=PEN&expand=providers").len(), 4, "the ECB does not quote it");
}

#[test]
fn a_day_without_the_banks_euro_says_nothing() {
    let day = day("2024-07-02", &[("USD", "1.3697")]);
    assert!(bank::BANKS[1].observations(&day, EURO).is_empty());
}

#[test]
fn a_range_has_each_record_once_by_date_and_currency() {
    let friday = ["28 CAD 1.4659", "28 EUR 1.0", "28 IDR 17488", "28 PEN 4.1085", "28 USD 1.0708"].as_slice();
    let monday = ["01 EUR 1.0", "01 IDR 17569", "01 USD 1.0745"].as_slice();
    let tuesday = ["02 CAD 1.4705", "02 EUR 1.0", "02 IDR 17562", "02 PEN 4.1087", "02 USD 1.0732"].as_slice();
    let all = [friday, monday, tuesday].concat();
    assert_eq!(records("from=2024-06-28&to=2024-07-02"), all);
    assert_eq!(records("from=2024-06-28"), all, "the end is open");
    assert_eq!(records("from=2024-06-28&to=2024-07-31"), all, "the future adds nothing");
}

#[test]
fn a_range_that_begins_in_silence_begins_with_what_is_carried() {
    let carried = ["28 CAD 1.4659", "28 EUR 1.0", "28 IDR 17488", "28 PEN 4.1085", "28 USD 1.0708"];
    assert_eq!(records("from=2024-06-30&to=2024-06-30"), carried);
    let mixed = ["28 PEN 4.1085 BOC28 4.1085", "01 USD 1.0745 BOC28 1.071 ECB01 1.0745"];
    assert_eq!(records("from=2024-07-01&to=2024-07-01&quotes=PEN,USD&expand=providers"), mixed);
    assert_eq!(records("from=2024-06-01&to=2024-06-27"), [""; 0], "nothing is known yet");
    assert_eq!(records("from=2024-07-02&to=2024-07-01"), [""; 0], "the wrong way round");
}

#[test]
fn a_range_ends_with_its_last_day() {
    assert_eq!(records("from=2024-06-28&to=2024-07-01&quotes=USD"), ["28 USD 1.0708", "01 USD 1.0745"]);
}

#[test]
fn the_bases_record_is_as_new_as_the_newest_of_the_others() {
    assert_eq!(records("date=2024-07-01&quotes=EUR,PEN"), ["28 EUR 1.0", "28 PEN 4.1085"]);
    assert_eq!(records("date=2024-07-01&quotes=EUR"), ["01 EUR 1.0"], "on its own it is of the newest day");
    assert_eq!(
        records("from=2024-06-29&to=2024-07-02&quotes=EUR,PEN"),
        ["28 EUR 1.0", "28 PEN 4.1085", "02 EUR 1.0", "02 PEN 4.1087"]
    );
}

#[test]
fn one_named_provider_is_quoted_to_its_last_digit() {
    assert_eq!(
        records("date=2024-07-01&quotes=IDR&providers=ecb&expand=providers"),
        ["01 IDR 17569.47 ECB01 17569.47"]
    );
    assert_eq!(records("date=2024-07-01&quotes=IDR&providers=ECB,BOC&expand=providers"), ["01 IDR 17569 ECB01 17569"]);
    assert_eq!(records("date=2024-07-01&quotes=USD&providers=BOC"), ["28 USD 1.071"], "what is computed is rounded");
}

#[test]
fn providers_and_quotes_narrow() {
    assert_eq!(
        records("date=2024-07-01&providers=boc"),
        ["28 CAD 1.4659", "28 EUR 1.0", "28 PEN 4.1085", "28 USD 1.071"]
    );
    assert_eq!(records("date=2024-07-01&quotes=usd,xxx"), ["01 USD 1.0745"]);
    assert_eq!(text(asked(WEDNESDAY, "/v2/rates?providers=BOE")), "[]");
}

#[test]
fn a_bank_of_which_no_rate_is_asked_adds_no_day_to_a_range() {
    let monday_too = records("from=2024-06-28&to=2024-07-01&providers=ECB&quotes=EUR");
    assert_eq!(monday_too, ["28 EUR 1.0", "01 EUR 1.0"]);
    assert_eq!(records("from=2024-06-28&to=2024-07-01&providers=BOC&quotes=EUR"), ["28 EUR 1.0"]);
}

#[test]
fn each_bank_is_known_from_its_publication_on() {
    let usd = |now: &str| records_at(now, "quotes=USD&expand=providers");
    assert_eq!(usd("2024-07-02T13:59:59Z"), ["01 USD 1.0745 BOC28 1.071 ECB01 1.0745"]);
    assert_eq!(usd("2024-07-02T14:00:00Z"), ["02 USD 1.0729 BOC28 1.071 ECB02 1.0729"]);
    assert_eq!(usd("2024-07-02T20:29:59Z"), ["02 USD 1.0729 BOC28 1.071 ECB02 1.0729"]);
    assert_eq!(usd("2024-07-02T20:30:00Z"), ["02 USD 1.0732 BOC02 1.0736 ECB02 1.0729"]);
    assert_eq!(records_at("2024-06-28T13:59:59Z", ""), [""; 0]);
}

#[test]
fn without_a_date_today_is_meant() {
    assert_eq!(records_at("2024-07-16T12:00:00Z", "quotes=PEN"), ["02 PEN 4.1087"]);
    assert_eq!(records_at("2024-07-17T00:00:00Z", "quotes=PEN"), [""; 0], "fifteen days later");
}

#[test]
fn errors_have_a_status_and_a_message_of_sound_json() {
    let quoted = asked(WEDNESDAY, "/v2/rates?a%22b=1");
    assert_eq!(quoted.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(quoted.headers["cache-control"], "no-store");
    assert_eq!(text(quoted), r#"{"status":422,"message":"unknown parameter: a\"b"}"#);
    let unknown = asked(WEDNESDAY, "/v2/latest");
    assert_eq!(
        (unknown.status, text(unknown)),
        (StatusCode::NOT_FOUND, r#"{"status":404,"message":"not found"}"#.into())
    );
}
