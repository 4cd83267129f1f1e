//! The documented bodies of events, and the bodies that the vendor's documents leave possible.

use bcrumbs::webhook::{ContactEvent, Event, MessageEvent, Payload};
use bcrumbs::{ChannelKind, MessageKind, MessageStatus, WebhookEvent};
use serde_json::{Value, json};

/// The example of a message (the older article of page apis/webhooks).
pub(crate) const MESSAGE: &str = r#"{
    "event": "INCOMING_MESSAGE",
    "type": "text",
    "content": "Hello",
    "messageId": "68875c39-01b8-42a5-9273-fcfd2f697600",
    "workspaceId": 12,
    "integrationId": "6743884f784839ad14770000",
    "isAgent": false,
    "conversationId": "6728c86bf893860f458e0000",
    "clientId": "6728c77dbba874b293e60000",
    "createdAt": "Sat, 04 Jan 2025 15:35:46 GMT",
    "integrationType": "WHATSAPP",
    "externalClientId": "905301749170",
    "debug": false
}"#;

/// The example of a contact (the same article).
pub(crate) const CONTACT: &str = r#"{
    "event": "CLIENT_UPDATED",
    "workspaceId": 12,
    "id": "67d09433594d52dd19817d60",
    "email": "test@test.com",
    "name": "Temp",
    "surname": "Client",
    "phone": "9055xxxxx371",
    "address": null,
    "city": "Istanbul",
    "country": "Turkey",
    "externalClientId": "9055xxxxx371",
    "tags": ["VIP"],
    "stageId": null,
    "createdAt": "2025-03-11T19:51:15.983Z",
    "patchedAt": "2025-03-11T23:01:34.372Z"
}"#;

/// The example of a webhook (page apis/webhooks), with its space and its trailing comma.
const WEBHOOK: &str = r#"{
    "workspaceId": 12,
    "id": "67642054b6cc2888638e4600",
    "url": "https://yourwebsite/webhook",
    "label": "Incoming message webhooks",
    "event": "INCOMING_MESSAGE ",
    "createdAt": "2024-12-19T13:32:04.009Z",
}"#;

pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

pub(crate) fn parse(body: &Value) -> Event {
    Event::parse(body.to_string().as_bytes()).unwrap()
}

/// Returns the message of an event.
pub(crate) fn message(event: &Event) -> &MessageEvent {
    event.message().unwrap()
}

fn contact(event: &Event) -> &ContactEvent {
    let Payload::Contact(contact) = &event.payload else { panic!("{event:?}") };
    contact
}

#[test]
fn the_documented_event_of_a_message_is_read_with_all_its_fields() {
    let event = Event::parse(MESSAGE.as_bytes()).unwrap();
    assert_eq!((&event.name, event.workspace_id), (&WebhookEvent::IncomingMessage, Some(12.into())));
    let message = message(&event);
    assert_eq!(message.message_id.as_ref().unwrap(), "68875c39-01b8-42a5-9273-fcfd2f697600");
    assert_eq!((&message.kind, message.content.as_deref()), (&Some(MessageKind::Text), Some("Hello")));
    assert_eq!((message.is_agent, &message.status), (Some(false), &None));
    assert_eq!(message.conversation_id.as_ref().unwrap(), "6728c86bf893860f458e0000");
    assert_eq!(message.channel_id.as_ref().unwrap(), "6743884f784839ad14770000");
    assert_eq!(message.channel_kind, Some(ChannelKind::WhatsApp));
    assert_eq!(message.contact_id.as_ref().unwrap(), "6728c77dbba874b293e60000");
    assert_eq!(message.external_contact_id.as_deref(), Some("905301749170"));
    assert_eq!(message.created_at, Some("2025-01-04T15:35:46Z".parse().unwrap()));
    assert_eq!(event.raw(), MESSAGE.as_bytes());
}

#[test]
fn the_documented_event_of_a_contact_is_read_with_all_its_fields() {
    let event = Event::parse(CONTACT.as_bytes()).unwrap();
    assert_eq!((&event.name, event.workspace_id), (&WebhookEvent::ContactUpdated, Some(12.into())));
    let contact = contact(&event);
    assert_eq!(contact.contact_id.as_ref().unwrap(), "67d09433594d52dd19817d60");
    let texts = [&contact.name, &contact.surname, &contact.phone, &contact.email, &contact.city];
    assert_eq!(
        texts.map(|text| text.as_deref().unwrap()),
        ["Temp", "Client", "9055xxxxx371", "test@test.com", "Istanbul"]
    );
    assert_eq!((contact.country.as_deref(), contact.address.as_deref()), (Some("Turkey"), None));
    assert_eq!((contact.external_id.as_deref(), &contact.stage_id), (Some("9055xxxxx371"), &None));
    assert_eq!(contact.tags, ["VIP"]);
    assert_eq!(contact.created_at, Some("2025-03-11T19:51:15.983Z".parse().unwrap()));
    assert_eq!(contact.patched_at, Some("2025-03-11T23:01:34.372Z".parse().unwrap()));
}

#[test]
fn an_event_of_a_conversation_is_read_without_the_fields_of_a_message() {
    for name in ["NEW_CONV", "ENDING_CONV"] {
        let mut body = json(MESSAGE);
        body["event"] = name.into();
        for field in ["type", "content", "messageId", "isAgent"] {
            body[field] = Value::Null;
        }
        let event = parse(&body);
        let Payload::Conversation(conversation) = &event.payload else { panic!("{event:?}") };
        assert_eq!(conversation.conversation_id.as_ref().unwrap(), "6728c86bf893860f458e0000");
        assert_eq!(conversation.channel_id.as_ref().unwrap(), "6743884f784839ad14770000");
        assert_eq!(conversation.channel_kind, Some(ChannelKind::WhatsApp));
        assert_eq!(conversation.contact_id.as_ref().unwrap(), "6728c77dbba874b293e60000");
        assert_eq!(conversation.external_contact_id.as_deref(), Some("905301749170"));
        assert_eq!(conversation.created_at, Some("2025-01-04T15:35:46Z".parse().unwrap()));
    }
}

#[test]
fn each_documented_name_is_read_with_and_without_spaces_and_has_its_content() {
    for (name, contents) in [
        ("INCOMING_MESSAGE", "message"),
        ("OUTGOING_MESSAGE", "message"),
        ("MESSAGE_UPDATED", "message"),
        ("ENDING_CONV", "conversation"),
        ("NEW_CONV", "conversation"),
        ("NEW_CLIENT", "contact"),
        ("CLIENT_UPDATED", "contact"),
        ("ANY_EVENT", "message"),
    ] {
        for written in [name.to_owned(), format!("{name} "), format!(" \t{name}\n")] {
            let mut body = json(MESSAGE);
            body["event"] = written.into();
            let event = parse(&body);
            assert_eq!(event.name.as_str(), name);
            let found = match event.payload {
                Payload::Message(_) => "message",
                Payload::Conversation(_) => "conversation",
                Payload::Contact(_) => "contact",
                _ => "unknown",
            };
            assert_eq!(found, contents, "{name}");
        }
    }
    assert_eq!(WebhookEvent::KNOWN.len(), 8);
}

#[test]
fn an_event_with_the_name_of_all_events_has_the_content_that_fits_its_fields() {
    let any = |body: Value| parse(&body).payload;
    let name = "ANY_EVENT";
    assert!(matches!(any(json!({"event": name, "conversationId": "c"})), Payload::Conversation(_)));
    assert!(matches!(any(json!({"event": name, "id": "c"})), Payload::Contact(_)));
    assert!(matches!(any(json!({"event": name, "messageId": "m", "id": "c"})), Payload::Message(_)));
    assert!(matches!(any(json!({"event": name})), Payload::Unknown));
}

#[test]
fn an_event_with_an_unknown_name_or_none_keeps_its_body() {
    let mut body = json(MESSAGE);
    for (name, read) in
        [(json!("MESSAGE_READ "), "MESSAGE_READ"), (Value::Null, ""), (json!([1]), ""), (json!(7), "7")]
    {
        body["event"] = name;
        let text = body.to_string();
        let event = Event::parse(text.as_bytes()).unwrap();
        assert_eq!((event.name.as_str(), event.raw()), (read, text.as_bytes()));
        assert_eq!((event.payload, event.workspace_id), (Payload::Unknown, Some(12.into())));
    }
    let empty = Event::parse(b" {} ").unwrap();
    assert_eq!((empty.name.as_str(), empty.payload, empty.workspace_id), ("", Payload::Unknown, None));
}

#[test]
fn a_field_that_is_missing_null_or_of_another_type_changes_no_other_field() {
    for (documented, replacements) in
        [MESSAGE, CONTACT].map(|text| (json(text), json!([null, {}, [[]], 1.5, true, 8])))
    {
        let fields: Vec<String> = documented.as_object().unwrap().keys().cloned().collect();
        for field in fields.iter().filter(|field| *field != "event") {
            let mut without = documented.clone();
            without.as_object_mut().unwrap().remove(field);
            let expected = parse(&without);
            for value in replacements.as_array().unwrap() {
                let mut changed = documented.clone();
                changed[field] = value.clone();
                let event = parse(&changed);
                assert_eq!(event.name, expected.name);
                // `true` fits a flag, and an integer fits a text.
                if value.is_null() || value.is_object() || value.is_array() || value.is_f64() {
                    assert_eq!(
                        (&event.payload, event.workspace_id),
                        (&expected.payload, expected.workspace_id),
                        "{field}: {value}"
                    );
                }
            }
        }
    }
}

#[test]
fn additional_fields_are_ignored_and_kept_in_the_body() {
    let mut body = json(MESSAGE);
    body["replyTo"] = json!({"messageId": "other", "deep": [[[{}]]]});
    let event = parse(&body);
    assert_eq!(event.payload, Event::parse(MESSAGE.as_bytes()).unwrap().payload);
    assert_eq!(event.raw(), body.to_string().as_bytes());
}

#[test]
fn a_status_and_an_integer_identifier_are_read_where_they_come() {
    let body = json!({"event": "MESSAGE_UPDATED", "messageId": 12345678901234567890_u64, "workspaceId": "12", "status": "failed"});
    let event = parse(&body);
    assert_eq!(
        (event.workspace_id, message(&event).status.clone()),
        (Some(12.into()), Some(MessageStatus::Failed))
    );
    assert_eq!(message(&event).message_id.as_ref().unwrap(), "12345678901234567890");
}

#[test]
fn both_documented_forms_of_a_date_are_read_in_every_event() {
    let time = "2025-01-04T15:35:46Z".parse().unwrap();
    for form in [
        "Sat, 04 Jan 2025 15:35:46 GMT",
        "2025-01-04T15:35:46.000Z",
        " 2025-01-04T15:35:46Z ",
        "2025-01-04T18:35:46+03:00",
    ] {
        let (mut of_message, mut of_contact) = (json(MESSAGE), json(CONTACT));
        of_message["createdAt"] = form.into();
        of_contact["patchedAt"] = form.into();
        assert_eq!(message(&parse(&of_message)).created_at, Some(time), "{form}");
        assert_eq!(contact(&parse(&of_contact)).patched_at, Some(time), "{form}");
    }
}

#[test]
fn the_vendors_examples_with_a_trailing_comma_are_refused_with_the_reason() {
    let with_comma = |text: &str| text.replace("\n}", ",\n}");
    for (text, line) in [(WEBHOOK.to_owned(), 8), (with_comma(MESSAGE), 15), (with_comma(CONTACT), 17)] {
        let error = Event::parse(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            error,
            format!(
                "the body of the webhook is not valid JSON: trailing comma at line {line} column 1; some examples on the \
                 vendor's pages have a trailing comma, which JSON does not allow"
            )
        );
    }
}

#[test]
fn what_is_no_object_is_refused_and_the_error_quotes_nothing_of_it() {
    let secret = "+12025550123 Ada";
    for (body, reason) in [
        (String::new(), "the body of the webhook is empty or ends early; was the whole request read?"),
        (
            format!("{{\"event\":\"{secret}"),
            "the body of the webhook is empty or ends early; was the whole request read?",
        ),
        (format!("\"{secret}\""), "the body of the webhook is JSON, but not an object"),
        (format!("[\"{secret}\"]"), "the body of the webhook is JSON, but not an object"),
        ("12025550123".to_owned(), "the body of the webhook is JSON, but not an object"),
        (
            format!("phone={secret}"),
            "the body of the webhook is not valid JSON: expected value at line 1 column 1",
        ),
        (
            format!("{{}}{secret}"),
            "the body of the webhook is not valid JSON: trailing characters at line 1 column 3",
        ),
    ] {
        let error = Event::parse(body.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), reason);
        assert!(!format!("{error:?}").contains("Ada") && !format!("{error:?}").contains("2025550123"));
    }
    assert!(Event::parse(b"{\"event\":\"\xff\"}").is_err());
}

#[test]
fn debug_shows_no_text_and_no_personal_data() {
    for (text, shown, hidden) in [
        (MESSAGE, "68875c39-01b8-42a5-9273-fcfd2f697600", &["Hello", "905301749170"][..]),
        (
            CONTACT,
            "67d09433594d52dd19817d60",
            &["test@test", "Temp", "9055", "Istanbul", "Turkey", "VIP"][..],
        ),
        (
            &MESSAGE.replace("INCOMING_MESSAGE", "NEW_CONV"),
            "6728c86bf893860f458e0000",
            &["Hello", "905301749170"][..],
        ),
        (&MESSAGE.replace("INCOMING_MESSAGE", "OTHER"), "OTHER", &["Hello", "905301749170"][..]),
    ] {
        let debug = format!("{:?}", Event::parse(text.as_bytes()).unwrap());
        assert!(debug.contains(shown), "{debug}");
        for hidden in hidden {
            assert!(!debug.contains(hidden), "{debug}");
        }
    }
}
