use super::*;
use jiff::civil::date;

const TODAY: Date = date(2026, 9, 29);

fn parsed(uri: &str) -> Result<Query, Refusal> {
    parse(&uri.parse().expect("a URI"), TODAY)
}

fn query(parameters: &str) -> Query {
    parsed(&format!("/v2/rates?{parameters}")).expect("a sound query")
}

fn complaint(parameters: &str) -> String {
    match parsed(&format!("/v2/rates?{parameters}")).expect_err("a wrong query") {
        Refusal::Unprocessable(message) => message,
        Refusal::NotFound => panic!("the path is known"),
    }
}

#[test]
fn reads_the_documented_periods() {
    assert_eq!(query("").period, Period::Latest);
    assert_eq!(query("date=2024-07-01").period, Period::Day(date(2024, 7, 1)));
    assert_eq!(query("from=2024-07-01&to=2024-07-02").period, Period::Range(date(2024, 7, 1), date(2024, 7, 2)));
    assert_eq!(query("from=2024-07-01").period, Period::Range(date(2024, 7, 1), TODAY));
    assert_eq!(query("to=2024-07-01").period, Period::Latest, "no range without a beginning");
}

#[test]
fn reads_names_in_any_case() {
    let query = query("providers=ecb%2CBoc&quotes=usd,JPY&expand=Providers&base=eur");
    assert!(query.asks("ECB") && query.asks("BOC") && !query.asks("BOE"));
    assert!(query.wants("USD") && query.wants("JPY") && !query.wants("GBP"));
    assert!(query.expanded);
}

#[test]
fn an_empty_list_names_nothing() {
    let query = query("quotes=&providers=&expand=");
    assert!(!query.wants("USD") && !query.asks("ECB") && !query.expanded);
}

#[test]
fn one_provider_is_named_alone_however_often() {
    for (parameters, alone) in
        [("providers=ECB", true), ("providers=ECB,ecb", true), ("providers=ECB,BOC", false), ("quotes=USD", false)]
    {
        assert_eq!(query(parameters).names_one_provider(), alone, "{parameters}");
    }
}

#[test]
fn tells_wrong_paths_from_wrong_values() {
    for path in ["/v2", "/v2/", "/v2/rate/EUR/USD", "/v2/rates/", "/v2/providers/BOC"] {
        assert_eq!(parsed(path), Err(Refusal::NotFound), "{path}");
    }
}

#[test]
fn complains_in_the_services_words() {
    for (parameters, message) in [
        ("symbols=USD", "unknown parameter: symbols"),
        ("date=2024-02-30", "invalid date"),
        ("from=yesterday", "invalid date"),
        ("from=2024-07-01&to=2024-7-2", "invalid date"),
        ("date=", "invalid date"),
        ("date=20240701", "invalid date"),
        ("date=2024-07-01T12:00:00", "invalid date"),
        ("date=2024-07-01&from=2024-07-01", "conflicting params"),
        ("date=2024-07-01&to=2024-07-01", "conflicting params"),
        ("expand=providers,history", "invalid expand: history"),
        ("base=DOLLAR", "invalid base"),
        ("group=month", "group is not replayed"),
        ("symbols=USD&date=x", "unknown parameter: symbols"),
    ] {
        assert_eq!(complaint(parameters), message, "{parameters}");
    }
}

#[test]
fn five_years_are_the_limit_to_the_day() {
    for (range, within) in [
        ("from=2019-07-01&to=2024-07-01", true),
        ("from=2019-07-01&to=2024-07-02", false),
        ("from=2020-02-29&to=2025-02-28", true),
        ("from=2020-02-29&to=2025-03-01", false),
        ("from=2021-09-29", true),
        ("from=2021-09-28", false),
        ("from=2021-09-29&to=2050-01-01", true),
    ] {
        for asked in ["expand=providers", "providers=ECB"] {
            let parameters = format!("{range}&{asked}");
            let answered = parsed(&format!("/v2/rates?{parameters}")).is_ok();
            assert_eq!(answered, within, "{parameters}");
        }
    }
    assert!(
        complaint("from=1999-01-04&expand=providers").starts_with("date range exceeds 5 years at daily granularity; ")
    );
}

#[test]
fn few_providers_and_few_quotes_lift_the_limit_together() {
    for (named, lifted) in [
        ("providers=A,B,C,D,E&quotes=F,G,H,I,J", true),
        ("providers=A,B,C,D,E,X&quotes=F,G,H,I,J", false),
        ("providers=A,B,C,D,E&quotes=F,G,H,I,J,X", false),
        ("providers=A", false),
        ("expand=providers&quotes=F", false),
        ("quotes=F", true),
        ("", true),
    ] {
        let answered = parsed(&format!("/v2/rates?from=1999-01-04&{named}")).is_ok();
        assert_eq!(answered, lifted, "{named}");
    }
}
