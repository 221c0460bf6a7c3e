//! A case of the table, and what is checked in each.

use makerates_tests::replay::KEY;
use makerates_tests::{Outcome, Run, World, in_case};
use serde_json::{Value, json};

/// The logical clock of every case, a Tuesday.
pub const NOW: &str = "2026-09-29T06:00:00Z";

/// One of the faces that are asked for the latest rates.
#[derive(Debug, Clone, Copy)]
pub struct Extractor {
    pub source: &'static str,
    pub endpoint: &'static str,
    arguments: &'static str,
    url_setting: &'static str,
}

pub const FRANKFURTER: Extractor = Extractor {
    source: "frankfurter",
    endpoint: "v1",
    arguments: "--no-panel",
    url_setting: "MAKERATES_SOURCES__FRANKFURTER__URL",
};
pub const PANEL: Extractor = Extractor { endpoint: "v2", arguments: "--panel", ..FRANKFURTER };
pub const EXCHANGERATE: Extractor = Extractor {
    source: "exchangerate",
    endpoint: "v6",
    arguments: "",
    url_setting: "MAKERATES_SOURCES__EXCHANGERATE__URL",
};
/// The same source without a key.
pub const OPEN: Extractor =
    Extractor { endpoint: "open", url_setting: "MAKERATES_SOURCES__EXCHANGERATE__OPEN_URL", ..EXCHANGERATE };
pub const ALL: [Extractor; 3] = [FRANKFURTER, PANEL, EXCHANGERATE];

impl Extractor {
    /// The path that it asks, with the key where the source wants one.
    pub fn path(self) -> String {
        match self.source {
            "frankfurter" if self.endpoint == "v1" => "/v1/latest?base=EUR".to_owned(),
            "frankfurter" => "/v2/rates?base=USD&expand=providers".to_owned(),
            _ if self.endpoint == "open" => "/v6/latest/USD".to_owned(),
            _ => format!("/v6/{KEY}/latest/USD"),
        }
    }

    /// A run of it with the key, and everything that it can tell in its log.
    pub fn run(self, world: &World) -> Run {
        let run = world.run(&format!("extract-{}", self.source)).args("-vvv").args(self.arguments);
        run.env("EXCHANGERATE_API_KEY", if self.endpoint == "open" { "" } else { KEY })
    }

    /// What `quota-gate check` tells of the source.
    pub fn usage(self, world: &World) -> Value {
        let outputs = world.run("quota-gate").args("check").ok();
        let sources = outputs["sources"].as_array().expect("sources are a list");
        sources.iter().find(|usage| usage["source"] == self.source).expect("every source is told").clone()
    }
}

/// What is kept of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptBody {
    Answer,
    Rejected,
    /// As much as is kept at most; what was sent is too large to be compared.
    FirstMebibyte,
    Nothing,
}

/// What comes, and what must follow from it.
#[derive(Debug)]
pub struct Case {
    pub name: &'static str,
    /// Faults as replay takes them, but for `source`.
    pub faults: Value,
    /// Another address of the source.
    pub url: Option<&'static str>,
    pub exit: i32,
    /// The status and the outcome of the receipt, and how its reason begins.
    pub receipt: (Option<u16>, &'static str, &'static str),
    pub attempts: u64,
    pub kept: KeptBody,
    /// Words of the message: what, why, next step.
    pub message: &'static [&'static str],
    /// Until when the source must not be asked.
    pub blocked_until: Option<&'static str>,
    /// The status in the tracker, for people.
    pub status: &'static str,
}

impl Case {
    /// A fault that ends in exit 4 after one attempt, with nothing kept: the others say where they differ.
    pub fn new(name: &'static str, faults: Value) -> Self {
        Self {
            name,
            faults,
            url: None,
            exit: 4,
            receipt: (Some(200), "failed", ""),
            attempts: 1,
            kept: KeptBody::Nothing,
            message: &[],
            blocked_until: None,
            status: "active",
        }
    }

    /// A fault that goes away: the answer is kept, whole and unchanged, after so many attempts.
    pub fn overcome(name: &'static str, attempts: u64, faults: Value) -> Self {
        Self { exit: 0, attempts, receipt: (Some(200), "new", ""), kept: KeptBody::Answer, ..Self::new(name, faults) }
    }

    /// Runs the case in a home of its own and checks everything that the table of faults says of it.
    pub fn check(&self, world: &mut World, extractor: Extractor) {
        let _case = in_case(format!("{} ({})", self.name, extractor.endpoint));
        world.renew_home();
        world.replay.set_faults(&for_source(&self.faults, extractor.source));
        let asked_before = world.replay.requests().len();
        let outcome = self.run(world, extractor).outcome();
        let requests = world.replay.requests().split_off(asked_before);

        let outputs = outcome.expect(self.exit);
        self.check_message(&outcome, &outputs, extractor);
        self.check_receipt(world, &outputs, extractor);
        self.check_kept(world, extractor);
        if self.receipt.0.is_some() {
            assert_eq!(requests.len() as u64, self.attempts, "every attempt is a request: {requests:?}");
        }
        let usage = extractor.usage(world);
        let successes = u64::from(self.exit == 0);
        assert_eq!(usage["request_count"], self.attempts, "every attempt is counted: {usage}");
        assert_eq!(
            (&usage["success_count"], &usage["failure_count"]),
            (&json!(successes), &json!(self.attempts - successes))
        );
        assert_eq!(usage["status"], self.status);
        assert_key_is_nowhere(world, &outcome);
        match self.blocked_until {
            Some(until) => self.check_blocked(world, extractor, &outputs, until),
            None => check_free(world, extractor, &usage),
        }
    }

    fn run(&self, world: &World, extractor: Extractor) -> Run {
        let run = extractor.run(world);
        if let Some(url) = self.url { run.env(extractor.url_setting, url) } else { run }
    }

    /// One line: what, why, next step; and `reason` says the same to the caller.
    fn check_message(&self, outcome: &Outcome, outputs: &Value, extractor: Extractor) {
        let reason = outputs["reason"].as_str().expect("every run has a reason");
        if self.exit == 0 {
            assert_eq!(reason, "");
            assert!(!outcome.stderr.lines().any(|line| line.starts_with("error: ")), "{}", outcome.stderr);
            return;
        }
        let (what, next) =
            outcome.error().split_once("; ").unwrap_or_else(|| panic!("no next step: {}", outcome.stderr));
        assert_eq!(what, format!("error: {reason}"));
        assert!(what.contains(extractor.source) && !next.is_empty(), "{}", outcome.error());
        for word in self.message {
            assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
        }
    }

    fn check_receipt(&self, world: &World, outputs: &Value, extractor: Extractor) {
        let receipts = world.receipts();
        assert_eq!(receipts.len(), 1, "one question, one receipt");
        assert_eq!((&outputs["receipts"], &outputs["requests"]), (&json!(1), &json!(self.attempts)));
        let receipt = &receipts[0];
        let (http_status, outcome, reason) = self.receipt;
        let facts =
            ["source", "endpoint", "http_status", "outcome", "attempts", "fetched_at"].map(|name| &receipt[name]);
        let expected = [
            json!(extractor.source),
            json!(extractor.endpoint),
            json!(http_status),
            json!(outcome),
            json!(self.attempts),
            json!("2026-09-29T06:00:00.000Z"),
        ];
        assert_eq!(facts, expected.each_ref(), "{receipt}");
        let told = receipt["reason"].as_str().expect("a reason is text");
        assert!(told.starts_with(reason) && told.is_empty() == (self.exit == 0), "{told}");
        assert_eq!(receipt["sha256"].is_null(), self.kept == KeptBody::Nothing, "{receipt}");
    }

    /// The body as it was sent, under the hash that the receipt names, or nothing.
    fn check_kept(&self, world: &World, extractor: Extractor) {
        let (answers, rejected) = (world.files("bronze/answers"), world.files("bronze/rejected"));
        assert_eq!(answers.len(), usize::from(self.kept == KeptBody::Answer));
        let is_rejected = matches!(self.kept, KeptBody::Rejected | KeptBody::FirstMebibyte);
        assert_eq!(rejected.len(), usize::from(is_rejected));
        let Some((path, bytes)) = answers.iter().chain(&rejected).next() else { return };
        if self.kept == KeptBody::FirstMebibyte {
            assert_eq!((bytes.len(), bytes[0]), (1024 * 1024, b'['));
        } else {
            let sent = world.replay.body(&extractor.path());
            assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&sent), "kept as it was sent");
        }
        let sha256 = makerates_core::bronze::sha256_hex(bytes);
        let (source, endpoint) = (extractor.source, extractor.endpoint);
        let expected = match self.kept {
            KeptBody::Answer => format!("bronze/answers/{source}/{endpoint}/{sha256}.json"),
            _ => format!("bronze/rejected/{source}/{sha256}.bin"),
        };
        assert_eq!(*path, expected);
        assert_eq!(world.receipts()[0]["sha256"], sha256);
    }

    /// Until the block ends no request is sent, none is counted and nothing is kept.
    fn check_blocked(&self, world: &World, extractor: Extractor, outputs: &Value, until: &str) {
        assert_eq!(outputs["retry_at"], until, "the caller learns it from the run that met the block");
        let usage = extractor.usage(world);
        assert_eq!((&usage["retry_at"], &usage["verdict"]), (&json!(until), &json!("throttled_until")));
        let (asked, kept) = (world.replay.requests().len(), world.files("bronze").len());
        let outcome = self.run(world, extractor).outcome();
        let again = outcome.expect(3);
        assert_eq!((&again["retry_at"], &again["requests"]), (&json!(until), &json!(0)));
        assert!(outcome.error().contains(until), "{}", outcome.error());
        assert_eq!(world.replay.requests().len(), asked, "a blocked source is not asked");
        assert_eq!(world.files("bronze").len(), kept, "no request, no receipt");
        assert_eq!(extractor.usage(world)["request_count"], self.attempts, "what was not sent is not counted");
    }
}

/// Without a block the source may be asked at once, and what failed before is in nobody's way.
fn check_free(world: &World, extractor: Extractor, usage: &Value) {
    // A refused key is shown, and yet the next run may try it: it may have been mended.
    let verdict = if usage["status"] == "misconfigured" { "misconfigured" } else { "within_quota" };
    assert_eq!((&usage["retry_at"], &usage["verdict"]), (&Value::Null, &json!(verdict)));
    world.replay.set_faults(&json!([]));
    let outcome = extractor.run(world).outcome();
    assert_eq!(outcome.expect(0)["receipts"], 1);
    assert_eq!(world.receipts().len(), 2);
}

/// The key is in no file below home, and in nothing that was printed.
pub fn assert_key_is_nowhere(world: &World, outcome: &Outcome) {
    assert!(!outcome.stdout.contains(KEY) && !outcome.stderr.contains(KEY), "{}{}", outcome.stdout, outcome.stderr);
    assert_eq!(world.files_with(KEY), [""; 0]);
}

fn for_source(faults: &Value, source: &str) -> Value {
    let mut faults = faults.clone();
    for fault in faults.as_array_mut().expect("faults are a list") {
        fault["source"] = json!(source);
    }
    faults
}
