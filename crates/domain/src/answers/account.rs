//! ExchangeRate-API's own count of an account's requests: `{"result","plan_quota","requests_remaining",
//! "refresh_day_of_month"}`. It lags behind by up to an hour.

use super::fault::AnswerFault;
use super::json::read;
use serde::Deserialize;

/// What is left of an account's quota, by the source's own count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Requests that the plan allows in a billing month.
    pub plan_quota: u64,
    /// Requests that are left of it, as the source knew up to an hour ago.
    pub requests_remaining: u64,
    /// The day of the month on which the billing month begins.
    pub refresh_day_of_month: i8,
}

#[derive(Deserialize)]
struct Body {
    result: Option<String>,
    #[serde(rename = "error-type")]
    error_type: Option<String>,
    plan_quota: Option<u64>,
    requests_remaining: Option<u64>,
    refresh_day_of_month: Option<i8>,
}

/// Reads the body of an answer of `/quota`.
pub fn parse_account(body: &[u8]) -> Result<Account, AnswerFault> {
    let text = std::str::from_utf8(body).map_err(|error| AnswerFault::NotJson(error.to_string()))?;
    let body: Body = read(text)?;
    if body.result.as_deref() == Some("error") {
        let unnamed = || AnswerFault::WrongShape("an error without `error-type`".to_owned());
        let kind = body.error_type.ok_or_else(unnamed)?;
        return Err(AnswerFault::SourceError(kind.chars().take(200).collect()));
    }
    let missing = |name: &str| AnswerFault::WrongShape(format!("no `{name}`"));
    let account = Account {
        plan_quota: body.plan_quota.ok_or_else(|| missing("plan_quota"))?,
        requests_remaining: body.requests_remaining.ok_or_else(|| missing("requests_remaining"))?,
        refresh_day_of_month: body.refresh_day_of_month.ok_or_else(|| missing("refresh_day_of_month"))?,
    };
    if account.requests_remaining > account.plan_quota || !(1..=31).contains(&account.refresh_day_of_month) {
        return Err(AnswerFault::WrongShape("numbers of an account that can't be".to_owned()));
    }
    Ok(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_and_nonsense_refused() {
        let account = parse_account(
            br#"{"result":"success","plan_quota":1500,"requests_remaining":1387,"refresh_day_of_month":17}"#,
        );
        let expected = Account { plan_quota: 1_500, requests_remaining: 1_387, refresh_day_of_month: 17 };
        assert_eq!(account, Ok(expected));
        for nonsense in [
            r#"{"result":"success","plan_quota":1500,"refresh_day_of_month":17}"#,
            r#"{"result":"success","plan_quota":1500,"requests_remaining":1501,"refresh_day_of_month":17}"#,
            r#"{"result":"success","plan_quota":1500,"requests_remaining":-1,"refresh_day_of_month":17}"#,
            r#"{"result":"success","plan_quota":1500,"requests_remaining":1,"refresh_day_of_month":0}"#,
            "<html>",
        ] {
            assert!(parse_account(nonsense.as_bytes()).is_err(), "{nonsense}");
        }
        let refused = parse_account(br#"{"result":"error","error-type":"invalid-key"}"#);
        assert_eq!(refused, Err(AnswerFault::SourceError("invalid-key".to_owned())));
    }
}
