//! The bodies that the sandbox posts.

use crate::receiver::Receiver;
use bcrumbs::webhook::{Event, Payload, Seen};
use bcrumbs::{MessageKind, WebhookEvent};
use bcrumbs_sandbox::{DeliveryFault, Event as Posted, NewAgent, NewContact, Sandbox};
use std::time::Duration;

struct Bench {
    sandbox: Sandbox,
    receiver: Receiver,
    contact: String,
}

async fn listening() -> Bench {
    let sandbox =
        Sandbox::builder().empty().now("2025-01-04T15:35:46.250Z".parse().unwrap()).start().await.unwrap();
    let receiver = Receiver::new().await;
    sandbox.add_webhook(Posted::Any, &receiver.url).unwrap();
    let contact = sandbox.add_contact(NewContact::named("Ada").phone("+905301749170"));
    Bench { sandbox, receiver, contact }
}

impl Bench {
    fn write(&self, text: &str) -> String {
        let channel = &self.sandbox.channels()[0].id;
        self.sandbox.receive(&self.contact, channel, text).unwrap().message_id
    }

    async fn events(&self) -> Vec<Event> {
        self.sandbox.settled().await;
        self.receiver.bodies().iter().map(|body| Event::parse(body).unwrap()).collect()
    }
}

#[tokio::test]
async fn every_event_of_the_sandbox_is_read_with_its_content() {
    let bench = listening().await;
    let channel = bench.sandbox.channels()[0].id.clone();
    let first = bench.sandbox.receive(&bench.contact, &channel, "Hello").unwrap();
    let agent = bench.sandbox.add_agent(NewAgent::named("Tom"));
    bench.sandbox.answer(&first.conversation_id, &agent, "Good morning").unwrap();
    bench.sandbox.advance(Duration::from_secs(2));
    bench.sandbox.update_contact(&bench.contact, NewContact::new().tag("VIP")).unwrap();
    bench.sandbox.end_conversation(&first.conversation_id).unwrap();
    let events = bench.events().await;
    let names: Vec<_> = events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "NEW_CLIENT",
            "NEW_CONV",
            "INCOMING_MESSAGE",
            "OUTGOING_MESSAGE",
            "MESSAGE_UPDATED",
            "CLIENT_UPDATED",
            "ENDING_CONV"
        ]
    );
    let workspace = bench.sandbox.workspace_id();
    for event in &events {
        assert_eq!(event.workspace_id, Some(workspace.into()), "{event:?}");
        assert_eq!(event.id().is_some(), event.name != WebhookEvent::MessageUpdated, "{event:?}");
        match &event.payload {
            Payload::Message(message) => {
                assert_eq!(message.conversation_id.as_ref().unwrap(), first.conversation_id.as_str());
                assert_eq!(message.contact_id.as_ref().unwrap(), bench.contact.as_str());
                assert!(message.kind == Some(MessageKind::Text) && message.created_at.is_some());
                assert_eq!(message.is_agent, Some(event.name != WebhookEvent::IncomingMessage));
            }
            Payload::Conversation(conversation) => {
                assert_eq!(conversation.conversation_id.as_ref().unwrap(), first.conversation_id.as_str());
                assert!(conversation.created_at.is_some());
            }
            Payload::Contact(contact) => {
                assert_eq!(contact.contact_id.as_ref().unwrap(), bench.contact.as_str());
                assert!(contact.created_at.is_some() && contact.patched_at.is_some());
            }
            _ => panic!("{event:?}"),
        }
    }
}

#[tokio::test]
async fn an_event_that_is_delivered_twice_is_found_by_its_identifier() {
    let bench = listening().await;
    bench.sandbox.fail_delivery(Posted::IncomingMessage, DeliveryFault::Twice).times(1);
    bench.write("Hello");
    bench.write("Hello");
    let mut seen = Seen::new(100);
    let events = bench.events().await;
    let incoming: Vec<_> =
        events.iter().filter(|event| event.name == WebhookEvent::IncomingMessage).collect();
    let new: Vec<_> = incoming.iter().map(|event| seen.insert(&event.id().unwrap())).collect();
    assert_eq!(new, [true, false, true]);
}

#[tokio::test]
async fn the_other_form_of_a_date_and_a_space_after_the_name_are_read() {
    for fault in [DeliveryFault::OtherDateForm, DeliveryFault::StraySpace] {
        let bench = listening().await;
        bench.sandbox.fail_delivery(Posted::Any, fault).times(3);
        let message = bench.write("Hello");
        let events = bench.events().await;
        let names: Vec<_> = events.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(names, ["NEW_CLIENT", "NEW_CONV", "INCOMING_MESSAGE"]);
        assert_eq!(events[2].id().unwrap(), format!("INCOMING_MESSAGE:{message}").as_str());
        let created = events[2].message().unwrap().created_at.unwrap();
        assert_eq!(
            created.timestamp(),
            "2025-01-04T15:35:46Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp()
        );
    }
}
