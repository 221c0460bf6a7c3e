//! Days of which the plain rule was wrong, by a few of their real rates.

use super::judged;
use crate::given::{wave, weekdays};

/// The ECB and the Bank of Canada were 5 % apart: nothing tells who is right. On the next day both fell by a quarter.
#[test]
fn the_lira_of_december_2021_is_a_conflict_and_its_shock_is_not() {
    judged(
        "2021-12-17 ECB TRY=19.1155
         2021-12-17 BOC TRY=18.6008
         2021-12-20 ECB TRY=20.0434
         2021-12-20 BOC TRY=19.0456
         2021-12-21 ECB TRY=14.7132
         2021-12-21 BOC TRY=14.5045
         2021-12-22 ECB TRY=14.0719
         2021-12-22 BOC TRY=14.0744",
    )
    .expect(
        "TRY",
        "2021-12-17 conflict
         2021-12-20 conflict
         2021-12-21 conflict
         2021-12-22 consensus by ECB",
    );
}

/// Floated on the 29th, 57.86 still on the 31st: the feed's rate, a dollar's, has the digits of the day before. That is no
/// sign of being right.
#[test]
fn the_birr_of_july_2024_does_not_win_by_standing_still() {
    let past = weekdays("2024-05-27", 44, |number, date| {
        let birr = 57.5 + 0.2 * wave(number);
        format!("{date} API EUR=0.9240 ETB={birr:.4}\n{date} NBE ETB={:.4}", 1.0822 * (birr + 0.03))
    });
    let judged = judged(
        &(past
            + "2024-07-26 API EUR=0.9240 ETB=57.8580
               2024-07-26 NBE ETB=62.6500
               2024-07-29 API EUR=0.9241 ETB=57.8580
               2024-07-29 NBE ETB=80.9100
               2024-07-30 API EUR=0.9242 ETB=57.8580
               2024-07-30 NBE ETB=82.1000"),
    );
    judged.expect_on("2024-07-26", "ETB consensus by API\nUSD unwitnessed by API");
    judged.expect_on("2024-07-29", "ETB conflict\nUSD unwitnessed by API");
    judged.expect_on("2024-07-30", "ETB conflict\nUSD unwitnessed by API");
}

/// The franc's floor was given up on the 15th. With the ECB alone nothing tells that from a wrong cell.
#[test]
fn the_franc_of_january_2015_waits_for_a_witness() {
    let alone = "2015-01-13 ECB CHF=1.2010
         2015-01-14 ECB CHF=1.2010
         2015-01-15 ECB CHF=1.0280
         2015-01-16 ECB CHF=1.0128\n";
    judged(alone).expect(
        "CHF",
        "2015-01-13 unwitnessed by ECB
         2015-01-14 unwitnessed by ECB
         2015-01-15 unwitnessed by ECB, withheld: unusual_move
         2015-01-16 unwitnessed by ECB, withheld: unconfirmed_level",
    );
    judged(&format!("{alone}2015-01-14 SNB CHF=1.2009\n2015-01-15 SNB CHF=1.0350\n2015-01-16 SNB CHF=1.0130")).expect(
        "CHF",
        "2015-01-13 unwitnessed by ECB
         2015-01-14 consensus by ECB
         2015-01-15 warning by ECB
         2015-01-16 consensus by ECB",
    );
}

/// The ECB's last rouble is of 2022-03-01. For five days it is a witness; six days later nobody believes it.
#[test]
fn the_rouble_that_the_ecb_gave_up_is_forgotten() {
    let judged = judged(
        "2022-03-01 ECB RUB=117.201
         2022-03-01 BOC RUB=119.35
         2022-03-02 BOC RUB=115.67
         2022-03-04 BOC RUB=121.84
         2022-03-07 BOC RUB=157.38",
    );
    let of = |day| judged.consensus(day, "RUB").witness_count;
    assert_eq!([of("2022-03-01"), of("2022-03-02"), of("2022-03-04"), of("2022-03-07")], [2, 2, 2, 1]);
}

/// The ECB had no króna for nine years. Its first rate after that is no jump that anybody would doubt.
#[test]
fn the_krona_that_came_back_after_nine_years_is_published() {
    let judged = judged(
        "2008-12-08 ECB ISK=290.00
         2008-12-09 ECB ISK=290.00
         2018-02-01 ECB ISK=125.01
         2018-02-02 ECB ISK=125.20",
    );
    assert_eq!(judged.rules("ISK"), ["published"; 4]);
    judged.expect_moves(
        "ISK",
        "2008-12-08 ECB first
         2008-12-09 ECB 0.00 in 1 repeated
         2018-02-01 ECB -84.15 in 2387
         2018-02-02 ECB 0.15 in 1",
    );
}

/// The last day of each currency before the euro took its place, and the first one after it, as a feed goes on.
#[test]
fn a_legacy_currency_is_judged_until_the_euros_eve() {
    for (code, rate, last, first) in [
        ("SIT", "239.640", "2006-12-29", "2007-01-01"),
        ("CYP", "0.585274", "2007-12-31", "2008-01-01"),
        ("MTL", "0.429300", "2007-12-31", "2008-01-01"),
        ("SKK", "30.1260", "2008-12-31", "2009-01-01"),
        ("EEK", "15.6466", "2010-12-31", "2011-01-03"),
        ("LVL", "0.702804", "2013-12-31", "2014-01-01"),
        ("LTL", "3.45280", "2014-12-31", "2015-01-01"),
        ("HRK", "7.5365", "2022-12-30", "2023-01-02"),
        ("BGN", "1.9558", "2025-12-31", "2026-01-01"),
    ] {
        judged(&format!("{last} ECB {code}={rate}\n{first} BOC {code}={rate} USD=1.1"))
            .expect(code, &format!("{last} unwitnessed by ECB"));
    }
}

/// A new code is a new currency: a million old lira were one new on 2005-01-01, ten thousand old lei one on 2005-07-01.
#[test]
fn a_redenominated_currency_begins_anew_under_its_new_code() {
    let alone = "2004-12-31 ECB TRL=1836200 USD=1.3621\n2005-01-03 ECB TRY=1.8150 USD=1.3507\n";
    judged(alone).expect_on("2005-01-03", "TRY unwitnessed by ECB, withheld: new_currency\nUSD unwitnessed by ECB");
    judged(&format!("{alone}2005-01-03 BOC TRY=1.8170"))
        .expect_on("2005-01-03", "TRY consensus by ECB\nUSD unwitnessed by ECB");
    let lei = "2005-06-30 ECB ROL=36030 USD=1.2092\n2005-07-01 ECB RON=3.6030 USD=1.2087";
    judged(lei).expect_on("2005-07-01", "RON unwitnessed by ECB, withheld: new_currency\nUSD unwitnessed by ECB");
}

/// Poland's weekly table, the last one with each old code and the first with the new one: 22070 Belarusian roubles were 2.2130,
/// 13849 leones 13.643. The new one is withheld where nobody else has it (São Tomé's is held to the euro, at 24.5), and nothing more is
/// said of the old one.
#[test]
fn each_money_whose_unit_poland_changed_begins_anew() {
    for (last, old, first, new) in [
        ("2016-06-29", "BYR=22070", "2016-07-06", "BYN=2.2130"),
        ("2017-12-27", "MRO=421.75", "2018-01-03", "MRU=42.437"),
        ("2017-12-27", "STD=24554", "2018-01-03", "STN=24.542"),
        ("2022-06-29", "SLL=13849", "2022-07-06", "SLE=13.643"),
    ] {
        let table = format!("{last} NBP {old} USD=1.1\n{first} NBP {new} USD=1.1\n");
        let code = &new[..3];
        let withheld = if code == "STN" { "" } else { ", withheld: new_currency" };
        judged(&table).expect_on(first, &format!("{code} unwitnessed by NBP{withheld}\nUSD unwitnessed by NBP"));
        let beside = judged(&format!("{table}{first} IMF {new}"));
        assert_eq!(beside.consensus(first, code).verdict.as_str(), "consensus", "{code}");
    }
}

/// The bolívar of 2018 changed its code, too, and is restricted under each: Poland's table of 08-22 still has the old one, divided
/// by 100,000 a week later. 287396 is no rate of a money that ended on the 19th.
#[test]
fn the_bolivar_of_august_2018_is_restricted_under_both_codes() {
    let judged = judged("2018-08-22 NBP VEF=287396 USD=1.16\n2018-08-29 NBP VES=70.946 USD=1.17");
    assert_eq!([judged.rules("VEF"), judged.rules("VES")], [["restricted_regime"], ["restricted_regime"]]);
}

/// 26.5 pesos one day, 24 the next: there are two rates, and which of them a source gives is not known.
#[test]
fn the_peso_that_flips_between_two_rates_is_never_published_alone() {
    let judged = judged(
        "2026-09-23 API EUR=0.8770 CUP=26.51247485
         2026-09-24 API EUR=0.8779 CUP=24.00084005",
    );
    assert_eq!(judged.rules("CUP"), ["restricted_regime"; 2]);
}

/// 0.000093 Canadian dollars for a rupiah may be 0.0000925 or 0.0000935, half a percent either way.
#[test]
fn what_rounding_explains_is_no_deviation() {
    let of = |kwd: &str| judged(&format!("2018-03-01 ECB KWD=0.37\n2018-03-01 BOC KWD={kwd}"));
    // 0.365 to 0.375, and half a fil.
    of("0.375").expect_on("2018-03-01", "KWD consensus by ECB");
    of("0.379").expect_on("2018-03-01", "KWD warning by ECB");
    of("0.383").expect_on("2018-03-01", "KWD conflict");
    let fine = judged("2018-03-01 ECB KWD=0.3700\n2018-03-01 BOC KWD=0.3750");
    fine.expect_on("2018-03-01", "KWD conflict");
}
