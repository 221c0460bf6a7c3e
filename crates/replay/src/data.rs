//! The recorded rates. Digits stay text from the file to the answer: no binary float ever holds a rate.

use flate2::read::MultiGzDecoder;
use jiff::civil::Date;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why the recordings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The file is missing or may not be read.
    #[error("cannot open {}; name the folder of the recordings with --data", path.display())]
    Open { path: PathBuf, source: std::io::Error },
    /// The file is no gzip, is cut off, or is no CSV.
    #[error("cannot read {} as gzipped CSV", path.display())]
    Unreadable { path: PathBuf, source: csv::Error },
    /// The columns are not those of this recording.
    #[error("{} begins with the columns {found}, expected {expected}", path.display())]
    Columns { path: PathBuf, found: String, expected: &'static str },
    /// A row breaks the format.
    #[error("{} line {line}: {reason}", path.display())]
    Row { path: PathBuf, line: u64, reason: String },
    /// There is not one day.
    #[error("{} has no rates", path.display())]
    Empty { path: PathBuf },
}

/// One currency's rate, exactly as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    pub currency: Arc<str>,
    pub digits: Box<str>,
}

/// The rates of one day, in alphabetical order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    pub rates: Vec<Rate>,
}

/// The recordings, each by ascending date.
#[derive(Debug, Default)]
pub struct Recordings {
    /// The ECB's euro reference rates: units per 1 EUR.
    pub ecb: Vec<Day>,
    /// The Bank of Canada's daily rates: CAD per 1 unit.
    pub boc: Vec<Day>,
    /// A market feed around 00:00 UTC: units per 1 USD.
    pub market: Vec<Day>,
    /// Central banks' daily rates, each in its own orientation.
    pub bnb: Vec<Day>,
    pub cbc: Vec<Day>,
    pub fed: Vec<Day>,
    pub nbp: Vec<Day>,
}

impl Recordings {
    /// Reads the files of the folder.
    pub fn load(folder: &Path) -> Result<Self, DataError> {
        Ok(Self {
            ecb: load_wide(&folder.join("ecb_eur.csv.gz"))?,
            boc: load_long(&folder.join("boc_cad.csv.gz"), "rate_date,currency,cad_per_unit")?,
            market: load_long(&folder.join("market_usd.csv.gz"), "date,currency,rate_per_usd")?,
            bnb: load_bank(folder, "bnb_bgn")?,
            cbc: load_bank(folder, "cbc_usd")?,
            fed: load_bank(folder, "fed_usd")?,
            nbp: load_bank(folder, "nbp_pln")?,
        })
    }
}

/// A bank whose recording is not there says nothing.
fn load_bank(folder: &Path, name: &str) -> Result<Vec<Day>, DataError> {
    let path = folder.join("panel").join(name).with_extension("csv.gz");
    if path.exists() { load_long(&path, "date,currency,rate") } else { Ok(Vec::new()) }
}

/// One row a day, one column a currency; an empty field was not published that day.
fn load_wide(path: &Path) -> Result<Vec<Day>, DataError> {
    let mut table = Table::open(path)?;
    let columns = table.columns()?;
    let Some(("Date", codes)) = columns.split_first().map(|(date, codes)| (date.as_ref(), codes)) else {
        return Err(table.wrong_columns(&columns, "Date and one for each currency"));
    };
    let mut days = Vec::new();
    while table.advance()? {
        let date = table.date(days.last())?;
        let mut rates = Vec::with_capacity(codes.len());
        for (index, code) in codes.iter().enumerate() {
            if !table.field(index + 1).is_empty() {
                rates.push(Rate { currency: Arc::clone(code), digits: table.digits(index + 1)? });
            }
        }
        days.push(Day { date, rates });
    }
    table.finish(days)
}

/// One row a day and currency.
fn load_long(path: &Path, expected: &'static str) -> Result<Vec<Day>, DataError> {
    let mut table = Table::open(path)?;
    let columns = table.columns()?;
    if !columns.iter().map(AsRef::as_ref).eq(expected.split(',')) {
        return Err(table.wrong_columns(&columns, expected));
    }
    let mut days: Vec<Day> = Vec::new();
    while table.advance()? {
        let rate = Rate { currency: Arc::from(table.field(1)), digits: table.digits(2)? };
        match days.last_mut().filter(|day| table.is_date(day.date)) {
            Some(day) => day.rates.push(rate),
            None => days.push(Day { date: table.date(days.last())?, rates: vec![rate] }),
        }
    }
    table.finish(days)
}

/// A CSV file, its current row, and the words for what is wrong with it.
struct Table<'a> {
    path: &'a Path,
    reader: csv::Reader<MultiGzDecoder<File>>,
    row: csv::StringRecord,
}

impl<'a> Table<'a> {
    fn open(path: &'a Path) -> Result<Self, DataError> {
        let file = File::open(path).map_err(|source| DataError::Open { path: path.into(), source })?;
        let reader = csv::Reader::from_reader(MultiGzDecoder::new(file));
        Ok(Self { path, reader, row: csv::StringRecord::new() })
    }

    fn columns(&mut self) -> Result<Vec<Arc<str>>, DataError> {
        let headers =
            self.reader.headers().map_err(|source| DataError::Unreadable { path: self.path.into(), source })?;
        Ok(headers.iter().map(Arc::from).collect())
    }

    fn advance(&mut self) -> Result<bool, DataError> {
        let read = self.reader.read_record(&mut self.row);
        read.map_err(|source| DataError::Unreadable { path: self.path.into(), source })
    }

    fn field(&self, index: usize) -> &str {
        &self.row[index]
    }

    fn is_date(&self, date: Date) -> bool {
        self.field(0).parse().is_ok_and(|own: Date| own == date)
    }

    fn date(&self, previous: Option<&Day>) -> Result<Date, DataError> {
        let date: Date = self.field(0).parse().map_err(|_| self.broken(format!("{:?} is no date", self.field(0))))?;
        match previous {
            Some(earlier) if earlier.date >= date => Err(self.broken(format!("{date} comes after {}", earlier.date))),
            _ => Ok(date),
        }
    }

    fn digits(&self, index: usize) -> Result<Box<str>, DataError> {
        let text = self.field(index);
        if is_positive_json_decimal(text) {
            return Ok(text.into());
        }
        Err(self.broken(format!("{text:?} is no positive plain decimal")))
    }

    fn broken(&self, reason: String) -> DataError {
        let line = self.row.position().map_or(0, csv::Position::line);
        DataError::Row { path: self.path.into(), line, reason }
    }

    fn wrong_columns(&self, found: &[Arc<str>], expected: &'static str) -> DataError {
        DataError::Columns { path: self.path.into(), found: found.join(","), expected }
    }

    fn finish(&self, mut days: Vec<Day>) -> Result<Vec<Day>, DataError> {
        for day in &mut days {
            day.rates.sort_by(|a, b| a.currency.cmp(&b.currency));
        }
        if days.is_empty() { Err(DataError::Empty { path: self.path.into() }) } else { Ok(days) }
    }
}

/// Such a text is a JSON number as it stands, and may be copied into an answer without being read.
fn is_positive_json_decimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && text.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}

#[cfg(test)]
mod tests;
