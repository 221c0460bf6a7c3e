//! A day on which the other one is silent settles no dispute of the day before.

use super::judged;
use crate::given::{self, TEN, all_at, wave, weekdays};
use crate::judged::story;
use crate::recorded;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_judge::{Decision, Judge, Judgement, Observation, Settings};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The ECB and the Bank of Canada agree until Friday 2024-03-01, and on so many days more the ECB is two percent off.
fn until_a_dispute(days: usize) -> String {
    weekdays("2024-02-05", 20 + days, |number, date| {
        let right = 160.0 + 0.8 * wave(number);
        let ecb = if number < 20 { right } else { 1.02 * right };
        format!("{date} ECB JPY={ecb:.4}\n{date} BOC JPY={:.4}", right - 0.1)
    })
}

/// Beside the other one's older word more is tolerated: enough to agree with what contradicts it since Monday.
#[test]
fn what_is_disputed_is_not_published_because_the_other_one_is_silent() {
    for days in 1..=4 {
        let judged = judged(&(until_a_dispute(days) + "2024-03-08 ECB JPY=163.4"));
        judged.expect_on("2024-03-08", "JPY unwitnessed by ECB, withheld: unsettled_dispute");
    }
    let judged = judged(&(until_a_dispute(3) + "2024-03-07 ECB JPY=163.3\n2024-03-08 ECB JPY=163.4"));
    assert_eq!(judged.rules("JPY"), ["unsettled_dispute", "unsettled_dispute"], "the first silent day settles nothing");
    let evidence = judged.lone("2024-03-08", "JPY").evidence.as_deref();
    assert_eq!(
        evidence,
        Some("not believed on 2024-03-06, when it was last compared with another rate of the same day")
    );
}

/// Who comes back to the other one's last word has ended it; and it ends by itself when that word is too old to be carried forward.
#[test]
fn a_dispute_ends_when_they_agree_or_nobody_remembers_the_others_word() {
    let back = judged(&(until_a_dispute(2) + "2024-03-07 ECB JPY=160.2"));
    back.expect_on("2024-03-07", "JPY consensus by ECB");
    let later = judged(&(until_a_dispute(2) + "2024-03-12 ECB JPY=163.4"));
    later.expect_on("2024-03-12", "JPY unwitnessed by ECB");
}

/// A little nearer is not back: 0.94 % off on Monday, 0.69 % on Tuesday, which nobody would doubt by itself. And who has come back may
/// move on with the market, although nobody else has spoken yet.
#[test]
fn a_dispute_is_over_when_half_of_the_way_back_is_gone() {
    let on_monday = |ecb: &str| until_a_dispute(0) + &format!("2024-03-04 ECB JPY={ecb}\n2024-03-04 BOC JPY=160.0\n");
    let nearer = judged(&(on_monday("161.5") + "2024-03-05 ECB JPY=161.1"));
    nearer.expect_on("2024-03-05", "JPY unwitnessed by ECB, withheld: unsettled_dispute");
    let back = judged(&(on_monday("164.0") + "2024-03-05 ECB JPY=160.2\n2024-03-06 ECB JPY=161.5"));
    back.expect_on("2024-03-05", "JPY consensus by ECB");
    back.expect_on("2024-03-06", "JPY consensus by ECB");
}

/// Its answer was set aside as a whole, for all that it says was 2 % off in common: that is forgotten by no holiday.
#[test]
fn an_answer_that_was_contradicted_the_day_before_is_not_published_alone() {
    let judged = judged(
        &(ten_of_both()
            + &format!("2024-03-04 ECB{}\n2024-03-04 BOC{}\n", all_at(&TEN, 1.02 * at(40)), all_at(&TEN, at(40)))
            + &format!("2024-03-05 ECB{}\n2024-03-06 ECB{}", all_at(&TEN, 1.02 * at(41)), all_at(&TEN, 1.02 * at(42)))),
    );
    assert!(judged.answer("2024-03-04", "ECB").is_suspect);
    assert_eq!(judged.rules("JPY"), ["unsettled_dispute", "unsettled_dispute"]);
}

/// The bank's euro is 2 % off, and less that its krone tells that the ECB's is wrong (`set_aside.rs`).
#[test]
fn what_an_answer_that_was_set_aside_contradicted_is_not_published_the_day_after() {
    let ten = |rate| all_at(&TEN, rate);
    let judged = judged(&format!(
        "2024-03-01 ECB{} NOK=101.1000\n2024-03-01 BOC{} NOK=102.0000\n2024-03-04 ECB{} NOK=101.2000",
        ten(100.0),
        ten(102.0),
        ten(100.1)
    ));
    assert_eq!(judged.rules("NOK"), ["contradicted_rate", "unsettled_dispute"]);
    assert_eq!(judged.rules("SEK"), ["published", "published"]);
}

fn ten_of_both() -> String {
    weekdays("2024-01-08", 40, |number, date| {
        format!("{date} ECB{}\n{date} BOC{}", all_at(&TEN, at(number)), all_at(&TEN, at(number) - 0.05))
    })
}

fn at(number: u32) -> f64 {
    100.0 + 0.4 * wave(number)
}

/// A person shut it out beside the other one's word; where nobody else ever spoke of it there is no dispute.
#[test]
fn what_a_person_rejected_beside_another_word_is_not_published_alone_the_day_after() {
    let rejected = "2024-03-04 ECB JPY=162.4!reject\n";
    let beside = judged(&(until_a_dispute(0) + rejected + "2024-03-04 BOC JPY=160.1\n2024-03-05 ECB JPY=162.5"));
    beside.expect_on("2024-03-05", "JPY unwitnessed by ECB, withheld: unsettled_dispute");
    let past = weekdays("2024-02-05", 20, |number, date| format!("{date} ECB JPY={:.4}", 160.0 + 0.8 * wave(number)));
    judged(&(past + rejected + "2024-03-05 ECB JPY=162.5")).expect_on("2024-03-05", "JPY unwitnessed by ECB");
}

/// The Bulgarian bank repeats the ECB's rates. Where the ECB is silent it speaks in its place, and not beside it.
#[test]
fn a_copy_does_not_confirm_what_it_copied_the_day_before() {
    let past = weekdays("2024-01-08", 40, |number, date| {
        let rate = 160.0 + 0.8 * wave(number);
        format!("{date} ECB JPY={rate:.4}\n{date} BOC JPY={:.4}\n{date} BNB JPY={rate:.4}", rate - 0.1)
    });
    let disputed = past + "2024-03-04 ECB JPY=162.2\n2024-03-04 BNB JPY=162.2\n2024-03-04 BOC JPY=160.1\n";
    let judged = judged(&(disputed + "2024-03-05 BNB JPY=162.3"));
    judged.expect_on("2024-03-04", "JPY warning by BOC, later ECB");
    judged.expect_on("2024-03-05", "JPY unwitnessed by BNB, withheld: unsettled_dispute");
}

/// What is published of the wrong rates on the recorded holidays of one of the two on which the other one spoke, since 2022: each
/// currency of both, off on the day before, when both speak, and on the holiday.
#[test]
fn next_to_no_error_of_the_day_before_is_published_on_a_bank_holiday() {
    let mut lines = recorded::lines("2020-06-01", "2024-12-31");
    lines.retain(|(_, who), _| ["ECB", "BOC"].contains(who));
    let days: Vec<_> = given::days(&recorded::text(&lines)).into_iter().collect();
    let mut judge = Judge::new(Settings::default());
    let mut published: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for ((date, said), (holiday, alone)) in days.iter().zip(&days[1..]) {
        for (wrong, other) in [("ECB", "BOC"), ("BOC", "ECB")] {
            let is_one = speaks("ECB", said) && speaks("BOC", said) && speaks(wrong, alone) && !speaks(other, alone);
            for fault in FAULTS.iter().filter(|_| is_one && date.to_string().as_str() >= "2022") {
                for currency in shared(said) {
                    let mut judge = judge.clone();
                    day(&mut judge, *date, fault.put(said, wrong, currency, true));
                    let judged = day(&mut judge, *holiday, fault.put(alone, wrong, currency, false));
                    let [count, of] = published.entry(format!("{wrong} {}", fault.name)).or_default();
                    *count += usize::from(is_published(&judged, currency));
                    *of += 1;
                }
            }
        }
        day(&mut judge, *date, said.clone());
    }
    let shares: Vec<String> = published.iter().map(|(what, [count, of])| format!("{what}: {count} of {of}")).collect();
    assert_eq!(
        shares,
        [
            "BOC 2 %: 1 of 95",
            "BOC 2 % of a whole answer: 0 of 95",
            "BOC 2 %, rejected: 0 of 95",
            "BOC 5 %: 0 of 95",
            "ECB 2 %: 20 of 495",
            "ECB 2 % of a whole answer: 0 of 495",
            "ECB 2 %, rejected: 0 of 495",
            "ECB 5 %: 0 of 495",
        ]
    );
}

/// An error that goes on, in thousandths.
struct Fault {
    name: &'static str,
    thousandths: i64,
    is_whole: bool,
    is_rejected: bool,
}

const FAULTS: [Fault; 4] = [
    Fault { name: "2 %", thousandths: 980, is_whole: false, is_rejected: false },
    Fault { name: "5 %", thousandths: 1050, is_whole: false, is_rejected: false },
    Fault { name: "2 % of a whole answer", thousandths: 1020, is_whole: true, is_rejected: false },
    Fault { name: "2 %, rejected", thousandths: 1020, is_whole: false, is_rejected: true },
];

impl Fault {
    fn put(&self, said: &[Observation], wrong: &str, currency: CurrencyCode, is_first: bool) -> Vec<Observation> {
        let mut said = said.to_vec();
        let is_faulty = |one: &&mut Observation| *one.witness == *wrong && (self.is_whole || one.currency == currency);
        for one in said.iter_mut().filter(is_faulty) {
            one.rate *= Decimal::new(self.thousandths, 3);
            one.rate_per_eur *= Decimal::new(self.thousandths, 3);
            one.decision = (self.is_rejected && is_first).then_some(Decision::Reject);
        }
        said
    }
}

fn is_published(judgement: &Judgement, currency: CurrencyCode) -> bool {
    let row = judgement.consensus.iter().find(|row| row.currency == currency);
    row.is_some_and(|row| row.publisher.is_some() && !story(row, judgement).contains("withheld"))
}

fn day(judge: &mut Judge, date: RateDate, said: Vec<Observation>) -> Judgement {
    let heard = judge.hear(date, said);
    let judgement = judge.judge(&heard);
    judge.learn(&heard, &judgement);
    judgement
}

fn speaks(who: &str, said: &[Observation]) -> bool {
    said.iter().any(|one| *one.witness == *who)
}

fn shared(said: &[Observation]) -> Vec<CurrencyCode> {
    let of = |who: &'static str| said.iter().filter(move |one| *one.witness == *who).map(|one| one.currency);
    of("ECB").filter(|currency| of("BOC").any(|other| other == *currency)).collect()
}
