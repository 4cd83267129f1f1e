//! The reply window over lists that are not as the documentation's examples show them: an answer is right, or an error.

use bcrumbs::{ApiKey, ChannelKind, Client, ErrorKind, ReplyWindow, RetryPolicy, Transport, TransportFuture};
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
    fn time(&self, place: usize) -> DateTime<Utc> {
        let tied = if place > 0 && place.is_multiple_of(100) { place - 1 } else { place };
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
            all.partition_point(|place| match self.order {
                Order::NewestFirst => self.time(*place) >= at,
                Order::OldestFirst => self.time(*place) <= at,
            })
        });
        let limit = usize::try_from(page["limit"].as_u64().unwrap()).unwrap();
        let end = all.len().min(start + limit.min(self.cap));
        let nodes: Vec<Value> = all[start..end]
            .iter()
            .map(|place| {
                let time = self.time(*place).to_rfc3339_opts(SecondsFormat::Millis, true);
                json!({"messageId": place.to_string(), "isAgent": *place != self.contact_wrote, "createdAt": time})
            })
            .collect();
        let last = all[start..end].last().map(|place| print(self.time(*place)));
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
