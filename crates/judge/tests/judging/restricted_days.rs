//! Days of currencies that have an official and another rate, by what the market feed and Poland's weekly table (in its own euro) really
//! said. That the agreement of two is a warning at best is told where rates are published; here it is told whether they agree.

use super::judged;
use crate::judged::listed;

/// 1681.8 kwacha for a dollar but for one stamp of a Sunday, 1560.1: 7.2 % less. Poland's last word was 1682.8, its next 1683.9.
#[test]
fn the_kwacha_of_2024_03_10_is_published_by_nobody() {
    let feed = "2024-03-04 API EUR=0.92127486 MWK=1682.17187932
         2024-03-05 API EUR=0.92167024 MWK=1681.77531596
         2024-03-08 API EUR=0.91403652 MWK=1560.12207628
         2024-03-14 API EUR=0.91931620 MWK=1681.80977705\n";
    assert_eq!(judged(feed).rules("MWK"), ["restricted_regime"; 4]);
    judged(&format!("{feed}2024-03-06 NBP MWK=1830.40\n2024-03-13 NBP MWK=1839.45")).expect(
        "MWK",
        "2024-03-04 unwitnessed by API, withheld: restricted_regime
         2024-03-05 unwitnessed by API, withheld: restricted_regime
         2024-03-06 consensus by NBP
         2024-03-08 unwitnessed by API, withheld: restricted_regime
         2024-03-13 unwitnessed by NBP, withheld: restricted_regime
         2024-03-14 consensus by API",
    );
}

/// Floated on 2024-03-06: Poland's table of that day has 46.5 pounds for a dollar, of which nobody else knows. The feed comes with 49.4
/// on the 8th, 6.6 % higher, as the market went. From the 13th on what is published is what the other one was near to in that week.
#[test]
fn the_pound_of_march_2024_is_published_again_when_two_have_seen_its_new_level() {
    judged(
        "2024-02-28 NBP EGP=33.40
         2024-03-01 API EUR=0.92282179 EGP=30.86479349
         2024-03-05 API EUR=0.92167024 EGP=30.92501774
         2024-03-06 NBP EGP=50.59
         2024-03-08 API EUR=0.91403652 EGP=49.40385835
         2024-03-13 NBP EGP=53.35
         2024-03-14 API EUR=0.91931620 EGP=47.80133201
         2024-03-20 NBP EGP=50.99
         2024-03-21 API EUR=0.92037390 EGP=46.64895844",
    )
    .expect(
        "EGP",
        "2024-02-28 unwitnessed by NBP, withheld: restricted_regime
         2024-03-01 consensus by API
         2024-03-05 unwitnessed by API, withheld: restricted_regime
         2024-03-06 unwitnessed by NBP, withheld: unusual_move
         2024-03-08 unwitnessed by API, withheld: unusual_move
         2024-03-13 warning by NBP
         2024-03-14 unwitnessed by API, withheld: unconfirmed_level
         2024-03-20 unwitnessed by NBP, withheld: unconfirmed_level
         2024-03-21 consensus by API",
    );
}

/// 110.5 for a dollar, no word for three weeks, 13006: two moneys under one code.
#[test]
fn the_syrian_pound_that_came_back_a_hundredfold_is_never_published_alone() {
    let judged = judged(
        "2026-07-16 API EUR=0.87424311 SYP=110.52521956
         2026-07-17 API EUR=0.87403980 SYP=110.52425171
         2026-08-12 API EUR=0.86780426 SYP=13006.49623508
         2026-08-13 API EUR=0.86688173 SYP=13003.52882431",
    );
    assert_eq!(judged.rules("SYP"), ["restricted_regime"; 4]);
}

/// The law's day was 2021-10-01; Poland's table of the 6th still has the old bolívar, and that of the 13th the new one. The feed's are
/// made up, near Poland's.
#[test]
fn two_that_change_a_unit_on_days_of_their_own_are_in_conflict_between() {
    judged(
        "2021-09-29 API EUR=0.8573 VES=4133000
         2021-09-29 NBP VES=4821563
         2021-10-06 API EUR=0.8656 VES=4.2100
         2021-10-06 NBP VES=4863474
         2021-10-13 API EUR=0.8653 VES=4.1550
         2021-10-13 NBP VES=4.8025",
    )
    .expect(
        "VES",
        "2021-09-29 consensus by API
         2021-10-06 conflict
         2021-10-13 consensus by API",
    );
}

/// Made up, near the rates of then: who was silent on the law's day has not spoken of the new bolívar, and a devaluation of a
/// million to one would be in conflict with whoever did.
#[test]
fn a_word_in_the_old_unit_is_not_carried_into_the_new_one() {
    let judged = judged(
        "2021-09-30 API EUR=0.8573 VES=4133000
         2021-09-30 NBP VES=4821563
         2021-10-01 API EUR=0.8573 VES=4.1330",
    );
    assert_eq!(listed(&judged.consensus("2021-10-01", "VES").witnesses), "API");
    assert_eq!(judged.rules("VES"), ["restricted_regime"]);
}
