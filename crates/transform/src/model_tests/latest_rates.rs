use super::given;

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
    rouble("2022-03-31").expect("silver.latest_rates where currency = 'RUB'", &expected("current"));
    rouble("2022-04-01").expect("silver.latest_rates where currency = 'RUB'", &expected("ended"));
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
