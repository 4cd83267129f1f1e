//! Decodes each list of this crate with its own decoder and with the type that `graphql_client` generates.

use super::{PageData, RawPage};
use crate::graphql::convs::Convs;
use crate::graphql::operations::{Agents, Broadcasts, Clients, Messages};
use crate::paging::paged_query::PagedQuery;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt;

/// The result of both decoders for a page.
#[derive(Debug, PartialEq)]
struct Read<T> {
    items: Vec<T>,
    nulls: Vec<usize>,
    info: Option<(bool, Option<String>, Option<i64>)>,
}

impl<T> Read<T> {
    /// Converts a whole page after it was decoded.
    fn of_nodes<N: Into<T>>(
        nodes: Vec<Option<N>>,
        info: Option<(bool, Option<String>, Option<i64>)>,
    ) -> Self {
        let nulls = (0..nodes.len()).filter(|index| nodes[*index].is_none()).collect();
        Self { items: nodes.into_iter().flatten().map(Into::into).collect(), nulls, info }
    }
}

/// Asserts that a list is decoded as the generated type decodes it, which `generated` converts.
fn is_read_alike<Q>(list: &Value, generated: fn(Q::ResponseData) -> Option<Read<Q::Item>>)
where
    Q: PagedQuery<ResponseData: DeserializeOwned, Item: PartialEq + fmt::Debug>,
{
    let text = json!({ Q::FIELD: list }).to_string();
    let PageData(own) = serde_json::from_str::<PageData<Q>>(&text).unwrap();
    let own = own.map(|RawPage { items, nulls, info }| Read {
        items,
        nulls,
        info: info.map(|info| (info.has_next_page, info.end_cursor.map(|it| it.to_string()), info.count)),
    });
    assert_eq!(own, generated(serde_json::from_str(&text).unwrap()), "{text}");
}

/// Converts the generated type of a list to [`Read`].
macro_rules! read {
    ($data:expr) => {
        $data.map(|list| {
            let info = list
                .page_info
                .map(|info| (info.has_next_page, info.end_cursor.map(|it| it.to_string()), info.count));
            Read::of_nodes(list.nodes, info)
        })
    };
}

fn conversation() -> impl Strategy<Value = Value> {
    let text = || proptest::option::of("[a-zé\"\\\\]{0,5}");
    let tags = proptest::option::of(proptest::collection::vec(text(), 0..4));
    let known = (any::<Option<bool>>(), any::<bool>(), proptest::option::of("WHATSAPP|NEW"));
    let parts = (text(), text(), tags, known, 0_i64..4_000_000_000_000, any::<bool>());
    let messages = proptest::option::of(proptest::collection::vec(proptest::option::of(message()), 0..3));
    (parts, messages).prop_map(|((id, stage, tags, (ai, ended, kind), millis, client), messages)| {
        let created = chrono::DateTime::from_timestamp_millis(millis).unwrap().to_rfc3339();
        json!({
            "workspaceId": 12, "id": id.unwrap_or_default(), "integrationType": kind, "stageId": stage,
            "ended": ended, "endedAt": ended.then_some(&created), "aiAssigneed": ai, "tags": tags,
            "createdAt": created, "client": client.then(|| json!({"name": stage, "isDeleted": ai})),
            "messages": messages,
        })
    })
}

fn message() -> impl Strategy<Value = Value> {
    ("[a-z]{0,4}", any::<bool>()).prop_map(|(id, agent)| {
        let created = "2026-03-16T00:00:00.000Z";
        json!({"messageId": id, "content": null, "type": id, "isAgent": agent, "createdAt": created})
    })
}

fn contact() -> impl Strategy<Value = Value> {
    let text = || proptest::option::of("[a-zé\"\\\\]{0,5}");
    let tags = proptest::option::of(proptest::collection::vec(text(), 0..4));
    ("[a-z]{0,4}", text(), tags, any::<bool>()).prop_map(|(id, text, tags, archived)| {
        let created = "2026-03-16T00:00:00.000Z";
        json!({
            "workspaceId": 12, "id": id, "name": text, "phone": text, "address": text, "externalClientId": id,
            "tags": tags, "stageId": text, "defaultAgentId": text, "createdAt": created,
            "deletedAt": archived.then_some(created), "archivedBy": archived.then_some("SYSTEM"),
        })
    })
}

fn agent() -> impl Strategy<Value = Value> {
    ("[a-z]{0,4}", proptest::option::of("[a-zé\"\\\\]{0,5}")).prop_map(|(id, text)| {
        let created = "2026-03-16T00:00:00.000Z";
        json!({"id": id, "userId": text, "name": text, "email": text, "avatar": text, "createdAt": created})
    })
}

fn broadcast() -> impl Strategy<Value = Value> {
    let text = || proptest::option::of("[a-zé\"\\\\]{0,5}");
    let tags = proptest::option::of(proptest::collection::vec(text(), 0..4));
    let state = proptest::option::of("draft|paused");
    ("[a-z]{0,4}", text(), tags, state, any::<Option<i32>>()).prop_map(|(id, text, tags, state, count)| {
        let created = "2026-03-16T00:00:00.000Z";
        json!({
            "id": id, "integrationId": text, "state": state, "templateComponents": {"name": [text, count]},
            "clientTags": tags, "clientStageId": text, "scheduledAt": count.map(|_| created),
            "createdAt": created, "totalCount": count, "failedCount": count, "error": text,
        })
    })
}

fn list(of: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let cursor = prop_oneof![Just(Value::Null), Just(json!("cursor_1")), Just(json!(1_742_127_910_000_i64))];
    let page_info = (any::<bool>(), cursor, any::<Option<i32>>())
        .prop_map(|(next, cursor, count)| json!({"hasNextPage": next, "endCursor": cursor, "count": count}));
    let nodes = proptest::collection::vec(proptest::option::of(of), 0..6);
    let list = (nodes, proptest::option::of(page_info))
        .prop_map(|(nodes, info)| json!({"nodes": nodes, "pageInfo": info}));
    proptest::option::of(list).prop_map(Value::from)
}

proptest! {
    #[test]
    fn conversations_are_read_as_the_generated_type_reads_them(list in list(conversation())) {
        is_read_alike::<Convs>(&list, |data| read!(data.convs));
    }

    #[test]
    fn messages_are_read_as_the_generated_type_reads_them(list in list(message())) {
        is_read_alike::<Messages>(&list, |data| read!(data.messages));
    }

    #[test]
    fn contacts_are_read_as_the_generated_type_reads_them(list in list(contact())) {
        is_read_alike::<Clients>(&list, |data| read!(data.clients));
    }

    #[test]
    fn agents_are_read_as_the_generated_type_reads_them(list in list(agent())) {
        is_read_alike::<Agents>(&list, |data| read!(data.agents));
    }

    #[test]
    fn broadcasts_are_read_as_the_generated_type_reads_them(list in list(broadcast())) {
        is_read_alike::<Broadcasts>(&list, |data| read!(data.broadcasts));
    }
}
