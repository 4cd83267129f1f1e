//! What an export leaves alone: files beside it that it has not written.

mod common;

use bcrumbs_sandbox::{Fault, Sandbox};
use common::folder::Folder;
use common::{Gateway, until};
use serde_json::{Value, json};
use std::time::Duration;

const EXPORT: [&str; 6] = ["messages", "export", "--out", "f", "--page-size", "20"];

const RESUME: [&str; 7] = ["messages", "export", "--out", "f", "--page-size", "20", "--resume"];

/// A record with some of its entries replaced.
fn record_with(folder: &Folder, entries: &Value) {
    let mut record: Value = serde_json::from_str(&folder.read("f.resume")).unwrap();
    for (name, value) in entries.as_object().unwrap() {
        record[name] = value.clone();
    }
    folder.write("f.resume", &record.to_string());
}

/// A folder with an export that is whole and has no name yet, and its text.
fn whole_without_its_name(name: &str) -> (Gateway, Folder, String) {
    let (gateway, folder) = (Gateway::of(60), Folder::new(name));
    gateway.sandbox.script(vec![Fault::Delay(Duration::ZERO); 4]);
    gateway.sandbox.fail_next(Fault::Body(json!({"errors": [{"message": "not today"}]}).to_string()));
    folder.run(&gateway, &EXPORT).refused(1, "not today");
    let whole = gateway.run(&["messages", "list", "--all"]).done().stdout;
    folder.write("f.part", &whole);
    let checksum = crc32fast::hash(whole.as_bytes());
    record_with(
        &folder,
        &json!({"complete": true, "items": 240, "bytes": whole.len(), "checksum": checksum}),
    );
    gateway.sandbox.clear_journal();
    (gateway, folder, whole)
}

#[test]
fn a_foreign_file_as_long_as_a_whole_export_removes_nothing() {
    let (gateway, folder, whole) = whole_without_its_name("foreign-file");
    let foreign = "x".repeat(whole.len());
    folder.write("f", &foreign);
    folder.run(&gateway, &RESUME).refused(2, "move f away");
    assert_eq!(folder.names(), ["f", "f.part", "f.resume"]);
    assert!(folder.read("f.part") == whole && folder.read("f") == foreign);
    // The other way round, the part is another's.
    folder.write("f", &whole);
    folder.write("f.part", &foreign);
    folder.run(&gateway, &RESUME).refused(2, "move f away");
    assert_eq!(folder.names(), ["f", "f.part", "f.resume"]);
    // What is in place is cleared away.
    folder.write("f.part", &whole);
    folder.run(&gateway, &RESUME).done();
    assert!(folder.names() == ["f"] && folder.read("f") == whole, "{:?}", folder.names());
    assert_eq!(gateway.journal(), []);
}

/// A folder with an export that was killed before anything came.
fn killed_at_once(name: &str) -> Folder {
    let gateway = Gateway::start(Sandbox::builder().conversations(5).latency(Duration::from_secs(60)));
    let folder = Folder::new(name);
    let mut child = folder.command(&gateway, &EXPORT).spawn().unwrap();
    until("a request", || !gateway.journal().is_empty());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(folder.names(), ["f.part", "f.resume"]);
    folder
}

/// The endpoint is another in each start of the sandbox.
fn at(gateway: &Gateway, folder: &Folder) {
    let mut record: Value = serde_json::from_str(&folder.read("f.resume")).unwrap();
    record["wanted"]["endpoint"] = json!(gateway.sandbox.endpoint());
    folder.write("f.resume", &record.to_string());
}

#[test]
fn a_part_that_a_record_without_items_does_not_know_is_not_cut_off() {
    let (gateway, folder) = (Gateway::of(30), killed_at_once("foreign-part"));
    at(&gateway, &folder);
    folder.write("f.part", "mine\n");
    for arguments in [&EXPORT[..], &RESUME] {
        folder.run(&gateway, arguments).refused(2, "f.part exists, and is not known to be an export's");
        assert_eq!(folder.read("f.part"), "mine\n");
    }
    assert_eq!(gateway.journal(), []);
    folder.remove("f.part");
    folder.run(&gateway, &RESUME).done();
    assert_eq!(folder.read("f"), gateway.run(&["messages", "list", "--all"]).done().stdout);
}

#[test]
fn what_was_written_before_anything_was_safe_is_known_and_written_anew() {
    let (gateway, folder) = (Gateway::of(30), killed_at_once("foreign-announced"));
    at(&gateway, &folder);
    let written = |text: &str| json!({"bytes": text.len(), "checksum": crc32fast::hash(text.as_bytes())});
    record_with(&folder, &json!({"announced": [written("head\n"), written("head\nline\n")]}));
    for mine in ["heat\n", "head\nlime\n", "head\nli"] {
        folder.write("f.part", mine);
        folder.run(&gateway, &RESUME).refused(2, "is not known to be an export's");
    }
    folder.write("f.part", "head\nline\n");
    folder.run(&gateway, &RESUME).done();
    assert_eq!(folder.read("f"), gateway.run(&["messages", "list", "--all"]).done().stdout);
    assert_eq!(folder.names(), ["f"]);
}

#[test]
fn what_is_safe_needs_no_announcement() {
    let gateway = Gateway::start(Sandbox::builder().conversations(60));
    let folder = Folder::new("foreign-first");
    // The total, one page, and then nothing for long.
    gateway.sandbox.script([Fault::Delay(Duration::ZERO), Fault::Delay(Duration::ZERO)]);
    gateway.sandbox.fail_next(Fault::Delay(Duration::from_secs(60)));
    let mut child = folder.command(&gateway, &[&EXPORT[..], &["--format", "csv"]].concat()).spawn().unwrap();
    until("a page", || folder.path().join("f.part").metadata().is_ok_and(|part| part.len() > 500));
    until("a checkpoint", || folder.read("f.resume").contains("\"items\":20,"));
    child.kill().unwrap();
    child.wait().unwrap();
    gateway.sandbox.calm();
    let record: Value = serde_json::from_str(&folder.read("f.resume")).unwrap();
    assert_eq!(record["announced"], json!([]), "what is safe needs no announcement");
    assert_eq!(record["bytes"], json!(folder.read("f.part").len()));
}

#[test]
fn a_relative_time_is_the_instant_that_it_was_when_the_export_was_begun() {
    let (gateway, folder) = (Gateway::of(60), Folder::new("relative-time"));
    let export = [&EXPORT[..], &["--from", "-3650d", "--to", "now"]].concat();
    gateway.sandbox.script(vec![Fault::Delay(Duration::ZERO); 4]);
    gateway.sandbox.fail_next(Fault::Body(json!({"errors": [{"message": "not today"}]}).to_string()));
    folder.run(&gateway, &export).refused(1, "not today");
    assert_eq!(folder.names(), ["f.part", "f.resume"]);
    let begun: Value = serde_json::from_str(&folder.read("f.resume")).unwrap();
    gateway.sandbox.clear_journal();
    let other = [&EXPORT[..], &["--from", "-3651d", "--resume"]].concat();
    folder.run(&gateway, &other).refused(2, "another --from: give what was given then, or nothing");
    assert_eq!(gateway.journal(), []);
    folder.run(&gateway, &[&export[..], &["--resume"]].concat()).done();
    let sent: Vec<Value> =
        gateway.journal().into_iter().map(|entry| entry.variables["input"].clone()).collect();
    let from = begun["wanted"]["from"].as_str().unwrap();
    let from = chrono::DateTime::parse_from_rfc3339(from).unwrap();
    for input in sent {
        let start = chrono::DateTime::parse_from_rfc3339(input["startDate"].as_str().unwrap()).unwrap();
        let earlier = (from - start).num_milliseconds();
        assert!((0..=2_001).contains(&earlier), "{from} {start}");
    }
    assert_eq!(folder.read("f"), gateway.run(&["messages", "list", "--all"]).done().stdout);
}
