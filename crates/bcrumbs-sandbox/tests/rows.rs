//! Rows that a test inserts, and people who act.

mod common;

use bcrumbs_sandbox::{Error, NewAgent, NewContact, NewConversation, Sandbox};
use common::{ADD, Bench, CLIENTS, CONVS, CONVS_WITH_ALL, MESSAGES, START, texts};
use serde_json::{Value, json};

async fn empty() -> Bench {
    Bench::with(Sandbox::builder().empty().now("2026-03-16T12:00:00Z".parse().unwrap())).await
}

fn channel(bench: &Bench, place: usize) -> String {
    bench.sandbox.channels()[place].id.clone()
}

#[tokio::test]
async fn an_empty_sandbox_has_channels_settings_and_a_key_and_no_rows() {
    let bench = empty().await;
    for (field, kind) in [
        ("convs", "ConvsInput"),
        ("messages", "MessagesInput"),
        ("clients", "ClientsInput"),
        ("agents", "AgentsInput"),
        ("broadcasts", "BroadcastsInput"),
        ("tags", "TagsInput"),
        ("webhooks", "WebhooksInput"),
    ] {
        let query =
            format!("query($input: {kind}!) {{ {field}(input: $input) {{ nodes {{ __typename }} }} }}");
        assert!(bench.rows(&query, json!({}), Value::Null).await.is_empty(), "{field}");
    }
    assert_eq!(bench.sandbox.channels().len(), 5);
    let settings =
        "query($input: WorkspaceSettingsInput!) { workspaceSettings(input: $input) { optOutKeyword } }";
    assert_eq!(bench.get(settings, json!({}), Value::Null).await["optOutKeyword"], "STOP");
}

#[tokio::test]
async fn an_inserted_contact_is_listed_with_what_was_set_and_nulls_elsewhere() {
    let bench = empty().await;
    let new = NewContact::named("Ada").surname("Lovelace").phone("+12025550199").email("ada@example.com");
    let id =
        bench.sandbox.add_contact(new.code("A-1").city("London").country("UK").tag("VIP").tag("new one"));
    let nobody = bench.sandbox.add_contact(NewContact::new());
    let rows = bench.rows(CLIENTS, json!({}), json!({})).await;
    assert_eq!(texts(&rows, "id"), [nobody.as_str(), &id], "newest first");
    assert_eq!(
        rows[1],
        json!({
            "workspaceId": 12, "id": id, "name": "Ada", "surname": "Lovelace", "phone": "+12025550199",
            "email": "ada@example.com", "address": null, "code": "A-1", "city": "London", "country": "UK",
            "externalClientId": "12025550199", "tags": ["VIP", "new one"], "stageId": null,
            "defaultAgentId": null, "createdAt": "2026-03-16T12:00:00.000Z", "deletedAt": null,
            "archivedBy": null,
        })
    );
    let set = rows[0].as_object().unwrap().iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name);
    assert_eq!(set.collect::<Vec<_>>(), ["createdAt", "id", "tags", "workspaceId"]);
    for filter in [json!({"tags": ["new one"]}), json!({"phone": "+12025550199"}), json!({"city": "london"})]
    {
        assert_eq!(texts(&bench.rows(CLIENTS, filter, json!({})).await, "id"), [id.as_str()]);
    }
    bench.sandbox.update_contact(&id, NewContact::named("Augusta").tag("VVIP")).unwrap();
    let row = &bench.rows(CLIENTS, json!({}), json!({})).await[1];
    assert_eq!((&row["name"], &row["surname"]), (&json!("Augusta"), &json!("Lovelace")));
    assert_eq!(row["tags"], json!(["VIP", "new one", "VVIP"]));
}

#[tokio::test]
async fn an_inserted_agent_can_be_listed_and_put_in_charge() {
    let bench = Bench::new().await;
    let grace = bench.sandbox.add_agent(NewAgent::named("Grace").surname("Hopper").email("g@example.com"));
    assert_eq!((bench.sandbox.agent_ids().len(), &bench.sandbox.agent_ids()[0]), (7, &grace));
    let agents = "query($input: AgentsInput!) { agents(input: $input) { nodes { id userId name surname email avatar } } }";
    let row = bench.rows(agents, json!({"name": "grace"}), Value::Null).await.remove(0);
    assert_eq!(
        (&row["id"], &row["surname"], &row["avatar"]),
        (&json!(grace), &json!("Hopper"), &Value::Null)
    );
    assert!(row["userId"].is_string());
    let first = bench.rows(CONVS, json!({}), json!({"limit": 1})).await.remove(0);
    let input = json!({"integrationId": first["integrationId"], "convId": first["id"], "agentId": grace});
    let assigned = bench.get(common::ASSIGN, input, Value::Null).await;
    assert_eq!(assigned["assigneeId"], json!(grace));
    assert_eq!(
        texts(&bench.rows(CONVS, json!({"assigneeId": grace}), json!({})).await, "id"),
        texts(&[first], "id")
    );
}

#[tokio::test]
async fn an_inserted_conversation_is_open_and_belongs_to_whom_it_was_assigned() {
    let bench = empty().await;
    let (ada, agent) = (
        bench.sandbox.add_contact(NewContact::named("Ada")),
        bench.sandbox.add_agent(NewAgent::named("Tom")),
    );
    let new = NewConversation::with(&ada, channel(&bench, 1)).assigned_to(&agent).tag("refund");
    let id = bench.sandbox.add_conversation(new).unwrap();
    let row = bench.rows(CONVS_WITH_ALL, json!({"clientId": ada}), json!({})).await.remove(0);
    assert_eq!((&row["id"], &row["assigneeId"], &row["ended"]), (&json!(id), &json!(agent), &json!(false)));
    assert_eq!((&row["tags"], &row["messages"]), (&json!(["refund"]), &json!([])));
    assert_eq!((&row["integrationType"], &row["client"]["name"]), (&json!("INSTAGRAM"), &json!("Ada")));
    assert_eq!(bench.rows(CONVS, json!({"tags": ["refund"]}), json!({})).await.len(), 1);
    for (contact, channel, agent, what) in [
        ("id_123", channel(&bench, 0), agent.as_str(), "contact"),
        (&ada, "id_123".to_owned(), &agent, "channel"),
        (&ada, channel(&bench, 0), "id_123", "agent"),
    ] {
        let new = NewConversation::with(contact, channel).assigned_to(agent);
        let error = bench.sandbox.add_conversation(new).unwrap_err();
        assert_eq!(error, Error::UnknownId { what, id: "id_123".to_owned() });
    }
    assert_eq!(bench.sandbox.conversation_count(), 1);
}

#[tokio::test]
async fn what_a_contact_writes_stands_in_the_open_conversation_of_that_channel() {
    let bench = empty().await;
    let ada = bench.sandbox.add_contact(NewContact::named("Ada"));
    let first = bench.sandbox.receive(&ada, &channel(&bench, 0), "Hello?").unwrap();
    let second = bench.sandbox.receive(&ada, &channel(&bench, 0), "Anybody there?").unwrap();
    let elsewhere = bench.sandbox.receive(&ada, &channel(&bench, 2), "Hello").unwrap();
    assert_eq!(first.conversation_id, second.conversation_id);
    assert_ne!(first.conversation_id, elsewhere.conversation_id);
    bench.sandbox.end_conversation(&first.conversation_id).unwrap();
    let third = bench.sandbox.receive(&ada, &channel(&bench, 0), "Again").unwrap();
    assert_ne!(first.conversation_id, third.conversation_id, "what has ended takes no more messages");
    let rows = bench.rows(MESSAGES, json!({"clientId": ada}), json!({})).await;
    assert_eq!(texts(&rows, "content"), ["Again", "Hello", "Anybody there?", "Hello?"]);
    assert!(
        rows.iter().all(|row| row["isAgent"] == false && row["status"].is_null() && row["type"] == "text")
    );
    assert_eq!(rows[3]["messageId"], json!(first.message_id));
    for (contact, on) in [("id_123", channel(&bench, 0)), (&ada, "id_123".to_owned())] {
        assert!(matches!(bench.sandbox.receive(contact, &on, "x"), Err(Error::UnknownId { .. })));
    }
}

#[tokio::test]
async fn what_a_seeded_contact_writes_stands_in_its_seeded_conversation() {
    let bench = Bench::new().await;
    let row = bench.rows(CONVS, json!({}), json!({"limit": 1})).await.remove(0);
    let (contact, on) = (row["clientId"].as_str().unwrap(), row["integrationId"].as_str().unwrap());
    let received = bench.sandbox.receive(contact, on, "One more thing").unwrap();
    assert_eq!(row["id"], json!(received.conversation_id));
    let row = bench.rows(CONVS_WITH_ALL, json!({}), json!({"limit": 1})).await.remove(0);
    assert_eq!(row["messages"][0]["content"], "One more thing");
    assert_eq!(bench.sandbox.conversation_count(), 250);
}

#[tokio::test]
async fn an_agent_who_answers_takes_charge_where_nobody_is() {
    let bench = empty().await;
    let ada = bench.sandbox.add_contact(NewContact::named("Ada"));
    let (tom, eve) =
        (bench.sandbox.add_agent(NewAgent::named("Tom")), bench.sandbox.add_agent(NewAgent::named("Eve")));
    let conversation = bench.sandbox.receive(&ada, &channel(&bench, 0), "Hello?").unwrap().conversation_id;
    bench.sandbox.answer(&conversation, &tom, "Good morning").unwrap();
    bench.sandbox.answer(&conversation, &eve, "May I help too?").unwrap();
    let row = bench.rows(CONVS_WITH_ALL, json!({}), json!({})).await.remove(0);
    assert_eq!(row["assigneeId"], json!(tom));
    assert_eq!(row["messages"][1]["content"], "Good morning");
    assert_eq!(
        (&row["messages"][1]["isAgent"], &row["messages"][1]["status"]),
        (&json!(true), &json!("pending"))
    );
    bench.sandbox.end_conversation(&conversation).unwrap();
    let ended = Error::ConversationEnded { id: conversation.clone() };
    assert_eq!(bench.sandbox.answer(&conversation, &tom, "Bye"), Err(ended.clone()));
    assert_eq!(bench.sandbox.end_conversation(&conversation), Err(ended));
}

#[tokio::test]
async fn the_opt_out_word_archives_the_contact_and_the_next_message_brings_it_back() {
    let bench = empty().await;
    let ada = bench.sandbox.add_contact(NewContact::named("Ada"));
    bench.sandbox.receive(&ada, &channel(&bench, 0), " stop ").unwrap();
    assert!(bench.rows(CLIENTS, json!({}), json!({})).await.is_empty());
    let archived = bench.rows(CLIENTS, json!({"isDeleted": true}), json!({})).await;
    assert_eq!(texts(&archived, "archivedBy"), ["SYSTEM"]);
    assert_eq!(
        archived[0]["deletedAt"],
        archived[0]["createdAt"].as_str().unwrap().replace(".000Z", ".001Z")
    );
    let row = bench.rows(CONVS_WITH_ALL, json!({}), json!({})).await.remove(0);
    assert_eq!(row["client"]["isDeleted"], true);
    bench.sandbox.receive(&ada, &channel(&bench, 0), "STOP it, I did not mean that").unwrap();
    assert_eq!(texts(&bench.rows(CLIENTS, json!({}), json!({})).await, "id"), [ada]);
}

#[tokio::test]
async fn an_ended_conversation_takes_no_more_messages() {
    let bench = Bench::new().await;
    let row = bench.rows(CONVS, json!({"ended": true}), json!({})).await;
    let row = row.iter().find(|row| row["integrationId"].is_string()).unwrap();
    let input =
        json!({"integrationId": row["integrationId"], "convId": row["id"], "content": "x", "type": "text"});
    let (code, data) = bench.refusal(ADD, input, Value::Null).await;
    assert_eq!((code.as_str(), data), ("BAD_USER_INPUT", json!({"addMessage": null})));
    let start = json!({"integrationId": channel(&bench, 0), "phone": "+4915550000001", "templateName": "t"});
    let started = bench.get(START, start, Value::Null).await;
    let input = json!({"integrationId": started["integrationId"], "convId": started["id"], "content": "x", "type": "note"});
    bench.get(ADD, input.clone(), Value::Null).await;
    bench.sandbox.end_conversation(started["id"].as_str().unwrap()).unwrap();
    assert_eq!(bench.refusal(ADD, input, Value::Null).await.0, "BAD_USER_INPUT");
}
