//! What a pair says of itself: how far it is confirmed, by whom, and where it can be traded at.

use super::given;
use makerates_domain::dates::RateDate;
use makerates_domain::target_calendar::ecb_days;
use std::fmt::Write as _;

#[test]
fn a_triangulated_pair_has_the_worse_status_and_the_lineage_of_both_legs() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.51 GBP=0.85785
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333 GBP=0.7492 AED=3.6725",
    )
    .silver();
    silver.expect(
        "silver.pair_legs where derivation = 'triangulated' and base_currency in ('EUR', 'USD')",
        "base_currency | quote_currency | validation_status | deviation_pct | significant_digits | answers
         EUR | AED | unwitnessed | 0.152101 | 5 | [a1, a2]
         USD | GBP | warning     | 0.634677 | 5 | [a1, a2]
         USD | JPY | consensus   | 0.374021 | 5 | [a1, a2]",
    );
}

/// One bank confirms the dollar, and another one the rand: of the cross nobody speaks but its publisher.
#[test]
fn a_cross_of_legs_that_different_witnesses_confirm_has_none() {
    let silver = given(
        "2005-06-14T15:05:00Z usd:AAA 2005-06-14 EUR=0.8271 ZAR=6.8650
         2005-06-14T15:05:00Z panel:BBB 2005-06-14 USD=1.2090
         2005-06-14T15:05:00Z panel:CCC 2005-06-14 ZAR=8.3001",
    )
    .silver();
    silver.expect("silver.validated_rates", "currency | validation_status\nUSD | consensus\nZAR | consensus");
    silver.expect(
        "silver.pair_legs where quote_currency = 'ZAR'",
        "base_currency | publisher | validation_status | witnesses
         EUR | AAA | unwitnessed | [AAA]
         USD | AAA | consensus | [AAA, CCC]",
    );
}

/// The only one that speaks of both is wrong about the dollar.
#[test]
fn who_is_not_believed_on_one_of_two_rates_confirms_no_cross() {
    let silver = given(
        "2024-03-01T15:05:00Z ECB 2024-03-01 USD=1.0800 JPY=160.00
         2024-03-01T16:05:00Z BOC 2024-03-01 USD=1.0801
         2024-03-01T16:06:00Z FED 2024-03-01 USD=1.0802
         2024-03-01T16:07:00Z NBP 2024-03-01 USD=1.1300 JPY=160.02",
    )
    .silver();
    silver.expect(
        "silver.consensus",
        "currency | verdict | witnesses | agreeing
         JPY | consensus | [ECB, NBP]           | [ECB, NBP]
         USD | consensus | [BOC, ECB, FED, NBP] | [BOC, ECB, FED]",
    );
    silver.expect(
        "silver.pair_legs where base_currency = 'USD' and quote_currency = 'JPY'",
        "validation_status | witnesses\nunwitnessed | [ECB, NBP]",
    );
}

/// The dollar half a percent to one side, the yen half a percent to the other: the cross of the two is a percent off.
#[test]
fn a_cross_of_two_legs_that_are_off_to_opposite_sides_is_off_by_both() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.50
         2026-09-28T21:05:00Z BOC 2026-09-28 USD=1.1430 JPY=177.69",
    )
    .silver();
    silver.expect(
        "silver.pair_legs where base_currency = 'USD' and quote_currency = 'JPY'",
        "validation_status | deviation_pct | derivation\nwarning | 0.914956 | triangulated",
    );
}

/// The bank's yen is a tenth off and blamed: how far off it is makes no warning of a cross of the ECB's two rates.
#[test]
fn what_is_blamed_says_nothing_of_a_cross_of_the_rates_that_stand() {
    let (first, last): (RateDate, RateDate) = ("2026-07-01".parse().unwrap(), "2026-09-28".parse().unwrap());
    let mut lines = String::new();
    for (number, day) in (0_u32..).zip(ecb_days(first, last)) {
        let wave = 1.0 + f64::from(number * 37 % 11) / 2000.0;
        let (usd, jpy) = (1.13 * wave, 178.0 * wave);
        let off = if day == last { 1.1 } else { 1.0002 };
        writeln!(lines, "{day}T15:05:00Z ECB {day} USD={usd:.4} JPY={jpy:.2}").unwrap();
        writeln!(lines, "{day}T21:05:00Z BOC {day} USD={:.4} JPY={:.2}", usd * 1.0002, jpy * off).unwrap();
    }
    given(&lines).silver().expect(
        "silver.pair_legs where rate_date = '2026-09-28' and quote_currency = 'JPY'",
        "base_currency | validation_status | deviation_pct < 0.1\nEUR | resolved |\nUSD | resolved | true",
    );
}

/// An official rate at which others trade is one whichever side of the pair it is on.
#[test]
fn a_pair_is_as_restricted_as_either_of_its_currencies() {
    let silver = given(
        "2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 AED=3.6725
         2026-09-28T21:05:00Z BOC 2026-09-28 USD=1.1378 ARS=1650.1
         2026-09-28T15:05:00Z FED 2026-09-28 USD=1.1379 ARS=1650.2",
    )
    .silver();
    silver.expect(
        "silver.pair_legs where 'USD' in (base_currency, quote_currency) and 'ARS' in (base_currency, quote_currency)",
        "base_currency | quote_currency | rate_regime\nARS | USD | official\nUSD | ARS | official",
    );
}

#[test]
fn a_cross_of_legs_that_nobody_compared_has_no_deviation() {
    let silver = given("2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.50").silver();
    silver.expect(
        "silver.pair_legs where base_currency = 'USD' and quote_currency = 'JPY'",
        "validation_status | deviation_pct is null\nunwitnessed | true",
    );
}
