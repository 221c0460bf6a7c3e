//! The scenarios that there are, before their data are known.

use crate::args::Args;
use crate::bank::{self, BOC, FEED};
use crate::error::BenchError;
use crate::measured::Measured;
use crate::scenario::{Scenario, Tried};
use crate::witness::Witness;
use makerates_domain::source::ECB;

/// A scenario before its data are known.
#[derive(Debug, Clone, Copy)]
struct Outline {
    key: &'static str,
    title: &'static str,
    /// Beside the ECB.
    others: &'static [&'static str],
    days: Days,
    tried: Tried,
}

/// The days of an outline unless others are asked for: the first and the last that are measured. The other witnesses have a
/// past of some 60 days then.
type Days = [&'static str; 2];

const LONG: Days = ["2017-04-03", "2024-12-31"];
const SINCE_2023: Days = ["2023-04-03", "2024-12-31"];
const OF_2024: Days = ["2024-01-02", "2024-12-31"];
const OF_2026: Days = ["2026-08-10", "2026-09-28"];

/// Calendar days before the first measured one, as a past.
const PAST_DAYS: i32 = 400;

const OUTLINES: [Outline; 10] = [
    Outline::new("ecb", "1 witness: ECB", &[], LONG),
    Outline::new("ecb_boc", "2 witnesses: ECB and Bank of Canada", &[BOC], LONG),
    Outline::new("ecb_nbp", "2 witnesses: ECB and National Bank of Poland", &["NBP"], LONG),
    Outline::new("ecb_market", "2 witnesses: ECB and market feed", &[FEED], OF_2026),
    Outline::new("three_real", "3 witnesses: ECB, Bank of Canada, market feed", &[BOC, FEED], OF_2024),
    Outline::new("three_banks", "3 witnesses: ECB, Bank of Canada, National Bank of Poland", &[BOC, "NBP"], LONG),
    Outline::new(
        "four_banks",
        "4 witnesses: ECB, Bank of Canada, National Bank of Poland, Federal Reserve",
        &[BOC, "NBP", "FED"],
        LONG,
    ),
    Outline::new(
        "five_banks",
        "5 witnesses: ECB, Bank of Canada, National Bank of Poland, Federal Reserve, Taiwan",
        &[BOC, "NBP", "FED", "CBC"],
        LONG,
    ),
    Outline::new(
        "six_banks",
        "6 witnesses: ECB, Bank of Canada, National Bank of Poland, Federal Reserve, Taiwan, Australia",
        &[BOC, "NBP", "FED", "CBC", "RBA"],
        SINCE_2023,
    ),
    Outline {
        tried: Tried::OwnOfTheLast,
        ..Outline::new("feed_alone", "1 witness: what only the market feed has, beside the ECB", &[FEED], OF_2026)
    },
];

/// The keys of all scenarios.
pub fn keys() -> Vec<&'static str> {
    OUTLINES.iter().map(|outline| outline.key).collect()
}

/// The scenarios that are asked for, whose witnesses are recorded, and that have a day in the range.
pub fn all(args: &Args) -> Result<Vec<Scenario>, BenchError> {
    let mut recorded = Vec::new();
    for bank in &bank::ALL {
        recorded.extend(bank.witness(&args.data)?);
    }
    let wanted = OUTLINES.iter().filter(|outline| args.wants(outline.key));
    let scenarios = wanted.filter_map(|outline| outline.scenario(&recorded, args));
    Ok(scenarios.filter(|scenario| !scenario.shared.is_empty()).collect())
}

impl Outline {
    const fn new(key: &'static str, title: &'static str, others: &'static [&'static str], days: Days) -> Self {
        Self { key, title, others, days, tried: Tried::Shared }
    }

    /// None where a witness is not recorded.
    fn scenario(&self, recorded: &[Witness], args: &Args) -> Option<Scenario> {
        let [first, last] = self.days.map(|day| day.parse().ok());
        let (first, last) = (args.from.or(first)?, args.to.or(last)?);
        let (from, stamps_to) = (first.plus_days(-PAST_DAYS)?, last.plus_days(1)?);
        let named = |name: &str| {
            let mut witness = recorded.iter().find(|witness| witness.name == name)?.clone();
            let to = if name == FEED { stamps_to } else { last };
            witness.days.retain(|stamp, _| (from..=to).contains(stamp));
            Some(witness)
        };
        let ecb = named(ECB)?;
        let others = self.others.iter().map(|name| Some(named(name)?.dated_by(&ecb)));
        let witnesses = std::iter::once(Some(ecb.clone())).chain(others).collect::<Option<Vec<Witness>>>()?;
        let measured = Measured { first, last, years: args.years, class: args.currencies };
        Some(Scenario::new(self.key, self.title, witnesses, self.tried, measured))
    }
}
