//! Many sandboxes in one process.

mod common;

use bcrumbs_sandbox::{Event, Fault, NewContact, Sandbox};
use common::receiver::Receiver;
use common::{Bench, CLIENTS, CONVS, texts};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_sandboxes_work_side_by_side_without_a_trace_of_each_other() {
    let receiver = std::sync::Arc::new(Receiver::new().await);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..100 {
        let url = receiver.url.replace("hook", &format!("hook{number}"));
        tasks.spawn(async move {
            let builder = Sandbox::builder().empty().webhook(Event::NewContact, url);
            let bench = Bench::with(builder).await;
            let name = format!("Contact {number}");
            bench.sandbox.fail("convs", Fault::status(500 + number));
            bench.sandbox.advance(std::time::Duration::from_secs(u64::from(number) * 86_400));
            let id = bench.sandbox.add_contact(NewContact::named(&name));
            let channel = bench.sandbox.channels()[0].id.clone();
            bench.sandbox.receive(&id, &channel, name.clone()).unwrap();
            let list = json!({"input": {"workspaceId": 12}});
            let failed = bench.send(CONVS, list).await.unwrap().status().as_u16();
            let rows = bench.rows(CONVS, json!({}), json!({})).await;
            let names = texts(&bench.rows(CLIENTS, json!({}), json!({})).await, "name");
            let deliveries = bench.sandbox.deliveries().await;
            assert_eq!((failed, rows.len(), &names), (500 + number, 1, &vec![name.clone()]));
            assert_eq!((deliveries.len(), &deliveries[0].body["name"]), (1, &json!(name)));
            assert_eq!(bench.sandbox.verify(), Ok(()));
            bench
        });
    }
    let benches = tasks.join_all().await;
    let ports: std::collections::BTreeSet<_> = benches.iter().map(|bench| bench.sandbox.port()).collect();
    assert_eq!(ports.len(), 100, "all of them ran at once");
    let mut posted = receiver.posted();
    posted.sort_by_key(|one| one.path.trim_start_matches("/hook").parse::<u16>().unwrap());
    for (number, one) in posted.iter().enumerate() {
        assert_eq!(
            (one.path.as_str(), &one.body["name"]),
            (format!("/hook{number}").as_str(), &json!(format!("Contact {number}")))
        );
    }
    assert_eq!(posted.len(), 100);
}
