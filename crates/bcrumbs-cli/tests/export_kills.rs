//! An export that is ended at random moments, by signals that leave it time and by one that leaves none, and by a disk
//! that takes no more: in the end its file is, byte for byte, that of an export that nothing disturbed.
#![cfg(unix)]

mod common;

use bcrumbs_sandbox::{CursorRule, Sandbox};
use common::folder::Folder;
use common::{Gateway, Run, SIGINT, SIGTERM, ending_signals, signal, skipped, until};
use fastrand::Rng;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Where the random numbers begin, so that every run ends the export after the same requests.
const SEED: u64 = 20_260_316;

/// The number of a signal.
fn number(name: &str) -> i32 {
    match name {
        "INT" => SIGINT,
        "TERM" => SIGTERM,
        _ => panic!("{name}"),
    }
}

/// A gateway that is slow enough to be caught at work.
fn slow_gateway(rule: CursorRule) -> Gateway {
    let builder = Sandbox::builder().conversations(800).messages(3).cursor(rule);
    Gateway::start(builder.latency(Duration::from_millis(3)))
}

/// Waits until an export has made some more requests, or has ended.
fn after_requests(gateway: &Gateway, child: &mut Child, more: usize) {
    let before = gateway.journal().len();
    until("the requests", || {
        sleep(Duration::from_millis(1));
        gateway.journal().len() >= before + more || child.try_wait().unwrap().is_some()
    });
}

/// Ends an export 20 times, each within so many requests, and compares its file with one that nothing ended.
fn end_20_times(name: &str, rule: CursorRule, export: &[&str], requests: usize) {
    let (gateway, folder) = (slow_gateway(rule), Folder::new(&format!("kills-{name}")));
    folder.run(&gateway, &[export, &["--out", "undisturbed"]].concat()).done();
    let whole = folder.read("undisturbed");

    let mut random = Rng::with_seed(SEED);
    let resume = [export, &["--out", "f", "--resume"]].concat();
    let (mut ended, mut kept, mut longest) = (0, 0, 0);
    while ended < 20 {
        let mut child = folder.command(&gateway, &resume).spawn().unwrap();
        after_requests(&gateway, &mut child, random.usize(..requests));
        sleep(Duration::from_micros(random.u64(..6_000)));
        let name = ["KILL", "INT", "KILL", "TERM"][ended % 4];
        signal(&child, name);
        let run = Run::of(child.wait_with_output().unwrap());
        if run.status == Some(0) {
            // On a busy machine the signal came too late: once more from the beginning.
            assert!(folder.read("f") == whole, "the same bytes");
            folder.remove("f");
            kept = 0;
            continue;
        }
        ended += 1;
        match name {
            "KILL" => assert_eq!(run.status, None, "{run:?}"),
            // Ended before it had begun to listen, or told where to continue.
            _ => assert_eq!((run.status, run.signal), (None, Some(number(name))), "{run:?}"),
        }
        if name != "KILL" && run.stderr.contains("to continue") {
            let part = folder.read("f.part");
            assert!(
                part.ends_with('\n') && whole.starts_with(&part),
                "{name}: it is the beginning, in whole lines"
            );
            assert!(part.len() >= kept, "{name}: nothing that was safe is gone");
            kept = part.len();
            longest = kept.max(longest);
        }
    }
    assert!(longest > 0, "it came further in between");
    folder.run(&gateway, &resume).done();
    assert!(folder.read("f") == whole, "the same bytes");
    assert_eq!(folder.names(), ["f", "undisturbed"]);
}

#[test]
fn messages_that_were_ended_20_times_are_whole() {
    end_20_times("messages", CursorRule::Strict, &["messages", "export", "--page-size", "15"], 10);
}

#[test]
fn conversations_that_were_ended_20_times_are_whole() {
    let export = ["convs", "export", "--page-size", "5", "--with-contact"];
    end_20_times("convs", CursorRule::Inclusive, &export, 10);
}

#[test]
fn csv_that_was_ended_20_times_is_whole() {
    let export = ["messages", "export", "--page-size", "15", "--format", "csv"];
    end_20_times("csv", CursorRule::Inclusive, &export, 10);
}

#[test]
fn a_span_fetched_at_once_that_was_ended_20_times_is_whole() {
    let export = ["messages", "export", "--page-size", "3", "--concurrency", "3"];
    let span = ["--from", "2020-01-01T00:00:00Z", "--to", "2100-01-01T00:00:00Z"];
    end_20_times("span", CursorRule::Strict, &[&export[..], &span].concat(), 60);
}

#[test]
fn every_signal_leaves_a_valid_file_and_says_how_to_go_on() {
    for (name, number) in ending_signals() {
        let (gateway, folder) = (slow_gateway(CursorRule::Strict), Folder::new(&format!("kills-{name}")));
        let export = ["messages", "export", "--out", "f", "--page-size", "5"];
        let mut child = folder.command(&gateway, &export).spawn().unwrap();
        after_requests(&gateway, &mut child, 10);
        signal(&child, name);
        let run = Run::of(child.wait_with_output().unwrap()).killed(number, "error: interrupted; ");
        let lines = folder.read("f.part").lines().count();
        assert!(lines > 0);
        let words =
            format!("{lines} messages are in f.part; to continue, run the same command with --resume\n");
        assert!(run.stderr.ends_with(&words), "{run:?}");
    }
}

#[test]
fn ctrl_c_before_anything_came_leaves_nothing() {
    let gateway = Gateway::start(Sandbox::builder().conversations(5).latency(Duration::from_secs(60)));
    let folder = Folder::new("kills-early");
    let child = folder.command(&gateway, &["convs", "export", "--out", "f"]).spawn().unwrap();
    until("a request", || !gateway.journal().is_empty());
    signal(&child, "INT");
    Run::of(child.wait_with_output().unwrap()).killed(SIGINT, "interrupted before anything was exported");
    assert_eq!(folder.names(), Vec::<String>::new());
}

/// Runs the command in a shell that has prepared something for it.
fn in_shell(folder: &Folder, gateway: &Gateway, preparation: &str, arguments: &[&str]) -> Run {
    let command = folder.command(gateway, arguments);
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{preparation}; exec \"$@\""), "sh"]);
    shell.arg(command.get_program()).args(command.get_args()).current_dir(folder.path());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    Run::of(shell.stdin(Stdio::null()).output().unwrap())
}

#[test]
fn a_file_that_may_not_grow_is_an_error_and_the_export_is_completed_later() {
    let (gateway, folder) = (Gateway::of(500), Folder::new("kills-limit"));
    let export = ["convs", "export", "--out", "f", "--page-size", "20"];
    // 100 blocks of 512 or 1,024 bytes; without the trap the shell's child would die of the signal.
    let run = in_shell(&folder, &gateway, "trap '' XFSZ; ulimit -f 100", &export);
    let run = run.refused(1, "f.part cannot be written: the limit for the size of a file is reached");
    assert!(run.stderr.contains("run the same command with --resume"), "{run:?}");
    let part = folder.read("f.part");
    assert!(part.ends_with("}\n") && !part.is_empty(), "{}", part.len());
    folder.run(&gateway, &[&export[..], &["--resume"]].concat()).done();
    assert_eq!(folder.read("f"), gateway.run(&["convs", "list", "--all"]).done().stdout);
    assert_eq!(folder.names(), ["f"]);
}

/// A small disk, mounted on a folder for as long as this lives.
#[cfg(target_os = "linux")]
struct SmallDisk<'a>(&'a Folder);

#[cfg(target_os = "linux")]
impl<'a> SmallDisk<'a> {
    /// Mounts it, which not every user may.
    fn on(folder: &'a Folder) -> Option<Self> {
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=128k", "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        mount.is_ok_and(|status| status.success()).then_some(Self(folder))
    }

    fn grow(&self) {
        let grown = Command::new("mount").args(["-o", "remount,size=8m"]).arg(self.0.path()).status();
        assert!(grown.unwrap().success());
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_the_export_is_completed_once_there_is_room() {
    let (gateway, folder) = (Gateway::of(1_000), Folder::new("kills-disk"));
    let Some(disk) = SmallDisk::on(&folder) else {
        skipped("this user may not mount a small disk, so none is filled");
        return;
    };
    let export = ["convs", "export", "--out", "f", "--page-size", "20"];
    let run = folder
        .run(&gateway, &export)
        .refused(1, "f.part cannot be written: no space is left there; make room");
    assert!(run.stderr.contains("run the same command with --resume"), "{run:?}");
    let part = folder.read("f.part");
    assert!(part.ends_with("}\n"), "{}", part.len());
    disk.grow();
    folder.run(&gateway, &[&export[..], &["--resume"]].concat()).done();
    assert_eq!(folder.read("f"), gateway.run(&["convs", "list", "--all"]).done().stdout);
}
