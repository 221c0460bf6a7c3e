//! What is wrong with an answer is wrong with all banks in it.

use crate::given::weekdays;
use crate::judged::{Judged, judged};
use makerates_judge::Judgement;

/// Two banks of one panel for six weeks; then both say `factor` times as much for so many days, and on the last one what they said
/// before. `feed`: so does a source whose answer is another one.
fn after_a_jump(factor: f64, days: usize, feed: bool) -> Judged {
    judged(&weekdays("2024-01-01", 30 + days + 1, |number, date| {
        let place = usize::try_from(number).expect("a few days");
        let is_wrong = (30..30 + days).contains(&place);
        let rate = 34.0 * (1.0 + 0.001 * f64::from(number * 37 % 11)) * if is_wrong { factor } else { 1.0 };
        let of_feed = if feed { format!("\n{date} API EUR=0.92 TWD={:.6}", 0.92 * rate) } else { String::new() };
        format!("{date} panel:BOC TWD={rate:.4}\n{date} panel:CBC TWD={:.4}{of_feed}", rate * 1.0005)
    }))
}

/// By which rule it is withheld, from the day before the jump on.
fn rules(judged: &Judged) -> Vec<&'static str> {
    let rule = |day: &Judgement| day.unwitnessed_rates.iter().find_map(|row| row.rule).unwrap_or("published");
    judged.days[29..].iter().map(|(_, day)| rule(day)).collect()
}

#[test]
fn what_all_banks_of_one_answer_say_a_hundred_times_too_high_waits_for_the_next_one() {
    for factor in [100.0, 0.01, 3.0] {
        assert_eq!(rules(&after_a_jump(factor, 1, false)), ["published", "unusual_move", "published"], "{factor}");
    }
}

#[test]
fn what_the_next_answer_says_too_and_what_another_one_confirms_is_published() {
    assert_eq!(rules(&after_a_jump(3.0, 2, false))[..3], ["published", "unusual_move", "published"]);
    assert_eq!(rules(&after_a_jump(3.0, 2, true))[..3], ["published"; 3]);
    assert_eq!(rules(&after_a_jump(1.5, 2, false))[..3], ["published"; 3], "as far as markets moved");
}
