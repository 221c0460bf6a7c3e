//! Days on which a whole answer was wrong, or might have been, by a few of their real rates.

use super::judged;
use crate::judged::Judged;

/// Stamped 2024-06-10: pegs of twenty currencies broken at once, SHP 61 % off the pound, SLL at 918 SLE. None of it is
/// believed, and the ECB's rates stand alone.
#[test]
fn the_feed_of_june_2024_is_suspect_as_a_whole() {
    let judged = judged(
        "2024-06-07 ECB USD=1.0898 JPY=169.52 GBP=0.8512
         2024-06-07 API EUR=0.92785466 JPY=156.86894053 GBP=0.78589846 BHD=0.3807665 SHP=1.26344949 SLL=20969.49327445 \
         SLE=22.84729461 BBD=2.03975486",
    );
    judged.expect_answers("2024-06-07 API suspect: broken_pegs\n2024-06-07 ECB sound");
    judged.expect_on(
        "2024-06-07",
        "GBP unwitnessed by ECB
         JPY unwitnessed by ECB
         USD unwitnessed by ECB",
    );
}

/// The ECB of 2026-09-28 and the feed stamped a day later, whose euro is as given.
fn september(euro: &str, pegged: &str) -> Judged {
    september_with("1.1378", euro, pegged)
}

/// The same, and the ECB's dollar too is as given.
fn september_with(dollar: &str, euro: &str, pegged: &str) -> Judged {
    judged(&format!(
        "2026-09-28 ECB USD={dollar} JPY=178.5 GBP=0.85785 SEK=11.3205 CHF=0.9464 AUD=1.6199 CAD=1.6118 ZAR=18.651 \
         KRW=1545.05 MXN=20.2133 INR=109.2095
         2026-09-28 API EUR={euro} JPY=157.47729333 GBP=0.75538854 SEK=9.98048953 CHF=0.83337046 AUD=1.42474718 \
         CAD=1.41883839 ZAR=16.44012275 KRW=1358.18865245 MXN=18.00541451 INR=96.08534228 {pegged}"
    ))
}

#[test]
fn the_feed_of_september_2026_agrees_but_for_the_peso() {
    let as_it_came = september("0.88022588", "");
    as_it_came.expect_answers("2026-09-28 API sound\n2026-09-28 ECB sound");
    as_it_came.expect_on(
        "2026-09-28",
        "AUD consensus by ECB
         CAD consensus by ECB
         CHF consensus by ECB
         GBP consensus by ECB
         INR consensus by ECB
         JPY consensus by ECB
         KRW consensus by ECB
         MXN conflict
         SEK consensus by ECB
         USD consensus by ECB
         ZAR consensus by ECB",
    );
    assert!(as_it_came.deviation("2026-09-28", "JPY", "API").common_pct.abs() < 0.1);
}

/// 0.88022588 × 1.02: all rates are 1.98 % too low, which hides in what they have in common.
#[test]
fn with_a_wrong_euro_it_is_one_finding_and_none_of_its_rates_is_believed() {
    let wrong = september("0.89783040", "");
    wrong.expect_answers("2026-09-28 API suspect: common_deviation pivot_deviation\n2026-09-28 ECB sound");
    let verdicts = &wrong.day("2026-09-28").consensus;
    assert!(verdicts.iter().all(|row| row.verdict.as_str() == "unwitnessed"), "{verdicts:?}");
    // With the pegs to the euro that the real feed has too it needs no other witness to tell.
    let with_pegs = september("0.89783040", "XOF=577.39 KMF=433.04 XPF=105.03");
    with_pegs.expect_answers("2026-09-28 API suspect: broken_pegs\n2026-09-28 ECB sound");
}

/// 1.1378 × 1.02 at the ECB: one of the two dollars is wrong, and nobody knows which. The other ten agree, so the feed's euro is
/// right, and what it alone says of the dirham is published. A euro that is wrong beside the dollar is found all the same.
#[test]
fn a_wrong_dollar_at_the_ecb_is_that_rates_alone() {
    let judged = september_with("1.1606", "0.88022588", "AED=3.6725");
    judged.expect_answers("2026-09-28 API sound\n2026-09-28 ECB sound");
    let verdict = |currency| judged.consensus("2026-09-28", currency).verdict.as_str();
    assert_eq!(["USD", "MXN", "SEK", "AED"].map(verdict), ["conflict", "conflict", "consensus", "unwitnessed"]);
    let both = september_with("1.1606", "0.89200000", "AED=3.6725");
    both.expect_answers("2026-09-28 API suspect: common_deviation\n2026-09-28 ECB sound");
}

/// Good Friday and Easter Monday: the feed stamped Tuesday describes Monday, of which the ECB's Thursday is two trading days
/// away. None is a conflict; the rand's 0.89 % is beyond half a percent times the root of three.
#[test]
fn at_easter_the_feed_and_the_ecbs_thursday_agree_within_wider_limits() {
    let judged = judged(
        "2024-03-28 ECB USD=1.0811 JPY=163.45 GBP=0.8551 SEK=11.525 CHF=0.9766 AUD=1.6607 CAD=1.4672 ZAR=20.5226 \
         KRW=1458.67 MXN=17.9179 INR=90.1365 NOK=11.699
         2024-04-01 API EUR=0.93170036 JPY=151.70122986 GBP=0.79731072 SEK=10.80317274 CHF=0.90554206 AUD=1.54142059 \
         CAD=1.357796 ZAR=18.95171738 KRW=1354.36400844 MXN=16.61397102 INR=83.46675357 NOK=10.96719634
         2024-04-02 ECB USD=1.0749 JPY=163.01 GBP=0.8551 SEK=11.5575 CHF=0.9765 AUD=1.6522 CAD=1.4577 ZAR=20.2399 \
         KRW=1453.23 MXN=17.849 INR=89.649 NOK=11.708",
    );
    judged.expect_answers("2024-03-28 ECB sound\n2024-04-01 API sound\n2024-04-02 ECB sound");
    for (day, publisher) in [("2024-04-01", "API"), ("2024-04-02", "ECB")] {
        for row in &judged.day(day).consensus {
            let is_far = (day, row.currency.as_str()) == ("2024-04-01", "ZAR");
            assert_eq!(row.verdict.as_str(), if is_far { "warning" } else { "consensus" }, "{day} {}", row.currency);
            assert_eq!(row.publisher.as_ref().map(|witness| &*witness.name), Some(publisher));
        }
    }
}
