//! The checks that a day of an answer passes on its way, and the answer at its end.

use super::Whole;
use super::fault::AnswerFault;
use super::row::Day;
use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::excerpt::excerpt;
use crate::rate::Rate;
use crate::source::Endpoint;
use crate::target_calendar;
use std::collections::BTreeSet;

/// The days of an answer on their way to who wants them: each is checked as it passes.
pub(super) struct Days<'e> {
    endpoint: Endpoint,
    /// The UTC day of the request.
    pub(super) today: RateDate,
    /// The day after it.
    pub(super) tomorrow: Option<RateDate>,
    count: usize,
    /// Rates with nothing wrong, but for the base's to itself.
    usable: usize,
    /// The banks of a panel that are named without what they say.
    named_alone: BTreeSet<String>,
    /// Rates that a bank dates with a day that can't be.
    pub(super) misdated: usize,
    /// What is wrong with the first of them.
    pub(super) first_misdated: Option<AnswerFault>,
    each: &'e mut dyn FnMut(&Day<'_>),
}

impl<'e> Days<'e> {
    pub(super) fn new(endpoint: Endpoint, today: RateDate, each: &'e mut dyn FnMut(&Day<'_>)) -> Self {
        Self {
            endpoint,
            today,
            tomorrow: today.plus_days(1),
            count: 0,
            usable: 0,
            named_alone: BTreeSet::new(),
            misdated: 0,
            first_misdated: None,
            each,
        }
    }

    /// Remembers a bank of which a record tells nothing but that it spoke.
    pub(super) fn name_alone(&mut self, bank: &str) {
        if !self.named_alone.contains(bank) {
            self.named_alone.insert(bank.to_owned());
        }
    }

    /// Checks what every day must hold, whatever its source, and gives it on.
    pub(super) fn take(&mut self, day: &Day<'_>) -> Result<(), AnswerFault> {
        let Self { endpoint, today, tomorrow, .. } = *self;
        if day.rows.is_empty() {
            return Err(AnswerFault::EmptyRates);
        }
        // A stamp from before there were rates is no stamp: ExchangeRate-API's 0 would be 1970.
        if day.stamp < target_calendar::first_ecb_day() {
            return Err(AnswerFault::MissingDate(day.published_at.to_owned()));
        }
        if endpoint.is_of_panel() && tomorrow == Some(day.stamp) {
            return Ok(());
        }
        if day.stamp > today {
            return Err(AnswerFault::FutureDate(day.stamp));
        }
        for row in &day.rows {
            if row.currency == day.base.as_str() {
                check_base_is_one(row.text)?;
            } else if row.rate.is_ok() {
                self.usable += 1;
            }
        }
        self.count += 1;
        (self.each)(day);
        Ok(())
    }

    /// Whether all of them together are an answer.
    pub(super) fn conclude(self, base: CurrencyCode) -> Result<Whole, AnswerFault> {
        let whole = Whole { base, named_alone: self.named_alone };
        match (self.first_misdated, self.count, self.usable) {
            // One bank's slip costs no other. When most of the answer is of impossible days, it is wrong as a whole.
            (Some(fault), _, usable) if self.misdated > usable => Err(fault),
            (_, _, 0) if !whole.named_alone.is_empty() => Ok(whole),
            (_, 0, _) => Err(AnswerFault::EmptyRates),
            (_, _, 0) => Err(AnswerFault::NoUsableRate),
            _ => Ok(whole),
        }
    }
}

/// A base's rate to itself is 1, in whatever digits.
pub(super) fn check_base_is_one(text: &str) -> Result<(), AnswerFault> {
    if Rate::parse(text).is_ok_and(|rate| rate.decimal() == rust_decimal::Decimal::ONE) {
        return Ok(());
    }
    Err(AnswerFault::BaseIsNotOne(excerpt(text)))
}
