//! The read operations one by one, for a gateway that does not show its schema. The keys are never listed.

use crate::commands::doctor::check::{Check, Sheet};
use crate::failure::failure::Failure;
use bcrumbs::{Conversation, Error, ErrorKind, Page, Response, Workspace};
use http::StatusCode;

/// The check of the list that is requested first.
pub(crate) const CONVERSATIONS: &str = "convs";

/// Sends each read operation except the list of conversations, which was sent before. A list with a documented limit
/// requests one item.
pub(crate) async fn add(
    workspace: &Workspace,
    conversations: &Result<Response<Page<Conversation>>, Error>,
    sheet: &mut Sheet,
) -> Result<(), Failure> {
    sheet.add(check(CONVERSATIONS, conversations))?;
    let list = || workspace.conversations().page_size(1);
    sheet.add(check("convs.client", &list().with_contact().page().await))?;
    sheet.add(check("convs.messages", &list().with_messages().page().await))?;
    sheet.add(check("messages", &workspace.messages().page_size(1).page().await))?;
    sheet.add(check("clients", &workspace.contacts().page_size(1).page().await))?;
    sheet.add(check("agents", &workspace.agents().page_size(1).page().await))?;
    sheet.add(check("broadcasts", &workspace.broadcasts().page_size(1).page().await))?;
    sheet.add(check("tags", &workspace.tags().await))?;
    sheet.add(check("webhooks", &workspace.webhooks().await))?;
    sheet.add(check("workspaceSettings", &workspace.settings().await))
}

/// Converts the response of one read operation to a check.
pub(crate) fn check<T>(name: &'static str, answer: &Result<Response<T>, Error>) -> Check {
    let endpoint = "check that the endpoint is the gateway's, its path included";
    let error = match answer {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => {
            return Check::fail(name, "the response has the status HTTP 404", endpoint);
        }
        Ok(response) => {
            return match response.errors() {
                [] => Check::ok(name, "it can be read"),
                [missing, ..] => {
                    let detail = format!("a part of the response is missing: {missing}");
                    Check::warn(name, detail, "ask the gateway's support")
                }
            };
        }
        Err(error) => error,
    };
    if error.status() == Some(StatusCode::NOT_FOUND) {
        return Check::fail(name, error.to_string(), endpoint);
    }
    match error.kind() {
        ErrorKind::Forbidden => Check::skip(name, "it is not permitted to this key"),
        ErrorKind::SchemaMismatch => Check::fail(name, error.to_string(), "look for a newer bcrumbs"),
        ErrorKind::GraphQl => Check::fail(name, error.to_string(), "ask the gateway's support"),
        _ => Check::fail(name, error.to_string(), "try again later; --timeout sets the time for a call"),
    }
}
