//! The identifiers of events.

use crate::payloads::{CONTACT, MESSAGE, json, parse};
use bcrumbs::EventId;
use bcrumbs::webhook::{Event, Seen};
use serde_json::{Value, json};

const MESSAGE_ID: &str = "68875c39-01b8-42a5-9273-fcfd2f697600";

fn id(body: &Value) -> Option<EventId> {
    parse(body).id()
}

#[test]
fn an_identifier_is_made_of_the_documented_fields() {
    let named = |text: &str, name: &str| {
        let mut body = json(text);
        body["event"] = name.into();
        body["status"] = "sent".into();
        id(&body).unwrap().to_string()
    };
    assert_eq!(named(MESSAGE, "INCOMING_MESSAGE "), format!("INCOMING_MESSAGE:{MESSAGE_ID}"));
    assert_eq!(named(MESSAGE, "OUTGOING_MESSAGE"), format!("OUTGOING_MESSAGE:{MESSAGE_ID}"));
    assert_eq!(named(MESSAGE, "MESSAGE_UPDATED"), format!("MESSAGE_UPDATED:{MESSAGE_ID}:sent"));
    assert_eq!(named(MESSAGE, "NEW_CONV"), "NEW_CONV:6728c86bf893860f458e0000");
    assert_eq!(named(MESSAGE, "ENDING_CONV"), "ENDING_CONV:6728c86bf893860f458e0000");
    assert_eq!(named(CONTACT, "NEW_CLIENT"), "NEW_CLIENT:67d09433594d52dd19817d60");
    assert_eq!(
        named(CONTACT, "CLIENT_UPDATED"),
        "CLIENT_UPDATED:67d09433594d52dd19817d60:2025-03-11T23:01:34.372Z"
    );
}

#[test]
fn an_event_that_nothing_distinguishes_from_the_next_one_has_no_identifier() {
    for body in [
        json!({"event": "INCOMING_MESSAGE", "content": "Hello"}),
        json!({"event": "INCOMING_MESSAGE", "messageId": ""}),
        json!({"event": "MESSAGE_UPDATED", "messageId": MESSAGE_ID}),
        json!({"event": "ENDING_CONV", "messageId": MESSAGE_ID}),
        json!({"event": "NEW_CLIENT", "name": "Ada"}),
        json!({"event": "CLIENT_UPDATED", "id": "67d09433594d52dd19817d60"}),
        json!({"event": "ANY_EVENT", "messageId": MESSAGE_ID}),
        json!({"event": "MESSAGE_READ", "messageId": MESSAGE_ID}),
        json!({"messageId": MESSAGE_ID}),
    ] {
        assert_eq!(id(&body), None, "{body}");
    }
}

#[test]
fn the_other_form_of_a_date_and_a_space_change_no_identifier() {
    let mut other = json(CONTACT);
    other["patchedAt"] = "2025-03-11T23:01:34.372+00:00".into();
    other["event"] = "CLIENT_UPDATED ".into();
    other["name"] = "Changed".into();
    assert_eq!(id(&other), id(&json(CONTACT)));
}

#[test]
fn an_identifier_is_stored_as_text_and_found_again() {
    let event = Event::parse(MESSAGE.as_bytes()).unwrap();
    let stored = serde_json::to_string(&event.id().unwrap()).unwrap();
    let mut seen = Seen::new(10);
    seen.insert(&serde_json::from_str(&stored).unwrap());
    assert!(seen.contains(&event.id().unwrap()) && seen.len() == 1);
    assert!(!format!("{seen:?}").contains(MESSAGE_ID));
}
