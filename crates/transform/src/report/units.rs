//! How the page writes percents, counts, instants and durations: here alone, so that it writes them alike.

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A percent with two significant digits, which no line break parts from its sign; finer than a millionth silver knows none.
pub fn percent(value: f64) -> String {
    format!("{}\u{a0}%", percent_digits(value))
}

/// A percent without its sign, for a table that says once that all of it is percents.
pub fn percent_digits(value: f64) -> String {
    let value = (value * 1e6).round() / 1e6;
    if value == 0.0 || !value.is_finite() {
        return "0.00".to_owned();
    }
    // The exponent is looked for after rounding: 9.96 is 10.
    let rounded = format!("{value:.1e}");
    let exponent = rounded.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0_i32);
    let places = usize::try_from((1 - exponent).clamp(0, 6)).unwrap_or_default();
    let number = rounded.parse().unwrap_or(value);
    grouped(&format!("{number:.places$}"))
}

/// A percent that silver has as text; empty where there is none.
pub fn percent_of(text: &str) -> String {
    text.parse().map(percent).unwrap_or_default()
}

/// A count, its thousands apart.
pub fn count(value: u64) -> String {
    grouped(&value.to_string())
}

/// A count that silver has as text; what is none stays.
pub fn count_of(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), count)
}

fn grouped(digits: &str) -> String {
    let (sign, unsigned) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, ""), |(whole, fraction)| (whole, fraction));
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if fraction.is_empty() { text } else { format!("{text}.{fraction}") }
}

/// An instant to the minute; what is none stays.
pub fn instant(text: &str) -> String {
    let is_instant = text.ends_with('Z') && text.parse::<Timestamp>().is_ok();
    match (is_instant, text.get(..16)) {
        (true, Some(to_the_minute)) => to_the_minute.replace('T', " ") + " UTC",
        _ => text.to_owned(),
    }
}

/// How long something took.
pub fn duration(milliseconds: u64) -> String {
    let (seconds, minutes) = (milliseconds / 1000, milliseconds / 60_000);
    match milliseconds {
        0..1000 => format!("{milliseconds} ms"),
        1000..10_000 => format!("{seconds}.{} s", milliseconds % 1000 / 100),
        10_000..60_000 => format!("{seconds} s"),
        _ => format!("{} min {} s", count(minutes), seconds % 60),
    }
}

/// A sentence whose instants and percents are written as all others are. Where two percents of it would then read alike,
/// they stay as they are: a move of 12.31 % that is more than 12.25 % is not one of 12 % that is more than 12 %.
pub fn sentence(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut is_told_apart = true;
    for (_, number) in words.iter().enumerate().filter_map(|(at, _)| percent_at(&words, at)) {
        let rounded = number.parse().map(percent_digits).unwrap_or_default();
        is_told_apart &= *seen.entry(rounded).or_insert(number) == number;
    }
    let mut written = String::new();
    for (at, word) in words.iter().enumerate() {
        let blank = if at + 1 < words.len() { " " } else { "" };
        match percent_at(&words, at) {
            Some((before, number)) if is_told_apart => {
                let digits = number.parse().map(percent_digits).unwrap_or_default();
                let _ = write!(written, "{before}{digits}\u{a0}");
            }
            Some(_) => {
                let _ = write!(written, "{word}\u{a0}");
            }
            None => {
                let _ = write!(written, "{}{blank}", with_instant(word));
            }
        }
    }
    written
}

/// The number of a word that the next one makes a percent, and what stands before it.
fn percent_at<'a>(words: &[&'a str], at: usize) -> Option<(&'a str, &'a str)> {
    let word = words[at];
    words.get(at + 1).filter(|next| next.starts_with('%'))?;
    let is_numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    let number = word.trim_start_matches(|c| !is_numeric(c));
    let before = &word[..word.len() - number.len()];
    number.parse::<f64>().ok().map(|_| (before, number))
}

fn with_instant(word: &str) -> String {
    let is_edge = |c: char| !c.is_ascii_alphanumeric();
    let inner = word.trim_matches(is_edge);
    if inner.len() < 20 { word.to_owned() } else { word.replace(inner, &instant(inner)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_has_two_significant_digits() {
        for (value, shown) in [
            (0.2289, "0.23\u{a0}%"),
            (1.187, "1.2\u{a0}%"),
            (0.003_06, "0.0031\u{a0}%"),
            (0.000_001_2, "0.000001\u{a0}%"),
            (0.2, "0.20\u{a0}%"),
            (9.96, "10\u{a0}%"),
            (0.0996, "0.10\u{a0}%"),
            (-3.0, "-3.0\u{a0}%"),
            (99.9, "100\u{a0}%"),
            (1234.0, "1,200\u{a0}%"),
            (0.0, "0.00\u{a0}%"),
            (-1e-17, "0.00\u{a0}%"),
        ] {
            assert_eq!(percent(value), shown);
        }
        assert_eq!((percent_of("0.278963").as_str(), percent_of("").as_str()), ("0.28\u{a0}%", ""));
    }

    #[test]
    fn thousands_stand_apart() {
        let shown = [0, 999, 1000, 30_000, 1_234_567].map(count);
        assert_eq!(shown, ["0", "999", "1,000", "30,000", "1,234,567"]);
        assert_eq!((count_of("10000").as_str(), count_of("").as_str()), ("10,000", ""));
    }

    #[test]
    fn an_instant_is_told_to_the_minute_and_says_utc() {
        assert_eq!(instant("2026-09-29T06:00:59.123Z"), "2026-09-29 06:00 UTC");
        assert_eq!((instant("").as_str(), instant("2026-09-29").as_str()), ("", "2026-09-29"));
    }

    #[test]
    fn a_duration_has_its_unit() {
        let shown = [0, 999, 1000, 9_999, 59_999, 125_000].map(duration);
        assert_eq!(shown, ["0 ms", "999 ms", "1.0 s", "9.9 s", "59 s", "2 min 5 s"]);
    }

    #[test]
    fn a_sentence_is_written_as_the_page_is() {
        assert_eq!(
            sentence(
                "sync: nothing (the last good run was at 2026-09-28T06:00:00.000Z); 3.00 % off ECB, usual are 0.16 %"
            ),
            "sync: nothing (the last good run was at 2026-09-28 06:00 UTC); 3.0\u{a0}% off ECB, usual are 0.16\u{a0}%"
        );
        let close = "moved by 12.31 % since 2026-09-21, more than 12.25 %";
        assert_eq!(sentence(close), close.replace(" %", "\u{a0}%"));
        let foreign = "“é%” 1 % … 2026-09-28T06:00 ×9.999 %";
        assert_eq!(sentence(foreign), "“é%” 1.0\u{a0}% … 2026-09-28T06:00 ×10\u{a0}%");
    }
}
