//! Operations of a consumer's own, sent by `Client::execute`.

use crate::support::client_of;
use bcrumbs::{ErrorKind, Outcome};
use bcrumbs_sandbox::{Fault, Sandbox};

async fn sandbox() -> Sandbox {
    Sandbox::builder().conversations(30).start().await.unwrap()
}

mod own {
    //! A query of the consumer's own, over types that the crate has no model for.

    #[allow(clippy::upper_case_acronyms, reason = "the schema's name")]
    type DateTime = String;

    #[derive(graphql_client::GraphQLQuery)]
    #[graphql(
        schema_path = "schema/bcrumbs.graphql",
        query_path = "tests/own/tags.graphql",
        response_derives = "Debug"
    )]
    pub(crate) struct Tags;

    #[derive(graphql_client::GraphQLQuery)]
    #[graphql(
        schema_path = "schema/bcrumbs.graphql",
        query_path = "tests/own/createTag.graphql",
        response_derives = "Debug"
    )]
    pub(crate) struct CreateTag;
}

#[tokio::test]
async fn a_query_of_the_consumers_own_runs_with_the_same_key_and_limits() {
    let sandbox = sandbox().await;
    let client = client_of(&sandbox);
    let input = own::tags::TagsInput { workspace_id: 12, tag: None, type_: None };
    let answer = client.execute::<own::Tags>(own::tags::Variables { input }).await.unwrap();
    assert!(!answer.data().tags.as_ref().unwrap().nodes.is_empty());
    assert_eq!((answer.attempts(), answer.status().as_u16()), (1, 200));

    let input = own::tags::TagsInput { workspace_id: 99, tag: None, type_: None };
    let error = client.execute::<own::Tags>(own::tags::Variables { input }).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Forbidden, Some("Tags")));
}

#[tokio::test]
async fn a_mutation_of_the_consumers_own_is_not_sent_twice() {
    let sandbox = sandbox().await;
    let client = client_of(&sandbox);
    sandbox.fail_next(Fault::ResetAfterExecuting);
    let input = own::create_tag::TagCreateInput {
        workspace_id: 12,
        type_: own::create_tag::TagType::conv,
        tag: "late".into(),
        order: None,
        description: None,
    };
    let error = client.execute::<own::CreateTag>(own::create_tag::Variables { input }).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert_eq!(sandbox.journal().len(), 1);
}
