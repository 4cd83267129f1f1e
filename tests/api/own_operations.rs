//! Operations of a consumer's own, sent by `Client::execute`.

use crate::support::{client_of, sandbox};
use bcrumbs::graphql_client::{GraphQLQuery, QueryBody};
use bcrumbs::{
    ApiKey, Client, Error, ErrorKind, Idempotency, Outcome, RetryPolicy, TimeoutPhase, Transport,
    TransportError, TransportErrorKind, TransportFuture,
};
use bcrumbs_sandbox::{CursorRule, Fault};
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

mod own {
    //! Operations over types that the crate has no model for.

    #[derive(graphql_client::GraphQLQuery)]
    #[graphql(
        schema_path = "schema/bcrumbs.graphql",
        query_path = "tests/own/tags.graphql",
        custom_scalars_module = "bcrumbs::scalars",
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

fn tags() -> own::tags::Variables {
    own::tags::Variables { input: own::tags::TagsInput { workspace_id: 12, tag: None, type_: None } }
}

fn create_tag() -> own::create_tag::Variables {
    let input = own::create_tag::TagCreateInput {
        workspace_id: 12,
        type_: own::create_tag::TagType::conv,
        tag: "late".into(),
        order: None,
        description: None,
    };
    own::create_tag::Variables { input }
}

#[tokio::test]
async fn a_query_of_the_consumers_own_runs_with_the_same_key_and_limits() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let client = client_of(&sandbox);
    let answer = client.execute::<own::Tags>(tags()).await.unwrap();
    assert!(!answer.data().tags.as_ref().unwrap().nodes.is_empty());
    assert_eq!((answer.attempts(), answer.status().as_u16()), (1, 200));

    let mut other = tags();
    other.input.workspace_id = 99;
    let error = client.execute::<own::Tags>(other).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Forbidden, Some("Tags")));
}

#[tokio::test]
async fn a_mutation_of_the_consumers_own_is_not_sent_twice() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let client = client_of(&sandbox);
    for fault in [Fault::ResetAfterReading, Fault::ResetAfterExecuting] {
        sandbox.clear_journal();
        sandbox.fail_next(fault);
        let error = client.execute::<own::CreateTag>(create_tag()).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
        assert!(!error.is_retryable());
        assert_eq!(sandbox.journal().len(), 1);
    }
}

#[tokio::test]
async fn a_mutation_that_is_stated_to_be_idempotent_is_resent_after_a_reset() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let client = client_of(&sandbox);
    sandbox.fail_next(Fault::ResetAfterReading);
    let request = client.execute::<own::CreateTag>(create_tag()).idempotency(Idempotency::Idempotent);
    let answer = request.await.unwrap();
    assert_eq!((answer.attempts(), answer.data().create_tag.is_some()), (2, true));
    let executed: Vec<_> = sandbox.journal().iter().map(|entry| entry.executed).collect();
    assert_eq!(executed, [false, true]);
}

#[tokio::test]
async fn a_query_is_resent_after_a_reset_unless_it_is_stated_not_to_be_idempotent() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let client = client_of(&sandbox);
    sandbox.fail_next(Fault::ResetAfterReading);
    assert_eq!(client.execute::<own::Tags>(tags()).await.unwrap().attempts(), 2);
    sandbox.fail_next(Fault::ResetAfterReading);
    let request = client.execute::<own::Tags>(tags()).idempotency(Idempotency::NotIdempotent);
    assert_eq!(request.await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn an_operation_of_ones_own_has_a_timeout_and_a_retry_policy_of_its_own() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let client = client_of(&sandbox);
    sandbox.fail_next(Fault::Delay(Duration::from_secs(5)));
    let request = client.execute::<own::Tags>(tags()).timeout(Duration::from_millis(30));
    let error = request.await.unwrap_err();
    assert_eq!((error.kind(), error.timeout_phase()), (ErrorKind::Timeout, Some(TimeoutPhase::Total)));

    sandbox.script([Fault::status(500), Fault::status(500), Fault::status(500), Fault::status(500)]);
    let request = || client.execute::<own::Tags>(tags());
    let policy = |attempts| RetryPolicy::default().max_attempts(attempts).first_backoff(Duration::ZERO);
    assert_eq!(request().retry(RetryPolicy::none()).await.unwrap_err().attempts(), 1);
    assert_eq!(request().retry(policy(2)).await.unwrap_err().attempts(), 2);
    assert_eq!(request().retry(policy(2)).await.unwrap().attempts(), 2);
}

/// Breaks every connection, and counts the requests.
#[derive(Clone, Debug, Default)]
struct Breaks(Arc<AtomicUsize>);

impl Transport for Breaks {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Err(TransportError::new(TransportErrorKind::Interrupted)) })
    }
}

/// Declares operations as a consumer writes them by hand, with documents of any form.
macro_rules! operations {
    ($($name:ident: $document:expr;)+) => {
        $(
            #[derive(Debug)]
            struct $name;

            impl GraphQLQuery for $name {
                type Variables = ();
                type ResponseData = serde_json::Value;

                fn build_query((): ()) -> QueryBody<()> {
                    QueryBody { variables: (), query: $document, operation_name: "own" }
                }
            }
        )+
    };
}

operations! {
    Plain: "query own { a }";
    Short: "{ a }";
    WithFragment: "fragment f on Query { mutation } query own { ...f }";
    Mutation: "mutation own { a }";
    MutationBehindAComment: "# query own { a }\nmutation own { a }";
    MutationBesideAQuery: "query other { a } mutation own { a }";
    MutationBehindAFragment: "fragment query on Mutation { a } mutation own { ...query }";
    Subscription: "subscription own { a }";
    Nothing: "";
}

/// Sends an operation over connections that break; returns the error and the number of requests.
async fn broken<Q: GraphQLQuery<Variables = (), ResponseData = serde_json::Value> + 'static>(
    idempotency: Option<Idempotency>,
) -> (Error, usize) {
    let breaks = Breaks::default();
    let policy = RetryPolicy::default().first_backoff(Duration::ZERO);
    let client = Client::builder(ApiKey::new("k")).transport(breaks.clone()).retry(policy).build().unwrap();
    let request = client.execute::<Q>(());
    let request = match idempotency {
        Some(idempotency) => request.idempotency(idempotency),
        None => request,
    };
    let error = request.await.unwrap_err();
    (error, breaks.0.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_mutation_is_never_taken_for_a_query_and_what_is_stated_wins() {
    async fn check<Q: GraphQLQuery<Variables = (), ResponseData = serde_json::Value> + 'static>(sent: usize) {
        let name = std::any::type_name::<Q>();
        for (stated, expected) in
            [(None, sent), (Some(Idempotency::Idempotent), 3), (Some(Idempotency::NotIdempotent), 1)]
        {
            let (error, requests) = broken::<Q>(stated).await;
            assert_eq!((requests, error.outcome()), (expected, Outcome::Unknown), "{name} {stated:?}");
        }
    }
    check::<Plain>(3).await;
    check::<Short>(3).await;
    check::<WithFragment>(3).await;
    check::<Mutation>(1).await;
    check::<MutationBehindAComment>(1).await;
    check::<MutationBesideAQuery>(1).await;
    check::<MutationBehindAFragment>(1).await;
    check::<Subscription>(1).await;
    check::<Nothing>(1).await;
}
