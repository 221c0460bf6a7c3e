//! Faults on request: which ones apply to a request, how often, and in which order.
//!
//! [`kind`] says what each kind does; nothing here knows one of them by name.

mod change;
mod fields;
pub mod kind;

use crate::answer::Panel;
use crate::sending::{Delivery, Sent};
use jiff::civil::Date;
use kind::Kind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Duration;

/// Whose answers a fault spoils.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    Frankfurter,
    Exchangerate,
}

/// A request as faults see it: its source, its path and query without the key.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    pub source: Source,
    pub path: &'a str,
}

/// One fault and how often it was applied.
#[derive(Debug)]
pub struct Fault {
    source: Source,
    path_contains: Option<String>,
    longer_than_days: Option<i32>,
    times: Option<u64>,
    kind: Kind,
    applied: u64,
    posted: Map<String, Value>,
}

/// What the faults do to a request before there is an answer.
#[derive(Debug, Default)]
pub struct Before {
    /// Wait so long before anything is sent.
    pub wait: Duration,
    /// Send this instead of an answer.
    pub instead: Option<Sent>,
    /// Answer as on the evening of this day.
    pub as_of: Option<Date>,
}

/// The faults in force, in the order in which they were given.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Fault {
    /// Reads one fault; the error says what is wrong with it.
    pub fn parse(value: Value) -> Result<Self, String> {
        let Value::Object(posted) = value else { return Err("a fault is a JSON object".into()) };
        let mut own = posted.clone();
        let source = field(&mut own, "source")?.ok_or("source is missing: frankfurter or exchangerate")?;
        let name: String = field(&mut own, "kind")?.ok_or("kind is missing")?;
        let path_contains = field(&mut own, "path_contains")?;
        let longer_than_days = field(&mut own, "longer_than_days")?;
        let times = field(&mut own, "times")?;
        if times == Some(0) {
            return Err("times must be at least 1".into());
        }
        let kind = Kind::parse(&name, own)?;
        Ok(Self { source, path_contains, longer_than_days, times, kind, applied: 0, posted })
    }

    fn matches(&self, target: Target<'_>) -> bool {
        self.source == target.source
            && self.times.is_none_or(|times| self.applied < times)
            && self.path_contains.as_ref().is_none_or(|part| target.path.contains(part.as_str()))
            && self.longer_than_days.is_none_or(|days| days_of_range(target.path).is_some_and(|own| own > days))
    }

    fn use_up(&mut self) -> &Kind {
        self.applied += 1;
        &self.kind
    }

    /// As it was posted, and how often it was applied.
    fn describe(&self) -> Value {
        let mut described = self.posted.clone();
        described.insert("applied".into(), self.applied.into());
        Value::Object(described)
    }
}

impl Faults {
    /// Reads a whole list; nothing changes when one of them is wrong.
    pub fn parse(list: Vec<Value>) -> Result<Self, String> {
        let numbered = list.into_iter().enumerate();
        let parse = |(index, value)| Fault::parse(value).map_err(|reason| format!("fault {index}: {reason}"));
        Ok(Self(numbered.map(parse).collect::<Result<_, _>>()?))
    }

    /// The list for the control endpoint.
    pub fn describe(&self) -> Vec<Value> {
        self.0.iter().map(Fault::describe).collect()
    }

    /// All waits, and either the first replacement or the first other day.
    ///
    /// Of several replacements only the first is used up, so that a list plays them one after the other.
    pub fn before(&mut self, target: Target<'_>) -> Before {
        let mut before = Before::default();
        let mut matching: Vec<&mut Fault> = self.0.iter_mut().filter(|fault| fault.matches(target)).collect();
        for fault in &mut matching {
            if let Some(wait) = fault.kind.wait() {
                fault.use_up();
                before.wait += wait;
            }
        }
        if let Some(fault) = matching.iter_mut().find(|fault| fault.kind.instead().is_some()) {
            before.instead = fault.use_up().instead();
        } else if let Some(fault) = matching.iter_mut().find(|fault| fault.kind.as_of().is_some()) {
            before.as_of = fault.use_up().as_of();
        }
        before
    }

    /// Changes rates, base and dates; a fault that finds nothing to change is not used up.
    pub fn change(&mut self, target: Target<'_>, panel: &mut Panel<'_>, today: Date) {
        for fault in self.0.iter_mut().filter(|fault| fault.matches(target)) {
            if fault.kind.change(panel, today) {
                fault.use_up();
            }
        }
    }

    /// Whether the finished body is to be cut; the fault that says so is used up.
    pub fn cut(&mut self, target: Target<'_>) -> bool {
        let fault = self.0.iter_mut().find(|fault| fault.kind.cuts() && fault.matches(target));
        fault.map(Fault::use_up).is_some()
    }

    /// How the finished body is sent; the first fault that says so is used up.
    pub fn delivery(&mut self, target: Target<'_>) -> Delivery {
        let fault = self.0.iter_mut().find(|fault| fault.kind.delivery().is_some() && fault.matches(target));
        fault.and_then(|fault| fault.use_up().delivery()).unwrap_or_default()
    }
}

/// So many days a range of the panel spans; other questions span none.
fn days_of_range(path: &str) -> Option<i32> {
    let day = |name: &str| {
        let (_, rest) = path.split_once(name)?;
        rest.get(.."2024-07-01".len())?.parse::<Date>().ok()
    };
    Some((day("to=")? - day("from=")?).get_days() + 1)
}

/// Takes a common field out of the object, so that only the kind's own are left.
fn field<T: serde::de::DeserializeOwned>(object: &mut Map<String, Value>, name: &str) -> Result<Option<T>, String> {
    let Some(value) = object.shift_remove(name) else { return Ok(None) };
    serde_json::from_value(value).map(Some).map_err(|error| format!("{name}: {error}"))
}

#[cfg(test)]
mod tests;
