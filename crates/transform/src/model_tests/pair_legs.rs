use super::{Silver, given};

/// Three currencies of the ECB, and the dirham of the feed, on the Monday that Tuesday's stamp describes.
fn monday() -> Silver {
    given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5 GBP=0.85785
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333 GBP=0.75538854 AED=3.6725",
    )
    .silver()
}

const LEGS: &str = "base_currency | quote_currency | derivation | quote_leg | base_leg | pivot_currency | publisher";

#[test]
fn the_publisher_s_own_pair_is_published_and_its_other_way_round_inverted() {
    monday().expect(
        "silver.pair_legs where 'EUR' in (base_currency, quote_currency) and 'USD' in (base_currency, quote_currency)",
        &format!(
            "{LEGS}
             EUR | USD | published | 1.1378 |        | EUR | ECB
             USD | EUR | inverted  |        | 1.1378 | EUR | ECB"
        ),
    );
}

#[test]
fn other_pairs_go_through_the_publisher_s_base() {
    monday().expect(
        "silver.pair_legs where derivation = 'triangulated' and base_currency in ('EUR', 'USD')",
        &format!(
            "{LEGS}
             EUR | AED | triangulated | 3.6725  | 0.88022588 | USD | ExchangeRate-API
             USD | GBP | triangulated | 0.85785 | 1.1378     | EUR | ECB
             USD | JPY | triangulated | 178.5   | 1.1378     | EUR | ECB"
        ),
    );
}

/// A pair is never made of one day's leg and another day's, nor of two sources' legs.
#[test]
fn both_legs_are_of_one_day_and_one_publisher() {
    let silver = given(
        "2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811 JPY=163.45
         2024-04-02T06:00:00Z API 2024-04-02 EUR=0.93170036 JPY=151.70122986
         2024-04-02T15:05:00Z ECB 2024-04-02 JPY=163.01",
    )
    .silver();
    silver.expect(
        "silver.pair_legs where quote_currency = 'JPY'",
        &format!(
            "rate_date | {LEGS}
             2024-03-28 | EUR | JPY | published    | 163.45       |            | EUR | ECB
             2024-03-28 | USD | JPY | triangulated | 163.45       | 1.0811     | EUR | ECB
             2024-04-01 | EUR | JPY | triangulated | 151.70122986 | 0.93170036 | USD | ExchangeRate-API
             2024-04-01 | USD | JPY | published    | 151.70122986 |            | USD | ExchangeRate-API
             2024-04-02 | EUR | JPY | published    | 163.01       |            | EUR | ECB"
        ),
    );
}

#[test]
fn a_leg_in_conflict_makes_no_pair() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5 MXN=20.2133
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333 MXN=18.00541451 AED=3.6725",
    )
    .silver();
    silver.expect("silver.pair_legs where 'MXN' in (base_currency, quote_currency)", "rate_date");
}

/// On Easter Monday the feed publishes. The Cuban peso has official and parallel rates and nobody confirms the feed's:
/// it is withheld, and no leg of the dirham either.
#[test]
fn a_withheld_rate_is_no_leg() {
    let silver = given(
        "2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811 MXN=17.9179
         2024-04-02T06:00:00Z API 2024-04-02 EUR=0.93170036 CUP=24 AED=3.6725",
    )
    .silver();
    silver.expect(
        "silver.pair_legs where rate_date = '2024-04-01' and 'AED' in (base_currency, quote_currency)",
        "base_currency | quote_currency | derivation
         AED | EUR | triangulated
         AED | USD | inverted
         EUR | AED | triangulated
         USD | AED | published",
    );
}

/// Whatever the day: a pair and its other way round are made of the same legs, and three pairs in a ring of one
/// publisher cancel out, leg by leg.
#[test]
fn pairs_are_reciprocal_and_triangles_close() {
    let silver = monday();
    silver.expect(
        "silver.pair_legs as pair
         inner join silver.pair_legs as back
            on pair.base_currency = back.quote_currency and pair.quote_currency = back.base_currency
         where pair.quote_leg is distinct from back.base_leg and pair.publisher = back.publisher",
        "pair.base_currency | pair.quote_currency",
    );
    silver.expect(
        "(
            select coalesce(quote_leg, 1) as quote_leg, coalesce(base_leg, 1) as base_leg, base_currency, quote_currency
            from silver.pair_legs
            where publisher = 'ECB'
        ) as legs
        where base_currency in ('EUR', 'JPY', 'USD') and (base_currency, quote_currency)
            in (('EUR', 'USD'), ('USD', 'JPY'), ('JPY', 'EUR'))",
        "count(*) | product(quote_leg) = product(base_leg)\n3 | true",
    );
}

const BLAMED_DOLLAR: &str = "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.2378 JPY=178.50
     2026-09-28T21:05:00Z BOC 2026-09-28 USD=1.1380 JPY=178.51
     2026-09-28T21:05:00Z FED 2026-09-28 USD=1.1381 JPY=178.52";

/// Two banks that both quote against the dollar: a person rejected the first one's euro, and so the second one publishes the
/// dollar, and the first one its rand. The second one's rand was accepted, too.
#[test]
fn of_two_in_the_same_base_the_pair_is_that_of_whoever_publishes_the_currency() {
    let silver = given(
        "2005-06-14T15:05:00Z usd:AAA 2005-06-14 EUR=0.8271 ZAR=6.8650
         2005-06-14T15:05:00Z usd:BBB 2005-06-14 EUR=0.8270 ZAR=6.8542
         2005-06-14T15:05:00Z usd:CCC 2005-06-14 EUR=0.8272 ZAR=6.8601",
    )
    .decided("reject EUR/USD AAA 2005-06-14 2005-06-14")
    .silver();
    silver.expect("silver.validated_rates", "currency | publisher | base_currency\nUSD | BBB | USD\nZAR | AAA | USD");
    silver.expect(
        "silver.pair_legs where quote_currency = 'ZAR'",
        &format!(
            "{LEGS}
             USD | ZAR | published | 6.865 | | USD | AAA"
        ),
    );
}

/// The ECB's dollar is blamed, and the Bank of Canada's stands: the ECB's yen makes no cross through the one, but the
/// bank's own yen, which was accepted, does through the other.
#[test]
fn a_blamed_rate_is_no_leg() {
    let silver = given(BLAMED_DOLLAR).silver();
    silver.expect("silver.consensus", "currency | publisher | verdict\nJPY | ECB | consensus\nUSD | BOC | resolved");
    silver.expect(
        "silver.pair_legs where base_currency = 'USD' and quote_currency = 'JPY'",
        "publisher | quote_leg | base_leg | validation_status\nBOC | 178.51 | 1.138 | resolved",
    );
}

/// The bank's own dollar and yen: the pair stands on both, and has the digits of the yen.
#[test]
fn a_pair_that_is_its_witness_s_own_has_its_own_digits() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.2378 JPY=178.50
         2026-09-28T21:05:00Z usd:BOC 2026-09-28 EUR=0.8787 JPY=156.863
         2026-09-28T21:05:00Z usd:FED 2026-09-28 EUR=0.8786 JPY=156.865",
    )
    .silver();
    silver.expect(
        "silver.pair_legs where 'JPY' in (base_currency, quote_currency) and 'USD' in (base_currency, quote_currency)",
        "base_currency | quote_currency | derivation | publisher | significant_digits
         JPY           | USD            | inverted   | BOC       | 6
         USD           | JPY            | published  | BOC       | 6",
    );
}

/// The feed alone has the dirham, and its own euro, yen and pound were accepted beside the ECB's.
#[test]
fn a_currency_that_one_source_has_is_a_base_as_any_other() {
    monday().expect(
        "silver.pair_legs where base_currency = 'AED'",
        &format!(
            "{LEGS} | validation_status
             AED | EUR | triangulated | 0.88022588   | 3.6725 | USD | ExchangeRate-API | unwitnessed
             AED | GBP | triangulated | 0.75538854   | 3.6725 | USD | ExchangeRate-API | unwitnessed
             AED | JPY | triangulated | 157.47729333 | 3.6725 | USD | ExchangeRate-API | unwitnessed
             AED | USD | inverted     |              | 3.6725 | USD | ExchangeRate-API | unwitnessed"
        ),
    );
}

/// The feed's peso contradicts the ECB's: its dirham has no pair with it, either way round, and all others.
#[test]
fn a_leg_that_was_not_accepted_makes_no_pair() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5 MXN=20.2133
         2026-09-28T21:05:00Z BOC 2026-09-28 USD=1.1379 MXN=20.2131
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333 MXN=18.00541451 AED=3.6725",
    )
    .silver();
    silver.expect(
        "silver.deviations where currency = 'MXN' and rate_date = '2026-09-28'",
        "witness | is_accepted\nBOC | true\nECB | true\nExchangeRate-API | false",
    );
    silver.expect(
        "silver.pair_legs where 'AED' in (base_currency, quote_currency)",
        "base_currency | quote_currency
         AED | EUR
         AED | JPY
         AED | USD
         EUR | AED
         JPY | AED
         USD | AED",
    );
}

/// Whoever publishes the two: each pair has one rate, and its other way round has the same legs of the same publisher.
#[test]
fn a_pair_exists_if_and_only_if_it_does_the_other_way_round() {
    let days = [
        BLAMED_DOLLAR,
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5 GBP=0.85785
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333 GBP=0.75538854 AED=3.6725 KWD=0.305",
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.2378 JPY=178.5 GBP=0.85785 SEK=11.5
         2026-09-28T21:05:00Z BOC 2026-09-28 USD=1.1379 JPY=178.51 XAF=656
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333 GBP=0.75538854 AED=3.6725",
    ];
    for day in days {
        let silver = given(day).silver();
        silver.expect(
            "(
                select base_currency, quote_currency, quote_leg, base_leg, publisher, validation_status, rate_regime, witnesses
                from silver.pair_legs
                except all
                select quote_currency, base_currency, base_leg, quote_leg, publisher, validation_status, rate_regime, witnesses
                from silver.pair_legs
            )",
            "base_currency | quote_currency | quote_leg | base_leg",
        );
        silver.expect(
            "(select 1 from silver.pair_legs group by base_currency, quote_currency having count(*) > 1) as repeated",
            "count(*)\n0",
        );
    }
}

/// Of two publishers one has both: then there is a pair of any two currencies of the day.
#[test]
fn every_two_currencies_of_a_day_have_a_pair() {
    monday().expect(
        "(
            select one.currency, other.currency as quote
            from (select currency from silver.validated_rates union select 'EUR') as one
            cross join (select currency from silver.validated_rates union select 'EUR') as other
            where one.currency <> other.currency
        ) as wanted
        anti join silver.pair_legs on currency = base_currency and quote = quote_currency",
        "currency | quote",
    );
}
