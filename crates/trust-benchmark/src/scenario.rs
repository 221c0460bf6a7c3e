//! What is measured: which witnesses, on which days.

use crate::hearing::Said;
use crate::measured::Measured;
use crate::recordings::Sheet;
use crate::witness::Witness;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::legacy_euro;
use makerates_domain::regimes::{self, RateRegime};
use std::collections::BTreeMap;

/// Witnesses and the days on which they are measured.
#[derive(Debug)]
pub struct Scenario {
    /// The name in flags.
    pub key: &'static str,
    /// The name in tables.
    pub title: &'static str,
    /// The sound witnesses, the one that is published first.
    pub witnesses: Vec<Witness>,
    /// Which days are measured: the days before are only their past.
    pub measured: Measured,
    /// Whose rates are tried.
    pub tried: Tried,
    /// Every market day that somebody speaks of, in order.
    pub days: Vec<Day>,
    /// The currencies that are tried, by measured day.
    pub shared: BTreeMap<RateDate, Vec<CurrencyCode>>,
}

/// A market day, and each witness's stamps that describe it.
#[derive(Debug)]
pub struct Day {
    pub date: RateDate,
    stamps: Vec<Vec<RateDate>>,
}

/// What is said instead of what was recorded, by witness and stamp.
pub type Changes = BTreeMap<(usize, RateDate), Sheet>;

/// Which rates of a scenario are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// Of each real witness those that all witnesses observe on that very day.
    Shared,
    /// Of the last witness those that nobody else has, of currencies that are traded freely: a peg or a restricted regime
    /// would answer for the rule.
    OwnOfTheLast,
}

impl Scenario {
    /// A scenario of these witnesses and days.
    pub fn new(
        key: &'static str,
        title: &'static str,
        witnesses: Vec<Witness>,
        tried: Tried,
        measured: Measured,
    ) -> Self {
        let days = days(&witnesses);
        let mut scenario = Self { key, title, witnesses, measured, tried, days, shared: BTreeMap::new() };
        let all = scenario.witnesses.len();
        for ((day, currency), count) in scenario.observed_by() {
            let is_tried = match tried {
                Tried::Shared => count == all,
                Tried::OwnOfTheLast => {
                    let is_free = regimes::regime(currency) == RateRegime::Market;
                    count == 1 && is_free && scenario.is_of_the_last(currency)
                }
            };
            if is_tried {
                scenario.shared.entry(day).or_default().push(currency);
            }
        }
        scenario
    }

    /// What each witness says of a market day, but for the changes.
    pub fn said<'a>(&'a self, day: &Day, changes: &'a Changes) -> Vec<Said<'a>> {
        let of_witness = |(index, witness): (usize, &'a Witness)| {
            let sheet = |stamp: &RateDate| {
                let instead = changes.get(&(index, *stamp));
                Some((*stamp, instead.or_else(|| witness.days.get(stamp))?))
            };
            day.stamps[index].iter().filter_map(sheet).collect()
        };
        self.witnesses.iter().enumerate().map(of_witness).collect()
    }

    /// Whether none but the last witness has it, on any day: a rate of some days ago would be a witness, too.
    fn is_of_the_last(&self, currency: CurrencyCode) -> bool {
        let others = self.witnesses.split_last().map_or(&[][..], |(_, others)| others);
        others.iter().all(|other| other.days.values().all(|sheet| !sheet.contains_key(&currency)))
    }

    /// Whether somebody else may speak of the currencies that are tried.
    pub fn is_witnessed(&self) -> bool {
        self.tried == Tried::Shared && self.witnesses.len() > 1
    }

    /// How many witnesses observe each measured day and currency on that very day. A currency that the euro has replaced
    /// has no market rate that could be right or wrong.
    pub fn observed_by(&self) -> BTreeMap<(RateDate, CurrencyCode), usize> {
        let mut observed = BTreeMap::new();
        for witness in &self.witnesses {
            let days = witness.observed().into_iter().filter(|(day, _)| self.measured.contains(*day));
            for (day, stamp) in days.filter(|(day, _)| !day.is_weekend()) {
                let currencies = witness.currencies(stamp).into_iter();
                let is_measured = |currency: &CurrencyCode| {
                    self.measured.class.contains(*currency) && legacy_euro::fixed_rate(*currency, day).is_none()
                };
                for currency in currencies.filter(is_measured) {
                    *observed.entry((day, currency)).or_insert(0) += 1;
                }
            }
        }
        observed
    }

    /// Whose faults are tried: the published source's, and each other's.
    pub fn targets(&self) -> Vec<usize> {
        let all = 0..self.witnesses.len();
        if self.tried == Tried::OwnOfTheLast { all.last().into_iter().collect() } else { all.collect() }
    }
}

fn days(witnesses: &[Witness]) -> Vec<Day> {
    let mut days: BTreeMap<RateDate, Vec<Vec<RateDate>>> = BTreeMap::new();
    for (index, witness) in witnesses.iter().enumerate() {
        for stamp in witness.stamps() {
            let stamps = days.entry(witness.market_day(stamp)).or_insert_with(|| vec![Vec::new(); witnesses.len()]);
            stamps[index].push(stamp);
        }
    }
    days.into_iter().map(|(date, stamps)| Day { date, stamps }).collect()
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::bank::FEED;
    use crate::measured::{Class, Years};
    use crate::witness::Form;
    use crate::witness::tests::days;
    use makerates_domain::source::ECB;
    use std::fmt::Write as _;

    /// Two banks that agree but for a trifle, for so many weekdays.
    pub fn two_banks(count: u32) -> Scenario {
        let first: RateDate = "2024-01-01".parse().unwrap();
        let weekdays = (0..).map(|day| first.plus_days(day).unwrap()).filter(|day| !day.is_weekend());
        let [mut of_a, mut of_b] = [String::new(), String::new()];
        for (day, number) in weekdays.zip(0..count) {
            let cents = number % 7;
            writeln!(of_a, "{day} GBP=0.8{cents}00 JPY=17{cents}.50 USD=1.0{cents}00").unwrap();
            writeln!(of_b, "{day} GBP=0.8{cents}1 JPY=17{cents}.30 USD=1.0{cents}2").unwrap();
        }
        all_days(vec![Witness::new("A", Form::Ecb, days(&of_a)), Witness::new("B", Form::Panel, days(&of_b))])
    }

    /// What these witnesses share, on each day of the first one's.
    pub fn all_days(witnesses: Vec<Witness>) -> Scenario {
        let days = &witnesses[0].days;
        let [first, last] = [days.keys().next(), days.keys().next_back()].map(|day| *day.unwrap());
        let measured = Measured { first, last, years: Years::All, class: Class::All };
        Scenario::new("test", "test", witnesses, Tried::Shared, measured)
    }

    fn of(tried: Tried, ecb: &str, feed: &str, [first, last]: [&str; 2], years: Years) -> Scenario {
        let witnesses = vec![Witness::new(ECB, Form::Ecb, days(ecb)), Witness::new(FEED, Form::Feed, days(feed))];
        let measured =
            Measured { first: first.parse().unwrap(), last: last.parse().unwrap(), years, class: Class::All };
        Scenario::new("test", "test", witnesses, tried, measured)
    }

    #[test]
    fn only_what_all_observe_on_the_day_is_shared() {
        let ecb = "2024-04-02 USD=1.07 JPY=163\n2024-04-03 USD=1.08 HRK=7.5";
        let feed = "2024-04-03 EUR=0.93 JPY=151 AED=3.67\n2024-04-04 EUR=0.93 HRK=7";
        let scenario = of(Tried::Shared, ecb, feed, ["2024-04-02", "2024-04-03"], Years::All);
        let shared: Vec<String> =
            scenario.shared.iter().map(|(day, currencies)| format!("{day} {currencies:?}")).collect();
        assert_eq!(shared, ["2024-04-02 [JPY, USD]", "2024-04-03 [USD]"], "HRK is the euro by then");
        assert_eq!(scenario.targets(), [0, 1]);
        let odd = of(Tried::Shared, ecb, feed, ["2024-04-02", "2024-04-03"], Years::Odd);
        assert!(odd.shared.is_empty() && odd.days.len() == 2, "the others are a past all the same");
    }

    #[test]
    fn a_class_of_currencies_is_measured_by_itself() {
        let ecb = "2024-04-02 USD=1.07 BRL=5.4 PLN=4.3";
        let mut measured = all_days(vec![Witness::new(ECB, Form::Ecb, days(ecb))]).measured;
        let of = |class: Class| {
            measured.class = class;
            let witnesses = vec![Witness::new(ECB, Form::Ecb, days(ecb))];
            let scenario = Scenario::new("test", "test", witnesses, Tried::Shared, measured);
            format!("{:?}", scenario.shared[&measured.first])
        };
        let classes = [Class::All, Class::Majors, Class::Restless, Class::Others];
        assert_eq!(classes.map(of), ["[BRL, PLN, USD]", "[USD]", "[BRL]", "[PLN]"]);
    }

    #[test]
    fn only_what_nobody_else_ever_has_and_is_traded_freely_is_the_lasts_own() {
        let ecb = "2024-04-02 USD=1.07 JPY=163\n2024-04-03 USD=1.08";
        let feed = "2024-04-03 EUR=0.93\n2024-04-04 EUR=0.93 JPY=7 KES=130 AED=3.67 LBP=89500";
        let scenario = of(Tried::OwnOfTheLast, ecb, feed, ["2024-04-03", "2024-04-03"], Years::All);
        let day = "2024-04-03".parse().unwrap();
        assert_eq!(scenario.shared, [(day, vec!["KES".parse().unwrap()])].into_iter().collect());
        assert_eq!((scenario.targets(), scenario.is_witnessed()), (vec![1], false));
    }

    #[test]
    fn a_day_has_all_stamps_that_describe_it_and_what_is_said_instead() {
        let feed = "2024-04-06 EUR=0.92\n2024-04-07 EUR=0.93";
        let scenario = of(Tried::Shared, "2024-04-05 USD=1.08", feed, ["2024-04-05", "2024-04-05"], Years::All);
        let instead = days("2024-04-07 EUR=0.5").into_values().next().unwrap();
        let changes = Changes::from([((1, "2024-04-07".parse().unwrap()), instead)]);
        let said = scenario.said(&scenario.days[0], &changes);
        let of_feed: Vec<String> =
            said[1].iter().map(|(stamp, sheet)| format!("{stamp} {:?}", sheet.values())).collect();
        assert_eq!((scenario.days.len(), said[0].len()), (1, 1));
        assert_eq!(of_feed, ["2024-04-06 [0.92]", "2024-04-07 [0.5]"]);
    }
}
