//! Parses the options of `bcrumbs sandbox` for webhooks and faults.

use bcrumbs_sandbox::{Event, Fault};

/// A webhook to call: `[EVENT=]URL`.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) event: Event,
    pub(crate) url: String,
}

/// Reads `[EVENT=]URL`; without an event it is called for all of them.
pub(crate) fn webhook(text: &str) -> Result<Webhook, String> {
    // An address with a query has `=` too, and no event's name has a colon.
    match text.split_once('=').filter(|(event, _)| !event.contains(':')) {
        None => Ok(Webhook { event: Event::Any, url: text.to_owned() }),
        Some((event, url)) => {
            let event = event.parse().map_err(|error: bcrumbs_sandbox::Error| error.to_string())?;
            Ok(Webhook { event, url: url.to_owned() })
        }
    }
}

/// A fault to script: `OPERATION=FAULT[:TIMES]`.
#[derive(Clone, Debug)]
pub(crate) struct ScriptedFault {
    pub(crate) operation: String,
    pub(crate) fault: Fault,
    pub(crate) times: usize,
}

/// Reads `OPERATION=FAULT[:TIMES]`; without a number it happens once.
pub(crate) fn fault(text: &str) -> Result<ScriptedFault, String> {
    let form = || "write OPERATION=FAULT[:TIMES], for example startConv=reset-after-executing:2".to_owned();
    let (operation, rest) =
        text.split_once('=').filter(|(operation, _)| !operation.is_empty()).ok_or_else(form)?;
    let times = rest.rsplit_once(':').and_then(|(fault, times)| Some((fault, times.parse().ok()?)));
    let (fault, times) = times.unwrap_or((rest, 1));
    let fault = fault.parse().map_err(|error: bcrumbs_sandbox::Error| error.to_string())?;
    Ok(ScriptedFault { operation: operation.to_owned(), fault, times })
}

#[cfg(test)]
mod tests {
    use super::{fault, webhook};
    use bcrumbs_sandbox::{Event, Fault};

    #[test]
    fn a_webhook_is_an_address_with_or_without_its_event() {
        for (text, event, url) in [
            ("http://127.0.0.1:1/?a=b", Event::Any, "http://127.0.0.1:1/?a=b"),
            ("incoming-message=http://127.0.0.1:1/?a=b", Event::IncomingMessage, "http://127.0.0.1:1/?a=b"),
            ("NEW_CONV=http://localhost/", Event::NewConversation, "http://localhost/"),
        ] {
            let read = webhook(text).unwrap();
            assert_eq!((read.event, read.url.as_str()), (event, url));
        }
        assert!(webhook("news=http://localhost/").unwrap_err().contains("INCOMING_MESSAGE"));
    }

    #[test]
    fn a_fault_is_an_operation_and_a_name_and_perhaps_a_number() {
        for (text, operation, expected, times) in [
            ("convs=503", "convs", Fault::status(503), 1),
            ("convs=503:3", "convs", Fault::status(503), 3),
            ("startConv=reset-after-executing:2", "startConv", Fault::ResetAfterExecuting, 2),
            (r#"tags=body({"a": 1}):2"#, "tags", Fault::Body(r#"{"a": 1}"#.to_owned()), 2),
            (r#"tags=body({"a":1})"#, "tags", Fault::Body(r#"{"a":1}"#.to_owned()), 1),
        ] {
            let read = fault(text).unwrap();
            assert_eq!((read.operation.as_str(), read.fault, read.times), (operation, expected, times));
        }
        for text in ["503", "=503", "convs", "convs=nonsense", "convs=503:x", ""] {
            assert!(fault(text).is_err(), "{text}");
        }
    }
}
