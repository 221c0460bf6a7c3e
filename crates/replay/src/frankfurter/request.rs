//! What a request asks of Frankfurter v1.

use axum::extract::Query;
use axum::http::Uri;
use jiff::civil::Date;

/// What the rates are against.
pub const BASE: &str = "EUR";

/// The documented calls.
#[derive(Debug, PartialEq, Eq)]
pub enum Call {
    /// `/v1/latest`
    Latest,
    /// `/v1/2024-01-02`
    Day(Date),
    /// `/v1/2024-01-02..2024-01-31`, the end may be open
    Range(Date, Option<Date>),
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such path.
    NotFound,
    /// The path is known, a value is not.
    Unprocessable(String),
}

/// Reads path and query.
pub fn parse(uri: &Uri) -> Result<Call, Refusal> {
    let call = call(uri.path().strip_prefix("/v1/").ok_or(Refusal::NotFound)?)?;
    check_parameters(uri)?;
    Ok(call)
}

fn call(path: &str) -> Result<Call, Refusal> {
    if path == "latest" {
        return Ok(Call::Latest);
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
fn check_parameters(uri: &Uri) -> Result<(), Refusal> {
    let refused = || Refusal::Unprocessable(format!("only base={BASE} is replayed"));
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| refused())?;
    let is_known = |(name, value): &(String, String)| name == "base" && value.eq_ignore_ascii_case(BASE);
    if pairs.iter().all(is_known) { Ok(()) } else { Err(refused()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn parsed(uri: &str) -> Result<Call, Refusal> {
        parse(&uri.parse().expect("a URI"))
    }

    fn call_of(uri: &str) -> Call {
        parsed(uri).expect("a documented call")
    }

    #[test]
    fn reads_the_documented_calls() {
        assert_eq!(call_of("/v1/latest"), Call::Latest);
        assert_eq!(call_of("/v1/latest?base=eur"), Call::Latest);
        assert_eq!(call_of("/v1/2024-01-02"), Call::Day(date(2024, 1, 2)));
        assert_eq!(call_of("/v1/2024-01-02.."), Call::Range(date(2024, 1, 2), None));
        assert_eq!(call_of("/v1/2024-01-02..2024-01-31"), Call::Range(date(2024, 1, 2), Some(date(2024, 1, 31))));
    }

    #[test]
    fn tells_wrong_paths_from_wrong_values() {
        for path in ["/v1/", "/v1/lates", "/v1/2024-1-2", "/v1/..2024-01-02", "/v1/currencies", "/v2/latest"] {
            assert_eq!(parsed(path), Err(Refusal::NotFound), "{path}");
        }
        for uri in ["/v1/2024-02-30", "/v1/2024-01-02..2024-13-01", "/v1/latest?amount=10", "/v1/latest?base=USD"] {
            assert!(matches!(parsed(uri), Err(Refusal::Unprocessable(_))), "{uri}");
        }
    }
}
