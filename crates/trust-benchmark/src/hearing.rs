//! What the judge hears of a witness's sheets: what `transform` makes of an answer, and `observations.sql` of its rates.

use crate::recordings::Sheet;
use crate::witness::{Form, Witness};
use makerates_domain::answers::half_unit_pct;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::rate::{DECIMALS_MAX, Rate};
use makerates_judge::{AnswerId, Observation};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// So many earlier stamps tell how many decimals are usual: a source that drops trailing zeros writes 1.1 for 1.1000.
const EARLIER_STAMPS: usize = 20;

/// The sheets of a witness that describe one market day, in the order of their stamps.
pub type Said<'a> = Vec<(RateDate, &'a Sheet)>;

/// The decimals of a witness's last rates, by currency.
#[derive(Debug, Clone, Default)]
pub struct Decimals(BTreeMap<CurrencyCode, VecDeque<u32>>);

impl Decimals {
    /// What a witness observes on a market day: of several stamps the earliest that has a currency.
    pub fn observations(&self, witness: &Witness, said: &Said<'_>) -> Vec<Observation> {
        let name: Arc<str> = witness.name.into();
        let mut all: Vec<Observation> = Vec::new();
        for (place, (_, sheet)) in said.iter().enumerate() {
            let euro = sheet.get(&CurrencyCode::EUR).and_then(|euro| rate(*euro));
            for (currency, rate) in rates(witness.form, sheet) {
                let is_known = place > 0 && all.iter().any(|earlier| earlier.currency == currency);
                let per_euro = per_euro(witness.form, currency, rate, euro).filter(|_| !is_known);
                let Some(rate_per_eur) = per_euro else { continue };
                all.push(Observation {
                    endpoint: witness.form.endpoint(),
                    witness: name.clone(),
                    currency,
                    base: witness.form.base(),
                    rate: rate.decimal(),
                    rate_per_eur,
                    half_unit_pct: self.half_unit_pct(witness.form, currency, rate),
                    answer: AnswerId(0),
                    decision: None,
                });
            }
        }
        all
    }

    /// Remembers the decimals of a market day's sheets.
    pub fn learn(&mut self, witness: &Witness, said: &Said<'_>) {
        for (currency, rate) in said.iter().flat_map(|(_, sheet)| rates(witness.form, sheet)) {
            let earlier = self.0.entry(currency).or_default();
            if earlier.len() == EARLIER_STAMPS {
                earlier.pop_front();
            }
            earlier.push_back(rate.decimal().scale());
        }
    }

    /// Half a unit of the last usual decimal place, in percent of the rate. Of the panel the size of a rate tells it.
    fn half_unit_pct(&self, form: Form, currency: CurrencyCode, rate: Rate) -> f64 {
        if form == Form::Panel {
            return half_unit_pct(rate);
        }
        let earlier = self.0.get(&currency).into_iter().flatten().copied();
        let usual = earlier.chain([rate.decimal().scale()]).max().unwrap_or_default();
        let rate = rate.decimal().to_f64().unwrap_or(f64::NAN);
        50.0 * 10_f64.powi(-i32::try_from(usual).unwrap_or(i32::MAX)) / rate
    }
}

/// The rates of a sheet that can be read, by the currency that they speak of: one for the euro itself speaks of its base.
fn rates(form: Form, sheet: &Sheet) -> impl Iterator<Item = (CurrencyCode, Rate)> {
    sheet.iter().filter_map(move |(&quote, &digits)| {
        Some((if quote == CurrencyCode::EUR { form.base() } else { quote }, rate(digits)?))
    })
}

/// What the parser makes of the digits; none of what is no rate.
pub fn rate(digits: Decimal) -> Option<Rate> {
    Rate::parse(&digits.to_string()).ok()
}

fn per_euro(form: Form, currency: CurrencyCode, rate: Rate, euro: Option<Rate>) -> Option<Decimal> {
    let rebased = match euro {
        _ if form.base() == CurrencyCode::EUR => rate,
        Some(euro) if currency == form.base() => euro.invert().ok()?,
        Some(euro) => Rate::cross(rate, euro).ok()?,
        None => return None,
    };
    Some(rebased.decimal()).filter(|rate| rate.scale() <= DECIMALS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witness::tests::days;
    use std::fmt::Write as _;

    fn heard(form: Form, lines: &str) -> Vec<String> {
        let witness = Witness::new("X", form, days(lines));
        let said = witness.days.iter().map(|(stamp, sheet)| (*stamp, sheet)).collect();
        let row = |row: Observation| format!("{} {} {}/{}", row.currency, row.rate_per_eur, row.base, row.rate);
        Decimals::default().observations(&witness, &said).into_iter().map(row).collect()
    }

    #[test]
    fn a_feeds_rates_are_crossed_and_its_euro_speaks_of_the_dollar() {
        let expected = ["USD 1.25 USD/0.80", "JPY 200 USD/160"];
        assert_eq!(heard(Form::Feed, "2026-10-31 EUR=0.80 JPY=160"), expected);
        assert!(heard(Form::Feed, "2026-10-31 JPY=160").is_empty(), "without its euro it says nothing of the euro");
        assert_eq!(heard(Form::Ecb, "2026-10-30 JPY=173.20"), ["JPY 173.20 EUR/173.20"]);
    }

    #[test]
    fn what_is_no_rate_is_not_heard_and_the_next_stamp_of_the_day_stands_in() {
        let lines = "2026-10-31 EUR=0.8 JPY=-160 SEK=9\n2026-11-01 EUR=0.5 JPY=150 SEK=8";
        let expected = ["USD 1.25 USD/0.8", "SEK 11.25 USD/9", "JPY 300 USD/150"];
        assert_eq!(heard(Form::Feed, lines), expected);
        assert!(heard(Form::Ecb, "2026-10-30 JPY=0").is_empty());
    }

    /// Half a unit of each rate, day by day, learnt as they come.
    fn half_units(form: Form, lines: &str) -> Vec<String> {
        let witness = Witness::new("X", form, days(lines));
        let mut decimals = Decimals::default();
        let mut half_units = Vec::new();
        for (stamp, sheet) in &witness.days {
            let said = vec![(*stamp, sheet)];
            let all = decimals.observations(&witness, &said);
            half_units.extend(all.iter().map(|row| format!("{} {:.5}", row.currency, row.half_unit_pct)));
            decimals.learn(&witness, &said);
        }
        half_units
    }

    #[test]
    fn of_the_panel_the_size_of_a_rate_tells_how_exact_it_is() {
        let told = half_units(Form::Panel, "2024-07-01 USD=1.07461234\n2024-07-02 USD=1.07 JPY=172");
        let expected = ["USD 0.00000", "JPY 0.00291", "USD 0.00467"];
        assert_eq!(told, expected, "the digits of the day before say nothing");
    }

    #[test]
    fn usual_decimals_are_those_of_the_last_stamps_and_of_the_rate_itself() {
        let mut lines = "2024-07-01 USD=1.0\n2024-07-02 USD=1.0000\n2024-07-03 USD=1.00\n".to_owned();
        for day in 4..=24 {
            writeln!(lines, "2024-07-{day:02} USD=1.0").unwrap();
        }
        let told = half_units(Form::Ecb, &lines);
        assert_eq!(told[..4], ["USD 5.00000", "USD 0.00500", "USD 0.00500", "USD 0.00500"]);
        let last = &told[told.len() - 3..];
        assert_eq!(last, ["USD 0.00500", "USD 0.50000", "USD 5.00000"], "after twenty stamps each is forgotten");
    }
}
