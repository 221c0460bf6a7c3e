//! What the engine logged as errors, as it hands it over: JSON in base64, because whatever a source sent is part of it
//! and must not be rendered as a template.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use makerates_core::environment;
use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// The variable that holds them.
pub const ERRORS: &str = "ERRORS";

/// So many errors the engine hands over at most, the first ones (Kestra 2.0.0, `errorLogs()`).
const LOGGED_MAX: usize = 25;

/// An error of the engine's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// The task that it is about; none when it is about the flow.
    pub task_id: Option<String>,
    pub message: String,
}

impl Logged {
    /// What an entry says; what is no text in it is passed by, because the rest is worth telling.
    fn of(entry: &Value) -> Self {
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        Self { task_id: text("taskId").map(str::to_owned), message: text("message").unwrap_or_default().to_owned() }
    }
}

/// The errors in the order in which they were logged, and whether all of them could be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Errors {
    pub logged: Vec<Logged>,
    pub is_whole: bool,
}

/// The errors of the environment; none when the variable is empty or absent.
pub fn from_environment() -> Errors {
    environment::variable(ERRORS).map_or(Errors { is_whole: true, ..Errors::default() }, |text| read(&text))
}

/// Reads as many as there are: the flows cut a long list off, and the first errors say more than none.
fn read(text: &str) -> Errors {
    let json = BASE64_STANDARD.decode(text.trim()).unwrap_or_default();
    let json = String::from_utf8_lossy(&json);
    let mut logged = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(&json);
    let is_read = Collected(&mut logged).deserialize(&mut reader).is_ok() && reader.end().is_ok();
    let is_whole = is_read && logged.len() < LOGGED_MAX;
    Errors { logged, is_whole }
}

/// Collects the elements of a list, so that those before a fault are there all the same.
struct Collected<'a>(&'a mut Vec<Logged>);

impl<'de> DeserializeSeed<'de> for Collected<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Collected<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of errors")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(entry) = list.next_element::<Value>()? {
            self.0.push(Logged::of(&entry));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(json: &str) -> String {
        BASE64_STANDARD.encode(json)
    }

    fn logged(task: Option<&str>, message: &str) -> Logged {
        Logged { task_id: task.map(str::to_owned), message: message.to_owned() }
    }

    #[test]
    fn errors_are_read_in_their_order_and_what_else_they_say_is_passed_by() {
        let errors = read(&encoded(
            r#"[{"taskId":"sync","message":"error: {{ x }}","level":"ERROR"},{"taskId":null,"message":"b"},{}]"#,
        ));
        let expected = vec![logged(Some("sync"), "error: {{ x }}"), logged(None, "b"), logged(None, "")];
        assert_eq!(errors, Errors { logged: expected, is_whole: true });
    }

    #[test]
    fn as_many_as_the_engine_hands_over_may_not_be_all() {
        let of = |count: usize| read(&encoded(&format!("[{}]", vec![r#"{"message":"a"}"#; count].join(","))));
        assert!(of(LOGGED_MAX - 1).is_whole && !of(LOGGED_MAX).is_whole);
    }

    #[test]
    fn an_odd_entry_costs_itself_alone() {
        for odd in [r#"{"message":null}"#, r#"{"taskId":7}"#, r#"{"message":{"a":[1]}}"#, "null", "[]", "7"] {
            let errors = read(&encoded(&format!(r#"[{odd},{{"taskId":"sync","message":"a"}}]"#)));
            assert_eq!((errors.logged[1].message.as_str(), errors.is_whole), ("a", true), "{odd}");
        }
    }

    #[test]
    fn of_a_list_that_is_cut_off_what_is_whole_is_read() {
        let whole = r#"[{"taskId":"sync","message":"a"},{"taskId":"sync","message":"bbbb"}]"#;
        for cut in 33..whole.len() {
            let errors = read(&encoded(&format!("{}...", &whole[..cut])));
            assert_eq!(errors.logged[0], logged(Some("sync"), "a"), "{cut}");
            assert!(!errors.is_whole, "{cut}");
        }
    }

    #[test]
    fn what_is_no_list_of_errors_is_none_and_not_whole() {
        for text in ["%%%", "", &encoded("{}"), &encoded("nonsense"), &encoded("[] []")] {
            assert_eq!(read(text), Errors { logged: Vec::new(), is_whole: false }, "{text}");
        }
    }
}
