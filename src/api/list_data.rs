//! Reads the data of a list: each element is taken over from its generated type as it comes, so that a page is in
//! memory once and not twice.

use crate::api::conversation::Conversation;
use crate::api::message::Message;
use crate::graphql::operations::{
    convs, convs_with_client, convs_with_client_and_messages, convs_with_messages, messages,
};
use crate::paging::page::{PageInfo, RawPage};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::marker::PhantomData;

/// The data of an operation that lists conversations; `G` is what `graphql_client` generated for each.
#[derive(Deserialize)]
#[serde(bound = "G: Deserialize<'de> + Into<Conversation>")]
pub(crate) struct ConvsData<G> {
    convs: Option<Payload<G, Conversation>>,
}

/// The data of the operation that lists messages.
#[derive(Deserialize)]
pub(crate) struct MessagesData {
    messages: Option<Payload<messages::MessagesMessagesNodes, Message>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound = "G: Deserialize<'de> + Into<T>")]
struct Payload<G, T> {
    nodes: Nodes<G, T>,
    page_info: Option<PageInfo>,
}

/// The elements, and the places of the null ones.
struct Nodes<G, T> {
    items: Vec<T>,
    nulls: Vec<usize>,
    generated: PhantomData<fn() -> G>,
}

impl<G> ConvsData<G> {
    /// Returns the page; `None` where the list itself is null.
    pub(crate) fn into_page(self) -> Option<RawPage<Conversation>> {
        self.convs.map(Payload::into_page)
    }
}

impl MessagesData {
    /// Returns the page; `None` where the list itself is null.
    pub(crate) fn into_page(self) -> Option<RawPage<Message>> {
        self.messages.map(Payload::into_page)
    }
}

impl<G, T> Payload<G, T> {
    fn into_page(self) -> RawPage<T> {
        let Self { nodes, page_info } = self;
        RawPage { items: nodes.items, nulls: nodes.nulls, info: page_info }
    }
}

impl<'de, G: Deserialize<'de> + Into<T>, T> Deserialize<'de> for Nodes<G, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Self { items: Vec::new(), nulls: Vec::new(), generated: PhantomData })
    }
}

impl<'de, G: Deserialize<'de> + Into<T>, T> Visitor<'de> for Nodes<G, T> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Self, A::Error> {
        while let Some(node) = seq.next_element::<Option<G>>()? {
            match node {
                Some(node) => self.items.push(node.into()),
                None => self.nulls.push(self.items.len() + self.nulls.len()),
            }
        }
        Ok(self)
    }
}

/// Holds what is read here to what was generated for an operation: a field that is added to the query's page, or whose type
/// changes, does not compile until it is read here.
macro_rules! reads_all_of {
    ($data:ty { $field:ident }, $payload:ty, $node:ty, $info:ty) => {
        const _: fn($data) = |data| {
            type Data = $data;
            type Payload = $payload;
            type Info = $info;
            let Data { $field: Some(Payload { nodes, page_info: Some(info) }) } = data else { return };
            let _: Vec<Option<$node>> = nodes;
            let Info { has_next_page, end_cursor, count } = info;
            let _ = PageInfo { has_next_page, end_cursor, count };
        };
    };
}

reads_all_of!(
    convs::ResponseData { convs },
    convs::ConvsConvs,
    convs::ConvsConvsNodes,
    convs::ConvsConvsPageInfo
);
reads_all_of!(
    convs_with_client::ResponseData { convs },
    convs_with_client::ConvsWithClientConvs,
    convs_with_client::ConvsWithClientConvsNodes,
    convs_with_client::ConvsWithClientConvsPageInfo
);
reads_all_of!(
    convs_with_messages::ResponseData { convs },
    convs_with_messages::ConvsWithMessagesConvs,
    convs_with_messages::ConvsWithMessagesConvsNodes,
    convs_with_messages::ConvsWithMessagesConvsPageInfo
);
reads_all_of!(
    convs_with_client_and_messages::ResponseData { convs },
    convs_with_client_and_messages::ConvsWithClientAndMessagesConvs,
    convs_with_client_and_messages::ConvsWithClientAndMessagesConvsNodes,
    convs_with_client_and_messages::ConvsWithClientAndMessagesConvsPageInfo
);
reads_all_of!(
    messages::ResponseData { messages },
    messages::MessagesMessages,
    messages::MessagesMessagesNodes,
    messages::MessagesMessagesPageInfo
);

#[cfg(test)]
mod tests {
    use super::{ConvsData, MessagesData};
    use crate::api::conversation::Conversation;
    use crate::api::message::Message;
    use crate::graphql::operations::{convs_with_client, messages};
    use crate::paging::page::RawPage;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn conversation() -> impl Strategy<Value = Value> {
        let text = || proptest::option::of("[a-zé\"\\\\]{0,5}");
        let tags = proptest::option::of(proptest::collection::vec(text(), 0..4));
        let known = (any::<Option<bool>>(), any::<bool>(), proptest::option::of("WHATSAPP|NEW"));
        let parts = (text(), text(), tags, known, 0_i64..4_000_000_000_000, any::<bool>());
        parts.prop_map(|(id, stage, tags, (ai, ended, kind), millis, client)| {
            let created = chrono::DateTime::from_timestamp_millis(millis).unwrap().to_rfc3339();
            json!({
                "workspaceId": 12, "id": id.unwrap_or_default(), "integrationType": kind, "stageId": stage,
                "ended": ended, "endedAt": ended.then_some(&created), "aiAssigneed": ai, "tags": tags,
                "createdAt": created, "client": client.then(|| json!({"name": stage, "isDeleted": ai})),
            })
        })
    }

    fn message() -> impl Strategy<Value = Value> {
        ("[a-z]{0,4}", any::<bool>()).prop_map(|(id, agent)| {
            let created = "2026-03-16T00:00:00.000Z";
            json!({"messageId": id, "content": null, "type": id, "isAgent": agent, "createdAt": created})
        })
    }

    fn list(of: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
        let page_info = (any::<bool>(), any::<Option<i32>>())
            .prop_map(|(next, count)| json!({"hasNextPage": next, "endCursor": null, "count": count}));
        let nodes = proptest::collection::vec(proptest::option::of(of), 0..6);
        let list = (nodes, proptest::option::of(page_info))
            .prop_map(|(nodes, info)| json!({"nodes": nodes, "pageInfo": info}));
        proptest::option::of(list).prop_map(|list| list.into())
    }

    /// Takes a page over as a whole, after it was read.
    fn plain<G: Into<T>, T>(nodes: Vec<Option<G>>) -> (Vec<T>, Vec<usize>) {
        let nulls = (0..nodes.len()).filter(|place| nodes[*place].is_none()).collect();
        (nodes.into_iter().flatten().map(Into::into).collect(), nulls)
    }

    proptest! {
        #[test]
        fn conversations_are_read_as_the_generated_type_reads_them(list in list(conversation())) {
            let text = json!({"convs": list}).to_string();
            type Read = ConvsData<convs_with_client::ConvsWithClientConvsNodes>;
            let at_once = serde_json::from_str::<Read>(&text).unwrap().into_page();
            let generated: convs_with_client::ResponseData = serde_json::from_str(&text).unwrap();
            let plain = generated.convs.map(|convs| {
                let info = convs.page_info.map(|info| (info.has_next_page, info.end_cursor, info.count));
                (plain::<_, Conversation>(convs.nodes), info)
            });
            prop_assert_eq!(at_once.map(|RawPage { items, nulls, info }| {
                ((items, nulls), info.map(|info| (info.has_next_page, info.end_cursor, info.count)))
            }), plain);
        }

        #[test]
        fn messages_are_read_as_the_generated_type_reads_them(list in list(message())) {
            let text = json!({"messages": list}).to_string();
            let at_once = serde_json::from_str::<MessagesData>(&text).unwrap().into_page();
            let generated: messages::ResponseData = serde_json::from_str(&text).unwrap();
            let nodes = generated.messages.map(|messages| plain::<_, Message>(messages.nodes));
            prop_assert_eq!(at_once.map(|page| (page.items, page.nulls)), nodes);
        }
    }
}
