//! A schema of the consumer's own: what is new in it, what is gone, and what cannot be served.

mod common;

use bcrumbs_sandbox::{Fault, Sandbox};
use common::{ASSIGN, Bench, CLIENTS, CONVS, CONVS_WITH_ALL, MESSAGES, START, code};
use serde_json::{Value, json};

/// The shipped schema with texts replaced, each of which must be there.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(bcrumbs::SDL.to_owned(), |sdl, (old, new)| {
        assert!(sdl.contains(old), "{old}");
        sdl.replace(old, new)
    })
}

/// A schema without the lines, and without the descriptions above them.
fn without(sdl: &str, gone: &[&str]) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in sdl.lines() {
        if !gone.contains(&line.trim()) {
            kept.push(line);
        } else if kept
            .last()
            .is_some_and(|above| above.trim().starts_with('"') && above.trim().ends_with('"'))
        {
            kept.pop();
        }
    }
    assert!(kept.len() <= sdl.lines().count() - gone.len());
    kept.join("\n")
}

async fn bench(sdl: &str) -> Bench {
    let now = "2026-03-16T12:00:00Z".parse().unwrap();
    Bench::with(Sandbox::builder().now(now).schema(sdl)).await
}

#[tokio::test]
async fn the_shipped_schema_as_ones_own_gives_the_same_answers() {
    let (own, shipped) = (
        bench(bcrumbs::SDL).await,
        Bench::with(Sandbox::builder().now("2026-03-16T12:00:00Z".parse().unwrap())).await,
    );
    for query in [CONVS_WITH_ALL, MESSAGES, CLIENTS] {
        let page = json!({"limit": 250, "count": true});
        assert_eq!(own.get(query, json!({}), page.clone()).await, shipped.get(query, json!({}), page).await);
    }
    let settings = "query($input: WorkspaceSettingsInput!) { workspaceSettings(input: $input) { convTTL testNums { phone active } } }";
    assert_eq!(
        own.get(settings, json!({}), Value::Null).await,
        shipped.get(settings, json!({}), Value::Null).await
    );
}

#[tokio::test]
async fn what_is_new_is_null_or_the_simplest_value() {
    let sdl = changed(&[(
        "type Conv {",
        "
        enum Mood { happy sad }
        scalar Money
        interface Named { name: String! }
        type Robot implements Named { name: String! }
        union Anyone = Robot | Agent
        type Rating { stars: Int! note: String mood: Mood! by: Named! }
        type Conv {
          language: String
          score: Int!
          share: Float!
          vip: Boolean!
          mood: Mood!
          price: Money!
          seenAt: DateTime!
          key: ID!
          rating: Rating!
          maybe: Rating
          ratings: [Rating!]!
          anyone: Anyone!",
    )]);
    let sdl = format!("{sdl}\nextend type Query {{ channels(workspaceId: Int!): [Conv!]! teams: Conv }}\n");
    let sdl = format!("{sdl}\nextend type Mutation {{ endConv(id: ID!): Boolean! }}\n");
    let bench = bench(&sdl).await;
    let query = "query($input: ConvsInput!) { convs(input: $input) { nodes { id language score share vip mood price seenAt key
        rating { stars note mood by { __typename name } } maybe { stars } ratings { stars } anyone { __typename } } } }";
    let rows = bench.rows(query, json!({}), Value::Null).await;
    assert_eq!(rows.len(), 100);
    for mut row in rows {
        row["id"] = Value::Null;
        assert_eq!(
            row,
            json!({
                "id": null, "language": null, "score": 0, "share": 0.0, "vip": false, "mood": "happy", "price": "",
                "seenAt": "1970-01-01T00:00:00.000Z", "key": "",
                "rating": {"stars": 0, "note": null, "mood": "happy", "by": {"__typename": "Robot", "name": ""}},
                "maybe": null, "ratings": [], "anyone": {"__typename": "Robot"},
            })
        );
    }
    let answer = bench.ask("{ channels(workspaceId: 12) { id } teams { id } }", json!({})).await;
    assert_eq!(answer, json!({"data": {"channels": [], "teams": null}}));
    let answer = bench.ask("mutation { endConv(id: \"x\") }", json!({})).await;
    assert_eq!(answer, json!({"data": {"endConv": false}}));
}

#[tokio::test]
async fn what_is_gone_is_gone_and_the_rest_works() {
    let sdl = changed(&[("  webhooks(", "  hooks(")]);
    let sdl = without(&sdl, &["orderNo: String", "nameOrPhone: String", "note", "TELEGRAM"]);
    let bench = bench(&sdl).await;
    assert_eq!(
        code(&bench.ask(CONVS, json!({"input": {"workspaceId": 12}})).await),
        "GRAPHQL_VALIDATION_FAILED"
    );
    let query = "query($input: ConvsInput!) { convs(input: $input) { nodes { id integrationType messages { type } } } }";
    let answer = bench.ask(query, json!({"input": {"workspaceId": 12}})).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    let text = answer.to_string();
    assert!(!text.contains("TELEGRAM") && !text.contains("\"note\""));
    let channels = bench.sandbox.channels();
    assert!(channels.iter().all(|channel| channel.network != "TELEGRAM") && channels.len() == 4);
}

#[tokio::test]
async fn output_types_and_roots_may_be_called_otherwise() {
    let sdl = bcrumbs::SDL
        .replace("ConvClient", "Person")
        .replace("Conv!", "Thread!")
        .replace("[Conv]", "[Thread]");
    let sdl = sdl.replace("type Conv {", "type Thread {").replace(": Conv\n", ": Thread\n");
    let sdl = sdl.replace("type Query {", "type Reads {").replace("type Mutation {", "type Writes {");
    let sdl = sdl.replace("PageInfo\n", "Place\n").replace("type PageInfo {", "type Place {");
    let bench = bench(&format!("{sdl}\nschema {{ query: Reads mutation: Writes }}\n")).await;
    let rows = bench.rows(CONVS_WITH_ALL, json!({}), json!({"limit": 3})).await;
    assert_eq!(rows.len(), 3);
    let input = json!({"integrationId": rows[0]["integrationId"], "clientId": rows[0]["clientId"], "templateName": "t"});
    let started = bench.get(START, input, Value::Null).await;
    let input = json!({"integrationId": started["integrationId"], "convId": started["id"], "agentId": bench.sandbox.agent_ids()[0]});
    assert_eq!(bench.get(ASSIGN, input, Value::Null).await["id"], started["id"]);
    let name = "query($input: ConvsInput!) { convs(input: $input) { nodes { __typename } pageInfo { __typename } } }";
    let page = bench.get(name, json!({}), Value::Null).await;
    assert_eq!(
        (&page["nodes"][0]["__typename"], &page["pageInfo"]["__typename"]),
        (&json!("Thread"), &json!("Place"))
    );
}

#[tokio::test]
async fn what_the_documents_call_json_may_be_a_scalar() {
    let sdl = changed(&[
        ("  messages: [Message]\n", "  messages: JSON\n"),
        ("  client: ConvClient\n", "  client: JSON\n"),
        ("  testNums: [WorkspaceTestNum]\n", "  testNums: JSON\n"),
    ]);
    let bench = bench(&sdl).await;
    let query = "query($input: ConvsInput!) { convs(input: $input) { nodes { client messages } } }";
    let row = bench.rows(query, json!({}), Value::Null).await.remove(0);
    assert!(row["client"]["phone"].is_string() && row["client"]["name"].is_string(), "{row}");
    assert_eq!(row["messages"].as_array().unwrap().len(), 4);
    assert!(row["messages"][0]["messageId"].is_string());
    let settings = "query($input: WorkspaceSettingsInput!) { workspaceSettings(input: $input) { testNums } }";
    let settings = bench.get(settings, json!({}), Value::Null).await;
    assert_eq!(settings["testNums"][0], json!({"phone": "+12025550123", "active": true}));
}

#[tokio::test]
async fn a_field_of_another_type_is_null_or_the_simplest_value() {
    let sdl = changed(&[
        ("  orderNo: String\n", "  orderNo: Int\n"),
        ("  integrationType: IntegrationType\n", "  integrationType: String\n"),
        ("  endedBy: String\n", "  endedBy: [String!]!\n"),
        ("  broadcastName: String\n", "  broadcastName: Float!\n"),
    ]);
    let bench = bench(&sdl).await;
    for row in bench.rows(CONVS, json!({}), Value::Null).await {
        assert_eq!((&row["orderNo"], &row["endedBy"]), (&Value::Null, &json!([])));
        assert_eq!(row["broadcastName"], 0.0);
        assert!(row["integrationType"].is_string() || row["integrationType"].is_null());
    }
}

#[tokio::test]
async fn faults_work_on_ones_own_schema() {
    let sdl = changed(&[("type Conv {", "type Conv { mood: IntegrationType ")]);
    let bench = bench(&sdl).await;
    let list = json!({"input": {"workspaceId": 12}, "pageInfo": {"limit": 5}});
    bench.sandbox.script([Fault::UnknownEnumValues, Fault::NullsEverywhere, Fault::PartialData]);
    let answer = bench.ask(CONVS, list.clone()).await;
    assert_eq!(answer["data"]["convs"]["nodes"][0]["integrationType"], "SANDBOX_UNKNOWN");
    let answer = bench.ask(CONVS, list.clone()).await;
    assert_eq!(answer["data"]["convs"]["nodes"][0]["integrationId"], Value::Null);
    let answer = bench.ask(CONVS, list).await;
    assert_eq!(answer["data"]["convs"]["nodes"][0], Value::Null);
}

#[tokio::test]
async fn what_cannot_be_served_is_refused_by_name() {
    for (sdl, expected) in [
        ("type Query {".to_owned(), "(line 1, column 1)"),
        ("type Query { a: Nope }".to_owned(), "Nope"),
        ("type Query { convs: [String] }".to_owned(), "`convs` has no argument `input`"),
        (
            "input In { workspaceId: Int! } type Query { tags(input: In!): [String] }".to_owned(),
            "`tags` returns `[String]`, which is not an object",
        ),
        (
            "input In { workspaceId: Int! } type Tags { rows: [Int] } type Query { tags(input: In!): Tags }"
                .to_owned(),
            "`tags` returns `Tags`, which has no list of objects `nodes`",
        ),
        (
            "input In { space: Int! } type Query { a: Int } type Mutation { startConv(input: In!): Int }"
                .to_owned(),
            "`startConv` has no argument",
        ),
        ("scalar Only".to_owned(), "query"),
    ] {
        let error = Sandbox::builder().schema(sdl.clone()).start().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        let text = error.to_string();
        assert!(text.contains(expected) && !text.contains('\n'), "{sdl}: {text}");
    }
    let small = "input In { workspaceId: Int! } type Row { id: ID! } type Rows { nodes: [Row!]! } type Query { convs(input: In!): Rows! }";
    let bench = bench(small).await;
    let rows = bench.ask("{ convs(input: {workspaceId: 12}) { nodes { id } } }", json!({})).await;
    assert_eq!(rows["data"]["convs"]["nodes"].as_array().unwrap().len(), 100);
}

#[tokio::test]
async fn a_refusal_names_the_field_that_differs_and_not_what_follows_from_it() {
    let sdl = changed(&[("client: ConvClient", "client: JSON")]);
    let sdl = without(&sdl, &["webhooks(input: WebhooksInput!): WebhooksPayload"]);
    let bench = bench(&sdl).await;
    let refusal = async |query: &'static str| {
        let input = json!({"workspaceId": bench.sandbox.workspace_id()});
        let response = bench.ask(query, json!({"input": input})).await;
        response["errors"][0]["message"].as_str().unwrap().to_owned()
    };
    let webhooks = "query($input: WebhooksInput!) { webhooks(input: $input) { nodes { id } } }";
    assert_eq!(refusal(webhooks).await, "type `Query` does not have a field `webhooks`");
    let client = "query($input: ConvsInput!) { convs(input: $input) { nodes { client { name } } } }";
    assert_eq!(
        refusal(client).await,
        "Field \"client\" must not have a selection since type \"JSON\" has no subfields."
    );
}
