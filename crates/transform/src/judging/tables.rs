//! What the judge says, row by row, on its way into the tables of silver.

use super::columns::{Columns, rounded};
use crate::error::SilverError;
use crate::load::of_column;
use duckdb::Connection;
use duckdb::arrow::array::{ArrayRef, RecordBatch};
use makerates_domain::dates::RateDate;
use makerates_domain::rate::DECIMALS_MAX;
use makerates_judge::{
    AnswerCheck, AnswerId, BrokenPeg, Consensus, Deviation, Judgement, Move, Reference, UnwitnessedRate,
};

/// What is further off than this, in percent, is told as this far. A column of `decimal(38, 6)` would hold the rest as well, and
/// takes ten times as long to write.
const DEVIATION_MAX_PCT: f64 = 1e9;

/// What is said of some days, not yet in the tables.
#[derive(Default)]
pub struct Findings {
    moves: Vec<(RateDate, Move)>,
    broken_pegs: Vec<(RateDate, BrokenPeg)>,
    answer_checks: Vec<(RateDate, AnswerCheck)>,
    deviations: Vec<(RateDate, Deviation)>,
    consensus: Vec<(RateDate, Consensus)>,
    unwitnessed_rates: Vec<(RateDate, UnwitnessedRate)>,
}

impl Findings {
    /// Takes a day's.
    pub fn take(&mut self, date: RateDate, mut judgement: Judgement) {
        self.moves.extend(judgement.take_moves().map(|row| (date, row)));
        self.broken_pegs.extend(judgement.broken_pegs.into_iter().map(|row| (date, row)));
        self.answer_checks.extend(judgement.answer_checks.into_iter().map(|row| (date, row)));
        self.deviations.extend(judgement.deviations.into_iter().map(|row| (date, row)));
        self.consensus.extend(judgement.consensus.into_iter().map(|row| (date, row)));
        self.unwitnessed_rates.extend(judgement.unwitnessed_rates.into_iter().map(|row| (date, row)));
    }

    /// Puts all of it into the tables.
    pub fn append(&self, db: &Connection, answers: &[String]) -> Result<(), SilverError> {
        append(db, "moves", moves(&self.moves))?;
        append(db, "broken_pegs", broken_pegs(&self.broken_pegs))?;
        append(db, "answer_checks", answer_checks(&self.answer_checks))?;
        append(db, "deviations", deviations(&self.deviations))?;
        append(db, "consensus", consensus(&self.consensus, answers))?;
        append(db, "unwitnessed_rates", unwitnessed_rates(&self.unwitnessed_rates))
    }
}

fn append(db: &Connection, table: &str, columns: Vec<ArrayRef>) -> Result<(), SilverError> {
    let failed = || SilverError::sql(format!("filling silver.{table}"));
    // The table has its columns' names; here only their order counts.
    let named = columns.into_iter().enumerate().map(|(place, column)| (place.to_string(), column));
    let batch = RecordBatch::try_from_iter(named)
        .map_err(|error| failed()(duckdb::Error::ToSqlConversionFailure(error.into())))?;
    let mut rows = db.appender_to_db(table, "silver").map_err(failed())?;
    rows.append_record_batch(batch).map_err(failed())?;
    rows.flush().map_err(failed())
}

fn moves(rows: &[(RateDate, Move)]) -> Vec<ArrayRef> {
    Columns::of(rows)
        .day(|(date, _)| Some(*date))
        .text(|(_, row)| Some(row.witness.source.name()))
        .text(|(_, row)| Some(&row.witness.name))
        .text(|(_, row)| Some(row.currency.as_str()))
        .day(|(_, row)| row.previous_date)
        .number(|(_, row)| row.move_pct)
        .integer(|(_, row)| row.trading_days.and_then(|days| i32::try_from(days).ok()))
        .number(|(_, row)| row.residual_pct)
        .flag(|(_, row)| Some(row.is_repeat))
        .number(|(_, row)| row.usual_pct)
        .number(|(_, row)| Some(row.usual_repeats))
        .finish()
}

fn broken_pegs(rows: &[(RateDate, BrokenPeg)]) -> Vec<ArrayRef> {
    Columns::of(rows)
        .day(|(date, _)| Some(*date))
        .text(|(_, row)| Some(row.witness.source.name()))
        .text(|(_, row)| Some(&row.witness.name))
        .text(|(_, row)| Some(row.currency.as_str()))
        .text(|(_, row)| Some(row.anchor.as_str()))
        .text(|(_, row)| Some(row.tolerance_pct.to_string()))
        .number(|(_, row)| Some(row.deviation_pct))
        .count(|(_, row)| row.peg_count)
        .finish()
}

fn answer_checks(rows: &[(RateDate, AnswerCheck)]) -> Vec<ArrayRef> {
    Columns::of(rows)
        .day(|(date, _)| Some(*date))
        .text(|(_, row)| Some(row.witness.source.name()))
        .text(|(_, row)| Some(&row.witness.name))
        .count(|(_, row)| row.rate_count)
        .count(|(_, row)| row.moving_count)
        .number(|(_, row)| row.usual_rate_count)
        .count(|(_, row)| row.repeat_count)
        .day(|(_, row)| row.repeated_date)
        .count(|(_, row)| row.broken_peg_count)
        .number(|(_, row)| row.broken_by_pct)
        .list(|(_, row)| row.broken_pegs.iter().collect())
        .flag(|(_, row)| Some(row.is_incomplete))
        .flag(|(_, row)| Some(row.is_repeat))
        .flag(|(_, row)| Some(row.breaks_pegs))
        .flag(|(_, row)| Some(row.is_contradicted))
        .flag(|(_, row)| Some(row.is_suspect))
        .text(|(_, row)| row.copy_of.as_deref())
        .number(|(_, row)| row.alike_pct)
        .list(|(_, row)| row.rules.clone())
        .text(|(_, row)| Some(&row.evidence))
        .finish()
}

fn deviations(rows: &[(RateDate, Deviation)]) -> Vec<ArrayRef> {
    Columns::of(rows)
        .day(|(date, _)| Some(*date))
        .text(|(_, row)| Some(row.currency.as_str()))
        .text(|(_, row)| Some(row.witness.source.name()))
        .text(|(_, row)| Some(&row.witness.name))
        .integer(|(_, row)| Some(row.age_days))
        .count(|(_, row)| row.witness_count)
        .number(|(_, row)| row.mad_pct)
        .integer(|(_, row)| i32::try_from(row.trading_days_apart).ok())
        .text(|(_, row)| {
            Some(match &row.reference {
                Reference::Median => "median",
                Reference::Witness(name) => name,
            })
        })
        .number(|(_, row)| Some(row.deviation_pct))
        .number(|(_, row)| Some(row.half_units_pct))
        .number(|(_, row)| Some(row.common_pct))
        .number(|(_, row)| Some(row.evidence.residual_pct))
        .number(|(_, row)| Some(row.evidence.excess_pct))
        .number(|(_, row)| row.evidence.move_pct)
        .number(|(_, row)| row.evidence.usual_move_pct)
        .integer(|(_, row)| row.evidence.trading_days.and_then(|days| i32::try_from(days).ok()))
        .flag(|(_, row)| row.evidence.is_repeat)
        .number(|(_, row)| row.evidence.move_from_reference_pct)
        .number(|(_, row)| row.evidence.past_spread_pct)
        .number(|(_, row)| row.evidence.usual_move_from_reference_pct)
        .number(|(_, row)| Some(row.evidence.spread_pct))
        .flag(|(_, row)| row.evidence.is_told_by_reference)
        .number(|(_, row)| row.evidence.usual_told_move_pct)
        .number(|(_, row)| Some(row.evidence.fault_probability))
        .flag(|(_, row)| Some(row.evidence.is_stale))
        .decimal(18, 4, |(_, row)| Some(rounded(row.warning_pct, 4)))
        .decimal(18, 4, |(_, row)| Some(rounded(row.critical_pct, 4)))
        .flag(|(_, row)| Some(row.is_doubtful))
        .number(|(_, row)| Some(row.soundness))
        .flag(|(_, row)| Some(row.is_later))
        .flag(|(_, row)| Some(row.is_accepted))
        .flag(|(_, row)| Some(row.is_admitted))
        .flag(|(_, row)| Some(row.is_blamed))
        .flag(|(_, row)| Some(row.is_timing))
        .finish()
}

fn consensus(rows: &[(RateDate, Consensus)], answers: &[String]) -> Vec<ArrayRef> {
    let hash = |AnswerId(number): &AnswerId| answers.get(*number as usize);
    Columns::of(rows)
        .day(|(date, _)| Some(*date))
        .text(|(_, row)| Some(row.currency.as_str()))
        .count(|(_, row)| row.witness_count)
        .list(|(_, row)| row.witnesses.clone())
        .list(|(_, row)| row.agreeing.clone())
        .list(|(_, row)| row.answers.iter().filter_map(hash).collect())
        .decimal(38, 18, |(_, row)| Some(of_column(row.median_rate_per_eur.round_dp(DECIMALS_MAX))))
        .number(|(_, row)| row.mad_pct)
        .integer(|(_, row)| row.trading_days_apart.and_then(|days| i32::try_from(days).ok()))
        .list(|(_, row)| row.suspects.clone())
        .list(|(_, row)| row.later_witnesses.clone())
        .text(|(_, row)| row.publisher.as_ref().map(|publisher| publisher.source.name()))
        .text(|(_, row)| row.publisher.as_ref().map(|publisher| &publisher.name))
        .decimal(18, 4, |(_, row)| row.warning_pct.map(|pct| rounded(pct, 4)))
        .decimal(18, 4, |(_, row)| row.critical_pct.map(|pct| rounded(pct, 4)))
        .decimal(18, 6, |(_, row)| row.deviation_pct.map(|pct| rounded(pct.min(DEVIATION_MAX_PCT), 6)))
        .text(|(_, row)| Some(row.verdict.as_str()))
        .finish()
}

fn unwitnessed_rates(rows: &[(RateDate, UnwitnessedRate)]) -> Vec<ArrayRef> {
    Columns::of(rows)
        .day(|(date, _)| Some(*date))
        .text(|(_, row)| Some(row.currency.as_str()))
        .text(|(_, row)| Some(row.witness.source.name()))
        .text(|(_, row)| Some(&row.witness.name))
        .number(|(_, row)| row.move_pct)
        .number(|(_, row)| Some(row.move_limit_pct))
        .text(|(_, row)| row.rule)
        .text(|(_, row)| row.overruled)
        .day(|(_, row)| row.jumped_on)
        .number(|(_, row)| row.displaced_pct)
        .integer(|(_, row)| row.day_count.and_then(|days| i32::try_from(days).ok()))
        .text(|(_, row)| row.evidence.as_ref())
        .finish()
}
