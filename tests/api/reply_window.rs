//! The reply window over lists that are not as the documentation's examples show them: an answer is right, or an error.

use crate::support::{Canned, all, workspace_of};
use bcrumbs::{
    ApiKey, ChannelKind, Client, ContactId, Conversation, ErrorKind, Message, MessageKind, Remedy,
    ReplyWindow, ReplyWindowOf, RetryPolicy, Transport, TransportFuture,
};
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

fn whatsapp(contact: impl Into<ContactId>) -> ReplyWindowOf {
    ReplyWindowOf::contact(contact, ChannelKind::WhatsApp)
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
    builder.build().unwrap().workspace(12).reply_window(whatsapp("c")).at(now()).await
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
    let window = workspace.reply_window(whatsapp(&contact)).at(now).await.unwrap();
    let of_contact = workspace.messages().contact(&contact).items().all::<Vec<_>>().await.unwrap().items;
    let wrote = of_contact.iter().filter(|m| !m.is_agent).map(|m| m.created_at).max().unwrap();
    assert_eq!(window, bcrumbs::ReplyWindow::Open { until: wrote + TimeDelta::hours(24) });

    let later = wrote + TimeDelta::hours(24);
    let window = workspace.reply_window(whatsapp(&contact)).at(later).await.unwrap();
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
        let window = canned.workspace().reply_window(whatsapp("c")).at(now).await.unwrap();
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
    let window =
        workspace.reply_window(ReplyWindowOf::contact("anybody", ChannelKind::Telegram)).await.unwrap();
    assert_eq!(window, bcrumbs::ReplyWindow::NoLimit);
    assert!(sandbox.journal().is_empty());
}

/// An answer with these messages, written by the gateway's clock at a date.
fn dated(canned: &Canned, date: &str, messages: &Value) {
    let body = json!({"data": {"messages": {"nodes": messages, "pageInfo": {"hasNextPage": false}}}});
    let response = http::Response::builder().header("date", date).body(body.to_string().into());
    canned.push_answer(Ok(response.unwrap()));
}

#[tokio::test]
async fn the_present_is_the_date_of_the_answer_and_messages_before_its_day_are_asked_for_again() {
    let wrote: DateTime<Utc> = "2001-03-16T12:00:00.500Z".parse().unwrap();
    let message = json!([{"messageId": "m", "isAgent": false, "createdAt": wrote.to_rfc3339()}]);
    for (date, open) in [("Sat, 17 Mar 2001 12:00:00 GMT", true), ("Sat, 17 Mar 2001 12:00:01 GMT", false)] {
        let canned = Canned::default();
        // This machine's day is not the gateway's: the first answer shows that, the second is of the right day.
        dated(&canned, date, &json!([]));
        dated(&canned, date, &message);
        let window = canned.workspace().reply_window(whatsapp("c")).await.unwrap();
        assert_eq!(window.is_open(), open, "{date}");
        let since = |asked: &Value| {
            asked["variables"]["input"]["startDate"].as_str().unwrap().parse::<DateTime<Utc>>()
        };
        let day_before = DateTime::parse_from_rfc2822(date).unwrap().to_utc() - TimeDelta::hours(24);
        let asked = canned.sent();
        assert_eq!(asked.len(), 2);
        assert!(since(&asked[0]).unwrap() > day_before, "this machine's clock is set to a time after that");
        assert!(
            since(&asked[1]).unwrap() <= day_before
                && since(&asked[1]).unwrap() > day_before - TimeDelta::minutes(6)
        );
        assert_eq!(asked[1]["variables"]["input"]["endDate"], Value::Null);
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_read_leaves_a_window_unknown_and_not_closed() {
    let now = "2026-03-16T12:00:00Z".parse::<DateTime<Utc>>().unwrap();
    let wrote = json!({"messageId": "m", "isAgent": false, "createdAt": now.to_rfc3339()});
    for (nodes, known) in [(json!([null]), false), (json!([null, wrote]), true)] {
        let body = json!({"data": {"messages": {"nodes": nodes, "pageInfo": {"hasNextPage": false}}}});
        let canned = Canned::one(200, body.to_string());
        let window = canned.workspace().reply_window(whatsapp("c")).at(now).await;
        match known {
            true => assert!(window.unwrap().is_open()),
            false => assert_eq!(window.unwrap_err().kind(), ErrorKind::Decode),
        }
    }
}

/// A conversation on WhatsApp with messages, each so many hours before [`now`] and by us or the contact.
fn conversation(written: &[(i64, bool)]) -> Conversation {
    let mut conversation = Conversation::new("conv1", now() - TimeDelta::days(3));
    conversation.channel_kind = Some(ChannelKind::WhatsApp);
    conversation.contact_id = Some("contact1".into());
    let message = |(index, (hours, is_agent)): (usize, &(i64, bool))| {
        let mut message = Message::new(format!("m{index}"), now() - TimeDelta::hours(*hours));
        message.is_agent = *is_agent;
        message
    };
    conversation.messages = Some(written.iter().enumerate().map(message).collect());
    conversation
}

#[test]
fn a_conversation_waits_since_the_contact_wrote_last_whatever_the_order_of_its_messages() {
    let ago = |hours| Some(now() - TimeDelta::hours(hours));
    for (written, waiting) in [
        (&[][..], None),
        (&[(1, true)], None),
        (&[(1, false)], ago(1)),
        (&[(1, true), (2, false)], None),
        (&[(2, false), (1, true)], None),
        (&[(1, false), (2, true), (3, false)], ago(1)),
        (&[(3, false), (2, true), (1, false)], ago(1)),
        (&[(1, true), (1, false)], ago(1)),
    ] {
        assert_eq!(conversation(written).waiting_since(), waiting, "{written:?}");
    }
    let mut noted = conversation(&[(1, true), (2, false)]);
    noted.messages.as_mut().unwrap()[0].kind = Some(MessageKind::Note);
    assert_eq!(noted.waiting_since(), ago(2), "a note is no answer");
    noted.messages = None;
    assert_eq!(noted.waiting_since(), None);
}

#[test]
fn a_conversation_knows_its_window_only_where_its_messages_were_asked_for() {
    let mut open = conversation(&[(5, true), (23, false), (30, false)]);
    assert_eq!(open.reply_window(now()), Some(ReplyWindow::Open { until: now() + TimeDelta::hours(1) }));
    assert_eq!(
        open.reply_window(now() + TimeDelta::hours(1)),
        Some(ReplyWindow::Closed(Remedy::ApprovedTemplate))
    );
    open.channel_kind = None;
    assert_eq!(open.reply_window(now()), Some(ReplyWindow::Unknown));
    open.channel_kind = Some(ChannelKind::Custom);
    assert_eq!(open.reply_window(now()), Some(ReplyWindow::NoLimit));
    open.messages = None;
    assert_eq!(open.reply_window(now()), None);
}

#[tokio::test]
async fn messages_in_a_conversation_open_a_window_and_close_none() {
    for (written, nodes, is_open) in [
        (vec![(1, false)], json!([]), true),
        (vec![(30, false)], json!([]), false),
        (
            vec![(30, false)],
            json!([{"messageId": "m", "isAgent": false, "createdAt": now().to_rfc3339()}]),
            true,
        ),
        (vec![(-48, false)], json!([]), false),
    ] {
        let body = json!({"data": {"messages": {"nodes": nodes, "pageInfo": {"hasNextPage": false}}}});
        let canned = Canned::one(200, body.to_string());
        let window = canned.workspace().reply_window(&conversation(&written)).at(now()).await.unwrap();
        assert_eq!(window.is_open(), is_open, "{written:?}");
        assert_eq!(canned.sent()[0]["variables"]["input"]["clientId"], "contact1");
    }
}

#[tokio::test]
async fn a_window_of_an_unknown_kind_asks_nothing_and_one_of_an_unknown_contact_is_refused() {
    let workspace = Canned::default().workspace();
    let mut unknown = conversation(&[]);
    unknown.contact_id = None;
    assert_eq!(workspace.reply_window(&unknown).await.unwrap_err().kind(), ErrorKind::InvalidInput);
    unknown.channel_kind = None;
    assert_eq!(workspace.reply_window(&unknown).await.unwrap(), ReplyWindow::Unknown);
}
