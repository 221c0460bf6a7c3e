use super::given;

#[test]
fn a_weekend_s_repeats_are_no_witnesses() {
    let silver = given(
        "2026-09-28T06:00:00Z API 2026-09-26 EUR=0.87786534
         2026-09-28T06:00:00Z API 2026-09-27 EUR=0.87780652",
    )
    .silver();
    silver.expect("silver.witnesses", "rate_date | stamp\n2026-09-25 | 2026-09-26");
}

/// The feed goes on to send BGN, at its market rate, after the euro took its place on 2026-01-01.
#[test]
fn a_currency_that_the_euro_replaced_has_no_witness_any_more() {
    let silver = given(
        "2025-12-31T15:05:00Z ECB 2025-12-31 USD=1.175 BGN=1.9558
         2026-01-01T06:00:00Z API 2026-01-01 EUR=0.8511 BGN=1.6645
         2026-01-02T06:00:00Z API 2026-01-02 EUR=0.8513 BGN=1.6651
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 BGN=1.72157219",
    )
    .silver();
    silver.expect(
        "silver.witnesses where currency = 'BGN'",
        "rate_date | witness | digits
         2025-12-31 | ECB              | 1.9558
         2025-12-31 | ExchangeRate-API | 1.6645",
    );
}

#[test]
fn what_can_not_be_compared_is_no_witness() {
    let silver = given(
        "2026-09-29T06:00:00Z API 2026-09-29 JPY=157.47729333
         2026-09-28T15:05:00Z ECB 2026-09-28 QQQ=1.5",
    )
    .silver();
    silver.expect("silver.witnesses", "rate_date | currency");
}

#[test]
fn a_bank_whose_number_is_no_mid_is_kept_and_witnesses_nothing() {
    let silver = given(
        "2024-07-01T15:05:00Z ECB 2024-07-01 USD=1.0745
         2024-07-02T06:00:00Z usd:BANXICO 2024-07-01 EUR=0.93 MXN=18.3
         2024-07-02T06:00:00Z usd:BCC 2024-07-01 EUR=0.5 CUP=320",
    )
    .bank(["BANXICO", "Banco de México", "FIX"])
    .bank(["BCC", "El Toque", "informal market rate"])
    .bank(["XYZ", "", "transfer rate"])
    .silver();
    silver.expect(
        "silver.banks",
        "key | label | is_mid
         BANXICO | Banco de México (FIX) | true
         BCC | El Toque (informal market rate) | false
         XYZ | XYZ (transfer rate) | false",
    );
    silver.expect("silver.witnesses where currency = 'USD'", "witness\nBANXICO\nECB");
    silver.expect(
        "silver.observations where witness = 'BCC'",
        "currency | digits | role\nCUP | 320 | no_mid\nUSD | 0.5 | no_mid",
    );
    silver.expect("silver.consensus", "currency | witness_count\nMXN | 1\nUSD | 2");
    silver.expect("silver.quarantine where witness = 'BCC'", "rule");
}
