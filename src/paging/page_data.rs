//! Decodes the data of any list. Each item is converted while it is decoded, so the page is in memory only once.

use crate::call::whole::Key;
use crate::model::cursor::Cursor;
use crate::paging::paged_query::PagedQuery;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::marker::PhantomData;

/// The `data` of a paged list. It is `None` if the list is null or missing.
pub(crate) struct PageData<Q: PagedQuery>(pub(crate) Option<RawPage<Q::Item>>);

/// A page as the gateway sent it.
pub(crate) struct RawPage<T> {
    pub(crate) items: Vec<T>,
    /// The indexes of the null elements.
    pub(crate) nulls: Vec<usize>,
    pub(crate) info: Option<PageInfo>,
}

/// The gateway's `PageInfo`. Fields that a caller's own query does not select are missing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageInfo {
    pub(crate) has_next_page: bool,
    pub(crate) end_cursor: Option<Cursor>,
    pub(crate) count: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: Deserialize<'de>")]
struct Payload<T> {
    nodes: Nodes<T>,
    page_info: Option<PageInfo>,
}

/// The elements, and the indexes of the null elements.
struct Nodes<T> {
    items: Vec<T>,
    nulls: Vec<usize>,
}

impl<'de, Q: PagedQuery> Deserialize<'de> for PageData<Q> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Data(PhantomData::<fn() -> Q>))
    }
}

/// Decodes the field of `data` that contains the list.
struct Data<Q>(PhantomData<fn() -> Q>);

impl<'de, Q: PagedQuery> Visitor<'de> for Data<Q> {
    type Value = PageData<Q>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the field `{}`", Q::FIELD)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PageData<Q>, A::Error> {
        let mut payload = None;
        while let Some(Key(key)) = map.next_key()? {
            if key != Q::FIELD {
                map.next_value::<IgnoredAny>()?;
            } else if payload.is_some() {
                return Err(serde::de::Error::duplicate_field(Q::FIELD));
            } else {
                payload = Some(map.next_value::<Option<Payload<Q::Item>>>()?);
            }
        }
        Ok(PageData(payload.flatten().map(|Payload { nodes, page_info }| RawPage {
            items: nodes.items,
            nulls: nodes.nulls,
            info: page_info,
        })))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nodes<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Elements(PhantomData))
    }
}

struct Elements<T>(PhantomData<fn() -> T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Elements<T> {
    type Value = Nodes<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Nodes<T>, A::Error> {
        let mut nodes = Nodes { items: Vec::new(), nulls: Vec::new() };
        while let Some(element) = seq.next_element::<Option<T>>()? {
            match element {
                Some(item) => nodes.items.push(item),
                None => nodes.nulls.push(nodes.items.len() + nodes.nulls.len()),
            }
        }
        Ok(nodes)
    }
}

#[cfg(test)]
mod tests;
