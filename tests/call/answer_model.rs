//! A model of a gateway that knows whether it ran a mutation. It returns every response that a gateway, or a proxy in
//! front of it, may return. The client must never report "it did not run" if the mutation ran, and must never send it
//! twice if it may have run.
//!
//! `PROPTEST_RNG_SEED=7 cargo test --test call answer_model` draws other answers.

use crate::support::Same;
use bcrumbs::{ChannelId, Client, Error, Outcome, Recipient};
use graphql_client::{GraphQLQuery, QueryBody};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

/// What the gateway knows of the mutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    Ran,
    DidNotRun,
    /// The gateway itself does not know, or does not report it.
    Open,
}

/// The gateway's response, before it is damaged.
#[derive(Clone, Debug)]
struct GatewayAnswer {
    truth: Truth,
    status: u16,
    body: String,
}

/// The damage to a response on its way.
#[derive(Clone, Debug)]
enum Damage {
    None,
    /// Half a character in a text, which JavaScript sends. It is no damage.
    HalfACharacter,
    Cut(Index),
    ByteOrderMark,
    NoText(Index),
    DamagedKey,
    KeyTwice(&'static str),
    Multipart,
    TwoDocuments,
    List,
    Field,
    Text,
}

/// Codes that mean a throttle, then a refusal, then a failure of the server, then whatever else.
const THROTTLES: [&str; 2] = ["RATE_LIMITED", "THROTTLED"];
const REFUSALS: [&str; 4] = ["FORBIDDEN", "UNAUTHENTICATED", "BAD_USER_INPUT", "NOT_FOUND"];
const FAILURES: [&str; 2] = ["INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE"];
const OTHERS: [&str; 2] = ["GRAPHQL_VALIDATION_FAILED", "PERSISTED_QUERY_NOT_FOUND"];

/// Statuses with which a request is turned away, and those that show nothing about it.
const TURNED_AWAY: [u16; 8] = [302, 400, 401, 403, 404, 413, 422, 429];
const OPEN: [u16; 10] = [303, 408, 424, 460, 499, 500, 502, 503, 504, 520];

fn any_code() -> impl Strategy<Value = &'static str> {
    select([&THROTTLES[..], &REFUSALS, &FAILURES, &OTHERS].concat())
}

fn any_status() -> impl Strategy<Value = u16> {
    prop_oneof![Just(200), select(TURNED_AWAY.to_vec()), select(OPEN.to_vec())]
}

fn error(path: Option<Value>, code: &str) -> Value {
    let mut error = json!({ "message": "no", "extensions": { "code": code } });
    if let Some(path) = path {
        error["path"] = path;
    }
    error
}

/// An error with any code and no path, as servers send that format their errors.
fn error_anywhere() -> impl Strategy<Value = Value> {
    any_code().prop_map(|code| error(None, code))
}

/// An error below the operation's field, which was running then.
fn error_below(field: &'static str) -> impl Strategy<Value = Value> {
    let rest = prop::collection::vec(prop_oneof![Just(json!("client")), Just(json!(0))], 1..4);
    (rest, any_code())
        .prop_map(move |(rest, code)| error(Some([vec![json!(field)], rest].concat().into()), code))
}

/// The data of a gateway that has none to give: servers leave it out, send null, or null fields.
fn empty_data() -> impl Strategy<Value = Option<Value>> {
    select(vec![None, Some(json!(null)), Some(json!({})), Some(json!({ "startConv": null }))])
}

fn answer(data: Option<Value>, errors: Vec<Value>) -> String {
    let mut fields = Map::new();
    if let Some(data) = data {
        fields.insert("data".to_owned(), data);
    }
    if !errors.is_empty() {
        fields.insert("errors".to_owned(), errors.into());
    }
    Value::from(fields).to_string()
}

fn ran() -> impl Strategy<Value = (Truth, u16, String)> {
    let started = |time: &str| json!({ "startConv": { "id": "c1", "ended": false, "createdAt": time } });
    let whole = select(vec![started("2026-03-16T00:00:00.000Z"), started("soon"), json!({ "startConv": 7 })]);
    let with_data = (whole, prop::collection::vec(error_below("startConv"), 0..2))
        .prop_map(|(data, errors)| answer(Some(data), errors));
    let others = prop::collection::vec(prop_oneof![error_anywhere(), error_below("startConv")], 0..3);
    let without = (empty_data(), error_below("startConv"), others, any::<Index>()).prop_map(
        |(data, below, mut errors, at)| {
            errors.insert(at.index(errors.len() + 1), below);
            answer(data, errors)
        },
    );
    let silent = select(vec![r#"{"data":null}"#, r#"{"data":{"startConv":null}}"#]).prop_map(str::to_owned);
    (any_status(), prop_oneof![2 => with_data, 4 => without, 1 => silent])
        .prop_map(|(status, body)| (Truth::Ran, status, body))
}

fn did_not_run() -> impl Strategy<Value = (Truth, u16, String)> {
    let edge = select(vec![
        "",
        "Too Many Requests",
        "<html><body>401 Unauthorized</body></html>",
        r#"{"message":"no"}"#,
        r#"{"timestamp":"2026-03-16T00:00:00.000Z","status":401,"error":"no","path":"/core/gq"}"#,
        "null",
    ]);
    let edge = (select(TURNED_AWAY.to_vec()), edge).prop_map(|(status, body)| (status, body.to_owned()));
    let believed = || prop_oneof![Just(200), select(TURNED_AWAY.to_vec())];
    let invalid = select([&REFUSALS[..], &OTHERS].concat()).prop_map(|code| error(None, code));
    let throttle = select(THROTTLES.to_vec()).prop_map(|code| error(None, code));
    let before = prop_oneof![prop::collection::vec(invalid, 1..3), prop::collection::vec(throttle, 1..3)];
    let before = (believed(), before).prop_map(|(status, errors)| (status, answer(None, errors)));
    let refused = (believed(), empty_data(), select(REFUSALS.to_vec())).prop_map(|(status, data, code)| {
        (status, answer(data, vec![error(Some(json!(["startConv"])), code)]))
    });
    prop_oneof![edge, before, refused].prop_map(|(status, body)| (Truth::DidNotRun, status, body))
}

fn open() -> impl Strategy<Value = (Truth, u16, String)> {
    let failed = (
        select(OPEN.to_vec()),
        prop_oneof![
            select(vec!["", "Bad Gateway", "<html>", "{}", r#"{"message":"no"}"#]).prop_map(str::to_owned),
            (empty_data(), prop::collection::vec(error_anywhere(), 1..3))
                .prop_map(|(data, errors)| answer(data, errors)),
        ],
    );
    let failure = select(FAILURES.to_vec()).prop_map(|code| error(None, code));
    let hidden = (any_status(), empty_data(), failure, prop::collection::vec(error_anywhere(), 0..2))
        .prop_map(|(status, data, first, rest)| (status, answer(data, [vec![first], rest].concat())));
    // Data as null shows that it may have begun; the error does not show where it ended.
    let nowhere = (any_status(), prop::collection::vec(error_anywhere(), 1..3))
        .prop_map(|(status, errors)| (status, answer(Some(json!({ "startConv": null })), errors)));
    prop_oneof![failed, hidden, nowhere].prop_map(|(status, body)| (Truth::Open, status, body))
}

fn gateway_answer() -> impl Strategy<Value = GatewayAnswer> {
    prop_oneof![2 => ran(), 1 => did_not_run(), 1 => open()].prop_map(|(truth, status, body)| GatewayAnswer {
        truth,
        status,
        body,
    })
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        6 => Just(Damage::None),
        1 => Just(Damage::HalfACharacter),
        3 => any::<Index>().prop_map(Damage::Cut),
        1 => Just(Damage::ByteOrderMark),
        2 => any::<Index>().prop_map(Damage::NoText),
        1 => Just(Damage::DamagedKey),
        2 => select(vec![r#""data":null,"#, r#""errors":[],"#, r#""a":1,"a":1,"#]).prop_map(Damage::KeyTwice),
        1 => Just(Damage::Multipart),
        1 => Just(Damage::TwoDocuments),
        1 => Just(Damage::List),
        1 => Just(Damage::Field),
        1 => Just(Damage::Text),
    ]
}

/// Does the damage to an object. Other bodies hold nothing that damage could hide.
fn damaged(body: &str, damage: &Damage) -> Vec<u8> {
    let Some(inside) = body.strip_prefix('{') else { return body.as_bytes().to_vec() };
    let text = match damage {
        Damage::None => body.to_owned(),
        Damage::HalfACharacter if inside == "}" => r#"{"note":"\ud83d"}"#.to_owned(),
        Damage::HalfACharacter => format!("{{\"note\":\"\\ud83d\",{inside}"),
        Damage::Cut(at) => body[..1 + at.index(body.len() - 1)].to_owned(),
        Damage::ByteOrderMark => format!("\u{feff}{body}"),
        Damage::NoText(at) => {
            let at = at.index(body.len() + 1);
            return [&body.as_bytes()[..at], b"\xff", &body.as_bytes()[at..]].concat();
        }
        Damage::DamagedKey => format!("{{\"\\ud83d\":1,{inside}"),
        // Twice where the body has the key too; what follows the comma is a key in any case.
        Damage::KeyTwice(first) => format!("{{{first}{first}{inside}"),
        Damage::Multipart => format!("--b\r\ncontent-type: application/json\r\n\r\n{body}\r\n--b--\r\n"),
        Damage::TwoDocuments => format!("{body}\n{body}"),
        Damage::List => format!("[{body}]"),
        Damage::Field => format!("{{\"result\":{body}}}"),
        Damage::Text => json!({ "body": body }).to_string(),
    };
    text.into_bytes()
}

/// Whether a call succeeded or failed, and how often it was sent.
struct Ended {
    error: Option<Error>,
    sent: usize,
}

/// Makes one call with the default retries. The waits between them take no time.
fn call<T, F: Future<Output = Result<T, Error>>>(
    status: u16,
    body: Vec<u8>,
    make: impl FnOnce(Client) -> F,
) -> Ended {
    let same = Same::new(status, body);
    let client = same.client();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let error = runtime.block_on(make(client)).err();
    Ended { error, sent: same.sent() }
}

impl Ended {
    fn outcome(&self) -> Outcome {
        self.error.as_ref().map_or(Outcome::Executed, Error::outcome)
    }
}

/// A mutation of two fields, which run one after the other.
struct Two;

impl GraphQLQuery for Two {
    type Variables = ();
    type ResponseData = Map<String, Value>;

    fn build_query((): ()) -> QueryBody<()> {
        let query = "mutation two { first: startConv { id } second { id } }";
        QueryBody { variables: (), query, operation_name: "two" }
    }
}

/// How one of the two fields ended.
#[derive(Clone, Debug)]
enum Field {
    Ran,
    Refused(&'static str),
    /// It ran, and the gateway could not return its result.
    Failed(Value),
}

fn field(name: &'static str) -> impl Strategy<Value = Field> {
    prop_oneof![
        Just(Field::Ran),
        select(REFUSALS.to_vec()).prop_map(Field::Refused),
        error_below(name).prop_map(Field::Failed),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_outcome_of_a_mutation_is_true_and_it_never_runs_twice(sent in gateway_answer(), damage in damage()) {
        let body = damaged(&sent.body, &damage);
        let shown = String::from_utf8_lossy(&body).into_owned();
        let ended = call(sent.status, body, async |client: Client| {
            client.workspace(12).start_conversation(ChannelId::from("channel1"), Recipient::contact("c"), "hello").await
        });
        let outcome = ended.outcome();
        let context = format!("{sent:?} {damage:?}: {shown}: sent {} times, {:?}", ended.sent, ended.error);
        match sent.truth {
            Truth::Ran => prop_assert!(outcome != Outcome::NotExecuted && ended.sent == 1, "{}", context),
            Truth::DidNotRun => prop_assert!(outcome != Outcome::Executed, "{}", context),
            Truth::Open => prop_assert!(outcome == Outcome::Unknown && ended.sent == 1, "{}", context),
        }
        let is_whole = matches!(damage, Damage::None | Damage::HalfACharacter) || !sent.body.starts_with('{');
        if is_whole && sent.truth == Truth::DidNotRun {
            // Not by caution alone: what is certain is reported.
            prop_assert!(outcome == Outcome::NotExecuted, "{}", context);
        }
        if let (false, Some(error)) = (is_whole, &ended.error) {
            prop_assert!(error.outcome() != Outcome::Executed, "{}", context);
        }
    }

    #[test]
    fn the_outcome_of_a_mutation_of_two_fields_is_true(
        first in field("first"),
        second in field("second"),
        status in any_status(),
        is_data_lost in any::<bool>(),
        is_data_left_out in any::<bool>(),
        damage in damage(),
    ) {
        let mut data = Map::new();
        let mut errors = Vec::new();
        let fields = [("first", &first), ("second", &second)];
        for (name, field) in fields {
            let value = match field {
                Field::Ran => json!({ "id": "c1" }),
                Field::Refused(code) => {
                    errors.push(error(Some(json!([name])), code));
                    Value::Null
                }
                Field::Failed(below) => {
                    errors.push(below.clone());
                    Value::Null
                }
            };
            data.insert(name.to_owned(), value);
        }
        // A field that must not be null takes all of the data with it.
        let data = match (is_data_lost && !errors.is_empty(), is_data_left_out) {
            (false, _) => Some(data.into()),
            (true, false) => Some(Value::Null),
            (true, true) => None,
        };
        let body = damaged(&answer(data, errors), &damage);
        let shown = String::from_utf8_lossy(&body).into_owned();
        let ended = call(status, body, async |client: Client| client.execute::<Two>(()).await);
        let outcome = ended.outcome();
        let has_run = fields.iter().any(|(_, field)| !matches!(field, Field::Refused(_)));
        let context = format!("{first:?} {second:?} {status} {damage:?}: {shown}: {:?}", ended.error);
        if has_run {
            prop_assert!(outcome != Outcome::NotExecuted && ended.sent == 1, "{}", context);
        } else {
            prop_assert!(outcome != Outcome::Executed, "{}", context);
        }
    }
}
