//! Passes arbitrary bytes to the client as a gateway's response. The client must return a result or an error, and never
//! panic.
//!
//! The first byte selects the operation (lower four bits), the status (next three bits), and whether fields are omitted
//! (highest bit). The other bytes are the body.

#![no_main]

use bcrumbs::{
    ApiKey, Assignee, ChannelId, ChannelKind, Client, Content, Conversation, ConversationId, Error, Recipient,
    RetryPolicy, TagKind, Template, Transport, TransportFuture,
};
use bytes::Bytes;
use libfuzzer_sys::fuzz_target;

const STATUSES: [u16; 8] = [200, 204, 302, 400, 401, 429, 500, 600];

/// The bit of the first byte that omits fields.
const LEAVES_OUT: u8 = 128;

/// Returns the same response for every request.
#[derive(Debug)]
struct Canned(u16, Bytes);

impl Transport for Canned {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        let mut response = http::Response::new(self.1.clone());
        *response.status_mut() = http::StatusCode::from_u16(self.0).unwrap();
        Box::pin(async move { Ok(response) })
    }
}

async fn call(choice: u8, body: Bytes) -> Result<(), Error> {
    let status = STATUSES[usize::from(choice >> 4) % STATUSES.len()];
    let mut builder = Client::builder(ApiKey::new("k")).transport(Canned(status, body)).retry(RetryPolicy::none());
    if choice & LEAVES_OUT != 0 {
        builder = builder.omit_field("Conv.aiAssigneed").omit_field("Message.status");
    }
    let workspace = builder.build()?.workspace(12);
    let (conversation, channel) = (ConversationId::from("c"), ChannelId::from("i"));
    match choice & 15 {
        0 => workspace.conversations().with_contact().with_messages().page().await.map(drop),
        1 => workspace.messages().pages().try_next().await.map(drop),
        2 => workspace.assign_conversation(conversation, channel, Assignee::agent("a")).await.map(drop),
        4 => workspace.add_message(conversation, channel, Content::note("n")).await.map(drop),
        5 => workspace.webhooks().await.map(drop),
        6 => workspace.api_keys().await.map(drop),
        7 => workspace.generate_api_key("l").await.map(drop),
        8 => workspace.settings().await.map(drop),
        9 => workspace.reply(&on_whatsapp(), "t").or_template(Template::new("t")).await.map(drop),
        10 => workspace.contacts().page().await.map(drop),
        11 => workspace.agents().page().await.map(drop),
        12 => workspace.tags().await.map(drop),
        13 => workspace.create_tag("t", TagKind::Common).await.map(drop),
        14 => workspace.broadcasts().page().await.map(drop),
        _ => workspace.start_conversation(channel, Recipient::contact("c"), "t").await.map(drop),
    }
}

/// Returns a conversation whose reply window can be requested.
fn on_whatsapp() -> Conversation {
    let mut conversation = Conversation::new("c", Default::default());
    conversation.channel_id = Some("i".into());
    conversation.channel_kind = Some(ChannelKind::WhatsApp);
    conversation.contact_id = Some("k".into());
    conversation
}

fuzz_target!(|input: &[u8]| {
    let Some((choice, body)) = input.split_first() else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    if let Err(error) = runtime.block_on(call(*choice, Bytes::copy_from_slice(body))) {
        let shown = format!("{error} {error:?}");
        assert!(!shown.is_empty() && !shown.contains('\n'), "{shown}");
    }
});
