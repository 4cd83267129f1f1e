//! How an export is gone on with, and what it leaves alone.

mod common;

use bcrumbs_sandbox::{CursorRule, Fault, Sandbox};
use common::folder::Folder;
use common::{Gateway, Run, until};
use serde_json::{Value, json};
use std::time::Duration;

const EXPORT: [&str; 6] = ["messages", "export", "--out", "f", "--page-size", "20"];

fn resumed(more: &[&'static str]) -> Vec<&'static str> {
    [&EXPORT[..], &["--resume"], more].concat()
}

fn refusal() -> Fault {
    Fault::GraphQlError {
        code: "BAD_USER_INPUT".to_owned(),
        message: "not today".to_owned(),
        with_data: false,
    }
}

/// Has the gateway refuse the request that follows on so many.
fn refuse_after(gateway: &Gateway, requests: usize) {
    gateway.sandbox.script(vec![Fault::Delay(Duration::ZERO); requests]);
    gateway.sandbox.fail_next(refusal());
}

/// A gateway, and a folder in which an export has broken off.
fn broken_off(name: &str) -> (Gateway, Folder) {
    let (gateway, folder) = (Gateway::of(60), Folder::new(name));
    refuse_after(&gateway, 4);
    folder.run(&gateway, &EXPORT).refused(1, "not today");
    assert_eq!(folder.names(), ["f.part", "f.resume"]);
    gateway.sandbox.clear_journal();
    (gateway, folder)
}

#[test]
fn an_export_that_broke_off_keeps_what_came_and_is_completed_later() {
    for rule in [CursorRule::Strict, CursorRule::Inclusive] {
        for way in [&["--concurrency", "3", "--from", "2020-01-01T00:00:00Z"][..], &[]] {
            let gateway = Gateway::start(Sandbox::builder().conversations(120).cursor(rule));
            let folder = Folder::new(&format!("export-later-{rule:?}-{}", way.len()));
            let export = [&EXPORT[..], way].concat();
            let whole = gateway.run(&["messages", "list", "--all"]).done().stdout;
            let mut kept = 0;
            for _ in 0..30 {
                refuse_after(&gateway, 6);
                let run = folder.run(&gateway, &[&export[..], &["--resume"]].concat());
                gateway.sandbox.calm();
                if run.status == Some(0) {
                    break;
                }
                assert!(run.status == Some(1) && run.stderr.contains("not today"), "{run:?}");
                // The parts of a span that are fetched at once come in order, and the oldest of them may be the first.
                if let Some(line) = run.stderr.lines().find(|line| line.contains("to continue")) {
                    let part = folder.read("f.part");
                    assert!(
                        line.ends_with("are in f.part; to continue, run the same command with --resume"),
                        "{run:?}"
                    );
                    assert!(part.len() >= kept && whole.starts_with(&part), "{rule:?} {way:?}");
                    kept = part.len();
                }
            }
            folder.run(&gateway, &[&export[..], &["--resume"]].concat()).done();
            assert!(folder.read("f") == whole, "{rule:?} {way:?}");
            assert_eq!(folder.names(), ["f"]);
        }
    }
}

#[test]
fn an_export_that_ends_after_every_few_items_holds_each_item_once() {
    for rule in [CursorRule::Strict, CursorRule::Inclusive] {
        for list in ["convs", "messages"] {
            let gateway = Gateway::start(Sandbox::builder().conversations(60).messages(1).cursor(rule));
            let folder = Folder::new(&format!("export-few-{rule:?}-{list}"));
            let whole = gateway.run(&[list, "list", "--all"]).done().stdout;
            let export = [list, "export", "--out", "f", "--page-size", "2", "--resume"];
            let mut runs = 0;
            loop {
                // Sooner and later, so that some runs end between items of one instant.
                refuse_after(&gateway, 2 + runs % 4);
                let run = folder.run(&gateway, &export);
                gateway.sandbox.calm();
                runs += 1;
                if run.status == Some(0) {
                    break;
                }
                assert!(run.status == Some(1) && run.stderr.contains("not today") && runs < 200, "{run:?}");
                let part = folder.read("f.part");
                assert!(whole.starts_with(&part), "{rule:?} {list}: {part}");
            }
            assert!(folder.read("f") == whole && runs > 5, "{rule:?} {list}");
        }
    }
}

#[test]
fn one_way_of_fetching_goes_on_where_another_ended() {
    let gateway = Gateway::of(500);
    let folder = Folder::new("export-ways");
    let whole = gateway.run(&["messages", "list", "--all"]).done().stdout;
    let export = ["messages", "export", "--out", "f", "--from", "2020-01-01T00:00:00Z", "--resume"];
    let run = |way: &[&str]| folder.run(&gateway, &[&export[..], way].concat());
    for way in [&["--page-size", "20"][..], &["--page-size", "20", "--concurrency", "2"]] {
        refuse_after(&gateway, 30);
        let run = run(way);
        gateway.sandbox.calm();
        assert!(run.status == Some(1) && run.stderr.contains("not today"), "{run:?}");
        assert!(whole.starts_with(&folder.read("f.part")), "{way:?}");
    }
    run(&["--page-size", "30"]).done();
    assert!(folder.read("f") == whole);
}

/// A page of conversations of these identifiers, each a second older than the one before.
fn page(from: &str, page_info: &Value) -> Value {
    let nodes: Vec<Value> = ('a'..='z')
        .zip((10..60).rev())
        .filter(|(id, _)| from.contains(*id))
        .map(|(id, second)| json!({"id": id, "ended": false, "createdAt": format!("2026-03-16T00:00:{second}.000Z")}))
        .collect();
    json!({"data": {"convs": {"nodes": nodes, "pageInfo": page_info}}})
}

#[test]
fn a_page_that_leads_nowhere_is_kept_and_the_export_resumes_after_it() {
    let (gateway, folder) = (Gateway::of(0), Folder::new("export-nowhere-on"));
    gateway.answer([
        page("a", &json!({"hasNextPage": true, "endCursor": "2026-03-16T00:00:59.000Z", "count": 4})),
        page("ab", &json!({"hasNextPage": true, "endCursor": "2026-03-16T00:00:58.000Z"})),
        page("bc", &json!({"hasNextPage": true, "endCursor": null})),
    ]);
    let export = ["convs", "export", "--out", "f", "--resume"];
    let run = folder.run(&gateway, &export).refused(1, "sends no cursor");
    assert!(run.stderr.contains("3 conversations are in f.part"), "{run:?}");
    gateway.answer([page("bcd", &json!({"hasNextPage": false, "endCursor": null}))]);
    folder.run(&gateway, &export).done();
    let sent = gateway.journal().last().unwrap().variables["pageInfo"]["cursor"].clone();
    assert_eq!(sent, "2026-03-16T00:00:57.001Z");
    let ids: Vec<Value> = folder
        .read("f")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone())
        .collect();
    assert_eq!(ids, ["a", "b", "c", "d"]);
}

#[test]
fn resume_with_nothing_begun_begins_and_with_a_finished_file_does_nothing() {
    let (gateway, folder) = (Gateway::of(30), Folder::new("export-finished"));
    folder.run(&gateway, &resumed(&[])).done();
    assert_eq!(folder.read("f").lines().count(), 120);
    folder.write("f", "changed since");
    gateway.sandbox.clear_journal();
    let run = folder.run(&gateway, &resumed(&[])).done();
    assert_eq!(run.stderr, "f already exists; nothing to resume\n");
    assert_eq!((folder.read("f").as_str(), folder.names()), ("changed since", vec!["f".to_owned()]));
    assert_eq!(gateway.journal(), []);
}

#[test]
fn a_file_that_is_there_is_refused_and_left_alone() {
    let (gateway, folder) = (Gateway::of(30), Folder::new("export-there"));
    folder.write("f", "mine");
    folder.run(&gateway, &EXPORT).refused(2, "f exists");
    folder.remove("f");
    folder.write("f.part", "mine");
    for arguments in [&EXPORT[..], &resumed(&[])] {
        folder.run(&gateway, arguments).refused(2, "f.part exists, and is not known to be an export's");
    }
    assert_eq!((folder.read("f.part").as_str(), folder.names()), ("mine", vec!["f.part".to_owned()]));
    assert_eq!(gateway.journal(), []);
}

#[test]
fn an_export_that_was_begun_is_not_begun_again_by_mistake() {
    let (gateway, folder) = broken_off("export-begun");
    let before = folder.read("f.part");
    folder.run(&gateway, &EXPORT).refused(2, "resume it by --resume");
    assert_eq!(folder.read("f.part"), before);
    folder.write("f", "mine");
    folder.run(&gateway, &resumed(&[])).refused(2, "move f away");
    assert_eq!((folder.read("f.part"), folder.read("f")), (before, "mine".to_owned()));
    assert_eq!(gateway.journal(), []);
}

#[test]
fn what_was_begun_with_other_arguments_is_not_mixed_and_their_values_are_not_told() {
    let (gateway, folder) = broken_off("export-others");
    for (more, words) in [
        (&["--format", "csv"][..], "another --format:"),
        (&["--contact", "+12025550123"], "another --contact:"),
        (&["--tag", "a", "--to", "2026-04-01T00:00:00Z"], "another --tag and another --to:"),
        (&["--workspace", "13"], "another --workspace:"),
        (&["--endpoint", "http://127.0.0.1:1/"], "another --endpoint:"),
    ] {
        let run = folder.run(&gateway, &resumed(more)).refused(2, words);
        assert!(!run.stderr.contains("2025550123"), "{run:?}");
    }
    let convs = ["convs", "export", "--out", "f", "--resume"];
    folder.run(&gateway, &convs).refused(2, "another list:");
    assert_eq!(gateway.journal(), []);
}

#[test]
fn what_was_damaged_is_not_gone_on_with() {
    let (gateway, folder) = broken_off("export-damaged");
    let (part, state) = (folder.read("f.part"), folder.read("f.resume"));
    folder.write("f.part", &part[..part.len() - 1]);
    folder.run(&gateway, &resumed(&[])).refused(2, "f.part is shorter than it was");
    folder.write("f.resume", &state[..state.len() - 1]);
    folder.run(&gateway, &resumed(&[])).refused(2, "f.resume is no record of an export");
    folder.write("f.resume", &state.replace("\"version\":3", "\"version\":9"));
    folder.run(&gateway, &resumed(&[])).refused(2, "another version of bcrumbs");
    assert_eq!(gateway.journal(), []);
    folder.write("f.part", &(part + "half a li"));
    folder.write("f.resume", &state);
    folder.run(&gateway, &resumed(&[])).done();
    assert_eq!(folder.read("f"), gateway.run(&["messages", "list", "--all"]).done().stdout);
}

#[test]
fn resume_alone_takes_everything_from_what_was_begun() {
    let (gateway, folder) = (Gateway::of(60), Folder::new("export-alone"));
    let whole = [
        "messages",
        "export",
        "--page-size",
        "20",
        "--from",
        "2020-01-01",
        "--tag",
        "VIP",
        "--format",
        "csv",
    ];
    folder.run(&gateway, &[&whole[..], &["--out", "undisturbed"]].concat()).done();
    refuse_after(&gateway, 2);
    let run = folder.run(&gateway, &[&whole[..], &["--out", "f", "--workspace", "12"]].concat());
    run.refused(1, "not today");
    assert!(!folder.read("f.part").is_empty());
    let mut alone = folder.command(&gateway, &["messages", "export", "--out", "f", "--resume"]);
    Run::of(alone.env_remove("BCRUMBS_WORKSPACE_ID").output().unwrap()).done();
    assert_eq!(folder.read("f"), folder.read("undisturbed"));
    let sent = gateway.journal();
    assert_eq!(sent.last().unwrap().variables["input"]["tags"], json!(["VIP"]));
}

#[test]
fn a_part_that_was_changed_is_noticed_whatever_its_length() {
    let (gateway, folder) = broken_off("export-changed");
    let part = folder.read("f.part");
    let middle = part.len() / 2;
    let middle = (middle..).find(|at| part.as_bytes()[*at].is_ascii_alphanumeric()).unwrap();
    let mut changed = part.clone();
    changed.replace_range(middle..=middle, if part.as_bytes()[middle] == b'a' { "b" } else { "a" });
    folder.write("f.part", &changed);
    folder.run(&gateway, &resumed(&[])).refused(2, "f.part was changed since it was written");
    folder.write("f.part", &part[1..]);
    folder.run(&gateway, &resumed(&[])).refused(2, "f.part is shorter than it was");
    assert_eq!(gateway.journal(), []);
    folder.write("f.part", &part);
    folder.run(&gateway, &resumed(&[])).done();
}

#[test]
fn a_refused_resume_leaves_nothing_behind() {
    let (gateway, folder) = broken_off("export-refused");
    folder.remove("f.part");
    for more in
        [&[][..], &["--format", "csv"], &["--workspace", "x"], &["--to", "2019-01-01", "--from", "today"]]
    {
        folder.run(&gateway, &resumed(more)).refused(2, "");
        assert_eq!(folder.names(), ["f.resume"], "{more:?}");
    }
    folder.run(&gateway, &EXPORT).refused(2, "resume it by --resume");
    assert_eq!(folder.names(), ["f.resume"]);
    folder.remove("f.resume");
    folder.run(&gateway, &EXPORT).done();
}

#[test]
fn a_temporary_record_that_a_killed_run_left_does_not_block_the_next() {
    let (gateway, folder) = (Gateway::of(30), Folder::new("export-leftover"));
    folder.write("f.resume.tmp", "stale");
    folder.run(&gateway, &EXPORT).done();
    assert_eq!(folder.names(), ["f"]);
}

#[test]
fn an_export_that_never_got_anything_leaves_nothing() {
    let (gateway, folder) = (Gateway::of(30), Folder::new("export-nothing"));
    for requests in [0, 1] {
        refuse_after(&gateway, requests);
        let run = folder.run(&gateway, &EXPORT).refused(1, "not today");
        assert_eq!((run.stderr.lines().count(), folder.names().len()), (1, 0), "{run:?}");
    }
    let wrong_key = folder.command(&gateway, &EXPORT).env("BCRUMBS_API_KEY", "bck_wrong").output().unwrap();
    Run::of(wrong_key).refused(1, "BCRUMBS_API_KEY");
    assert_eq!(folder.names(), Vec::<String>::new());
}

#[test]
fn two_exports_to_one_file_do_not_mix() {
    let gateway = Gateway::start(Sandbox::builder().conversations(30).latency(Duration::from_secs(60)));
    let folder = Folder::new("export-two");
    let mut first = folder.command(&gateway, &EXPORT).spawn().unwrap();
    until("the first is at work", || !gateway.journal().is_empty());
    for arguments in [&EXPORT[..], &resumed(&[])] {
        folder.run(&gateway, arguments).refused(2, "another process is exporting to f");
    }
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(gateway.journal().len(), 1);
}

/// A folder in which an export is whole but could not get its name: something had come to stand there.
fn without_its_name(name: &str) -> (Gateway, Folder) {
    let gateway = Gateway::start(Sandbox::builder().conversations(60).latency(Duration::from_millis(2)));
    let folder = Folder::new(name);
    let run = loop {
        let first = folder.command(&gateway, &EXPORT).spawn().unwrap();
        until("the first is at work", || !gateway.journal().is_empty());
        folder.write("f", "mine");
        let run = Run::of(first.wait_with_output().unwrap());
        if run.status != Some(0) {
            break run.refused(2, "f has come to exist and is left alone");
        }
        // On a busy machine it was done first.
        folder.remove("f");
        gateway.sandbox.clear_journal();
    };
    assert!(run.stderr.contains("the whole export is in f.part"), "{run:?}");
    assert_eq!(folder.read("f"), "mine");
    gateway.sandbox.clear_journal();
    (gateway, folder)
}

#[test]
fn a_file_that_comes_meanwhile_is_left_alone_and_the_export_waits_for_its_name() {
    let (gateway, folder) = without_its_name("export-meanwhile");
    folder.run(&gateway, &resumed(&[])).refused(2, "move f away");
    folder.remove("f");
    folder.run(&gateway, &resumed(&[])).done();
    assert_eq!((folder.read("f").lines().count(), folder.names()), (240, vec!["f".to_owned()]));
    assert_eq!(gateway.journal(), [], "nothing is fetched again");
}

#[test]
fn a_process_that_ended_in_its_last_steps_has_left_a_whole_file() {
    let (gateway, folder) = without_its_name("export-last-steps");
    folder.remove("f");
    let state = folder.read("f.resume");
    // The file has its name, and the rest is not cleared away: with the other name still there, and without.
    std::fs::hard_link(folder.path().join("f.part"), folder.path().join("f")).unwrap();
    for _ in 0..2 {
        folder.run(&gateway, &resumed(&[])).done();
        assert_eq!((folder.read("f").lines().count(), folder.names()), (240, vec!["f".to_owned()]));
        folder.write("f.resume", &state);
    }
    assert_eq!(gateway.journal(), []);
}

#[test]
fn what_cannot_be_written_is_told_by_name() {
    let (gateway, folder) = (Gateway::of(5), Folder::new("export-nowhere"));
    folder
        .run(&gateway, &["convs", "export", "--out", "no/such/f"])
        .refused(1, "no/such/f.part cannot be written: No such file");
    folder.write("file", "");
    folder.run(&gateway, &["convs", "export", "--out", "file/f"]).refused(1, "file/f");
    assert_eq!(gateway.journal(), []);
}

#[test]
fn the_record_holds_no_key_and_no_text_of_a_message() {
    let (gateway, folder) = broken_off("export-record");
    let record: Value = serde_json::from_str(&folder.read("f.resume")).unwrap();
    let text = record.to_string();
    assert!(!text.contains(gateway.sandbox.api_key()));
    let first = folder.read("f.part").lines().next().unwrap().to_owned();
    let first: Value = serde_json::from_str(&first).unwrap();
    assert!(!text.contains(first["content"].as_str().unwrap()));
    assert_eq!(record["wanted"]["list"], json!("messages"));
}
