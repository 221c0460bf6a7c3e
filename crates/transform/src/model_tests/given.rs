//! Requests as lines of text, the silver that the models make of them, and its tables as text again.

use crate::decisions::RecordedDecision;
use crate::{build, decisions, judging, load, models, rows, seeds};
use duckdb::{Connection, params};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use makerates_core::bronze::{Decision, Verdict};
use makerates_core::config::Config;
use makerates_domain::answers::{AnswerReader, Bank, HistoryDay};
use makerates_domain::source::Endpoint;
use std::fmt::Write;

/// One answer, and the requests that got it.
#[derive(Debug)]
struct GivenAnswer {
    name: String,
    endpoint: Endpoint,
    bank: Option<String>,
    body: String,
    fetched_at: Vec<Timestamp>,
}

/// Bronze by hand.
#[derive(Debug)]
pub struct Given {
    answers: Vec<GivenAnswer>,
    decisions: Vec<RecordedDecision>,
    banks: Vec<Bank>,
    learns_lags: bool,
}

/// A silver in memory.
#[derive(Debug)]
pub struct Silver {
    pub db: Connection,
}

/// Reads one request a line: when it was sent, whom it asked, the stamp of the answer, the rates as the source wrote
/// them. `ECB` answers like Frankfurter's v1, `API` like ExchangeRate-API, and any other name is a bank of the panel, which
/// speaks against the euro, or as `usd:BOC` against the dollar, or as `own:BOC` by its own
/// route; a stamp such as `2024-06-28<2024-07-01` is that of a rate carried forward to the second day.
/// The same answer again is the same answer. Answers are called `a1`, `a2`, … in the order of the lines.
pub fn given(requests: &str) -> Given {
    let mut answers: Vec<GivenAnswer> = Vec::new();
    for line in requests.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let (fetched_at, who, stamp) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        let fetched_at: Timestamp = fetched_at.parse().unwrap();
        let bank = who.strip_prefix("own:").map(str::to_owned);
        let (endpoint, body) = match who {
            "ECB" => (Endpoint::V1, of_ecb(stamp, words)),
            "API" => (Endpoint::Open, of_market(stamp, words)),
            _ if bank.is_some() => (Endpoint::Bank, of_one_bank(stamp, words)),
            bank => (Endpoint::V2, of_panel(bank, stamp, words)),
        };
        let is_known =
            |answer: &&mut GivenAnswer| (answer.endpoint, &answer.bank, &answer.body) == (endpoint, &bank, &body);
        let known = answers.iter_mut().find(is_known);
        if let Some(answer) = known {
            answer.fetched_at.push(fetched_at);
        } else {
            let name = format!("a{}", answers.len() + 1);
            answers.push(GivenAnswer { name, endpoint, bank, body, fetched_at: vec![fetched_at] });
        }
    }
    Given { answers, decisions: Vec::new(), banks: Vec::new(), learns_lags: false }
}

/// Members of an object: code and digits.
fn members<'a>(rates: impl Iterator<Item = &'a str>) -> String {
    let pairs = rates.map(|rate| rate.split_once('=').unwrap());
    pairs.map(|(currency, digits)| format!(r#""{currency}":{digits}"#)).collect::<Vec<_>>().join(",")
}

fn of_ecb<'a>(stamp: &str, rates: impl Iterator<Item = &'a str>) -> String {
    format!(r#"{{"amount":1.0,"base":"EUR","date":"{stamp}","rates":{{{}}}}}"#, members(rates))
}

fn of_market<'a>(stamp: &str, rates: impl Iterator<Item = &'a str>) -> String {
    let stamp: Date = stamp.parse().unwrap();
    let seconds = stamp.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second() + 1;
    let members = members(rates);
    format!(
        r#"{{"result":"success","time_last_update_unix":{seconds},"base_code":"USD","rates":{{"USD":1,{members}}}}}"#
    )
}

fn of_panel<'a>(bank: &str, stamp: &str, rates: impl Iterator<Item = &'a str>) -> String {
    let (own, date) = stamp.split_once('<').unwrap_or((stamp, stamp));
    let (base, bank) =
        bank.strip_prefix("usd:").map_or(("EUR", bank.trim_start_matches("panel:")), |bank| ("USD", bank));
    let records: Vec<String> = rates
        .map(|rate| rate.split_once('=').unwrap())
        .map(|(quote, rate)| {
            let providers = format!(r#"[{{"key":"{bank}","date":"{own}","rate":{rate}}}]"#);
            format!(r#"{{"date":"{date}","base":"{base}","quote":"{quote}","rate":{rate},"providers":{providers}}}"#)
        })
        .collect();
    format!("[{}]", records.join(","))
}

fn of_one_bank<'a>(stamp: &str, rates: impl Iterator<Item = &'a str>) -> String {
    let record = |(quote, rate)| format!(r#"{{"date":"{stamp}","base":"USD","quote":"{quote}","rate":{rate}}}"#);
    let records = rates.map(|rate| rate.split_once('=').unwrap()).map(record);
    format!("[{}]", records.collect::<Vec<_>>().join(","))
}

impl Given {
    /// The same answers, read from bronze in the opposite order.
    pub fn reversed(mut self) -> Self {
        self.answers.reverse();
        self
    }

    /// The same, where each bank's own past has to tell what its dates mean. Else they mean the market day, from the first on.
    pub fn learning_lags(mut self) -> Self {
        self.learns_lags = true;
        self
    }

    /// The same, of which somebody decided: accept or reject, a pair, `*` or a witness, the first and the last day.
    pub fn decided(mut self, decision: &str) -> Self {
        let [verdict, pair, witness, from, to] = decision.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("five words: {decision}")
        };
        let decision = Decision {
            schema_version: 1,
            decision: if verdict == "accept" { Verdict::Accept } else { Verdict::Reject },
            pair: pair.to_owned(),
            witness: Some(witness.to_owned()).filter(|witness| witness != "*"),
            from: from.parse().unwrap(),
            to: Some(to.parse().unwrap()),
            reason: "the bank said so".to_owned(),
            who: "ann".to_owned(),
            decided_at: "2026-10-01T08:00:00Z".parse().unwrap(),
            revokes: None,
            tool_version: String::new(),
        };
        let currency = (pair != "all").then(|| decisions::judged_currency(pair.parse().unwrap()).unwrap());
        let path = format!("d{}", self.decisions.len() + 1);
        self.decisions.push(RecordedDecision { path, decision, currency, revoked: None });
        self
    }

    /// The same, where the panel introduces a bank: its key, its name, and what its number is.
    pub fn bank(mut self, [key, name, rate_type]: [&str; 3]) -> Self {
        let [key, name, rate_type] = [key, name, rate_type].map(str::to_owned);
        let [country_code, pivot_currency, publish_cadence] = [""; 3].map(str::to_owned);
        self.banks.push(Bank {
            key,
            name,
            country_code,
            rate_type,
            pivot_currency,
            publish_cadence,
            frequency: String::new(),
            start_date: String::new(),
            end_date: String::new(),
        });
        self
    }

    /// Runs the models.
    pub fn silver(&self) -> Silver {
        let known_until = *self.answers.iter().flat_map(|answer| &answer.fetched_at).max().unwrap();
        // A handful of rows is not worth a thread.
        let config = duckdb::Config::default().threads(1).unwrap();
        let db = Connection::open_in_memory_with_flags(config).unwrap();
        db.execute_batch("create schema bronze; create schema silver").unwrap();
        build::run_models(&db, models::LOADED, None).unwrap();
        seeds::load(&db, known_until, &Config::default().validation).unwrap();
        decisions::load(&db, &self.decisions).unwrap();
        load::append_banks(&db, &self.banks).unwrap();
        for (answer_id, answer) in (1..).zip(&self.answers) {
            answer.load(&db, answer_id);
        }
        build::run_models(&db, models::DATED, None).unwrap();
        judging::lags::run(&db).unwrap();
        if !self.learns_lags {
            db.execute_batch(
                "delete from silver.bank_lags;
                 insert into silver.bank_lags
                 select distinct witness, date '1999-01-01', null, 0, 0, 0, 0, 0 from bronze.rates",
            )
            .unwrap();
        }
        build::run_models(&db, models::OBSERVED, None).unwrap();
        build::run_models(&db, models::JUDGED, None).unwrap();
        judging::run(&db, &Config::default().validation).unwrap();
        build::run_models(&db, models::PUBLISHED, None).unwrap();
        Silver { db }
    }
}

impl GivenAnswer {
    fn load(&self, db: &Connection, answer_id: i32) {
        let (first, last) = (self.fetched_at.iter().min().unwrap(), self.fetched_at.iter().max().unwrap());
        db.execute(
            "insert into bronze.answers values (?, ?, ?, ?, ?, ?, ?, '')",
            params![
                answer_id,
                self.name,
                self.endpoint.source().name(),
                self.endpoint.name(),
                load::instant(*first),
                load::instant(*last),
                self.fetched_at.len(),
            ],
        )
        .unwrap();
        let today = makerates_domain::dates::utc_day(*last);
        let reading = AnswerReader { endpoint: self.endpoint, today, history_day: HistoryDay::Stamp };
        let mut rates = load::Rates::new(db).unwrap();
        let mut of_answer = rates.of(answer_id, reading);
        reading.read(self.bank.as_deref(), self.body.as_bytes(), &mut |day| of_answer.take(day)).unwrap();
        rates.flush().unwrap();
    }
}

impl Silver {
    /// Runs a statement, for what no source would ever send.
    pub fn execute(&self, statement: &str) {
        self.db.execute_batch(statement).unwrap();
    }

    /// The rows of a query, cells joined by bars.
    pub fn rows(&self, query: &str) -> Vec<String> {
        let rows = rows::query(&self.db, query, usize::MAX).unwrap();
        rows.first.iter().map(|row| row.join(" | ").trim_end().to_owned()).collect()
    }

    /// Compares a table with an expected one, whose first line names the columns; the rows are sorted by them.
    #[track_caller]
    pub fn expect(&self, table: &str, expected: &str) {
        let mut lines = expected.lines().map(str::trim).filter(|line| !line.is_empty()).map(cells);
        let columns = lines.next().unwrap();
        let rows = self.rows(&format!("select {} from {table} order by all", columns.replace(" | ", ", ")));
        assert_eq!(rows, lines.collect::<Vec<_>>(), "{columns} of {table}:{}", listed(&rows));
    }

    /// What a check of `sql/tests` finds at the instant until which silver knows, sorted.
    pub fn offenders(&self, check: &str) -> Vec<String> {
        let until: String =
            self.rows("select strftime(known_until, '%Y-%m-%dT%H:%M:%SZ') from bronze.settings").join("");
        self.offenders_at(check, &until)
    }

    /// What a check of `sql/tests` finds at an instant, sorted.
    pub fn offenders_at(&self, check: &str, now: &str) -> Vec<String> {
        crate::quality::tell_due_days(&self.db, now.parse().unwrap()).unwrap();
        let file = models::CHECKS.iter().find(|file| file.name() == check).unwrap();
        let mut offenders = self.rows(&file.text(None).unwrap());
        offenders.sort();
        offenders
    }

    /// Every table of silver, sorted: what two builds have to have in common.
    pub fn export(&self) -> String {
        let mut export = String::new();
        for table in self.rows("select table_name from duckdb_tables() where schema_name = 'silver' order by all") {
            writeln!(export, "{table}:{}", listed(&self.rows(&format!("select * from silver.{table} order by all"))))
                .unwrap();
        }
        export
    }
}

/// A line of a table without the blanks that only align it.
fn cells(line: &str) -> String {
    line.split('|').map(str::trim).collect::<Vec<_>>().join(" | ").trim_end().to_owned()
}

fn listed(rows: &[String]) -> String {
    rows.iter().fold(String::new(), |text, row| text + "\n    " + row)
}
