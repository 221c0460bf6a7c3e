use super::given;

#[test]
fn a_rate_is_its_publisher_s_own_digits_with_who_agrees() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.50
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333 AED=3.6725",
    )
    .silver();
    silver.expect(
        "silver.validated_rates",
        "currency | base_currency | quote_currency | digits | significant_digits | publisher | witness_count | validation_status | deviation_pct | rate_regime | answers
         AED | USD | AED | 3.6725 | 5 | ExchangeRate-API | 1 | unwitnessed |          | pegged | [a2]
         JPY | EUR | JPY | 178.50 | 5 | ECB              | 2 | consensus   | 0.227198 | market | [a1, a2]
         USD | EUR | USD | 1.1378 | 5 | ECB              | 2 | consensus   | 0.15187  | market | [a1, a2]",
    );
}

/// On Easter Monday the feed stands for the ECB, for this day and no other; the ECB's Thursday stays Thursday's.
#[test]
fn a_holiday_s_rate_is_the_feed_s_and_of_the_holiday() {
    let silver = given(
        "2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811 JPY=163.45
         2024-04-02T06:00:00Z API 2024-04-02 EUR=0.93170036 JPY=151.70122986 AED=3.6725
         2024-04-02T15:05:00Z ECB 2024-04-02 USD=1.0749 JPY=163.01",
    )
    .silver();
    silver.expect(
        "silver.validated_rates",
        "rate_date | base_currency | quote_currency | digits | publisher | validation_status | published_at
         2024-03-28 | EUR | JPY | 163.45       | ECB              | unwitnessed | 2024-03-28
         2024-03-28 | EUR | USD | 1.0811       | ECB              | unwitnessed | 2024-03-28
         2024-04-01 | USD | AED | 3.6725       | ExchangeRate-API | unwitnessed | 2024-04-02T00:00:01Z
         2024-04-01 | USD | EUR | 0.93170036   | ExchangeRate-API | consensus   | 2024-04-02T00:00:01Z
         2024-04-01 | USD | JPY | 151.70122986 | ExchangeRate-API | consensus   | 2024-04-02T00:00:01Z
         2024-04-02 | EUR | JPY | 163.01       | ECB              | consensus   | 2024-04-02
         2024-04-02 | EUR | USD | 1.0749       | ECB              | consensus   | 2024-04-02",
    );
}

#[test]
fn a_restated_rate_is_validated_as_it_was_restated() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1873
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588
         2026-09-29T15:05:00Z ECB 2026-09-28 USD=1.1378",
    )
    .silver();
    silver.expect(
        "silver.validated_rates",
        "digits | answers | fetched_at\n1.1378 | [a2, a3] | 2026-09-29T15:05:00.000Z",
    );
}

/// The European Central Bank's rates are witnessed by none when the feed has stopped for more than five days.
#[test]
fn a_stale_source_neither_witnesses_nor_publishes() {
    let silver = given(
        "2026-09-22T06:00:00Z API 2026-09-22 EUR=0.8744
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378",
    )
    .silver();
    silver.expect(
        "silver.validated_rates",
        "rate_date | publisher | validation_status | witnesses
         2026-09-21 | ExchangeRate-API | unwitnessed | [ExchangeRate-API]
         2026-09-28 | ECB              | unwitnessed | [ECB]",
    );
}
