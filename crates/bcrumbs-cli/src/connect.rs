//! From the global options to a workspace: where to send, which key to show, and what to set where one is missing.

use crate::failure::failure::Failure;
use crate::global::Global;
use bcrumbs::{
    ApiKey, Client, ClientBuilder, DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_ENDPOINT, HttpTransport, Transport,
    Workspace,
};
use std::env;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use url::Url;

/// A longer file holds no key, and may have no end.
const LONGEST_KEY_FILE: u64 = 64 * 1024;

/// Connects to a workspace, as far as that goes without sending anything.
pub(crate) fn workspace(global: &Global) -> Result<Workspace, Failure> {
    let workspace = number(global)?;
    Ok(client(global)?.workspace(workspace))
}

/// Connects to the gateway, as far as that goes without sending anything.
pub(crate) fn client(global: &Global) -> Result<Client, Failure> {
    client_with(key(global)?, global)
}

/// Connects to the gateway with that key, as far as that goes without sending anything.
pub(crate) fn client_with(key: ApiKey, global: &Global) -> Result<Client, Failure> {
    Ok(builder(key, global)?.build()?)
}

/// Creates a client that sends by another transport.
pub(crate) fn client_over(
    key: ApiKey,
    global: &Global,
    transport: impl Transport,
) -> Result<Client, Failure> {
    // The endpoint is checked as it is for the client's own transport.
    builder(key.clone(), global)?.build()?;
    Ok(builder(key, global)?.transport(transport).build()?)
}

/// Creates the transport over HTTP, for a transport of the command's own that sends by it.
pub(crate) fn http(global: &Global) -> Result<HttpTransport, Failure> {
    Ok(HttpTransport::builder(endpoint(global)?).build()?)
}

fn builder(key: ApiKey, global: &Global) -> Result<ClientBuilder, Failure> {
    // What is no text is no field, and refused as such.
    let omitted = env::var_os("BCRUMBS_OMIT_FIELDS").unwrap_or_default();
    let omitted = omitted.to_string_lossy();
    let fields = omitted.split(',').filter(|field| !field.trim().is_empty());
    let client = fields.fold(Client::builder(key).endpoint(endpoint(global)?), ClientBuilder::omit_field);
    Ok(match global.timeout {
        // Whoever waits for longer than an attempt may take wants to wait for its answer.
        Some(limit) => client.total_timeout(limit).attempt_timeout(limit.max(DEFAULT_ATTEMPT_TIMEOUT)),
        None => client,
    })
}

/// Returns where requests go. A variable that is set and empty is more likely a slip than the wish for the public gateway.
pub(crate) fn endpoint(global: &Global) -> Result<&str, Failure> {
    match global.endpoint.as_deref().map(str::trim) {
        None => Ok(DEFAULT_ENDPOINT),
        Some("") => Err(usage(
            "the endpoint is empty: unset BCRUMBS_ENDPOINT for the public gateway, or name another",
        )),
        Some(endpoint) => Ok(endpoint),
    }
}

/// Returns the host and port that requests go to, as far as they are known.
pub(crate) fn host(global: &Global) -> Option<String> {
    let endpoint = Url::parse(endpoint(global).ok()?).ok()?;
    let host = endpoint.host_str()?;
    Some(format!("{host}:{}", endpoint.port_or_known_default()?))
}

/// Returns the workspace's number.
pub(crate) fn number(global: &Global) -> Result<i32, Failure> {
    parse_number(global.workspace.as_deref())
}

/// Parses the workspace's number.
pub(crate) fn parse_number(text: Option<&str>) -> Result<i32, Failure> {
    let text = text.unwrap_or_default().trim();
    if text.is_empty() {
        return Err(usage("no workspace: give its number by --workspace or in BCRUMBS_WORKSPACE_ID"));
    }
    text.parse().map_err(|_| usage("the workspace must be a whole number, for example --workspace 12"))
}

/// Reads the key. Standard input gives it once.
pub(crate) fn key(global: &Global) -> Result<ApiKey, Failure> {
    let file = global.api_key_file.as_deref();
    let text = match file {
        Some(file) => read(file)?,
        None => match env::var("BCRUMBS_API_KEY") {
            Ok(text) => text,
            Err(env::VarError::NotPresent) => String::new(),
            Err(env::VarError::NotUnicode(_)) => {
                return Err(usage("BCRUMBS_API_KEY holds no text: put the API key there"));
            }
        },
    };
    // Some editors begin a file with a byte-order mark.
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.contains('\n') {
        let place = if file.is_some() { "the file of --api-key-file" } else { "BCRUMBS_API_KEY" };
        return Err(Failure::Usage(format!("{place} has more than one line: put only the API key there")));
    }
    match (text.is_empty(), file) {
        (false, _) => Ok(ApiKey::new(text)),
        (true, Some(_)) => Err(usage("the file of --api-key-file is empty: put the API key there")),
        (true, None) => Err(usage("no API key: set BCRUMBS_API_KEY, or name a file by --api-key-file")),
    }
}

/// Reads the file. Its name is in no error: it might be the key itself, given by mistake.
fn read(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().take(LONGEST_KEY_FILE).read_to_string(&mut text)
    } else {
        File::open(file).and_then(|file| file.take(LONGEST_KEY_FILE).read_to_string(&mut text))
    };
    match read {
        Ok(length) if length as u64 == LONGEST_KEY_FILE => {
            Err(usage("the file of --api-key-file is too long to be an API key: name the file that holds it"))
        }
        Ok(_) => Ok(text),
        Err(problem) => Err(Failure::Usage(format!(
            "the file of --api-key-file cannot be read: {problem}; name a file that holds the API key, or - for \
             standard input"
        ))),
    }
}

fn usage(text: &str) -> Failure {
    Failure::Usage(text.to_owned())
}
