//! Named cases of a table test.

/// Names the case on standard error when the test fails before this value is dropped.
#[derive(Debug)]
#[must_use = "it names the case for as long as it lives"]
pub struct Case(String);

/// The case of a table that is being tested, until the value is dropped.
pub fn in_case(name: impl Into<String>) -> Case {
    Case(name.into())
}

impl Drop for Case {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the case that failed: {}", self.0);
        }
    }
}
