//! What an export writes: the whole list, each item once, within its span, in either form.

mod common;

use bcrumbs_sandbox::{CursorRule, Fault, Sandbox};
use common::folder::Folder;
use common::{Gateway, Run};
use serde_json::{Value, json};

const RULES: [CursorRule; 2] = [CursorRule::Strict, CursorRule::Inclusive];

fn gateway(rule: CursorRule) -> Gateway {
    Gateway::start(Sandbox::builder().conversations(333).cursor(rule))
}

/// A page of conversations of these identifiers, each a second older than the one before.
fn page(ids: &[&str], page_info: &Value) -> Value {
    let nodes: Vec<Value> = (ids.iter().zip((10..60).rev()))
        .map(|(id, second)| json!({"id": id, "ended": false, "createdAt": format!("2026-03-16T00:00:{second}.000Z")}))
        .collect();
    json!({"data": {"convs": {"nodes": nodes, "pageInfo": page_info}}})
}

#[test]
fn a_file_is_what_the_list_prints_in_either_form_with_either_cursor() {
    for rule in RULES {
        let (gateway, folder) = (gateway(rule), Folder::new(&format!("export-whole-{rule:?}")));
        for list in ["convs", "messages"] {
            for form in ["ndjson", "csv"] {
                let printed = gateway.run(&[list, "list", "--all", "--output", form]).done().stdout;
                for page_size in ["7", "100", "5000"] {
                    let file = format!("{list}-{page_size}.{form}");
                    let export = [list, "export", "--out", &file, "--format", form, "--page-size", page_size];
                    let run = folder.run(&gateway, &export).done();
                    assert_eq!(run.stdout, "");
                    assert!(folder.read(&file) == printed, "{rule:?} {file}");
                }
            }
        }
        assert_eq!(folder.names().len(), 12, "nothing else is left: {:?}", folder.names());
    }
}

#[test]
fn ndjson_is_the_form_where_none_is_asked_for() {
    let (gateway, folder) = (Gateway::of(5), Folder::new("export-default"));
    folder.run(&gateway, &["messages", "export", "--out", "m"]).done();
    assert_eq!(folder.read("m"), gateway.run(&["messages", "list", "--all"]).done().stdout);
}

#[test]
fn an_empty_list_makes_an_empty_file_or_a_header() {
    let (gateway, folder) = (Gateway::of(0), Folder::new("export-empty"));
    folder.run(&gateway, &["messages", "export", "--out", "m.ndjson"]).done();
    folder.run(&gateway, &["messages", "export", "--out", "m.csv", "--format", "csv"]).done();
    assert_eq!(folder.read("m.ndjson"), "");
    assert_eq!(folder.read("m.csv"), "messageId,createdAt,isAgent,type,status,content\n");
    assert_eq!(folder.names(), ["m.csv", "m.ndjson"]);
}

#[test]
fn a_span_has_its_first_instant_and_not_its_last() {
    for rule in RULES {
        let (gateway, folder) = (gateway(rule), Folder::new(&format!("export-span-{rule:?}")));
        for list in ["convs", "messages"] {
            let all = gateway.run(&[list, "list", "--all"]).done();
            let times: Vec<String> =
                all.objects().iter().map(|item| item["createdAt"].as_str().unwrap().to_owned()).collect();
            for (from, to) in [(times.len() - 3, 2), (200, 100), (101, 100)] {
                let (from, to) = (times[from].as_str(), times[to].as_str());
                let within: Vec<&str> = (all.stdout.lines().zip(&times))
                    .filter(|(_, time)| from <= time.as_str() && time.as_str() < to)
                    .map(|(line, _)| line)
                    .collect();
                let mut ways = vec![vec![]];
                if list == "messages" {
                    ways.extend([vec!["--concurrency", "1"], vec!["--concurrency", "5"]]);
                }
                for way in ways {
                    let export =
                        [list, "export", "--out", "f", "--from", from, "--to", to, "--page-size", "20"];
                    folder.run(&gateway, &[&export[..], &way].concat()).done();
                    let file = folder.read("f");
                    assert_eq!(file.lines().collect::<Vec<_>>(), within, "{rule:?} {list} {way:?}");
                    folder.remove("f");
                }
            }
        }
    }
}

#[test]
fn requests_at_once_bring_the_same_file() {
    let (gateway, folder) = (gateway(CursorRule::Strict), Folder::new("export-at-once"));
    folder.run(&gateway, &["messages", "export", "--out", "one"]).done();
    let from = ["--from", "2020-01-01T00:00:00Z"];
    let export = ["messages", "export", "--out", "many", "--concurrency", "8", "--page-size", "10"];
    folder.run(&gateway, &[&export[..], &from].concat()).done();
    assert!(folder.read("one") == folder.read("many"));
}

#[test]
fn a_list_of_conversations_is_left_below_its_span() {
    let (gateway, folder) = (gateway(CursorRule::Strict), Folder::new("export-left"));
    let newest = gateway.run(&["convs", "list", "--max", "30"]).done().objects();
    let from = newest[29]["createdAt"].as_str().unwrap();
    gateway.sandbox.clear_journal();
    folder.run(&gateway, &["convs", "export", "--out", "f", "--from", from, "--page-size", "10"]).done();
    assert!(gateway.journal().len() <= 6, "{} requests", gateway.journal().len());
}

#[test]
fn the_filters_of_the_list_reach_the_gateway() {
    let (gateway, folder) = (Gateway::of(0), Folder::new("export-filters"));
    let filters =
        ["--channel", "ch", "--ended", "false", "--tag", "vip", "--search", "late", "--with-contact"];
    folder.run(&gateway, &[&["convs", "export", "--out", "c"][..], &filters].concat()).done();
    let filters = ["--contact", "co", "--type", "image", "--tag", "vip", "--assignee", "ag"];
    folder.run(&gateway, &[&["messages", "export", "--out", "m"][..], &filters].concat()).done();
    let sent: Vec<Value> = gateway.journal().iter().map(|entry| entry.variables["input"].clone()).collect();
    let convs = json!({"workspaceId": 12, "integrationId": "ch", "ended": false, "tags": ["vip"]});
    let messages = json!(
        {"workspaceId": 12, "clientId": "co", "type": "image", "tags": ["vip"], "assigneeId": "ag"}
    );
    assert_eq!(
        sent,
        [convs.clone(), convs, messages.clone(), messages],
        "the total is asked for, and then the list"
    );
}

#[test]
fn what_is_told_elsewhere_than_on_a_terminal_is_plain_lines() {
    let (gateway, folder) = (Gateway::of(1_200), Folder::new("export-lines"));
    let run = folder.run(&gateway, &["convs", "export", "--out", "f"]).done();
    let bytes = folder.read("f").len();
    let bytes = format!("{},{:03}", bytes / 1_000, bytes % 1_000);
    assert_eq!(run.stderr, format!("exported 1,200 conversations to f, {bytes} bytes\n"));
}

#[test]
fn a_row_that_the_gateway_lost_is_told_of_twice() {
    let (gateway, folder) = (Gateway::of(30), Folder::new("export-partial"));
    gateway.sandbox.script([Fault::Delay(std::time::Duration::ZERO), Fault::PartialData]);
    let run = folder.run(&gateway, &["convs", "export", "--out", "f"]).done();
    assert_eq!(folder.read("f").lines().count(), 29);
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert!(lines.len() == 3 && lines[0].starts_with("warning: "), "{run:?}");
    assert_eq!(lines[1], "warning: 1 errors came beside the data: what they stand for is missing");
}

/// The answer to the question for the total.
fn count() -> Value {
    page(&["a"], &json!({"hasNextPage": true, "endCursor": "cursor_0", "count": 3}))
}

#[test]
fn cursors_that_are_no_times_are_told_of_and_cannot_begin_a_span() {
    let (gateway, folder) = (Gateway::of(0), Folder::new("export-opaque"));
    let pages = || {
        [
            page(&["a", "b"], &json!({"hasNextPage": true, "endCursor": "cursor_1"})),
            page(&["b", "c"], &json!({"hasNextPage": false, "endCursor": "cursor_2"})),
        ]
    };
    gateway.answer([count()]);
    gateway.answer(pages());
    let run = folder.run(&gateway, &["convs", "export", "--out", "f"]).done();
    assert!(run.stderr.contains("may be missing"), "{run:?}");
    assert_eq!(folder.read("f").lines().count(), 3);

    gateway.answer(pages());
    let to = ["convs", "export", "--out", "g", "--to", "2026-03-17T00:00:00Z"];
    folder.run(&gateway, &to).refused(1, "leave --to out");
    assert_eq!(folder.names(), ["f"]);
}

#[test]
fn wrong_usage_is_status_2_sends_nothing_and_writes_nothing() {
    let (gateway, folder) = (Gateway::of(5), Folder::new("export-usage"));
    let (early, late) = ("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
    for (arguments, words) in [
        (vec!["convs"], "--out"),
        (vec!["convs", "--out", ""], "--out"),
        (vec!["convs", "--out", "-"], "`list` with --all"),
        (vec!["convs", "--out", ".."], "no name of a file"),
        (vec!["convs", "--out", "f/"], "no name of a file"),
        (vec!["convs", "--out", "f", "--format", "xml"], "xml"),
        (vec!["convs", "--out", "f", "--output", "csv"], "--format"),
        (vec!["convs", "--out", "f", "--from", "someday"], "2026-03-16T10:00:00Z"),
        (vec!["convs", "--out", "f", "--from", late, "--to", early], "before --to"),
        (vec!["convs", "--out", "f", "--from", late, "--to", late], "are the same time"),
        (vec!["contacts", "--out", "f", "--phone", "abc"], "--phone"),
        (vec!["convs", "--out", "f", "--concurrency", "4"], "one after the other"),
        (vec!["messages", "--out", "f", "--concurrency", "4"], "--from"),
        (vec!["messages", "--out", "f", "--concurrency", "0", "--from", early], "--concurrency"),
        (vec!["messages", "--out", "f", "--all"], "--all"),
    ] {
        let run: Run = folder.run(&gateway, &[&arguments[..1], &["export"], &arguments[1..]].concat());
        assert_eq!(run.status, Some(2), "{arguments:?}: {run:?}");
        assert!(run.stderr.contains(words), "{arguments:?}: {run:?}");
    }
    assert_eq!(folder.names(), Vec::<String>::new());
    assert_eq!(gateway.journal(), []);
}
