//! Steering the sandbox over HTTP, as a test in any language does.

mod common;

use bcrumbs_sandbox::{Event, Sandbox};
use common::receiver::Receiver;
use common::{Bench, CLIENTS, CONVS, CONVS_WITH_ALL, texts};
use reqwest::StatusCode;
use serde_json::{Value, json};

struct Control {
    bench: Bench,
    root: String,
}

impl Control {
    async fn new() -> Self {
        Self::with(Sandbox::builder().empty().now("2026-03-16T12:00:00Z".parse().unwrap())).await
    }

    async fn with(builder: bcrumbs_sandbox::SandboxBuilder) -> Self {
        let bench = Bench::with(builder).await;
        let root = format!("http://127.0.0.1:{}/_sandbox/", bench.sandbox.port());
        Self { bench, root }
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.bench.http.get(format!("{}{path}", self.root)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.headers()["content-type"], "application/json");
        answer.json().await.unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.bench.http.post(format!("{}{path}", self.root)).json(body).send().await.unwrap();
        let status = answer.status();
        let answer = answer.json().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }

    async fn refused(&self, path: &str, body: &Value) -> (u16, String) {
        let answer = self.bench.http.post(format!("{}{path}", self.root)).json(body).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap()["error"].as_str().unwrap().to_owned())
    }
}

#[tokio::test]
async fn rows_are_inserted_and_people_act() {
    let control = Control::new().await;
    let overview = control.get("").await;
    let channel = &overview["channels"][0]["id"];
    assert_eq!((&overview["workspaceId"], &overview["conversations"]), (&json!(12), &json!(0)));
    let ada =
        control.post("contacts", &json!({"name": "Ada", "phone": "+12025550199", "tags": ["VIP"]})).await;
    let agent = control.post("agents", &json!({"name": "Tom"})).await;
    assert_eq!(control.get("").await["agents"], json!([agent["id"]]));
    let new = json!({"contact": ada["id"], "channel": channel, "agent": agent["id"], "tags": ["refund"]});
    let conversation = control.post("conversations", &new).await;
    let received =
        control.post("receive", &json!({"contact": ada["id"], "channel": channel, "text": "Hello"})).await;
    assert_eq!(received["conversationId"], conversation["id"]);
    let path = format!("conversations/{}/answer", conversation["id"].as_str().unwrap());
    let message = control.post(&path, &json!({"agent": agent["id"], "text": "Hello Ada"})).await;
    let path = format!("messages/{}/status", message["id"].as_str().unwrap());
    control.post(&path, &json!({"status": "failed"})).await;
    control.post(&format!("contacts/{}", ada["id"].as_str().unwrap()), &json!({"city": "London"})).await;
    let row = control.bench.rows(CONVS_WITH_ALL, json!({}), json!({})).await.remove(0);
    assert_eq!((&row["tags"], &row["assigneeId"]), (&json!(["refund"]), &agent["id"]));
    assert_eq!(
        (&row["messages"][0]["content"], &row["messages"][0]["status"]),
        (&json!("Hello Ada"), &json!("failed"))
    );
    let contact = control.bench.rows(CLIENTS, json!({"city": "london"}), json!({})).await.remove(0);
    assert_eq!((&contact["id"], &contact["tags"]), (&ada["id"], &json!(["VIP"])));
    control.post(&format!("conversations/{}/end", conversation["id"].as_str().unwrap()), &json!({})).await;
    assert_eq!(control.bench.rows(CONVS, json!({"ended": true}), json!({})).await.len(), 1);
}

#[tokio::test]
async fn the_clock_is_read_and_moved() {
    let control = Control::new().await;
    assert_eq!(control.get("clock").await, json!({"now": "2026-03-16T12:00:00.000Z"}));
    assert_eq!(control.post("clock", &json!({"advance": "25h"})).await["now"], "2026-03-17T13:00:00.000Z");
    control.post("clock", &json!({"now": "2026-03-18T00:00:00+01:00"})).await;
    assert_eq!(control.bench.sandbox.now().to_rfc3339(), "2026-03-17T23:00:00+00:00");
    for (body, status) in [
        (json!({"now": "2026-03-16T12:00:00Z"}), 409),
        (json!({"advance": "25"}), 400),
        (json!({"advance": "-1h"}), 400),
        (json!({"now": "tomorrow"}), 400),
        (json!({"now": "2026-03-19T00:00:00Z", "advance": "1h"}), 400),
        (json!({}), 400),
    ] {
        assert_eq!(control.refused("clock", &body).await.0, status, "{body}");
    }
}

#[tokio::test]
async fn faults_are_scripted_and_the_journal_is_read() {
    let control = Control::new().await;
    control.post("faults", &json!({"operation": "convs", "fault": "503", "times": 2})).await;
    control.post("faults", &json!({"operation": "startConv", "fault": "reset-after-executing"})).await;
    control.post("faults", &json!({"event": "NEW_CLIENT", "fault": "twice", "probability": 0.5})).await;
    let list = json!({"input": {"workspaceId": 12}});
    for expected in [503, 503, 200] {
        assert_eq!(control.bench.send(CONVS, list.clone()).await.unwrap().status(), expected);
    }
    let journal = control.get("journal?operation=convs").await;
    assert_eq!(journal["requests"].as_array().unwrap().len(), 3);
    let first = &journal["requests"][0];
    assert_eq!(
        (&first["fault"], &first["status"], &first["executed"]),
        (&json!("503"), &json!(503), &json!(false))
    );
    assert_eq!((&first["variables"], &first["authorization"]), (&list, &json!(true)));
    assert!(!journal.to_string().contains(control.bench.sandbox.api_key()));
    let answer = control.bench.http.get(format!("{}verify", control.root)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    assert!(answer.text().await.unwrap().contains("reset-after-executing for startConv: not used"));
    control.post("faults/clear", &json!({})).await;
    control.get("verify").await;
    control.post("journal/clear", &json!({})).await;
    assert_eq!(control.get("journal").await, json!({"requests": []}));
    for body in [
        json!({"operation": "convs", "fault": "nonsense"}),
        json!({"event": "NEW_CLIENT", "fault": "503"}),
        json!({"operation": "convs", "event": "NEW_CLIENT", "fault": "503"}),
        json!({"operation": "convs"}),
        json!({"fault": "503"}),
        json!({"operation": "convs", "fault": "503", "times": 0.5}),
        json!({"operation": "convs", "fault": "503", "tims": 2}),
        json!([]),
    ] {
        assert_eq!(control.refused("faults", &body).await.0, 400, "{body}");
    }
}

#[tokio::test]
async fn webhooks_are_registered_and_deliveries_read_and_resent() {
    let (control, receiver) = (Control::new().await, Receiver::new().await);
    control.post("webhooks", &json!({"event": "new-client", "url": receiver.url})).await;
    control.post("contacts", &json!({"name": "Ada"})).await;
    let deliveries = control.get("deliveries").await;
    let first = &deliveries["deliveries"][0];
    assert_eq!((&first["event"], &first["delivered"]), (&json!("NEW_CLIENT"), &json!(true)));
    assert_eq!((&first["attempts"][0]["status"], &first["body"]["name"]), (&json!(200), &json!("Ada")));
    control.post("deliveries/0/resend", &json!({})).await;
    assert_eq!(control.get("deliveries").await["deliveries"][0]["attempts"].as_array().unwrap().len(), 2);
    assert_eq!(receiver.posted().len(), 2);
    assert_eq!(control.refused("deliveries/7/resend", &json!({})).await.0, 404);
    assert_eq!(control.refused("webhooks", &json!({"url": "http://example.com/"})).await.0, 400);
    assert_eq!(control.refused("webhooks", &json!({"url": receiver.url, "event": "NEWS"})).await.0, 400);
}

#[tokio::test]
async fn every_documented_event_can_be_triggered_with_nothing_else_said() {
    for builder in [Sandbox::builder(), Sandbox::builder().empty()] {
        let (control, receiver) = (Control::with(builder).await, Receiver::new().await);
        control.bench.sandbox.add_webhook(Event::Any, &receiver.url).unwrap();
        for event in Event::ALL.into_iter().filter(|event| *event != Event::Any) {
            let name = event.as_str().to_lowercase().replace('_', "-");
            let id = control.post("trigger", &json!({"event": name})).await;
            assert!(id["id"].is_string());
            control.bench.sandbox.settled().await;
            assert_eq!(receiver.events().last().map(String::as_str), Some(event.as_str()));
        }
        assert_eq!(control.refused("trigger", &json!({"event": "any-event"})).await.0, 400);
    }
}

#[tokio::test]
async fn a_trigger_takes_whom_where_and_what() {
    let (control, receiver) = (Control::new().await, Receiver::new().await);
    let ada = control.post("contacts", &json!({"name": "Ada"})).await["id"].clone();
    control.post("contacts", &json!({"name": "Bob"})).await;
    control.post("webhooks", &json!({"url": receiver.url})).await;
    let channel = &control.bench.sandbox.channels()[2].id;
    let wish = json!({"event": "incoming-message", "contact": ada, "channel": channel, "text": "Merhaba"});
    control.post("trigger", &wish).await;
    control.bench.sandbox.settled().await;
    let body = receiver.bodies().pop().unwrap();
    assert_eq!(
        (&body["clientId"], &body["integrationType"], &body["content"]),
        (&ada, &json!("TELEGRAM"), &json!("Merhaba"))
    );
    for wrong in
        [json!({"event": "new-conv", "contact": "id_123"}), json!({"event": "new-conv", "channel": "id_123"})]
    {
        assert_eq!(control.refused("trigger", &wrong).await.0, 404);
    }
    let rows = control.bench.rows(CONVS, json!({}), json!({})).await;
    assert_eq!(texts(&rows, "clientId"), [ada.as_str().unwrap()]);
}

#[tokio::test]
async fn whoever_names_nothing_known_gets_a_sentence_and_no_change() {
    let control = Control::new().await;
    for (path, status) in [
        ("nothing", 404),
        ("journal", 404),
        ("contacts/id_123", 404),
        ("conversations/id_123/end", 404),
        ("messages/x/status", 400),
        ("deliveries/x/resend", 404),
    ] {
        let (given, message) = control.refused(path, &json!({})).await;
        assert_eq!(given, status, "{path}: {message}");
    }
    let put = control.bench.http.put(&control.root).json(&json!({})).send().await.unwrap();
    assert_eq!(put.status(), StatusCode::METHOD_NOT_ALLOWED);
    let large = control
        .bench
        .http
        .post(format!("{}contacts", control.root))
        .header("content-type", "application/json");
    assert_eq!(large.body(vec![b' '; (1 << 20) + 1]).send().await.unwrap().status(), 413);
}

#[tokio::test]
async fn a_page_of_another_origin_gets_nothing() {
    let control = Control::new().await;
    let port = control.bench.sandbox.port();
    let contacts = format!("{}contacts", control.root);
    let post = || control.bench.http.post(&contacts).body(r#"{"name": "Eve"}"#);
    let json = "application/json";
    for (request, status) in [
        (post().header("content-type", "text/plain"), 415),
        (post(), 415),
        (post().header("content-type", json).header("origin", "http://example.com"), 403),
        (post().header("content-type", json).header("origin", "null"), 403),
        (post().header("content-type", json).header("host", format!("sandbox.example.com:{port}")), 403),
        (post().header("content-type", json).header("host", "127.0.0.1"), 403),
        (control.bench.http.get(&control.root).header("origin", "http://example.com"), 403),
        (control.bench.http.get(&control.root).header("host", format!("example.com:{port}")), 403),
        (control.bench.http.get(format!("{}journal", control.root)).header("host", "example.com"), 403),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status);
        assert!(!answer.headers().contains_key("access-control-allow-origin"));
        assert!(answer.json::<Value>().await.unwrap()["error"].is_string());
    }
    assert!(control.bench.rows(CLIENTS, json!({}), json!({})).await.is_empty());
    let own = post().header("content-type", json).header("origin", format!("http://localhost:{port}"));
    assert_eq!(own.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn steering_is_neither_in_the_journal_nor_affected_by_faults() {
    let control = Control::new().await;
    control.bench.sandbox.fail_next(bcrumbs_sandbox::Fault::status(500));
    control.get("clock").await;
    assert!(control.bench.sandbox.journal().is_empty());
    assert_eq!(control.bench.send(CONVS, json!({"input": {"workspaceId": 12}})).await.unwrap().status(), 500);
}

#[tokio::test]
async fn a_probability_that_is_none_is_refused() {
    let control = Control::new().await;
    for probability in [json!(-0.1), json!(1.1), json!(5)] {
        let body = json!({"operation": "convs", "fault": "503", "probability": probability});
        let (status, error) = control.refused("faults", &body).await;
        assert_eq!((status, error.as_str()), (400, "`probability` must be a number from 0 to 1"));
    }
    for probability in [0.0, 1.0] {
        control
            .post("faults", &json!({"operation": "convs", "fault": "503", "probability": probability}))
            .await;
    }
}

#[tokio::test]
async fn no_debug_text_holds_a_secret_a_phone_number_or_a_text() {
    let builder =
        Sandbox::builder().empty().api_key("bck_mine").webhook(Event::Any, "http://127.0.0.1:1/s3cret");
    let built = format!("{builder:?} {builder:#?}");
    let control = Control::with(builder).await;
    let sandbox = &control.bench.sandbox;
    let ada = sandbox.add_contact(bcrumbs_sandbox::NewContact::named("Ada").phone("+12025550199"));
    sandbox.receive(&ada, &sandbox.channels()[0].id, "Where is it?").unwrap();
    control.bench.rows(CLIENTS, json!({"name": "Ada"}), json!({})).await;
    let entry = sandbox.journal().remove(0);
    let shown = format!("{built} {sandbox:?} {sandbox:#?} {entry:?}");
    for hidden in ["bck_mine", "s3cret", "Ada", "2025550199", "Where"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
    assert!(shown.contains(sandbox.endpoint()), "{shown}");
}
