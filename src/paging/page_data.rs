//! Decodes the data of any list. Each item is converted while it is decoded, so the page is in memory only once.

use crate::call::whole::Key;
use crate::model::cursor::Cursor;
use crate::paging::paged_query::PagedQuery;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
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

/// The numbers of items for which memory is reserved, one after the other. After the last one, the memory is doubled.
/// Doubling from the start would copy each item of a usual page about once, and an item has some 600 bytes.
const RESERVED: [usize; 3] = [16, 128, 1024];

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
        while seq.next_element_seed(Element(&mut nodes))?.is_some() {}
        if nodes.items.capacity() > 2 * nodes.items.len() {
            nodes.items.shrink_to_fit();
        }
        Ok(nodes)
    }
}

/// Decodes one element and adds it to the list. If `next_element` returned it, it would be copied two times more.
struct Element<'a, T>(&'a mut Nodes<T>);

impl<T> Element<'_, T> {
    fn push(self, item: T) {
        let items = &mut self.0.items;
        if items.len() == items.capacity()
            && let Some(next) = RESERVED.iter().find(|next| **next > items.len())
        {
            items.reserve_exact(next - items.len());
        }
        items.push(item);
    }

    fn push_null(self) {
        let Nodes { items, nulls } = self.0;
        nulls.push(items.len() + nulls.len());
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Element<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Element<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an element or null")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.push_null();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.push_null();
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.push(T::deserialize(deserializer)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
