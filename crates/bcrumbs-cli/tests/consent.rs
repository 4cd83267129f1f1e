//! What costs money or reaches a person is sent only where somebody said so.

mod common;

use bcrumbs_sandbox::{NewContact, Sandbox};
use common::Gateway;
use serde_json::{Value, json};
use std::time::Duration;

fn start(channel: &str) -> [&str; 8] {
    ["convs", "start", "--channel", channel, "--phone", "+12025550123", "--template", "hello"]
}

#[test]
fn without_a_terminal_nothing_is_sent_unless_yes_is_given() {
    let gateway = Gateway::of(5);
    let channel = gateway.channel();
    gateway.run(&start(&channel)).refused(2, "add --yes");
    assert_eq!(gateway.journal(), []);
    gateway.run(&[&start(&channel)[..], &["--yes"]].concat()).done();
    assert_eq!(gateway.journal().len(), 1);
}

#[test]
fn a_dry_run_prints_the_request_as_it_would_be_sent_and_sends_nothing() {
    let gateway = Gateway::of(5);
    let channel = gateway.channel();
    let dry = |more: &[&str]| gateway.run(&[&start(&channel)[..], &["--dry-run"], more].concat()).done();
    let printed: Value = serde_json::from_str(&dry(&[]).stdout).unwrap();
    assert_eq!(dry(&[]).stdout.lines().count(), 1, "a line for a program");
    assert!(dry(&["--output", "json"]).stdout.lines().count() > 1, "laid out for people");
    assert_eq!(gateway.journal(), []);
    gateway.run(&[&start(&channel)[..], &["--yes"]].concat()).done();
    let sent = &gateway.journal()[0];
    assert_eq!(printed["operationName"], json!(sent.operation));
    assert_eq!(printed["variables"], sent.variables);
    assert!(printed["query"].as_str().unwrap().starts_with("mutation startConv"));
    gateway.run(&[&start(&channel)[..], &["--dry-run", "--yes"]].concat()).refused(2, "cannot be used with");
}

/// A conversation on a channel with a window, in which the contact has just written.
struct Scene {
    gateway: Gateway,
    contact: String,
    channel: String,
    conversation: String,
}

impl Scene {
    fn new() -> Self {
        let gateway = Gateway::start(Sandbox::builder().empty().conversation_ttl_hours(1_000));
        let contact = gateway.sandbox.add_contact(NewContact::named("Ann"));
        let channel = gateway.channel();
        let conversation =
            gateway.sandbox.receive(&contact, &channel, "Where is it?").unwrap().conversation_id;
        Self { gateway, contact, channel, conversation }
    }

    fn send<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let send = ["messages", "send", &self.conversation, "--channel", &self.channel, "On its way!"];
        [&send[..], more].concat()
    }

    fn close_the_window(&self) {
        self.gateway.sandbox.advance(Duration::from_secs(25 * 3_600));
    }

    fn operations(&self) -> Vec<String> {
        self.gateway.journal().into_iter().filter_map(|entry| entry.operation).collect()
    }
}

const TEMPLATE: [&str; 6] = ["--or-template", "back", "--lang", "en", "--components", r#"{"order":"A-17"}"#];

#[test]
fn without_consent_a_message_is_wrong_usage_before_anything_is_read_whatever_the_conversation_is() {
    let scene = Scene::new();
    for change in [
        |_: &Scene| (),
        Scene::close_the_window,
        |scene: &Scene| {
            scene.gateway.sandbox.end_conversation(&scene.conversation).unwrap();
        },
    ] {
        change(&scene);
        for more in [&[][..], &["--note"], &TEMPLATE] {
            scene.gateway.run(&scene.send(more)).refused(2, "add --yes");
        }
        scene.gateway.run(&["messages", "send", "none", "--channel", "none", "x"]).refused(2, "add --yes");
    }
    assert_eq!(scene.operations(), Vec::<String>::new());
}

#[test]
fn a_dry_run_of_a_message_reads_nothing_and_prints_what_is_sent_in_either_case() {
    let scene = Scene::new();
    let dry = |more: &[&str]| {
        let options = [&["--reply-to", "m0", "--dry-run"][..], more].concat();
        scene.gateway.run(&scene.send(&options)).done()
    };
    let message = json!({
        "workspaceId": 12, "convId": scene.conversation, "integrationId": scene.channel, "content": "On its way!",
        "type": "text", "replyToMessageId": "m0",
    });
    let [alone] = &dry(&[]).objects()[..] else { panic!("not one request") };
    assert_eq!((&alone["operationName"], &alone["variables"]["input"]), (&json!("addMessage"), &message));

    let either = dry(&TEMPLATE);
    let [first, second] = &either.objects()[..] else { panic!("not two requests: {either:?}") };
    assert_eq!(first, alone);
    assert_eq!(second["operationName"], "startConv");
    let contact = format!("(the contact of the conversation {})", scene.conversation);
    let template = json!({
        "workspaceId": 12, "integrationId": scene.channel, "clientId": contact, "templateName": "back",
        "templateLang": "en", "templateComponents": {"order": "A-17"},
    });
    assert_eq!(second["variables"]["input"], template);
    for words in ["If the reply window is closed", "without the text and without --reply-to"] {
        assert!(either.stderr.contains(words), "{words}: {either:?}");
    }
    let json: Value =
        serde_json::from_str(&dry(&[&TEMPLATE[..], &["--output", "json"]].concat()).stdout).unwrap();
    assert_eq!(json, json!([first, second]));
    assert_eq!(scene.operations(), Vec::<String>::new(), "nothing is sent, not even to read");
}

#[test]
fn a_template_that_is_sent_in_place_of_the_text_is_reported() {
    let scene = Scene::new();
    scene.close_the_window();
    let run = scene.gateway.run(&scene.send(&[&TEMPLATE[..], &["--yes"]].concat())).done();
    assert!(run.stderr.contains("the template back") && run.stderr.contains("the text was not"), "{run:?}");
    let input = scene.gateway.journal().pop().unwrap().variables["input"].clone();
    assert_eq!(input["templateComponents"], json!({"order": "A-17"}));
    assert_eq!(input["clientId"], json!(scene.contact));
    let json =
        scene.gateway.run(&scene.send(&[&TEMPLATE[..], &["--yes", "--output", "json"]].concat())).done();
    assert_eq!(json.stderr, "");
    for option in [["--lang", "en"], ["--component", "a=1"], ["--components", "{}"]] {
        let run = scene.gateway.run(&scene.send(&[&option[..], &["--yes"]].concat()));
        assert!(run.status == Some(2) && run.stderr.contains("--or-template <NAME>"), "{run:?}");
    }
}

#[cfg(target_os = "linux")]
mod terminal {
    use super::{Gateway, Scene, TEMPLATE, start};
    use crate::common::Run;
    use crate::common::terminal::OnTerminal;
    use serde_json::json;

    /// Runs the command on a terminal, at which this answer is typed.
    fn answered(gateway: &Gateway, arguments: &[&str], answer: &str) -> Option<Run> {
        Some(OnTerminal::start(gateway, arguments)?.typed(answer))
    }

    #[test]
    fn at_a_terminal_the_command_asks_and_shows_who_gets_what_on_which_channel() {
        let gateway = Gateway::of(5);
        let channel = gateway.channel();
        for (answer, status) in [("y\n", 0), ("yes\n", 0), ("n\n", 1), ("\n", 1), ("yesterday\n", 1)] {
            gateway.sandbox.clear_journal();
            let Some(run) = answered(&gateway, &start(&channel), answer) else { return };
            assert_eq!(run.status, Some(status), "{answer:?}: {run:?}");
            for word in ["hello", "+12025550123", &channel, "Send it? [y/N]"] {
                assert!(run.stdout.contains(word), "{word}: {run:?}");
            }
            assert_eq!(gateway.journal().len(), usize::from(status == 0), "{answer:?}");
            assert_eq!(run.stdout.contains("nothing was sent"), status == 1, "{run:?}");
        }
    }

    #[test]
    fn the_question_shows_the_language_and_the_variables_of_a_template_cut_and_safe_for_the_terminal() {
        let gateway = Gateway::of(5);
        let channel = gateway.channel();
        let long = format!("body={}", "x".repeat(1_000));
        let values = ["--lang", "en", "--component", "order=A\u{1b}[2J", "--component", &long];
        let Some(run) = answered(&gateway, &[&start(&channel)[..], &values].concat(), "n\n") else { return };
        let (question, _) = run.stdout.split_once("Send it?").unwrap();
        assert!(question.contains("language en") && question.contains("\"order\":\"A"), "{run:?}");
        assert!(question.contains("xxx…") && question.len() < 600, "{question}");
        assert!(!run.stdout.contains("\u{1b}[2J"), "{run:?}");
    }

    #[test]
    fn a_message_is_asked_about_with_its_text_and_what_is_sent_if_the_window_is_closed() {
        let scene = Scene::new();
        let send = scene.send(&["--reply-to", "m0"]);
        for (answer, status) in [("n\n", 1), ("y\n", 0)] {
            scene.gateway.sandbox.clear_journal();
            let send = if status == 0 { scene.send(&[]) } else { send.clone() };
            let Some(run) = answered(&scene.gateway, &send, answer) else { return };
            assert_eq!(run.status, Some(status), "{run:?}");
            let contact = format!("the contact {}", scene.contact);
            for words in ["\"On its way!\"", &contact, &scene.channel, "closed, nothing is sent"] {
                assert!(run.stdout.contains(words), "{words}: {run:?}");
            }
            assert_eq!(run.stdout.contains("an answer to the message m0"), status == 1, "{run:?}");
            let sent = scene.operations().iter().filter(|name| *name == "addMessage").count();
            assert_eq!(sent, usize::from(status == 0), "{run:?}");
        }
        let send = scene.send(&[&TEMPLATE[..], &["--reply-to", "m0"]].concat());
        let run = answered(&scene.gateway, &send, "n\n").unwrap();
        let (question, _) = run.stdout.split_once("Send it?").unwrap();
        let question = question.replace("\r\n", " ");
        for words in [
            "template back (language en, variables {\"order\":\"A-17\"})",
            "without the text and without --reply-to",
        ] {
            assert!(question.contains(words), "{words}: {run:?}");
        }
        let run = answered(&scene.gateway, &scene.send(&["--note"]), "n\n").unwrap();
        assert!(
            run.stdout.contains("The note \"On its way!\"") && run.stdout.contains("does not see it"),
            "{run:?}"
        );
    }

    #[test]
    fn a_window_that_closes_while_the_question_is_open_stops_the_message() {
        let scene = Scene::new();
        let Some(mut run) = OnTerminal::start(&scene.gateway, &scene.send(&[])) else { return };
        run.until_shown("Send it? [y/N]");
        let before = scene.operations();
        scene.close_the_window();
        let run = run.typed("y\n");
        assert!(run.status == Some(1) && run.stdout.contains("reply window"), "{run:?}");
        assert!(!scene.operations().contains(&"addMessage".to_owned()), "{:?}", scene.operations());
        assert!(!before.contains(&"messages".to_owned()), "the window is read after the answer: {before:?}");
    }

    #[test]
    fn ctrl_c_at_the_question_says_that_nothing_was_changed() {
        let gateway = Gateway::of(5);
        let channel = gateway.channel();
        let Some(mut run) = OnTerminal::start(&gateway, &start(&channel)) else { return };
        run.until_shown("Send it? [y/N]");
        let run = run.typed("\u{3}");
        assert!(run.stdout.contains("interrupted; nothing was changed"), "{run:?}");
        assert_eq!((run.status, gateway.journal()), (Some(130), Vec::new()), "{run:?}");
    }

    #[test]
    fn a_mutation_of_the_users_own_is_asked_about_with_its_variables() {
        let gateway = Gateway::of(5);
        let mutation = "mutation createTag($workspaceId: Int!, $tag: String!, $type: TagType!) {
            createTag(input: {workspaceId: $workspaceId, tag: $tag, type: $type}) { id tag } }";
        let api = ["api", mutation, "--var", "tag=A\u{1b}[2J", "--var", "type=client"];
        for (answer, status) in [("n\n", 1), ("y\n", 0)] {
            let Some(run) = answered(&gateway, &api, answer) else { return };
            assert_eq!(run.status, Some(status), "{run:?}");
            let (question, _) = run.stdout.split_once("Send it?").unwrap();
            let question = question.replace("\r\n", " ");
            for words in ["createTag", "127.0.0.1:", "\"type\":\"client\"", "\"workspaceId\":12"] {
                assert!(question.contains(words), "{words}: {run:?}");
            }
            assert!(!run.stdout.contains("\u{1b}[2J"), "{run:?}");
            assert_eq!(gateway.journal().len(), usize::from(status == 0));
        }
    }

    #[test]
    fn a_tag_costs_nothing_and_reaches_nobody_so_nothing_is_asked() {
        let gateway = Gateway::of(5);
        let create = ["tags", "create", "--type", "client", "--tag", "late"];
        let Some(run) = answered(&gateway, &create, "") else { return };
        assert_eq!(run.status, Some(0), "{run:?}");
        assert!(run.stdout.contains("CREATED (LOCAL)") && !run.stdout.contains("Send it?"), "{run:?}");
        assert_eq!(gateway.journal()[0].variables["input"]["tag"], json!("late"));
    }
}
