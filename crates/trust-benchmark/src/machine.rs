//! On which machine it was measured.

use serde_json::{Value, json};

/// The processor and its cores.
#[derive(Debug)]
pub struct Machine {
    /// The processor's name.
    pub cpu: String,
    /// How many cores this process may use.
    pub cores: usize,
}

impl Machine {
    pub fn this() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { cpu: of_linux().or_else(of_macos).unwrap_or_else(|| std::env::consts::ARCH.to_owned()), cores }
    }
    pub fn json(&self) -> Value {
        json!({ "cpu": self.cpu, "cores": self.cores, "os": std::env::consts::OS })
    }
}

fn of_linux() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn of_macos() -> Option<String> {
    let output = std::process::Command::new("sysctl").args(["-n", "machdep.cpu.brand_string"]).output().ok()?;
    let name = String::from_utf8(output.stdout).ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}
