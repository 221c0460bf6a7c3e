//! What an answer says: days, and their rates, each as the source wrote it.

use super::fault::RowFault;
use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::rate::Rate;
use std::borrow::Cow;

/// One witness's rates of one day, as an answer says them.
#[derive(Debug)]
pub struct Day<'a> {
    /// Whose rates they are.
    pub witness: &'a str,
    /// The source's own date: part of the identity of its observations.
    pub stamp: RateDate,
    /// The source's own stamp as text: an instant where it gives one, else the date.
    pub published_at: &'a str,
    /// Whether the source repeats an earlier day's rate beside newer ones: then it may have been rebased with their
    /// day, and what the answers say of its own day goes before it.
    pub is_carried: bool,
    /// What one unit of is worth the rates.
    pub base: CurrencyCode,
    /// Units of the euro for one unit of the base, by the same witness on the same day; none where it does not say.
    pub euro: Option<Rate>,
    /// Whether the service rounded the rates by their size: then the digits that it wrote do not tell how finely.
    pub is_rounded_by_size: bool,
    /// The rates, in the answer's order.
    pub rows: Vec<Row<'a>>,
}

/// One rate of an answer: units of `currency` for one unit of the base.
#[derive(Debug)]
pub struct Row<'a> {
    /// The code as the source wrote it; it need not be a known one.
    pub currency: Cow<'a, str>,
    /// The value as the source wrote it.
    pub text: &'a str,
    /// The rate, or what is wrong with it.
    pub rate: Result<Rate, RowFault>,
}

impl Day<'_> {
    /// How many rows have something wrong with them.
    #[must_use]
    pub fn suspicious(&self) -> usize {
        self.rows.iter().filter(|row| row.rate.is_err()).count()
    }
}

/// What the rows say of the euro.
pub(super) fn euro_of<'a, 'r>(rows: impl IntoIterator<Item = &'r Row<'a>>) -> Option<Rate>
where
    'a: 'r,
{
    let euro = rows.into_iter().find(|row| row.currency == CurrencyCode::EUR.as_str());
    euro.and_then(|row| row.rate.as_ref().ok()).copied()
}

/// Rows from pairs of code and value, with what is wrong with each.
pub(super) fn rows<'a>(pairs: Vec<(Cow<'a, str>, &'a str)>) -> Vec<Row<'a>> {
    let mut codes: Vec<&str> = pairs.iter().map(|(code, _)| code.as_ref()).collect();
    codes.sort_unstable();
    let repeated: Vec<String> =
        codes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].to_owned()).collect();
    pairs
        .into_iter()
        .map(|(currency, text)| {
            let duplicate = repeated.binary_search_by(|code| code.as_str().cmp(&currency)).is_ok();
            let rate = if duplicate { Err(RowFault::Duplicate) } else { read_rate(&currency, text) };
            Row { currency, text, rate }
        })
        .collect()
}

/// The rate of a row, or what is wrong with it.
pub(super) fn read_rate(currency: &str, text: &str) -> Result<Rate, RowFault> {
    if CurrencyCode::try_from(currency).is_err() {
        return Err(RowFault::MalformedCurrency);
    }
    if text == "null" {
        return Err(RowFault::Null);
    }
    Rate::parse(text).map_err(|error| error.fault.into())
}
