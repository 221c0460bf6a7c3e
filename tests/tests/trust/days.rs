//! Days on which two sources differ for a reason, on the real rates of all three.

use crate::support::{all, verdict};
use makerates_tests::World;
use serde_json::json;

/// 20.0434 at the ECB, 19.0456 at the Bank of Canada: nobody can say who is right, and nothing is published.
#[test]
fn try_2021_12_20_is_a_conflict_and_the_shock_of_the_next_day_is_published() {
    assert_eq!(verdict(all(), "TRY", "2021-12-20"), "conflict by nobody, withheld");
    // Both fell by a quarter: a real shock.
    let next = verdict(all(), "TRY", "2021-12-21");
    assert!(next.contains("by ECB") && next.contains("published as"), "{next}");
}

/// The Bank of Canada was merely later: the ECB's rate of the next day was where its rate had been.
#[test]
fn brl_2017_05_18_is_a_timing_conflict_and_nobody_is_blamed() {
    assert_eq!(verdict(all(), "BRL", "2017-05-18"), "warning by ECB, later: BOC, published as warning");
    let next = verdict(all(), "BRL", "2017-05-19");
    assert!(next.contains("published as"), "{next}");
}

/// The pound's official rate broke: restricted until then, and after the jump nobody but the feed has the new level.
#[test]
fn egp_2024_03_waits_for_somebody_who_confirms_the_break_of_its_peg() {
    let rules = all().query(
        "select rate_date, coalesce(rule, 'published') from silver.unwitnessed_rates
         where currency = 'EGP' and rate_date between '2024-03-05' and '2024-03-22' order by rate_date",
    );
    assert_eq!(
        rules,
        [
            "2024-03-05 restricted_regime",
            "2024-03-08 unusual_move",
            "2024-03-14 unconfirmed_level",
            "2024-03-15 unconfirmed_level",
            "2024-03-21 unconfirmed_level",
            "2024-03-22 unconfirmed_level",
        ]
    );
}

/// The ECB's last rouble is of 2022-03-01: its `LATEST` says so.
#[test]
fn the_rouble_that_the_ecb_gave_up_is_not_taken_for_current() {
    let last =
        all().query("select max(rate_date) from silver.validated_rates where currency = 'RUB' and publisher = 'ECB'");
    assert_eq!(last, ["2022-03-01"]);
    // Others went on: the newest rouble is theirs, and not 18 % away from the market.
    let newest = all().query(
        "select publisher, rate_date > '2026-09-01', rate_per_eur between 90 and 105 from silver.latest_rates
         where currency = 'RUB'",
    );
    assert_eq!(newest, ["ExchangeRate-API true true"]);
}

/// Pegs of twenty currencies broken at once, all rates one percent off: the answer is at fault, not its rates. Two
/// other days have similar damage.
#[test]
fn the_feeds_bad_days_are_suspect_as_a_whole() {
    let suspect = all().query(
        "select rate_date, array_to_string(rules, '+') from silver.answer_checks
         where is_suspect and source = 'exchangerate' order by rate_date",
    );
    assert_eq!(
        suspect,
        ["2024-03-29 broken_pegs", "2024-06-07 broken_pegs", "2026-09-17 broken_pegs"],
        "stamps 2024-04-01, 2024-06-10 and 2026-09-18"
    );
    let published = all().query(
        "select count(*) from silver.validated_rates where publisher = 'ExchangeRate-API' and rate_date = '2024-06-07'",
    );
    assert_eq!(published, ["0"]);
    assert_eq!(verdict(all(), "JPY", "2024-06-07").split(',').next(), Some("consensus by ECB"));
}

/// On Easter Monday the ECB's rate is two trading days old: the tolerance is wider, and the feed's rates stand.
#[test]
fn at_easter_the_tolerance_grows_with_the_trading_days_between() {
    let limits = all().query(
        "select rate_date, any_value(trading_days_apart), min(critical_pct) > 1.5 from silver.consensus
         where rate_date in ('2024-04-01', '2024-04-02') and currency in ('GBP', 'JPY', 'SEK', 'PLN') group by 1 order by 1",
    );
    assert_eq!(limits.len(), 2, "{limits:?}");
    let easter = all().query(
        "select count(*) filter (where publisher is not null) * 100 / count(*) >= 90 from silver.consensus
         where rate_date = '2024-04-01' and witness_count > 1",
    );
    assert_eq!(easter, ["true"]);
    let conflicts =
        all().query("select count(*) from silver.consensus where rate_date = '2024-04-02' and verdict = 'conflict'");
    assert_eq!(conflicts, ["0"]);
}

/// Twenty-six and a half pesos one day, twenty-four the next: there are two rates, and one source alone is not believed.
#[test]
fn restricted_currencies_are_never_published_alone() {
    let restricted = all().query(
        "select distinct rate_regime, validation_status from silver.validated_rates where currency in ('CUP', 'SYP', 'IRR')",
    );
    assert_eq!(restricted, Vec::<String>::new());
    let flip = all().query(
        "select distinct rule from silver.quarantine where quote_currency = 'CUP' and rate_date >= '2026-09-21'",
    );
    assert_eq!(flip, ["restricted_regime"]);
}

/// With the ECB alone the jumps are withheld, and the levels they lead to for twenty market days: nothing tells them from a
/// wrong cell.
#[test]
fn chf_2015_01_15_and_gbp_2016_06_24_have_no_second_witness() {
    assert_eq!(verdict(all(), "CHF", "2015-01-15"), "unwitnessed by ECB, withheld");
    assert_eq!(verdict(all(), "CHF", "2015-01-16"), "unwitnessed by ECB, withheld");
    assert_eq!(verdict(all(), "CHF", "2015-02-13"), "unwitnessed by ECB, published as unwitnessed");
    assert_eq!(verdict(all(), "GBP", "2016-06-24"), "unwitnessed by ECB, withheld");
}

/// Exactly four days differ from the rule of TARGET days (1999-04-02 and -05 published, two New Year's Eves not); the
/// pegs hold at the ECB but on two days; the legacy currencies end with the euro.
#[test]
fn the_calendar_the_pegs_and_the_legacy_currencies_hold() {
    let silver = all();
    let off_calendar = silver.query(
        "select count(distinct rate_date) from silver.observations
         inner join bronze.calendar on rate_date = day
         where witness = 'ECB' and not is_ecb_day",
    );
    assert_eq!(off_calendar, ["0"]);
    let days = silver.query("select count(distinct rate_date) from silver.observations where witness = 'ECB'");
    assert_eq!(days, ["7126"]);
    let broken =
        silver.query("select rate_date, currency, anchor from silver.broken_pegs where witness = 'ECB' order by all");
    assert_eq!(broken, ["1999-08-20 LTL USD", "2009-03-26 HKD USD"]);
    let after_euro = silver.query(
        "select count(*) from silver.validated_rates inner join silver.dim_currencies using (currency)
         where euro_day is not null and rate_date >= euro_day",
    );
    assert_eq!(after_euro, ["0"]);
}

/// The story that the analyst asks for.
#[test]
fn explain_tells_the_whole_story_of_a_conflict() {
    let story = all().run("transform").args("explain EUR/TRY --date 2021-12-20").ok().to_string();
    let next = "`reject` the wrong one with a later `--to`";
    for part in ["20.0434", "BOC", "conflict", "cross_source_deviation", "probability", next] {
        assert!(story.contains(part), "{part} is not in {story}");
    }
}

/// The feed of 2026-09-29 as it came, and with a euro cell that is two percent wrong: each of its rates would be off by
/// 1.98 % alike, which hides in the common part. The pegs to the euro tell: one finding, and the answer's.
#[test]
fn a_euro_cell_two_percent_off_is_one_finding_and_the_ecbs_rates_stand_alone() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    world.run("extract-frankfurter").args("--from 2026-06-01 --to 2026-09-28 --no-panel").ok();
    world.run("extract-exchangerate").ok();
    world.run("transform").ok();
    let agreed =
        world.query("select count(*) from silver.consensus where rate_date = '2026-09-28' and verdict = 'consensus'");
    assert_eq!(agreed, ["28"]);

    world.renew_home();
    world.run("extract-frankfurter").args("--from 2026-06-01 --to 2026-09-28 --no-panel").ok();
    let wrong = json!([{"source": "exchangerate", "kind": "multiply", "currency": "EUR", "factor": "1.02"}]);
    world.replay.set_faults(&wrong);
    world.run("extract-exchangerate").ok();
    world.run("transform").ok();
    let suspect = world.query(
        "select witness, array_to_string(rules, '+') from silver.answer_checks where rate_date = '2026-09-28' and is_suspect",
    );
    assert_eq!(suspect, ["ExchangeRate-API broken_pegs"], "the CFA franc and others are pegged to the euro");
    let published = world.query(
        "select distinct publisher, validation_status from silver.validated_rates where rate_date = '2026-09-28'",
    );
    assert_eq!(published, ["ECB unwitnessed"]);
    let quality = world.run("transform").args("quality").outcome();
    assert!(quality.expect(5)["reason"].as_str().is_some_and(|reason| reason.contains("broken_pegs")));
}
