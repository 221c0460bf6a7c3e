use super::{Silver, given};

const PAIRS: &str = "base_currency | quote_currency | rate_date | is_latest | status";

/// Compares what is published, but for the fixed rates, which there are in every silver.
#[track_caller]
fn expect(silver: &Silver, bases: &str, first_day: &str, expected: &str) {
    let macro_call = format!("silver.published_pairs(['{}'], date '{first_day}')", bases.replace(' ', "','"));
    silver.expect(&format!("{macro_call} where status <> 'fixed_conversion'"), expected);
}

#[test]
fn the_hot_window_and_the_newest_of_each_pair_are_published() {
    let silver = given(
        "2026-09-24T15:05:00Z ECB 2026-09-24 USD=1.1367 JPY=180.57
         2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378",
    )
    .silver();
    let expected = format!(
        "{PAIRS}
         EUR | JPY | 2026-09-24 | true  | current
         EUR | USD | 2026-09-25 | false | current
         EUR | USD | 2026-09-28 | false | current
         EUR | USD | 2026-09-28 | true  | current"
    );
    expect(&silver, "EUR", "2026-09-25", &expected);
}

#[test]
fn only_pairs_of_the_bases_are_published() {
    let silver = given("2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5").silver();
    let expected = format!(
        "{PAIRS}
         EUR | JPY | 2026-09-28 | true | current
         EUR | USD | 2026-09-28 | true | current
         USD | EUR | 2026-09-28 | true | current
         USD | JPY | 2026-09-28 | true | current"
    );
    expect(&silver, "EUR USD", "2026-09-29", &expected);
}

/// The newest day of a pair is that of its two legs together.
#[test]
fn a_pair_s_newest_day_is_one_on_which_both_legs_were_validated() {
    let silver = given(
        "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403 JPY=179.7
         2026-09-28T15:05:00Z ECB 2026-09-28 JPY=178.5",
    )
    .silver();
    let expected = format!(
        "{PAIRS}
         EUR | JPY | 2026-09-28 | true | current
         EUR | USD | 2026-09-25 | true | current
         USD | EUR | 2026-09-25 | true | current
         USD | JPY | 2026-09-25 | true | current"
    );
    expect(&silver, "EUR USD", "2026-09-29", &expected);
}

/// The yen has moved by three percent: the dollar in yen of the Friday is no longer today's, though nothing of it is withheld.
/// That Monday has a dollar of another bank is no help: no one source is good for both.
#[test]
fn a_pair_is_stale_when_the_newest_rates_of_its_currencies_make_another_one() {
    let monday = |rates: &str| {
        let friday = "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403 JPY=179.7
                      2026-09-25T15:06:00Z BOC 2026-09-25 USD=1.1405 JPY=179.71";
        given(&format!("{friday}\n{rates}")).silver()
    };
    let expect_state = |silver: &Silver, yen_day: &str, status: &str| {
        silver.expect(
            "silver.published_pairs(['USD'], date '2026-09-29') where quote_currency in ('EUR', 'JPY')",
            &format!("{PAIRS}\nUSD | EUR | {yen_day} | true | current\nUSD | JPY | 2026-09-25 | true | {status}"),
        );
    };
    let yen = |yen: &str| {
        format!(
            "2026-09-28T15:05:00Z ECB 2026-09-28 JPY={yen}
             2026-09-28T15:06:00Z BOC 2026-09-28 JPY={yen}"
        )
    };
    expect_state(&monday(&yen("185.1")), "2026-09-25", "stale");
    expect_state(&monday(&yen("182.1")), "2026-09-25", "current");
    let dollar_of_another = "2026-09-28T15:05:00Z ECB 2026-09-28 JPY=179.1
        2026-09-28T15:06:00Z BOC 2026-09-28 USD=";
    expect_state(&monday(&format!("{dollar_of_another}1.1601")), "2026-09-28", "stale");
    expect_state(&monday(&format!("{dollar_of_another}1.1425")), "2026-09-28", "current");
}

#[test]
fn a_pair_has_ended_with_either_of_its_currencies() {
    let silver = given(
        "2022-03-01T15:05:00Z ECB 2022-03-01 USD=1.1162 RUB=117.201
         2022-04-04T15:05:00Z ECB 2022-04-04 USD=1.1005",
    )
    .silver();
    let expected = format!(
        "{PAIRS}
         EUR | RUB | 2022-03-01 | true | ended
         EUR | USD | 2022-04-04 | true | current
         RUB | EUR | 2022-03-01 | true | ended
         RUB | USD | 2022-03-01 | true | ended"
    );
    expect(&silver, "EUR RUB", "2022-04-05", &expected);
}

/// The lev's last fixing is its last one; from the euro day on its rate is the Council's. The dollar's pair with it is
/// no fixed rate, and ends.
#[test]
fn a_currency_that_the_euro_replaced_has_its_fixed_rate_and_only_that() {
    let silver = given(
        "2025-12-31T15:05:00Z ECB 2025-12-31 USD=1.175 BGN=1.9558
         2026-01-02T15:05:00Z ECB 2026-01-02 USD=1.1721",
    )
    .silver();
    silver.expect(
        "silver.published_pairs(['EUR', 'USD'], date '2025-12-29') where quote_currency = 'BGN'",
        &format!(
            "{PAIRS} | quote_leg | derivation | publisher | validation_status | significant_digits
             EUR | BGN | 2025-12-31 | false | current          | 1.9558  | published    | ECB | unwitnessed | 5
             EUR | BGN | 2026-01-01 | true  | fixed_conversion | 1.95583 | published    | Council of the European Union | statutory | 6
             USD | BGN | 2025-12-31 | false | current          | 1.9558  | triangulated | ECB | unwitnessed | 4
             USD | BGN | 2025-12-31 | true  | ended            | 1.9558  | triangulated | ECB | unwitnessed | 4"
        ),
    );
    silver.expect(
        "silver.published_pairs(['BGN'], date '2026-01-02') where quote_currency in ('EUR', 'USD')",
        "base_currency | quote_currency | is_latest | status\nBGN | USD | true | ended",
    );
}

#[test]
fn before_the_euro_day_the_last_fixing_stands() {
    let silver = given("2025-12-31T15:05:00Z ECB 2025-12-31 USD=1.175 BGN=1.9558").silver();
    silver.expect(
        "silver.published_pairs(['EUR'], date '2026-01-01') where quote_currency = 'BGN'",
        &format!("{PAIRS} | quote_leg\nEUR | BGN | 2025-12-31 | true | current | 1.9558"),
    );
}

/// GRD has six significant figures although its rate is written with a nought at the end; CYP begins with one.
#[test]
fn fixed_rates_have_six_significant_digits() {
    let silver = given("2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378").silver();
    silver.expect(
        "silver.published_pairs(['EUR'], date '2026-09-25') where validation_status = 'statutory'",
        "count(*) | min(significant_digits) | max(significant_digits)\n21 | 6 | 6",
    );
    silver
        .expect("silver.published_pairs(['USD'], date '2026-09-25') where validation_status = 'statutory'", "currency");
}

#[test]
fn no_item_comes_twice() {
    let silver = given(
        "2025-12-31T15:05:00Z ECB 2025-12-31 USD=1.175 BGN=1.9558 JPY=184.09
         2026-01-01T06:00:00Z API 2026-01-01 EUR=0.8511 BGN=1.6645 AED=3.6725
         2026-01-02T06:00:00Z API 2026-01-02 EUR=0.8513 BGN=1.6651 JPY=156.7 AED=3.6725",
    )
    .silver();
    silver.expect(
        "(
            select count(*) as copies
            from silver.published_pairs(['EUR', 'USD', 'AED', 'BGN'], date '2025-12-29')
            group by base_currency, quote_currency, if(is_latest, null, rate_date)
        ) where copies > 1",
        "copies",
    );
}
