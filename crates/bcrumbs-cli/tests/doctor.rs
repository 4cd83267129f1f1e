//! What `bcrumbs doctor` finds, and that it changes nothing.

mod common;

use bcrumbs_sandbox::Fault;
use common::introspected::answer;
use common::{Gateway, Run, bcrumbs};
use serde_json::{Value, json};
use std::time::Duration;

const CHECKS: [&str; 10] = [
    "endpoint",
    "api-key",
    "workspace",
    "connection",
    "tls",
    "gateway",
    "key-accepted",
    "access",
    "clock",
    "schema",
];

/// The checks of a gateway that does not show its schema, after the others.
const READS: [&str; 10] = [
    "convs",
    "convs.client",
    "convs.messages",
    "messages",
    "clients",
    "agents",
    "broadcasts",
    "tags",
    "webhooks",
    "workspaceSettings",
];

/// Fails unless all checks but these went well, these ended so, and the command's status fits.
#[track_caller]
fn assert_found(run: &Run, exceptions: &[(&str, &str)]) {
    assert_checks(run, &CHECKS, exceptions);
}

/// The same, with the read operations, which are tried if the gateway does not show its schema.
#[track_caller]
fn assert_tried(run: &Run, exceptions: &[(&str, &str)]) {
    let names = [&CHECKS[..], &READS].concat();
    assert_checks(run, &names, &[&[("schema", "skip")], exceptions].concat());
    assert!(detail(&run.objects(), "schema").contains("does not show its schema"), "{run:?}");
}

#[track_caller]
fn assert_checks(run: &Run, expected: &[&str], exceptions: &[(&str, &str)]) {
    let checks = run.objects();
    let names: Vec<&str> = checks.iter().map(|check| check["name"].as_str().unwrap()).collect();
    assert_eq!(names, expected, "{run:?}");
    for check in &checks {
        let name = check["name"].as_str().unwrap();
        let expected = exceptions.iter().find(|(at, _)| *at == name).map_or("ok", |(_, status)| status);
        assert_eq!(check["status"], expected, "{check}");
        assert_eq!(check["remedy"].is_string(), matches!(expected, "fail" | "warn"), "{check}");
    }
    let failed = exceptions.iter().any(|(_, status)| *status == "fail");
    assert_eq!(run.status, Some(i32::from(failed)), "{run:?}");
    assert_eq!(run.stderr.is_empty(), !failed, "{run:?}");
}

fn detail<'a>(checks: &'a [Value], name: &str) -> &'a str {
    checks.iter().find(|check| check["name"] == name).unwrap()["detail"].as_str().unwrap()
}

fn refusal(code: &str, message: &str) -> Fault {
    Fault::GraphQlError { code: code.to_owned(), message: message.to_owned(), with_data: false }
}

/// The gateway does not show its schema.
fn hide_schema(gateway: &Gateway) {
    let refused = refusal("INTROSPECTION_DISABLED", "introspection is off");
    gateway.sandbox.fail("IntrospectionQuery", refused).times(3);
}

/// The request passes as if nothing were meant for it.
fn nothing() -> Fault {
    Fault::Delay(Duration::ZERO)
}

#[test]
fn where_all_is_well_every_check_says_so_and_nothing_is_changed() {
    let gateway = Gateway::of(5);
    let run = gateway.run(&["doctor"]);
    assert_found(&run, &[]);
    assert!(!run.stdout.contains(gateway.sandbox.api_key()), "{run:?}");
    let asked: Vec<String> = gateway.journal().into_iter().filter_map(|entry| entry.operation).collect();
    assert_eq!(asked[0], "convs");
    assert!(asked[1..].iter().all(|name| name == "IntrospectionQuery"), "{asked:?}");
    assert_eq!(gateway.journal()[0].variables["pageInfo"]["limit"], 1);
    let list: Value =
        serde_json::from_str(&gateway.run(&["doctor", "--output", "json"]).done().stdout).unwrap();
    assert_eq!(list["items"].as_array().unwrap().len(), CHECKS.len());
}

#[test]
fn people_get_a_line_for_each_check_with_what_to_do() {
    let gateway = Gateway::of(5);
    let table = ["doctor", "--output", "table"];
    let run = gateway.run(&table).done();
    assert_eq!(run.stdout.lines().count(), CHECKS.len());
    assert!(
        run.stdout.lines().zip(CHECKS).all(|(line, name)| line.starts_with(&format!("ok   {name} "))),
        "{run:?}"
    );

    let mut command = gateway.command(&table);
    let run = Run::of(command.env_remove("BCRUMBS_WORKSPACE_ID").output().unwrap()).refused(1, "workspace");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(
        lines[2].starts_with("FAIL workspace    no workspace") && lines[2].contains(": give the number"),
        "{run:?}"
    );
    assert!(lines[3].starts_with("ok   connection"), "{run:?}");
    assert_eq!(lines[4], "skip tls          workspace failed");
}

#[test]
fn what_is_not_set_or_cannot_be_used_is_told_all_at_once_and_nothing_is_sent() {
    let gateway = Gateway::of(5);
    let skipped = ["tls", "gateway", "key-accepted", "access", "clock", "schema"].map(|name| (name, "skip"));
    let run = Run::of(bcrumbs(&["doctor", "--endpoint", "gateway.example"]).output().unwrap());
    let failed = [("endpoint", "fail"), ("api-key", "fail"), ("workspace", "fail"), ("connection", "skip")];
    assert_found(&run, &[&failed[..], &skipped].concat());
    assert!(run.stderr.contains("endpoint, api-key, workspace"), "{run:?}");

    let mut command = gateway.command(&["doctor"]);
    let run = Run::of(command.env("BCRUMBS_API_KEY", "bck_one\nbck_two").output().unwrap());
    assert_found(&run, &[&[("api-key", "fail")], &skipped[..]].concat());
    assert!(!run.stdout.contains("bck_"), "{run:?}");
    assert_eq!(gateway.journal(), []);
}

#[test]
fn the_key_is_read_once_and_its_source_is_told() {
    let gateway = Gateway::of(5);
    let mut command = gateway.command(&["doctor", "--api-key-file", "-"]);
    command.env_remove("BCRUMBS_API_KEY");
    let run = common::run_with_input(command, gateway.sandbox.api_key().as_bytes());
    assert_found(&run, &[]);
    assert_eq!(detail(&run.objects(), "api-key"), "from standard input");
}

#[test]
fn a_wrong_key_is_told_from_a_wrong_workspace() {
    let gateway = Gateway::of(5);
    let mut command = gateway.command(&["doctor"]);
    let run = Run::of(command.env("BCRUMBS_API_KEY", "bck_wrong_7421").output().unwrap());
    assert_found(&run, &[("key-accepted", "fail"), ("access", "skip"), ("schema", "skip")]);
    assert!(!run.stdout.contains("bck_wrong_7421"), "{run:?}");

    let run = gateway.run(&["doctor", "--workspace", "13"]);
    assert_found(&run, &[("key-accepted", "skip"), ("access", "fail")]);
}

#[test]
fn nobody_at_the_endpoint_is_told_from_somebody_without_tls() {
    let gateway = Gateway::of(5);
    let later = ["tls", "gateway", "key-accepted", "access", "clock", "schema"].map(|name| (name, "skip"));
    let run = gateway.run(&["doctor", "--endpoint", "http://127.0.0.1:1/core/gq"]);
    assert_found(&run, &[&[("connection", "fail")], &later[..]].concat());
    assert_eq!(detail(&run.objects(), "tls"), "connection failed");

    let secure = gateway.sandbox.endpoint().replace("http:", "https:");
    let run = gateway.run(&["doctor", "--endpoint", &secure]);
    assert_found(&run, &[&[("tls", "fail")], &later[1..]].concat());

    let mut command = gateway.command(&["doctor", "--endpoint", &secure]);
    let run = Run::of(command.env("HTTPS_PROXY", "http://127.0.0.1:1/").output().unwrap());
    assert_eq!(run.objects()[3]["status"], "skip", "{run:?}");
    assert!(detail(&run.objects(), "connection").contains("HTTPS_PROXY is set"), "{run:?}");
}

#[test]
fn what_answers_unlike_a_gateway_is_told() {
    let gateway = Gateway::of(5);
    let later = ["key-accepted", "access", "schema"].map(|name| (name, "skip"));
    let html = Fault::Answer {
        status: 200,
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        body: b"<html>\x1b[2J</html>".to_vec(),
    };
    let busy = Fault::Throttled { retry_after: Some("600".to_owned()) };
    for (fault, remedy) in [(html, "its path included"), (busy, "wait")] {
        gateway.sandbox.calm();
        gateway.sandbox.fail_next(fault);
        let run = gateway.run(&["doctor"]);
        assert_found(&run, &[&[("gateway", "fail")], &later[..]].concat());
        assert!(run.objects()[5]["remedy"].as_str().unwrap().contains(remedy), "{run:?}");
    }
}

#[test]
fn clocks_that_are_far_apart_are_warned_of() {
    let gateway = Gateway::of(5);
    let page = json!({"data": {"convs": {"nodes": [], "pageInfo": {"hasNextPage": false}}}});
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    for (date, direction) in
        [("Sun, 06 Nov 1994 08:49:37 GMT", "ahead of"), ("Fri, 06 Nov 2150 08:49:37 GMT", "behind")]
    {
        gateway.sandbox.fail_next(Fault::Answer {
            status: 200,
            headers: vec![header("content-type", "application/json"), header("date", date)],
            body: page.to_string().into_bytes(),
        });
        let run = gateway.run(&["doctor"]);
        assert_found(&run, &[("clock", "warn")]);
        assert!(detail(&run.objects(), "clock").contains(direction), "{run:?}");
        assert!(detail(&run.objects(), "access").contains("none that the key may see"), "{run:?}");
    }
}

#[test]
fn a_schema_that_is_kept_is_no_failure_and_one_that_does_not_fit_is() {
    let gateway = Gateway::of(5);
    let kept = Fault::GraphQlError {
        code: "INTROSPECTION_DISABLED".to_owned(),
        message: "introspection is off".to_owned(),
        with_data: false,
    };
    gateway.sandbox.script([nothing(), kept.clone(), kept.clone(), kept]);
    assert_tried(&gateway.run(&["doctor"]), &[]);

    let other = answer("type Query { tags: [String] }").to_string();
    gateway.sandbox.script([nothing(), Fault::Body(other)]);
    assert_found(&gateway.run(&["doctor"]), &[("schema", "fail")]);

    gateway.sandbox.script([nothing(), Fault::Body(json!({"data": {"__schema": 5}}).to_string())]);
    assert_found(&gateway.run(&["doctor"]), &[("schema", "warn")]);
}

#[test]
fn fields_that_are_left_out_are_not_asked_for_and_the_schema_is_checked_without_them() {
    let gateway = Gateway::of(5);
    let dropped = bcrumbs::SDL.replace("  orderNo: String\n", "  orderNumber: String\n");
    assert_ne!(dropped, bcrumbs::SDL);
    let introspected = || Fault::Body(answer(&dropped).to_string());
    gateway.sandbox.script([nothing(), introspected()]);
    let run = gateway.run(&["doctor"]);
    assert_found(&run, &[("schema", "fail")]);
    assert!(run.stdout.contains("BCRUMBS_OMIT_FIELDS"), "{run:?}");

    gateway.sandbox.script([nothing(), introspected()]);
    let mut command = gateway.command(&["doctor"]);
    let run = Run::of(command.env("BCRUMBS_OMIT_FIELDS", "Conv.tags, Conv.orderNo").output().unwrap());
    assert_found(&run, &[]);

    let list = |omitted| {
        let mut command = gateway.command(&["convs", "list"]);
        let run = Run::of(command.env("BCRUMBS_OMIT_FIELDS", omitted).output().unwrap()).done();
        run.objects().iter().filter(|conversation| conversation["integrationType"].is_string()).count()
    };
    assert_eq!((list(""), list("integrationType")), (5, 0));
}

#[test]
fn a_field_that_cannot_be_left_out_is_wrong_usage() {
    let gateway = Gateway::of(5);
    let mut command = gateway.command(&["convs", "list"]);
    let run = Run::of(command.env("BCRUMBS_OMIT_FIELDS", "Conv.id").output().unwrap());
    let run = run.refused(2, "the field Conv.id cannot be left out");
    assert!(run.stderr.contains("Conv.aiAssigneed"), "{run:?}");
}

#[test]
fn a_gateway_that_refuses_the_query_as_invalid_is_not_blamed_on_key_or_workspace() {
    let gateway = Gateway::of(5);
    let untested = [("key-accepted", "skip"), ("access", "skip")];
    let refused =
        || refusal("GRAPHQL_VALIDATION_FAILED", r#"Cannot query field "aiAssigneed" on type "Conv"."#);
    gateway.sandbox.script([refused()]);
    hide_schema(&gateway);
    let run = gateway.run(&["doctor"]);
    assert_tried(&run, &[&untested[..], &[("convs", "fail")]].concat());
    assert!(detail(&run.objects(), "convs").contains("schema at `aiAssigneed`"), "{run:?}");
    assert!(!run.stdout.contains("--workspace"), "{run:?}");

    // The schema is shown, and the list does not fit all the same.
    gateway.sandbox.script([refused()]);
    let run = gateway.run(&["doctor"]);
    let names = [&CHECKS[..], &["convs"]].concat();
    assert_checks(&run, &names, &[&untested[..], &[("convs", "fail")]].concat());
}

#[test]
fn a_refusal_without_a_known_reason_is_not_blamed_on_key_or_workspace() {
    let gateway = Gateway::of(5);
    gateway.sandbox.script([refusal("SOMETHING_ELSE", "this is not possible")]);
    let run = gateway.run(&["doctor"]);
    assert_found(&run, &[("key-accepted", "skip"), ("access", "fail")]);
    let remedy = run.objects()[7]["remedy"].as_str().unwrap().to_owned();
    assert!(remedy.contains("schema check --live") && !remedy.contains("--workspace"), "{remedy}");
}

#[test]
fn a_gateway_that_hides_its_schema_is_asked_for_one_item_of_everything_but_keys() {
    let gateway = Gateway::of(5);
    hide_schema(&gateway);
    assert_tried(&gateway.run(&["doctor"]), &[]);
    let entries = gateway.journal();
    let asked = entries.iter().filter_map(|entry| entry.operation.as_deref());
    let asked: Vec<&str> = asked.filter(|name| *name != "IntrospectionQuery").collect();
    assert_eq!(
        asked,
        [
            "convs",
            "convsWithClient",
            "convsWithMessages",
            "messages",
            "clients",
            "agents",
            "broadcasts",
            "tags",
            "webhooks",
            "workspaceSettings"
        ]
    );
    let limits = entries.iter().filter(|entry| entry.variables["pageInfo"]["limit"] == 1);
    assert_eq!(limits.count(), 7, "the page of each of these lists documents a limit");
}

#[test]
fn a_read_that_the_key_may_not_use_is_no_failure_and_any_other_failure_is_one() {
    let gateway = Gateway::of(5);
    hide_schema(&gateway);
    gateway.sandbox.fail("webhooks", refusal("FORBIDDEN", "not for you"));
    gateway.sandbox.fail("workspaceSettings", refusal("FORBIDDEN", "not for you"));
    let run = gateway.run(&["doctor"]);
    assert_tried(&run, &[("webhooks", "skip"), ("workspaceSettings", "skip")]);
    assert_eq!(detail(&run.objects(), "webhooks"), "it is not permitted to this key");

    hide_schema(&gateway);
    let unknown = r#"Cannot query field "avatar" on type "Agent"."#;
    gateway.sandbox.fail("agents", refusal("GRAPHQL_VALIDATION_FAILED", unknown));
    gateway.sandbox.fail("tags", refusal("SOMETHING_ELSE", "this is not possible"));
    let run = gateway.run(&["doctor"]);
    assert_tried(&run, &[("agents", "fail"), ("tags", "fail")]);
    assert!(detail(&run.objects(), "agents").contains("`avatar`"), "{run:?}");
}

#[test]
fn an_http_404_is_never_ok() {
    let gateway = Gateway::of(5);
    let page = json!({"data": {"convs": {"nodes": [], "pageInfo": {"hasNextPage": false}}}});
    let errors = json!({"errors": [{"message": "Not found", "extensions": {"code": "FORBIDDEN"}}]});
    let misfit = json!({"errors": [{"message": r#"Cannot query field "id" on type "Conv"."#}]});
    let later = ["key-accepted", "access", "schema"].map(|name| (name, "skip"));
    let not_found = |body: &str| Fault::Answer {
        status: 404,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.as_bytes().to_vec(),
    };
    for body in [page.to_string(), errors.to_string(), misfit.to_string(), "<html>".to_owned(), String::new()]
    {
        gateway.sandbox.calm();
        gateway.sandbox.script([not_found(&body)]);
        let run = gateway.run(&["doctor"]);
        assert_found(&run, &[&[("gateway", "fail")], &later[..]].concat());
        assert!(run.objects()[5]["remedy"].as_str().unwrap().contains("its path included"), "{run:?}");
    }
    let tags = json!({"data": {"tags": {"nodes": []}}});
    for body in [tags.to_string(), errors.to_string()] {
        hide_schema(&gateway);
        gateway.sandbox.fail("tags", not_found(&body));
        assert_tried(&gateway.run(&["doctor"]), &[("tags", "fail")]);
    }
}

#[test]
fn the_first_difference_of_the_schema_is_named_and_a_harmless_one_is_a_warning() {
    let gateway = Gateway::of(5);
    let shown = |from: &str, to: &str| {
        let changed = bcrumbs::SDL.replacen(from, to, 1);
        assert_ne!(changed, bcrumbs::SDL);
        gateway.sandbox.script([nothing(), Fault::Body(answer(&changed).to_string())]);
        gateway.run(&["doctor"])
    };
    let run = shown("input MessageInput {\n", "input MessageInput {\n  role: String!\n");
    assert_found(&run, &[("schema", "fail")]);
    assert!(
        detail(&run.objects(), "schema").contains("`MessageInput.role` of type `String!` is required"),
        "{run:?}"
    );

    let run = shown("hasNextPage: Boolean!", "hasNextPage: Boolean");
    assert_found(&run, &[("schema", "warn")]);
    assert!(detail(&run.objects(), "schema").contains("`PageInfo.hasNextPage`"), "{run:?}");
}
