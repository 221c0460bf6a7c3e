//! An answer before it becomes text: here the faults change rates, dates and the base.

use crate::data::Day;
use crate::reply::Reply;
use jiff::civil::Date;
use std::borrow::Cow;

/// What a face says to a request.
pub enum Answer<'a> {
    /// Rates, and how this face writes them.
    Rates { panel: Panel<'a>, render: fn(&Panel<'_>) -> Reply },
    /// Anything else: an error, a quota, a list of names.
    Fixed(Reply),
}

/// The rates of one day or of a range.
pub struct Panel<'a> {
    pub base: Cow<'a, str>,
    /// First and last day of a range; a single day's answer has none.
    pub span: Option<(Date, Date)>,
    pub days: Vec<PanelDay<'a>>,
}

/// One day's rates, in the order in which they are sent.
pub struct PanelDay<'a> {
    pub date: Date,
    pub quotes: Vec<Quote<'a>>,
}

/// A currency and the raw JSON text of its rate.
#[derive(Clone)]
pub struct Quote<'a> {
    pub currency: Cow<'a, str>,
    pub rate: Cow<'a, str>,
}

impl<'a> PanelDay<'a> {
    /// All the recorded rates of a day, digits untouched.
    pub fn recorded(day: &'a Day) -> Self {
        let quote = |rate: &'a crate::data::Rate| Quote {
            currency: Cow::Borrowed(&*rate.currency),
            rate: Cow::Borrowed(&*rate.digits),
        };
        Self { date: day.date, quotes: day.rates.iter().map(quote).collect() }
    }

    /// Writes `{"AUD":1.7663,…}`; a currency that occurs twice is written twice.
    pub fn write_object(&self, body: &mut String) {
        body.push('{');
        for (index, quote) in self.quotes.iter().enumerate() {
            body.push_str(if index == 0 { "\"" } else { ",\"" });
            body.push_str(&quote.currency);
            body.push_str("\":");
            body.push_str(&quote.rate);
        }
        body.push('}');
    }
}
