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
    /// The same rates for three more days.
    Frozen,
    /// Every other currency is not there.
    HalfMissing,
}

/// Days for which a frozen feed repeats itself.
const FROZEN_DAYS: u8 = 3;

impl Kind {
    /// Every kind, in the order of the tables.
    pub const ALL: [Kind; 33] = [
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
        Kind::Frozen,
        Kind::HalfMissing,
    ];

    /// Whether it is a fault of a whole answer.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::WrongBase | Self::EurCell(_) | Self::OldAnswer(_) | Self::Frozen | Self::HalfMissing)
    }

    /// On how many market days in a row it is.
    pub fn days(self) -> usize {
        match self {
            Self::Stale(days) => days.into(),
            Self::Frozen => FROZEN_DAYS.into(),
            _ => 1,
        }
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
            Self::TwoDecimals => f.write_str("two_decimals"),
            Self::Negative => f.write_str("negative"),
            Self::Missing => f.write_str("missing"),
            Self::WrongBase => f.write_str("wrong_base"),
            Self::EurCell(share) => write!(f, "eur_cell_{}", percent(share)),
            Self::OldAnswer(days) => write!(f, "old_answer_{days}"),
            Self::Frozen => f.write_str("frozen"),
            Self::HalfMissing => f.write_str("half_missing"),
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
        assert!("drift_7".parse::<Kind>().is_err());
    }
}
