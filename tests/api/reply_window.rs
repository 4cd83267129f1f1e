//! The reply window over lists that are not as the documentation's examples show them: an answer is right, or an error.

use crate::support::{Canned, all, workspace_of};
use bcrumbs::{ApiKey, ChannelKind, Client, ErrorKind, ReplyWindow, RetryPolicy, Transport, TransportFuture};
use bcrumbs_sandbox::Sandbox;
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

/// In which order a gateway lists messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    NewestFirst,
    OldestFirst,
}

/// What a gateway's cursors are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursors {
    Instants,
    Opaque,
}

/// Serves 250 messages, one every second but for ties at the edges of pages, of which the contact wrote one.
#[derive(Clone, Copy, Debug)]
struct Gateway {
    order: Order,
    cursors: Cursors,
    cap: usize,
    /// The number of the message that the contact wrote, from the beginning of the list.
    contact_wrote: usize,
}

fn now() -> DateTime<Utc> {
    "2026-03-16T12:00:00Z".parse().unwrap()
}

impl Gateway {
    /// When a message was written; the 100th and the 101st, and so on, at once.
    fn time(&self, index: usize) -> DateTime<Utc> {
        let tied = if index > 0 && index.is_multiple_of(100) { index - 1 } else { index };
        let seconds = match self.order {
            Order::NewestFirst => 1_000 - tied,
            Order::OldestFirst => tied,
        };
        now() - TimeDelta::hours(2) + TimeDelta::seconds(seconds as i64)
    }

    fn answer(&self, page: &Value) -> Value {
        let print = |time: DateTime<Utc>| match self.cursors {
            Cursors::Instants => time.to_rfc3339_opts(SecondsFormat::Millis, true),
            Cursors::Opaque => format!("at {}", time.timestamp_millis()),
        };
        let read = |text: &str| match self.cursors {
            Cursors::Instants => text.parse::<DateTime<Utc>>().unwrap(),
            Cursors::Opaque => {
                DateTime::from_timestamp_millis(text.trim_start_matches("at ").parse().unwrap()).unwrap()
            }
        };
        let all: Vec<usize> = (0..250).collect();
        let start = page["cursor"].as_str().map_or(0, |text| {
            let at = read(text);
            all.partition_point(|index| match self.order {
                Order::NewestFirst => self.time(*index) >= at,
                Order::OldestFirst => self.time(*index) <= at,
            })
        });
        let limit = usize::try_from(page["limit"].as_u64().unwrap()).unwrap();
        let end = all.len().min(start + limit.min(self.cap));
        let nodes: Vec<Value> = all[start..end]
            .iter()
            .map(|index| {
                let time = self.time(*index).to_rfc3339_opts(SecondsFormat::Millis, true);
                json!({"messageId": index.to_string(), "isAgent": *index != self.contact_wrote, "createdAt": time})
            })
            .collect();
        let last = all[start..end].last().map(|index| print(self.time(*index)));
        json!({"nodes": nodes, "pageInfo": {"hasNextPage": end < all.len(), "endCursor": last}})
    }
}

impl Transport for Gateway {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let answer = json!({"data": {"messages": self.answer(&body["variables"]["pageInfo"])}});
        Box::pin(async move { Ok(http::Response::new(answer.to_string().into())) })
    }
}

async fn window(gateway: Gateway) -> Result<ReplyWindow, bcrumbs::Error> {
    let builder = Client::builder(ApiKey::new("k")).transport(gateway).retry(RetryPolicy::none());
    builder.build().unwrap().workspace(12).reply_window("c", &ChannelKind::WhatsApp, now()).await
}

#[tokio::test]
async fn a_message_at_the_edge_of_a_page_opens_the_window_whatever_the_order_and_the_cursors() {
    for order in [Order::NewestFirst, Order::OldestFirst] {
        for cursors in [Cursors::Instants, Cursors::Opaque] {
            for contact_wrote in [0, 99, 100, 101, 200, 249] {
                let gateway = Gateway { order, cursors, cap: usize::MAX, contact_wrote };
                let until = gateway.time(contact_wrote) + TimeDelta::hours(24);
                assert_eq!(window(gateway).await.unwrap(), ReplyWindow::Open { until }, "{gateway:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_window_that_cannot_be_known_is_an_error_and_not_closed() {
    let capped =
        Gateway { order: Order::OldestFirst, cursors: Cursors::Instants, cap: 100, contact_wrote: 100 };
    for gateway in [capped, Gateway { order: Order::NewestFirst, cursors: Cursors::Opaque, ..capped }] {
        assert_eq!(window(gateway).await.unwrap_err().kind(), ErrorKind::Pagination, "{gateway:?}");
    }
}

#[tokio::test]
async fn the_reply_window_is_open_for_a_contact_who_wrote_today() {
    let sandbox = Sandbox::builder().conversations(60).start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let now = chrono::Utc::now();
    let mut messages = workspace.messages().items();
    let mut newest = None;
    let contact = all(workspace.conversations()).await.iter().find_map(|c| c.contact_id.clone()).unwrap();
    while let Some(message) = messages.try_next().await.unwrap() {
        newest = newest.max(Some(message.created_at));
    }
    assert!(newest.unwrap() > now - TimeDelta::hours(24));
    let window = workspace.reply_window(&contact, &ChannelKind::WhatsApp, now).await.unwrap();
    let of_contact = workspace.messages().contact(&contact).items().all::<Vec<_>>().await.unwrap().items;
    let wrote = of_contact.iter().filter(|m| !m.is_agent).map(|m| m.created_at).max().unwrap();
    assert_eq!(window, bcrumbs::ReplyWindow::Open { until: wrote + TimeDelta::hours(24) });

    let later = wrote + TimeDelta::hours(24);
    let window = workspace.reply_window(&contact, &ChannelKind::WhatsApp, later).await.unwrap();
    assert_eq!(window, bcrumbs::ReplyWindow::Closed(bcrumbs::Remedy::ApprovedTemplate));
}

#[tokio::test]
async fn the_reply_window_of_a_past_instant_counts_nothing_that_was_written_later() {
    let now: DateTime<Utc> = "2026-03-16T12:00:00Z".parse().unwrap();
    let late = TimeDelta::minutes(5);
    for (wrote, counts) in [(now - late, true), (now + late, true), (now + late * 2, false)] {
        let message = json!({"messageId": "m", "isAgent": false, "createdAt": wrote.to_rfc3339()});
        let page = json!({"nodes": [message], "pageInfo": {"hasNextPage": false}});
        let canned = Canned::one(200, json!({"data": {"messages": page}}).to_string());
        let window = canned.workspace().reply_window("c", &ChannelKind::WhatsApp, now).await.unwrap();
        assert_eq!(window.is_open(), counts, "{wrote}");
        let asked = &canned.sent()[0]["variables"]["input"];
        assert_eq!(asked["startDate"], "2026-03-15T11:59:58.999Z");
        assert_eq!(asked["endDate"], "2026-03-16T12:05:01.001Z");
    }
}

#[tokio::test]
async fn the_reply_window_of_a_network_without_one_asks_nothing() {
    let sandbox = Sandbox::builder().conversations(5).start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let window = workspace.reply_window("anybody", &ChannelKind::Telegram, chrono::Utc::now()).await.unwrap();
    assert_eq!(window, bcrumbs::ReplyWindow::NoLimit);
    assert!(sandbox.journal().is_empty());
}
