//! Sends what changes something: with consent where that is needed, once, and noted for a signal that comes meanwhile.

use crate::connect;
use crate::consent::Consent;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::interrupt::ChangeStage;
use crate::list::filters::given;
use crate::list::warnings::warn;
use crate::list::whole::Shown;
use crate::output::format::{Format, RecordFormat};
use crate::output::printer::{print_lines, print_result};
use crate::output::row::Row;
use crate::output::sanitize::safe_json;
use crate::transport::{Kept, Unsent};
use bcrumbs::graphql_client::GraphQLQuery;
use bcrumbs::{ApiKey, Client, Error, Request, Response, Workspace};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::io;

/// Sends a request and prints its result.
pub(crate) async fn send<Q, T>(
    request: Request<Q, T>,
    global: &Global,
    change: &ChangeStage,
) -> Result<(), Failure>
where
    Q: GraphQLQuery<Variables: Send + Sync, ResponseData: DeserializeOwned> + 'static,
    T: Row + 'static,
{
    let result = sent(request, global, change).await?;
    print_result(&result, Format::chosen(global.output)).map_err(Failure::after_change)
}

/// Sends a request and prints its result in the form in which it is shown.
pub(crate) async fn send_shown<Q, T>(
    request: Request<Q, T>,
    global: &Global,
    change: &ChangeStage,
) -> Result<(), Failure>
where
    Q: GraphQLQuery<Variables: Send + Sync, ResponseData: DeserializeOwned> + 'static,
    T: Shown + 'static,
{
    let result = sent(request, global, change).await?;
    print_result(&result.row(), Format::chosen(global.output)).map_err(Failure::after_change)
}

/// Sends a request once, and notes how far that has come.
async fn sent<Q, T>(request: Request<Q, T>, global: &Global, change: &ChangeStage) -> Result<T, Failure>
where
    Q: GraphQLQuery<Variables: Send + Sync, ResponseData: DeserializeOwned> + 'static,
    T: 'static,
{
    let request = given(request, global.timeout, Request::timeout);
    change.sending();
    let response = request.await.map_err(Failure::Change)?;
    change.answered();
    tracing::info!(request_id = response.request_id(), "the change was made");
    warn(response.errors());
    Ok(response.into_data())
}

/// Asks for consent, then sends a request and prints its result; or prints the request only, where that was asked for.
pub(crate) async fn send_with_consent<Q, T>(
    request: impl FnOnce(Workspace) -> Request<Q, T>,
    question: &str,
    consent: &Consent,
    global: &Global,
    change: &ChangeStage,
) -> Result<(), Failure>
where
    Q: GraphQLQuery<Variables: Send + Sync, ResponseData: DeserializeOwned> + 'static,
    T: Row + 'static,
{
    if consent.dry_run {
        let number = connect::number(global)?;
        return print_unsent(global, |client| async move {
            request(client.workspace(number)).await.map(|_: Response<T>| ())
        })
        .await;
    }
    change.planned();
    let workspace = connect::workspace(global)?;
    consent.ask(question)?;
    send(request(workspace), global, change).await
}

/// Prints the body of a request and sends nothing.
pub(crate) async fn print_unsent<F>(global: &Global, send: impl FnOnce(Client) -> F) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Error>>,
{
    let body = unsent(connect::key(global)?, global, send).await?;
    Ok(print_lines([laid_out(&body, Format::chosen(global.output))?])?)
}

/// Returns the body of a request that is not sent.
pub(crate) async fn unsent<F>(
    key: ApiKey,
    global: &Global,
    send: impl FnOnce(Client) -> F,
) -> Result<Value, Failure>
where
    F: Future<Output = Result<(), Error>>,
{
    let kept = Kept::default();
    let client = connect::client_over(key, global, Unsent(kept.clone()))?;
    let sent = send(client).await;
    match (kept.take(), sent) {
        (Some(body), _) => Ok(serde_json::from_slice(&body).map_err(io::Error::from)?),
        (None, Err(error)) => Err(error.into()),
        (None, Ok(())) => Ok(Value::Null),
    }
}

/// Prints the bodies of two requests, of which one would be sent: two lines, or an array where JSON was asked for.
pub(crate) fn print_either(bodies: &[Value; 2], global: &Global) -> Result<(), Failure> {
    let format = Format::chosen(global.output);
    let lines = match format {
        Format::Json => vec![laid_out(&Value::from(bodies.to_vec()), format)?],
        Format::Table | Format::Ndjson | Format::Csv => {
            bodies.iter().map(|body| laid_out(body, format)).collect::<io::Result<_>>()?
        }
    };
    Ok(print_lines(lines)?)
}

/// Lays JSON out for people, unless lines of JSON are wanted.
fn laid_out(body: &Value, format: Format) -> io::Result<String> {
    Ok(safe_json(match format.records() {
        Some(RecordFormat::Ndjson) => serde_json::to_string(body)?,
        None | Some(RecordFormat::Json | RecordFormat::Csv) => serde_json::to_string_pretty(body)?,
    }))
}
