//! A world whose tables are on a server that is shared: proxies can stand before it, and a raw client look into it.

use crate::proxy::Proxy;
use crate::run::Run;
use crate::tables::{self, Item};
use crate::world::World;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::Value;
use std::collections::BTreeMap;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const TABLE: &str = "currency_rates";
const REGION: &str = "eu-central-1";

/// An account on a DynamoDB server.
#[derive(Debug, Clone)]
pub struct Account {
    /// The server's URL.
    pub endpoint: String,
    /// The access key: letters and digits. To DynamoDB Local each is an account of its own.
    pub key: String,
}

/// The table `currency_rates` of a world.
#[derive(Debug)]
pub struct Gold {
    /// The world.
    pub world: World,
    account: Account,
    runtime: Runtime,
}

/// A silver that is kept, to be published later.
#[derive(Debug)]
pub struct KeptSilver {
    home: TempDir,
}

impl Gold {
    /// An empty world with the tables that `init` makes.
    ///
    /// # Panics
    /// When the server refuses.
    #[must_use]
    pub fn at(now: &str, account: Account) -> Self {
        let mut gold = Self::without_tables(now, account.clone());
        gold.move_to(account);
        gold
    }

    /// An empty world without tables.
    ///
    /// # Panics
    /// When no runtime starts.
    #[must_use]
    pub fn without_tables(now: &str, account: Account) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        Self { world: World::at(now), account, runtime: runtime.expect("a runtime starts") }
    }

    /// Goes on with the same silver and an empty table.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn move_to(&mut self, account: Account) {
        self.account = account;
        self.run("sync-dynamodb").args("init").ok();
        // Recorded days are long past, so a server would delete their items while a test looks at them.
        self.wait(tables::keep_expired_items(&self.client(), TABLE, "expiration_timestamp"));
    }

    /// A run whose tables are on the server. The quota tracker is the world's own.
    #[must_use]
    pub fn run(&self, tool: &str) -> Run {
        self.at_url(&self.account.endpoint, tool)
    }

    /// A run whose requests to the tables pass a proxy.
    #[must_use]
    pub fn through(&self, proxy: &Proxy, tool: &str) -> Run {
        self.at_url(&proxy.url, tool)
    }

    fn at_url(&self, url: &str, tool: &str) -> Run {
        let run = self.world.run(tool);
        run.env("AWS_ENDPOINT_URL_DYNAMODB", url)
            .env("AWS_REGION", REGION)
            .env("AWS_ACCESS_KEY_ID", &self.account.key)
            .env("AWS_SECRET_ACCESS_KEY", "secret")
    }

    /// A proxy before the server.
    #[must_use]
    pub fn proxy(
        &self,
        way: impl Fn(&crate::proxy::Call, usize) -> crate::proxy::Way + Send + Sync + 'static,
    ) -> Proxy {
        Proxy::start(&self.account.endpoint, way)
    }

    /// Both sources' latest answers, and silver.
    pub fn fetch(&self) {
        self.world.run("extract-frankfurter").ok();
        self.world.run("extract-exchangerate").ok();
        self.world.run("transform").ok();
    }

    /// Publishes the current silver.
    #[allow(clippy::must_use_candidate)] // it is often run for what it does
    pub fn sync(&self, arguments: &str) -> Value {
        self.run("sync-dynamodb").args(arguments).ok()
    }

    /// Keeps the current silver.
    ///
    /// # Panics
    /// When it can't be copied.
    #[must_use]
    pub fn keep_silver(&self) -> KeptSilver {
        let home = tempfile::tempdir().expect("there is a temporary folder");
        let from = self.world.silver().canonicalize().expect("silver is there");
        let to = home.path().join("silver");
        std::fs::create_dir(&to).expect("the folder is new");
        for name in ["makerates.duckdb", "manifest.json"] {
            std::fs::copy(from.with_file_name(name), to.join(name)).expect("silver can be copied");
        }
        KeptSilver { home }
    }

    /// The raw client.
    #[must_use]
    pub fn client(&self) -> Client {
        tables::client(&self.account.endpoint, &self.account.key, "secret", REGION)
    }

    /// Waits for a request of the raw client.
    pub fn wait<T>(&self, request: impl Future<Output = T>) -> T {
        self.runtime.block_on(request)
    }

    /// Every item but the fence, by pair and sort key.
    #[must_use]
    pub fn items(&self) -> BTreeMap<(String, String), Item> {
        let items = self.wait(tables::scan(&self.client(), TABLE)).into_iter();
        let keyed = items.map(|item| ((text(&item, "currency_pair"), text(&item, "rate_date")), item));
        keyed.filter(|((pair, _), _)| !pair.starts_with('#')).collect()
    }

    /// What the items say, without who wrote them and when.
    #[must_use]
    pub fn said(&self) -> BTreeMap<(String, String), String> {
        self.items().into_iter().map(|(key, item)| (key, text(&item, "content_hash"))).collect()
    }

    /// Puts an item as somebody's hand would.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn put(&self, item: Item) {
        let request = self.client().put_item().table_name(TABLE).set_item(Some(item));
        self.wait(request.send()).expect("an item can be put");
    }

    /// Deletes an item as somebody's hand would.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn delete(&self, pair: &str, sort_key: &str) {
        let request = self.client().delete_item().table_name(TABLE);
        let request = request.key("currency_pair", AttributeValue::S(pair.to_owned()));
        let request = request.key("rate_date", AttributeValue::S(sort_key.to_owned()));
        self.wait(request.send()).expect("an item can be deleted");
    }

    /// Empties the table, with its fence.
    pub fn wipe(&self) {
        for (pair, sort_key) in self.items().into_keys() {
            self.delete(&pair, &sort_key);
        }
        self.forget_fence();
    }

    /// Forgets which silver was published, as if none had been.
    pub fn forget_fence(&self) {
        self.delete("#fence", "silver_version");
    }

    /// Whether gold says what silver says.
    ///
    /// # Panics
    /// When it does not: with the differences.
    pub fn assert_equal_to_silver(&self, arguments: &str) {
        let diff = self.run("sync-dynamodb").args("diff").args(arguments).ok();
        assert_eq!(diff["different"], 0, "{diff:#}");
    }
}

impl KeptSilver {
    /// The same run, with this silver.
    #[must_use]
    pub fn published_by(&self, run: Run) -> Run {
        run.env("MAKERATES_HOME", self.home.path())
    }
}

/// A text of an item; empty when it has none of that name.
#[must_use]
pub fn text(item: &Item, name: &str) -> String {
    item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
}

/// A number of an item as the server gives it; empty when it has none of that name.
#[must_use]
pub fn number(item: &Item, name: &str) -> String {
    item.get(name).and_then(|value| value.as_n().ok()).cloned().unwrap_or_default()
}
