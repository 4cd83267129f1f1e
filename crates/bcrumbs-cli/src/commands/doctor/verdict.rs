//! What the response to one list shows about the connection, the key and the workspace.

use crate::commands::doctor::check::Check;
use bcrumbs::{Conversation, Error, ErrorKind, Page, Response, TimeoutPhase};
use http::StatusCode;
use std::error::Error as _;
use std::iter;
use url::Url;

/// The checks that are made of it.
pub(crate) const NAMES: [&str; 4] = [TLS, GATEWAY, KEY, ACCESS];

const TLS: &str = "tls";
const GATEWAY: &str = "gateway";
const KEY: &str = "key-accepted";
pub(crate) const ACCESS: &str = "access";

/// Where a call failed.
enum Trouble {
    Tls,
    Gateway,
    Key,
    Access,
    /// The gateway refused the call for a reason that it does not name by a code.
    Refused,
    Schema,
}

/// Returns whether the call failed because the operation does not fit the gateway's schema.
pub(crate) fn is_of_schema(answer: &Result<Response<Page<Conversation>>, Error>) -> bool {
    answer.as_ref().is_err_and(|error| error.kind() == ErrorKind::SchemaMismatch)
}

/// Makes them.
pub(crate) fn checks(answer: &Result<Response<Page<Conversation>>, Error>, endpoint: &Url) -> [Check; 4] {
    let error = match answer {
        Ok(page) if page.status() == StatusCode::NOT_FOUND => {
            let gateway = Check::fail(GATEWAY, "the response has the status HTTP 404", PATH);
            return [tls(endpoint), gateway, skipped(KEY, GATEWAY), skipped(ACCESS, GATEWAY)];
        }
        Ok(page) => {
            let accepted = Check::ok(KEY, "the gateway takes it");
            return [tls(endpoint), gateway(Some(page.status().as_u16())), accepted, access(page)];
        }
        Err(error) => error,
    };
    let answered = gateway(error.status().map(|status| status.as_u16()));
    match trouble(error, endpoint) {
        Trouble::Tls => [
            Check::fail(
                TLS,
                with_cause(error),
                "check this machine's certificates and clock, and what may stand between, such as a proxy",
            ),
            skipped(GATEWAY, TLS),
            skipped(KEY, TLS),
            skipped(ACCESS, TLS),
        ],
        Trouble::Gateway => [
            tls(endpoint),
            Check::fail(GATEWAY, with_cause(error), what_to_do(error)),
            skipped(KEY, GATEWAY),
            skipped(ACCESS, GATEWAY),
        ],
        Trouble::Key => [
            tls(endpoint),
            answered,
            Check::fail(
                KEY,
                error.to_string(),
                "put a valid key into BCRUMBS_API_KEY or the file of --api-key-file",
            ),
            skipped(ACCESS, KEY),
        ],
        Trouble::Schema => [
            tls(endpoint),
            answered,
            Check::skip(KEY, "the operation does not fit the gateway's schema, so the key was not tested"),
            Check::skip(
                ACCESS,
                "the operation does not fit the gateway's schema, so the access was not tested",
            ),
        ],
        Trouble::Refused => [
            tls(endpoint),
            answered,
            Check::skip(KEY, "the gateway refused the operation and does not name the key"),
            Check::fail(
                ACCESS,
                error.to_string(),
                "follow the gateway's message; `bcrumbs schema check --live` shows whether the schema differs",
            ),
        ],
        Trouble::Access => [
            tls(endpoint),
            answered,
            Check::skip(KEY, "the gateway's refusal may be about the key or about the workspace"),
            Check::fail(
                ACCESS,
                error.to_string(),
                "set a workspace that the key opens by --workspace or BCRUMBS_WORKSPACE_ID, or take another key",
            ),
        ],
    }
}

fn trouble(error: &Error, endpoint: &Url) -> Trouble {
    let connecting = error.timeout_phase() == Some(TimeoutPhase::Connect);
    match error.kind() {
        _ if error.status() == Some(StatusCode::NOT_FOUND) => Trouble::Gateway,
        // That something listens has been seen.
        ErrorKind::Connect if endpoint.scheme() == "https" => Trouble::Tls,
        ErrorKind::Timeout if endpoint.scheme() == "https" && connecting => Trouble::Tls,
        ErrorKind::Unauthenticated => Trouble::Key,
        ErrorKind::Forbidden => Trouble::Access,
        ErrorKind::GraphQl => Trouble::Refused,
        ErrorKind::SchemaMismatch => Trouble::Schema,
        _ => Trouble::Gateway,
    }
}

fn skipped(name: &'static str, failed: &str) -> Check {
    Check::skip(name, format!("{failed} failed"))
}

fn tls(endpoint: &Url) -> Check {
    match endpoint.scheme() {
        "http" => Check::ok(TLS, "not needed: plain http stays on this machine"),
        _ => Check::ok(TLS, "the certificate is trusted"),
    }
}

fn gateway(status: Option<u16>) -> Check {
    let status = status.map(|status| format!(", HTTP {status}")).unwrap_or_default();
    Check::ok(GATEWAY, format!("it answers as a gateway does{status}"))
}

fn access(page: &Response<Page<Conversation>>) -> Check {
    match (page.errors().first(), page.items.is_empty()) {
        (Some(missing), _) => {
            let detail = format!("a part of the list is missing: {missing}");
            Check::warn(ACCESS, detail, "ask the gateway's support")
        }
        (None, false) => Check::ok(ACCESS, "conversations can be listed"),
        (None, true) => {
            Check::ok(ACCESS, "the list is empty: there are no conversations, or none that the key may see")
        }
    }
}

/// What to do if the endpoint is not the gateway's.
const PATH: &str = "check that the endpoint is the gateway's, its path included";

/// Returns what to do where something answers, but not as the gateway does.
fn what_to_do(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::RateLimited => "wait, and look for what else uses the key",
        ErrorKind::Http | ErrorKind::Decode | ErrorKind::TooLarge => PATH,
        _ if error.status() == Some(StatusCode::NOT_FOUND) => PATH,
        _ => "try again later; --timeout sets the time for a call",
    }
}

/// Writes an error with its last cause, which names certificates and addresses.
fn with_cause(error: &Error) -> String {
    let cause = iter::successors(error.source(), |cause| (*cause).source()).last();
    cause.map_or(error.to_string(), |cause| format!("{error} [{cause}]"))
}
