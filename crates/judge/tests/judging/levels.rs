//! A level to which a rate jumped on one source's word alone: until when it is withheld.

use super::judged;
use crate::given::weekdays;
use crate::judged::Judged;

/// A feed of one currency beside the euro, on the weekdays from 2026-03-02 on: each word is its rate for one dollar.
fn feed(currency: &str, rates: &str) -> Judged {
    let rates: Vec<&str> = rates.split_whitespace().collect();
    let line = |number: u32, date| format!("{date} API EUR=0.92 {currency}={}", rates[number as usize]);
    judged(&weekdays("2026-03-02", rates.len(), line))
}

fn days(count: usize, rate: &str) -> String {
    vec![rate; count].join(" ")
}

fn evidence(judged: &Judged, place: usize) -> &str {
    judged.days[place].1.unwitnessed_rates.iter().find_map(|row| row.evidence.as_deref()).unwrap_or_default()
}

#[test]
fn a_change_of_unit_is_never_let_in_by_time() {
    let judged = feed("KES", &format!("129.1 129.3 {}", days(70, "1.293")));
    let rules = judged.rules("KES");
    assert_eq!(rules[..4], ["published", "published", "unusual_move", "unconfirmed_level"]);
    assert_eq!(rules[71], "unconfirmed_level");
    assert_eq!(
        evidence(&judged, 2),
        "moved by -99.00 % since 2026-03-03, more than 2.12 % (looks like a change of unit: divided by 100)"
    );
    assert_eq!(
        evidence(&judged, 3),
        "jumps since 2026-03-04 add up to -99.00 % (looks like a change of unit: divided by 100), and nobody confirms the new \
         level, where it is on market day 2"
    );
}

/// The shilling is a hundredth, and then it is devalued by a third as well: 1.293 × 1.4 is no power of ten away any more.
#[test]
fn what_looked_like_a_mistake_does_so_after_a_jump_of_the_markets_own() {
    let judged = feed("KES", &format!("129.1 129.3 {} {}", days(10, "1.293"), days(90, "1.81")));
    assert_eq!(judged.rules("KES")[2..], [vec!["unusual_move"], vec!["unconfirmed_level"; 99]].concat());
    // Whoever goes back as the market jumps is where any jump leads.
    let back = feed("KES", &format!("129.1 129.3 {} {}", days(10, "1.293"), days(30, "141.0"))).rules("KES");
    assert_eq!((back[12], back[13], back[41]), ("unconfirmed_level", "unconfirmed_level", "published"));
}

#[test]
fn the_way_back_to_the_old_level_is_published_at_once() {
    assert_eq!(
        feed("KES", "129.1 129.3 1.293 1.294 1.295 129.6 129.5").rules("KES")[2..],
        ["unusual_move", "unconfirmed_level", "unconfirmed_level", "published", "published"]
    );
}

#[test]
fn a_jump_of_less_than_a_quarter_is_let_in_after_twenty_market_days() {
    let judged = feed("KES", &format!("129.1 129.3 {}", days(22, "141.0")));
    let rules = judged.rules("KES");
    assert!(rules[3..22].iter().all(|rule| *rule == "unconfirmed_level"), "{rules:?}");
    assert_eq!(rules[22..], ["published", "published"]);
    assert!(evidence(&judged, 21).ends_with("where it is on market day 20 of 20"), "{}", evidence(&judged, 21));
}

/// A true break is a matter of a quarter of a year, where nobody decides: the Icelandic króna of October 2008.
#[test]
fn a_larger_jump_that_is_no_change_of_unit_is_let_in_after_sixty() {
    let rules = feed("KES", &format!("129.1 129.3 {}", days(61, "181.0"))).rules("KES");
    assert!(rules[3..62].iter().all(|rule| *rule == "unconfirmed_level"), "{rules:?}");
    assert_eq!(rules[62..], ["published"]);
}

/// The way back may be a little shorter than the way there: it holds a usual move, and what is usual has changed.
#[test]
fn the_way_back_need_not_be_a_jump_as_large_as_the_first() {
    assert_eq!(
        feed("KES", "129.1 129.3 132.2 132.3 129.9 129.6").rules("KES")[2..],
        ["unusual_move", "unconfirmed_level", "published", "published"]
    );
}

/// Half of the way is a move like any other.
#[test]
fn half_of_the_way_back_is_not_back() {
    assert_eq!(
        feed("KES", "129.1 129.3 141.0 137.0 137.1").rules("KES")[3..],
        ["unconfirmed_level", "unconfirmed_level"]
    );
}

/// Nor are sixty percent of it, however near the old level they end.
#[test]
fn three_quarters_of_the_way_are_back_and_less_is_not() {
    assert_eq!(feed("KES", "129.1 129.3 134.6 131.4").rules("KES")[3], "unconfirmed_level");
    // 76 % of it, and 2.1 % beside the old level.
    assert_eq!(feed("KES", "129.1 129.3 141.0 132.0").rules("KES")[3], "published");
    // 80 % of it, and 14 % beside.
    assert_eq!(feed("KES", "129.1 129.3 250.0 147.5").rules("KES")[3], "unconfirmed_level");
}

/// Once a level is confirmed, or has stood, the way back from it is a jump like any other.
#[test]
fn from_a_level_that_is_believed_the_old_one_is_news() {
    let stood = feed("KES", &format!("129.1 129.3 {} 129.4", days(22, "141.0")));
    assert_eq!(stood.rules("KES")[23..], ["published", "unusual_move"]);
    let confirmed = judged(
        "2026-03-02 API EUR=0.92 KES=129.3
         2026-03-03 API EUR=0.92 KES=141.0
         2026-03-04 API EUR=0.92 KES=141.0
         2026-03-04 BOC KES=153.3
         2026-03-16 API EUR=0.92 KES=141.0
         2026-03-17 API EUR=0.92 KES=129.4",
    );
    assert_eq!(confirmed.rules("KES"), ["published", "unusual_move", "published", "unusual_move"]);
}

/// Usual moves that happen to lead back near the old level confirm nothing.
#[test]
fn usual_moves_neither_confirm_a_level_nor_leave_it() {
    assert_eq!(
        feed("KES", "129.1 129.3 141.0 139.0 137.0 135.0 133.0 131.0 129.4").rules("KES")[8],
        "unconfirmed_level"
    );
}

/// A second jump starts the days anew, but not the story: 141.0 / 129.3 × 150.0 / 141.1. The usual move between counts for
/// nothing.
#[test]
fn a_jump_from_a_level_that_nobody_confirmed_is_told_from_the_start() {
    let judged = feed("KES", &format!("129.1 129.3 141.0 {} 150.0", days(10, "141.1")));
    assert_eq!(
        evidence(&judged, 13),
        "jumps since 2026-03-04 add up to 15.93 %, and nobody confirms the new level, where it is on market day 1 of 20"
    );
}

#[test]
fn the_inverse_and_another_currencys_value_are_mistakes_however_small_the_jump() {
    let last = |currency| feed(currency, &format!("1.08 1.08 {}", days(70, "0.9259"))).rules(currency)[71];
    assert_eq!(last("BHD"), "broken_peg", "its peg goes first");
    assert_eq!(last("CHF"), "unconfirmed_level");
    // The market moved by a percent on that day.
    let moved = feed("CHF", &format!("1.08 1.08 {}", days(70, "0.935"))).rules("CHF")[71];
    assert_eq!(moved, "unconfirmed_level");
    // A jump of the market's own that leads near it.
    let jumped = feed("CHF", &format!("1.10 1.10 {}", days(70, "0.85"))).rules("CHF")[71];
    assert_eq!(jumped, "published");
    let near = feed("CHF", "1.08 1.08 0.95");
    assert_eq!(evidence(&near, 2), "moved by -12.04 % since 2026-03-03, more than 2.12 %", "the inverse is 0.926");
}

/// The rand and the Namibian dollar have the same digits every day: that is no mistake.
#[test]
fn who_always_has_another_ones_digits_has_not_mistaken_it() {
    let judged = judged("2026-03-02 API EUR=0.92 ZAR=18.40 NAD=18.40\n2026-03-03 API EUR=0.92 ZAR=19.40 NAD=19.40");
    assert_eq!(evidence(&judged, 1), "moved by 5.43 % since 2026-03-02, more than 2.12 %");
}

/// The Swedish crowns have the Norwegians' digits: 10.3 for 10.9, which is no more than six percent. And the two change
/// places.
#[test]
fn another_columns_value_is_told_by_its_very_digits_or_by_both_having_changed_places() {
    let of = |last: &str| {
        judged(&format!("2026-03-02 API EUR=0.92 NOK=10.3 SEK=10.9\n2026-03-03 API EUR=0.92 {last}"))
            .lone("2026-03-03", "SEK")
            .evidence
            .clone()
            .unwrap_or_default()
    };
    let is_mistaken =
        |last| of(last).ends_with("(looks like the inverse, another currency's value, or a change of unit before)");
    assert!(is_mistaken("NOK=10.3 SEK=10.3"));
    assert!(is_mistaken("NOK=10.91 SEK=10.31"));
    assert!(!is_mistaken("NOK=10.3 SEK=10.31"), "near another value by chance: {}", of("NOK=10.3 SEK=10.31"));
    assert!(!is_mistaken("NOK=11.2 SEK=10.5"), "each 3 % beside the other's: {}", of("NOK=11.2 SEK=10.5"));
}

#[test]
fn another_witness_confirms_the_level() {
    let judged = judged(
        "2026-03-02 API EUR=0.92 EGP=30.9
         2026-03-03 API EUR=0.92 EGP=49.4
         2026-03-04 BOC USD=1.0870 EGP=53.71
         2026-03-04 API EUR=0.92 EGP=49.42
         2026-03-05 API EUR=0.92 EGP=49.45",
    );
    judged.expect(
        "EGP",
        "2026-03-02 unwitnessed by API
         2026-03-03 unwitnessed by API, withheld: unusual_move
         2026-03-04 consensus by API
         2026-03-05 consensus by API",
    );
}

/// 0.8 % apart both may well be right, but neither has the other one's word: when that is silent, nobody confirms the level.
#[test]
fn another_witness_that_is_merely_not_contradicted_confirms_nothing() {
    let judged = judged(
        "2026-03-02 API EUR=0.92 EGP=30.9
         2026-03-03 API EUR=0.92 EGP=49.4
         2026-03-04 API EUR=0.92 EGP=49.42
         2026-03-04 BOC EGP=54.15
         2026-03-16 API EUR=0.92 EGP=49.45",
    );
    judged.expect(
        "EGP",
        "2026-03-02 unwitnessed by API
         2026-03-03 unwitnessed by API, withheld: unusual_move
         2026-03-04 warning by API
         2026-03-16 unwitnessed by API, withheld: unconfirmed_level",
    );
}

/// Of three that contradict each other the one in the middle has nobody's word either.
#[test]
fn the_middle_of_three_is_not_confirmed_by_being_the_middle() {
    let judged = judged(
        "2026-03-02 ECB JPY=160.0
         2026-03-03 ECB JPY=170.0
         2026-03-03 BOC JPY=160.0
         2026-03-03 FED JPY=180.0
         2026-03-16 ECB JPY=170.1",
    );
    judged.expect_on("2026-03-03", "JPY conflict, not BOC ECB FED");
    judged.expect_on("2026-03-16", "JPY unwitnessed by ECB, withheld: unconfirmed_level");
}

/// The rand is witnessed, and the Namibian dollar is one rand: it needs no witness of its own.
#[test]
fn a_peg_that_holds_to_a_confirmed_currency_confirms_the_level() {
    let of = |ecb: &str| {
        judged(&format!(
            "2026-03-02 ECB USD=1.0870 ZAR=20.00
             2026-03-02 API EUR=0.92 ZAR=18.40 NAD=18.40
             2026-03-03 ECB USD=1.0870 {ecb}
             2026-03-03 API EUR=0.92 ZAR=18.95 NAD=18.95"
        ))
    };
    assert_eq!(of("ZAR=20.60").rules("NAD"), ["published", "published"]);
    // Nobody has the rand: its jump of 3 % is the feed's word alone.
    assert_eq!(of("JPY=178.1").rules("NAD"), ["published", "unusual_move"]);
}

/// While it is broken it confirms nothing, or the way back would be news.
#[test]
fn a_broken_peg_confirms_no_level() {
    let judged = judged(
        "2026-03-02 ECB USD=1.0870 ZAR=20.00
         2026-03-02 API EUR=0.92 ZAR=18.40 NAD=18.40
         2026-03-03 ECB USD=1.0870 ZAR=20.01
         2026-03-03 API EUR=0.92 ZAR=18.41 NAD=20.25
         2026-03-11 API EUR=0.92 ZAR=18.42 NAD=18.42",
    );
    assert_eq!(judged.rules("NAD"), ["published", "broken_peg", "published"]);
}

/// Yesterday's rand does not tell whether today's peg holds.
#[test]
fn an_older_word_of_the_anchor_confirms_no_peg() {
    let judged = judged(
        "2026-03-02 ECB USD=1.0870 ZAR=20.00
         2026-03-02 API EUR=0.92 ZAR=18.40 NAD=18.40
         2026-03-03 ECB USD=1.0870 ZAR=20.01
         2026-03-03 API EUR=0.92 NAD=19.40",
    );
    assert_eq!(judged.rules("NAD"), ["published", "unusual_move"]);
}

/// A peg to the euro itself needs no other rate.
#[test]
fn a_peg_to_the_euro_confirms_by_itself() {
    let xof = |rate: &str| judged(&format!("2026-03-02 API EUR=0.92 XOF=603.5\n2026-03-03 API EUR=0.90 XOF={rate}"));
    assert_eq!(xof("590.4").rules("XOF"), ["published", "published"]);
    assert_eq!(xof("603.5").rules("XOF"), ["published", "broken_peg"]);
    let back = judged("2026-03-02 API EUR=0.92 XOF=621.0\n2026-03-03 API EUR=0.92 XOF=603.5");
    assert_eq!(back.rules("XOF"), ["broken_peg", "published"], "its jump of 3 % is one into the peg");
}

/// The ECB's baht is ten times too large from a day on. On the next the other bank moves by more than it usually does: that tells
/// nothing of what both were apart before, and nobody is believed.
#[test]
fn beside_a_wrong_level_another_ones_move_makes_nobody_believed() {
    let past = weekdays("2017-11-01", 42, |number, date| {
        let rate = 39.0 + 0.05 * f64::from(number * 7 % 5);
        format!("{date} ECB THB={rate:.3}\n{date} BOC THB={:.4}", rate + 0.01)
    });
    let judged = judged(
        &(past
            + "2018-01-02 ECB THB=391.10
               2018-01-02 BOC THB=39.1200
               2018-01-03 ECB THB=391.20
               2018-01-03 BOC THB=38.6000"),
    );
    judged.expect_on("2018-01-02", "THB resolved by BOC, not ECB");
    judged.expect_on("2018-01-03", "THB conflict");
}

#[test]
fn a_person_confirms_the_level_with_one_day_of_it() {
    assert_eq!(
        feed("KES", "129.1 129.3 1.293 1.294!accept 1.295 1.295").rules("KES")[2..],
        ["unusual_move", "published", "published", "published"]
    );
}
