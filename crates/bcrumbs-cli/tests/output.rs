//! The forms of the output, and what happens to it when nobody reads it or nothing can be written.

mod common;

use bcrumbs_sandbox::Fault;
use common::{Gateway, Run};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

/// One conversation whose contact is called that.
fn conversation_with(name: &str) -> Value {
    let node = json!({
        "id": "c1", "ended": false, "createdAt": "2026-03-16T12:25:10.000Z", "tags": [],
        "client": {"name": name, "surname": null, "code": null, "phone": null, "isDeleted": null},
    });
    json!({"data": {"convs": {"nodes": [node], "pageInfo": {"hasNextPage": false}}}})
}

#[test]
fn elsewhere_than_on_a_terminal_a_list_is_one_object_a_line_with_the_gateways_names() {
    let gateway = Gateway::of(5);
    let run = gateway.run(&["convs", "list"]).done();
    assert_eq!(run.objects().len(), 5);
    assert_eq!(run.objects()[0]["integrationType"], "WHATSAPP");
    assert!(run.objects()[0].get("aiAssigneed").is_some() && run.objects()[0].get("clientId").is_some());
    let explicit = gateway.run(&["convs", "list", "--output", "ndjson"]).done();
    assert_eq!(explicit.stdout, run.stdout);
}

#[test]
fn json_is_one_object_with_the_items_of_a_list_of_any_length() {
    let gateway = Gateway::of(5);
    let list = |arguments: &[&str]| -> Value {
        let run = gateway.run(&[&["convs", "list", "--output", "json"], arguments].concat()).done();
        let mut list: Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|problem| panic!("{problem}: {run:?}"));
        list["items"].take()
    };
    for page_size in ["1", "2", "100"] {
        assert_eq!(list(&["--all", "--page-size", page_size]).as_array().unwrap().len(), 5);
    }
    assert_eq!(list(&["--max", "1"]).as_array().unwrap().len(), 1);
    assert_eq!(list(&["--contact", "nobody"]), json!([]));
    let lines: Value = gateway.run(&["convs", "list"]).done().objects().into();
    assert_eq!(list(&[]), lines);
}

#[test]
fn a_json_list_that_broke_off_is_no_valid_json() {
    let gateway = Gateway::of(50);
    for pages_before in [0, 1, 2] {
        let mut script = vec![Fault::Delay(Duration::ZERO); pages_before];
        script.push(Fault::Body(json!({"errors": [{"message": "not today"}]}).to_string()));
        gateway.sandbox.script(script);
        let run = gateway
            .run(&["convs", "list", "--all", "--page-size", "10", "--output", "json"])
            .refused(1, "not today");
        assert!(serde_json::from_str::<Value>(&run.stdout).is_err(), "{}", run.stdout);
        // Each page after the first brings again where the one before ended.
        let closed = format!("{}null]}}", run.stdout);
        if pages_before > 0 {
            let came: Value = serde_json::from_str(&closed).unwrap();
            let came = came["items"].as_array().unwrap();
            assert!(came.len() > 9 * pages_before, "nothing that came is lost: {}", came.len());
        }
    }
}

#[test]
fn a_result_is_one_object() {
    let gateway = Gateway::of(5);
    let channel = gateway.channel();
    let start =
        ["convs", "start", "--channel", &channel, "--phone", "+12025550123", "--template", "hello", "--yes"];
    let run = gateway.run(&[&start[..], &["--output", "json"]].concat()).done();
    let result: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(result["integrationId"], channel.as_str());
    assert!(run.stdout.lines().count() > 1, "it is laid out for people");
    let table = gateway.run(&[&start[..], &["--output", "table"]].concat()).done().stdout;
    assert!(table.starts_with("ID ") && table.lines().count() == 2, "{table}");
}

#[test]
fn a_table_has_one_header_however_many_pages_it_takes() {
    let gateway = Gateway::of(45);
    let run = gateway.run(&["convs", "list", "--all", "--page-size", "10", "--output", "table"]).done();
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 46);
    let column = lines[0].find("STATE").unwrap();
    for line in &lines[1..] {
        let state = &line[column..];
        assert!(state.starts_with("open ") || state.starts_with("ended"), "{line}");
    }
    let messages = gateway.run(&["messages", "list", "--output", "table"]).done().stdout;
    assert_eq!(messages.lines().count(), 101, "a message takes one line, whatever line breaks it has");
}

#[test]
fn a_name_cannot_steer_the_terminal_in_any_form() {
    let gateway = Gateway::of(0);
    let name = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}Eve\r\nline";
    for (form, shown) in
        [("table", r"\u{1b}]0;owned\u{7}\u{9b}31mEve line"), ("json", r"\u009b31m"), ("ndjson", r"\u009b31m")]
    {
        gateway.answer([conversation_with(name)]);
        let run = gateway.run(&["convs", "list", "--with-contact", "--output", form]).done();
        assert!(run.stdout.contains(shown), "{run:?}");
        assert!(run.stdout.chars().all(|c| c == '\n' || !c.is_control()), "{run:?}");
    }
    gateway.answer([conversation_with(name)]);
    let run = gateway.run(&["convs", "list", "--with-contact"]).done();
    assert_eq!(run.objects()[0]["client"]["name"], name, "the data is the same");
}

#[test]
fn a_pipe_that_is_closed_ends_the_list_quietly_and_stops_the_fetching() {
    let gateway = Gateway::of(100_000);
    for form in ["ndjson", "json", "table", "csv"] {
        gateway.sandbox.clear_journal();
        let mut child = gateway
            .command(&["convs", "list", "--all", "--page-size", "10", "--output", form])
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.ends_with('\n'));
        let run = Run::of(child.wait_with_output().unwrap()).done();
        assert_eq!(run.stderr, "");
        assert!(gateway.journal().len() < 200, "{form}: {} pages were fetched", gateway.journal().len());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let gateway = Gateway::of(300);
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    for form in ["ndjson", "json", "table", "csv"] {
        gateway.sandbox.clear_journal();
        let mut command = gateway.command(&["convs", "list", "--all", "--output", form]);
        let run = Run::of(command.stdout(full()).output().unwrap()).refused(1, "No space left");
        assert_eq!(run.stderr.lines().count(), 1);
        assert_eq!(gateway.journal().len(), 1, "{form}: nothing more is fetched");
    }
    let channel = gateway.channel();
    let start =
        ["convs", "start", "--channel", &channel, "--phone", "+12025550123", "--template", "hello", "--yes"];
    let run = Run::of(gateway.command(&start).stdout(full()).output().unwrap());
    run.refused(3, "has done what it was asked: do not repeat it");
}

#[test]
fn a_closed_standard_error_does_no_harm() {
    let gateway = Gateway::of(150);
    let mut child = gateway.command(&["convs", "list", "-vvv"]).spawn().unwrap();
    drop(child.stderr.take());
    let run = Run::of(child.wait_with_output().unwrap()).done();
    assert_eq!(run.objects().len(), 100);
}

#[test]
fn csv_is_one_header_and_a_record_for_each_item_whatever_the_text_holds() {
    let gateway = Gateway::of(45);
    let list = ["messages", "list", "--all", "--page-size", "40", "--output"];
    let csv = gateway.run(&[&list[..], &["csv"]].concat()).done().stdout;
    let objects = gateway.run(&[&list[..], &["ndjson"]].concat()).done().objects();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((rows.len(), objects.len()), (180, 180));
    for (row, object) in rows.iter().zip(&objects) {
        for (column, field) in columns.iter().zip(row) {
            let value = match &object[column] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(field, value, "{column}");
        }
    }
}

#[test]
fn csv_of_nothing_is_the_header_and_of_a_result_one_record() {
    let empty = Gateway::of(0).run(&["messages", "list", "--output", "csv"]).done().stdout;
    assert_eq!(empty, "messageId,createdAt,isAgent,type,status,content\n");
    let gateway = Gateway::of(5);
    let channel = gateway.channel();
    let start =
        ["convs", "start", "--channel", &channel, "--phone", "+12025550123", "--template", "hello", "--yes"];
    let run = gateway.run(&[&start[..], &["--output", "csv"]].concat()).done();
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!((lines.len(), lines[0]), (2, "id,createdAt,ended,integrationId,clientId,assigneeId"));
    assert!(lines[1].contains(&channel), "{run:?}");
}

#[test]
fn csv_keeps_what_a_spreadsheet_would_run_and_what_needs_quotes() {
    let gateway = Gateway::of(0);
    for name in ["=cmd|' /C calc'!A0", "+12025550123", "a,\"b\"\r\nc", "\u{1b}[2J\u{9b}\u{202e}", " Zoë "] {
        gateway.answer([conversation_with(name)]);
        let run = gateway.run(&["convs", "list", "--with-contact", "--output", "csv"]).done();
        let mut reader = csv::Reader::from_reader(run.stdout.as_bytes());
        let column = reader.headers().unwrap().iter().position(|column| column == "client_name").unwrap();
        assert_eq!(&reader.records().next().unwrap().unwrap()[column], name);
    }
}
