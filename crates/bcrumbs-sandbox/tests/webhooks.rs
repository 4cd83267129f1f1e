//! The webhooks that the sandbox calls, with what, and what is recorded of it.

mod common;

use std::time::Duration;

use bcrumbs_sandbox::{
    DeliveryFault, Error, Event, NewAgent, NewContact, NewConversation, Sandbox, SandboxBuilder,
};
use common::receiver::Receiver;
use common::{ADD, ASSIGN, Bench, START};
use serde_json::{Value, json};

fn empty() -> SandboxBuilder {
    Sandbox::builder().empty().now("2025-01-04T15:35:46Z".parse().unwrap())
}

fn channel(bench: &Bench, place: usize) -> String {
    bench.sandbox.channels()[place].id.clone()
}

/// A sandbox with a contact, whose events all go to a receiver.
async fn listening() -> (Bench, Receiver, String) {
    let (bench, receiver) = (Bench::with(empty()).await, Receiver::new().await);
    let ada = bench.sandbox.add_contact(NewContact::named("Ada").phone("+905301749170"));
    bench.sandbox.add_webhook(Event::Any, &receiver.url).unwrap();
    (bench, receiver, ada)
}

#[tokio::test]
async fn an_incoming_message_is_posted_with_the_documented_fields() {
    let receiver = Receiver::new().await;
    let bench = Bench::with(empty().webhook(Event::IncomingMessage, &receiver.url)).await;
    let ada = bench.sandbox.add_contact(NewContact::named("Ada").phone("+905301749170"));
    let received = bench.sandbox.receive(&ada, &channel(&bench, 0), "Hello").unwrap();
    bench.sandbox.settled().await;
    assert_eq!(
        receiver.bodies(),
        [json!({
            "event": "INCOMING_MESSAGE", "type": "text", "content": "Hello", "messageId": received.message_id,
            "workspaceId": 12, "integrationId": channel(&bench, 0), "isAgent": false,
            "conversationId": received.conversation_id, "clientId": ada,
            "createdAt": "Sat, 04 Jan 2025 15:35:46 GMT", "integrationType": "WHATSAPP",
            "externalClientId": "905301749170", "debug": false,
        })]
    );
    let one = &receiver.posted()[0];
    assert_eq!(
        (one.path.as_str(), &one.headers["content-type"]),
        ("/hook", &"application/json".parse().unwrap())
    );
    assert!(one.headers["user-agent"].to_str().unwrap().starts_with("bcrumbs-sandbox/"));
    assert!(!one.headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_contacts_events_carry_its_fields_and_iso_dates() {
    let (bench, receiver, _) = listening().await;
    bench.sandbox.advance(Duration::from_secs(3_600));
    let new =
        NewContact::named("Temp").surname("Client").phone("+9055").email("test@test.com").city("Istanbul");
    let id = bench.sandbox.add_contact(new.country("Turkey").tag("VIP"));
    bench.sandbox.advance(Duration::from_secs(60));
    bench.sandbox.update_contact(&id, NewContact::new().tag("new")).unwrap();
    bench.sandbox.settled().await;
    let mut expected = json!({
        "event": "NEW_CLIENT", "workspaceId": 12, "id": id, "email": "test@test.com", "name": "Temp",
        "surname": "Client", "phone": "+9055", "address": null, "city": "Istanbul", "country": "Turkey",
        "externalClientId": "9055", "tags": ["VIP"], "stageId": null, "createdAt": "2025-01-04T16:35:46.001Z",
        "patchedAt": "2025-01-04T16:35:46.001Z",
    });
    assert_eq!(receiver.bodies()[0], expected);
    expected["event"] = json!("CLIENT_UPDATED");
    expected["tags"] = json!(["VIP", "new"]);
    expected["patchedAt"] = json!("2025-01-04T16:36:46.001Z");
    assert_eq!(receiver.bodies()[1], expected);
}

#[tokio::test]
async fn each_thing_that_happens_is_posted_in_its_order() {
    let (bench, receiver, ada) = listening().await;
    let received = bench.sandbox.receive(&ada, &channel(&bench, 0), "Hello").unwrap();
    bench.sandbox.receive(&ada, &channel(&bench, 0), "Hello?").unwrap();
    let tom = bench.sandbox.add_agent(NewAgent::named("Tom"));
    bench.sandbox.answer(&received.conversation_id, &tom, "Good morning").unwrap();
    bench.sandbox.advance(Duration::from_secs(2));
    bench.sandbox.receive(&ada, &channel(&bench, 0), "STOP").unwrap();
    bench.sandbox.end_conversation(&received.conversation_id).unwrap();
    bench.sandbox.add_conversation(NewConversation::with(&ada, channel(&bench, 1))).unwrap();
    bench.sandbox.advance(Duration::from_secs(24 * 3_600));
    bench.sandbox.settled().await;
    assert_eq!(
        receiver.events(),
        [
            "NEW_CONV",
            "INCOMING_MESSAGE",
            "INCOMING_MESSAGE",
            "OUTGOING_MESSAGE",
            "MESSAGE_UPDATED",
            "INCOMING_MESSAGE",
            "CLIENT_UPDATED",
            "ENDING_CONV",
            "NEW_CONV",
            "ENDING_CONV",
        ]
    );
    let bodies = receiver.bodies();
    assert_eq!((&bodies[3]["isAgent"], &bodies[3]["content"]), (&json!(true), &json!("Good morning")));
    assert_eq!(bodies[4]["messageId"], bodies[3]["messageId"]);
    for ended in [&bodies[0], &bodies[7]] {
        assert_eq!(ended["conversationId"], json!(received.conversation_id));
        assert_eq!(["type", "content", "messageId", "isAgent"].map(|field| &ended[field]), [&Value::Null; 4]);
    }
}

#[tokio::test]
async fn mutations_call_webhooks_and_refused_ones_do_not() {
    let (bench, receiver, _) = listening().await;
    let start = json!({"integrationId": channel(&bench, 0), "phone": "+4915550000001", "templateName": "t"});
    let started = bench.get(START, start, Value::Null).await;
    let mut input = json!({"integrationId": started["integrationId"], "convId": started["id"], "content": "x", "type": "text"});
    bench.get(ADD, input.clone(), Value::Null).await;
    input["type"] = json!("note");
    bench.get(ADD, input.clone(), Value::Null).await;
    input["content"] = json!("");
    bench.refusal(ADD, input, Value::Null).await;
    let assign = json!({"integrationId": started["integrationId"], "convId": started["id"], "agentId": bench.sandbox.ai_ids()[0], "isAi": true});
    bench.get(ASSIGN, assign, Value::Null).await;
    bench.sandbox.settled().await;
    assert_eq!(receiver.events(), ["NEW_CLIENT", "NEW_CONV", "OUTGOING_MESSAGE", "OUTGOING_MESSAGE"]);
    assert_eq!(receiver.bodies()[2]["type"], "template");
    assert_eq!(receiver.bodies()[2]["conversationId"], started["id"]);
}

#[tokio::test]
async fn a_webhook_gets_its_event_only_and_is_listed() {
    let bench = Bench::with(empty()).await;
    let (one, all) = (Receiver::new().await, Receiver::new().await);
    let id = bench.sandbox.add_webhook(Event::NewContact, format!("{}?key=secret", one.url)).unwrap();
    bench.sandbox.add_webhook(Event::Any, &all.url).unwrap();
    let ada = bench.sandbox.add_contact(NewContact::named("Ada"));
    bench.sandbox.receive(&ada, &channel(&bench, 0), "Hello").unwrap();
    let deliveries = bench.sandbox.deliveries().await;
    assert_eq!(one.events(), ["NEW_CLIENT"]);
    assert_eq!(all.events(), ["NEW_CLIENT", "NEW_CONV", "INCOMING_MESSAGE"]);
    assert_eq!(one.posted()[0].path, "/hook?key=secret");
    assert_eq!(deliveries.len(), 4);
    let query = "query($input: WebhooksInput!) { webhooks(input: $input) { nodes { id url event } } }";
    let listed = bench.rows(query, json!({"event": "NEW_CLIENT"}), Value::Null).await;
    assert_eq!(listed, [json!({"id": id, "url": format!("{}?key=secret", one.url), "event": "NEW_CLIENT"})]);
    let shown = format!("{deliveries:?}");
    assert!(!shown.contains("secret") && !shown.contains("Hello"), "{shown}");
}

#[tokio::test]
async fn a_webhook_beyond_this_machine_is_refused() {
    let bench = Bench::with(empty()).await;
    for url in ["http://example.com/hook", "https://127.0.0.1/", "http://10.0.0.1/", "nonsense"] {
        assert!(
            matches!(bench.sandbox.add_webhook(Event::Any, url), Err(Error::NotLoopback { .. })),
            "{url}"
        );
        let error = empty().webhook(Event::Any, url).start().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(!error.to_string().contains(url), "{error}");
    }
    let query = "query($input: WebhooksInput!) { webhooks(input: $input) { nodes { id } } }";
    assert!(bench.rows(query, json!({}), Value::Null).await.is_empty());
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let (bench, receiver, ada) = listening().await;
    receiver.answers(&[302]);
    bench.sandbox.update_contact(&ada, NewContact::new()).unwrap();
    let deliveries = bench.sandbox.deliveries().await;
    assert_eq!(deliveries[0].attempts[0].status, Some(302));
    assert!(!deliveries[0].is_delivered());
    assert_eq!(receiver.posted().len(), 1);
}

#[tokio::test]
async fn deliveries_are_recorded_with_what_the_receiver_answered_and_can_be_resent() {
    let (bench, receiver, ada) = listening().await;
    receiver.answers(&[503]);
    bench.sandbox.update_contact(&ada, NewContact::new()).unwrap();
    let first = bench.sandbox.deliveries().await.remove(0);
    assert_eq!((first.number, first.event, &first.url), (0, Event::ContactUpdated, &receiver.url));
    assert_eq!(first.body, receiver.bodies()[0]);
    assert_eq!((first.attempts.len(), first.attempts[0].status), (1, Some(503)));
    assert_eq!((first.attempts[0].answer.as_str(), &first.attempts[0].error), ("noted", &None));
    bench.sandbox.resend(0).unwrap();
    let again = bench.sandbox.deliveries().await.remove(0);
    assert_eq!(
        again.attempts.iter().map(|attempt| attempt.status).collect::<Vec<_>>(),
        [Some(503), Some(200)]
    );
    assert!(again.is_delivered());
    assert_eq!(receiver.bodies()[0], receiver.bodies()[1], "the same body");
    assert_eq!(bench.sandbox.resend(1), Err(Error::UnknownDelivery { number: 1 }));
}

#[tokio::test]
async fn a_delivery_is_tried_as_often_as_was_chosen() {
    let receiver = Receiver::new().await;
    let bench = Bench::with(empty().webhook(Event::Any, &receiver.url).webhook_attempts(3)).await;
    receiver.answers(&[500, 429, 200]);
    bench.sandbox.add_contact(NewContact::new());
    let statuses =
        |attempts: &[bcrumbs_sandbox::Attempt]| attempts.iter().map(|it| it.status).collect::<Vec<_>>();
    assert_eq!(statuses(&bench.sandbox.deliveries().await[0].attempts), [Some(500), Some(429), Some(200)]);
    receiver.answers(&[500; 9]);
    bench.sandbox.add_contact(NewContact::new());
    assert_eq!(statuses(&bench.sandbox.deliveries().await[1].attempts), [Some(500); 3]);
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_an_attempt_with_an_error() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let bench = Bench::with(empty().webhook(Event::Any, format!("http://localhost:{port}/secret"))).await;
    bench.sandbox.add_contact(NewContact::new());
    let attempt = bench.sandbox.deliveries().await.remove(0).attempts.remove(0);
    assert_eq!(attempt.status, None);
    let error = attempt.error.unwrap();
    assert!(error.contains("refused") && !error.contains("secret"), "{error}");
}

#[tokio::test]
async fn every_fault_of_delivery_does_what_its_name_states() {
    let (bench, receiver, ada) = listening().await;
    let touch = || bench.sandbox.update_contact(&ada, NewContact::new()).unwrap();
    let conversation = bench.sandbox.receive(&ada, &channel(&bench, 0), "1").unwrap().conversation_id;
    bench.sandbox.settled().await;
    let new = async |from: usize| {
        bench.sandbox.settled().await;
        receiver.bodies().split_off(from)
    };

    bench.sandbox.fail_delivery(Event::ContactUpdated, DeliveryFault::Twice);
    touch();
    let twice = new(2).await;
    assert!(twice.len() == 2 && twice[0] == twice[1]);
    assert_eq!(bench.sandbox.deliveries().await[2].attempts.len(), 2);

    bench.sandbox.fail_delivery(Event::Any, DeliveryFault::OutOfOrder);
    touch();
    assert!(new(4).await.is_empty(), "it waits for the next one");
    bench.sandbox.receive(&ada, &channel(&bench, 0), "2").unwrap();
    bench.sandbox.settled().await;
    assert_eq!(receiver.events()[4..], ["INCOMING_MESSAGE", "CLIENT_UPDATED"]);

    bench.sandbox.fail_delivery(Event::IncomingMessage, DeliveryFault::Late(Duration::from_secs(60)));
    bench.sandbox.receive(&ada, &channel(&bench, 0), "3").unwrap();
    touch();
    bench.sandbox.advance(Duration::from_secs(59));
    bench.sandbox.settled().await;
    assert_eq!(receiver.events()[6..], ["CLIENT_UPDATED"]);
    bench.sandbox.advance(Duration::from_secs(1));
    bench.sandbox.settled().await;
    assert_eq!(receiver.events()[7..], ["INCOMING_MESSAGE"]);
    assert_eq!(receiver.bodies()[7]["content"], "3");

    bench.sandbox.fail_delivery(Event::Any, DeliveryFault::ReceiverDown).times(2);
    touch();
    touch();
    touch();
    assert_eq!(new(8).await.len(), 1);
    let down = bench.sandbox.deliveries().await;
    let down: Vec<_> = down.iter().filter(|it| it.fault == Some(DeliveryFault::ReceiverDown)).collect();
    assert_eq!(down.len(), 2);
    assert!(down[0].attempts[0].error.as_ref().unwrap().contains("refused"));
    bench.sandbox.resend(down[0].number).unwrap();
    assert_eq!(new(9).await.len(), 1, "what did not arrive can be resent");

    bench.sandbox.fail_delivery(Event::Any, DeliveryFault::OtherDateForm).times(2);
    bench.sandbox.receive(&ada, &channel(&bench, 0), "4").unwrap();
    touch();
    let dates = new(10).await;
    assert!(dates[0]["createdAt"].as_str().unwrap().starts_with("2025-01-04T15:36:46.0"), "{}", dates[0]);
    assert_eq!(dates[1]["createdAt"], "Sat, 04 Jan 2025 15:35:46 GMT");

    bench.sandbox.fail_delivery(Event::EndingConversation, DeliveryFault::StraySpace);
    bench.sandbox.end_conversation(&conversation).unwrap();
    assert_eq!(new(12).await[0]["event"], "ENDING_CONV ");
    assert_eq!(bench.sandbox.verify(), Ok(()));
    bench.sandbox.fail_delivery(Event::NewContact, DeliveryFault::Twice);
    assert!(bench.sandbox.verify().unwrap_err().to_string().contains("twice for NEW_CLIENT: not used"));
}

#[tokio::test]
async fn a_delivery_that_is_out_of_order_waits_for_the_next_one_to_its_own_receiver() {
    let (bench, all) = (Bench::with(empty()).await, Receiver::new().await);
    let some = Receiver::new().await;
    let ada = bench.sandbox.add_contact(NewContact::named("Ada"));
    bench.sandbox.add_webhook(Event::IncomingMessage, &some.url).unwrap();
    bench.sandbox.add_webhook(Event::Any, &all.url).unwrap();
    let receive = |text: &str| drop(bench.sandbox.receive(&ada, &channel(&bench, 0), text).unwrap());
    bench.sandbox.fail_delivery(Event::IncomingMessage, DeliveryFault::OutOfOrder);
    receive("1");
    receive("2");
    bench.sandbox.settled().await;
    let texts: Vec<_> = some.bodies().iter().map(|body| body["content"].clone()).collect();
    assert_eq!(texts, ["2", "1"]);
}

#[tokio::test]
async fn what_happened_before_a_webhook_was_registered_is_not_posted() {
    let (bench, receiver) = (Bench::new().await, Receiver::new().await);
    bench.sandbox.add_contact(NewContact::new());
    bench.sandbox.add_webhook(Event::Any, &receiver.url).unwrap();
    bench.sandbox.settled().await;
    assert!(receiver.posted().is_empty());
}

#[tokio::test]
async fn the_end_of_seeded_conversations_is_posted_too() {
    let receiver = Receiver::new().await;
    let builder = Sandbox::builder().conversations(20).now("2026-03-16T12:00:00Z".parse().unwrap());
    let bench = Bench::with(builder.webhook(Event::EndingConversation, &receiver.url)).await;
    let open = bench.rows(common::CONVS, json!({"ended": false}), json!({})).await;
    bench.sandbox.advance(Duration::from_secs(24 * 3_600));
    bench.sandbox.settled().await;
    let ended: std::collections::BTreeSet<_> =
        receiver.bodies().iter().map(|body| body["conversationId"].to_string()).collect();
    assert_eq!(ended, open.iter().map(|row| row["id"].to_string()).collect());
    assert_eq!(receiver.posted().len(), open.len());
}

#[tokio::test]
async fn a_sandbox_that_is_dropped_calls_nobody_any_more() {
    let bench = Bench::with(empty()).await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    bench.sandbox.add_webhook(Event::Any, format!("http://{}/", silent.local_addr().unwrap())).unwrap();
    bench.sandbox.add_contact(NewContact::new());
    let (mut stream, _) = silent.accept().await.unwrap();
    drop(bench);
    let mut request = Vec::new();
    let ended = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut request);
    let ended = tokio::time::timeout(Duration::from_secs(5), ended).await;
    assert!(ended.is_ok(), "it still waits for an answer");
}

#[test]
fn every_event_and_fault_is_read_from_its_name() {
    for event in Event::ALL {
        assert_eq!(event.as_str().parse::<Event>(), Ok(event));
        assert_eq!(event.as_str().to_lowercase().replace('_', "-").parse::<Event>(), Ok(event));
    }
    assert_eq!("INCOMING_MESSAGE ".parse::<Event>(), Ok(Event::IncomingMessage));
    assert!(matches!("INCOMING".parse::<Event>(), Err(Error::UnknownEvent { .. })));
    for text in ["twice", "late(60000ms)", "out-of-order", "receiver-down", "other-date-form", "stray-space"]
    {
        assert_eq!(text.parse::<DeliveryFault>().unwrap().to_string(), text);
    }
    assert!("late".parse::<DeliveryFault>().is_err());
}
