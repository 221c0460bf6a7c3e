//! An answer before it becomes text: here the faults change rates, dates and the base.

use crate::data::{Day, Rate};
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
    /// First and last day of a range, where the answer names them.
    pub span: Option<(Date, Date)>,
    pub days: Vec<PanelDay<'a>>,
    /// Whether providers are only named, without what they say.
    pub has_codes: bool,
}

/// One day's rates, in the order in which they are sent.
pub struct PanelDay<'a> {
    /// Its newest rates' date.
    pub date: Date,
    pub quotes: Vec<Quote<'a>>,
}

/// A currency and the raw JSON text of its rate.
#[derive(Clone)]
pub struct Quote<'a> {
    /// The day's own date, or an earlier one when the rate was carried forward.
    pub date: Date,
    pub currency: Cow<'a, str>,
    pub rate: Cow<'a, str>,
    /// What each provider says, where the answer tells it.
    pub entries: Vec<Entry<'a>>,
}

/// One provider's rate, as raw JSON text.
#[derive(Clone)]
pub struct Entry<'a> {
    pub provider: &'static str,
    pub date: Date,
    pub rate: Cow<'a, str>,
}

impl<'a> Quote<'a> {
    /// A rate without providers.
    pub fn new(date: Date, currency: impl Into<Cow<'a, str>>, rate: impl Into<Cow<'a, str>>) -> Self {
        Self { date, currency: currency.into(), rate: rate.into(), entries: Vec::new() }
    }
}

impl<'a> PanelDay<'a> {
    /// All the recorded rates of a day, digits untouched.
    pub fn recorded(day: &'a Day) -> Self {
        let quote = |rate: &'a Rate| Quote::new(day.date, &*rate.currency, &*rate.digits);
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
