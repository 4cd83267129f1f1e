//! The outbox's file: incomplete last lines, damage, a full disk, the lock, and rewriting.

use crate::desk::{Desk, TEXT};
use crate::support::{Same, is_child, workspace_of};
use bcrumbs::outbox::{Finding, Outbox, Resolution};
use bcrumbs::{ChannelId, ContactId, ConversationId, Error, ErrorKind, Outcome, Workspace};
use bcrumbs_sandbox::Fault;
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// A file with one settled call and two open ones, in the order in which they were written.
async fn three_calls(desk: &Desk) -> String {
    let outbox = desk.outbox().await;
    outbox.add_message("sent", &desk.contact, desk.message(TEXT)).await.unwrap();
    for key in ["open", "open too"] {
        desk.sandbox.fail("addMessage", Fault::ResetAfterReading);
        outbox.add_message(key, &desk.contact, desk.message(TEXT)).await.unwrap_err();
    }
    drop(outbox);
    desk.file()
}

/// The keys of the open intents of a file.
async fn open_keys(workspace: &Workspace, path: &Path) -> Result<Vec<String>, Error> {
    let outbox = Outbox::open(workspace, path).await?;
    Ok(outbox.open_intents().await?.iter().map(|open| open.key().to_owned()).collect())
}

#[track_caller]
fn is_refused<T: std::fmt::Debug>(result: Result<T, Error>, words: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Outbox, Outcome::NotExecuted), "{error}");
    assert!(error.to_string().contains(words), "{error}");
}

#[tokio::test]
async fn a_file_that_ends_anywhere_is_read_up_to_its_last_complete_line() {
    let desk = Desk::new().await;
    let whole = three_calls(&desk).await;
    let path = desk.folder.path().join("cut");
    let ends: Vec<usize> = whole.match_indices('\n').map(|(at, _)| at + 1).collect();
    assert_eq!(ends.len(), 5, "a header, three intents and a result");
    let expected = [&[][..], &[], &["sent"], &[], &["open"], &["open", "open too"]];
    for length in 0..=whole.len() {
        // Each byte of the first line and near a line's end, and some of the others.
        if length > ends[0] + 9 && length % 23 != 0 && ends.iter().all(|end| end.abs_diff(length) > 2) {
            continue;
        }
        fs::write(&path, &whole[..length]).unwrap();
        let complete = ends.iter().filter(|end| **end <= length).count();
        assert_eq!(open_keys(&desk.workspace, &path).await.unwrap(), expected[complete], "{length} bytes");
        let left = fs::read_to_string(&path).unwrap();
        assert!(left.ends_with('\n') && left.lines().count() >= 1, "{length} bytes");
    }
}

#[tokio::test]
async fn every_other_damage_is_an_error_and_the_file_is_not_changed() {
    let desk = Desk::new().await;
    let whole = three_calls(&desk).await.into_bytes();
    let path = desk.folder.path().join("damaged");
    let mut damaged: Vec<Vec<u8>> = (0..whole.len() - 1)
        .filter(|at| at % 5 == 0 || whole[*at] == b'\n')
        .map(|at| {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            damaged
        })
        .collect();
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    // Whole lines that are missing, twice there, or in another order.
    damaged.push(lines[1..].concat());
    damaged.push([&whole, lines[1]].concat());
    damaged.push([&whole, lines[2]].concat());
    damaged.push([&whole, lines[3]].concat());
    damaged.push([&whole, lines[0]].concat());
    damaged.push([lines[0], lines[0]].concat());
    damaged.push(b"notes of mine".to_vec());
    damaged.push(b"notes of mine\n".to_vec());
    damaged.push(vec![0; 64]);
    for bytes in damaged {
        fs::write(&path, &bytes).unwrap();
        is_refused(open_keys(&desk.workspace, &path).await, "not changed");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[tokio::test]
async fn an_outbox_belongs_to_one_workspace() {
    let desk = Desk::new().await;
    let whole = three_calls(&desk).await;
    let other = desk.workspace.client().workspace(13);
    is_refused(open_keys(&other, &desk.path()).await, "belongs to workspace 12, and not to workspace 13");
    assert_eq!(desk.file(), whole);
}

#[tokio::test]
async fn a_folder_that_is_missing_is_an_error() {
    let desk = Desk::new().await;
    let path = desk.folder.path().join("missing").join("outbox");
    is_refused(open_keys(&desk.workspace, &path).await, "cannot be found");
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_the_file_and_its_lock() {
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    let modes = || {
        ["outbox", "outbox.lock"]
            .map(|name| fs::metadata(desk.folder.path().join(name)).unwrap().permissions().mode() & 0o777)
    };
    assert_eq!(modes(), [0o600; 2]);
    drop(outbox);
    desk.outbox().await;
    assert_eq!(modes(), [0o600; 2], "after it was rewritten");
}

#[cfg(unix)]
#[tokio::test]
async fn one_file_has_one_lock_under_all_its_names() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    let link = desk.folder.path().join("link");
    std::os::unix::fs::symlink(desk.path(), &link).unwrap();
    is_refused(open_keys(&desk.workspace, &link).await, "open already");
    drop(outbox);
    open_keys(&desk.workspace, &link).await.unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "the file was rewritten, and not the link");
}

#[cfg(unix)]
#[tokio::test]
async fn nothing_is_sent_after_the_file_or_its_lock_was_removed() {
    for name in ["outbox", "outbox.lock"] {
        let desk = Desk::new().await;
        let outbox = desk.outbox().await;
        fs::remove_file(desk.folder.path().join(name)).unwrap();
        let sent = outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await;
        is_refused(sent, "removed or replaced");
        assert_eq!(desk.executed("addMessage"), 0);
    }
}

#[tokio::test]
async fn the_text_of_a_settled_call_is_removed_at_the_next_start_and_its_result_is_kept() {
    let desk = Desk::new().await;
    let whole = three_calls(&desk).await;
    assert_eq!(whole.matches(TEXT).count(), 3);
    // A rewrite that was interrupted.
    fs::write(desk.folder.path().join("outbox.new"), "half").unwrap();
    let outbox = desk.outbox().await;
    assert_eq!((desk.file().matches(TEXT).count(), outbox.open_intents().await.unwrap().len()), (2, 2));
    assert!(!desk.folder.path().join("outbox.new").exists());
    outbox.add_message("sent", &desk.contact, desk.message(TEXT)).await.unwrap();
    assert_eq!(desk.executed("addMessage"), 1);
    for key in ["open", "open too"] {
        outbox.resolve(key, Resolution::NotSent).await.unwrap();
    }
    drop(outbox);
    desk.outbox().await;
    assert!(!desk.file().contains(TEXT) && desk.file().lines().count() == 2, "a header and a result");
}

#[tokio::test]
async fn a_result_is_forgotten_after_its_time_and_an_open_intent_never() {
    let desk = Desk::new().await;
    three_calls(&desk).await;
    let forgetful = Outbox::open(&desk.workspace, desk.path()).keep_settled(Duration::ZERO).await.unwrap();
    assert_eq!(forgetful.open_intents().await.unwrap().len(), 2);
    forgetful.add_message("sent", &desk.contact, desk.message(TEXT)).await.unwrap();
    assert_eq!(desk.executed("addMessage"), 2);
}

#[tokio::test]
async fn the_file_of_a_long_run_does_not_grow_for_ever() {
    let body = r#"{"data":{"messages":{"nodes":[],"pageInfo":{"hasNextPage":false,"endCursor":null}},
        "addMessage":{"messageId":"m","isAgent":true,"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;
    let workspace = Same::new(200, body).client().workspace(12);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("outbox");
    let outbox = Outbox::open(&workspace, &path).keep_settled(Duration::ZERO).await.unwrap();
    let mut longest = 0;
    for call in 0..550 {
        let (contact, channel) = (ContactId::from("k"), ChannelId::from("i"));
        let message = workspace.add_message(ConversationId::from("c"), channel, "x".repeat(1_000));
        outbox.add_message(format!("call {call}"), &contact, message).await.unwrap();
        longest = longest.max(fs::metadata(&path).unwrap().len());
    }
    let length = fs::metadata(&path).unwrap().len();
    assert!(longest > 500_000 && length < 150_000, "{longest} {length}");
}

/// What the child does whose files may not grow beyond a limit.
#[cfg(unix)]
#[tokio::test]
async fn child_sends_until_the_disk_is_full() {
    if !is_child() {
        return;
    }
    let variable = |name: &str| std::env::var(name).unwrap();
    let client = bcrumbs::Client::from_env().unwrap();
    let workspace = client.workspace(12);
    let outbox = Outbox::open(&workspace, variable("OUTBOX")).await.unwrap();
    let conversation = workspace.conversations().page().await.unwrap().into_data().items.remove(0);
    let contact = conversation.contact_id.clone().unwrap();
    for call in 0..1_000 {
        let reply = workspace.reply(&conversation, "x".repeat(300));
        if let Err(error) = outbox.reply(format!("call {call}"), reply).await {
            is_refused::<()>(Err(error), "the outbox's file cannot be written");
            assert!(
                fs::read(variable("OUTBOX")).unwrap().ends_with(b"\n"),
                "the incomplete line was removed"
            );
            // The outbox can still be used, and what fits is still sent.
            let too_long = outbox.reply("too long", workspace.reply(&conversation, "x".repeat(2_000))).await;
            is_refused(too_long, "the outbox's file cannot be written: File too large");
            let message = workspace.add_message(&conversation.id, conversation.channel_id.unwrap(), "y");
            let short = outbox.add_message("short", &contact, message).await;
            println!("calls {call} {}", u8::from(short.is_ok()));
            return;
        }
    }
    panic!("the file was never too large");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_if_the_disk_is_full_and_nothing_is_lost() {
    let desk = Desk::new().await;
    let script = "trap '' XFSZ; ulimit -f 40; exec \"$@\"";
    let child = std::process::Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "files::child_sends_until_the_disk_is_full", "--nocapture"])
        .env("BCRUMBS_TEST_CHILD", "yes")
        .env("BCRUMBS_API_KEY", desk.sandbox.api_key())
        .env("BCRUMBS_ENDPOINT", desk.sandbox.endpoint())
        .env("OUTBOX", desk.path())
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(child.status.success(), "{printed}");
    let counts: Vec<usize> = {
        let line = printed.lines().find_map(|line| line.split("calls ").nth(1)).unwrap();
        line.split(' ').map(|count| count.parse().unwrap()).collect()
    };
    let sent = counts.iter().sum::<usize>();
    assert!(counts[0] > 3 && desk.executed("addMessage") == sent, "{counts:?}");
    // Every sent call is settled, or open and in the list.
    let outbox = desk.outbox().await;
    let open = outbox.look_up().await.unwrap();
    assert!(open.iter().all(|open| open.finding() == Finding::SeveralRows), "{open:?}");
    let workspace = workspace_of(&desk.sandbox);
    let reply = workspace.reply(&desk.conversation, "x");
    outbox.reply("too long", reply).await.unwrap();
    assert_eq!(desk.executed("addMessage"), sent + 1);
}
