//! An answer that was set aside as a whole: what it still says of one rate.

use super::judged;
use crate::given::{TEN, all_at, weekdays};
use crate::judged::Judged;

/// All rates of the bank are 2 % off the ECB's, so that its answer is set aside. Of the krone each says what is given.
fn krone(ecb: &str, boc: &str) -> Judged {
    let ten = |rate| all_at(&TEN, rate);
    judged(&format!("2024-03-01 ECB{} NOK={ecb}\n2024-03-01 BOC{} NOK={boc}", ten(100.0), ten(102.0)))
}

/// Four times the 0.25 % that is usual without a past.
#[test]
fn a_lone_rate_is_withheld_when_it_is_far_off_even_so() {
    assert_eq!(krone("100.9000", "102.0000").rules("NOK"), ["published"]);
    let far = krone("101.1000", "102.0000");
    assert_eq!(far.answer("2024-03-01", "BOC").rules, ["common_deviation"]);
    assert_eq!((far.rules("NOK"), far.rules("SEK")), (vec!["contradicted_rate"], vec!["published"]));
    assert_eq!(
        far.lone("2024-03-01", "NOK").evidence.as_deref(),
        Some("1.10 % off BOC, whose answer was set aside, less what all its rates are off; usual are 0.25 %")
    );
    assert_eq!(krone("98.9000", "102.0000").rules("NOK"), ["contradicted_rate"], "whoever is higher");
}

/// A bank that is always so far off, now above and now below, and at last by what is given besides the 2 % of all its rates.
fn krone_of_one_usually_off(usually_pct: f64, at_last: f64) -> &'static str {
    let judged = judged(&weekdays("2024-01-01", 45, |number, date| {
        let euro = 100.0 + 0.1 * f64::from(number);
        let off = 1.0 + if number % 2 == 0 { usually_pct } else { -usually_pct } / 100.0;
        let (all, krone) = if number == 44 { (1.02, 1.02 * at_last) } else { (1.0001, off) };
        let ten = |off| all_at(&TEN, euro * off);
        format!("{date} ECB{} NOK={euro:.4}\n{date} BOC{} NOK={:.4}", ten(1.0), ten(all), euro * krone)
    }));
    assert_eq!(judged.answer("2024-03-01", "BOC").rules, ["common_deviation"]);
    judged.rules("NOK").pop().expect("a lone krone")
}

/// Always 0.3 % off, 0.44 % is usual as a standard deviation, and four times that 1.78 %. Nobody is doubted up to 0.7 %.
#[test]
fn far_is_what_is_unusual_for_the_two_and_to_be_doubted() {
    let stories = |usually_pct, near, far| [near, far].map(|last| krone_of_one_usually_off(usually_pct, last));
    assert_eq!(stories(0.3, 1.0175, 1.0181), ["published", "contradicted_rate"]);
    assert_eq!(stories(0.05, 1.0068, 1.0075), ["published", "contradicted_rate"]);
}

/// Half a unit of the last decimal place of each, 0.1 % together, may be all that it is more than 1 %.
#[test]
fn what_rounding_explains_is_no_deviation() {
    assert_eq!(krone("101.1", "102.0").rules("NOK"), ["published"]);
}

#[test]
fn a_person_overrules_it() {
    let accepted = krone("105.0000!accept", "102.0000");
    let row = accepted.lone("2024-03-01", "NOK");
    assert_eq!((row.rule, row.overruled), (None, Some("contradicted_rate")));
    assert_eq!(krone("100.0000", "107.0000").rules("NOK"), ["contradicted_rate"]);
    assert_eq!(krone("100.0000", "107.0000!reject").rules("NOK"), ["published"], "what was shut out says nothing");
}

/// The feed's euro is 2 % wrong, and of its pound it says 5 % more besides. Of nine currencies it is not known what they have in
/// common.
#[test]
fn nine_rates_tell_nothing() {
    let pound = |count: usize| {
        let feeds = all_at(&TEN[1..count], 100.0).replace("GBP=100", "GBP=105");
        let ecbs = all_at(&TEN[1..count], 100.0);
        let judged = judged(&format!("2024-03-01 ECB USD=1.0000{ecbs}\n2024-03-01 API EUR=0.9800{feeds}"));
        assert_eq!(judged.answer("2024-03-01", "API").rules.last(), Some(&"pivot_deviation"));
        judged.rules("GBP")
    };
    assert_eq!((pound(9), pound(10)), (vec!["published"], vec!["contradicted_rate"]));
}
