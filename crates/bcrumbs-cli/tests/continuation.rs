//! How a program follows a list to its end, and what limits of time mean for every list.

mod common;

use bcrumbs_sandbox::{CursorRule, Sandbox};
use common::{Gateway, Run};
use serde_json::{Value, json};

const RULES: [CursorRule; 2] = [CursorRule::Strict, CursorRule::Inclusive];

const PAGED: [&str; 5] = ["convs", "messages", "contacts", "agents", "broadcasts"];

/// The identifiers of a JSON list, and the position after it.
fn listed(run: &Run) -> (Vec<String>, Option<String>) {
    let list: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|problem| panic!("{problem}: {run:?}"));
    let id = |item: &Value| item.get("id").or(item.get("messageId")).unwrap().as_str().unwrap().to_owned();
    let keys: Vec<&String> = list.as_object().unwrap().keys().collect();
    assert!(keys == ["items"] || keys == ["items", "next"], "{keys:?}");
    (list["items"].as_array().unwrap().iter().map(id).collect(), list["next"].as_str().map(str::to_owned))
}

#[test]
fn next_of_a_json_list_gives_every_row_exactly_once_and_is_absent_at_the_end() {
    for rule in RULES {
        let gateway = Gateway::start(Sandbox::builder().conversations(60).messages(2).cursor(rule));
        for list in PAGED {
            let all = gateway.run(&[list, "list", "--all"]).done().ids();
            for size in
                [&["--page-size", "2"][..], &["--page-size", "50"], &["--max", "7", "--page-size", "3"]]
            {
                let (mut ids, mut position) = (Vec::new(), None::<String>);
                loop {
                    let after = position.as_deref().map(|position| ["--after", position]);
                    let after = after.as_ref().map_or(&[][..], |after| &after[..]);
                    let list = [&[list, "list", "--output", "json"], size, after].concat();
                    let run = gateway.run(&list).done();
                    assert_eq!(run.stderr, "", "{run:?}");
                    let (more, next) = listed(&run);
                    ids.extend(more);
                    assert!(ids.len() <= all.len(), "{rule:?} {list:?}");
                    match next {
                        None => break,
                        next => position = next,
                    }
                }
                assert_eq!(ids, all, "{rule:?} {list} {size:?}");
            }
        }
    }
}

#[test]
fn with_ndjson_standard_output_holds_rows_and_standard_error_one_line_with_the_position() {
    let gateway = Gateway::of(250);
    let json = gateway.run(&["convs", "list", "--output", "json"]).done();
    let run = gateway.run(&["convs", "list", "--output", "ndjson"]).done();
    assert_eq!(run.objects().len(), 100);
    let next: Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!(next, json!({"next": listed(&json).1.unwrap()}));
    let whole = gateway.run(&["convs", "list", "--output", "ndjson", "--all"]).done();
    assert_eq!((whole.objects().len(), whole.stderr.as_str()), (250, ""));
    assert_eq!(listed(&gateway.run(&["convs", "list", "--output", "json", "--all"]).done()).1, None);
}

#[test]
fn a_list_that_broke_off_reports_the_position_and_then_the_error() {
    let gateway = Gateway::of(50);
    let none = bcrumbs_sandbox::Fault::Delay(std::time::Duration::ZERO);
    let refusal = bcrumbs_sandbox::Fault::Body(json!({"errors": [{"message": "not today"}]}).to_string());
    gateway.sandbox.script([none, refusal]);
    let run = gateway.run(&["convs", "list", "--all", "--page-size", "10", "--output", "ndjson"]);
    let run = run.refused(1, "not today");
    let lines: Vec<Value> = run.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    let next = lines[0]["next"].as_str().unwrap();
    let rest = gateway.run(&["convs", "list", "--all", "--after", next]).done();
    assert_eq!(common::distinct([run.ids(), rest.ids()].concat()).len(), 50);
    assert!(lines[1]["error"]["remedy"].as_str().unwrap().contains(next), "{run:?}");
}

#[test]
fn from_includes_and_to_excludes_in_every_list() {
    for rule in RULES {
        let gateway = Gateway::start(Sandbox::builder().conversations(60).messages(1).cursor(rule));
        for list in ["convs", "messages"] {
            let all = gateway.run(&[list, "list", "--all"]).done();
            let times: Vec<String> =
                all.objects().iter().map(|item| item["createdAt"].as_str().unwrap().to_owned()).collect();
            let (from, to) = (&times[40], &times[10]);
            let expected: Vec<String> = (all.ids().into_iter().zip(&times))
                .filter(|(_, time)| from <= *time && *time < to)
                .map(|(id, _)| id)
                .collect();
            let span = [list, "list", "--all", "--page-size", "7", "--from", from, "--to", to];
            assert_eq!(gateway.run(&span).done().ids(), expected, "{rule:?} {list}");
        }
    }
}

#[test]
fn an_hour_that_the_local_clocks_repeat_or_skip_is_refused_and_what_a_table_prints_is_read() {
    let gateway = Gateway::of(3);
    let list = |from: &str| {
        let mut command = gateway.command(&["messages", "list", "--from", from]);
        Run::of(command.env("TZ", "EST5EDT,M3.2.0,M11.1.0").output().unwrap())
    };
    list("2026-11-01 01:30").refused(2, "comes twice");
    list("2026-03-08 02:30").refused(2, "does not exist");
    assert_eq!(gateway.journal(), []);
    list("2026-03-16 18:25:10").done();
    let sent = gateway.journal()[0].variables["input"]["startDate"].clone();
    assert_eq!(sent, "2026-03-16T22:25:08.999Z", "a second and a millisecond earlier, and checked exactly");
}

#[test]
fn a_warning_that_every_page_repeats_is_printed_once() {
    let gateway = Gateway::of(0);
    let page = |id: &str, second: u32, more: bool| {
        let at = format!("2026-03-16T00:00:{second}.000Z");
        let node = json!({"id": id, "ended": false, "createdAt": at});
        json!({"data": {"convs": {"nodes": [null, node], "pageInfo": {"hasNextPage": more, "endCursor": at}}}})
    };
    let again = |first: &str, second: &str, more: bool| {
        let mut both = page(second, 10, more);
        let mut earlier = page(first, 30, more);
        let nodes = both["data"]["convs"]["nodes"].as_array_mut().unwrap();
        nodes.insert(1, earlier["data"]["convs"]["nodes"][1].take());
        both
    };
    gateway.answer([page("a", 30, true), again("a", "b", false)]);
    let run = gateway.run(&["convs", "list", "--all"]).done();
    let warnings: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(warnings.len(), 2, "{run:?}");
    assert_eq!(warnings[1], "warning: 1 more warnings like these");
}
