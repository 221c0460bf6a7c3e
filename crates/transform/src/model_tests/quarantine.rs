use super::given;

const FINDINGS: &str = "quote_currency | layer | rule | evidence";

#[test]
fn each_fault_of_a_rate_has_its_rule_and_costs_no_other_rate() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 AUD=0 BRL=-5.9 CAD=null CHF=\"0.95\" CNY=1e12 \
         DKK=1.1234567890123456789 GBP=0.85785 GBP=0.86 jpy=178.5",
    )
    .silver();
    silver.expect(
        "silver.quarantine",
        &format!(
            "{FINDINGS}
             AUD | logical | zero_rate          | the source wrote 0 for AUD
             BRL | logical | negative_rate      | the source wrote -5.9 for BRL
             CAD | logical | null_rate          | the source wrote null for CAD
             CHF | logical | not_a_number       | the source wrote \"0.95\" for CHF
             CNY | logical | absurd_rate        | the source wrote 1e12 for CNY
             DKK | logical | too_many_digits    | the source wrote 1.1234567890123456789 for DKK
             GBP | logical | duplicate_currency | the source wrote 0.85785 for GBP
             GBP | logical | duplicate_currency | the source wrote 0.86 for GBP
             jpy | logical | malformed_currency | the source wrote 178.5 for jpy"
        ),
    );
    silver.expect("silver.validated_rates", "currency | rate\nUSD | 1.1378");
}

#[test]
fn the_same_fault_in_a_later_answer_is_one_finding_of_the_first() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=0 JPY=178.5
         2026-09-28T15:20:00Z ECB 2026-09-28 USD=0 JPY=178.6",
    )
    .silver();
    silver.expect("silver.quarantine", "quote_currency | digits | answer\nUSD | 0 | a1");
}

#[test]
fn a_code_that_no_list_has_is_set_aside() {
    let silver = given("2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 QQQ=1.5").silver();
    silver.expect(
        "silver.quarantine",
        &format!("{FINDINGS}\nQQQ | logical | unknown_currency | QQQ is in no list of currencies"),
    );
    silver.expect("silver.validated_rates", "currency\nUSD");
}

/// A source that names a Saturday costs its own rate, not the whole silver.
#[test]
fn a_rate_of_a_day_without_a_market_is_set_aside() {
    let silver = given(
        "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403
         2026-09-26T15:05:00Z ECB 2026-09-26 USD=1.1390",
    )
    .silver();
    let evidence = "2026-09-26 is a Saturday, when there is no market";
    silver.expect("silver.quarantine", &format!("{FINDINGS}\nUSD | logical | no_market_day | {evidence}"));
    silver.expect("silver.validated_rates", "rate_date | rate\n2026-09-25 | 1.1403");
    assert_eq!(silver.offenders("witnesses_are_recent_and_never_later"), Vec::<String>::new());
}

/// Codes that feeds send beside ISO 4217's, and retired ones, are information.
#[test]
fn a_code_that_is_only_no_iso_code_is_not() {
    let silver = given("2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 KID=1.52 SLL=22914.86806949").silver();
    silver.expect("silver.quarantine", "rule");
}

#[test]
fn an_answer_without_its_rate_for_the_euro_is_comparable_with_nothing() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0 JPY=157.47729333 AED=3.6725",
    )
    .silver();
    let evidence = "the answer has no usable rate between USD and EUR, so it can be compared with nothing";
    silver.expect(
        "silver.quarantine",
        &format!(
            "{FINDINGS}
             AED | structural | missing_pivot | {evidence}
             EUR | logical    | zero_rate     | the source wrote 0 for EUR
             JPY | structural | missing_pivot | {evidence}"
        ),
    );
    silver.expect("silver.validated_rates", "currency | validation_status\nJPY | unwitnessed\nUSD | unwitnessed");
}

#[test]
fn a_conflict_withholds_every_side_and_says_how_far_they_are_apart() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 MXN=20.2133
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 MXN=18.00541451",
    )
    .silver();
    let odds = "usual are 0.25 %; wrong with a probability of 24.4 %";
    silver.expect(
        "silver.quarantine",
        &format!(
            "witness | base_currency | {FINDINGS} | answer
             ECB              | EUR | MXN | consensus | cross_source_deviation | -1.18 % off ExchangeRate-API, {odds} | a1
             ExchangeRate-API | USD | MXN | consensus | cross_source_deviation | 1.20 % off ECB, {odds} | a2"
        ),
    );
    silver.expect("silver.validated_rates", "currency\nUSD");
}

/// An older witness of a conflict is not withheld for a day that it does not speak of.
#[test]
fn an_older_witness_is_not_withheld() {
    let silver = given(
        "2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811
         2024-04-02T06:00:00Z API 2024-04-02 EUR=0.95",
    )
    .silver();
    silver.expect("silver.quarantine", "rate_date | witness | rule\n2024-04-01 | ExchangeRate-API | pivot_deviation");
    silver.expect("silver.validated_rates", "rate_date | publisher\n2024-03-28 | ECB");
}

/// The euro of the feed of 2026-09-29 is off by two percent: nothing of it is published, and nothing agreed through it.
#[test]
fn a_pivot_that_is_contradicted_makes_the_answer_suspect_on_that_day_alone() {
    let silver = given(
        "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403 JPY=179.7 MXN=20.1525
         2026-09-26T06:00:00Z API 2026-09-26 EUR=0.87786534 AED=3.6725
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5 MXN=20.2133
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.8978303976 JPY=157.47729333 MXN=18.00541451 AED=3.6725",
    )
    .silver();
    silver.expect(
        "silver.quarantine where rule = 'pivot_deviation' and quote_currency = 'AED'",
        "rate_date | witness | evidence
         2026-09-28 | ExchangeRate-API | its EUR/USD is -2.11 % off ECB, usual are 0.25 %",
    );
    silver.expect(
        "silver.validated_rates",
        "rate_date | currency | publisher | validation_status
         2026-09-25 | AED | ExchangeRate-API | unwitnessed
         2026-09-25 | JPY | ECB              | unwitnessed
         2026-09-25 | MXN | ECB              | unwitnessed
         2026-09-25 | USD | ECB              | consensus
         2026-09-28 | JPY | ECB              | unwitnessed
         2026-09-28 | MXN | ECB              | unwitnessed
         2026-09-28 | USD | ECB              | unwitnessed",
    );
}

#[test]
fn a_rate_of_the_day_before_is_told_as_one() {
    let silver = given(
        "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1378
         2026-09-25T16:05:00Z BOC 2026-09-25 USD=1.1380
         2026-09-25T16:06:00Z FED 2026-09-25 USD=1.1377
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378
         2026-09-28T16:05:00Z BOC 2026-09-28 USD=1.1450
         2026-09-28T16:06:00Z FED 2026-09-28 USD=1.1452",
    )
    .silver();
    let evidence = "-0.63 % off BOC, whose rate stands, usual are 0.25 %; has the digits of the day before; \
                    wrong with a probability of 68.5 %";
    silver.expect("silver.quarantine", &format!("{FINDINGS}\nUSD | consensus | blamed | {evidence}"));
    silver.expect("silver.deviations where is_stale", "rate_date | witness\n2026-09-28 | ECB");
    silver.expect("silver.validated_rates where rate_date = '2026-09-28'", "digits | publisher\n1.1450 | BOC");
}

/// Each of the three says another thing: who is in the middle is not near any of them.
#[test]
fn of_a_conflict_of_three_it_is_told_how_far_they_are_apart() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378
         2026-09-28T16:05:00Z BOC 2026-09-28 USD=1.1000
         2026-09-28T16:06:00Z FED 2026-09-28 USD=1.1800",
    )
    .silver();
    silver.expect("silver.consensus", "verdict\nconflict");
    let apart = "the 3 witnesses are up to 7.27 % apart, usual are 0.25 %; it is not clear who is right";
    silver.expect(
        "silver.quarantine",
        &format!(
            "witness | rule | evidence
             BOC | blamed | {apart}; wrong with a probability of 68.3 %
             ECB | blamed | {apart}; wrong with a probability of 64.2 %
             FED | blamed | {apart}; wrong with a probability of 68.0 %"
        ),
    );
}
