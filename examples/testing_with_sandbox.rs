//! Tests code that uses this crate against a gateway that fails on demand. In a project of your own each scenario is a
//! `#[tokio::test]`, and `bcrumbs-sandbox` one of the `[dev-dependencies]`.
//!
//! ```text
//! cargo run --example testing_with_sandbox
//! ```

use bcrumbs::{ApiKey, ChannelId, Client, Error, Outcome, Recipient, Workspace};
use bcrumbs_sandbox::{Fault, Sandbox};

/// What became of a notice.
#[derive(Debug, PartialEq)]
enum Notice {
    Sent,
    NotSent,
    LookFirst,
}

/// The code under test: notifies a customer that an order has left.
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

/// Runs the code under test while the gateway misbehaves, and returns what became of it and how often it ran there.
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

    // Turned away unread: sent again, and it ran once.
    let busy = scenario([Fault::Throttled { retry_after: Some("0".to_owned()) }]).await?;
    print_result("throttled", &busy);
    assert_eq!(busy, Scenario { notice: Notice::Sent, requests: 2, executed: 1 });

    // The answer is lost after the message was sent: not sent again, and not called a failure.
    let lost = scenario([Fault::ResetAfterExecuting]).await?;
    print_result("answer lost", &lost);
    assert_eq!(lost, Scenario { notice: Notice::LookFirst, requests: 1, executed: 1 });

    let refused = scenario([Fault::GraphQlError {
        code: "BAD_USER_INPUT".to_owned(),
        message: "no such template".to_owned(),
        with_data: false,
    }])
    .await?;
    print_result("refused", &refused);
    assert_eq!(refused, Scenario { notice: Notice::NotSent, requests: 1, executed: 0 });

    // A branch on errors needs no gateway at all.
    let made = Error::new(bcrumbs::ErrorKind::Timeout, Outcome::Unknown, "no answer in time");
    assert_eq!(what_became_of_it(&made), Notice::LookFirst);
    Ok(())
}
