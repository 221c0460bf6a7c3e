//! What an executable works with: configuration, clock, identity of the run, key, and the places of its stores.

use crate::aws::Service;
use crate::bronze::{BronzeError, BronzeStore};
use crate::clock::Clock;
use crate::config::{Config, Format, TableLocation};
use crate::environment;
use crate::failure::{Exit, Failure};
use crate::quota::MISCONFIGURED;
use crate::secret::ApiKey;
use crate::silver::{self, Build, Manifest, SilverStore, SilverStoreError, Wanted};
use jiff::SignedDuration;
use std::path::{Path, PathBuf};

/// A name that is so many letters off was meant.
const SLIPS_MAX: usize = 2;

/// What an executable works with.
#[derive(Debug, Clone)]
pub struct Context {
    /// The effective configuration.
    pub config: Config,
    /// The clock, real or logical.
    pub clock: Clock,
    /// The identity of this run, as it stands in receipts and items.
    pub run_id: String,
    /// The key of ExchangeRate-API, when there is one.
    pub key: Option<ApiKey>,
    /// How results are written.
    pub format: Format,
    /// Whether a person asked for more.
    pub is_verbose: bool,
}

impl Context {
    pub(super) fn new(config: Config, format: Format, is_verbose: bool) -> Self {
        let clock = config.now.map_or(Clock::Real, Clock::At);
        let run_id = config.run_id.clone().unwrap_or_else(|| uuid::Uuid::now_v7().to_string());
        Self { config, clock, run_id, key: None, format, is_verbose }
    }

    /// The same with the key of ExchangeRate-API, where there is one.
    pub(super) fn with_key(self) -> Result<Self, Failure> {
        let key = find_key(&self.config)?;
        Ok(Self { key, ..self })
    }

    /// The bronze location: an `s3://` address as it is, a folder below home.
    #[must_use]
    pub fn bronze_location(&self) -> String {
        self.below_home(&self.config.bronze.location)
    }

    fn below_home(&self, location: &str) -> String {
        if location.starts_with("s3://") {
            return location.to_owned();
        }
        self.config.home.join(location).display().to_string()
    }

    /// The silver location: an `s3://` address as it is, a folder below home.
    #[must_use]
    pub fn silver_location(&self) -> String {
        self.below_home(&self.config.silver.location)
    }

    /// The folder of this machine in which silver is built.
    #[must_use]
    pub fn silver_folder(&self) -> PathBuf {
        silver::local_folder(&self.config.silver.location, &self.config.home)
    }

    /// The store of answers and receipts.
    pub async fn bronze(&self) -> Result<BronzeStore, BronzeError> {
        BronzeStore::open(&self.bronze_location(), &self.config.home.join("cache")).await
    }

    /// Where silver's builds are found.
    pub async fn silver(&self) -> Result<SilverStore, SilverStoreError> {
        SilverStore::open(&self.config.silver.location, &self.config.home).await
    }

    /// The build that a command reads, on this machine's disk; which one it is goes into the log.
    pub async fn silver_build(&self, wanted: &Wanted) -> Result<Build, SilverStoreError> {
        let build = self.silver().await?.build(wanted).await?;
        let Manifest { build: name, built_at, .. } = &build.manifest;
        tracing::debug!("silver is the build {name} of {built_at}");
        Ok(build)
    }

    /// The file of the embedded tables, or none when the tables are in DynamoDB itself: by configuration, or
    /// because the AWS SDK was given an endpoint for it.
    #[must_use]
    pub fn embedded_tables(&self) -> Option<PathBuf> {
        let endpoint_given = Service::DynamoDb.own_endpoint().is_some();
        let embedded = self.config.dynamodb.location == TableLocation::Embedded && !endpoint_given;
        embedded.then(|| self.config.home.join("dynamodb.sqlite"))
    }

    /// A logical clock that is far off would write a past count, or items that have expired already, into real tables.
    ///
    /// Refuses it (exit 2) where the tables are those of AWS itself.
    pub fn check_clock_for_tables(&self) -> Result<(), Failure> {
        if self.clock.offset().abs() <= SignedDuration::from_hours(24) || !self.tables_are_aws() {
            return Ok(());
        }
        let what = "--now is refused: it is more than a day off the real clock, and the tables are those of AWS itself";
        Err(Failure::new(Exit::Usage, what, "leave --now out, or use recorded rates (just demo)"))
    }

    /// Whether the tables are those of AWS itself, also by an endpoint that was given, not a local file and not a server
    /// of ours.
    #[must_use]
    pub fn tables_are_aws(&self) -> bool {
        let is_of_aws = |endpoint: String| endpoint.contains(".amazonaws.com") || endpoint.contains(".api.aws");
        self.embedded_tables().is_none() && Service::DynamoDb.given_endpoint().is_none_or(is_of_aws)
    }

    /// Refuses a home that is not there (exit 2): whoever looks into it would take nothing for an answer.
    pub(super) fn check_home(&self) -> Result<(), Failure> {
        let home = &self.config.home;
        if home.exists() || self.embedded_tables().is_none() {
            return Ok(());
        }
        let next = nearest_folder(home).map_or_else(
            || "give the home that the pipeline writes to (--home, or MAKERATES_HOME)".to_owned(),
            |nearest| format!("did you mean {}?", nearest.display()),
        );
        Err(Failure::new(Exit::Usage, format!("there is no home at {}", home.display()), next))
    }

    /// Says which stores are used: always in a log that is read later, and to a person at a terminal who asks for more.
    pub fn tell_stores(&self) {
        let stores = self.stores();
        if self.format == Format::Text {
            tracing::debug!("{stores}");
        } else {
            tracing::info!("{stores}");
        }
    }

    fn stores(&self) -> String {
        let tables = self.embedded_tables().map_or_else(
            || format!("DynamoDB at {}", Service::DynamoDb.given_endpoint().unwrap_or_else(|| "AWS".to_owned())),
            |file| format!("embedded tables in {}", file.display()),
        );
        format!("bronze {}, silver {}, {tables}", self.bronze_location(), self.silver_location())
    }
}

/// A folder beside the one that is not there, with a name that is nearly its own.
fn nearest_folder(missing: &Path) -> Option<PathBuf> {
    let name = missing.file_name()?.to_string_lossy();
    let parent = missing.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = std::fs::read_dir(parent).ok()?.filter_map(Result::ok).filter(|entry| entry.path().is_dir());
    let near = beside.filter_map(|entry| {
        let distance = strsim::damerau_levenshtein(&entry.file_name().to_string_lossy(), &name);
        (distance <= SLIPS_MAX).then(|| (distance, entry.path()))
    });
    near.min().map(|(_, path)| path)
}

/// The key from the environment, else from the file of the configuration.
pub(super) fn find_key(config: &Config) -> Result<Option<ApiKey>, Failure> {
    let refuse = |error| {
        let what = format!("{MISCONFIGURED}: the API key can't be used");
        Failure::new(Exit::Usage, what, "check it for stray characters").because(error)
    };
    if let Some(text) = environment::variable(environment::KEY)
        && let Some(key) =
            ApiKey::parse(&text, &format!("the environment variable {}", environment::KEY)).map_err(refuse)?
    {
        return Ok(Some(key));
    }
    let Some(file) = &config.sources.exchangerate.key_file else { return Ok(None) };
    let text = std::fs::read_to_string(file).map_err(|error| {
        let what = format!("{MISCONFIGURED}: the key file {} can't be read", file.display());
        Failure::new(Exit::Usage, what, "mend sources.exchangerate.key_file, or leave it out for open access")
            .because(error)
    })?;
    let key = ApiKey::parse(&text, &format!("the file {}", file.display())).map_err(refuse)?;
    if key.is_none() {
        tracing::warn!(
            "the key file {} is empty, so the open access is asked: write the key into it, or leave \
             sources.exchangerate.key_file out",
            file.display()
        );
    }
    Ok(key)
}
