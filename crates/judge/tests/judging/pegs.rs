//! Which rates contradict their pegs.

use super::judged;
use crate::judged::Judged;

/// Each broken peg of a day: whose, which, by how much, and among how many.
fn broken(judged: &Judged) -> Vec<String> {
    let all = judged.days.iter().flat_map(|(_, judgement)| &judgement.broken_pegs);
    let told = all.map(|peg| {
        format!("{} {}/{} {:.2} of {}", peg.witness.name, peg.currency, peg.anchor, peg.deviation_pct, peg.peg_count)
    });
    told.collect()
}

/// To the dollar: riyal 3.75, dirham 3.6725. A market feed may be off by 0.6 %, a bank by 0.75 %.
#[test]
fn a_peg_to_the_dollar_is_looked_at_through_the_answers_own_dollar() {
    assert!(broken(&judged("2026-09-28 API EUR=0.88 SAR=3.7700 AED=3.6725")).is_empty());
    assert_eq!(broken(&judged("2026-09-28 API EUR=0.88 SAR=3.7750 AED=3.6725")), ["API SAR/USD 0.66 of 2"]);
    assert!(broken(&judged("2026-09-28 BOC USD=1.0000 SAR=3.7750")).is_empty());
    assert_eq!(broken(&judged("2026-09-28 BOC USD=1.1000 SAR=4.1600")), ["BOC SAR/USD 0.84 of 1"]);
    assert!(broken(&judged("2026-09-28 BOC SAR=9.9")).is_empty(), "without its anchor it can't be looked at");
}

#[test]
fn a_peg_to_the_euro_needs_no_anchor() {
    assert!(broken(&judged("2026-09-28 BOC XOF=655.957")).is_empty());
    assert_eq!(broken(&judged("2026-09-28 BOC XOF=662.6")), ["BOC XOF/EUR 1.01 of 1"]);
    assert_eq!(broken(&judged("2026-09-28 BOC XOF=649.3")), ["BOC XOF/EUR 1.02 of 1"]);
}

/// HKD 7.75 to 7.85 since 2005: the ECB's cross of 2009-03-26 was 7.6857, of 2013-04-02 7.7417, and of any day before free.
#[test]
fn a_band_is_left_on_either_side_and_holds_in_its_time() {
    assert_eq!(broken(&judged("2009-03-26 ECB USD=1.3607 HKD=10.4580")), ["ECB HKD/USD 0.83 of 1"]);
    assert!(broken(&judged("2013-04-02 ECB USD=1.2850 HKD=9.9480")).is_empty(), "0.11 % below");
    assert_eq!(broken(&judged("2009-03-26 ECB USD=1.3607 HKD=10.7700")), ["ECB HKD/USD 0.83 of 1"]);
    assert!(broken(&judged("2003-03-26 ECB USD=1.0000 HKD=7.6857")).is_empty());
}

/// The lev of 1.95583 held by 0.25 % from 2006 on, and by 0.75 % before. The litas left the dollar for the euro in 2002.
#[test]
fn a_peg_has_its_days_and_its_tolerance_by_time() {
    assert!(broken(&judged("2005-12-30 ECB BGN=1.9450")).is_empty());
    assert_eq!(broken(&judged("2006-02-01 ECB BGN=1.9450")), ["ECB BGN/EUR 0.56 of 1"]);
    assert!(broken(&judged("2001-06-01 ECB USD=0.8500 LTL=3.4000")).is_empty());
    assert_eq!(broken(&judged("2002-06-03 ECB USD=0.9400 LTL=3.7600")), ["ECB LTL/EUR 8.52 of 1"]);
}

/// Saint Helena's pound is the British one: 61 % off it in the feed of 2024-06-10.
#[test]
fn one_to_one_is_a_peg() {
    assert_eq!(broken(&judged("2024-06-07 API EUR=0.927 GBP=0.786 SHP=1.2660")), ["API SHP/GBP 47.67 of 1"]);
}
