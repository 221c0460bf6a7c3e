//! What a fault makes of a witness's sheets.

use super::kind::{Kind, Lasting};
use super::sites::{Site, Sites};
use crate::recordings::Sheet;
use crate::witness::Form;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::market_day;
use makerates_domain::rate::{DERIVED_SIGNIFICANT_DIGITS, round_significant};
use rust_decimal::Decimal;

/// More weekdays than this beyond the wanted ones, and an older answer is older than its kind says.
const EXTRA_WEEKDAYS_MAX: u32 = 2;

impl Sites<'_> {
    /// The faulty sheets of a site with their stamps; none where the kind does not fit.
    pub fn sheets(&self, site: &Site) -> Option<Vec<(RateDate, Sheet)>> {
        (0..self.kind.days())
            .map(|day| {
                let at = site.at + day;
                Some((*self.stamps.get(at)?, self.sheet(site, at, day)?))
            })
            .collect()
    }

    /// The sheet of the fault's `day`-th day, which is the `at`-th of the witness's.
    fn sheet(&self, site: &Site, at: usize, day: usize) -> Option<Sheet> {
        let (sound, form) = (self.sound(at)?, self.witness().form);
        let rate = |sheet: &Sheet| sheet.get(site.currencies.first()?).copied();
        let with = |cell: Decimal| {
            let mut sheet = sound.clone();
            sheet.insert(*site.currencies.first()?, cell)?;
            Some(sheet)
        };
        match self.kind {
            Kind::WrongBase => rebased(sound, form),
            Kind::EurCell(thousandths) => moved_euro(sound, form, site.share(thousandths)),
            Kind::OldAnswer(days) => self.earlier(at, days.into()).cloned(),
            Kind::NextAnswer => self.sound(at + 1).cloned(),
            Kind::Frozen => self.earlier(at, day + 1).cloned(),
            Kind::HalfMissing => Some(half(sound, form, site.is_up)),
            Kind::Missing => {
                let mut sheet = sound.clone();
                sheet.remove(site.currencies.first()?)?;
                Some(sheet)
            }
            Kind::Swapped => {
                let [one, other] = site.currencies[..] else { return None };
                let mut sheet = sound.clone();
                sheet.extend([(one, *sound.get(&other)?), (other, *sound.get(&one)?)]);
                Some(sheet)
            }
            Kind::Stale(days) => with(rate(self.earlier(at, days.into())?)?),
            Kind::Tomorrow => with(rate(self.sound(at + 1)?)?),
            Kind::Drift(thousandths) | Kind::Alike(thousandths) | Kind::Lasting(Lasting::Drift(thousandths), _) => {
                with(moved(rate(sound)?, site.share(thousandths))?)
            }
            Kind::Scale(power) | Kind::Lasting(Lasting::Scale(power), _) => with(scaled(rate(sound)?, power)?),
            Kind::Lasting(Lasting::Stuck, _) => with(rate(self.earlier(site.at, 1)?)?),
            Kind::Lasting(Lasting::Creep(thousandths), days) => {
                let passed = Decimal::from(day + 1).checked_div(days.into())?;
                with(moved(rate(sound)?, Decimal::ONE + (site.share(thousandths) - Decimal::ONE) * passed)?)
            }
            Kind::Lasting(Lasting::Break(thousandths, _), _) => with(broken(rate(sound)?, thousandths)?),
            Kind::Inverted => {
                with(round_significant(Decimal::ONE.checked_div(rate(sound)?)?, DERIVED_SIGNIFICANT_DIGITS)?)
            }
            Kind::TwoDecimals => with(rate(sound)?.round_dp(2)),
            Kind::Negative => with(-rate(sound)?),
        }
    }

    fn sound(&self, at: usize) -> Option<&Sheet> {
        self.witness().days.get(self.stamps.get(at)?)
    }

    /// The sheet of so many of the witness's own days before, unless too much time lies between.
    fn earlier(&self, at: usize, days: usize) -> Option<&Sheet> {
        let before = at.checked_sub(days)?;
        let weekdays = market_day::weekdays_between(self.market_day(before)?, self.market_day(at)?);
        let is_near = weekdays <= u32::try_from(days).ok()? + EXTRA_WEEKDAYS_MAX;
        self.sound(before).filter(|_| is_near)
    }
}

impl Site {
    fn share(&self, thousandths: u32) -> Decimal {
        let share = Decimal::new(thousandths.into(), 3);
        if self.is_up { Decimal::ONE + share } else { Decimal::ONE - share }
    }
}

/// Another part of a rate, with as many decimals.
fn moved(rate: Decimal, share: Decimal) -> Option<Decimal> {
    Some(rate.checked_mul(share)?.round_dp(rate.scale()))
}

/// A rate on a level that is higher by so many thousandths.
pub fn broken(rate: Decimal, thousandths: u32) -> Option<Decimal> {
    moved(rate, Decimal::ONE + Decimal::new(thousandths.into(), 3))
}

/// Times a power of ten, exactly.
fn scaled(rate: Decimal, power: i8) -> Option<Decimal> {
    let ten = Decimal::from(10_u32.pow(power.unsigned_abs().into()));
    if power < 0 { rate.checked_div(ten) } else { rate.checked_mul(ten) }
}

/// Every other currency in alphabetical order. The feed's euro stays: without it nothing else could be read.
fn half(sound: &Sheet, form: Form, is_second: bool) -> Sheet {
    let is_kept = |place: usize, currency: CurrencyCode| {
        place % 2 == usize::from(is_second) || (form == Form::Feed && currency == CurrencyCode::EUR)
    };
    let kept = sound.iter().enumerate().filter(|(place, (currency, _))| is_kept(*place, **currency));
    kept.map(|(_, (currency, rate))| (*currency, *rate)).collect()
}

/// All rates as they are against another base, which then has the rate 1.
fn rebased(sound: &Sheet, form: Form) -> Option<Sheet> {
    let base = if form == Form::Feed { CurrencyCode::EUR } else { CurrencyCode::USD };
    let of_base = *sound.get(&base)?;
    divided(sound, |_| of_base)
}

/// The euro's own cell is off: of a feed it is a cell, of a rebased bank all rates carry it.
fn moved_euro(sound: &Sheet, form: Form, share: Decimal) -> Option<Sheet> {
    let divisor = Decimal::ONE.checked_div(share)?;
    match form {
        Form::Ecb | Form::Panel => divided(sound, |_| divisor),
        // Units for 1 USD: less euros for a dollar, and everything costs more of them.
        Form::Feed => divided(sound, |currency| if currency == CurrencyCode::EUR { share } else { Decimal::ONE }),
    }
}

fn divided(sound: &Sheet, divisor: impl Fn(CurrencyCode) -> Decimal) -> Option<Sheet> {
    let divide = |(&currency, &rate): (&CurrencyCode, &Decimal)| {
        let divisor = divisor(currency);
        if divisor == Decimal::ONE {
            return Some((currency, rate));
        }
        Some((currency, round_significant(rate.checked_div(divisor)?, DERIVED_SIGNIFICANT_DIGITS)?.normalize()))
    };
    sound.iter().map(divide).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::tests::all_days;
    use crate::witness::Witness;
    use crate::witness::tests::days;

    const LINES: &str = "2024-07-01 JPY=170.00 USD=1.0000
        2024-07-02 JPY=171.00 USD=1.0500
        2024-07-03 JPY=172.00 USD=1.1000
        2024-07-04 JPY=173.00 USD=1.1230
        2024-07-05 JPY=174.00 USD=1.2500";

    /// The faulty sheets of a fault that begins on 3 July, as text.
    fn faulty(form: Form, lines: &str, kind: Kind, currencies: &[&str]) -> Vec<String> {
        let scenario = all_days(vec![Witness::new("X", form, days(lines))]);
        let Some(sites) = Sites::of(&scenario, 0, kind) else { return Vec::new() };
        let currencies: Vec<CurrencyCode> = currencies.iter().map(|currency| currency.parse().unwrap()).collect();
        let sheets = sites.sheets(&Site { at: 2, currencies, is_up: true }).into_iter().flatten();
        sheets
            .map(|(stamp, sheet)| {
                let cells = sheet.iter().map(|(currency, rate)| format!("{currency}={rate}"));
                format!("{stamp} {}", cells.collect::<Vec<_>>().join(" "))
            })
            .collect()
    }

    #[track_caller]
    fn expect(kind: Kind, currencies: &[&str], expected: &[&str]) {
        assert_eq!(faulty(Form::Panel, LINES, kind, currencies), expected, "{kind:?}");
    }

    #[test]
    fn single_cells() {
        expect(Kind::Scale(1), &["JPY"], &["2024-07-03 JPY=1720.00 USD=1.1000"]);
        expect(Kind::Scale(-3), &["JPY"], &["2024-07-03 JPY=0.1720 USD=1.1000"]);
        expect(Kind::Inverted, &["USD"], &["2024-07-03 JPY=172.00 USD=0.909090909091"]);
        expect(Kind::Swapped, &["USD", "JPY"], &["2024-07-03 JPY=1.1000 USD=172.00"]);
        expect(Kind::Tomorrow, &["USD"], &["2024-07-03 JPY=172.00 USD=1.1230"]);
        expect(Kind::Drift(20), &["USD"], &["2024-07-03 JPY=172.00 USD=1.1220"]);
        expect(Kind::TwoDecimals, &["USD"], &["2024-07-03 JPY=172.00 USD=1.10"]);
        expect(Kind::Negative, &["USD"], &["2024-07-03 JPY=172.00 USD=-1.1000"]);
        expect(Kind::Missing, &["USD"], &["2024-07-03 JPY=172.00"]);
        expect(Kind::Swapped, &["USD"], &[]);
    }

    #[test]
    fn a_stale_rate_is_late_on_each_of_its_days() {
        expect(Kind::Stale(1), &["USD"], &["2024-07-03 JPY=172.00 USD=1.0500"]);
        let two = ["2024-07-03 JPY=172.00 USD=1.0000", "2024-07-04 JPY=173.00 USD=1.0500"];
        expect(Kind::Stale(2), &["USD"], &two);
        expect(Kind::Stale(5), &["USD"], &[]);
    }

    #[test]
    fn what_lasts_is_there_on_each_of_its_days() {
        let scaled = ["2024-07-03 JPY=17200.00 USD=1.1000", "2024-07-04 JPY=17300.00 USD=1.1230"];
        expect(Kind::Lasting(Lasting::Scale(2), 2), &["JPY"], &scaled);
        let stuck = ["2024-07-03 JPY=172.00 USD=1.0500", "2024-07-04 JPY=173.00 USD=1.0500"];
        expect(Kind::Lasting(Lasting::Stuck, 2), &["USD"], &stuck);
        let creeping = ["2024-07-03 JPY=172.00 USD=1.1220", "2024-07-04 JPY=173.00 USD=1.1679"];
        expect(Kind::Lasting(Lasting::Creep(40), 2), &["USD"], &creeping);
        let broken = ["2024-07-03 JPY=223.60 USD=1.1000", "2024-07-04 JPY=224.90 USD=1.1230"];
        expect(Kind::Lasting(Lasting::Break(300, 0), 2), &["JPY"], &broken);
        expect(Kind::Lasting(Lasting::Scale(2), 5), &["JPY"], &[]);
    }

    #[test]
    fn whole_answers() {
        expect(Kind::WrongBase, &[], &["2024-07-03 JPY=156.363636364 USD=1"]);
        expect(Kind::EurCell(20), &[], &["2024-07-03 JPY=175.44 USD=1.122"]);
        expect(Kind::OldAnswer(2), &[], &["2024-07-03 JPY=170.00 USD=1.0000"]);
        expect(Kind::OldAnswer(3), &[], &[]);
        expect(Kind::NextAnswer, &[], &["2024-07-03 JPY=173.00 USD=1.1230"]);
        let frozen = ["03", "04", "05"].map(|day| format!("2024-07-{day} JPY=171.00 USD=1.0500"));
        expect(Kind::Frozen, &[], &frozen.each_ref().map(String::as_str));
        expect(Kind::HalfMissing, &[], &["2024-07-03 USD=1.1000"]);
        assert!(faulty(Form::Ecb, LINES, Kind::EurCell(20), &[]).is_empty());
    }

    #[test]
    fn the_feeds_euro_is_one_cell() {
        let lines = LINES.replace("JPY", "EUR");
        let moved = faulty(Form::Feed, &lines, Kind::EurCell(1_000), &[]);
        assert_eq!(moved, ["2024-07-03 EUR=86 USD=1.1000"]);
        let other_base = faulty(Form::Feed, &lines.replace("USD", "GBP"), Kind::WrongBase, &[]);
        assert_eq!(other_base, ["2024-07-03 EUR=1 GBP=0.00639534883721"]);
        assert_eq!(faulty(Form::Feed, &lines, Kind::HalfMissing, &[]), ["2024-07-03 EUR=172.00 USD=1.1000"]);
    }

    #[test]
    fn what_is_older_than_its_kind_says_is_not_tried() {
        let gap = LINES.replace("2024-07-02", "2024-06-20").replace("2024-07-01", "2024-06-19");
        assert!(faulty(Form::Panel, &gap, Kind::OldAnswer(1), &[]).is_empty());
    }
}
