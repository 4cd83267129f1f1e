//! Tests code that uses this crate with a gateway that fails on demand. In your own project, each scenario is a
//! `#[tokio::test]`, and `bcrumbs-sandbox` is one of the `[dev-dependencies]`.
//!
//! ```text
//! cargo run --example testing_with_sandbox
//! ```

use bcrumbs::{ApiKey, ChannelId, Client, Error, Outcome, Recipient, Workspace};
use bcrumbs_sandbox::{Fault, Sandbox};

/// The result of a notice.
#[derive(Debug, PartialEq)]
enum Notice {
    Sent,
    NotSent,
    LookFirst,
}

/// The code under test: notifies a customer that an order was shipped.
async fn notify(workspace: &Workspace, channel: &ChannelId, phone: &str) -> Notice {
    let start = workspace.start_conversation(channel, Recipient::phone(phone), "order_shipped");
    match start.await {
        Ok(_) => Notice::Sent,
        Err(error) => what_became_of_it(&error),
    }
}

fn what_became_of_it(error: &Error) -> Notice {
    match error.outcome() {
        Outcome::NotExecuted => Notice::NotSent,
        _ => Notice::LookFirst,
    }
}

/// Runs the code under test while the gateway fails, and returns its result and how often the gateway ran the
/// operation.
async fn scenario(faults: impl IntoIterator<Item = Fault>) -> Result<Scenario, Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
    let workspace = client.workspace(sandbox.workspace_id());

    sandbox.script(faults);
    let channel = ChannelId::from(sandbox.channels()[0].id.as_str());
    let notice = notify(&workspace, &channel, "+12025550123").await;
    let journal = sandbox.journal();
    let executed = journal.iter().filter(|entry| entry.executed).count();
    Ok(Scenario { notice, requests: journal.len(), executed })
}

#[derive(Debug, PartialEq)]
struct Scenario {
    notice: Notice,
    requests: usize,
    executed: usize,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let print_result = |name: &str, scenario: &Scenario| println!("{name}: {scenario:?}");

    let calm = scenario([]).await?;
    print_result("nothing fails", &calm);
    assert_eq!(calm, Scenario { notice: Notice::Sent, requests: 1, executed: 1 });

    // The gateway rejected the first request without running it: the client retried, and the operation ran once.
    let busy = scenario([Fault::Throttled { retry_after: Some("0".to_owned()) }]).await?;
    print_result("throttled", &busy);
    assert_eq!(busy, Scenario { notice: Notice::Sent, requests: 2, executed: 1 });

    // The message was sent and the response was lost: the client does not retry, and the outcome is unknown.
    let lost = scenario([Fault::ResetAfterExecuting]).await?;
    print_result("response lost", &lost);
    assert_eq!(lost, Scenario { notice: Notice::LookFirst, requests: 1, executed: 1 });

    let refused = scenario([Fault::GraphQlError {
        code: "BAD_USER_INPUT".to_owned(),
        message: "no such template".to_owned(),
        with_data: false,
    }])
    .await?;
    print_result("refused", &refused);
    assert_eq!(refused, Scenario { notice: Notice::NotSent, requests: 1, executed: 0 });

    // Code that only handles errors can be tested without a gateway.
    let made = Error::new(bcrumbs::ErrorKind::Timeout, Outcome::Unknown, "no response in time");
    assert_eq!(what_became_of_it(&made), Notice::LookFirst);
    Ok(())
}
