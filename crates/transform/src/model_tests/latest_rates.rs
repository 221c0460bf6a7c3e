use super::{Silver, given};

#[test]
fn the_newest_validated_day_of_each_currency_is_its_latest() {
    let silver = given(
        "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403 JPY=179.7
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378",
    )
    .silver();
    silver.expect(
        "silver.latest_rates",
        "currency | rate_date | digits | status
         JPY | 2026-09-25 | 179.7  | current
         USD | 2026-09-28 | 1.1378 | current",
    );
}

/// A conflict leaves the last validated day in its place.
#[test]
fn what_is_withheld_is_not_the_latest() {
    let silver = given(
        "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403 MXN=20.1816
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 MXN=20.2133
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 MXN=18.00541451",
    )
    .silver();
    silver.expect(
        "silver.latest_rates",
        "currency | rate_date | digits\nMXN | 2026-09-25 | 20.1816\nUSD | 2026-09-28 | 1.1378",
    );
}

/// Ten percent in a day, and nobody confirms it: the older rate is no longer known to be today's. A few tenths are no reason.
#[test]
fn a_rate_is_overtaken_when_all_that_is_newer_is_withheld_and_some_of_it_far_from_it() {
    let peso = |second: &str| {
        given(&format!(
            "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403 MXN=20.1816
             2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 MXN=22.2133
             2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 {second}"
        ))
    };
    let expect = |given: given::Given, status: &str| {
        let silver = given.silver();
        let rows = "silver.latest_rates where currency = 'MXN'";
        silver.expect(rows, &format!("rate_date | status\n2026-09-25 | {status}"));
        silver.expect(
            "silver.published_pairs(['EUR', 'USD'], date '2026-09-29') where quote_currency in ('MXN', 'USD')",
            &format!("base_currency | quote_currency | status\nEUR | MXN | {status}\nEUR | USD | current\nUSD | MXN | {status}"),
        );
    };
    expect(peso(""), "stale");
    expect(peso("MXN=18.60"), "stale");
    // The other one says that nothing happened, and nobody knows who is right.
    expect(peso("MXN=17.78"), "stale");
    let near = peso("MXN=17.78").decided("reject EUR/MXN ECB 2026-09-28 2026-09-28");
    let silver = near.silver();
    silver.expect("silver.latest_rates where currency = 'MXN'", "rate_date | status\n2026-09-28 | current");
    // That those are wrong is known.
    expect(peso("").decided("reject EUR/MXN ECB 2026-09-28 2026-09-28"), "current");
}

/// Its euro is three percent off, and so all that it says; of the hryvnia it says a third more besides. An answer of an earlier
/// day says nothing of today.
#[test]
fn what_an_answer_that_others_contradict_says_beyond_its_wrong_euro_overtakes_too() {
    let tuesday = |answer: &str| {
        given(&format!(
            "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 GBP=0.8575
             2026-09-29T06:00:00Z API 2026-09-29 EUR=0.8802 GBP=0.7548 UAH=41.5 KES=129.2 VND=26300 PKR=280.2
             2026-09-29T15:05:00Z ECB 2026-09-29 USD=1.1380 GBP=0.8580
             2026-09-30T06:00:00Z API 2026-09-30 {answer}"
        ))
        .silver()
    };
    let expect = |silver: &Silver, rules: &str, hryvnia: &str| {
        let answer = "silver.answer_checks where rate_date = '2026-09-29' and witness = 'ExchangeRate-API'";
        silver.expect(answer, &format!("rules\n{rules}"));
        silver.expect(
            "silver.latest_rates where currency in ('KES', 'UAH', 'VND')",
            &format!("currency | rate_date | status\nKES | 2026-09-28 | current\nUAH | 2026-09-28 | {hryvnia}\nVND | 2026-09-28 | current"),
        );
    };
    let wrong_euro = tuesday("EUR=0.9066 GBP=0.7541 UAH=55.1 KES=129.1 VND=26310 PKR=280.3");
    expect(&wrong_euro, "[pivot_deviation]", "stale");
    let of_the_day_before = tuesday("EUR=0.8802 GBP=0.7548 UAH=55.1 KES=129.2 VND=26300 PKR=280.2");
    expect(&of_the_day_before, "[repeated_answer]", "current");
}

/// The ECB's last rouble is of 2022-03-01. Thirty days later it is no longer certain that it pauses only.
#[test]
fn a_currency_that_its_publisher_gave_up_has_ended() {
    let rouble = |last_day: &str| {
        given(&format!(
            "2022-03-01T15:05:00Z ECB 2022-03-01 USD=1.1162 RUB=117.201
             2022-04-04T15:05:00Z ECB {last_day} USD=1.1"
        ))
        .silver()
    };
    let expected = |state: &str| format!("digits | status\n117.201 | {state}");
    rouble("2022-03-31").expect("silver.latest_rates where currency = 'RUB'", &expected("stale"));
    rouble("2022-04-01").expect("silver.latest_rates where currency = 'RUB'", &expected("ended"));
}

/// Two months of contradiction: the ECB and the feed go on sending it, so that nothing has ended. It is stale by its age.
#[test]
fn a_currency_that_is_withheld_has_not_ended() {
    let silver = given(
        "2026-07-27T15:05:00Z ECB 2026-07-27 USD=1.1403 MXN=20.1816
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 MXN=20.2133
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 MXN=18.00541451",
    )
    .silver();
    silver.expect("silver.latest_rates where currency = 'MXN'", "rate_date | status\n2026-07-27 | stale");
}

/// The source sends text where the rate was: that is for a person, and no end.
#[test]
fn a_currency_whose_rate_is_no_longer_usable_has_not_ended() {
    let rouble = |last: &str| {
        given(&format!(
            "2026-03-02T15:05:00Z ECB 2026-03-02 USD=1.1162 RUB=117.201
             2026-04-06T15:05:00Z ECB 2026-04-06 USD=1.1 {last}"
        ))
        .silver()
    };
    rouble("RUB=null").expect("silver.latest_rates where currency = 'RUB'", "rate_date | status\n2026-03-02 | stale");
    rouble("").expect("silver.latest_rates where currency = 'RUB'", "rate_date | status\n2026-03-02 | ended");
}

/// The ECB goes on without the rouble; the feed has it anew, which is withheld.
#[test]
fn a_currency_that_another_source_still_sends_has_not_ended() {
    let silver = given(
        "2022-03-01T15:05:00Z ECB 2022-03-01 USD=1.1162 RUB=117.201
         2022-03-31T06:00:00Z API 2022-03-31 EUR=0.8962
         2022-04-04T15:05:00Z ECB 2022-04-04 USD=1.1005
         2022-04-05T06:00:00Z API 2022-04-05 EUR=0.9086 RUB=300",
    )
    .silver();
    silver.expect("silver.latest_rates where currency = 'RUB'", "rate_date | status\n2022-03-01 | stale");
}

/// SLL ended on 2022-06-30, and is still sent in 2026.
#[test]
fn a_currency_that_was_withdrawn_has_ended_although_it_is_still_sent() {
    let silver = given("2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 SLL=22914.86806949").silver();
    silver.expect("silver.latest_rates", "currency | status\nSLL | ended\nUSD | current");
}

/// The kuna's last day was 2022-12-31: it had not ended while it was known that it would.
#[test]
fn a_currency_has_not_ended_before_its_last_day() {
    let silver = given("2022-12-15T15:05:00Z ECB 2022-12-15 HRK=7.5345").silver();
    silver.expect("silver.latest_rates", "currency | status\nHRK | current");
}

/// Good Friday was 2024-03-29, Easter Monday 2024-04-01: of the five TARGET days after Maundy Thursday the last is 2024-04-08.
#[test]
fn a_rate_without_a_newer_one_for_five_target_days_is_stale() {
    let yen = |last_day: &str| {
        given(&format!(
            "2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811 JPY=163.45
             {last_day}T15:05:00Z ECB {last_day} USD=1.0811"
        ))
        .silver()
    };
    let expected = |state: &str| format!("status\n{state}");
    yen("2024-04-08").expect("silver.latest_rates where currency = 'JPY'", &expected("current"));
    let silver = yen("2024-04-09");
    silver.expect("silver.latest_rates where currency = 'JPY'", &expected("stale"));
    silver.expect(
        "silver.published_pairs(['EUR'], date '2024-04-01') where is_latest and status <> 'fixed_conversion'",
        "quote_currency | status\nJPY | stale\nUSD | current",
    );
}
