//! A day on which the other one is silent settles no dispute of the day before.

use super::judged;
use crate::given::{self, wave, weekdays};
use crate::judged::story;
use crate::recorded;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_judge::{Judge, Judgement, Observation, Settings};
use rust_decimal::Decimal;

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
    assert_eq!(evidence, Some("not believed on 2024-03-06, the last day on which others spoke too"));
}

/// Who comes back to the other one's last word has ended it; and it ends by itself when that word is too old to be carried forward.
#[test]
fn a_dispute_ends_when_they_agree_or_nobody_remembers_the_others_word() {
    let back = judged(&(until_a_dispute(2) + "2024-03-07 ECB JPY=160.2"));
    back.expect_on("2024-03-07", "JPY consensus by ECB");
    let later = judged(&(until_a_dispute(2) + "2024-03-12 ECB JPY=163.4"));
    later.expect_on("2024-03-12", "JPY unwitnessed by ECB");
}

/// The recorded Canadian holidays since 2022 on which the ECB spoke, and each currency of both: the ECB's is five percent off on the
/// day before, when both speak, and on the holiday. Of these faults 7 % were published on the holiday, when it was judged beside
/// the bank's older word alone; of those of two percent 71 %, and now two.
#[test]
fn no_error_of_the_day_before_is_published_on_a_bank_holiday() {
    let mut lines = recorded::lines("2020-06-01", "2024-12-31");
    lines.retain(|(_, who), _| ["ECB", "BOC"].contains(who));
    let days: Vec<_> = given::days(&recorded::text(&lines)).into_iter().collect();
    let mut judge = Judge::new(Settings::default());
    let (mut tried, mut published) = (0, Vec::new());
    for ((date, said), (holiday, alone)) in days.iter().zip(&days[1..]) {
        if speaks("BOC", said) && speaks("ECB", alone) && !speaks("BOC", alone) && date.to_string().as_str() >= "2022" {
            for currency in shared(said) {
                let mut judge = judge.clone();
                day(&mut judge, *date, off(said, currency));
                let judged = day(&mut judge, *holiday, off(alone, currency));
                let row = judged.consensus.iter().find(|row| row.currency == currency);
                let story = row.map_or_else(|| "withheld".to_owned(), |row| story(row, &judged));
                tried += 1;
                if !story.contains("withheld") && !story.contains("conflict") {
                    published.push(format!("{holiday} {currency} {story}"));
                }
            }
        }
        day(&mut judge, *date, said.clone());
    }
    assert!(tried > 300, "{tried}");
    assert_eq!(published, Vec::<String>::new());
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

/// The ECB's rate of a currency five percent too high.
fn off(said: &[Observation], currency: CurrencyCode) -> Vec<Observation> {
    let mut said = said.to_vec();
    for one in said.iter_mut().filter(|one| *one.witness == *"ECB" && one.currency == currency) {
        one.rate *= Decimal::new(105, 2);
        one.rate_per_eur *= Decimal::new(105, 2);
    }
    said
}
