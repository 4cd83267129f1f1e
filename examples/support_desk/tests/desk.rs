//! The support service against the sandbox: each message is answered once and assigned, whatever is delivered twice and
//! wherever the program is killed.

use axum::http::StatusCode;
use bcrumbs::webhook::Event;
use bcrumbs::{ApiKey, Client, Workspace};
use bcrumbs_sandbox::{DeliveryFault, Event as Posted, Fault, NewContact, Sandbox};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use support_desk::{Desk, Step, router};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Notify;

const STEPS: [Step; 5] = [Step::Confirmed, Step::Persisted, Step::Answered, Step::Assigned, Step::Done];

/// A gateway that posts to the service, and the service's folder.
struct Town {
    sandbox: Sandbox,
    folder: TempDir,
}

impl Town {
    async fn new() -> Self {
        let builder = Sandbox::builder().conversations(0).conversation_ttl_hours(0);
        Self { sandbox: builder.start().await.unwrap(), folder: TempDir::new().unwrap() }
    }

    fn workspace(&self) -> Workspace {
        let client = Client::builder(ApiKey::new(self.sandbox.api_key())).endpoint(self.sandbox.endpoint());
        client.build().unwrap().workspace(self.sandbox.workspace_id())
    }

    /// Opens the service and posts the events of incoming messages to it.
    async fn open(&self) -> Arc<Desk> {
        let desk = Desk::open(self.workspace(), self.folder.path(), |_| {}).await.unwrap();
        let desk = Arc::new(desk);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/secret", listener.local_addr().unwrap());
        let routes = router(desk.clone(), "secret", Arc::new(Notify::new()));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        self.sandbox.add_webhook(Posted::IncomingMessage, url).unwrap();
        desk
    }

    /// A new contact writes on a channel.
    fn write(&self, channel: usize) {
        let contact = self.sandbox.add_contact(NewContact::named("Ada"));
        self.sandbox.receive(&contact, &self.sandbox.channels()[channel].id, "Where is my order?").unwrap();
    }

    /// Waits until the events were posted, and returns the statuses of the answers.
    async fn statuses(&self) -> Vec<u16> {
        let deliveries = self.sandbox.deliveries().await;
        deliveries
            .iter()
            .flat_map(|delivery| &delivery.attempts)
            .filter_map(|attempt| attempt.status)
            .collect()
    }

    fn executed(&self, operation: &str) -> usize {
        self.sandbox.requests_of(operation).iter().filter(|entry| entry.effect.is_some()).count()
    }

    fn counts(&self) -> [usize; 3] {
        ["addMessage", "startConv", "assignConv"].map(|operation| self.executed(operation))
    }
}

#[tokio::test]
async fn each_message_is_answered_once_and_assigned_in_turn() {
    let town = Town::new().await;
    let desk = town.open().await;
    let agents = town.sandbox.agent_ids().len();
    for channel in 0..=agents {
        town.write(channel % 4);
    }
    assert_eq!(town.statuses().await, vec![200; agents + 1]);
    desk.resume().await.unwrap();
    desk.resume().await.unwrap();
    assert_eq!(town.counts(), [agents + 1, 0, agents + 1]);
    let mut assigned: Vec<String> = town.sandbox.requests_of("assignConv").iter().map(agent).collect();
    assert_eq!(assigned[0], assigned[agents], "the first agent again");
    assigned.truncate(agents);
    assigned.sort();
    assigned.dedup();
    assert_eq!(assigned.len(), agents, "each agent once");
}

fn agent(entry: &bcrumbs_sandbox::Entry) -> String {
    entry.variables["input"]["agentId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_event_that_is_delivered_twice_is_answered_once_also_after_a_restart() {
    let town = Town::new().await;
    let desk = town.open().await;
    town.sandbox.fail_delivery(Posted::IncomingMessage, DeliveryFault::Twice);
    town.write(0);
    assert_eq!(town.statuses().await, [200, 200]);
    desk.resume().await.unwrap();
    assert_eq!(town.counts(), [1, 0, 1]);
    let delivery = town.sandbox.deliveries().await.remove(0);
    assert_eq!(
        town.sandbox.requests_of("messages").len(),
        3,
        "confirm, window, and the list before the answer"
    );

    let event = Event::parse(delivery.body.to_string().as_bytes()).unwrap();
    assert_eq!(desk.receive(&event).await.unwrap(), StatusCode::OK);
    desk.resume().await.unwrap();
    let folder = TempDir::new().unwrap();
    std::fs::copy(town.folder.path().join("journal"), folder.path().join("journal")).unwrap();
    let restarted = Desk::open(town.workspace(), folder.path(), |_| {}).await.unwrap();
    assert_eq!(restarted.receive(&event).await.unwrap(), StatusCode::OK);
    restarted.resume().await.unwrap();
    assert_eq!(town.counts(), [1, 0, 1]);
}

#[tokio::test]
async fn a_late_answer_is_a_template() {
    let town = Town::new().await;
    let desk = town.open().await;
    town.write(0);
    town.statuses().await;
    town.sandbox.advance(Duration::from_secs(25 * 3_600));
    desk.resume().await.unwrap();
    assert_eq!(town.counts(), [0, 1, 1]);
}

#[tokio::test]
async fn a_false_event_and_a_wrong_path_are_not_answered() {
    let town = Town::new().await;
    let desk = town.open().await;
    town.write(0);
    let mut body = town.sandbox.deliveries().await.remove(0).body;
    desk.resume().await.unwrap();
    body["messageId"] = "68875c39-01b8-42a5-9273-fcfd2f697600".into();
    let event = Event::parse(body.to_string().as_bytes()).unwrap();
    assert_eq!(desk.receive(&event).await.unwrap(), StatusCode::SERVICE_UNAVAILABLE);
    for other in ["{\"event\":\"NEW_CLIENT\",\"id\":\"1\"}", "{\"event\":\"INCOMING_MESSAGE\"}"] {
        let event = Event::parse(other.as_bytes()).unwrap();
        assert_eq!(desk.receive(&event).await.unwrap(), StatusCode::OK);
    }
    desk.resume().await.unwrap();
    assert_eq!(town.counts(), [1, 0, 1]);

    let port = town.sandbox.deliveries().await.remove(0).url;
    town.sandbox.add_webhook(Posted::IncomingMessage, port.replace("/secret", "/guess")).unwrap();
    town.write(0);
    let mut statuses = town.statuses().await;
    statuses.sort_unstable();
    assert!(statuses.contains(&404) && statuses[..2] == [200, 200], "{statuses:?}");
}

#[tokio::test]
async fn an_answer_that_fails_is_sent_later_and_one_that_may_have_been_sent_is_not() {
    let town = Town::new().await;
    let desk = town.open().await;
    town.write(0);
    town.statuses().await;
    town.sandbox.fail("addMessage", Fault::status(403));
    desk.resume().await.unwrap();
    assert_eq!(town.counts(), [0, 0, 0]);
    town.sandbox.fail("addMessage", Fault::ResetAfterExecuting);
    desk.resume().await.unwrap();
    assert_eq!(town.counts(), [1, 0, 0]);
    desk.resume().await.unwrap();
    assert_eq!(town.counts(), [1, 0, 1]);
}

/// The service in a process of its own, which stops after a step and waits to be killed.
#[tokio::test(flavor = "multi_thread")]
async fn child_receives_an_event_and_stops_after_a_step() {
    let Ok(stop) = std::env::var("DESK_TEST_STEP") else { return };
    let variable = |name: &str| std::env::var(name).unwrap();
    let workspace = Client::from_env().unwrap().workspace(12);
    let folder = std::path::PathBuf::from(variable("DESK_TEST_FOLDER"));
    let observe = move |step: Step| {
        println!("\nstep {step:?}");
        while format!("{step:?}") == stop {
            std::thread::park();
        }
    };
    let desk = Desk::open(workspace, &folder, observe).await.unwrap();
    let event = Event::parse(variable("DESK_TEST_EVENT").as_bytes()).unwrap();
    desk.receive(&event).await.unwrap();
    desk.resume().await.unwrap();
    println!("\nstep end");
}

fn child(town: &Town, event: &str, stop: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_receives_an_event_and_stops_after_a_step", "--nocapture"])
        .env("BCRUMBS_API_KEY", town.sandbox.api_key())
        .env("BCRUMBS_ENDPOINT", town.sandbox.endpoint())
        .env("DESK_TEST_FOLDER", town.folder.path())
        .env("DESK_TEST_EVENT", event)
        .env("DESK_TEST_STEP", stop)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills the service after a step, and returns the steps that it did.
fn kill_after(town: &Town, event: &str, stop: &str) -> Vec<String> {
    let mut child = child(town, event, stop);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut steps = Vec::new();
    for step in lines.filter_map(|line| line.strip_prefix("step ").map(str::to_owned)) {
        let is_last = step == stop;
        steps.push(step);
        if is_last {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    steps
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_any_two_steps_repeats_work_and_no_message() {
    for in_time in [true, false] {
        for (index, step) in STEPS.iter().enumerate() {
            let town = Town::new().await;
            town.sandbox.add_webhook(Posted::IncomingMessage, "http://127.0.0.1:9/").unwrap();
            town.write(0);
            let event = town.sandbox.deliveries().await.remove(0).body.to_string();
            if !in_time {
                town.sandbox.advance(Duration::from_secs(25 * 3_600));
            }
            let done = kill_after(&town, &event, &format!("{step:?}"));
            let expected: Vec<_> = STEPS[..=index].iter().map(|step| format!("{step:?}")).collect();
            assert_eq!(done, expected);
            // An event that was stored needs no second delivery.
            let next = if *step == Step::Confirmed { &event } else { "{}" };
            let done = kill_after(&town, next, "end");
            assert_eq!(done.last().unwrap(), "end", "{step:?}");
            let answers = if in_time { [1, 0] } else { [0, 1] };
            assert_eq!(town.counts()[..2], answers, "{step:?}");
            assert_eq!(town.executed("assignConv"), 1, "{step:?}");
            let third = kill_after(&town, &event, "end");
            assert_eq!(third, ["end"], "{step:?}: nothing is left to do");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_answers_an_event_that_is_posted_to_its_secret_path() {
    let town = Town::new().await;
    let mut program = Command::new(env!("CARGO_BIN_EXE_support_desk"))
        .arg(town.folder.path())
        .env("BCRUMBS_API_KEY", town.sandbox.api_key())
        .env("BCRUMBS_ENDPOINT", town.sandbox.endpoint())
        .env("BCRUMBS_WORKSPACE_ID", town.sandbox.workspace_id().to_string())
        .env("DESK_SECRET", "0f3c9a")
        .env("DESK_ADDRESS", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.next().unwrap();
    let address = address.strip_prefix("listening on ").unwrap();
    town.sandbox.add_webhook(Posted::IncomingMessage, format!("http://{address}/0f3c9a")).unwrap();
    town.write(0);
    let steps = tokio::task::spawn_blocking(move || lines.take(STEPS.len()).collect::<Vec<_>>());
    let done = tokio::time::timeout(Duration::from_secs(60), steps).await;
    program.kill().unwrap();
    program.wait().unwrap();
    assert_eq!(done.unwrap().unwrap(), STEPS.map(|step| format!("{step:?}")));
    assert_eq!(town.counts(), [1, 0, 1]);
}
