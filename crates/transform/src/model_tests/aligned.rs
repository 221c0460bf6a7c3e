use super::given;

#[test]
fn a_witness_speaks_of_its_own_day_where_it_can() {
    let silver = given(
        "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403
         2026-09-26T06:00:00Z API 2026-09-26 EUR=0.87786534
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588",
    )
    .silver();
    silver.expect(
        "silver.aligned",
        "rate_date | witness | observed_on | age_days | trading_days_apart | digits
         2026-09-25 | ECB              | 2026-09-25 | 0 | 0 | 1.1403
         2026-09-25 | ExchangeRate-API | 2026-09-25 | 0 | 0 | 0.87786534
         2026-09-28 | ECB              | 2026-09-28 | 0 | 0 | 1.1378
         2026-09-28 | ExchangeRate-API | 2026-09-28 | 0 | 0 | 0.88022588",
    );
}

/// Good Friday was 2024-03-29, Easter Monday 2024-04-01. The feed's stamp of Tuesday describes Monday.
#[test]
fn on_a_holiday_the_ecb_s_last_day_is_its_witness() {
    let silver = given(
        "2024-03-27T15:05:00Z ECB 2024-03-27 USD=1.0816
         2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811
         2024-04-02T06:00:00Z API 2024-04-02 EUR=0.93170036
         2024-04-02T15:05:00Z ECB 2024-04-02 USD=1.0749",
    )
    .silver();
    silver.expect(
        "silver.aligned where rate_date > '2024-03-28'",
        "rate_date | witness | observed_on | age_days | trading_days_apart | digits
         2024-04-01 | ECB              | 2024-03-28 | 4 | 2 | 1.0811
         2024-04-01 | ExchangeRate-API | 2024-04-01 | 0 | 0 | 0.93170036
         2024-04-02 | ECB              | 2024-04-02 | 0 | 0 | 1.0749
         2024-04-02 | ExchangeRate-API | 2024-04-01 | 1 | 1 | 0.93170036",
    );
}

#[test]
fn five_days_are_recent_and_six_are_stale() {
    let silver = given(
        "2026-09-29T06:00:00Z ECB 2026-09-23 JPY=180.57
         2026-09-29T06:00:00Z BOC 2026-09-22 JPY=180.57
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333",
    )
    .silver();
    silver.expect(
        "silver.aligned where rate_date = '2026-09-28' and currency = 'JPY'",
        "witness | observed_on | age_days | trading_days_apart
         ECB              | 2026-09-23 | 5 | 3
         ExchangeRate-API | 2026-09-28 | 0 | 0",
    );
}

#[test]
fn a_later_day_is_never_a_witness() {
    let silver = given(
        "2026-09-29T06:00:00Z ECB 2026-09-25 USD=1.1403
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588",
    )
    .silver();
    silver.expect(
        "silver.aligned",
        "rate_date | witness | observed_on
         2026-09-25 | ECB              | 2026-09-25
         2026-09-28 | ECB              | 2026-09-25
         2026-09-28 | ExchangeRate-API | 2026-09-28",
    );
}

#[test]
fn where_two_speak_of_the_day_a_silent_one_is_not_asked() {
    let silver = given(
        "2026-09-28T15:05:00Z BOC 2026-09-25 USD=1.1405
         2026-09-28T15:05:00Z ECB 2026-09-25 USD=1.1403
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588",
    )
    .silver();
    silver.expect(
        "silver.aligned where rate_date = '2026-09-28'",
        "witness | observed_on
         ECB              | 2026-09-28
         ExchangeRate-API | 2026-09-28",
    );
}
