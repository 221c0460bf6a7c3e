use super::given;

#[test]
fn two_sources_of_one_day_agree_or_do_not() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5 MXN=20.2133
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333 MXN=18.00541451 AED=3.6725",
    )
    .silver();
    silver.expect(
        "silver.consensus",
        "currency | publisher | witnesses | deviation_pct | verdict
         AED | ExchangeRate-API | [ExchangeRate-API]      |          | unwitnessed
         JPY | ECB              | [ECB, ExchangeRate-API] | 0.227198 | consensus
         MXN |                  | [ECB, ExchangeRate-API] | 1.197963 | conflict
         USD | ECB              | [ECB, ExchangeRate-API] | 0.15187  | consensus",
    );
}

#[test]
fn a_limit_itself_is_within() {
    // Deviations are judged as logarithms: 0.50125 % is a half.
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 AUD=100.00000 CAD=100.00000 GBP=100.00000
         2026-09-28T15:05:00Z BOC 2026-09-28 AUD=100.50125 CAD=100.50126 GBP=100.97000",
    )
    .silver();
    silver.expect(
        "silver.consensus",
        "currency | deviation_pct | verdict
         AUD | 0.50125 | consensus
         CAD | 0.50126 | warning
         GBP | 0.97    | warning",
    );
}

/// The lira of 2021-12-20 (ECB against the Bank of Canada's rates), and a hair beyond the limit.
#[test]
fn beyond_the_critical_limit_is_a_conflict_on_either_side() {
    let silver = given(
        "2021-12-20T15:05:00Z ECB 2021-12-20 TRY=20.0434 GBP=100.0000 JPY=100.0000
         2021-12-20T22:00:00Z BOC 2021-12-20 TRY=19.0456 GBP=98.9999  JPY=101.0151",
    )
    .silver();
    silver.expect(
        "silver.consensus",
        "currency | deviation_pct | verdict
         GBP | 1.0001   | conflict
         JPY | 1.0151   | conflict
         TRY | 4.978197 | conflict",
    );
}

#[test]
fn of_three_the_median_decides_and_the_furthest_is_told() {
    let silver = given(
        "2026-09-28T15:05:00Z BOC 2026-09-28 JPY=178.9
         2026-09-28T15:05:00Z ECB 2026-09-28 JPY=178.5
         2026-09-28T15:05:00Z NBP 2026-09-28 JPY=179.9",
    )
    .silver();
    silver.expect(
        "silver.consensus",
        "publisher | witness_count | witnesses | deviation_pct | verdict
         ECB | 3 | [BOC, ECB, NBP] | 0.784314 | consensus",
    );
}

/// One bank of a panel is always off: the publisher is measured by the median of at least three others.
#[test]
fn of_a_panel_the_median_decides() {
    let panel = |ecb: &str| {
        given(&format!(
            "2026-09-28T15:05:00Z ECB 2026-09-28 JPY={ecb}
             2026-09-28T15:05:00Z BOC 2026-09-28 JPY=178.9
             2026-09-28T15:05:00Z FED 2026-09-28 JPY=178.6
             2026-09-28T15:05:00Z NBP 2026-09-28 JPY=190.1"
        ))
        .silver()
    };
    let columns = "publisher | witness_count | deviation_pct | verdict";
    panel("178.5").expect("silver.consensus", &format!("{columns}\nECB | 4 | 0.22409  | consensus"));
    // Two of four are off: it is not clear whom to believe.
    panel("182.5").expect("silver.consensus", &format!("{columns}\n    | 4 | 4.164384 | conflict"));
}

/// An older witness says nothing where another one speaks of the day itself, nor does it widen the tolerance.
#[test]
fn the_others_of_the_nearest_day_are_compared() {
    let silver = given(
        "2024-07-01T15:05:00Z ECB 2024-07-01 USD=1.0746
         2024-06-28T21:05:00Z BOC 2024-06-28 USD=1.2
         2024-07-01T21:05:00Z FED 2024-07-01 USD=1.0749",
    )
    .silver();
    silver.expect(
        "silver.consensus where rate_date = '2024-07-01'",
        "witnesses | trading_days_apart | critical_pct | deviation_pct | verdict
         [ECB, FED] | 0 | 1.0093 | 0.027917 | consensus",
    );
}

#[test]
fn the_publisher_is_the_ecb_then_the_market_then_the_panel() {
    let silver = given(
        "2026-09-28T15:05:00Z BOC       2026-09-28 USD=1.1379 GBP=0.8500 PEN=4.1
         2026-09-28T15:05:00Z panel:ECB 2026-09-28 GBP=0.8501
         2026-09-29T06:00:00Z API       2026-09-29 EUR=0.88022588 GBP=0.7482",
    )
    .silver();
    silver.expect(
        "silver.consensus",
        "currency | publisher | witnesses
         GBP | ExchangeRate-API | [BOC, ECB, ExchangeRate-API]
         PEN | BOC              | [BOC]
         USD | ExchangeRate-API | [BOC, ExchangeRate-API]",
    );
}

#[test]
fn the_ecb_publishes_only_its_own_day() {
    let silver = given(
        "2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811
         2024-04-02T06:00:00Z API 2024-04-02 EUR=0.93170036
         2024-04-02T15:05:00Z ECB 2024-04-02 USD=1.0749",
    )
    .silver();
    silver.expect(
        "silver.consensus",
        "rate_date | publisher | publisher_source
         2024-03-28 | ECB              | frankfurter
         2024-04-01 | ExchangeRate-API | exchangerate
         2024-04-02 | ECB              | frankfurter",
    );
}

/// Two trading days between the ECB's Thursday and Monday: the limits grow by the square root of three. The dollar
/// (0.73 %) would be a warning otherwise.
#[test]
fn tolerance_grows_with_the_trading_days_between() {
    let silver = given(
        "2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811
         2024-04-02T06:00:00Z API 2024-04-02 EUR=0.93170036",
    )
    .silver();
    silver.expect(
        "silver.consensus where rate_date = '2024-04-01'",
        "currency | trading_days_apart | warning_pct | critical_pct | deviation_pct | verdict
         USD | 2 | 0.8707 | 1.7367 | 0.726126 | consensus",
    );
}

#[test]
fn all_answers_behind_a_verdict_are_named_once() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588
         2026-09-29T07:00:00Z API 2026-09-29 EUR=0.88022588",
    )
    .silver();
    silver.expect("silver.consensus", "currency | answers\nUSD | [a1, a2]");
}
