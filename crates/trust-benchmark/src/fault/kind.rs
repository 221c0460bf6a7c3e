//! The kinds of faults.

use std::fmt;
use std::str::FromStr;

/// A kind of fault. Shares are in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Times a power of ten.
    Scale(i8),
    /// One divided by the rate.
    Inverted,
    /// Two currencies have each other's rate.
    Swapped,
    /// For so many market days the rate of so many market days before.
    Stale(u8),
    /// The next market day's rate.
    Tomorrow,
    /// Off by so many thousandths, up or down.
    Drift(u32),
    /// The same, and the next witness is off by as much the same way: two that have it of one, or err alike.
    Alike(u32),
    /// Rounded to two decimals.
    TwoDecimals,
    /// With a minus before it.
    Negative,
    /// Not there.
    Missing,
    /// All rates are for another base than the answer says.
    WrongBase,
    /// All rates against the euro are off by so many thousandths, through one wrong cell.
    EurCell(u32),
    /// The rates of so many market days before, under the day's own date.
    OldAnswer(u8),
    /// The next market day's rates under the day's own date: the bank has begun to date otherwise.
    NextAnswer,
    /// The same rates for three more days.
    Frozen,
    /// Every other currency is not there.
    HalfMissing,
    /// The same currency for so many market days in a row.
    Lasting(Lasting, u8),
}

/// What lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lasting {
    /// Times a power of ten: the unit has changed under the same code.
    Scale(i8),
    /// Off by so many thousandths, up or down.
    Drift(u32),
    /// The digits of the day before, while the market goes on.
    Stuck,
    /// Further off each day, by so many thousandths on the last one.
    Creep(u32),
    /// No fault: the level itself breaks upwards by so many thousandths, and whoever speaks of the currency says so; until
    /// the day of this number nobody else does.
    Break(u32, u8),
}

/// What became of a kind is counted, and its sites are chosen, together with others of its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Single rates.
    Rates,
    /// Whole answers.
    Answers,
    /// Single currencies for some days, and what comes after.
    Lasting,
}

/// The smallest effect of a fault that is there at once, and of one that grows.
const EFFECT_MIN: f64 = 0.001;
const SLOW_EFFECT_MIN: f64 = 0.01;

/// Market days after a fault in which the right rate has to be published again.
const AFTER: usize = 10;

/// Calendar days for which nobody else has spoken before a break that one source is alone with.
const SILENT_BEFORE: i32 = 14;

/// Days for which a frozen feed repeats itself.
const FROZEN_DAYS: u8 = 3;

impl Kind {
    /// Every kind and its name in flags and tables, in the order of the tables.
    pub const ALL: [(&str, Kind); 62] = [
        ("scale_up_10", Kind::Scale(1)),
        ("scale_up_100", Kind::Scale(2)),
        ("scale_up_1000", Kind::Scale(3)),
        ("scale_down_10", Kind::Scale(-1)),
        ("scale_down_100", Kind::Scale(-2)),
        ("scale_down_1000", Kind::Scale(-3)),
        ("inverted", Kind::Inverted),
        ("swapped", Kind::Swapped),
        ("stale_1", Kind::Stale(1)),
        ("stale_2", Kind::Stale(2)),
        ("stale_5", Kind::Stale(5)),
        ("tomorrow", Kind::Tomorrow),
        ("drift_0.6", Kind::Drift(6)),
        ("drift_1", Kind::Drift(10)),
        ("drift_2", Kind::Drift(20)),
        ("drift_3", Kind::Drift(30)),
        ("drift_5", Kind::Drift(50)),
        ("drift_10", Kind::Drift(100)),
        ("alike_2", Kind::Alike(20)),
        ("alike_5", Kind::Alike(50)),
        ("two_decimals", Kind::TwoDecimals),
        ("negative", Kind::Negative),
        ("missing", Kind::Missing),
        ("wrong_base", Kind::WrongBase),
        ("eur_cell_1", Kind::EurCell(10)),
        ("eur_cell_1.5", Kind::EurCell(15)),
        ("eur_cell_2", Kind::EurCell(20)),
        ("eur_cell_5", Kind::EurCell(50)),
        ("old_answer_1", Kind::OldAnswer(1)),
        ("old_answer_2", Kind::OldAnswer(2)),
        ("old_answer_3", Kind::OldAnswer(3)),
        ("old_answer_5", Kind::OldAnswer(5)),
        ("old_answer_10", Kind::OldAnswer(10)),
        ("next_answer", Kind::NextAnswer),
        ("frozen", Kind::Frozen),
        ("half_missing", Kind::HalfMissing),
        ("scale_up_10_for_2", Kind::Lasting(Lasting::Scale(1), 2)),
        ("scale_up_10_for_5", Kind::Lasting(Lasting::Scale(1), 5)),
        ("scale_up_10_for_20", Kind::Lasting(Lasting::Scale(1), 20)),
        ("scale_up_100_for_20", Kind::Lasting(Lasting::Scale(2), 20)),
        ("scale_up_1000_for_20", Kind::Lasting(Lasting::Scale(3), 20)),
        ("scale_down_10_for_20", Kind::Lasting(Lasting::Scale(-1), 20)),
        ("scale_down_100_for_2", Kind::Lasting(Lasting::Scale(-2), 2)),
        ("scale_down_100_for_5", Kind::Lasting(Lasting::Scale(-2), 5)),
        ("scale_down_100_for_20", Kind::Lasting(Lasting::Scale(-2), 20)),
        ("scale_down_100_for_60", Kind::Lasting(Lasting::Scale(-2), 60)),
        ("drift_2_for_2", Kind::Lasting(Lasting::Drift(20), 2)),
        ("drift_2_for_5", Kind::Lasting(Lasting::Drift(20), 5)),
        ("drift_2_for_20", Kind::Lasting(Lasting::Drift(20), 20)),
        ("drift_5_for_2", Kind::Lasting(Lasting::Drift(50), 2)),
        ("drift_5_for_5", Kind::Lasting(Lasting::Drift(50), 5)),
        ("drift_5_for_20", Kind::Lasting(Lasting::Drift(50), 20)),
        ("drift_30_for_2", Kind::Lasting(Lasting::Drift(300), 2)),
        ("drift_30_for_5", Kind::Lasting(Lasting::Drift(300), 5)),
        ("drift_30_for_20", Kind::Lasting(Lasting::Drift(300), 20)),
        ("stuck_for_20", Kind::Lasting(Lasting::Stuck, 20)),
        ("stuck_for_41", Kind::Lasting(Lasting::Stuck, 41)),
        ("creep_4_in_41", Kind::Lasting(Lasting::Creep(40), 41)),
        ("creep_10_in_20", Kind::Lasting(Lasting::Creep(100), 20)),
        ("true_break_30", Kind::Lasting(Lasting::Break(300, 0), 20)),
        ("true_break_60", Kind::Lasting(Lasting::Break(600, 0), 20)),
        ("true_break_30_seconded_after_5", Kind::Lasting(Lasting::Break(300, 5), 20)),
    ];

    /// With which others it is tried.
    pub fn group(self) -> Group {
        match self {
            Self::WrongBase
            | Self::EurCell(_)
            | Self::OldAnswer(_)
            | Self::NextAnswer
            | Self::Frozen
            | Self::HalfMissing => Group::Answers,
            Self::Lasting(..) => Group::Lasting,
            _ => Group::Rates,
        }
    }

    /// Whether it is a fault of a whole answer.
    pub fn is_whole(self) -> bool {
        self.group() == Group::Answers
    }

    /// Whether it is no fault, but the market's own move.
    pub fn is_true(self) -> bool {
        matches!(self, Self::Lasting(Lasting::Break(..), _))
    }

    /// Whether it needs somebody else who may speak of the currency later.
    pub fn is_seconded(self) -> bool {
        matches!(self, Self::Lasting(Lasting::Break(_, 1..), _))
    }

    /// A smaller part of a rate than this is no fault of this kind: rounding and markets do as much. What begins slowly is
    /// a fault from the day on which it is one by size.
    pub fn effect_min(self) -> f64 {
        let is_slow = matches!(self, Self::Lasting(Lasting::Stuck | Lasting::Creep(_), _));
        if is_slow { SLOW_EFFECT_MIN } else { EFFECT_MIN }
    }

    /// On how many market days in a row it is.
    pub fn days(self) -> usize {
        match self {
            Self::Stale(days) | Self::Lasting(_, days) => days.into(),
            Self::Frozen => FROZEN_DAYS.into(),
            _ => 1,
        }
    }

    /// Whether it goes up or down; of a half that is missing, which one.
    pub fn has_two_ways(self) -> bool {
        let is_either = matches!(self, Self::Drift(_) | Self::Alike(_) | Self::EurCell(_) | Self::HalfMissing);
        is_either || matches!(self, Self::Lasting(Lasting::Drift(_) | Lasting::Creep(_), _))
    }

    /// How many market days the currency has to be there after it.
    pub fn days_after(self) -> usize {
        if matches!(self, Self::Lasting(..)) && !self.is_true() { AFTER } else { 0 }
    }

    /// Calendar days before it on which somebody already says something else: a rate of some days ago would be a witness
    /// of a break that one source is to be alone with.
    pub fn days_before(self) -> i32 {
        if self.is_seconded() { SILENT_BEFORE } else { 0 }
    }
}

/// Its name; a kind that only a test tries has none.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Self::ALL.iter().find(|(_, kind)| kind == self) {
            Some((name, _)) => f.write_str(name),
            None => write!(f, "{self:?}"),
        }
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind);
        known.ok_or_else(|| {
            let names = Self::ALL.map(|(name, _)| name).join(", ");
            format!("`{text}` is no kind of fault; there are {names}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for (name, kind) in Kind::ALL {
            assert_eq!((name.parse(), kind.to_string()), (Ok(kind), name.to_owned()));
        }
        assert!("drift_7".parse::<Kind>().is_err());
    }
}
