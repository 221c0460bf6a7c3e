//! JSON read in order, with repeated keys and with each value as the text that the source wrote.
//!
//! A body is read as a stream: of the largest one (27 years of rates) no more than a day is held.

use super::fault::AnswerFault;
use super::numerals::Numerals;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::marker::PhantomData;

/// The members of an object in their order, also when a key comes twice (a map would keep only the last).
#[derive(Debug)]
pub struct Members<'a, V>(pub Vec<(Cow<'a, str>, V)>);

impl<'de: 'a, 'a, V: Deserialize<'de> + 'a> Deserialize<'de> for Members<'a, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor(PhantomData))
    }
}

struct MembersVisitor<'a, V>(PhantomData<&'a V>);

impl<'de: 'a, 'a, V: Deserialize<'de> + 'a> Visitor<'de> for MembersVisitor<'a, V> {
    type Value = Members<'a, V>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((Key(key), value)) = map.next_entry()? {
            members.push((key, value));
        }
        Ok(Members(members))
    }
}

/// A key, borrowed unless it holds an escape.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// The rates of one day: code and value as written.
pub type RawRates<'a> = Members<'a, &'a RawValue>;

/// Pairs of code and text of the value.
pub fn texts(rates: RawRates<'_>) -> Vec<(Cow<'_, str>, &str)> {
    rates.0.into_iter().map(|(code, value)| (code, value.get())).collect()
}

/// Reads a text of a known shape. JSON of another shape and no JSON at all are told apart.
pub fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, AnswerFault> {
    serde_json::from_str(text).map_err(|error| fault(&error))
}

/// A shape that is taken piece by piece while a body is read.
pub trait Stream {
    /// What the body should be, for the error when it is not.
    const EXPECTED: &'static str;

    /// Takes a member of the object that the body is.
    fn member<'de, A: MapAccess<'de>>(&mut self, name: String, value: &mut A) -> Result<(), A::Error>;

    /// Takes an element of the list that the body is; false at its end. Where a list is not expected, nothing reads it.
    fn element<'de, A: SeqAccess<'de>>(&mut self, _: &mut A) -> Result<bool, A::Error> {
        Err(A::Error::custom(format!("a list instead of {}", Self::EXPECTED)))
    }
}

/// Reads a body to its end, and gives each piece of it to `shape`.
pub fn stream(body: impl Read, shape: &mut impl Stream) -> Result<(), AnswerFault> {
    let mut body = BufReader::with_capacity(64 * 1024, Numerals::new(body));
    let mut deserializer = serde_json::Deserializer::from_reader(&mut body);
    let read = Pieces(shape).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    read.map_err(|error| match fault(&error) {
        // A number that is cut off behind its point is no number, but what lacks is the rest.
        AnswerFault::NotJson(text) if body.fill_buf().is_ok_and(<[u8]>::is_empty) => AnswerFault::CutOff(text),
        fault => fault,
    })
}

/// Lets a shape take a value of the kind that it is.
pub struct Pieces<'s, S>(pub &'s mut S);

impl<'de, S: Stream> DeserializeSeed<'de> for Pieces<'_, S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, S: Stream> Visitor<'de> for Pieces<'_, S> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(S::EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            self.0.member(name, &mut map)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while self.0.element(&mut list)? {}
        Ok(())
    }
}

fn fault(error: &serde_json::Error) -> AnswerFault {
    match error.classify() {
        serde_json::error::Category::Data => AnswerFault::WrongShape(error.to_string()),
        serde_json::error::Category::Io => AnswerFault::Unread(error.to_string()),
        serde_json::error::Category::Eof => AnswerFault::CutOff(error.to_string()),
        serde_json::error::Category::Syntax => AnswerFault::NotJson(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_order_repeats_and_digits() {
        let rates: RawRates = read(r#"{"USD":1.10,"U\u0053D":1e-7,"USD":1.123456789012345678901}"#).unwrap();
        let texts = texts(rates);
        assert_eq!(texts[0], (Cow::Borrowed("USD"), "1.10"));
        assert_eq!(texts[1], (Cow::Borrowed("USD"), "1e-7"));
        assert_eq!(texts[2].1, "1.123456789012345678901");
    }
}
