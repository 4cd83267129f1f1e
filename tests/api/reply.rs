//! Replying: what is asked and sent for each kind of channel and window, and what is known where it fails.

use crate::support::{Canned, workspace_of};
use bcrumbs::{
    ApiKey, Client, Content, Conversation, ErrorKind, Message, Outcome, Remedy, Reply, RetryPolicy, Template,
    TimeoutPhase, Transport, TransportFuture, Workspace,
};
use bcrumbs_sandbox::{Fault, NewContact, Sandbox};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

/// The index of a channel in the sandbox.
const WHATSAPP: usize = 0;
const INSTAGRAM: usize = 1;

/// A conversation on WhatsApp that can be replied to.
pub(crate) fn whatsapp(opened: DateTime<Utc>) -> Conversation {
    let mut conversation = Conversation::new("conv1", opened);
    conversation.contact_id = Some("contact1".into());
    conversation.channel_id = Some("channel1".into());
    conversation.channel_kind = Some(bcrumbs::ChannelKind::WhatsApp);
    conversation
}

/// A sandbox in which a contact has just written on a channel, and whose conversations do not end by themselves.
struct Desk {
    sandbox: Sandbox,
    workspace: Workspace,
    contact: String,
    channel: String,
}

impl Desk {
    async fn new(channel: usize) -> Self {
        let builder = Sandbox::builder().empty().conversation_ttl_hours(0);
        let sandbox = builder.start().await.unwrap();
        let contact = sandbox.add_contact(NewContact::named("Ada"));
        let channel = sandbox.channels()[channel].id.clone();
        sandbox.receive(&contact, &channel, "Where is my order?").unwrap();
        Self { workspace: workspace_of(&sandbox), sandbox, contact, channel }
    }

    /// The one conversation, without its messages.
    async fn conversation(&self) -> Conversation {
        let page = self.workspace.conversations().page().await.unwrap();
        self.sandbox.clear_journal();
        page.into_data().items.remove(0)
    }

    /// The one conversation, with its messages.
    async fn with_messages(&self) -> Conversation {
        let page = self.workspace.conversations().with_messages().page().await.unwrap();
        self.sandbox.clear_journal();
        page.into_data().items.remove(0)
    }

    /// The operations that were asked for since.
    fn asked(&self) -> Vec<String> {
        self.sandbox.journal().into_iter().filter_map(|entry| entry.operation).collect()
    }
}

pub(crate) fn template() -> Template {
    Template::new("we_are_back").language("en").components(json!({"name": "Ada"}))
}

#[tokio::test]
async fn a_reply_within_24_hours_is_a_message_in_the_conversation() {
    for channel in [WHATSAPP, INSTAGRAM] {
        let desk = Desk::new(channel).await;
        desk.sandbox.advance(23 * HOUR);
        let conversation = desk.conversation().await;
        let reply = desk.workspace.reply(&conversation, "On its way!").or_template(template()).await.unwrap();
        assert_eq!(desk.asked(), ["messages", "addMessage"]);
        let Reply::Message(message) = reply.into_data() else { panic!("a template was sent") };
        assert_eq!(message.content.as_deref(), Some("On its way!"));
        desk.sandbox.advance(Duration::from_secs(2));
        let newest = desk.workspace.messages().page_size(1).page().await.unwrap().into_data().items.remove(0);
        assert_eq!((newest.id, newest.status.unwrap().as_str()), (message.id, "sent"));
    }
}

#[tokio::test]
async fn a_reply_after_24_hours_fails_before_anything_is_sent_and_reports_since_when_and_what_may_be_sent() {
    for (channel, remedy, advice) in [
        (WHATSAPP, Remedy::ApprovedTemplate, "send an approved template, or wait until the contact writes"),
        (INSTAGRAM, Remedy::Undocumented, "wait until the contact writes: no other way is documented"),
    ] {
        let desk = Desk::new(channel).await;
        let wrote = desk.with_messages().await.waiting_since().unwrap();
        desk.sandbox.advance(30 * HOUR);
        let conversation = desk.conversation().await;
        let error = desk.workspace.reply(&conversation, "On its way!").await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::ReplyWindowClosed, Outcome::NotExecuted));
        let closed = error.closed_window().unwrap();
        assert_eq!((closed.since, closed.remedy), (Some(wrote + TimeDelta::hours(24)), remedy));
        let since = (wrote + TimeDelta::hours(24)).format("%Y-%m-%d %H:%M:%S UTC");
        assert_eq!(
            error.to_string(),
            format!("addMessage: the reply window has been closed since {since}; {advice}")
        );
        assert!(!error.is_retryable() && error.attempts() == 0);
        assert_eq!(desk.asked(), ["messages", "messages"], "the second time for since when");
    }
}

#[tokio::test]
async fn a_contact_who_never_wrote_has_a_closed_window_of_no_known_age() {
    let desk = Desk::new(WHATSAPP).await;
    let other = desk.sandbox.add_contact(NewContact::named("Tom"));
    let new = bcrumbs_sandbox::NewConversation::with(other, &desk.channel);
    desk.sandbox.add_conversation(new).unwrap();
    let conversation = desk.conversation().await;
    let error = desk.workspace.reply(&conversation, "Hello").await.unwrap_err();
    assert_eq!(error.closed_window().unwrap().since, None);
    assert!(error.to_string().contains("the contact has not written in the last 24 hours"), "{error}");
}

#[tokio::test]
async fn a_reply_after_24_hours_is_the_template_where_there_is_one_and_opens_another_conversation() {
    let desk = Desk::new(WHATSAPP).await;
    desk.sandbox.advance(25 * HOUR);
    let conversation = desk.conversation().await;
    let reply = desk.workspace.reply(&conversation, "On its way!").or_template(template()).await.unwrap();
    assert_eq!(desk.asked(), ["messages", "startConv"]);
    let input = desk.sandbox.requests_of("startConv").remove(0).variables["input"].take();
    let expected = json!({"workspaceId": 12, "integrationId": desk.channel, "clientId": desk.contact,
        "templateName": "we_are_back", "templateLang": "en", "templateComponents": {"name": "Ada"}});
    assert_eq!(input, expected);
    let Reply::Template(started) = reply.into_data() else { panic!("a message was sent") };
    assert_ne!(started.id, conversation.id);
    let newest =
        desk.workspace.conversations().page_size(1).page().await.unwrap().into_data().items.remove(0);
    assert_eq!((newest.id, newest.contact_id), (started.id, conversation.contact_id));
}

#[tokio::test]
async fn a_channel_without_a_window_and_one_of_unknown_kind_are_replied_to_without_asking() {
    for (channel, network) in [(2, "TELEGRAM"), (3, "CUSTOM"), (4, "BCWEBCHAT")] {
        let desk = Desk::new(channel).await;
        assert_eq!(desk.sandbox.channels()[channel].network, network);
        desk.sandbox.advance(90 * HOUR);
        let mut conversation = desk.conversation().await;
        for kind in [conversation.channel_kind.clone(), None] {
            conversation.channel_kind = kind;
            let reply =
                desk.workspace.reply(&conversation, "On its way!").or_template(template()).await.unwrap();
            assert!(matches!(reply.data(), Reply::Message(_)), "{network}");
        }
        assert_eq!(desk.asked(), ["addMessage", "addMessage"], "{network}");
    }
}

#[tokio::test]
async fn a_message_on_another_channel_of_the_contact_opens_the_window() {
    let desk = Desk::new(WHATSAPP).await;
    desk.sandbox.advance(30 * HOUR);
    let conversation = desk.conversation().await;
    let telegram = desk.sandbox.channels()[2].id.clone();
    desk.sandbox.receive(&desk.contact, &telegram, "Hello?").unwrap();
    let reply = desk.workspace.reply(&conversation, "On its way!").await.unwrap();
    assert!(matches!(reply.data(), Reply::Message(_)));
}

#[tokio::test]
async fn what_can_be_refused_without_asking_is_refused_and_nothing_is_sent() {
    let desk = Desk::new(WHATSAPP).await;
    let known = desk.conversation().await;
    let changed = |change: fn(&mut Conversation)| {
        let mut conversation = known.clone();
        change(&mut conversation);
        conversation
    };
    let reply = |conversation: &Conversation, text: &str| desk.workspace.reply(conversation, text);
    for (reply, text) in [
        (
            reply(&changed(|c| c.ended = true), "x"),
            "addMessage: the conversation has ended and takes no more messages",
        ),
        (reply(&changed(|c| c.channel_id = None), "x"), "addMessage: the conversation has no channel"),
        (reply(&changed(|c| c.contact_id = None), "x"), "addMessage: the conversation has no contact"),
        (reply(&known, " "), "addMessage: the content is empty"),
        (reply(&known, "x").or_template(Template::new("")), "startConv: the template name is empty"),
    ] {
        let with_template = reply.clone().or_template(template()).await;
        let error = reply.await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::InvalidInput, Outcome::NotExecuted));
        assert_eq!(error.to_string(), format!("{text}; nothing was sent"));
        assert_eq!(with_template.is_ok(), text.starts_with("startConv"), "{text}");
    }
    assert_eq!(desk.asked(), ["messages", "addMessage"], "the one whose template has a name");
}

#[tokio::test]
async fn an_internal_note_needs_no_window() {
    let desk = Desk::new(WHATSAPP).await;
    desk.sandbox.advance(30 * HOUR);
    let conversation = desk.conversation().await;
    let note = desk.workspace.reply(&conversation, Content::note("Calls every day.")).or_template(template());
    assert!(matches!(note.await.unwrap().data(), Reply::Message(_)));
    assert_eq!(desk.asked(), ["addMessage"]);
}

#[tokio::test]
async fn messages_of_the_conversation_prove_a_window_open_and_none_closed() {
    // The gateway lists no message, and the conversation carries one of the contact's.
    for (date, sent) in [("Mon, 16 Mar 2026 12:00:00 GMT", true), ("Tue, 17 Mar 2026 12:00:00 GMT", false)] {
        let canned = Canned::default();
        for _ in 0..3 {
            let body = r#"{"data":{"messages":{"nodes":[],"pageInfo":{"hasNextPage":false}}}}"#;
            let answer = http::Response::builder().header("date", date).body(body.into()).unwrap();
            canned.push_answer(Ok(answer));
        }
        let wrote: DateTime<Utc> = "2026-03-16T12:00:00Z".parse().unwrap();
        let mut conversation = whatsapp(wrote);
        conversation.messages = Some(vec![Message::new("m", wrote)]);
        let reply = canned.workspace().reply(&conversation, "On its way!").await;
        let operations: Vec<Value> = canned.sent().iter().map(|body| body["operationName"].clone()).collect();
        assert_eq!(operations.last().unwrap() == "addMessage", sent, "{date}: {operations:?}");
        assert_eq!(reply.unwrap_err().kind() != ErrorKind::ReplyWindowClosed, sent);
    }

    // The conversation as it was: the contact has written since, and it does not show that.
    let desk = Desk::new(WHATSAPP).await;
    desk.sandbox.advance(30 * HOUR);
    let old = desk.with_messages().await;
    desk.sandbox.receive(&desk.contact, &desk.channel, "Hello?").unwrap();
    desk.workspace.reply(&old, "On its way!").await.unwrap();
    assert_eq!(desk.asked(), ["messages", "addMessage"]);

    // The conversation as it was: its messages are too old now.
    let old = desk.with_messages().await;
    desk.sandbox.advance(30 * HOUR);
    let error = desk.workspace.reply(&old, "On its way!").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReplyWindowClosed);
}

#[tokio::test]
async fn the_gateways_clock_decides_where_this_machines_differs() {
    // The sandbox's clock is a day and an hour ahead of this machine's, by which the window is open.
    let desk = Desk::new(WHATSAPP).await;
    desk.sandbox.advance(25 * HOUR);
    let conversation = desk.with_messages().await;
    assert!(conversation.reply_window(Utc::now()).unwrap().is_open());
    let reply = desk.workspace.reply(&conversation, "On its way!").or_template(template()).await.unwrap();
    assert!(matches!(reply.data(), Reply::Template(_)));

    // It is years behind this machine's, by which the window is closed; no answer has shown that to this client.
    let noon: DateTime<Utc> = "2001-03-16T12:00:00Z".parse().unwrap();
    let sandbox = Sandbox::builder().empty().now(noon).start().await.unwrap();
    let contact = sandbox.add_contact(NewContact::named("Ada"));
    let received = sandbox.receive(&contact, &sandbox.channels()[WHATSAPP].id, "Hello").unwrap();
    let mut conversation = whatsapp(noon);
    conversation.id = received.conversation_id.into();
    conversation.contact_id = Some(contact.into());
    conversation.channel_id = Some(sandbox.channels()[WHATSAPP].id.as_str().into());
    workspace_of(&sandbox).reply(&conversation, "On its way!").await.unwrap();
    let asked: Vec<_> = sandbox.journal().into_iter().filter_map(|entry| entry.operation).collect();
    assert_eq!(
        asked,
        ["messages", "messages", "addMessage"],
        "the first answer shows the day that is to be asked for"
    );
}

#[tokio::test]
async fn asking_stops_at_the_first_message_that_the_contact_wrote() {
    let desk = Desk::new(WHATSAPP).await;
    let agent = desk.sandbox.add_agent(bcrumbs_sandbox::NewAgent::named("Tom"));
    let conversation = desk.conversation().await;
    let answer = |count| {
        for _ in 0..count {
            desk.sandbox.answer(conversation.id.as_str(), &agent, "We are looking.").unwrap();
        }
    };
    answer(150);
    desk.sandbox.receive(&desk.contact, &desk.channel, "Hello?").unwrap();
    answer(50);
    desk.workspace.reply(&conversation, "Found it.").await.unwrap();
    assert_eq!(desk.asked(), ["messages", "addMessage"]);
    answer(150);
    desk.sandbox.clear_journal();
    desk.workspace.reply(&conversation, "Found it.").await.unwrap();
    assert_eq!(desk.asked(), ["messages", "messages", "messages", "addMessage"]);
}

#[tokio::test]
async fn if_the_check_of_the_window_fails_nothing_was_sent_and_the_error_reports_it() {
    for fault in [Fault::status(500), Fault::MalformedJson, Fault::PartialData, Fault::ResetAfterExecuting] {
        let desk = Desk::new(WHATSAPP).await;
        desk.sandbox.advance(25 * HOUR);
        let conversation = desk.conversation().await;
        desk.sandbox.fail("messages", fault.clone()).times(3);
        // A page of one agent's message, of which a part cannot be read.
        desk.workspace
            .add_message(&conversation.id, conversation.channel_id.as_ref().unwrap(), "Hello")
            .await
            .unwrap();
        desk.sandbox.clear_journal();
        let reply = desk.workspace.reply(&conversation, "On its way!").or_template(template());
        let error = reply.retry(RetryPolicy::none()).await.unwrap_err();
        assert_eq!(
            (error.operation(), error.outcome()),
            (Some("messages"), Outcome::NotExecuted),
            "{fault:?}: {error}"
        );
        assert!(!desk.asked().iter().any(|asked| asked == "addMessage" || asked == "startConv"), "{fault:?}");
    }
}

#[tokio::test]
async fn a_reply_whose_answer_is_lost_is_not_sent_again() {
    for (hours, operation) in [(1, "addMessage"), (25, "startConv")] {
        let desk = Desk::new(WHATSAPP).await;
        desk.sandbox.advance(hours * HOUR);
        let conversation = desk.conversation().await;
        desk.sandbox.fail(operation, Fault::ResetAfterExecuting);
        let reply = desk.workspace.reply(&conversation, "Once, please").or_template(template());
        let error = reply.await.unwrap_err();
        assert_eq!((error.operation(), error.outcome()), (Some(operation), Outcome::Unknown));
        assert_eq!(desk.asked(), ["messages", operation]);
    }
}

#[tokio::test]
async fn a_reply_names_the_message_that_it_answers() {
    let desk = Desk::new(WHATSAPP).await;
    let conversation = desk.with_messages().await;
    let answered = conversation.messages.as_ref().unwrap()[0].id.clone();
    desk.workspace.reply(&conversation, "Yes").reply_to(&answered).await.unwrap();
    let sent = desk.sandbox.requests_of("addMessage").remove(0);
    assert_eq!(sent.variables["input"]["replyToMessageId"], answered.as_str());
    let error = desk.workspace.reply(&conversation, "Yes").reply_to("").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(desk.asked(), ["messages", "addMessage"]);
}

/// Answers each request after six seconds, and notes what was asked.
#[derive(Clone, Debug, Default)]
struct Slow(Arc<Mutex<Vec<String>>>);

impl Transport for Slow {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        self.0.lock().unwrap().push(body["operationName"].as_str().unwrap().to_owned());
        let wrote = json!({"messageId": "m", "isAgent": false, "createdAt": Utc::now().to_rfc3339()});
        let answer = json!({"data": {"messages": {"nodes": [wrote], "pageInfo": {"hasNextPage": false}}}});
        Box::pin(async move {
            tokio::time::sleep(Duration::from_secs(6)).await;
            Ok(http::Response::new(answer.to_string().into()))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn one_time_limit_holds_for_the_whole_reply() {
    let conversation = whatsapp(Utc::now());
    for (limit, asked, outcome) in
        [(10, &["messages", "addMessage"][..], Outcome::Unknown), (5, &["messages"], Outcome::NotExecuted)]
    {
        let slow = Slow::default();
        let client = Client::builder(ApiKey::new("k")).transport(slow.clone()).build().unwrap();
        let begun = tokio::time::Instant::now();
        let reply =
            client.workspace(12).reply(&conversation, "On its way!").timeout(Duration::from_secs(limit));
        let error = reply.await.unwrap_err();
        assert_eq!((error.kind(), error.timeout_phase()), (ErrorKind::Timeout, Some(TimeoutPhase::Total)));
        assert_eq!((begun.elapsed(), error.outcome()), (Duration::from_secs(limit), outcome));
        assert!(error.to_string().contains(&format!("within the total timeout of {limit} s")), "{error}");
        assert_eq!(*slow.0.lock().unwrap(), asked);
    }
}

#[test]
fn a_reply_prints_neither_its_text_nor_what_the_template_says() {
    const TEXT: &str = "the parcel is behind the shed";
    let mut conversation = Conversation::new("conv1", Utc::now());
    let mut message = Message::new("m", Utc::now());
    message.content = Some(TEXT.to_owned());
    conversation.messages = Some(vec![message]);
    let template = Template::new("shipped").components(json!({"text": TEXT}));
    let reply = Canned::default().workspace().reply(&conversation, TEXT).or_template(template.clone());
    let printed = format!("{reply:?} {template:?} {reply:#?}");
    assert!(printed.contains("shipped") && !printed.contains("behind"), "{printed}");
}
