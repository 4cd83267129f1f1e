//! Thousands of calls to a gateway with all kinds of temporary failures at once: the safe calls succeed, no mutation
//! runs twice, and the client's reports agree with the gateway's journal.

use bcrumbs::{
    ApiKey, Assignee, ChannelId, Client, ConversationId, Error, ErrorKind, Outcome, Recipient, RetryBudget,
    RetryPolicy, Workspace,
};
use bcrumbs_sandbox::{CursorRule, Fault, Sandbox};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

const CALLS: usize = 2_000;
const AT_ONCE: usize = 32;
const CONVERSATIONS: usize = 20_000;

/// No call may take longer.
const DEADLINE: Duration = Duration::from_secs(2);

/// What the timer and a busy machine may add to it.
const SLACK: Duration = Duration::from_millis(500);

/// No test of this file may take longer.
const BOUND: Duration = Duration::from_secs(60);

/// What three quarters of the calls may add to the memory in use: the sandbox's journal of them is a part of it.
const MOST_GROWTH: usize = 48 * 1024 * 1024;

/// The tests run one after the other: one of them looks at the memory in use.
static TURN: Mutex<()> = Mutex::const_new(());

const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

fn status(status: u16, headers: &[(&str, &str)]) -> Fault {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Fault::Status { status, headers, body: None }
}

fn throttle_code(with_data: bool) -> Fault {
    Fault::GraphQlError { code: "THROTTLED".to_owned(), message: "slow down".to_owned(), with_data }
}

/// Every fault that passes: about every third request meets one.
fn passing_faults() -> Vec<(Fault, f64)> {
    vec![
        (Fault::throttled(), 0.04),
        (Fault::Throttled { retry_after: Some("0".to_owned()) }, 0.02),
        (Fault::Throttled { retry_after: Some("0.02".to_owned()) }, 0.01),
        (Fault::Throttled { retry_after: Some("soon".to_owned()) }, 0.01),
        (status(429, &[("x-ratelimit-reset-after", "0.01")]), 0.01),
        (throttle_code(false), 0.02),
        (throttle_code(true), 0.02),
        (status(408, &[]), 0.01),
        (status(500, &[]), 0.03),
        (status(502, &[]), 0.02),
        (status(503, &[("retry-after", "0.01")]), 0.02),
        (status(504, &[]), 0.01),
        (Fault::ResetBeforeReading, 0.03),
        (Fault::ResetAfterReading, 0.03),
        (Fault::ResetAfterExecuting, 0.03),
        (Fault::TruncatedBody, 0.03),
        (Fault::Delay(ms(20)), 0.03),
        (Fault::SlowBody { chunk: 4_096, pause: ms(1) }, 0.02),
    ]
}

fn client(sandbox: &Sandbox) -> bcrumbs::ClientBuilder {
    Client::builder(ApiKey::new(sandbox.api_key()))
        .endpoint(sandbox.endpoint())
        .retry(RetryPolicy::default().max_attempts(12).first_backoff(ms(1)).longest_backoff(ms(10)))
        .retry_budget(RetryBudget::default().retries(100_000).successes_per_retry(1))
}

/// What is called, in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Query,
    Assign,
    Start,
}

/// One call and its end.
struct Made {
    kind: Kind,
    phone: String,
    took: Duration,
    result: Result<(), Error>,
}

/// What the calls need.
struct Caller {
    workspace: Workspace,
    /// Conversations and their channels.
    known: Vec<(ConversationId, ChannelId)>,
    channel: ChannelId,
    agent: String,
}

impl Caller {
    async fn call(&self, number: usize) -> Made {
        let kind = [Kind::Query, Kind::Assign, Kind::Start][number % 3];
        let phone = format!("+1202{number:07}");
        let began = Instant::now();
        let workspace = &self.workspace;
        let result = match kind {
            Kind::Query => workspace.conversations().page_size(5).page().await.map(drop),
            Kind::Assign => {
                let (conversation, channel) = &self.known[number % self.known.len()];
                let agent = Assignee::agent(self.agent.as_str());
                workspace.assign_conversation(conversation, channel, agent).await.map(drop)
            }
            Kind::Start => {
                let recipient = Recipient::phone(phone.as_str());
                let start = workspace.start_conversation(&self.channel, recipient, "hello");
                // Every other one gives up at once, so that some fail without having run.
                let start = if number.is_multiple_of(2) { start.retry(RetryPolicy::none()) } else { start };
                start.await.map(drop)
            }
        };
        Made { kind, phone, took: began.elapsed(), result }
    }
}

/// The memory in use, in bytes; nothing where the system does not report it.
fn memory() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}

/// Makes all calls, so many at once; returns their ends and the memory in use after a quarter and after all of them.
async fn make_calls(caller: Arc<Caller>) -> (Vec<Made>, usize, usize) {
    let next = Arc::new(AtomicUsize::new(0));
    let quarter = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (caller, next, quarter) = (caller.clone(), next.clone(), quarter.clone());
        tasks.spawn(async move {
            let mut made = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= CALLS {
                    return made;
                }
                if number == CALLS / 4 {
                    quarter.store(memory(), Ordering::Relaxed);
                }
                made.push(caller.call(number).await);
            }
        });
    }
    let made = tasks.join_all().await.into_iter().flatten().collect();
    (made, quarter.load(Ordering::Relaxed), memory())
}

/// How often `startConv` really ran for each phone number, by the sandbox's own journal.
fn starts(sandbox: &Sandbox) -> HashMap<String, usize> {
    let mut starts = HashMap::new();
    for entry in sandbox.journal() {
        if entry.operation.as_deref() == Some("startConv") {
            let phone = entry.variables["input"]["phone"].as_str().unwrap().to_owned();
            *starts.entry(phone).or_default() += usize::from(entry.executed);
        }
    }
    starts
}

/// Compares what the client reported of a `startConv` with how often it ran.
fn agrees(made: &Made, ran: usize) {
    let reported = made.result.as_ref().err().map_or(Outcome::Executed, Error::outcome);
    let agrees = match reported {
        Outcome::NotExecuted => ran == 0,
        Outcome::Executed => ran == 1,
        Outcome::Unknown => ran <= 1,
    };
    assert!(agrees, "{reported:?}, and it ran {ran} times: {:?}", made.result);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_faults_loses_nothing_and_runs_nothing_twice() {
    let _turn = TURN.lock().await;
    let storm = async {
        let sandbox = Sandbox::builder().conversations(300).start().await.unwrap();
        let page = crate::support::workspace_of(&sandbox).conversations().page().await.unwrap();
        let known = page.items.iter().filter_map(|it| Some((it.id.clone(), it.channel_id.clone()?)));
        let workspace = client(&sandbox).attempt_timeout(ms(500)).total_timeout(DEADLINE).build().unwrap();
        let caller = Caller {
            workspace: workspace.workspace(sandbox.workspace_id()),
            known: known.collect(),
            channel: sandbox.channels()[0].id.as_str().into(),
            agent: sandbox.agent_ids()[0].clone(),
        };
        let mut faults = passing_faults();
        // One outlasts the attempt, and one cannot be tried again: the answer has come, and is broken.
        faults.extend([(Fault::Delay(ms(1_000)), 0.003), (Fault::MalformedJson, 0.01)]);
        sandbox.storm(20_260_316, faults);
        let (made, quarter, all) = make_calls(Arc::new(caller)).await;
        sandbox.calm();
        (sandbox, made, quarter, all)
    };
    let (sandbox, made, quarter, all) =
        tokio::time::timeout(BOUND, storm).await.expect("the storm took too long");
    assert_eq!(made.len(), CALLS);

    let starts = starts(&sandbox);
    let mut ends: HashMap<String, usize> = HashMap::new();
    for call in &made {
        assert!(call.took < DEADLINE + SLACK, "{:?} took {:?}: {:?}", call.kind, call.took, call.result);
        if call.kind == Kind::Start {
            agrees(call, starts.get(&call.phone).copied().unwrap_or(0));
        } else if let Err(error) = &call.result {
            // Everything else that may be repeated comes through in the end.
            assert_eq!(
                (error.kind(), error.is_retryable()),
                (ErrorKind::Decode, false),
                "{:?}: {error}",
                call.kind
            );
        }
        let reported = call.result.as_ref().err().map_or("Ok".to_owned(), |it| format!("{:?}", it.outcome()));
        *ends.entry(format!("{:?} {reported}", call.kind)).or_default() += 1;
    }
    let journal = sandbox.journal();
    let faulty = journal.iter().filter(|entry| entry.fault.is_some()).count();
    println!(
        "{} requests read, {faulty} with a fault; {ends:?}; {} KiB more",
        journal.len(),
        all.saturating_sub(quarter) / 1024
    );

    // It was a storm, and it left every kind of end to compare.
    assert!(faulty * 4 > journal.len(), "{faulty} of {}", journal.len());
    for end in ["Start Ok", "Start Unknown", "Start NotExecuted"] {
        assert!(ends.contains_key(end), "{end}: {ends:?}");
    }
    assert!(starts.values().all(|times| *times <= 1), "{starts:?}");
    let started: usize = starts.values().sum();
    assert_eq!(sandbox.conversation_count(), 300 + started);
    assert!(all < quarter + MOST_GROWTH, "{quarter} bytes after a quarter, {all} after all");
}

async fn read_list(rule: CursorRule) {
    let _turn = TURN.lock().await;
    let listing = async {
        let sandbox = Sandbox::builder().conversations(CONVERSATIONS).cursor(rule).start().await.unwrap();
        sandbox.storm(20_260_316, passing_faults());
        let list = client(&sandbox).build().unwrap().workspace(sandbox.workspace_id()).conversations();
        let all = list.page_size(500).items().all::<Vec<_>>().await.unwrap().items;
        (sandbox, all)
    };
    let (sandbox, all) = tokio::time::timeout(BOUND, listing).await.expect("the listing took too long");
    let ids: HashSet<&str> = all.iter().map(|it| it.id.as_str()).collect();
    assert_eq!((all.len(), ids.len()), (CONVERSATIONS, CONVERSATIONS));
    let journal = sandbox.journal();
    let faulty = journal.iter().filter(|entry| entry.fault.is_some()).count();
    println!("{rule:?}: {} requests read, {faulty} with a fault", journal.len());
    assert!(faulty > 5, "{faulty} of {}", journal.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reading_through_a_storm_yields_each_item_once_from_a_strict_gateway() {
    read_list(CursorRule::Strict).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reading_through_a_storm_yields_each_item_once_from_an_inclusive_gateway() {
    read_list(CursorRule::Inclusive).await;
}
