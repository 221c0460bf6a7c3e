//! Workers with disks of their own, one bronze, and silver in a bucket.

use makerates_tests::services::S3Server;
use makerates_tests::{Outcome, Run, World};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::OnceLock;

pub const NOW: &str = "2026-09-29T06:00:00Z";

/// One server for all tests: it ends with the test program.
pub fn server() -> &'static S3Server {
    static SERVER: OnceLock<S3Server> = OnceLock::new();
    SERVER.get_or_init(S3Server::start)
}

/// One morning's bronze, and a bucket for silver.
pub struct Workers {
    pub world: World,
    pub bucket: &'static str,
}

impl Workers {
    /// With both sources' answers of a morning in bronze, and no silver yet.
    pub fn of_a_morning(bucket: &'static str) -> Self {
        server().create_bucket(bucket);
        let workers = Self { world: World::at(NOW), bucket };
        workers.world.run("extract-frankfurter").args("--no-panel").ok();
        workers.world.run("extract-exchangerate").ok();
        workers
    }

    /// A run on a worker: its home is its own, its bronze that of all.
    pub fn on(&self, worker: &str, tool: &str) -> Run {
        self.at(&server().endpoint, worker, tool)
    }

    /// The same, by another address of the server.
    pub fn at(&self, endpoint: &str, worker: &str, tool: &str) -> Run {
        let (server, home) = (server(), self.home(worker));
        std::fs::create_dir_all(&home).expect("a home can be made");
        self.world
            .run(tool)
            .env("MAKERATES_HOME", home)
            .env("MAKERATES_BRONZE__LOCATION", self.world.home().join("bronze"))
            .env("MAKERATES_SILVER__LOCATION", format!("s3://{}/silver", self.bucket))
            .env("AWS_ENDPOINT_URL_S3", endpoint)
            .env("AWS_ACCESS_KEY_ID", &server.access_key)
            .env("AWS_SECRET_ACCESS_KEY", &server.secret_key)
            .env("AWS_REGION", &server.region)
    }

    pub fn home(&self, worker: &str) -> PathBuf {
        self.world.home().join(worker)
    }

    /// A build at an instant of its own: of two the later one is newer.
    pub fn build(&self, worker: &str, minute: usize) -> Run {
        self.on(worker, "transform").env("MAKERATES_NOW", at_minute(minute))
    }

    /// Where the objects of silver lie on the server's disk.
    pub fn silver(&self) -> PathBuf {
        server().bucket(self.bucket).join("silver")
    }

    /// The names of what lies in a folder of silver, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.silver().join(folder)).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The builds that are kept, the newest first.
    pub fn builds(&self) -> Vec<Value> {
        self.on("looking", "transform").args("builds").ok()["builds"].as_array().expect("a list").clone()
    }

    /// Reads the current silver on a worker with an empty disk, holds it against its own manifest, and gives its version.
    pub fn read_whole(&self, reader: &str) -> String {
        let _ = std::fs::remove_dir_all(self.home(reader));
        let rows = self.on(reader, "transform").args("inspect --sql").arg(COUNTS).ok();
        let version = rows["silver_version"].as_str().expect("it says which one it is").to_owned();
        let builds = self.on(reader, "transform").args("builds").ok();
        // Of three that are kept the one that was read is still there, unless three more were built since.
        let of_version =
            builds["builds"].as_array().expect("a list").iter().find(|build| build["silver_version"] == version);
        if let Some(build) = of_version {
            for name in ["observations", "validated", "quarantined"] {
                assert_eq!(rows["rows"][0][name], build["counts"][name], "{name} of {version}");
            }
        }
        version
    }
}

const COUNTS: &str = "select
    (select count(*) from silver.observations where role = 'observation') as observations,
    (select count(*) from silver.validated_rates) as validated,
    (select count(*) from silver.quarantine) as quarantined";

/// How often builders race; twice as often one is killed. Three times, unless `SILVER_ROUNDS` says otherwise.
pub fn rounds() -> usize {
    std::env::var("SILVER_ROUNDS").map_or(3, |rounds| rounds.parse().expect("SILVER_ROUNDS is a number"))
}

/// An instant of the morning.
pub fn at_minute(minute: usize) -> String {
    format!("2026-09-29T{:02}:{:02}:00Z", 7 + minute / 60, minute % 60)
}

/// Whether a build says that it became the current one.
pub fn is_current(outcome: &Outcome) -> bool {
    outcome.expect(0)["superseded"] == false
}
