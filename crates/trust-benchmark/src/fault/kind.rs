//! The kinds of faults.

use crate::witness::Form;
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
    /// Every kind, in the order of the tables.
    pub const ALL: [Kind; 62] = [
        Kind::Scale(1),
        Kind::Scale(2),
        Kind::Scale(3),
        Kind::Scale(-1),
        Kind::Scale(-2),
        Kind::Scale(-3),
        Kind::Inverted,
        Kind::Swapped,
        Kind::Stale(1),
        Kind::Stale(2),
        Kind::Stale(5),
        Kind::Tomorrow,
        Kind::Drift(6),
        Kind::Drift(10),
        Kind::Drift(20),
        Kind::Drift(30),
        Kind::Drift(50),
        Kind::Drift(100),
        Kind::Alike(20),
        Kind::Alike(50),
        Kind::TwoDecimals,
        Kind::Negative,
        Kind::Missing,
        Kind::WrongBase,
        Kind::EurCell(10),
        Kind::EurCell(15),
        Kind::EurCell(20),
        Kind::EurCell(50),
        Kind::OldAnswer(1),
        Kind::OldAnswer(2),
        Kind::OldAnswer(3),
        Kind::OldAnswer(5),
        Kind::OldAnswer(10),
        Kind::NextAnswer,
        Kind::Frozen,
        Kind::HalfMissing,
        Kind::Lasting(Lasting::Scale(1), 2),
        Kind::Lasting(Lasting::Scale(1), 5),
        Kind::Lasting(Lasting::Scale(1), 20),
        Kind::Lasting(Lasting::Scale(2), 20),
        Kind::Lasting(Lasting::Scale(3), 20),
        Kind::Lasting(Lasting::Scale(-1), 20),
        Kind::Lasting(Lasting::Scale(-2), 2),
        Kind::Lasting(Lasting::Scale(-2), 5),
        Kind::Lasting(Lasting::Scale(-2), 20),
        Kind::Lasting(Lasting::Scale(-2), 60),
        Kind::Lasting(Lasting::Drift(20), 2),
        Kind::Lasting(Lasting::Drift(20), 5),
        Kind::Lasting(Lasting::Drift(20), 20),
        Kind::Lasting(Lasting::Drift(50), 2),
        Kind::Lasting(Lasting::Drift(50), 5),
        Kind::Lasting(Lasting::Drift(50), 20),
        Kind::Lasting(Lasting::Drift(300), 2),
        Kind::Lasting(Lasting::Drift(300), 5),
        Kind::Lasting(Lasting::Drift(300), 20),
        Kind::Lasting(Lasting::Stuck, 20),
        Kind::Lasting(Lasting::Stuck, 41),
        Kind::Lasting(Lasting::Creep(40), 41),
        Kind::Lasting(Lasting::Creep(100), 20),
        Kind::Lasting(Lasting::Break(300, 0), 20),
        Kind::Lasting(Lasting::Break(600, 0), 20),
        Kind::Lasting(Lasting::Break(300, 5), 20),
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

    /// Whether a witness of this form can have it: the ECB has no euro of its own that could be wrong.
    pub fn suits(self, form: Form) -> bool {
        !(matches!(self, Self::EurCell(_)) && form == Form::Ecb)
    }
}

/// The name in flags, tables and JSON.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: &u32| f64::from(*share) / 10.0;
        match self {
            Self::Scale(power) if *power < 0 => write!(f, "scale_down_{}", 10_u32.pow(power.unsigned_abs().into())),
            Self::Scale(power) => write!(f, "scale_up_{}", 10_u32.pow(power.unsigned_abs().into())),
            Self::Inverted => f.write_str("inverted"),
            Self::Swapped => f.write_str("swapped"),
            Self::Stale(days) => write!(f, "stale_{days}"),
            Self::Tomorrow => f.write_str("tomorrow"),
            Self::Drift(share) => write!(f, "drift_{}", percent(share)),
            Self::Alike(share) => write!(f, "alike_{}", percent(share)),
            Self::TwoDecimals => f.write_str("two_decimals"),
            Self::Negative => f.write_str("negative"),
            Self::Missing => f.write_str("missing"),
            Self::WrongBase => f.write_str("wrong_base"),
            Self::EurCell(share) => write!(f, "eur_cell_{}", percent(share)),
            Self::OldAnswer(days) => write!(f, "old_answer_{days}"),
            Self::NextAnswer => f.write_str("next_answer"),
            Self::Frozen => f.write_str("frozen"),
            Self::HalfMissing => f.write_str("half_missing"),
            Self::Lasting(Lasting::Scale(power), days) => write!(f, "{}_for_{days}", Self::Scale(*power)),
            Self::Lasting(Lasting::Drift(share), days) => write!(f, "{}_for_{days}", Self::Drift(*share)),
            Self::Lasting(Lasting::Stuck, days) => write!(f, "stuck_for_{days}"),
            Self::Lasting(Lasting::Creep(share), days) => write!(f, "creep_{}_in_{days}", percent(share)),
            Self::Lasting(Lasting::Break(share, 0), _) => write!(f, "true_break_{}", percent(share)),
            Self::Lasting(Lasting::Break(share, after), _) => {
                write!(f, "true_break_{}_seconded_after_{after}", percent(share))
            }
        }
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|kind| kind.to_string() == text);
        known.ok_or_else(|| {
            let names = Self::ALL.map(|kind| kind.to_string()).join(", ");
            format!("`{text}` is no kind of fault; there are {names}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        assert_eq!(Kind::Drift(6).to_string(), "drift_0.6");
        assert_eq!(Kind::Scale(-3).to_string(), "scale_down_1000");
        assert_eq!(Kind::Lasting(Lasting::Scale(-2), 5).to_string(), "scale_down_100_for_5");
        assert_eq!(Kind::Lasting(Lasting::Creep(40), 41).to_string(), "creep_4_in_41");
        assert_eq!(Kind::Lasting(Lasting::Break(300, 5), 20).to_string(), "true_break_30_seconded_after_5");
        assert!("drift_7".parse::<Kind>().is_err());
    }
}
