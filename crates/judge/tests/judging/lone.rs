//! A rate that nobody confirms on its day: by which rule it is withheld.

use super::{judged, judged_by};
use crate::given::{self, wave, weekdays};
use crate::judged::Judged;
use makerates_judge::Settings;

/// A pound that is quoted by the ECB alone, on consecutive days.
fn alone(rates: &[&str]) -> Judged {
    let lines: Vec<String> =
        (4..).zip(rates).map(|(day, rate)| format!("2024-03-{day:02} ECB GBP={rate} USD=1.08{day:02}")).collect();
    judged(&lines.join("\n"))
}

#[test]
fn an_unusual_move_is_withheld_and_so_is_the_level_it_leads_to() {
    let judged = alone(&["0.8550", "0.8556", "0.8990", "0.9001"]);
    assert_eq!(judged.rules("GBP"), ["published", "published", "unusual_move", "unconfirmed_level"]);
    let evidence = |day| judged.lone(day, "GBP").evidence.as_deref();
    assert_eq!(evidence("2024-03-06"), Some("moved by 5.07 % since 2024-03-05, more than 2.12 %"));
    assert_eq!(
        evidence("2024-03-07"),
        Some(
            "jumps since 2024-03-06 add up to 5.07 %, and nobody confirms the new level, where it is on market day 2 of 20"
        )
    );
}

/// The day after a spike is measured from before it, too: the right rate is not withheld for what the wrong one did.
#[test]
fn the_way_back_from_a_spike_is_usual() {
    assert_eq!(
        alone(&["0.8550", "0.8556", "8.5560", "0.8561"]).rules("GBP"),
        ["published", "published", "unusual_move", "published"]
    );
}

/// Six usual moves of 0.35 % are 2.1 %, over a weekend as over a day; over four days twice as much.
#[test]
fn the_limit_grows_with_the_trading_days_between() {
    let moved = |day: &str| judged(&format!("2024-03-01 ECB GBP=0.8550\n{day} ECB GBP=0.8800")).rules("GBP")[1];
    // By 2.88 %.
    assert_eq!(moved("2024-03-04"), "unusual_move");
    assert_eq!(moved("2024-03-07"), "published");
}

/// What flips by a fifth every day would teach that any jump is usual.
#[test]
fn no_move_of_more_than_a_quarter_is_usual() {
    let flip = |number: u32| if number.is_multiple_of(2) { 100.0 } else { 130.0 };
    let judged = judged(&weekdays("2024-01-01", 40, |number, date| format!("{date} ECB ZAR={:.2}", flip(number))));
    let row = judged.days[39].1.unwitnessed_rates.first().unwrap();
    assert_eq!((row.rule, row.move_limit_pct), (Some("unusual_move"), 25.0));
}

#[test]
fn a_currency_that_comes_later_waits_until_it_is_confirmed_or_has_stood() {
    let lines = weekdays("2024-03-04", 22, |number, date| {
        let tugrik = if number == 0 { String::new() } else { format!(" MNT={}", 3370 + number) };
        format!("{date} API EUR=0.92 AED=3.6725{tugrik}")
    });
    let judged = judged(&lines);
    let rules = judged.rules("MNT");
    assert_eq!((rules[..20].to_vec(), rules[20]), (vec!["new_currency"; 20], "published"));
    assert_eq!(
        judged.days[2].1.unwitnessed_rates[1].evidence.as_deref(),
        Some("the source had it on no day before 2024-03-05: market day 2 of 20")
    );
}

/// A bank agreed with its first rates: some days later the source is believed alone.
#[test]
fn a_new_currency_that_was_confirmed_is_new_no_more() {
    let judged = judged(
        "2024-03-04 API EUR=0.92 AED=3.6725
         2024-03-05 API EUR=0.92 AED=3.6725 MNT=3370
         2024-03-06 API EUR=0.92 AED=3.6725 MNT=3371
         2024-03-06 BOC MNT=3664
         2024-03-18 API EUR=0.92 AED=3.6725 MNT=3372",
    );
    judged.expect(
        "MNT",
        "2024-03-05 unwitnessed by API, withheld: new_currency
         2024-03-06 consensus by API
         2024-03-18 unwitnessed by API",
    );
    assert_eq!(judged.lone("2024-03-05", "MNT").jumped_on, None, "it came from nowhere");
}

#[test]
fn a_restricted_currency_is_never_published_by_one_source_alone() {
    judged("2026-09-24 API EUR=0.88 CUP=24 IRR=1375000 AED=3.6725").expect_on(
        "2026-09-24",
        "AED unwitnessed by API
         CUP unwitnessed by API, withheld: restricted_regime
         IRR unwitnessed by API, withheld: restricted_regime
         USD unwitnessed by API",
    );
}

/// VED is the bolívar of VES, whichever code a source has for it.
#[test]
fn every_code_of_a_restricted_money_is_withheld() {
    judged("2026-09-24 API EUR=0.88 VES=168 VED=168 GGP=0.74 GBP=0.74").expect_on(
        "2026-09-24",
        "GBP unwitnessed by API
         GGP unwitnessed by API
         USD unwitnessed by API
         VED unwitnessed by API, withheld: restricted_regime
         VES unwitnessed by API, withheld: restricted_regime",
    );
}

/// The som had two rates until September 2017, and has one since.
#[test]
fn a_currency_is_restricted_on_the_days_of_its_restriction() {
    let som = judged(
        "2017-08-31 API EUR=0.84 UZS=4210
         2017-09-05 API EUR=0.84 UZS=8100
         2017-09-06 API EUR=0.84 UZS=8101",
    );
    assert_eq!(som.rules("UZS"), ["restricted_regime", "unusual_move", "unconfirmed_level"]);
}

/// The feed is 9 % off the others for a week: when they are silent, it is not believed alone.
#[test]
fn who_lately_contradicted_the_others_is_not_believed_alone() {
    let past = |quarrels: u32| {
        weekdays("2024-03-04", 10, |number, date| {
            let rate = 160.0 + 0.8 * wave(number);
            let boc = if number < quarrels { 1.09 * rate } else { rate - 0.1 };
            format!("{date} ECB JPY={rate:.4}\n{date} FED JPY={:.4}\n{date} BOC JPY={boc:.4}", rate + 0.1)
        })
    };
    let alone = |quarrels| judged(&(past(quarrels) + "2024-03-25 BOC JPY=160.1")).rules("JPY").pop();
    assert_eq!(alone(2), Some("published"), "believed on eight of ten days");
    let judged = judged(&(past(3) + "2024-03-25 BOC JPY=160.1"));
    assert_eq!(judged.rules("JPY").pop(), Some("no_recent_agreement"));
    let evidence = &judged.lone("2024-03-25", "JPY").evidence;
    assert_eq!(evidence.as_deref(), Some("agreed with others on only 70 % of the last days"));
}

/// Four comparisons are too few to say so.
#[test]
fn a_few_contradictions_tell_nothing() {
    let judged = judged(
        &(weekdays("2024-03-04", 4, |number, date| {
            let rate = 160.0 + 0.8 * wave(number);
            format!("{date} ECB JPY={rate:.4}\n{date} FED JPY={:.4}\n{date} BOC JPY={:.4}", rate + 0.1, 1.09 * rate)
        }) + "2024-03-18 BOC JPY=174.5"),
    );
    assert_eq!(judged.rules("JPY").pop(), Some("published"));
}

/// A bank agreed with the ECB for a week and was silent in the next, when the market moved: its old words count for nothing.
#[test]
fn an_older_word_is_no_contradiction() {
    let judged = judged(
        &(weekdays("2024-03-04", 10, |number, date| {
            let rate = 160.0 + 0.8 * wave(number);
            if number < 5 {
                format!("{date} ECB JPY={rate:.4}\n{date} BOC JPY={:.4}", rate + 0.1)
            } else {
                format!("{date} ECB JPY={:.4}", rate + 6.0)
            }
        }) + "2024-03-25 BOC JPY=160.2"),
    );
    assert_eq!(judged.day("2024-03-12").deviations.len(), 2, "the bank's Friday is compared on Tuesday");
    assert_eq!(judged.rules("JPY").pop(), Some("published"));
}

#[test]
fn by_configuration_nothing_is_published_on_one_word() {
    let settings = Settings { publishes_unwitnessed: false, ..Settings::default() };
    judged_by(settings, given::days("2026-09-28 ECB USD=1.1378 JPY=178.5\n2026-09-28 BOC JPY=178.6")).expect_on(
        "2026-09-28",
        "JPY consensus by ECB
         USD unwitnessed by ECB, withheld: no_second_witness",
    );
}
