//! What silver says, by the built `transform`, as everybody runs it.

use super::Lines;
use crate::error::BenchError;
use jiff::Timestamp;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const LINES: &str = "
    select
        format(
            '{} {} {} by {}, blamed: {}, {}',
            consensus.rate_date,
            consensus.currency,
            verdict,
            coalesce(consensus.publisher::varchar, 'nobody'),
            array_to_string(suspects, '+'),
            if(validated_rates.currency is null, 'withheld', 'published')
        ) as line
    from silver.consensus
    left join silver.validated_rates
        on consensus.rate_date = validated_rates.rate_date and consensus.currency = validated_rates.currency
    union all
    select format('{} answer of {}: {}', rate_date, witness, array_to_string(rules, '+'))
    from silver.answer_checks";

/// Builds silver of the bronze in a home, and gives all that it says.
pub fn lines(transform: &Path, home: &Path, now: Timestamp) -> Result<Lines, BenchError> {
    run(transform, home, now, &[])?;
    let text = run(transform, home, now, &["inspect", "--sql", LINES, "--limit", "100000000"])?;
    let unreadable =
        || BenchError::Transform { path: transform.to_owned(), reason: "its output is no JSON".to_owned() };
    let read: Value = serde_json::from_slice(&text).map_err(|_| unreadable())?;
    let rows = read.get("rows").and_then(Value::as_array);
    let line = |row: &Value| Some(row.get("line")?.as_str()?.to_owned());
    Ok(rows.ok_or_else(unreadable)?.iter().filter_map(line).collect())
}

fn run(transform: &Path, home: &Path, now: Timestamp, words: &[&str]) -> Result<Vec<u8>, BenchError> {
    let failed = |reason: String| BenchError::Transform { path: transform.to_owned(), reason };
    let mut command = Command::new(transform);
    // Nothing of the machine's own configuration: neither variables, nor a file in the current folder.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MAKERATES_")) {
        command.env_remove(name);
    }
    command.current_dir(home).env("MAKERATES_HOME", home);
    command.args(["--quiet", "--format", "json", "--now", &now.to_string()]).args(words);
    let output = command.output().map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(format!("{}, {}", output.status, String::from_utf8_lossy(&output.stderr).trim())));
    }
    Ok(output.stdout)
}
