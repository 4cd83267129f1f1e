//! Proves from an answer that cannot be read that its operation ran: the walk looks for a field of `data`, and bears a
//! body that is cut off or broken.

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer as Json;
use std::cell::Cell;
use std::fmt;

/// Tells whether a body, perhaps cut off or broken, shows a field of `data` that is not null: then the operation ran.
pub(crate) fn root_field_seen(body: &[u8]) -> bool {
    let seen = Cell::new(false);
    // Whether the text is whole does not matter: what was seen before it broke is noted in the cell.
    let _ = Json::from_slice(body).deserialize_map(Keys { seen: &seen, inside: false });
    seen.get()
}

/// Walks the keys of the answer, then those of `data`.
struct Keys<'a> {
    seen: &'a Cell<bool>,
    inside: bool,
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if self.inside {
                map.next_value_seed(Field { seen: self.seen })?;
            } else if key == "data" {
                map.next_value_seed(Keys { seen: self.seen, inside: true })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Notes a value that begins and is not null.
struct Field<'a> {
    seen: &'a Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for Field<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Field<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(Begun { seen: self.seen })
    }
}

/// Accepts any value, noting that it began.
struct Begun<'a> {
    seen: &'a Cell<bool>,
}

impl Begun<'_> {
    fn note(self) {
        self.seen.set(true);
    }
}

impl<'de> Visitor<'de> for Begun<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.note();
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.note();
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.note();
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.note();
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.note();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.note();
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.note();
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::root_field_seen;

    #[test]
    fn a_field_that_has_begun_proves_that_the_operation_ran() {
        for body in [
            r#"{"data":{"startConv":{"id":"1"}}}"#,
            r#"{"errors":[{}],"data":{"a":null,"startConv":{"id":"#,
            r#"{"data":{"startConv":[1,"#,
            r#"{"data":{"startConv":7}}"#,
            r#"{"data":{"startConv":true}} trailing"#,
        ] {
            assert!(root_field_seen(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn nothing_is_concluded_from_anything_else() {
        for body in [
            "",
            "<html>",
            r#"{"data":{"startConv":"#,
            r#"{"data":{"startConv":null}}"#,
            r#"{"data":null}"#,
            r#"{"data":[{"a":1}]}"#,
            r#"{"data":{}}"#,
            r#"{"startConv":{"id":"1"}}"#,
            r#"[{"data":{"startConv":{}}}]"#,
        ] {
            assert!(!root_field_seen(body.as_bytes()), "{body}");
        }
    }
}
