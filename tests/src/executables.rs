//! The built executables.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The path of an executable of the workspace.
///
/// `cargo test` does not build the executables of other packages, so they are built here, once a test program and
/// with the profile of the tests: when nothing changed that takes a fraction of a second.
///
/// # Panics
/// When the build fails: its messages stand before the panic.
#[must_use]
pub fn path(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(build).join(name)
}

fn build() -> PathBuf {
    let test_program = std::env::current_exe().expect("a test program has a path");
    let folder = test_program.parent().and_then(|deps| deps.parent()).expect("it lies in target/<profile>/deps");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--workspace", "--bins", "--locked", "--quiet"]).current_dir(root());
    // What cargo tells a test of its own package would look like a changed environment to the build scripts of
    // others: ring, and with it almost everything, would be compiled anew each time.
    let of_package = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(of_package)) {
        cargo.env_remove(name);
    }
    if folder.ends_with("release") {
        cargo.arg("--release");
    }
    assert!(cargo.status().expect("cargo runs").success(), "the executables do not build");
    folder.to_owned()
}

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
