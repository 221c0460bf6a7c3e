//! What a witness said on one day, in its own words.

use crate::day::Said;
use crate::facts::CurrencyId;
use makerates_domain::currency::CurrencyCode;
use rust_decimal::Decimal;

/// One rate in the source's own words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) currency: CurrencyId,
    pub(crate) base: CurrencyCode,
    pub(crate) rate: Decimal,
    /// Its digits usually change from day to day.
    pub(crate) is_moving: bool,
}

/// An answer's rates by currency.
#[derive(Debug, Default)]
pub(crate) struct Sheet(Vec<Entry>);

impl Sheet {
    /// Of a witness's rates, which are in the order of the currencies.
    pub(crate) fn new(rates: &[Said], is_moving: impl Fn(usize) -> bool) -> Self {
        let entry = |(index, said): (usize, &Said)| Entry {
            currency: said.currency,
            base: said.observation.base,
            rate: said.observation.rate,
            is_moving: is_moving(index),
        };
        Self(rates.iter().enumerate().map(entry).collect())
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.0
    }

    pub(crate) fn get(&self, currency: CurrencyId) -> Option<&Entry> {
        self.0.binary_search_by_key(&currency, |entry| entry.currency).ok().map(|place| &self.0[place])
    }

    /// How many of the moving rates have the same digits on both days.
    pub(crate) fn repeats(&self, earlier: &Self) -> usize {
        let mut others = earlier.0.iter().filter(|entry| entry.is_moving).peekable();
        let mut count = 0;
        for entry in self.0.iter().filter(|entry| entry.is_moving) {
            while others.next_if(|other| other.currency < entry.currency).is_some() {}
            count += usize::from(
                others
                    .peek()
                    .is_some_and(|other| other.currency == entry.currency && have_same_digits(other.rate, entry.rate)),
            );
        }
        count
    }
}

/// Whether a source wrote the two alike: 1.10 is not 1.1.
pub(crate) fn have_same_digits(one: Decimal, other: Decimal) -> bool {
    one.scale() == other.scale() && one.mantissa() == other.mantissa()
}
