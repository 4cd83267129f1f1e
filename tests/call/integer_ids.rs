//! An integer `ID` in a response is kept as text, for every type that reads the response.

use crate::support::Canned;
use bcrumbs::graphql_client::{self, GraphQLQuery};
use bcrumbs::{
    Assignee, ChannelId, ConversationId, ErrorKind, Outcome, PageRequest, PagedQuery, Recipient, Response,
    StartedConversation, WorkspaceId,
};

const TIME: &str = r#""createdAt":"2026-03-16T00:00:00.000Z""#;

/// Starts a conversation against one answer.
async fn start(body: String) -> Result<Response<StartedConversation>, bcrumbs::Error> {
    let workspace = Canned::one(200, body).workspace();
    workspace.start_conversation(ChannelId::from("channel1"), Recipient::contact("contact1"), "hello").await
}

#[tokio::test]
async fn a_started_conversation_with_an_integer_id_is_no_error() {
    for id in ["7", "0", "-7", "9007199254740993", "18446744073709551615", "123456789012345678901234567890"] {
        let body = format!(
            r#"{{"data":{{"startConv":{{"id":{id},"integrationId":{id},"assigneeId":{id},"ended":false,{TIME}}}}}}}"#
        );
        let started = start(body).await.unwrap();
        assert_eq!(started.id, id);
        assert_eq!(started.channel_id.as_ref().unwrap(), &id);
        assert_eq!(started.assignee_id.as_ref().unwrap(), &id);
    }
}

#[tokio::test]
async fn an_assigned_conversation_with_an_integer_id_is_no_error() {
    let body = format!(r#"{{"data":{{"assignConv":{{"id":7,"assigneeId":8,"ended":false,{TIME}}}}}}}"#);
    let assign = Canned::one(200, body).workspace().assign_conversation(
        ConversationId::from("7"),
        ChannelId::from("channel1"),
        Assignee::agent("8"),
    );
    let assigned = assign.await.unwrap();
    assert_eq!((assigned.id.as_str(), assigned.assignee_id.as_ref().unwrap().as_str()), ("7", "8"));
}

#[tokio::test]
async fn a_list_with_integer_ids_is_read_and_what_is_a_number_stays_one() {
    let body = format!(
        r#"{{"data":{{"convs":{{"nodes":[{{"workspaceId":12,"id":"a","ended":false,{TIME}}},null,
        {{"workspaceId":12,"id":8,"stageId":9,"tags":[1,"vip"],"ended":false,{TIME},
          "messages":[{{"messageId":10,"isAgent":true,{TIME}}}]}}],
        "pageInfo":{{"hasNextPage":true,"endCursor":1742127910000,"count":3}}}}}}}}"#
    );
    let page =
        Canned::one(200, body).workspace().conversations().with_messages().with_total().page().await.unwrap();
    let [first, second] = &page.items[..] else { panic!("{page:?}") };
    assert_eq!((first.id.as_str(), second.id.as_str()), ("a", "8"));
    assert_eq!(second.workspace_id, Some(WorkspaceId::from(12)));
    assert_eq!((second.stage_id.as_ref().unwrap().as_str(), second.tags.len()), ("9", 2));
    assert_eq!(second.messages.as_ref().unwrap()[0].id, "10");
    assert_eq!((page.total, page.errors().len()), (Some(3), 1));
    assert!(page.next.is_some(), "{page:?}");
}

#[tokio::test]
async fn items_with_the_same_integer_id_are_the_same_item() {
    let page = |ids: &str, next: bool| {
        let nodes: Vec<_> =
            ids.split(' ').map(|id| format!(r#"{{"id":{id},"ended":false,{TIME}}}"#)).collect();
        format!(
            r#"{{"data":{{"convs":{{"nodes":[{}],"pageInfo":{{"hasNextPage":{next},"endCursor":"2026-03-16T00:00:00.000Z"}}}}}}}}"#,
            nodes.join(",")
        )
    };
    let canned = Canned::one(200, page("3 2", true));
    canned.push(200, page(r#""3" 2 1"#, false));
    let items = canned.workspace().conversations().page_size(2).items().all::<Vec<_>>().await.unwrap().items;
    let ids: Vec<_> = items.iter().map(|conversation| conversation.id.as_str()).collect();
    assert_eq!(ids, ["3", "2", "1"]);
}

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "schema/bcrumbs.graphql",
    query_path = "tests/own/contacts.graphql",
    custom_scalars_module = "bcrumbs::scalars",
    variable_types("PageRequest"),
    variables_derives = "Clone",
    response_derives = "Debug",
    skip_serializing_none,
    normalization = "rust"
)]
struct Contacts;

impl PagedQuery for Contacts {
    type Item = contacts::ContactsContactsNodes;
    const FIELD: &'static str = "contacts";

    fn set_page(variables: &mut contacts::Variables, page: Option<PageRequest>) {
        variables.page_info = page;
    }

    fn key(contact: &Self::Item) -> &str {
        &contact.id
    }
}

#[tokio::test]
async fn an_operation_and_a_list_of_ones_own_read_integer_ids_too() {
    let body = format!(r#"{{"data":{{"contacts":{{"nodes":[{{"id":7,{TIME}}}]}}}}}}"#);
    let variables = || contacts::Variables { page_info: None, workspace_id: 12 };
    let executed = Canned::one(200, body.clone()).client().execute::<Contacts>(variables()).await.unwrap();
    assert_eq!(executed.into_data().contacts.unwrap().nodes[0].as_ref().unwrap().id, "7");
    let page = Canned::one(200, body).client().list::<Contacts>(variables()).page().await.unwrap();
    assert_eq!(page.items[0].id, "7");
}

#[tokio::test]
async fn what_is_wrong_besides_integer_ids_is_named() {
    for (fields, path, expected) in [
        (r#""id":7,"ended":"no","createdAt":"x""#.to_owned(), "data.startConv.ended", "invalid type: string"),
        (format!(r#""id":7.0,"ended":false,{TIME}"#), "data.startConv.id", "invalid type: floating point"),
        (format!(r#""id":7e3,"ended":false,{TIME}"#), "data.startConv.id", "invalid type: floating point"),
        (
            r#""id":7,"ended":false,"createdAt":17"#.to_owned(),
            "data.startConv.createdAt",
            "a date and time such as",
        ),
        (
            r#""id":"a","ended":false,"createdAt":17"#.to_owned(),
            "data.startConv.createdAt",
            "invalid type: integer",
        ),
    ] {
        let error = start(format!(r#"{{"data":{{"startConv":{{{fields}}}}}}}"#)).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::SchemaMismatch, Outcome::Executed),
            "{error}"
        );
        assert_eq!(error.path(), Some(path), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn keys_that_come_twice_beside_an_integer_id_stay_an_error() {
    for fields in [r#""id":7,"id":8"#, r#""id":7,"ended":false,"ended":true"#] {
        let error = start(format!(r#"{{"data":{{"startConv":{{{fields},{TIME}}}}}}}"#)).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Unknown), "{error}");
    }
}

#[tokio::test]
async fn half_a_surrogate_pair_beside_an_integer_id_is_replaced() {
    let body = format!(r#"{{"data":{{"startConv":{{"id":7,"clientId":"\ud83d","ended":false,{TIME}}}}}}}"#);
    let started = start(body).await.unwrap();
    assert_eq!((started.id.as_str(), started.contact_id.as_ref().unwrap().as_str()), ("7", "\u{fffd}"));
}
