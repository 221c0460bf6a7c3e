//! How faults change the rates of an answer. Each function tells whether there was anything to change.
//!
//! A currency's rate and what the providers say of it change alike.

use crate::answer::{Entry, Panel, Quote};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Gives a currency's rate another text, on one day or on all.
pub fn edit(panel: &mut Panel<'_>, currency: &str, date: Option<Date>, text: impl Fn(&str) -> Option<String>) -> bool {
    let mut changed = false;
    let quotes = panel.days.iter_mut().flat_map(|day| &mut day.quotes);
    for quote in quotes.filter(|quote| quote.currency == currency && date.is_none_or(|date| quote.date == date)) {
        for rate in quote.entries.iter_mut().map(|entry| &mut entry.rate).chain([&mut quote.rate]) {
            if let Some(text) = text(rate) {
                *rate = text.into();
                changed = true;
            }
        }
    }
    changed
}

/// Exact, or nothing when an earlier fault left no number or the product has too many digits.
pub fn times(rate: &str, factor: Decimal) -> Option<String> {
    let product = Decimal::from_str_exact(rate).ok()?.checked_mul(factor)?;
    Some(product.normalize().to_string())
}

/// Leaves a currency out.
pub fn drop(panel: &mut Panel<'_>, currency: &str) -> bool {
    retain(panel, |quote| quote.currency != currency)
}

/// Leaves everything out.
pub fn empty(panel: &mut Panel<'_>) -> bool {
    retain(panel, |_| false)
}

/// Leaves days out, and of other days what was carried forward from them.
pub fn leave_out(panel: &mut Panel<'_>, from: Date, to: Date) -> bool {
    let before = panel.days.len();
    panel.days.retain(|day| !(from..=to).contains(&day.date));
    for quote in panel.days.iter_mut().flat_map(|day| &mut day.quotes) {
        quote.entries.retain(|entry| !(from..=to).contains(&entry.date));
    }
    panel.days.len() < before
}

fn retain(panel: &mut Panel<'_>, keep: impl Fn(&Quote<'_>) -> bool) -> bool {
    let mut changed = false;
    for day in &mut panel.days {
        let before = day.quotes.len();
        day.quotes.retain(&keep);
        changed |= day.quotes.len() < before;
    }
    changed
}

/// One more currency at the end of each day, as if the day's providers all had it.
pub fn add(panel: &mut Panel<'_>, currency: &str, rate: &str) -> bool {
    for day in &mut panel.days {
        let entries = day.quotes.iter().flat_map(|quote| &quote.entries).filter(|entry| entry.date == day.date);
        let providers: BTreeSet<&'static str> = entries.map(|entry| entry.provider).collect();
        let mut quote = Quote::new(day.date, currency.to_owned(), rate.to_owned());
        let entry = |provider| Entry { provider, date: day.date, rate: rate.to_owned().into() };
        quote.entries = providers.into_iter().map(entry).collect();
        day.quotes.push(quote);
    }
    !panel.days.is_empty()
}

/// Sends a currency twice.
pub fn duplicate(panel: &mut Panel<'_>, currency: &str) -> bool {
    let mut changed = false;
    for day in &mut panel.days {
        if let Some(index) = day.quotes.iter().position(|quote| quote.currency == currency) {
            day.quotes.insert(index, day.quotes[index].clone());
            changed = true;
        }
    }
    changed
}

/// Gives the newest day another date, and with it everything that is as new.
pub fn move_newest(panel: &mut Panel<'_>, date: Date) -> bool {
    let Some(day) = panel.days.last_mut() else { return false };
    let newest = std::mem::replace(&mut day.date, date);
    for quote in &mut day.quotes {
        let dates = quote.entries.iter_mut().map(|entry| &mut entry.date).chain([&mut quote.date]);
        dates.filter(|own| **own == newest).for_each(|own| *own = date);
    }
    if let Some((first, _)) = panel.span {
        panel.span = Some((if panel.days.len() == 1 { date } else { first }, date));
    }
    true
}

/// Gives a provider's entries another date.
pub fn move_entries(panel: &mut Panel<'_>, provider: &str, date: Date) -> bool {
    let mut changed = false;
    let quotes = panel.days.iter_mut().flat_map(|day| &mut day.quotes);
    for entry in quotes.flat_map(|quote| &mut quote.entries).filter(|entry| entry.provider == provider) {
        entry.date = date;
        changed = true;
    }
    changed
}
