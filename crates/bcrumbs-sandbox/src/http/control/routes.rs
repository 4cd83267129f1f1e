//! The control routes of a running sandbox, below `/_sandbox/`.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use crate::data::act;
use crate::data::conversation::AIS;
use crate::data::ids::{self, Kind};
use crate::data::instant;
use crate::data::new::{NewAgent, NewContact, NewConversation};
use crate::data::time;
use crate::data::trigger::{self, Wish};
use crate::duration;
use crate::error::Error;
use crate::event::Event;
use crate::fault::Fault;
use crate::gateway::{Gateway, lock};
use crate::http::control::fields::{Fields, Invalid};
use crate::http::control::guard;
use crate::http::control::shown;
use crate::webhook::delivery::DeliveryFault;

/// The maximum size of a request's body, in bytes.
const BODY_LIMIT: usize = 1 << 20;

/// The state of the control routes.
#[derive(Debug, Clone)]
pub(crate) struct Control {
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) port: u16,
}

/// The error of a control request.
#[derive(Debug)]
enum Failure {
    Invalid(Invalid),
    Asked(Error),
    NoSuchPath,
    WrongMethod,
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Asked(error)
    }
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Asked(error) => match error {
                Error::UnknownId { .. } | Error::UnknownDelivery { .. } => StatusCode::NOT_FOUND,
                Error::ConversationEnded { .. }
                | Error::ClockBackwards { .. }
                | Error::UnusedFaults { .. } => StatusCode::CONFLICT,
                Error::NotLoopback { .. }
                | Error::UnknownEvent { .. }
                | Error::UnknownFault { .. }
                | Error::Schema { .. } => StatusCode::BAD_REQUEST,
            },
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Invalid(Invalid(message)) => message.clone(),
            Self::NoSuchPath => {
                "there is nothing at this path; GET /_sandbox/ shows what there is".to_owned()
            }
            Self::WrongMethod => "this path takes another method".to_owned(),
            Self::Asked(error) => error.to_string(),
        }
    }
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(format!("{body}\n")));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Answers one request.
pub(crate) async fn answer(State(control): State<Control>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    if let Err(refused) = guard::check(&head.method, &head.headers, control.port) {
        return json_response(refused.status(), &json!({"error": refused.message()}));
    }
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        let message = "the body is larger than 1 MiB";
        return json_response(StatusCode::PAYLOAD_TOO_LARGE, &json!({"error": message}));
    };
    let path = head.uri.path().trim_start_matches("/_sandbox").trim_matches('/');
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let done = match head.method.as_str() {
        "GET" => read(&control, &path, head.uri.query().unwrap_or_default()).await,
        "POST" => match Fields::of(&body) {
            Ok(fields) => change(&control.gateway, &path, fields),
            Err(invalid) => Err(invalid.into()),
        },
        _ => Err(Failure::WrongMethod),
    };
    match done {
        Ok(value) => json_response(StatusCode::OK, &value),
        Err(failure) => json_response(failure.status(), &json!({"error": failure.message()})),
    }
}

async fn read(control: &Control, path: &[&str], query: &str) -> Result<Value, Failure> {
    let gateway = &control.gateway;
    match path {
        [] => Ok(overview(control)),
        ["clock"] => Ok(json!({"now": instant::text(gateway.world.clock().now())})),
        ["journal"] => {
            let entries = match query.strip_prefix("operation=") {
                Some(operation) => gateway.requests_of(operation),
                None => lock(&gateway.journal).all(),
            };
            Ok(json!({"requests": entries.iter().map(shown::entry).collect::<Vec<_>>()}))
        }
        ["deliveries"] => {
            gateway.act(|_| ());
            gateway.deliveries.settled().await;
            let all = gateway.deliveries.all();
            Ok(json!({"deliveries": all.iter().map(shown::delivery).collect::<Vec<_>>()}))
        }
        ["verify"] => gateway.verify().map(|()| json!({})).map_err(Failure::Asked),
        _ => Err(Failure::NoSuchPath),
    }
}

/// Returns the identifiers of the sandbox, and the list of routes.
fn overview(control: &Control) -> Value {
    let world = &control.gateway.world;
    let channels = world.catalog().networks.iter().enumerate();
    let channels =
        channels.map(|(index, network)| json!({"id": ids::id(Kind::Channel, index), "network": network}));
    let agents = 0..world.catalog().agents.len() + world.changes().agents.len();
    json!({
        "now": instant::text(world.clock().now()),
        "workspaceId": world.workspace(),
        "conversations": world.seeded() + world.started(),
        "channels": channels.collect::<Vec<_>>(),
        "agents": agents.map(|index| ids::id(Kind::Agent, index)).collect::<Vec<_>>(),
        "ais": (0..AIS).map(|index| ids::id(Kind::Ai, index)).collect::<Vec<_>>(),
        "events": Event::ALL.map(Event::as_str),
        "get": ["clock", "journal", "deliveries", "verify"],
        "post": [
            "contacts", "contacts/ID", "agents", "conversations", "conversations/ID/answer",
            "conversations/ID/end", "messages/ID/status", "receive", "trigger", "clock", "faults", "faults/clear",
            "webhooks", "deliveries/NUMBER/resend", "journal/clear",
        ],
    })
}

fn change(gateway: &Gateway, path: &[&str], mut fields: Fields) -> Result<Value, Failure> {
    let id = |id: String| json!({"id": id});
    match path {
        ["contacts"] => {
            let contact = contact(fields)?;
            Ok(id(gateway.act(|world| act::add_contact(world, contact))))
        }
        ["contacts", of] => {
            let contact = contact(fields)?;
            gateway.act(|world| act::update_contact(world, of, contact))?;
            Ok(json!({}))
        }
        ["agents"] => {
            let agent = NewAgent {
                name: fields.text("name")?,
                surname: fields.text("surname")?,
                email: fields.text("email")?,
            };
            fields.end()?;
            Ok(id(gateway.act(|world| act::add_agent(world, agent))))
        }
        ["conversations"] => {
            let new = NewConversation {
                contact: fields.required("contact")?,
                channel: fields.required("channel")?,
                agent: fields.text("agent")?,
                tags: fields.texts("tags")?,
            };
            fields.end()?;
            Ok(id(gateway.act(|world| act::add_conversation(world, new))?))
        }
        ["conversations", of, "answer"] => {
            let (agent, text) = (fields.required("agent")?, fields.required("text")?);
            fields.end()?;
            Ok(id(gateway.act(|world| act::answer(world, of, &agent, text))?))
        }
        ["conversations", of, "end"] => {
            fields.end()?;
            gateway.act(|world| act::end(world, of))?;
            Ok(json!({}))
        }
        ["messages", of, "status"] => {
            let status = fields.required("status")?;
            fields.end()?;
            gateway.act(|world| act::set_status(world, of, status))?;
            Ok(json!({}))
        }
        ["receive"] => {
            let (contact, channel) = (fields.required("contact")?, fields.required("channel")?);
            let text = fields.required("text")?;
            fields.end()?;
            let received = gateway.act(|world| act::receive(world, &contact, &channel, text))?;
            Ok(json!({"messageId": received.message_id, "conversationId": received.conversation_id}))
        }
        ["trigger"] => {
            let event: Event = fields.required("event")?.parse()?;
            let wish = Wish {
                contact: fields.text("contact")?,
                channel: fields.text("channel")?,
                text: fields.text("text")?,
            };
            fields.end()?;
            Ok(id(gateway.act(|world| trigger::trigger(world, event, wish))?))
        }
        ["clock"] => move_clock(gateway, fields),
        ["faults"] => fail(gateway, fields),
        ["faults", "clear"] => {
            fields.end()?;
            gateway.calm();
            Ok(json!({}))
        }
        ["webhooks"] => {
            let event = fields.text("event")?.map_or(Ok(Event::Any), |event| event.parse())?;
            let url = fields.required("url")?;
            fields.end()?;
            Ok(id(gateway.add_webhook(event, url)?))
        }
        ["deliveries", number, "resend"] => {
            fields.end()?;
            let number = number.parse().map_err(|_| Failure::NoSuchPath)?;
            gateway.deliveries.resend(number)?;
            Ok(json!({}))
        }
        ["journal", "clear"] => {
            fields.end()?;
            lock(&gateway.journal).clear();
            Ok(json!({}))
        }
        _ => Err(Failure::NoSuchPath),
    }
}

fn contact(mut fields: Fields) -> Result<NewContact, Invalid> {
    let contact = NewContact {
        name: fields.text("name")?,
        surname: fields.text("surname")?,
        phone: fields.text("phone")?,
        email: fields.text("email")?,
        code: fields.text("code")?,
        city: fields.text("city")?,
        country: fields.text("country")?,
        tags: fields.texts("tags")?,
    };
    fields.end()?;
    Ok(contact)
}

fn move_clock(gateway: &Gateway, mut fields: Fields) -> Result<Value, Failure> {
    let (advance, now) = (fields.text("advance")?, fields.text("now")?);
    fields.end()?;
    let clock = gateway.world.clock();
    match (advance, now) {
        (Some(by), None) => {
            let wrong =
                || Invalid("`advance` must be a number and a unit, such as 90s, 30m, 25h or 2d".to_owned());
            time::advance(&gateway.world, duration::parse(&by).ok_or_else(wrong)?);
        }
        (None, Some(to)) => {
            let wrong = || Invalid("`now` must be an instant such as 2026-03-16T12:00:00Z".to_owned());
            clock.set(instant::parse(&to).ok_or_else(wrong)?)?;
        }
        (None, None) | (Some(_), Some(_)) => {
            return Err(Invalid("give either `advance` or `now`".to_owned()).into());
        }
    }
    gateway.act(|_| ());
    Ok(json!({"now": instant::text(clock.now())}))
}

fn fail(gateway: &Gateway, mut fields: Fields) -> Result<Value, Failure> {
    let (operation, event) = (fields.text("operation")?, fields.text("event")?);
    let fault = fields.required("fault")?;
    let (times, probability) = (fields.count("times")?, fields.number("probability")?);
    fields.end()?;
    if probability.is_some_and(|probability| !(0.0..=1.0).contains(&probability)) {
        return Err(Invalid("`probability` must be a number from 0 to 1".to_owned()).into());
    }
    match (operation, event) {
        (Some(operation), None) => {
            let fault: Fault = fault.parse()?;
            gateway.rules.add(operation, fault, times, probability);
        }
        (None, Some(event)) => {
            let (event, fault): (Event, DeliveryFault) = (event.parse()?, fault.parse()?);
            gateway.deliveries.rules.add(event.as_str(), fault, times, probability);
        }
        (None, None) | (Some(_), Some(_)) => {
            return Err(Invalid("give either `operation` or `event`".to_owned()).into());
        }
    }
    Ok(json!({}))
}
