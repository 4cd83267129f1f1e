//! A program that is killed while it sends 20 paid messages, and started again, against a gateway that resets and
//! delays: no contact receives two, nothing is reported as sent that was not, and every message that is listed once is
//! settled without a person.
//!
//! `BCRUMBS_KILL_SEED` chooses other points than those of a usual run.

use crate::support::{client_of, is_child};
use bcrumbs::outbox::{Outbox, Sent};
use bcrumbs::{
    ApiKey, ChannelId, Client, ContactId, Conversation, ConversationId, Outcome, Recipient, RetryPolicy,
    Template, Workspace,
};
use bcrumbs_sandbox::{Fault, NewContact, NewConversation, Sandbox};
use fastrand::Rng;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SEED: u64 = 20_260_316;
const SENDS: usize = 20;
const TEXT: &str = "We are on it.";

/// A message that is to be sent.
struct Plan {
    contact: ContactId,
    phone: String,
    conversation: ConversationId,
    channel: ChannelId,
}

fn client(key: &str, endpoint: &str) -> Client {
    let retry = RetryPolicy::default().first_backoff(Duration::from_millis(1));
    Client::builder(ApiKey::new(key)).endpoint(endpoint).retry(retry).build().unwrap()
}

/// Sends one message, in one of the four ways.
async fn send(
    outbox: &Outbox,
    workspace: &Workspace,
    index: usize,
    plan: &Plan,
) -> Result<Sent, bcrumbs::Error> {
    let Plan { contact, phone, conversation, channel } = plan;
    let key = format!("message {index}");
    match index % 4 {
        0 | 1 => {
            // The even contacts have written, and the others get the template.
            let mut row = Conversation::new(conversation, chrono::Utc::now());
            row.channel_id = Some(channel.clone());
            row.channel_kind = Some(bcrumbs::ChannelKind::WhatsApp);
            row.contact_id = Some(contact.clone());
            let reply = workspace.reply(&row, TEXT).or_template(Template::new("we_are_back"));
            outbox.reply(key, reply).await
        }
        2 => {
            let message = workspace.add_message(conversation, channel, TEXT);
            outbox.add_message(key, contact, message).await
        }
        _ => {
            let recipient = match index % 8 {
                3 => Recipient::phone(phone),
                _ => Recipient::contact(contact),
            };
            outbox.start_conversation(key, workspace.start_conversation(channel, recipient, "welcome")).await
        }
    }
}

/// The program that is killed. It prints a line for each message whose result it knows.
#[tokio::test]
async fn child_sends_20_messages() {
    if !is_child() {
        return;
    }
    let variable = |name: &str| std::env::var(name).unwrap();
    let client = client(&variable("BCRUMBS_API_KEY"), &variable("BCRUMBS_ENDPOINT"));
    let workspace = client.workspace(12);
    let folder = variable("FOLDER");
    let outbox = Outbox::open(&workspace, Path::new(&folder).join("outbox")).await.unwrap();
    // A lookup that fails leaves the intents open; the calls below look them up again.
    let _ = outbox.look_up().await;
    let plans = fs::read_to_string(Path::new(&folder).join("plans")).unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for (index, line) in plans.lines().enumerate() {
        let [contact, phone, conversation, channel] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let plan = Plan {
            contact: contact.into(),
            phone: phone.to_owned(),
            conversation: conversation.into(),
            channel: channel.into(),
        };
        let (outbox, workspace) = (outbox.clone(), workspace.clone());
        calls.spawn(async move {
            for _ in 0..4 {
                match send(&outbox, &workspace, index, &plan).await {
                    Ok(sent) => {
                        println!("\nsent {index} {}", sent.receipt.unwrap().id_text());
                        return;
                    }
                    Err(error) => match error.outcome() {
                        Outcome::NotExecuted => {}
                        Outcome::Unknown => println!("\nopen {index}"),
                        Outcome::Executed => panic!("{error}"),
                    },
                }
            }
        });
        // Three at a time.
        if calls.len() == 3 {
            calls.join_next().await.unwrap().unwrap();
        }
    }
    while let Some(done) = calls.join_next().await {
        done.unwrap();
    }
}

trait IdText {
    fn id_text(&self) -> &str;
}

impl IdText for bcrumbs::outbox::Receipt {
    fn id_text(&self) -> &str {
        match self {
            Self::Message(id) => id.as_str(),
            Self::Conversation(id) => id.as_str(),
        }
    }
}

/// One gateway with 20 contacts, and the program's folder.
struct Round {
    sandbox: Sandbox,
    folder: TempDir,
    plans: Vec<Plan>,
    /// What the program has printed so far.
    printed: String,
}

impl Round {
    async fn new() -> Self {
        let builder = Sandbox::builder().empty().conversation_ttl_hours(0);
        let sandbox = builder.latency(Duration::from_millis(1)).start().await.unwrap();
        let channel = sandbox.channels()[0].id.clone();
        let (mut plans, mut lines) = (Vec::new(), String::new());
        for index in 0..SENDS {
            let phone = format!("+1202555{index:04}");
            let contact = sandbox.add_contact(NewContact::new().phone(&phone));
            let conversation = match index % 4 {
                1 => sandbox.add_conversation(NewConversation::with(&contact, &channel)).unwrap(),
                _ => sandbox.receive(&contact, &channel, "Where is my order?").unwrap().conversation_id,
            };
            writeln!(lines, "{contact} {phone} {conversation} {channel}").unwrap();
            plans.push(Plan {
                contact: contact.into(),
                phone,
                conversation: conversation.into(),
                channel: channel.as_str().into(),
            });
        }
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("plans"), lines).unwrap();
        Self { sandbox, folder, plans, printed: String::new() }
    }

    fn program(&self) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kills::child_sends_20_messages", "--nocapture"])
            .env("BCRUMBS_TEST_CHILD", "yes")
            .env("BCRUMBS_API_KEY", self.sandbox.api_key())
            .env("BCRUMBS_ENDPOINT", self.sandbox.endpoint())
            .env("FOLDER", self.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Kills the program after a number of requests and a time. Returns whether it was still running.
    fn kill_after(&mut self, requests: usize, more: Duration) -> bool {
        let before = self.sandbox.journal().len();
        let mut child = self.program();
        let late = Instant::now() + Duration::from_secs(60);
        while self.sandbox.journal().len() < before + requests && child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < late, "the program neither sends nor ends");
            sleep(Duration::from_millis(1));
        }
        sleep(more);
        let was_running = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        self.printed += &String::from_utf8(output.stdout).unwrap();
        was_running
    }

    fn run(&mut self) {
        let output = self.program().wait_with_output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{stdout}{}", String::from_utf8_lossy(&output.stderr));
        self.printed += &stdout;
    }

    /// The rows that the gateway has created for each message.
    fn rows(&self) -> BTreeMap<usize, Vec<String>> {
        let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for entry in self.sandbox.journal() {
            let input = &entry.variables["input"];
            let is_for = |plan: &Plan| match entry.operation.as_deref() {
                Some("addMessage") => input["convId"] == plan.conversation.as_str(),
                Some("startConv") => {
                    input["clientId"] == plan.contact.as_str() || input["phone"] == plan.phone.as_str()
                }
                _ => false,
            };
            if let (Some(index), Some(row)) = (self.plans.iter().position(is_for), entry.effect) {
                rows.entry(index).or_default().push(row);
            }
        }
        rows
    }

    /// Checks what the program has printed, and what it knows in the end.
    async fn check(&mut self, point: u64) {
        // What is listed once is settled without a person, once the gateway answers.
        self.sandbox.calm();
        let workspace = client_of(&self.sandbox).workspace(12);
        let outbox = Outbox::open(&workspace, self.folder.path().join("outbox")).await.unwrap();
        let open = outbox.look_up().await.unwrap();
        let rows = self.rows();
        for open in &open {
            let index: usize = open.key().trim_start_matches("message ").parse().unwrap();
            assert!(!rows.contains_key(&index), "point {point}: {index} is listed, and open: {open:?}");
        }
        drop(outbox);
        self.run();

        let rows = self.rows();
        for (index, rows) in &rows {
            assert_eq!(rows.len(), 1, "point {point}: contact {index} received {rows:?}");
        }
        let mut known = BTreeMap::new();
        for line in self.printed.lines().filter_map(|line| line.strip_prefix("sent ")) {
            let (index, row) = line.split_once(' ').unwrap();
            let index: usize = index.parse().unwrap();
            assert_eq!(rows.get(&index), Some(&vec![row.to_owned()]), "point {point}: {index} was not sent");
            known.insert(index, row);
        }
        for index in 0..SENDS {
            let is_open = open.iter().any(|open| open.key() == format!("message {index}"));
            assert_eq!(known.contains_key(&index), rows.contains_key(&index), "point {point}: {index}");
            assert!(known.contains_key(&index) != is_open, "point {point}: {index} has no result");
        }
    }
}

/// Kills the program at seeded points: at each one, once or twice on a new gateway.
async fn kill_at(points: std::ops::Range<u64>) {
    let seed = std::env::var("BCRUMBS_KILL_SEED").map_or(SEED, |seed| seed.parse().unwrap());
    let mut killed = 0;
    for point in points {
        let mut random = Rng::with_seed(seed ^ (point + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut round = Round::new().await;
        let faults = vec![
            (Fault::ResetBeforeReading, 0.03),
            (Fault::ResetAfterReading, 0.06),
            (Fault::ResetAfterExecuting, 0.1),
            (Fault::TruncatedBody, 0.05),
            (Fault::status(503), 0.03),
            (Fault::Delay(Duration::from_millis(4)), 0.2),
        ];
        round.sandbox.storm(seed.wrapping_add(point), faults);
        for _ in 0..random.usize(1..=2) {
            let requests = random.usize(..50);
            killed += usize::from(round.kill_after(requests, Duration::from_micros(random.u64(..4_000))));
        }
        round.run();
        round.check(point).await;
    }
    assert!(killed > 10, "only {killed} programs were still running");
}

// Two tests, so that they run at once.
#[tokio::test(flavor = "multi_thread")]
async fn no_message_is_sent_twice_or_reported_falsely_at_25_points() {
    kill_at(0..25).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_message_is_sent_twice_or_reported_falsely_at_25_other_points() {
    kill_at(25..50).await;
}
