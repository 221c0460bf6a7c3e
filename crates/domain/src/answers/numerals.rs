//! A body in which each number that JSON does not have is a string.
//!
//! Python, C and others write a float that is no number as `NaN`, `Infinity` or `-inf`, without quotes. That is no JSON,
//! and one such rate would cost the 160 others of its answer. In quotes it is a value like any other, which is no rate.
//! Everything else passes as it came, so that digits stay digits and what is no JSON stays none.

use std::io::{self, Read};

/// No such word is longer: `-Infinity`.
const WORD_BYTES_MAX: usize = 9;

const CHUNK_BYTES: usize = 64 * 1024;

/// Passes a body on, with such words in quotes.
#[derive(Debug)]
pub(super) struct Numerals<R> {
    body: R,
    chunk: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    place: Place,
    /// What may become such a word; it may come in two pieces.
    word: Vec<u8>,
    is_at_end: bool,
}

/// Where in the text the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    /// In a word that is too long to be one of ours.
    LongWord,
    String,
    /// After a backslash.
    Escape,
}

impl<R: Read> Numerals<R> {
    pub fn new(body: R) -> Self {
        Self {
            body,
            chunk: vec![0; CHUNK_BYTES],
            ready: Vec::new(),
            given: 0,
            place: Place::Outside,
            word: Vec::new(),
            is_at_end: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        let count = self.body.read(&mut self.chunk)?;
        self.is_at_end = count == 0;
        let chunk = std::mem::take(&mut self.chunk);
        let mut rest = &chunk[..count];
        while let Some(&byte) = rest.first() {
            let plain = self.length_of_plain(rest);
            self.ready.extend_from_slice(&rest[..plain]);
            rest = &rest[plain..];
            if plain == 0 {
                self.take(byte);
                rest = &rest[1..];
            }
        }
        self.chunk = chunk;
        if self.is_at_end {
            self.end_word();
        }
        Ok(())
    }

    /// How many bytes can't begin or end anything of ours: nearly all of a body.
    fn length_of_plain(&self, rest: &[u8]) -> usize {
        let end = match self.place {
            Place::String => rest.iter().position(|byte| matches!(byte, b'"' | b'\\')),
            Place::Outside if self.word.is_empty() => {
                rest.iter().position(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'"' | b'+' | b'-'))
            }
            _ => return 0,
        };
        end.unwrap_or(rest.len())
    }

    fn take(&mut self, byte: u8) {
        let is_of_word = byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        self.place = match (self.place, byte) {
            (Place::String, b'\\') => Place::Escape,
            (Place::String, b'"') => Place::Outside,
            (Place::String | Place::Escape, _) => Place::String,
            (Place::LongWord, _) if is_of_word => Place::LongWord,
            (Place::Outside, _) if is_of_word => {
                self.word.push(byte);
                if self.word.len() <= WORD_BYTES_MAX {
                    return;
                }
                self.ready.append(&mut self.word);
                self.place = Place::LongWord;
                return;
            }
            (Place::Outside | Place::LongWord, _) => {
                self.end_word();
                if byte == b'"' { Place::String } else { Place::Outside }
            }
        };
        self.ready.push(byte);
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let is_no_number = is_no_number(&self.word);
        self.ready.extend(is_no_number.then_some(b'"'));
        self.ready.append(&mut self.word);
        self.ready.extend(is_no_number.then_some(b'"'));
    }
}

fn is_no_number(word: &[u8]) -> bool {
    let word = word.strip_prefix(b"-").or_else(|| word.strip_prefix(b"+")).unwrap_or(word);
    [b"nan".as_slice(), b"inf", b"infinity"].iter().any(|name| word.eq_ignore_ascii_case(name))
}

impl<R: Read> Read for Numerals<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.is_at_end {
            self.refill()?;
        }
        let count = into.len().min(self.ready.len() - self.given);
        into[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn passed(body: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        Numerals::new(body).read_to_end(&mut bytes).unwrap();
        bytes
    }

    /// A body that comes a byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            into[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn only_words_that_stand_for_no_number_are_quoted_and_only_outside_of_strings() {
        let cases = [
            (r#"{"USD":NaN}"#, r#"{"USD":"NaN"}"#),
            (r"[-Infinity,Infinity , nan,-inf]", r#"["-Infinity","Infinity" , "nan","-inf"]"#),
            (r#"{"NaN":"NaN, \"NaN\\","b":1e-7}"#, r#"{"NaN":"NaN, \"NaN\\","b":1e-7}"#),
            ("[1.10,123456789012345678.123456789,true,null]", "[1.10,123456789012345678.123456789,true,null]"),
            ("NaN", "\"NaN\""),
            ("[NaN1,-,.5,+1,Infinity2]", "[NaN1,-,.5,+1,Infinity2]"),
            ("<html>nan ou inf\\é", "<html>\"nan\" ou \"inf\"\\é"),
        ];
        for (body, expected) in cases {
            assert_eq!(String::from_utf8(passed(body.as_bytes())).unwrap(), expected);
            let mut slow = String::new();
            Numerals::new(Slow(body.as_bytes())).read_to_string(&mut slow).unwrap();
            assert_eq!(slow, expected, "in pieces");
        }
    }

    proptest! {
        #[test]
        fn json_passes_as_it_came(body in r#"(\{("[a-zA-Z\\\\"]*":(-?[0-9]{1,20}(\.[0-9]{1,20})?|null|true),?)*\}|[ -~])*"#) {
            if serde_json::from_str::<serde::de::IgnoredAny>(&body).is_ok() {
                prop_assert_eq!(passed(body.as_bytes()), body.into_bytes());
            }
        }
    }
}
