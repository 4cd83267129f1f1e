//! How much of a list comes, and how it is gone on with.

mod common;

use bcrumbs_sandbox::{CursorRule, Fault, Sandbox};
use common::{Gateway, distinct};
use serde_json::{Value, json};
use std::time::Duration;

const RULES: [CursorRule; 2] = [CursorRule::Strict, CursorRule::Inclusive];

const PAGED: [&str; 5] = ["convs", "messages", "contacts", "agents", "broadcasts"];

/// A page as the gateway sends it, of conversations with these identifiers.
fn page(ids: &[&str], page_info: &Value) -> Value {
    let nodes: Vec<Value> = ids
        .iter()
        .map(|id| json!({"id": id, "ended": false, "createdAt": "2026-03-16T00:00:00.000Z"}))
        .collect();
    json!({"data": {"convs": {"nodes": nodes, "pageInfo": page_info}}})
}

#[test]
fn all_is_exactly_what_was_seeded_with_either_cursor() {
    for rule in RULES {
        let gateway = Gateway::start(Sandbox::builder().conversations(733).cursor(rule));
        for page_size in ["7", "100", "1000"] {
            let run = gateway.run(&["convs", "list", "--all", "--page-size", page_size]).done();
            assert_eq!(run.stdout.lines().count(), 733, "{rule:?} {page_size}");
            assert_eq!(distinct(run.ids()).len(), 733, "{rule:?} {page_size}");
            assert_eq!(run.stderr, "");
        }
    }
}

#[test]
fn all_messages_come_with_either_cursor() {
    for rule in RULES {
        let gateway = Gateway::start(Sandbox::builder().conversations(90).messages(5).cursor(rule));
        let run = gateway.run(&["messages", "list", "--all", "--page-size", "40"]).done();
        assert_eq!(distinct(run.ids()).len(), 450, "{rule:?}");
        assert_eq!(run.stdout.lines().count(), 450, "{rule:?}");
    }
}

#[test]
fn one_page_comes_where_nothing_else_is_asked_for_and_it_says_how_to_go_on() {
    let gateway = Gateway::of(250);
    let run = gateway.run(&["convs", "list"]).done();
    assert_eq!(run.stdout.lines().count(), 100);
    let position = run.position().unwrap();
    assert_eq!(run.stderr, format!("more: add --after '{position}' or --all\n"));
    let last = &run.objects()[99];
    assert!(position.starts_with(&format!("{}~", last["createdAt"].as_str().unwrap())), "{position}");
    assert!(position.ends_with(&format!("~{}", last["id"].as_str().unwrap())), "{position}");
    assert_eq!(gateway.journal().len(), 1);
}

#[test]
fn the_last_page_says_nothing_of_more() {
    let gateway = Gateway::of(20);
    let run = gateway.run(&["convs", "list"]).done();
    assert_eq!(run.stdout.lines().count(), 20);
    assert_eq!(run.stderr, "");
    assert_eq!(gateway.journal().len(), 1);
}

/// Lists page after page, each by a run of the command that resumes where the run before says.
fn run_after_run(gateway: &Gateway, list: &[&str]) -> Vec<String> {
    let mut ids = Vec::new();
    let mut position: Option<String> = None;
    loop {
        let after = position.as_deref().map(|position| ["--after", position]);
        let run = gateway.run(&[list, after.as_ref().map_or(&[], |after| &after[..])].concat()).done();
        ids.extend(run.ids());
        assert!(ids.len() <= 2_000, "the list never ends: {run:?}");
        match run.position() {
            None => return ids,
            next => position = next,
        }
    }
}

#[test]
fn what_is_offered_to_go_on_from_gives_every_row_exactly_once() {
    for rule in RULES {
        let gateway = Gateway::start(Sandbox::builder().conversations(60).messages(2).cursor(rule));
        for list in PAGED {
            let all = gateway.run(&[list, "list", "--all"]).done().ids();
            for page_size in ["1", "2", "3", "7", "50"] {
                let ids = run_after_run(&gateway, &[list, "list", "--page-size", page_size]);
                assert_eq!(ids, all, "{rule:?} {list} {page_size}");
            }
        }
    }
}

#[test]
fn a_cursor_of_the_gateway_is_accepted_as_well() {
    for rule in RULES {
        let gateway = Gateway::start(Sandbox::builder().conversations(60).cursor(rule));
        let all = gateway.run(&["convs", "list", "--all"]).done();
        let cursor = all.objects()[9]["createdAt"].as_str().unwrap().to_owned();
        let rest = gateway.run(&["convs", "list", "--all", "--after", &cursor]).done();
        assert_eq!(gateway.journal().last().unwrap().variables["pageInfo"]["limit"], 100);
        let first = all.objects().iter().position(|item| item["createdAt"] == cursor.as_str()).unwrap();
        assert_eq!(rest.ids(), all.ids()[first..], "{rule:?}");
    }
}

#[test]
fn max_ends_the_list_over_as_many_pages_as_it_takes() {
    let gateway = Gateway::of(250);
    for (max, expected) in [("1", 1), ("25", 25), ("1000", 250)] {
        let run = gateway.run(&["convs", "list", "--max", max, "--page-size", "20"]).done();
        assert_eq!(run.stdout.lines().count(), expected, "{max}");
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn what_came_before_an_error_is_printed_and_resuming_there_completes_the_list() {
    for rule in RULES {
        let gateway = Gateway::start(Sandbox::builder().conversations(120).cursor(rule));
        let refusal = Fault::GraphQlError {
            code: "BAD_USER_INPUT".to_owned(),
            message: "not today".to_owned(),
            with_data: false,
        };
        let none = Fault::Delay(Duration::ZERO);
        gateway.sandbox.script([none.clone(), none, refusal]);
        let run = gateway.run(&["convs", "list", "--all", "--page-size", "20"]).refused(1, "not today");
        assert!(run.ids().len() >= 39, "{rule:?}: {}", run.ids().len());
        assert_eq!(run.stderr.lines().count(), 2, "{run:?}");
        let rest = gateway.run(&["convs", "list", "--all", "--after", &run.position().unwrap()]).done();
        assert_eq!(distinct([run.ids(), rest.ids()].concat()).len(), 120, "{rule:?}");
    }
}

#[test]
fn an_error_on_the_first_page_offers_nothing_to_resume() {
    let gateway = Gateway::of(120);
    gateway.answer([json!({"errors": [{"message": "not today"}]})]);
    let run = gateway.run(&["convs", "list", "--all"]).refused(1, "not today");
    assert_eq!((run.stdout.as_str(), run.stderr.lines().count()), ("", 1), "{run:?}");
}

#[test]
fn a_list_over_cursors_that_are_no_times_says_that_it_may_lack_items() {
    let gateway = Gateway::of(0);
    let pages = || {
        [
            page(&["a", "b"], &json!({"hasNextPage": true, "endCursor": "cursor_1"})),
            page(&["c"], &json!({"hasNextPage": false, "endCursor": "cursor_2"})),
        ]
    };
    gateway.answer(pages());
    let run = gateway.run(&["convs", "list", "--all"]).done();
    assert_eq!(run.ids(), ["a", "b", "c"]);
    assert!(run.stderr.starts_with("warning: ") && run.stderr.contains("may be missing"), "{run:?}");
    assert_eq!(run.stderr.lines().count(), 1);

    gateway.answer(pages());
    let one = gateway.run(&["convs", "list"]).done();
    assert_eq!(one.stderr, "more: add --after cursor_1 or --all\n");
    gateway.answer([page(&["c"], &json!({"hasNextPage": false, "endCursor": "cursor_2"}))]);
    assert_eq!(gateway.run(&["convs", "list", "--all"]).done().stderr, "", "one page has no edge");
}

#[test]
fn a_cursor_is_offered_so_that_a_shell_reads_it_back() {
    let gateway = Gateway::of(0);
    for (cursor, shown) in [
        (json!("$(reboot) 'x'"), r"--after '$(reboot) '\''x'\''' or --all"),
        (json!("\u{1b}[2J"), r"--after $'\x1b[2J' or --all"),
        (json!(-5), "--after=-5 or --all"),
        (json!("17"), "--after '\"17\"' or --all"),
    ] {
        gateway.answer([page(&["a"], &json!({"hasNextPage": true, "endCursor": cursor}))]);
        let run = gateway.run(&["convs", "list"]).done();
        assert_eq!(run.stderr, format!("more: add {shown}\n"));
    }
    gateway.run(&["convs", "list", "--after=-5"]);
    gateway.run(&["convs", "list", "--after", "\"17\""]);
    let sent: Vec<Value> = gateway
        .journal()
        .iter()
        .rev()
        .take(2)
        .map(|entry| entry.variables["pageInfo"]["cursor"].clone())
        .collect();
    assert_eq!(sent, [json!("17"), json!(-5)]);
}

#[test]
fn a_full_page_that_does_not_say_whether_more_follows_is_told_of() {
    let gateway = Gateway::of(0);
    gateway.answer([page(&["a", "b"], &Value::Null)]);
    let run = gateway.run(&["convs", "list", "--page-size", "2"]).done();
    assert_eq!(run.ids(), ["a", "b"]);
    assert!(run.stderr.contains("did not report whether more pages follow"), "{run:?}");
}

#[test]
fn errors_beside_the_data_are_warnings() {
    let gateway = Gateway::of(30);
    gateway.sandbox.fail_next(Fault::PartialData);
    let run = gateway.run(&["convs", "list"]).done();
    assert_eq!(run.stdout.lines().count(), 29);
    assert!(run.stderr.starts_with("warning: ") && run.stderr.lines().count() == 1, "{run:?}");
}

#[test]
fn every_filter_of_conversations_reaches_the_gateway() {
    let gateway = Gateway::of(0);
    let filters = [
        "convs",
        "list",
        "--channel",
        "ch",
        "--contact",
        "co",
        "--ended",
        "false",
        "--tag",
        "vip",
        "--tag",
        "new",
        "--assignee",
        "ag",
        "--stage",
        "st",
        "--name-or-phone",
        "Ana",
        "--external-id",
        "ex",
        "--ai",
        "crumby",
        "--search",
        "late",
        "--page-size",
        "5",
        "--after",
        "2026-03-16T12:25:10.000Z",
        "--with-contact",
        "--with-messages",
    ];
    gateway.run(&filters).done();
    let sent = &gateway.journal()[0];
    assert_eq!(sent.operation.as_deref(), Some("convsWithClientAndMessages"));
    assert_eq!(
        sent.variables,
        json!({
            "input": {
                "workspaceId": 12, "integrationId": "ch", "clientId": "co", "ended": false, "tags": ["vip", "new"],
                "assigneeId": "ag", "stageId": "st", "nameOrPhone": "Ana", "externalConversationId": "ex",
                "aiId": "crumby",
            },
            "pageInfo": {"limit": 5, "cursor": "2026-03-16T12:25:10.001Z", "query": "late"},
        })
    );
}

#[test]
fn every_filter_of_messages_reaches_the_gateway() {
    let gateway = Gateway::of(0);
    let filters = [
        "messages",
        "list",
        "--contact",
        "co",
        "--assignee",
        "ag",
        "--tag",
        "vip",
        "--type",
        "image",
        "--from",
        "2026-03-16T02:00:00+02:00",
        "--to",
        "2026-03-17T00:00:00Z",
        "--page-size",
        "5",
    ];
    gateway.run(&filters).done();
    let [sent] = &gateway.journal()[..] else { panic!("not one request") };
    assert_eq!(sent.operation.as_deref(), Some("messages"));
    assert_eq!(
        sent.variables,
        json!({
            "input": {
                "workspaceId": 12, "clientId": "co", "assigneeId": "ag", "tags": ["vip"], "type": "image",
                "startDate": "2026-03-15T23:59:58.999Z", "endDate": "2026-03-17T00:00:01.001Z",
            },
            "pageInfo": {"limit": 5},
        })
    );
}

#[test]
fn messages_of_a_period_have_its_first_instant_and_not_its_last() {
    for rule in RULES {
        let gateway = Gateway::start(Sandbox::builder().conversations(40).messages(2).cursor(rule));
        let all = gateway.run(&["messages", "list", "--all"]).done();
        let times: Vec<String> =
            all.objects().iter().map(|item| item["createdAt"].as_str().unwrap().to_owned()).collect();
        let (from, to) = (&times[60], &times[20]);
        let expected: Vec<String> = (all.ids().into_iter().zip(&times))
            .filter(|(_, time)| from <= *time && *time < to)
            .map(|(id, _)| id)
            .collect();
        let period = ["messages", "list", "--all", "--page-size", "7", "--from", from, "--to", to];
        assert_eq!(gateway.run(&period).done().ids(), expected, "{rule:?}");
        gateway
            .run(&["messages", "list", "--from", to, "--to", from])
            .refused(2, "--from is later than --to");
    }
}

#[test]
fn without_a_filter_none_is_sent() {
    let gateway = Gateway::of(3);
    gateway.run(&["convs", "list"]).done();
    assert_eq!(gateway.journal()[0].variables["input"], json!({"workspaceId": 12}));
}

#[test]
fn a_message_type_that_nobody_knows_is_the_gateways_to_judge() {
    let gateway = Gateway::of(3);
    let run = gateway.run(&["messages", "list", "--type", "hologram"]).refused(1, "messages");
    assert_eq!(run.stderr.lines().count(), 1);
    assert_eq!(gateway.journal()[0].variables["input"]["type"], "hologram");
}
