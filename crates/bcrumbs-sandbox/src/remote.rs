//! A sandbox in another process, controlled over HTTP.

use std::io;

use serde_json::Value;

use crate::error::Error;
use crate::webhook::post;
use crate::webhook::target::Target;

/// A sandbox that another process runs, such as `bcrumbs sandbox`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use bcrumbs_sandbox::{RemoteSandbox, Sandbox};
/// use serde_json::json;
///
/// let sandbox = Sandbox::builder().empty().start().await?;
/// let remote = RemoteSandbox::at(sandbox.endpoint())?;
/// let ada = remote.post("contacts", &json!({"name": "Ada"})).await?;
/// assert!(ada["id"].is_string());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct RemoteSandbox {
    target: Target,
}

impl RemoteSandbox {
    /// Returns the sandbox with that endpoint.
    ///
    /// # Errors
    ///
    /// Where the URL is not `http` to a literal loopback address or to `localhost`.
    pub fn at(endpoint: &str) -> Result<Self, Error> {
        Ok(Self { target: Target::parse(endpoint)? })
    }

    /// Posts a change below `/_sandbox/`, and returns the response. The manual's section "Other languages" lists the
    /// changes.
    ///
    /// # Errors
    ///
    /// There is no response, the server is not a sandbox, or the sandbox refuses the change. In the last case, the
    /// error contains the sandbox's message.
    pub async fn post(&self, path: &str, body: &Value) -> io::Result<Value> {
        let target = Target { path: format!("/_sandbox/{path}"), ..self.target.clone() };
        let reply = post::post(&target, body.to_string().into()).await?;
        let answer: Value = serde_json::from_slice(&reply.body).map_err(|_| {
            io::Error::new(io::ErrorKind::InvalidData, "the server at this address is not a sandbox")
        })?;
        match (reply.status, answer["error"].as_str()) {
            (200, None) => Ok(answer),
            (_, Some(message)) => Err(io::Error::new(io::ErrorKind::InvalidInput, message.to_owned())),
            (_, None) => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "the server at this address is not a sandbox"))
            }
        }
    }
}
