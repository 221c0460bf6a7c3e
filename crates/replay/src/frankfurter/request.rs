//! What a request asks of Frankfurter v1.

use axum::extract::Query;
use axum::http::Uri;
use jiff::civil::Date;

/// The documented calls.
#[derive(Debug, PartialEq, Eq)]
pub enum Call {
    /// `/v1/latest`
    Latest,
    /// `/v1/2024-01-02`
    Day(Date),
    /// `/v1/2024-01-02..2024-01-31`, the end may be open
    Range(Date, Option<Date>),
    /// `/v1/currencies`
    Currencies,
}

/// Which base and which currencies.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Selection {
    base: Option<String>,
    symbols: Option<Vec<String>>,
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such path.
    NotFound,
    /// The path is known, a value is not.
    Unprocessable(String),
}

impl Selection {
    /// The base, the euro unless another is named.
    pub fn base(&self) -> String {
        self.base.clone().unwrap_or_else(|| "EUR".into())
    }

    /// Rates are the ECB's own digits only against the euro.
    pub fn is_rebased(&self) -> bool {
        self.base.as_deref().is_some_and(|base| base != "EUR")
    }

    /// Whether this currency is wanted.
    pub fn wants(&self, currency: &str) -> bool {
        self.symbols.as_ref().is_none_or(|symbols| symbols.iter().any(|symbol| symbol == currency))
    }
}

/// Reads path and query.
pub fn parse(uri: &Uri) -> Result<(Call, Selection), Refusal> {
    let call = call(uri.path().strip_prefix("/v1/").ok_or(Refusal::NotFound)?)?;
    Ok((call, selection(uri)?))
}

fn call(path: &str) -> Result<Call, Refusal> {
    match path {
        "latest" => return Ok(Call::Latest),
        "currencies" => return Ok(Call::Currencies),
        _ => {}
    }
    match path.split_once("..") {
        None => date(path).map(Call::Day),
        Some((from, "")) => Ok(Call::Range(date(from)?, None)),
        Some((from, to)) => Ok(Call::Range(date(from)?, Some(date(to)?))),
    }
}

/// Another shape is another path; the right shape without such a day is a wrong value.
fn date(text: &str) -> Result<Date, Refusal> {
    let digit_or_dash =
        |(index, byte): (usize, u8)| if matches!(index, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    if text.len() != 10 || !text.bytes().enumerate().all(digit_or_dash) {
        return Err(Refusal::NotFound);
    }
    text.parse().map_err(|_| Refusal::Unprocessable("invalid date".into()))
}

/// A parameter that replay does not answer is refused: an unnoticed `amount` would be a wrong answer.
fn selection(uri: &Uri) -> Result<Selection, Refusal> {
    let unprocessable = |message: &str| Refusal::Unprocessable(message.to_owned());
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| unprocessable("invalid query"))?;
    let mut selection = Selection::default();
    for (name, value) in pairs {
        let value = value.to_ascii_uppercase();
        match name.as_str() {
            "base" | "symbols" if value.is_empty() => {}
            "base" if value.bytes().all(|byte| byte.is_ascii_alphanumeric()) => selection.base = Some(value),
            "base" => return Err(Refusal::NotFound),
            "symbols" => selection.symbols = Some(value.split(',').map(str::to_owned).collect()),
            _ => return Err(unprocessable("only base and symbols are replayed")),
        }
    }
    let pair_of_one =
        matches!((&selection.base, &selection.symbols), (Some(base), Some(symbols)) if *symbols == [base.as_str()]);
    if pair_of_one { Err(unprocessable("bad currency pair")) } else { Ok(selection) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn parsed(uri: &str) -> Result<(Call, Selection), Refusal> {
        parse(&uri.parse().expect("a URI"))
    }

    fn call_of(uri: &str) -> Call {
        parsed(uri).expect("a documented call").0
    }

    #[test]
    fn reads_the_documented_calls() {
        assert_eq!(call_of("/v1/latest"), Call::Latest);
        assert_eq!(call_of("/v1/currencies"), Call::Currencies);
        assert_eq!(call_of("/v1/2024-01-02"), Call::Day(date(2024, 1, 2)));
        assert_eq!(call_of("/v1/2024-01-02.."), Call::Range(date(2024, 1, 2), None));
        assert_eq!(call_of("/v1/2024-01-02..2024-01-31"), Call::Range(date(2024, 1, 2), Some(date(2024, 1, 31))));
    }

    #[test]
    fn tells_wrong_paths_from_wrong_values() {
        for path in ["/v1/", "/v1/lates", "/v1/2024-1-2", "/v1/..2024-01-02", "/v2/latest", "/v1/latest?base=A\"B"] {
            let uri = path.replace('"', "%22");
            assert_eq!(parsed(&uri), Err(Refusal::NotFound), "{uri}");
        }
        for uri in
            ["/v1/2024-02-30", "/v1/2024-01-02..2024-13-01", "/v1/latest?amount=10", "/v1/latest?base=USD&symbols=USD"]
        {
            assert!(matches!(parsed(uri), Err(Refusal::Unprocessable(_))), "{uri}");
        }
    }

    #[test]
    fn reads_base_and_symbols_in_any_case() {
        let (_, selection) = parsed("/v1/latest?base=usd&symbols=gbp%2CJPY").expect("a documented call");
        assert_eq!(selection.base(), "USD");
        assert!(selection.wants("GBP") && selection.wants("JPY") && !selection.wants("EUR"));
    }

    #[test]
    fn empty_parameters_are_absent() {
        assert_eq!(parsed("/v1/latest?base=&symbols="), Ok((Call::Latest, Selection::default())));
    }
}
