//! What an export does where its unfinished file is removed or replaced while it runs: no file that is not whole is ever
//! reported as exported, and what another process wrote there is left alone.
#![cfg(unix)]

mod common;

use bcrumbs_sandbox::{Fault, Sandbox};
use common::folder::Folder;
use common::{Gateway, Run, ending_signals, signal, until};
use std::process::Child;
use std::time::Duration;

const EXPORT: [&str; 6] = ["messages", "export", "--out", "f", "--page-size", "15"];

/// An export that was stopped by a signal in the middle of its work.
struct Stopped<'a> {
    folder: &'a Folder,
    child: Child,
}

impl<'a> Stopped<'a> {
    /// Starts an export and stops it after some requests.
    fn begun(gateway: &Gateway, folder: &'a Folder, arguments: &[&str]) -> Self {
        let before = gateway.journal().len();
        let child = folder.command(gateway, arguments).spawn().unwrap();
        let part = folder.path().join("f.part");
        until("a part of the file", || {
            gateway.journal().len() > before + 5 && part.metadata().is_ok_and(|part| part.len() > 0)
        });
        signal(&child, "STOP");
        assert!(!folder.path().join("f").exists(), "it was stopped before its end");
        Self { folder, child }
    }

    /// Lets it run to its end.
    fn run_to_its_end(self) -> Run {
        signal(&self.child, "CONT");
        Run::of(self.child.wait_with_output().unwrap())
    }

    /// Lets it run, and checks that it finds its file gone and writes no other.
    #[track_caller]
    fn finds_its_file_gone(self) {
        let folder = self.folder;
        // A record that it was writing when it was stopped is its own, and is not left behind.
        let mut before = folder.names();
        before.retain(|name| name != "f.resume.tmp");
        let run = self.run_to_its_end();
        assert!(!folder.path().join("f").exists(), "f of {} bytes; {run:?}", folder.read("f").len());
        run.refused(1, "f.part was removed or replaced while the export ran");
        assert_eq!(folder.names(), before, "what is there is another's");
    }
}

fn scene(name: &str) -> (Gateway, Folder, String) {
    let builder = Sandbox::builder().conversations(300).messages(4).latency(Duration::from_millis(3));
    let gateway = Gateway::start(builder);
    let whole = gateway.run(&["messages", "list", "--all"]).done().stdout;
    (gateway, Folder::new(name), whole)
}

#[test]
fn an_export_whose_file_was_removed_does_not_report_the_file_of_another_as_whole() {
    let (gateway, folder, whole) = scene("removed-another");
    let first = Stopped::begun(&gateway, &folder, &EXPORT);
    folder.remove("f.part");
    folder.remove("f.resume");
    let second = Stopped::begun(&gateway, &folder, &EXPORT);
    first.finds_its_file_gone();
    second.run_to_its_end().done();
    assert!(folder.read("f") == whole);
    assert_eq!(folder.names(), ["f"]);
}

#[test]
fn an_export_whose_file_was_removed_does_not_spoil_what_another_resumes_from() {
    let (gateway, folder, whole) = scene("removed-resumed");
    let first = Stopped::begun(&gateway, &folder, &EXPORT);
    folder.remove("f.part");
    folder.remove("f.resume");
    let mut second = Stopped::begun(&gateway, &folder, &EXPORT);
    first.finds_its_file_gone();
    second.child.kill().unwrap();
    second.child.wait().unwrap();
    folder.run(&gateway, &[&EXPORT[..], &["--resume"]].concat()).done();
    assert!(folder.read("f") == whole);
    assert_eq!(folder.names(), ["f"]);
}

#[test]
fn an_export_whose_file_was_removed_or_replaced_reports_it_and_writes_nothing_else() {
    let (gateway, folder, _) = scene("removed-alone");
    type Change = fn(&Folder);
    let changes: [(&str, Change); 5] = [
        ("removed", |folder| folder.remove("f.part")),
        ("removed with the record", |folder| {
            folder.remove("f.part");
            folder.remove("f.resume");
        }),
        ("moved away", |folder| folder.rename("f.part", "elsewhere")),
        ("replaced by a copy", |folder| {
            let part = folder.read("f.part");
            folder.remove("f.part");
            folder.write("f.part", &part);
        }),
        ("replaced by another file", |folder| {
            folder.write("other", "mine");
            folder.rename("other", "f.part");
        }),
    ];
    for (what, change) in changes {
        let export = Stopped::begun(&gateway, &folder, &EXPORT);
        change(&folder);
        let part = folder.path().join("f.part");
        let before = part.exists().then(|| folder.read("f.part"));
        export.finds_its_file_gone();
        assert_eq!(part.exists().then(|| folder.read("f.part")), before, "{what}");
        folder.names().iter().for_each(|name| folder.remove(name));
    }
}

#[test]
fn an_export_whose_record_alone_was_removed_is_completed() {
    let (gateway, folder, whole) = scene("removed-record");
    let export = Stopped::begun(&gateway, &folder, &EXPORT);
    folder.remove("f.resume");
    export.run_to_its_end().done();
    assert!(folder.read("f") == whole);
    assert_eq!(folder.names(), ["f"]);
}

#[test]
fn an_export_that_a_signal_ends_dies_of_it_even_where_its_last_checkpoint_fails() {
    for (name, number) in ending_signals() {
        let gateway = Gateway::start(Sandbox::builder().conversations(60));
        let folder = Folder::new(&format!("removed-signal-{name}"));
        gateway.sandbox.script(vec![Fault::Delay(Duration::ZERO); 3]);
        gateway.sandbox.fail_next(Fault::Delay(Duration::from_secs(60)));
        let child = folder.command(&gateway, &EXPORT).spawn().unwrap();
        until("two pages", || gateway.journal().len() > 3);
        folder.remove("f.part");
        signal(&child, name);
        let run = Run::of(child.wait_with_output().unwrap());
        run.killed(number, "error: interrupted; f.part was removed or replaced while the export ran");
        assert_eq!(folder.names(), ["f.resume"]);
    }
}
