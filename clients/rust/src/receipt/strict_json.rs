use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Why a part of a receipt cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is not the canonical base64url of one JSON object.
    Form,
    /// It is, but for a number beyond all that this machine has: the rules of JSON have no end (RFC 8259 §6).
    Number,
}

/// Reads a part of a receipt: the canonical base64url of one JSON object.
///
/// The libraries that do this forgive repeated names, and some padding or stray trailing bits. Each of these lets one
/// statement have two spellings, or two readers see two statements in one (RFC 7515 §4, §10.12).
pub(crate) fn parse_part(part: &str) -> Result<Map<String, Value>, Unreadable> {
    let bytes = bytes_of(part).ok_or(Unreadable::Form)?;
    let mut json = serde_json::Deserializer::from_slice(&bytes);
    let Value::Object(members) = Strict.deserialize(&mut json).map_err(|error| reason_of(&error))? else {
        return Err(Unreadable::Form);
    };
    json.end().map_err(|_| Unreadable::Form)?;
    Ok(members)
}

/// By its text, as the error has no other mark.
fn reason_of(error: &serde_json::Error) -> Unreadable {
    if error.to_string().starts_with("number out of range") { Unreadable::Number } else { Unreadable::Form }
}

/// The bytes that these characters are the one way to write.
pub(crate) fn bytes_of(part: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(part).ok().filter(|bytes| !bytes.is_empty())
}

/// Makes a value of which no name is given twice.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without repeated names")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Strict)? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if map.contains_key(&name) {
                return Err(A::Error::custom("a name is given twice"));
            }
            map.insert(name, members.next_value_seed(Strict)?);
        }
        Ok(map.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<Map<String, Value>, Unreadable> {
        parse_part(&BASE64_URL_SAFE_NO_PAD.encode(json))
    }

    #[test]
    fn one_object_is_read() {
        assert!(parse(r#"{"a":[1,{"b":null,"c":1.5}],"d":true,"e":-1,"f":"x"}"#).is_ok());
    }

    #[test]
    fn a_number_beyond_all_numbers_is_told_apart() {
        assert_eq!(parse(r#"{"exp":1e400}"#), Err(Unreadable::Number));
    }

    #[test]
    fn whatever_else_is_refused() {
        for json in
            ["", "[]", "null", "{}x", "{} {}", "\u{feff}{}", r#"{"a":1,"a":1}"#, r#"{"a":[{"b":1,"b":2}]}"#]
        {
            assert_eq!(parse(json), Err(Unreadable::Form), "{json}");
        }
    }

    #[test]
    fn one_statement_has_one_spelling() {
        assert!(parse_part("e30").is_ok());
        for part in ["e30=", "e31", " e30", "e30\n", "e+0", "e"] {
            assert_eq!(parse_part(part), Err(Unreadable::Form), "{part}");
        }
    }
}
