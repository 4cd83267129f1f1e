//! An answer that is larger than the limit is not read further.

use crate::support::workspace_of;
use bcrumbs::{ChannelId, ErrorKind, Outcome, Recipient};
use bcrumbs_sandbox::{Fault, Sandbox};

/// The most memory that this process has used at once, in KiB; nothing where the system does not report it.
fn most_memory() -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

#[tokio::test]
async fn a_hundred_megabytes_are_left_unread() {
    let sandbox = Sandbox::builder().conversations(5).start().await.unwrap();
    let before = most_memory();
    sandbox.script([Fault::HugeBody(100_000_000), Fault::HugeBody(100_000_000)]);
    let error = workspace_of(&sandbox).conversations().page().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1));
    assert!(error.to_string().contains("16777216 bytes"), "{error}");
    let channel = sandbox.channels()[0].id.clone();
    let start = workspace_of(&sandbox).start_conversation(
        ChannelId::from(channel),
        Recipient::phone("+12025550123"),
        "hello",
    );
    let error = start.await.unwrap_err();
    // What came before the limit proves nothing.
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::TooLarge, Outcome::Unknown, 1));
    let more = most_memory() - before;
    assert!(more < 70_000, "{more} KiB");
}
