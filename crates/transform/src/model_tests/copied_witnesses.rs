use super::given;
use std::fmt::Write;

/// A bank that publishes the ECB's rates in fewer digits witnesses nothing: after twenty days it is told.
#[test]
fn who_only_rounds_another_ones_rates_is_no_witness() {
    let mut lines = String::new();
    for day in (0..40).filter(|day| day % 7 < 5) {
        let date = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let rate = 1.08 + 0.0013 * f64::from((day * 37) % 11);
        writeln!(lines, "{date}T15:05:00Z ECB {date} USD={rate:.4}").unwrap();
        writeln!(lines, "{date}T16:05:00Z BNR {date} USD={rate:.3}").unwrap();
    }
    let silver = given(&lines).silver();
    silver.expect("silver.copied_witnesses", "distinct witness | originals\nBNR | [ECB]");
    silver.expect(
        "(select verdict, min(rate_date) as first_day, count(*) as days from silver.consensus group by all)",
        "verdict | first_day | days
         consensus   | 2024-01-01 | 20
         unwitnessed | 2024-01-29 | 10",
    );
}
