//! Replies to a conversation with its own `addMessage` mutation. It shows how to send an operation for which `bcrumbs`
//! has no method; the client's key, limits, retries and errors apply. In a real program use `Workspace::add_message`,
//! or `Workspace::reply`, which checks the reply window first.

use bcrumbs::scalars::DateTime;
use bcrumbs::{ChannelId, Client, ConversationId, Error, MessageId, MessageStatus, WorkspaceId};
use graphql_client::GraphQLQuery;

/// `queries/addMessage.graphql`, compiled. Fields that are not set are left out and not sent as null. Types and enum
/// values have Rust names.
#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../../schema/bcrumbs.graphql",
    query_path = "queries/addMessage.graphql",
    custom_scalars_module = "bcrumbs::scalars",
    skip_serializing_none,
    normalization = "rust"
)]
struct AddMessage;

/// The conversation that receives a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct To {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The channel of the conversation.
    pub channel: ChannelId,
    /// The conversation.
    pub conversation: ConversationId,
}

/// The message that the gateway created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The message's identifier.
    pub id: MessageId,
    /// Its delivery status.
    pub status: Option<MessageStatus>,
    /// The time at which it was added.
    pub created_at: DateTime,
}

/// Adds a text to a conversation. Returns `None` if the gateway sent neither a message nor an error.
///
/// A message may reach a person. Like every mutation that the client does not know, this one is retried only if the
/// gateway certainly did not run it.
///
/// # Errors
///
/// Every error of [`Client::execute`]. If [`Error::outcome`] is [`Unknown`](bcrumbs::Outcome::Unknown), the message may
/// have been sent.
pub async fn reply(client: &Client, to: &To, text: &str) -> Result<Option<Reply>, Error> {
    let input = add_message::MessageInput {
        workspace_id: to.workspace.get(),
        integration_id: to.channel.to_string(),
        conv_id: to.conversation.to_string(),
        content: text.to_owned(),
        type_: add_message::MessageType::Text,
        note_type: None,
        reply_to_message_id: None,
    };
    let answer = client.execute::<AddMessage>(add_message::Variables { input }).await?;
    Ok(answer.into_data().add_message.map(|message| Reply {
        id: MessageId::new(message.message_id),
        status: message.status.map(MessageStatus::from),
        created_at: message.created_at,
    }))
}
