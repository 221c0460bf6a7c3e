//! Whose rates are recorded, and how each source quotes them.

use crate::error::BenchError;
use crate::recordings::{self, Days, Sheet};
use crate::witness::{Form, Witness};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::iso4217::{self, CurrencyKind};
use makerates_domain::rate::{DERIVED_SIGNIFICANT_DIGITS, round_significant};
use makerates_domain::source::ECB;
use rust_decimal::Decimal;
use std::path::Path;

/// A recorded source.
#[derive(Debug)]
pub struct Bank {
    /// Its name in silver.
    pub name: &'static str,
    /// In the folder; of some there is only a part, in its folder `panel`.
    files: &'static [&'static str],
    quotes: Quotes,
}

#[derive(Debug)]
enum Quotes {
    /// Units of each currency for 1 EUR, by the ECB itself.
    PerEuro,
    /// Units for 1 USD, by a market feed.
    PerDollar,
    /// Units of the bank's own currency for one of each.
    HomePerUnit(&'static str),
    /// Units of each currency for one of this, but for those that are quoted the other way round.
    UnitsPer(&'static str, &'static [&'static str]),
}

/// The Bank of Canada's.
pub const BOC: &str = "BOC";
/// The market feed's.
pub const FEED: &str = "ExchangeRate-API";

/// All that may be recorded. A folder need not have every one.
pub const ALL: [Bank; 7] = [
    Bank { name: ECB, files: &["ecb_eur.csv.gz"], quotes: Quotes::PerEuro },
    Bank { name: BOC, files: &["boc_cad.csv.gz"], quotes: Quotes::HomePerUnit("CAD") },
    Bank { name: "NBP", files: &["nbp_pln.csv.gz", "panel/nbp_pln.csv.gz"], quotes: Quotes::HomePerUnit("PLN") },
    Bank {
        name: "FED",
        files: &["fed_h10_usd.csv.gz", "panel/fed_usd.csv.gz"],
        quotes: Quotes::UnitsPer("USD", &["AUD", "EUR", "GBP", "NZD"]),
    },
    Bank {
        name: "CBC",
        files: &["cbc_taiwan_usd.csv.gz", "panel/cbc_usd.csv.gz"],
        quotes: Quotes::UnitsPer("USD", &["AUD", "EUR", "GBP"]),
    },
    Bank { name: "RBA", files: &["rba_aud.csv.gz"], quotes: Quotes::UnitsPer("AUD", &[]) },
    Bank { name: FEED, files: &["market_usd.csv.gz"], quotes: Quotes::PerDollar },
];

impl Bank {
    /// What it said, by the recording in a folder; none when there is none.
    pub fn witness(&self, folder: &Path) -> Result<Option<Witness>, BenchError> {
        let Some(path) = self.files.iter().map(|file| folder.join(file)).find(|path| path.exists()) else {
            return Ok(None);
        };
        let (form, mut days) = match self.quotes {
            Quotes::PerEuro => (Form::Ecb, recordings::wide(&path)?),
            Quotes::PerDollar => (Form::Feed, recordings::long(&path)?),
            Quotes::HomePerUnit(home) => (Form::Panel, rebased(home, |_| true, &recordings::long(&path)?)),
            Quotes::UnitsPer(home, inverted) => {
                let is_inverted = |code: CurrencyCode| inverted.contains(&code.as_str());
                (Form::Panel, rebased(home, is_inverted, &recordings::long(&path)?))
            }
        };
        for sheet in days.values_mut() {
            sheet.retain(|code, _| *code != form.base() && is_money(*code));
        }
        Ok(Some(Witness::new(self.name, form, days)))
    }
}

/// Against the euro: the bank's own euro is the bridge, and a day without it says nothing. A quote is what one unit costs at
/// home, or how many are one unit of the home currency.
fn rebased(home: &str, is_price: impl Fn(CurrencyCode) -> bool, quoted: &Days) -> Days {
    let Ok(home) = home.parse::<CurrencyCode>() else { return Days::new() };
    let price = |(code, quote): (CurrencyCode, Decimal)| {
        if is_price(code) { (quote, Decimal::ONE) } else { (Decimal::ONE, quote) }
    };
    let of_day = |sheet: &Sheet| {
        let euro = price((CurrencyCode::EUR, *sheet.get(&CurrencyCode::EUR)?));
        let of_home = ratio(euro, (Decimal::ONE, Decimal::ONE)).map(|rate| (home, rate));
        let others = sheet.iter().filter(|(code, _)| **code != CurrencyCode::EUR);
        let others = others.filter_map(|(code, quote)| Some((*code, ratio(euro, price((*code, *quote)))?)));
        Some(of_home.into_iter().chain(others).collect::<Sheet>())
    };
    quoted.iter().filter_map(|(day, sheet)| Some((*day, of_day(sheet)?))).collect()
}

/// A fraction of fractions, to the digits of a derived rate; one that needs no division has its source's own.
fn ratio(dividend: (Decimal, Decimal), divisor: (Decimal, Decimal)) -> Option<Decimal> {
    let (over, under) = (dividend.0.checked_mul(divisor.1)?, dividend.1.checked_mul(divisor.0)?);
    if under == Decimal::ONE {
        return Some(over);
    }
    Some(round_significant(over.checked_div(under)?, DERIVED_SIGNIFICANT_DIGITS)?.normalize())
}

/// Funds and metals have no rate, as the parsers have it.
fn is_money(code: CurrencyCode) -> bool {
    iso4217::listing(code).is_none_or(|listing| listing.kind != CurrencyKind::FundOrMetal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witness::tests::days;

    #[test]
    fn a_bank_is_rebased_through_its_own_euro() {
        let boc = rebased("CAD", |_| true, &days("2024-07-02 EUR=1.4700 USD=1.3697\n2024-07-03 USD=1.3697"));
        assert_eq!(boc.len(), 1, "without its euro a day says nothing");
        let sheet = boc.into_values().next().unwrap();
        let digits: Vec<String> = sheet.iter().map(|(currency, rate)| format!("{currency}={rate}")).collect();
        assert_eq!(digits, ["CAD=1.4700", "USD=1.0732277141"]);
    }

    #[test]
    fn what_is_no_money_is_left_out() {
        assert_eq!(["USD", "XAU", "XDR"].map(|code| is_money(code.parse().unwrap())), [true, false, false]);
    }

    #[test]
    fn what_is_quoted_the_other_way_round_is_turned() {
        let fed = rebased("USD", |code| code == CurrencyCode::EUR, &days("2024-07-02 EUR=1.0732 JPY=161.5"));
        assert_eq!(fed, days("2024-07-02 JPY=173.32180 USD=1.0732"));
        let rba = rebased("AUD", |_| false, &days("2024-07-02 EUR=0.625 JPY=107.5"));
        assert_eq!(rba, days("2024-07-02 AUD=1.6 JPY=172"));
    }
}
