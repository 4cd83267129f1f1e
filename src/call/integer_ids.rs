//! Decodes a response with integer identifiers. This crate has text identifiers, and the GraphQL specification permits
//! a server to send an `ID` as an integer.

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::value::RawValue;
use std::fmt;

/// The beginnings of the `serde_json` errors for a number instead of a text. `serde_json` treats an integer of more
/// than 64 bits as a floating point number, and one of more than 308 digits as out of range. With its feature
/// `arbitrary_precision` the error has the word "number".
const NUMBER_FOR_TEXT: [&str; 4] =
    ["invalid type: integer", "invalid type: floating point", "invalid type: number", "number out of range"];

/// The prefix of the type names that `serde_json` recognises. These types need its own deserializer.
const OWN_TYPES: &str = "$serde_json::private::";

/// Decodes JSON with `serde_json`. If this fails because of a number instead of another type, it decodes the JSON again
/// with [`Coercing`].
pub(crate) fn read<T: DeserializeOwned>(json: &str) -> serde_json::Result<T> {
    serde_json::from_str(json).or_else(|problem| {
        if !is_number_for_text(&problem) {
            return Err(problem);
        }
        let mut json = serde_json::Deserializer::from_str(json);
        let value = T::deserialize(Coercing(&mut json))?;
        json.end().map(|()| value)
    })
}

/// Returns whether [`Coercing`] may be able to decode the value.
pub(crate) fn is_number_for_text(problem: &serde_json::Error) -> bool {
    let problem = problem.to_string();
    NUMBER_FOR_TEXT.iter().any(|beginning| problem.starts_with(beginning))
}

/// Converts an integer to text with all its digits, if the type expects text.
///
/// It wraps each deserializer, visitor and access of serde. A value without an expected type, for example a JSON
/// scalar, is not changed: a number is still a number.
pub(crate) struct Coercing<T>(pub(crate) T);

impl<'de, D: Deserializer<'de>> Coercing<D> {
    fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let json = <&RawValue>::deserialize(self.0)?.get();
        match json.as_bytes() {
            [b'"', ..] => match serde_json::from_str(json) {
                Ok(text) => visitor.visit_string(text),
                Err(problem) => Err(D::Error::custom(problem)),
            },
            [b'-', digits @ ..] | digits if digits.iter().all(u8::is_ascii_digit) => {
                visitor.visit_borrowed_str(json)
            }
            _ => Err(D::Error::invalid_type(unexpected(json), &visitor)),
        }
    }
}

/// Returns the type of a value that is neither text nor an integer.
fn unexpected(json: &str) -> Unexpected<'static> {
    match json.as_bytes().first() {
        Some(b'n') => Unexpected::Unit,
        Some(b't') => Unexpected::Bool(true),
        Some(b'f') => Unexpected::Bool(false),
        Some(b'[') => Unexpected::Seq,
        Some(b'{') => Unexpected::Map,
        _ => json.parse().map_or(Unexpected::Other("number"), Unexpected::Float),
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Coercing<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.text(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.text(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_option(Coercing(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        if name.starts_with(OWN_TYPES) {
            return self.0.deserialize_newtype_struct(name, visitor);
        }
        self.0.deserialize_newtype_struct(name, Coercing(visitor))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_seq(Coercing(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(length, Coercing(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple_struct(name, length, Coercing(visitor))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Coercing(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct(name, fields, Coercing(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    // Values of unknown fields are skipped without parsing, also numbers that are out of range.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_ignored_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct identifier
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Coercing<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Coercing(deserializer))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Coercing(deserializer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Coercing(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Coercing(fields))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Coercing<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Coercing(deserializer))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Coercing<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Coercing(seed))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Coercing<A> {
    type Error = A::Error;

    // A key is always text.
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Coercing(seed))
    }
}

#[cfg(test)]
mod tests;
