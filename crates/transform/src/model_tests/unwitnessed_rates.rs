use super::given;
use super::given::{Given, Silver};

/// A pound that is quoted by the ECB alone, on consecutive days.
fn alone(rates: &[&str]) -> Silver {
    let lines: Vec<String> = (4..)
        .zip(rates)
        .map(|(day, rate)| format!("2024-03-{day:02}T15:05:00Z ECB 2024-03-{day:02} GBP={rate} USD=1.08{day:02}"))
        .collect();
    given(&lines.join("\n")).silver()
}

const RULES: &str = "rate_date | rule";

#[test]
fn an_unusual_move_is_withheld_and_so_is_the_level_it_leads_to() {
    let silver = alone(&["0.8550", "0.8556", "0.8990", "0.9001"]);
    silver.expect(
        "silver.unwitnessed_rates where currency = 'GBP'",
        &format!("{RULES}\n2024-03-04 |\n2024-03-05 |\n2024-03-06 | unusual_move\n2024-03-07 | unconfirmed_level"),
    );
    let evidence =
        silver.rows("select evidence from silver.unwitnessed_rates where rule is not null order by rate_date");
    assert_eq!(
        evidence,
        [
            "moved by 5.07 % since 2024-03-05, more than 2.12 %",
            "moved by 5.07 % since 2024-03-05, and nobody confirms the new level, where it is on market day 2 of 20",
        ]
    );
}

/// The day after a spike is measured from before it, too: the right rate is not withheld for what the wrong one did.
#[test]
fn the_way_back_from_a_spike_is_usual() {
    alone(&["0.8550", "0.8556", "8.5560", "0.8561"])
        .expect("silver.unwitnessed_rates where rule is not null", &format!("{RULES}\n2024-03-06 | unusual_move"));
}

#[test]
fn a_currency_that_comes_later_waits_until_it_is_confirmed_or_has_stood() {
    let silver = given(
        "2024-03-05T06:00:00Z API 2024-03-05 EUR=0.92 AED=3.6725
         2024-03-06T06:00:00Z API 2024-03-06 EUR=0.92 AED=3.6725 MNT=3370
         2024-03-07T06:00:00Z API 2024-03-07 EUR=0.92 AED=3.6725 MNT=3371",
    )
    .silver();
    silver.expect(
        "silver.unwitnessed_rates where rule is not null",
        &format!("{RULES}\n2024-03-05 | new_currency\n2024-03-06 | new_currency"),
    );
}

#[test]
fn a_restricted_currency_is_never_published_by_one_source_alone() {
    let silver = given("2026-09-25T06:00:00Z API 2026-09-25 EUR=0.88 CUP=24 IRR=1375000 AED=3.6725").silver();
    silver.expect(
        "silver.quarantine",
        "quote_currency | layer | rule\nCUP | statistical | restricted_regime\nIRR | statistical | restricted_regime",
    );
    silver.expect("silver.validated_rates", "currency | rate_regime\nAED | pegged\nUSD | market");
}

/// VED is the bolívar of VES, whichever code a source has for it.
#[test]
fn every_code_of_a_restricted_money_is_withheld() {
    let silver = given("2026-09-25T06:00:00Z API 2026-09-25 EUR=0.88 VES=168 VED=168 GGP=0.74 GBP=0.74").silver();
    let restricted = "silver.quarantine where rule = 'restricted_regime'";
    silver.expect(restricted, "quote_currency | layer\nVED | statistical\nVES | statistical");
    silver.expect("silver.validated_rates where currency = 'GGP'", "currency | rate_regime\nGGP | pegged");
}

/// The som had two rates until September 2017, and has one since.
#[test]
fn a_currency_is_restricted_on_the_days_of_its_restriction() {
    let silver = given(
        "2017-09-01T06:00:00Z API 2017-09-01 EUR=0.84 UZS=4210
         2017-09-06T06:00:00Z API 2017-09-06 EUR=0.84 UZS=8100
         2017-09-07T06:00:00Z API 2017-09-07 EUR=0.84 UZS=8101",
    )
    .silver();
    silver.expect(
        "silver.unwitnessed_rates where currency = 'UZS'",
        "rate_date | rule\n2017-08-31 | restricted_regime\n2017-09-05 | unusual_move\n2017-09-06 | unconfirmed_level",
    );
}

/// Two sources may agree on an official rate at which nobody trades.
#[test]
fn a_restricted_currency_that_two_agree_on_is_a_warning() {
    let silver: Given = given(
        "2024-07-30T15:05:00Z BOC 2024-07-30 ETB=62.60 USD=1.0820
         2024-07-31T06:00:00Z API 2024-07-31 EUR=0.92421442 ETB=57.858",
    );
    silver.silver().expect(
        "silver.validated_rates where currency = 'ETB'",
        "publisher | validation_status | rate_regime\nExchangeRate-API | warning | official",
    );
}
