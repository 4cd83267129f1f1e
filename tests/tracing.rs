//! The logs: spans and events with the names of OpenTelemetry, without secrets at any level.

#![cfg(feature = "tracing")]

mod support;

use bcrumbs::{ChannelId, Client, ConversationId, Recipient, RetryPolicy};
use bcrumbs_sandbox::{Fault, Sandbox};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use support::{Canned, KEY};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Instrument, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

const LIST: &str = r#"{"data":{"convs":{"nodes":[],"pageInfo":{"hasNextPage":false}}}}"#;

#[derive(graphql_client::GraphQLQuery)]
#[graphql(
    schema_path = "schema/bcrumbs.graphql",
    query_path = "tests/own/tags.graphql",
    custom_scalars_module = "bcrumbs::scalars",
    response_derives = "Debug",
    normalization = "rust"
)]
struct Tags;

/// The fields of one span or event, as text.
#[derive(Clone, Debug, Default, PartialEq)]
struct Fields(BTreeMap<String, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

/// Everything that was logged: spans with all they recorded, and events.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<(String, Fields)>>>);

struct SpanIndex(usize);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Log {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let mut log = self.0.lock().unwrap();
        context.span(id).unwrap().extensions_mut().insert(SpanIndex(log.len()));
        log.push((attributes.metadata().name().to_owned(), fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let index = span.extensions().get::<SpanIndex>().unwrap().0;
        values.record(&mut self.0.lock().unwrap()[index].1);
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.0.lock().unwrap().push((format!("event of {}", event.metadata().target()), fields));
    }
}

/// Logs on this thread until dropped.
struct Logging {
    _subscriber: tracing::subscriber::DefaultGuard,
    _alone: MutexGuard<'static, ()>,
}

/// Starts logging on this thread, one test at a time: which spans anybody wants is cached for all threads.
fn log_to(subscriber: impl Subscriber + Send + Sync) -> Logging {
    static ALONE: Mutex<()> = Mutex::new(());
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    Logging { _subscriber: tracing::subscriber::set_default(subscriber), _alone: alone }
}

impl Log {
    /// Starts logging everything, at every level.
    fn start() -> (Self, Logging) {
        Self::start_with(Targets::new().with_default(LevelFilter::TRACE))
    }

    /// Starts logging what a filter lets through.
    fn start_with(filter: Targets) -> (Self, Logging) {
        let log = Self::default();
        let logging = log_to(tracing_subscriber::registry().with(log.clone().with_filter(filter)));
        (log, logging)
    }

    fn named(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        let log = self.0.lock().unwrap();
        log.iter().filter(|(found, _)| found == name).map(|(_, fields)| fields.0.clone()).collect()
    }
}

/// Logs the target of each span and event instead of its name.
struct TargetsOf(Log);

impl<S: Subscriber> Layer<S> for TargetsOf {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.note(attributes.metadata().target());
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.note(event.metadata().target());
    }
}

impl TargetsOf {
    fn note(&self, target: &str) {
        self.0.0.lock().unwrap().push((target.to_owned(), Fields::default()));
    }
}

fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn client(sandbox: &Sandbox) -> Client {
    Client::builder(bcrumbs::ApiKey::new(sandbox.api_key()))
        .endpoint(sandbox.endpoint())
        .retry(
            RetryPolicy::default()
                .first_backoff(Duration::from_millis(1))
                .longest_backoff(Duration::from_millis(2)),
        )
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_call_is_one_span_and_each_attempt_another() {
    let (log, _guard) = Log::start();
    let sandbox = Sandbox::builder().conversations(3).start().await.unwrap();
    sandbox.fail_next(Fault::status(503));
    client(&sandbox).workspace(12).conversations().page().await.unwrap();

    let port = sandbox.port().to_string();
    let journal = sandbox.journal();
    let call = fields(&[
        ("bcrumbs.attempts", "2"),
        ("bcrumbs.request_id", &journal[1].request_id),
        ("bcrumbs.workspace.id", "12"),
        ("graphql.operation.name", "convs"),
        ("graphql.operation.type", "query"),
        ("otel.kind", "client"),
        ("server.address", "127.0.0.1"),
        ("server.port", &port),
    ]);
    assert_eq!(log.named("graphql.call"), [call]);
    let attempts = log.named("graphql.attempt");
    assert_eq!(attempts.len(), 2);
    assert_eq!(
        attempts[0],
        fields(&[
            ("bcrumbs.request_id", &journal[0].request_id),
            ("error.type", "Server"),
            ("http.request.method", "POST"),
            ("http.request.resend_count", "0"),
            ("http.response.status_code", "503"),
        ])
    );
    assert_eq!(
        attempts[1],
        fields(&[
            ("bcrumbs.request_id", &journal[1].request_id),
            ("http.request.method", "POST"),
            ("http.request.resend_count", "1"),
            ("http.response.status_code", "200"),
        ])
    );
    let events = log.named("event of bcrumbs");
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["error.type"], "Server");
    assert_eq!(events[0]["http.request.resend_count"], "1");
    assert!(events[0]["wait_ms"].parse::<u64>().unwrap() <= 2);
}

#[tokio::test]
async fn a_failed_call_has_the_request_id_of_its_last_answer_and_an_own_operation_has_no_workspace() {
    let (log, _guard) = Log::start();
    let canned = Canned::default();
    canned.push(500, "");
    canned.push(200, "{}");
    let client = canned.client();
    client.workspace(12).conversations().page().await.unwrap_err();
    let input = tags::TagsInput { workspace_id: 12, tag: None, type_: None };
    client.execute::<Tags>(tags::Variables { input }).await.unwrap_err();
    let calls = log.named("graphql.call");
    for call in &calls {
        assert_eq!((&*call["bcrumbs.request_id"], &*call["bcrumbs.attempts"]), ("req-7", "1"));
    }
    let workspaces: Vec<_> = calls.iter().map(|call| call.get("bcrumbs.workspace.id")).collect();
    assert_eq!(workspaces, [Some(&"12".to_owned()), None]);
}

#[tokio::test]
async fn a_request_id_that_echoes_what_was_sent_is_redacted_in_spans() {
    let (log, _guard) = Log::start();
    let phone = "+12025550123";
    for (status, body) in [(200, LIST), (500, "")] {
        for id in [KEY, phone, &format!("req-{KEY}-{phone}")] {
            let canned = Canned::default();
            let answer = http::Response::builder().status(status).header("x-request-id", id);
            canned.push_answer(Ok(answer.body(body.into()).unwrap()));
            let list = canned.workspace().conversations().name_or_phone(phone);
            assert_eq!(list.page().await.is_ok(), status == 200);
        }
    }
    let spans = [log.named("graphql.call"), log.named("graphql.attempt")].concat();
    assert_eq!(spans.len(), 12);
    for span in spans {
        let shown = &span["bcrumbs.request_id"];
        assert!(!shown.contains(KEY) && !shown.contains(&phone[1..]), "{shown}");
    }
}

#[tokio::test]
async fn everything_is_under_the_target_of_the_crate() {
    let filter = Targets::new().with_target("bcrumbs", LevelFilter::TRACE);
    let targets = Log::default();
    let layer = TargetsOf(targets.clone()).with_filter(filter);
    let _guard = log_to(tracing_subscriber::registry().with(layer));
    let sandbox = Sandbox::builder().conversations(3).start().await.unwrap();
    sandbox.fail_next(Fault::status(503));
    client(&sandbox).workspace(12).conversations().page().await.unwrap();
    let seen: Vec<_> = targets.0.lock().unwrap().iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(seen, ["bcrumbs"; 4]);
}

#[tokio::test]
async fn a_call_that_succeeds_is_not_marked_with_an_attempts_failure_where_attempts_are_not_logged() {
    let (log, _guard) = Log::start_with(Targets::new().with_default(LevelFilter::INFO));
    let sandbox = Sandbox::builder().conversations(3).start().await.unwrap();
    sandbox.fail_next(Fault::status(503));
    client(&sandbox).workspace(12).conversations().page().await.unwrap();
    let calls = log.named("graphql.call");
    assert_eq!((calls.len(), calls[0].get("error.type")), (1, None));
    assert_eq!(log.named("event of bcrumbs").len(), 1);

    sandbox.fail_next(Fault::status(400));
    client(&sandbox).workspace(12).conversations().page().await.unwrap_err();
    assert_eq!(log.named("graphql.call")[1]["error.type"], "Http");
}

#[tokio::test]
async fn a_span_of_the_consumers_own_is_left_alone_where_this_crate_is_not_logged() {
    let filter = Targets::new().with_default(LevelFilter::TRACE).with_target("bcrumbs", LevelFilter::OFF);
    let (log, _guard) = Log::start_with(filter);
    let sandbox = Sandbox::builder().conversations(3).start().await.unwrap();
    sandbox.fail_next(Fault::status(400));
    let empty = tracing::field::Empty;
    let job = tracing::info_span!("job", "error.type" = empty, "http.response.status_code" = empty);
    client(&sandbox).workspace(12).conversations().page().instrument(job).await.unwrap_err();
    assert_eq!(log.named("job"), [fields(&[])]);
    assert!(log.named("graphql.call").is_empty());
}

/// The name of each call's parent.
#[derive(Clone, Default)]
struct Parents(Arc<Mutex<Vec<Option<&'static str>>>>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Parents {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().name() == "graphql.call" {
            let parent = context.span(id).unwrap().parent().map(|parent| parent.name());
            self.0.lock().unwrap().push(parent);
        }
    }
}

#[tokio::test]
async fn calls_that_a_stream_makes_in_tasks_belong_to_the_consumers_span() {
    let parents = Parents::default();
    let _guard = log_to(tracing_subscriber::registry().with(parents.clone()));
    let sandbox = Sandbox::builder().conversations(40).start().await.unwrap();
    let workspace = client(&sandbox).workspace(12);
    let list = workspace.conversations().page_size(5).items();
    list.all::<Vec<_>>().instrument(tracing::info_span!("job")).await.unwrap();
    let (from, to) = (DateTime::UNIX_EPOCH, Utc::now());
    let span = workspace.messages().since(from).until(to).stream().concurrency(4).items();
    span.all::<Vec<_>>().instrument(tracing::info_span!("job")).await.unwrap();
    let parents = parents.0.lock().unwrap();
    assert!(parents.len() > 8, "{} calls", parents.len());
    assert!(parents.iter().all(|parent| *parent == Some("job")), "{parents:?}");
}

#[tokio::test]
async fn a_failed_mutation_names_its_kind_and_its_error() {
    let (log, _guard) = Log::start();
    let sandbox = Sandbox::builder().conversations(3).start().await.unwrap();
    sandbox.fail_next(Fault::ResetAfterExecuting);
    let channel = sandbox.channels()[0].id.clone();
    let workspace = client(&sandbox).workspace(12);
    let recipient = Recipient::phone("+12025550123");
    workspace.start_conversation(ChannelId::from(channel.as_str()), recipient, "hello").await.unwrap_err();
    let calls = log.named("graphql.call");
    assert_eq!(calls[0]["graphql.operation.type"], "mutation");
    assert_eq!(calls[0]["error.type"], "Transport");
    assert!(log.named("event of bcrumbs").is_empty());
}

#[tokio::test]
async fn nothing_logs_a_secret_at_any_level_whatever_is_called_and_however_it_fails() {
    let (phone, text) = ("+12025550123", "the parcel is behind the shed");
    let (log, _guard) = Log::start();
    let sandbox = Sandbox::builder().conversations(3).api_key(KEY).start().await.unwrap();
    let workspace = client(&sandbox).workspace(12);
    let channel = sandbox.channels()[0].id.clone();
    let mut faults = vec![None];
    faults.extend([
        Some(Fault::status(500)),
        Some(Fault::throttled()),
        Some(Fault::ResetBeforeReading),
        Some(Fault::ResetAfterExecuting),
        Some(Fault::TruncatedBody),
        Some(Fault::MalformedJson),
        Some(Fault::PartialData),
        Some(Fault::Empty),
        Some(Fault::Body(json!({"errors": [{"message": format!("{phone} '{text}' {KEY}")}]}).to_string())),
    ]);
    for fault in faults {
        for call in 0..5 {
            sandbox.calm();
            if let Some(fault) = &fault {
                sandbox.fail_next(fault.clone());
            }
            let recipient = Recipient::phone(phone);
            // Whether a call fails is not the question here.
            let _ = match call {
                0 => workspace
                    .conversations()
                    .name_or_phone(phone)
                    .search(text)
                    .with_contact()
                    .page()
                    .await
                    .err(),
                1 => workspace.conversations().with_messages().page().await.err(),
                2 => workspace.messages().search(text).page().await.err(),
                3 => workspace
                    .start_conversation(ChannelId::from(channel.as_str()), recipient, "hello")
                    .components(json!({"text": text}))
                    .await
                    .err(),
                _ => workspace
                    .assign_conversation(
                        ConversationId::from("c"),
                        ChannelId::from(channel.as_str()),
                        bcrumbs::Assignee::ai("a"),
                    )
                    .await
                    .err(),
            };
        }
    }
    assert!(log.named("graphql.attempt").len() > 50);
    // The HTTP libraries' own entries too, the sandbox's among them.
    let printed = format!("{:?}", log.0.lock().unwrap());
    for secret in [KEY, &phone[1..], "behind the shed"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}
