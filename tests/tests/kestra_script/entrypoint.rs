//! What Kestra, and with it every task, gets of the container's environment.

use makerates_tests::executables;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const CONFIGURATION: &str = "kestra:\n  server:\n    basic-auth:\n      password: \"Make$rates1\\n\"\n";

/// The entrypoint before a Kestra that writes down its arguments and its environment.
struct Image {
    folder: TempDir,
}

impl Image {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let kestra = folder.path().join("docker-entrypoint.sh");
        fs::write(&kestra, "#!/bin/sh\nprintf '%s\\n' \"$@\" >arguments\nenv -0 >environment\n")
            .expect("it can be written");
        fs::set_permissions(&kestra, fs::Permissions::from_mode(0o755)).expect("it can be made executable");
        Self { folder }
    }

    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("application.yml")
    }

    /// The environment that Kestra gets when the container has this one.
    fn start(&self, environment: &[(&str, &str)]) -> BTreeMap<String, String> {
        let folder: &Path = self.folder.path();
        let path = std::env::var("PATH").expect("there is a PATH");
        let mut command = Command::new("sh");
        command.arg(executables::root().join("deploy/kestra/entrypoint.sh")).args(["server", "standalone"]);
        command.current_dir(folder).env_clear().envs(environment.iter().copied());
        command.env("PATH", format!("{}:{path}", folder.display())).env("KESTRA_CONFIGURATION_PATH", folder);
        let output = command.output().expect("sh starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let arguments = fs::read_to_string(folder.join("arguments")).expect("Kestra was started");
        assert_eq!(arguments, "server\nstandalone\n");
        let environment = fs::read_to_string(folder.join("environment")).expect("Kestra was started");
        let variables = environment.split('\0').filter_map(|variable| variable.split_once('='));
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}

#[test]
fn secrets_come_in_base64_and_not_as_they_are() {
    let given = [("EXCHANGERATE_API_KEY", "key-5f2c9a"), ("ALERT_WEBHOOK", "http://127.0.0.1:1/alert?a=b")];
    let environment = Image::new().start(&given);
    assert_eq!(environment["SECRET_EXCHANGERATE_API_KEY"], "a2V5LTVmMmM5YQ==");
    assert_eq!(environment["SECRET_ALERT_WEBHOOK"], "aHR0cDovLzEyNy4wLjAuMToxL2FsZXJ0P2E9Yg==");
    assert_eq!(environment["ENV_EXCHANGERATE_OPEN_ACCESS"], "false");
    for (name, value) in given {
        assert!(!environment.contains_key(name), "{name}");
        assert!(!environment.values().any(|other| other.contains(value)), "{name}");
    }
}

#[test]
fn an_empty_key_is_none_and_the_flows_are_told() {
    let environment = Image::new().start(&[("EXCHANGERATE_API_KEY", "")]);
    assert_eq!(environment["ENV_EXCHANGERATE_OPEN_ACCESS"], "true");
    assert!(!environment.keys().any(|name| name.contains("API_KEY") || name.contains("WEBHOOK")));
}

#[test]
fn the_configuration_is_in_a_file_for_kestra_alone() {
    let image = Image::new();
    // As an earlier start may have left it.
    fs::write(image.file(), "old").expect("it can be written");
    fs::set_permissions(image.file(), fs::Permissions::from_mode(0o644)).expect("it can be opened to all");
    let environment = image.start(&[("KESTRA_CONFIGURATION", CONFIGURATION)]);
    assert_eq!(environment["MICRONAUT_CONFIG_FILES"], image.file().to_str().expect("its path is text"));
    assert_eq!(fs::read_to_string(image.file()).expect("it is there"), format!("{CONFIGURATION}\n"));
    let mode = fs::metadata(image.file()).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(!environment.contains_key("KESTRA_CONFIGURATION"));
    assert!(!environment.values().any(|value| value.contains("basic-auth")));
}

#[test]
fn without_a_configuration_kestra_finds_its_own() {
    let image = Image::new();
    let environment = image.start(&[("MICRONAUT_CONFIG_FILES", "/etc/kestra.yml")]);
    assert_eq!(environment["MICRONAUT_CONFIG_FILES"], "/etc/kestra.yml");
    assert!(!image.file().exists());
}
