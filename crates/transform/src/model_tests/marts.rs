use super::given;
use super::given::Silver;

fn a_week() -> Silver {
    given(
        "2026-08-28T15:05:00Z ECB 2026-08-28 USD=1.1200
         2026-08-31T15:05:00Z ECB 2026-08-31 USD=1.1210
         2026-09-01T15:05:00Z ECB 2026-09-01 USD=1.1220
         2026-09-02T15:05:00Z ECB 2026-09-02 USD=1.1200
         2026-09-03T15:05:00Z ECB 2026-09-03 USD=1.1230
         2026-09-04T15:05:00Z ECB 2026-09-04 USD=1.1250 JPY=178.5",
    )
    .silver()
}

#[test]
fn a_month_is_summed_up_from_its_validated_rates() {
    a_week().expect(
        "silver.monthly_summary where currency = 'USD'",
        "month | days | first_rate_per_eur | last_rate_per_eur | lowest_rate_per_eur | highest_rate_per_eur | unwitnessed
         2026-08-01T00:00:00.000Z | 2 | 1.12  | 1.121 | 1.12 | 1.121 | 2
         2026-09-01T00:00:00.000Z | 4 | 1.122 | 1.125 | 1.12 | 1.125 | 4",
    );
}

#[test]
fn volatility_needs_five_moves() {
    a_week().expect(
        "silver.rate_volatility",
        "rate_date | currency | moves | round(volatility_7_pct, 4) | round(volatility_30_pct, 4)
         2026-09-04 | USD | 5 | 0.1668 | 0.1668",
    );
}

/// After 626 days a peg's rate is where it was, and no day moved it.
#[test]
fn a_move_over_a_gap_is_no_daily_one() {
    let silver = given(
        "2024-01-08T15:05:00Z ECB 2024-01-08 USD=1.0000
         2026-08-28T15:05:00Z ECB 2026-08-28 USD=1.1200
         2026-08-31T15:05:00Z ECB 2026-08-31 USD=1.1210
         2026-09-01T15:05:00Z ECB 2026-09-01 USD=1.1220
         2026-09-02T15:05:00Z ECB 2026-09-02 USD=1.1200
         2026-09-03T15:05:00Z ECB 2026-09-03 USD=1.1230
         2026-09-04T15:05:00Z ECB 2026-09-04 USD=1.1250",
    )
    .silver();
    silver.expect(
        "silver.rate_volatility",
        "rate_date | currency | moves | round(volatility_30_pct, 4)
         2026-09-04 | USD | 5 | 0.1668",
    );
}

/// Over Easter the ECB has no day: from Thursday to Tuesday is its next one.
#[test]
fn the_next_market_day_may_be_that_of_the_ecb() {
    let silver = given(
        "2024-03-26T15:05:00Z ECB 2024-03-26 USD=1.0855
         2024-03-27T15:05:00Z ECB 2024-03-27 USD=1.0816
         2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811
         2024-04-02T15:05:00Z ECB 2024-04-02 USD=1.0749
         2024-04-03T15:05:00Z ECB 2024-04-03 USD=1.0783
         2024-04-04T15:05:00Z ECB 2024-04-04 USD=1.0852",
    )
    .silver();
    silver.expect("silver.rate_volatility", "rate_date | moves\n2024-04-04 | 5");
}

#[test]
fn a_conversion_goes_both_ways() {
    a_week().expect(
        "silver.currency_conversions where rate_date = '2026-09-04'",
        "base_currency | quote_currency | round(approximate_rate, 6) | derivation
         EUR | USD | 1.125    | published
         USD | EUR | 0.888889 | inverted",
    );
}

#[test]
fn a_day_is_measured() {
    a_week().expect(
        "silver.data_quality_metrics where rate_date = '2026-09-04'",
        "metric | value
         observed currencies | 2
         quarantined: new_currency | 1
         validated rates | 1
         validated: unwitnessed | 1",
    );
}
