use super::given;

/// The feed of 2026-09-29 with its euro off by two percent, and the day before as it was.
#[test]
fn a_conflict_over_the_feed_s_own_base_makes_its_day_suspect() {
    let silver = given(
        "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403
         2026-09-26T06:00:00Z API 2026-09-26 EUR=0.87786534
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.8978303976",
    )
    .silver();
    silver.expect(
        "silver.suspect_answers",
        "rate_date | source | pivot_currency | deviation_pct | critical_pct
         2026-09-28 | exchangerate | USD | 2.109676 | 1",
    );
}

#[test]
fn a_conflict_over_another_currency_does_not() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=167",
    )
    .silver();
    silver.expect("silver.consensus where verdict = 'conflict'", "currency\nJPY");
    silver.expect("silver.suspect_answers", "rate_date");
}
