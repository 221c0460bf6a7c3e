//! The full refresh: bronze is read, the models are run, the invariants are checked, the new silver takes over.

use crate::args::BuildArgs;
use crate::error::SilverError;
use crate::folder::{self, fault};
use crate::models::{DATED, EXPORTED, JUDGED, LOADED, OBSERVED, PUBLISHED, SqlFile};
use crate::publish::publish;
use crate::receipts::{self, BronzeSnapshot};
use crate::{decisions, judging, load, lock, lost, newest_day, quality, seeds};
use duckdb::Connection;
use jiff::Timestamp;
use makerates_core::cli::{Context, Progress, Success};
use makerates_core::clock::format_instant;
use makerates_core::failure::Failure;
use makerates_core::printable::counted;
use makerates_core::silver::{DATABASE, Manifest};
use makerates_domain::dates::utc_day;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::time::Duration;

/// Builds silver and makes it the current one; with `--out`, only builds it there.
pub async fn run(args: &BuildArgs, context: &Context) -> Result<Success, Failure> {
    match &args.out {
        None => build_current(args, context).await,
        Some(out) => build_aside(args, context, out).await,
    }
}

async fn build_current(args: &BuildArgs, context: &Context) -> Result<Success, Failure> {
    let silver = context.silver_folder();
    std::fs::create_dir_all(&silver).map_err(fault("creating", &silver))?;
    let wait = Duration::from_secs(args.wait.unwrap_or(context.config.silver.wait_s));
    let _lock = lock::take(&silver, wait)?;
    folder::discard_unfinished(&silver);
    let store = context.silver().await?;
    store.check_writable().await?;
    let build = uuid::Uuid::now_v7().to_string();
    let folder = silver.join("builds").join(&build);
    match fill(&build, &folder, args, context).await {
        // Where its publication fails half-way it may be the current one already: it stays.
        Ok(outputs) => publish(&store, &folder, &build, context, success(outputs, &folder)).await,
        Err(failure) => {
            folder::discard(&folder);
            Err(failure)
        }
    }
}

/// An audit's build: beside the place where it is wanted, then moved there whole.
async fn build_aside(args: &BuildArgs, context: &Context, out: &Path) -> Result<Success, Failure> {
    folder::check_out(out, &context.silver_folder())?;
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(fault("creating", parent))?;
    let aside = tempfile::Builder::new().prefix(".transform-").tempdir_in(parent).map_err(fault("creating", parent))?;
    let build = uuid::Uuid::now_v7().to_string();
    let outputs = fill(&build, aside.path(), args, context).await?;
    folder::replace(out, &aside.keep())?;
    let mut success = success(outputs, out);
    let folder = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    let look = format!("look into it with MAKERATES_SILVER__LOCATION={} transform inspect", folder.display());
    success.text = format!("{}\n{look}", success.text);
    Ok(success)
}

/// What the person on duty should know of bronze itself.
fn tell(known: &BronzeSnapshot) {
    for reason in known.damaged.values().chain(&known.foreign) {
        tracing::warn!("set aside: {reason}");
    }
    if known.waiting > 0 {
        tracing::warn!("{} from the future of the clock: read when it comes", counted(known.waiting as u64, "receipt"));
    }
}

/// Fills an empty folder with a whole silver.
async fn fill(build: &str, folder: &Path, args: &BuildArgs, context: &Context) -> Result<Map<String, Value>, Failure> {
    let bronze = context.bronze().await?;
    // The instant is taken under the lock: of two builds the later one knows at least as much.
    let begun_at = context.clock.now();
    let as_of = args.as_of.unwrap_or(begun_at);
    let known = receipts::read(&bronze, as_of).await?;
    let Some(until) = known.until().filter(|_| !known.answers.is_empty()) else {
        return Err(SilverError::NoAnswers(context.bronze_location()).into());
    };
    tell(&known);
    let decisions = decisions::read(&bronze, as_of).await?;
    // An audit's build replaces nothing.
    let given_up = match args.as_of {
        Some(_) => 0,
        None => lost::check_records(&known, &decisions, as_of, args.without_lost, context).await?,
    };
    folder::create(folder)?;
    let sql_dir = args.sql_dir.as_deref();
    let db = open(&folder.join(DATABASE))?;
    db.execute_batch("create schema bronze; create schema silver").map_err(SilverError::sql("the schemas"))?;
    run_models(&db, LOADED, sql_dir)?;
    seeds::load(&db, until, &context.config.validation)?;
    decisions::load(&db, &decisions)?;
    load::banks(&db, &bronze, known.banks.as_ref()).await?;
    let history_day = context.config.sources.exchangerate.history_day;
    let loaded = load::bronze(&db, &bronze, &known, history_day).await?;
    if !loaded.lost.is_empty() && !args.without_lost {
        lost::check_answers(loaded.lost, context).await?;
    }
    run_models(&db, DATED, sql_dir)?;
    judging::lags::run(&db)?;
    let mut progress =
        Progress::start(context.format, OBSERVED.len() + JUDGED.len() + PUBLISHED.len(), "silver", "models");
    let mut run = |models: &[SqlFile]| -> Result<(), SilverError> {
        for model in models {
            run_models(&db, std::slice::from_ref(model), sql_dir)?;
            progress.advance();
        }
        Ok(())
    };
    run(OBSERVED)?;
    run(JUDGED)?;
    judging::run(&db, &context.config.validation)?;
    run(PUBLISHED)?;
    progress.finish();
    quality::check_invariants(&db, sql_dir)?;
    export(&db, folder)?;
    let mut outputs = count(&db)?;
    newest_day::add_to(&mut outputs, &db, utc_day(as_of))?;
    outputs.insert("unreadable_receipts".to_owned(), json!(known.damaged.len() + known.foreign.len()));
    outputs.insert("recovered_answers".to_owned(), json!(loaded.recovered));
    outputs.insert("decisions".to_owned(), json!(decisions::count(&decisions, as_of)));
    db.close().map_err(|(_, error)| SilverError::Sql { what: "closing the database".to_owned(), fault: error })?;
    let receipts = (known.receipts.len() as u64 + given_up, given_up);
    let manifest = Manifest { build: build.to_owned(), ..manifest(&outputs, context, receipts, until, begun_at) };
    folder::write_manifest(folder, &manifest)?;
    outputs.insert("silver_version".to_owned(), json!(manifest.silver_version));
    Ok(outputs)
}

/// A new database. Nothing is installed or loaded from outside. It uses no more than half a gigabyte before it spills
/// to the disk, and one thread: two would build the whole history a little sooner, for a fifth more of CPU and memory.
/// Text is not compressed: DuckDB tries four ways on each piece of a column, which takes a third of the time of its tables,
/// and what rows repeat is an enumeration anyhow. As an option of opening a database that setting is silently ignored.
///
/// There is no transaction around the models: it would hold all of them in memory, and a build that ends half-way is
/// thrown away as a whole.
fn open(file: &Path) -> Result<Connection, SilverError> {
    let config = duckdb::Config::default()
        .with("autoinstall_known_extensions", "false")
        .and_then(|config| config.with("autoload_known_extensions", "false"))
        .and_then(|config| config.with("memory_limit", "512MB"))
        .and_then(|config| config.with("threads", "1"))
        .and_then(|config| config.with("preserve_insertion_order", "false"))
        .map_err(SilverError::sql("the settings of DuckDB"))?;
    let db =
        Connection::open_with_flags(file, config).map_err(SilverError::sql(format!("opening {}", file.display())))?;
    db.execute_batch("set disabled_compression_methods = 'dictionary,dict_fsst,fsst,zstd'")
        .map_err(SilverError::sql("the settings of DuckDB"))?;
    Ok(db)
}

/// Runs models in their order.
pub fn run_models(db: &Connection, models: &[SqlFile], sql_dir: Option<&Path>) -> Result<(), SilverError> {
    for model in models {
        let started = std::time::Instant::now();
        db.execute_batch(&model.text(sql_dir)?).map_err(SilverError::sql(model.path))?;
        tracing::debug!("{} in {} ms", model.path, started.elapsed().as_millis());
    }
    Ok(())
}

/// Parquet for whoever has other tools than DuckDB.
fn export(db: &Connection, folder: &Path) -> Result<(), SilverError> {
    for table in EXPORTED {
        let file = folder.join("parquet").join(format!("{table}.parquet"));
        let file = file.display().to_string().replace('\'', "''");
        let statement = format!("copy silver.{table} to '{file}' (format parquet)");
        db.execute_batch(&statement).map_err(SilverError::sql(format!("exporting {table}")))?;
    }
    Ok(())
}

fn count(db: &Connection) -> Result<Map<String, Value>, SilverError> {
    let query = "select
            (select count(*) from silver.observations where role = 'observation'),
            (select count(*) from silver.validated_rates),
            (select count(*) from silver.quarantine),
            (select count(*) from silver.consensus where verdict = 'warning'),
            (select count(*) from silver.consensus where verdict = 'conflict'),
            (select min(rate_date)::varchar from silver.validated_rates),
            (select max(rate_date)::varchar from silver.validated_rates),
            (select count(distinct currency) from silver.validated_rates),
            (select count(*) from bronze.answers where unreadable_reason <> '')";
    db.query_row(query, [], |row| {
        let mut outputs = Map::new();
        for (index, name) in
            ["observations", "validated", "quarantined", "warnings", "criticals"].into_iter().enumerate()
        {
            outputs.insert(name.to_owned(), json!(row.get::<_, i64>(index)?));
        }
        outputs.insert("first_rate_date".to_owned(), json!(row.get::<_, Option<String>>(5)?));
        outputs.insert("last_rate_date".to_owned(), json!(row.get::<_, Option<String>>(6)?));
        outputs.insert("currencies".to_owned(), json!(row.get::<_, i64>(7)?));
        outputs.insert("unreadable_answers".to_owned(), json!(row.get::<_, i64>(8)?));
        Ok(outputs)
    })
    .map_err(SilverError::sql("counting"))
}

/// The facts of the build. The version of silver sorts as text: what it knew, then of how many receipts, then when it was
/// built: of the same receipts another configuration, tool or decision makes another silver, and the later one is newer.
fn manifest(
    outputs: &Map<String, Value>,
    context: &Context,
    (receipts, given_up_receipts): (u64, u64),
    until: Timestamp,
    built_at: Timestamp,
) -> Manifest {
    let of_silver = (&context.config.validation, context.config.sources.exchangerate.history_day);
    let configuration = serde_json::to_vec(&of_silver).unwrap_or_default();
    Manifest {
        build: String::new(),
        silver_version: format!("{}#{receipts:08}#{}", format_instant(until), format_instant(built_at)),
        known_until: format_instant(until),
        built_at: format_instant(built_at),
        receipts,
        given_up_receipts,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        configuration_sha256: makerates_core::bronze::sha256_hex(&configuration),
        counts: outputs.clone(),
    }
}

fn success(outputs: Map<String, Value>, folder: &Path) -> Success {
    let number = |name: &str| outputs.get(name).and_then(Value::as_i64).unwrap_or_default();
    let day = |name: &str| outputs.get(name).and_then(Value::as_str).unwrap_or("none").to_owned();
    let text = format!(
        "silver is built: {} observations, {} validated rates of {} currencies ({} to {}), {} with a warning, {} in \
         quarantine\nin {}",
        number("observations"),
        number("validated"),
        number("currencies"),
        day("first_rate_date"),
        day("last_rate_date"),
        number("warnings"),
        number("quarantined"),
        folder.display(),
    );
    Success::new(outputs).with_text(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A setting that DuckDB ignores where it is given would be noticed by nobody but the disk.
    #[test]
    fn the_settings_of_the_database_are_in_force() {
        let folder = tempfile::tempdir().unwrap();
        let db = open(&folder.path().join(DATABASE)).unwrap();
        let value = |name: &str| -> String {
            db.query_row("select value from duckdb_settings() where name = ?", [name], |row| row.get(0)).unwrap()
        };
        assert_eq!(value("threads"), "1");
        assert_eq!(value("memory_limit"), "488.2 MiB");
        assert_eq!(value("preserve_insertion_order"), "false");
        assert_eq!(value("autoinstall_known_extensions"), "false");
        assert_eq!(value("autoload_known_extensions"), "false");
        assert_eq!(value("disabled_compression_methods"), "Dictionary,FSST,ZSTD,DICT_FSST");
    }
}
