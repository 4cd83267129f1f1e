//! The JSON of the control routes.

use serde_json::{Value, json};

use crate::journal::Entry;
use crate::webhook::delivery::{Attempt, Delivery};

/// A request of the journal.
pub(crate) fn entry(entry: &Entry) -> Value {
    json!({
        "requestId": entry.request_id,
        "operation": entry.operation,
        "fields": entry.fields,
        "variables": entry.variables,
        "executed": entry.executed,
        "effect": entry.effect,
        "fault": entry.fault.as_ref().map(ToString::to_string),
        "status": entry.status,
        "authorization": entry.authorization,
        "userAgent": entry.user_agent,
        "accept": entry.accept,
        "contentType": entry.content_type,
    })
}

/// A delivery to a webhook.
pub(crate) fn delivery(delivery: &Delivery) -> Value {
    json!({
        "number": delivery.number,
        "event": delivery.event.as_str(),
        "url": delivery.url,
        "body": delivery.body,
        "delivered": delivery.is_delivered(),
        "fault": delivery.fault.as_ref().map(ToString::to_string),
        "attempts": delivery.attempts.iter().map(attempt).collect::<Vec<_>>(),
    })
}

fn attempt(attempt: &Attempt) -> Value {
    json!({
        "status": attempt.status,
        "answer": attempt.answer,
        "latencyMs": u64::try_from(attempt.latency.as_millis()).unwrap_or(u64::MAX),
        "error": attempt.error,
    })
}
