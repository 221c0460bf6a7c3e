//! A level to which a rate jumped on one source's word alone: until when it is withheld.

use super::given;
use super::given::{Given, Silver};
use jiff::civil::date;

/// A feed of one currency beside the euro, on the weekdays from 2026-03-03 on: each word is its rate for one dollar.
fn feed(currency: &str, rates: &str) -> Given {
    let weekdays = (0..).map(|offset| date(2026, 3, 3).saturating_add(jiff::Span::new().days(offset)));
    // Stamped on Tuesday to Saturday, for Monday to Friday.
    let stamps =
        weekdays.filter(|day| !matches!(day.weekday(), jiff::civil::Weekday::Sunday | jiff::civil::Weekday::Monday));
    let lines: Vec<String> = stamps
        .zip(rates.split_whitespace())
        .map(|(stamp, rate)| format!("{stamp}T06:00:00Z API {stamp} EUR=0.92 {currency}={rate}"))
        .collect();
    given(&lines.join("\n"))
}

fn rules(silver: &Silver, currency: &str) -> Vec<String> {
    silver.rows(&format!(
        "select coalesce(rule, 'published') from silver.unwitnessed_rates where currency = '{currency}' order by rate_date"
    ))
}

fn evidence(silver: &Silver) -> Vec<String> {
    silver.rows("select evidence from silver.unwitnessed_rates where rule is not null order by rate_date")
}

fn days(count: usize, rate: &str) -> String {
    vec![rate; count].join(" ")
}

#[test]
fn a_change_of_unit_is_never_let_in_by_time() {
    let silver = feed("KES", &format!("129.1 129.3 {}", days(40, "1.293"))).silver();
    let rules = rules(&silver, "KES");
    assert_eq!(rules[..4], ["published", "published", "unusual_move", "unconfirmed_level"]);
    assert_eq!(rules[41], "unconfirmed_level");
    assert_eq!(
        evidence(&silver)[1],
        "moved by -99.00 % since 2026-03-03 (looks like a change of unit: divided by 100), and nobody confirms the new \
         level, where it is on market day 2"
    );
    assert_eq!(
        silver.rows("select rate_date, digits from silver.latest_rates where currency = 'KES'"),
        ["2026-03-03 | 129.3"]
    );
}

#[test]
fn the_way_back_to_the_old_level_is_published_at_once() {
    let silver = feed("KES", "129.1 129.3 1.293 1.294 1.295 129.6 129.5").silver();
    assert_eq!(
        rules(&silver, "KES")[2..],
        ["unusual_move", "unconfirmed_level", "unconfirmed_level", "published", "published"]
    );
}

#[test]
fn a_jump_of_less_than_a_quarter_is_let_in_after_twenty_market_days() {
    let silver = feed("KES", &format!("129.1 129.3 {}", days(22, "141.0"))).silver();
    let rules = rules(&silver, "KES");
    assert!(rules[3..22].iter().all(|rule| rule == "unconfirmed_level"), "{rules:?}");
    assert_eq!(rules[22..], ["published", "published"]);
}

/// The way back may be a little shorter than the way there: it holds a usual move, and what is usual has changed.
#[test]
fn the_way_back_need_not_be_a_jump_as_large_as_the_first() {
    let silver = feed("KES", "129.1 129.3 132.2 132.3 129.9 129.6").silver();
    assert_eq!(rules(&silver, "KES")[2..], ["unusual_move", "unconfirmed_level", "published", "published"]);
}

/// Half of the way is a move like any other.
#[test]
fn half_of_the_way_back_is_not_back() {
    let silver = feed("KES", "129.1 129.3 141.0 137.0 137.1").silver();
    assert_eq!(rules(&silver, "KES")[3..], ["unconfirmed_level", "unconfirmed_level"]);
}

/// A true break is a matter of a quarter of a year, where nobody decides: the Icelandic króna of October 2008.
#[test]
fn a_larger_jump_that_is_no_change_of_unit_is_let_in_after_sixty() {
    let silver = feed("KES", &format!("129.1 129.3 {}", days(61, "181.0"))).silver();
    let rules = rules(&silver, "KES");
    assert!(rules[3..62].iter().all(|rule| rule == "unconfirmed_level"), "{rules:?}");
    assert_eq!(rules[62..], ["published"]);
}

/// Usual moves that happen to lead back near the old level confirm nothing.
#[test]
fn usual_moves_neither_confirm_a_level_nor_leave_it() {
    let silver = feed("KES", "129.1 129.3 141.0 139.0 137.0 135.0 133.0 131.0 129.4").silver();
    assert_eq!(rules(&silver, "KES")[8], "unconfirmed_level");
}

#[test]
fn the_inverse_and_another_currencys_value_are_mistakes_however_small_the_jump() {
    let inverse = feed("BHD", &format!("1.08 1.08 {}", days(22, "0.9259"))).silver();
    assert_eq!(rules(&inverse, "BHD").last().map(String::as_str), Some("broken_peg"), "its peg goes first");
    let inverse = feed("CHF", &format!("1.08 1.08 {}", days(22, "0.9259"))).silver();
    assert_eq!(rules(&inverse, "CHF").last().map(String::as_str), Some("unconfirmed_level"));
    // The Swedish crowns have the Norwegians' digits: 10.3 for 10.9, which is no more than six percent.
    let lines =
        |day: u32, sek: &str| format!("2026-03-{day:02}T06:00:00Z API 2026-03-{day:02} EUR=0.92 NOK=10.3 SEK={sek}");
    let copied: Vec<String> = [(3, "10.9"), (4, "10.3"), (5, "10.31")].map(|(day, sek)| lines(day, sek)).to_vec();
    let silver = given(&copied.join("\n")).silver();
    assert!(
        evidence(&silver)[0].ends_with("(looks like the inverse, or another currency's value)"),
        "{:?}",
        evidence(&silver)
    );
}

#[test]
fn another_witness_confirms_the_level() {
    let silver = given(
        "2026-03-03T06:00:00Z API 2026-03-03 EUR=0.92 EGP=30.9
         2026-03-04T06:00:00Z API 2026-03-04 EUR=0.92 EGP=49.4
         2026-03-04T18:00:00Z BOC 2026-03-04 USD=1.0870 EGP=53.71
         2026-03-05T06:00:00Z API 2026-03-05 EUR=0.92 EGP=49.42
         2026-03-06T06:00:00Z API 2026-03-06 EUR=0.92 EGP=49.45
         2026-03-07T06:00:00Z API 2026-03-07 EUR=0.92 EGP=49.40",
    )
    .silver();
    silver.expect(
        "silver.consensus where currency = 'EGP'",
        "rate_date | verdict
         2026-03-02 | unwitnessed
         2026-03-03 | unwitnessed
         2026-03-04 | consensus
         2026-03-05 | consensus
         2026-03-06 | consensus",
    );
    silver.expect(
        "silver.unwitnessed_rates where currency = 'EGP'",
        "rate_date | rule\n2026-03-02 |\n2026-03-03 | unusual_move",
    );
}

/// The rand is witnessed, and the Namibian dollar is one rand: it needs no witness of its own.
#[test]
fn a_peg_that_holds_to_a_confirmed_currency_confirms_the_level() {
    let silver = given(
        "2026-03-02T15:05:00Z ECB 2026-03-02 USD=1.0870 ZAR=20.00
         2026-03-03T06:00:00Z API 2026-03-03 EUR=0.92 ZAR=18.40 NAD=18.40
         2026-03-03T15:05:00Z ECB 2026-03-03 USD=1.0870 ZAR=20.60
         2026-03-04T06:00:00Z API 2026-03-04 EUR=0.92 ZAR=18.95 NAD=18.95",
    )
    .silver();
    silver.expect("silver.unwitnessed_rates where currency = 'NAD'", "rate_date | rule\n2026-03-02 |\n2026-03-03 |");
}

/// The ECB's baht is ten times too large from a day on. On the next the other bank moves by more than it usually does, and
/// alone by that it would be the improbable one: but nobody has confirmed the ECB's new level.
#[test]
fn how_another_witness_moves_confirms_no_level() {
    let weekdays = (0..58_i8)
        .map(|offset| date(2017, 11, 1).saturating_add(jiff::Span::new().days(offset)))
        .filter(|day| !matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday));
    let mut lines: Vec<String> = weekdays
        .enumerate()
        .map(|(index, day)| {
            let rate = 39.0 + 0.05 * f64::from(u32::try_from(index * 7 % 5).unwrap());
            format!("{day}T15:00:00Z ECB {day} THB={rate:.3}\n{day}T21:00:00Z BOC {day} THB={:.4}", rate + 0.01)
        })
        .collect();
    lines.push(
        "2018-01-02T15:00:00Z ECB 2018-01-02 THB=391.10\n2018-01-02T21:00:00Z BOC 2018-01-02 THB=39.1200".to_owned(),
    );
    lines.push(
        "2018-01-03T15:00:00Z ECB 2018-01-03 THB=391.20\n2018-01-03T21:00:00Z BOC 2018-01-03 THB=38.6000".to_owned(),
    );
    let silver = given(&lines.join("\n")).silver();
    let fault = "rate_date >= '2018-01-01' and currency = 'THB'";
    let verdicts = silver.rows(&format!("select verdict, publisher from silver.consensus where {fault} order by all"));
    assert!(verdicts.iter().any(|verdict| verdict.ends_with("ECB")), "the moves alone would believe it: {verdicts:?}");
    silver.expect(&format!("silver.validated_rates where {fault} and rate > 100"), "rate_date");
    silver
        .expect(&format!("silver.unwitnessed_rates where {fault}"), "rate_date | rule\n2018-01-03 | unconfirmed_level");
}

#[test]
fn a_person_confirms_the_level_with_one_day_of_it() {
    let jump = || feed("KES", "129.1 129.3 1.293 1.294 1.295 1.295");
    let silver = jump().decided("accept EUR/KES * 2026-03-05 2026-03-05").silver();
    assert_eq!(rules(&silver, "KES")[2..], ["unusual_move", "published", "published", "published"]);
}

#[test]
fn a_level_calls_a_person_on_each_day_that_it_is_news() {
    let check = "no_unusual_rate_of_late";
    let offenders =
        |count: usize| feed("KES", &format!("129.1 129.3 {}", days(count, "1.293"))).silver().offenders(check);
    assert_eq!(
        offenders(1),
        [
            "critical | 2026-03-04 | EUR/KES | ExchangeRate-API | unusual_move | moved by -99.00 % since 2026-03-03, more than \
          2.12 % (looks like a change of unit: divided by 100)"
        ]
    );
    assert!(offenders(5)[0].starts_with("critical | 2026-03-10 | EUR/KES | ExchangeRate-API | unconfirmed_level"));
    assert_eq!(offenders(5).len(), 1, "one finding, one alarm");
    assert!(offenders(6)[0].starts_with("warning | "), "after five days it is no news");
}

/// A feed in its first weeks has no past to tell what usually moves: by repeating itself it must not teach that repeating is.
#[test]
fn a_feed_that_repeats_its_first_answer_is_noticed_on_every_day() {
    let answer = "EUR=0.92 JPY=150.1 GBP=0.79 SEK=10.3 CHF=0.88 AUD=1.53 CAD=1.35 ZAR=18.9";
    let lines: Vec<String> =
        (4..8).map(|day| format!("2026-03-{day:02}T06:00:00Z API 2026-03-{day:02} {answer}")).collect();
    given(&lines.join("\n")).silver().expect(
        "silver.answer_checks",
        "rate_date | is_suspect
         2026-03-03 | false
         2026-03-04 | true
         2026-03-05 | true
         2026-03-06 | true",
    );
}
