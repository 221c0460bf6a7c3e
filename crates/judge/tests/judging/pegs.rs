//! Which rates contradict their pegs.

use super::judged;
use crate::given::{wave, weekdays};
use crate::judged::Judged;
use rust_decimal::Decimal;

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

/// What each is of a dollar, a euro or its neighbour's money, in the feed's answer of 2026-09-29; and one and a half hundredths more.
#[test]
fn every_peg_that_the_feed_has_is_looked_at() {
    let of_dollar = "AED=3.6725 SAR=3.75 QAR=3.64 BHD=0.376 OMR=0.38485555 JOD=0.709 HKD=7.84480304 BMD=1 BSD=1 PAB=1";
    let of_euro = "BAM=1.72157219 XAF=577.3903304 XOF=577.3903304 KMF=433.0427478 XPF=105.03888834 CVE=97.06250826 \
                   DKK=6.57977819";
    let of_neighbour = "BTN=96.08534228 FKP=0.75538854 GIP=0.75538854 SHP=0.75538854 NAD=16.44012275 LSL=16.44012275 \
                        SZL=16.44012275 BND=1.2786578 SLL=22914.86806949";
    let anchors = "EUR=0.88022588 INR=96.08534228 GBP=0.75538854 ZAR=16.44012275 SGD=1.2786578 SLE=22.91486807";
    let pegged: Vec<&str> = [of_dollar, of_euro, of_neighbour].iter().flat_map(|all| all.split_whitespace()).collect();
    assert!(broken(&judged(&format!("2026-09-28 API {anchors} {}", pegged.join(" ")))).is_empty());
    for word in pegged {
        let (code, rate) = word.split_once('=').unwrap();
        let off = rate.parse::<Decimal>().unwrap() * Decimal::new(1015, 3);
        // The krone has a band of 2.25 % on either side.
        let count = broken(&judged(&format!("2026-09-28 API {anchors} {code}={off}"))).len();
        assert_eq!(count, usize::from(code != "DKK"), "{code}");
    }
}

/// On sound days of the feed: 1.6 % off in Cayman, 1.2 in Belize, 1.7 in São Tomé. The Lebanese pound has no peg any more.
#[test]
fn where_the_feed_is_loose_its_pegs_are_too() {
    assert!(broken(&judged("2024-07-30 API EUR=0.92413123 KYD=0.81996843")).is_empty());
    assert!(broken(&judged("2024-11-11 API EUR=0.93882633 BZD=2.02489351")).is_empty());
    assert!(broken(&judged("2026-08-21 API EUR=0.85644819 STN=21.34682566")).is_empty());
    assert!(broken(&judged("2026-09-28 API EUR=0.88022588 LBP=89715.62423287")).is_empty());
    // A bank's would be.
    assert_eq!(broken(&judged("2024-07-30 BOC USD=1.0821 KYD=0.88729")), ["BOC KYD/USD 1.62 of 1"]);
}

/// The yuan (8.28) and the ringgit (3.80) were let go on 2005-07-21, by the ECB's rates of those days. What they do after that is
/// their market's.
#[test]
fn a_peg_that_ended_holds_nobody() {
    let judged = judged(
        "2005-07-20 ECB USD=1.2063 CNY=9.984 MYR=4.5839
         2005-07-21 ECB USD=1.2187 CNY=9.8836 MYR=4.6311
         2005-07-22 ECB USD=1.2143 CNY=9.8493 MYR=4.5901",
    );
    assert!(broken(&judged).is_empty());
    assert_eq!([judged.rules("CNY"), judged.rules("MYR")], [["published"; 3]; 2]);
    // A day earlier the yuan of the 22nd was none.
    let early = super::judged("2005-07-20 ECB USD=1.2143 CNY=9.8493 MYR=4.5301");
    assert_eq!(broken(&early), ["ECB CNY/USD 2.02 of 2", "ECB MYR/USD 1.84 of 2"]);
}

/// Five pegs of the feed have the digits of the day before on each day, and one rate moves: once that is known of them, it is nobody's
/// old answer.
#[test]
fn pegs_that_repeat_their_digits_are_no_repeated_answer() {
    let judged = judged(&weekdays("2026-08-10", 30, |number, date| {
        let euro = 0.865 + 0.002 * wave(number);
        format!("{date} API EUR={euro:.8} AED=3.6725 SAR=3.75 QAR=3.64 BHD=0.376 JOD=0.709")
    }));
    let suspects = judged.days.iter().map(|(_, day)| day.answer_checks.iter().any(|check| check.is_suspect));
    let suspects: Vec<bool> = suspects.collect();
    assert_eq!(suspects[2..], [false; 28], "{suspects:?}");
}
