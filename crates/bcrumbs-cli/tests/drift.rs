//! The table of `docs/drift.md`: each row is played on a gateway whose schema differs from that of this repository.

mod common;

use bcrumbs::{ApiKey, ChannelId, Client, ClientBuilder, Error, Recipient};
use bcrumbs_sandbox::{Fault, Sandbox};
use common::folder::Folder;
use common::{Gateway, Run};
use std::process::Command;

const CHAPTER: &str = include_str!("../../../docs/drift.md");

const INPUT: &str = "input ConvStartInput {\n";

/// What the library and the command call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    Conversations,
    WithContact,
    Filtered,
    Webhooks,
    Start,
}

/// A gateway that differs.
struct Row {
    name: &'static str,
    /// What is replaced in the schema, and by what.
    changes: &'static [(&'static str, &'static str)],
    /// What the gateway does with each list of conversations.
    fault: Option<Fault>,
    call: Call,
}

const fn row(name: &'static str, changes: &'static [(&'static str, &'static str)], call: Call) -> Row {
    Row { name, changes, fault: None, call }
}

fn rows() -> Vec<Row> {
    vec![
        row("a field is gone", &[("  orderNo: String\n", "")], Call::Conversations),
        row(
            "a field has another name",
            &[("  orderNo: String\n", "  orderNumber: String\n")],
            Call::Conversations,
        ),
        row("an object is a scalar", &[("client: ConvClient", "client: JSON")], Call::WithContact),
        row(
            "identifiers are integers",
            &[("type Conv {", "type Conv { id: Int! "), ("  id: ID!\n", "")],
            Call::Conversations,
        ),
        row("a date has another form", &[("createdAt: DateTime!", "createdAt: Int!")], Call::Conversations),
        row(
            "a number is a text",
            &[("type Conv {", "type Conv { workspaceId: String! "), ("  workspaceId: Int\n", "")],
            Call::Conversations,
        ),
        row(
            "an argument is gone",
            &[("convs(input: ConvsInput!, pageInfo: PageInfoInput)", "convs(input: ConvsInput!)")],
            Call::Conversations,
        ),
        row(
            "an argument has another name",
            &[(
                "convs(input: ConvsInput!, pageInfo: PageInfoInput)",
                "convs(input: ConvsInput!, paging: PageInfoInput)",
            )],
            Call::Conversations,
        ),
        row("an optional input field is gone", &[("  nameOrPhone: String\n", "")], Call::Filtered),
        row(
            "an input field is new and required",
            &[(INPUT, "input ConvStartInput {\n  role: String!\n")],
            Call::Start,
        ),
        row(
            "an operation is gone",
            &[("  webhooks(input: WebhooksInput!): WebhooksPayload\n", "")],
            Call::Webhooks,
        ),
        Row {
            fault: Some(Fault::NullsEverywhere),
            ..row(
                "a null where none was expected",
                &[
                    ("createdAt: DateTime!", "createdAt: DateTime"),
                    ("PageInfoInput): ConvsPayload", "PageInfoInput): ConvsPayload!"),
                ],
                Call::Conversations,
            )
        },
        Row {
            fault: Some(Fault::UnknownEnumValues),
            ..row(
                "an enum has an unknown value",
                &[("  CUSTOM\n}", "  CUSTOM\n  SIGNAL\n}")],
                Call::Conversations,
            )
        },
    ]
}

/// The schema without descriptions, so that a field is one line.
fn bare() -> String {
    let outside = bcrumbs::SDL.split("\"\"\"\n").step_by(2);
    let lines = outside.flat_map(str::lines).filter(|line| !line.trim_start().starts_with('"'));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Makes each change at its first place after the beginning of the type of conversations, or at the first place at all.
fn changed(row: &Row) -> String {
    let sdl = bare();
    let (before, conv) = sdl.split_at(sdl.find("type Conv {").unwrap());
    let (mut before, mut conv) = (before.to_owned(), conv.to_owned());
    for (from, to) in row.changes {
        match conv.contains(from) {
            true => conv = conv.replacen(from, to, 1),
            false => {
                assert!(before.contains(from), "{from}");
                before = before.replacen(from, to, 1);
            }
        }
    }
    before + &conv
}

impl Row {
    fn gateway(&self) -> Gateway {
        let gateway = Gateway::start(Sandbox::builder().conversations(1).schema(changed(self)));
        if let Some(fault) = &self.fault {
            for operation in ["convs", "convsWithClient", "convsWithMessages"] {
                gateway.sandbox.fail(operation, fault.clone()).times(100);
            }
        }
        gateway
    }
}

fn call(gateway: &Gateway, call: Call, omitted: Option<&str>) -> Result<(), Error> {
    let client = Client::builder(ApiKey::new(gateway.sandbox.api_key())).endpoint(gateway.sandbox.endpoint());
    let client = omitted.into_iter().fold(client, ClientBuilder::omit_field);
    let workspace = client.build()?.workspace(gateway.sandbox.workspace_id());
    let list = workspace.conversations();
    let channel = ChannelId::from(gateway.channel());
    let recipient = Recipient::phone("+12025550123");
    gateway.block_on(async {
        match call {
            Call::Conversations => list.page().await.map(drop),
            Call::WithContact => list.with_contact().page().await.map(drop),
            Call::Filtered => list.name_or_phone("Kaya").page().await.map(drop),
            Call::Webhooks => workspace.webhooks().await.map(drop),
            Call::Start => workspace.start_conversation(channel, recipient, "order_shipped").await.map(drop),
        }
    })
}

fn command(gateway: &Gateway, call: Call) -> Command {
    let channel = gateway.channel();
    let arguments = match call {
        Call::Conversations => "convs list".to_owned(),
        Call::WithContact => "convs list --with-contact".to_owned(),
        Call::Filtered => "convs list --name-or-phone Kaya".to_owned(),
        Call::Webhooks => "webhooks list".to_owned(),
        Call::Start => {
            format!("convs start --channel {channel} --phone +12025550123 --template order_shipped --yes")
        }
    };
    gateway.command(&arguments.split(' ').collect::<Vec<_>>())
}

/// A row of the table.
struct Documented {
    name: &'static str,
    /// The last part of the coordinate that differs.
    thing: &'static str,
    library: &'static str,
    command: &'static str,
    with_introspection: &'static str,
    without_introspection: &'static str,
    at_once: &'static str,
}

fn documented() -> Vec<Documented> {
    let row = |line: &'static str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [what, library, command, with_introspection, without_introspection, at_once] = cells[..] else {
            panic!("a row has six cells: {line}");
        };
        let (name, coordinate) = what.split_once(": `").unwrap();
        let thing = coordinate.trim_end_matches(['`', ')', ':']).rsplit(['.', '(']).next().unwrap();
        Documented { name, thing, library, command, with_introspection, without_introspection, at_once }
    };
    let lines = CHAPTER.lines().filter(|line| line.starts_with("| ") && line.contains(": `"));
    lines.map(row).collect()
}

/// The code in a cell.
fn code(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split('`').skip(1).step_by(2)
}

/// Runs a test for each row, after the names of the rows were compared with those of the table.
fn each(test: impl Fn(&Row, &Documented, &Gateway)) {
    let (rows, documented) = (rows(), documented());
    let names: Vec<&str> = documented.iter().map(|row| row.name).collect();
    assert_eq!(names, rows.iter().map(|row| row.name).collect::<Vec<_>>());
    for (row, documented) in rows.iter().zip(&documented) {
        test(row, documented, &row.gateway());
    }
}

#[test]
fn the_library_returns_what_the_table_documents_and_names_what_differs() {
    each(|row, documented, gateway| match call(gateway, row.call, None) {
        Ok(()) => assert!(documented.library.starts_with("succeeds"), "{}", row.name),
        Err(error) => {
            let shown = format!("`{:?}`, `{:?}`", error.kind(), error.outcome());
            assert_eq!(shown, documented.library, "{}: {error}", row.name);
            assert!(error.to_string().contains(documented.thing), "{}: {error}", row.name);
        }
    });
}

#[test]
fn the_first_line_of_the_command_names_what_differs() {
    each(|row, documented, gateway| {
        let run = Run::of(command(gateway, row.call).output().unwrap());
        if documented.command == "succeeds" {
            run.done();
        } else {
            assert_eq!(documented.command, "an error, status 1", "{}", row.name);
            run.refused(1, documented.thing);
        }
    });
}

/// Fails unless the first line that is not well is the documented one and names what differs.
#[track_caller]
fn assert_doctor(row: &Row, thing: &str, cell: &'static str, gateway: &Gateway) {
    let run = gateway.run(&["doctor", "--output", "table"]);
    let first = run.stdout.lines().find(|line| line.starts_with("FAIL") || line.starts_with("warn"));
    match first {
        None => assert!(cell.starts_with("all `ok`"), "{}: {run:?}", row.name),
        Some(first) => {
            let words: Vec<&str> = first.split_whitespace().take(2).collect();
            assert_eq!(Some(words.join(" ").as_str()), code(cell).next(), "{}: {run:?}", row.name);
            assert!(first.contains(thing), "{}: {first}", row.name);
        }
    }
    for later in code(cell).skip(1) {
        let (status, name) = later.split_once(' ').unwrap();
        let is_there = |line: &str| line.starts_with(status) && line.split_whitespace().nth(1) == Some(name);
        assert!(run.stdout.lines().any(is_there), "{}: {later}: {run:?}", row.name);
    }
    let blamed = ["FAIL key-accepted", "FAIL access", "FAIL workspace", "FAIL api-key"];
    assert!(!blamed.iter().any(|check| run.stdout.contains(check)), "{}: {run:?}", row.name);
}

#[test]
fn the_doctor_names_what_differs_and_blames_neither_key_nor_workspace() {
    each(|row, documented, gateway| {
        assert_doctor(row, documented.thing, documented.with_introspection, gateway);
        let refused = Fault::GraphQlError {
            code: "INTROSPECTION_DISABLED".to_owned(),
            message: "introspection is off".to_owned(),
            with_data: false,
        };
        gateway.sandbox.fail("IntrospectionQuery", refused).times(3);
        assert_doctor(row, documented.thing, documented.without_introspection, gateway);
    });
}

#[test]
fn what_the_table_offers_works_at_once() {
    each(|row, documented, gateway| {
        let folder = Folder::new("drift-at-once");
        folder.write("live.graphql", bcrumbs::SDL);
        let mut offers = 0;
        for offer in code(documented.at_once).filter(|offer| *offer != "--with-contact") {
            if let Some(arguments) = offer.strip_prefix("bcrumbs ") {
                let arguments = shlex::split(&arguments.replace("CHANNEL", &gateway.channel())).unwrap();
                let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
                let run = folder.run(gateway, &arguments).done();
                assert!(!run.stdout.is_empty(), "{}: {offer}: {run:?}", row.name);
                let shows_a_name = documented.at_once.contains("possible new name");
                assert!(!shows_a_name || run.stdout.contains("possibly renamed"), "{run:?}");
            } else if let Some(field) = offer.strip_prefix("BCRUMBS_OMIT_FIELDS=") {
                let mut command = command(gateway, row.call);
                Run::of(command.env("BCRUMBS_OMIT_FIELDS", field).output().unwrap()).done();
            } else {
                let field = offer.strip_prefix("omit_field(\"").and_then(|field| field.strip_suffix("\")"));
                let called = call(gateway, row.call, Some(field.expect(offer)));
                assert!(called.is_ok(), "{}: {offer}: {called:?}", row.name);
            }
            offers += 1;
        }
        assert_eq!(offers == 0, documented.at_once.starts_with("nothing"), "{}", row.name);
    });
}
