//! Proves from an answer that cannot be read how far its operation came: the walk looks for `data` and for a field in it,
//! and bears a body that is cut off or broken.

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer as Json;
use std::cell::Cell;
use std::fmt;

/// What a body, perhaps cut off or broken, shows of its operation, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Neither a `data` key nor a place where one is missing.
    Nothing,
    /// An object that breaks off before a `data` key, which may have followed.
    CutOff,
    /// A `data` key, and no field that is not null.
    DataKey,
    /// A field of `data` that is not null: the operation ran.
    Field,
}

impl Seen {
    /// Looks through a body.
    pub(crate) fn in_body(body: &[u8]) -> Self {
        let seen = Cell::new(Self::Nothing);
        // Whether the text is whole does not matter: what was seen before it broke is noted in the cell.
        let walked = Json::from_slice(body).deserialize_map(Keys { seen: &seen, inside: false });
        match (seen.get(), walked) {
            (Self::Nothing, Err(problem))
                if problem.is_eof() && body.trim_ascii_start().starts_with(b"{") =>
            {
                Self::CutOff
            }
            (seen, _) => seen,
        }
    }
}

/// Tells whether a body, perhaps cut off or broken, shows a field of `data` that is not null: then the operation ran.
pub(crate) fn root_field_seen(body: &[u8]) -> bool {
    Seen::in_body(body) == Seen::Field
}

/// Walks the keys of the answer, then those of `data`.
struct Keys<'a> {
    seen: &'a Cell<Seen>,
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
                if self.seen.get() == Seen::Nothing {
                    self.seen.set(Seen::DataKey);
                }
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
    seen: &'a Cell<Seen>,
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
    seen: &'a Cell<Seen>,
}

impl Begun<'_> {
    fn note(self) {
        self.seen.set(Seen::Field);
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
    use super::{Seen, root_field_seen};

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

    #[test]
    fn a_data_key_is_missing_only_where_nothing_was_cut_off_before_it() {
        for (body, seen) in [
            ("", Seen::Nothing),
            ("<html>", Seen::Nothing),
            (r#"{"message":"slow down"}"#, Seen::Nothing),
            (r#"{"message":slow}"#, Seen::Nothing),
            (r#"{"errors":[{"data":null}]}"#, Seen::Nothing),
            (" {", Seen::CutOff),
            (r#"{"errors":[{"mess"#, Seen::CutOff),
            (r#"{"da"#, Seen::CutOff),
            (r#"{"data"#, Seen::CutOff),
            (r#"{"data":"#, Seen::DataKey),
            (r#"{"data":null}"#, Seen::DataKey),
            (r#"{"data":{"a":null},"data":{"a":nu"#, Seen::DataKey),
            (r#"{"data":{"a":1},"data":null}"#, Seen::Field),
        ] {
            assert_eq!(Seen::in_body(body.as_bytes()), seen, "{body}");
        }
    }
}
