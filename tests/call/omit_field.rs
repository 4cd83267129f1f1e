//! No query selects a field that is left out, and the rest of each query is unchanged.

use crate::support::{Canned, KEY};
use bcrumbs::graphql_client::{GraphQLQuery, QueryBody};
use bcrumbs::{
    ApiKey, Assignee, ChannelId, Client, ConversationId, ErrorKind, OPERATIONS, Outcome, Recipient,
    RetryPolicy,
};
use bcrumbs_sandbox::Sandbox;
use serde_json::{Value, json};

fn without(canned: &Canned, fields: &[&str]) -> Client {
    let builder = Client::builder(ApiKey::new(KEY)).transport(canned.clone()).retry(RetryPolicy::none());
    fields.iter().fold(builder, |builder, field| builder.omit_field(*field)).build().unwrap()
}

fn refused(fields: &[&str]) -> String {
    let builder = Client::builder(ApiKey::new(KEY));
    let error = fields.iter().fold(builder, |builder, field| builder.omit_field(*field)).build().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Config, Outcome::NotExecuted), "{error}");
    error.to_string()
}

/// Returns a document without the lines that hold nothing but a field.
fn without_lines(document: &str, fields: &[&str]) -> String {
    document.split_inclusive('\n').filter(|line| !fields.contains(&line.trim())).collect()
}

fn shipped(name: &str) -> &'static str {
    OPERATIONS.iter().find(|operation| operation.name == name).unwrap().document
}

#[tokio::test]
async fn every_list_of_conversations_leaves_the_field_out_and_reads_the_answer() {
    let canned = Canned::default();
    let workspace = without(&canned, &["Conv.aiAssigneed", "Conv.tags"]).workspace(12);
    let lists = || {
        let list = workspace.conversations();
        let with_both = list.clone().with_contact().with_messages();
        [list.clone(), list.clone().with_contact(), list.with_messages(), with_both]
    };
    let node = r#"{"id":"a","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}"#;
    // Twice: the second call takes the document from the cache.
    for list in lists().into_iter().chain(lists()) {
        canned.push(200, format!(r#"{{"data":{{"convs":{{"nodes":[{node}]}}}}}}"#));
        let page = list.page().await.unwrap();
        assert!(!page.items[0].ai_assigned && page.items[0].tags.is_empty());
    }
    let names = ["convs", "convsWithClient", "convsWithMessages", "convsWithClientAndMessages"];
    for (sent, name) in canned.sent().iter().zip(names.into_iter().chain(names)) {
        assert_eq!(sent["operationName"], name);
        assert_eq!(sent["query"], without_lines(shipped(name), &["aiAssigneed", "tags"]), "{name}");
    }
}

#[tokio::test]
async fn a_mutation_asks_for_the_field_all_the_same() {
    let canned = Canned::default();
    let workspace = without(&canned, &["Conv.aiAssigneed", "Conv.assigneeId"]).workspace(12);
    let conversation = r#"{"id":"a","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}"#;
    canned.push(200, format!(r#"{{"data":{{"assignConv":{conversation}}}}}"#));
    canned.push(200, format!(r#"{{"data":{{"startConv":{conversation}}}}}"#));
    let (id, channel) = (ConversationId::from("a"), ChannelId::from("c"));
    workspace.assign_conversation(&id, &channel, Assignee::agent("b")).await.unwrap();
    workspace.start_conversation(&channel, Recipient::contact("d"), "hello").await.unwrap();
    assert_eq!(canned.sent()[0]["query"], shipped("assignConv"));
    assert_eq!(canned.sent()[1]["query"], shipped("startConv"));
}

/// A query of one's own with the name and the text of this crate's.
struct Copied;

impl GraphQLQuery for Copied {
    type Variables = Value;
    type ResponseData = Value;

    fn build_query(variables: Value) -> QueryBody<Value> {
        QueryBody { variables, query: shipped("messages"), operation_name: "messages" }
    }
}

#[tokio::test]
async fn an_operation_of_ones_own_is_sent_as_it_is_even_where_its_text_is_the_same() {
    let canned = Canned::default();
    let client = without(&canned, &["Message.status"]);
    let lines = || canned.sent().last().unwrap()["query"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        canned.push(200, r#"{"data":{"messages":{"nodes":[]}}}"#);
        client.execute::<Copied>(json!({})).await.unwrap();
        assert_eq!(lines(), shipped("messages"));
        canned.push(200, r#"{"data":{"messages":{"nodes":[]}}}"#);
        client.workspace(12).messages().page().await.unwrap();
        assert_eq!(lines(), without_lines(shipped("messages"), &["status"]));
    }
}

#[tokio::test]
async fn without_a_setting_every_operation_is_sent_as_its_file_is() {
    let client = Canned::default().client();
    assert!(client.operations().eq(OPERATIONS.iter().copied()));
}

#[tokio::test]
async fn a_client_shows_what_it_sends() {
    let client = without(&Canned::default(), &["Conv.orderNo"]);
    for (sent, shipped) in client.operations().zip(OPERATIONS) {
        let is_list = shipped.name.starts_with("convs");
        let fields: &[&str] = if is_list { &["orderNo"] } else { &[] };
        assert_eq!((sent.name, sent.document), (shipped.name, &*without_lines(shipped.document, fields)));
    }
}

#[test]
fn what_cannot_be_left_out_is_refused_with_a_list_of_what_can() {
    for (field, why) in [
        ("Conv.aiAssigned", "no operation of this crate selects it"),
        ("Contact.name", "no operation of this crate selects it"),
        ("Conv", "no operation of this crate selects it"),
        ("Conv.client", "no operation of this crate selects it"),
        ("", "no operation of this crate selects it"),
        ("Conv.id", "it is never null"),
        ("Conv.createdAt", "it is never null"),
        ("createdAt", "it is never null"),
        ("PageInfo.endCursor", "paging needs it"),
        ("PageInfo.hasNextPage", "paging needs it"),
        ("count", "paging needs it"),
    ] {
        let text = refused(&[field]);
        assert!(text.starts_with(&format!("the field {field} cannot be left out: {why}; ")), "{text}");
        let can = text.split_once("; fields that can be left out: ").unwrap().1;
        for listed in ["Conv.aiAssigneed", "ConvClient.phone", "Message.content"] {
            assert!(can.split(", ").any(|field| field == listed), "{text}");
        }
        assert!(!can.contains("PageInfo") && !can.contains("createdAt"), "{text}");
    }
}

#[test]
fn the_last_fields_of_a_selection_are_not_left_out() {
    let contact = ["ConvClient.name", "ConvClient.surname", "ConvClient.code", "ConvClient.phone"];
    let canned = Canned::default();
    without(&canned, &contact);
    let text = refused(&[&contact[..], &["ConvClient.isDeleted", "Conv.tags"]].concat());
    assert!(
        text.contains("the selection of `convs.nodes.client` in convsWithClient would be empty"),
        "{text}"
    );
    assert!(text.contains("fields that can be left out: "), "{text}");
}

#[test]
fn the_type_may_be_left_out_where_one_type_has_the_field() {
    let client = without(&Canned::default(), &[" aiAssigneed ", "status"]);
    assert!(
        client
            .operations()
            .filter(|sent| sent.name.starts_with("convs"))
            .all(|sent| !sent.document.contains("aiAssigneed"))
    );
    let (mutations, queries): (Vec<_>, Vec<_>) =
        client.operations().partition(|sent| sent.document.trim_start().starts_with("mutation"));
    assert!(queries.iter().all(|sent| sent.document.trim_start().starts_with("query")));
    assert!(queries.iter().all(|sent| !sent.document.contains("status")));
    let added = mutations.iter().find(|sent| sent.name == "addMessage").unwrap();
    assert!(added.document.contains("    status\n"), "mutations are sent unchanged");
}

#[test]
fn what_stands_in_place_of_a_field_by_mistake_is_not_shown() {
    let text = refused(&["bck_3f9a1c77e0d24b6f"]);
    assert!(!text.contains("3f9a1c77"), "{text}");
}

#[tokio::test]
async fn a_gateway_executes_every_list_without_what_can_be_left_out() {
    let sandbox = Sandbox::builder().conversations(12).start().await.unwrap();
    let all = refused(&["nothing"]);
    let fields: Vec<_> = all.split_once("; fields that can be left out: ").unwrap().1.split(", ").collect();
    // A selection must keep one field.
    for field in &fields {
        let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint());
        let workspace = client.omit_field(*field).build().unwrap().workspace(sandbox.workspace_id());
        let list = workspace.conversations().with_contact().with_messages();
        assert_eq!(list.page().await.unwrap().items.len(), 12, "{field}");
        assert!(!workspace.messages().page().await.unwrap().items.is_empty(), "{field}");
    }
    assert!(fields.len() > 20, "{all}");
}
