//! Replies to a conversation by an `addMessage` of its own: what a consumer writes to send an operation of the gateway that
//! `bcrumbs` has no method for, with the client's key, limits, retries and errors. For this one it has
//! `Workspace::add_message`, and `Workspace::reply`, which looks at the reply window first.

use bcrumbs::scalars::DateTime;
use bcrumbs::{ChannelId, Client, ConversationId, Error, MessageId, MessageStatus, WorkspaceId};
use graphql_client::GraphQLQuery;

/// `queries/addMessage.graphql`, compiled. What is not set is left out instead of sent as null; types and enum values
/// are spelled as Rust spells them.
#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../../schema/bcrumbs.graphql",
    query_path = "queries/addMessage.graphql",
    custom_scalars_module = "bcrumbs::scalars",
    skip_serializing_none,
    normalization = "rust"
)]
struct AddMessage;

/// Where a reply goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct To {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The channel that the conversation runs on.
    pub channel: ChannelId,
    /// The conversation.
    pub conversation: ConversationId,
}

/// What the gateway made of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The message's identifier.
    pub id: MessageId,
    /// How far its delivery has come.
    pub status: Option<MessageStatus>,
    /// When it was added.
    pub created_at: DateTime,
}

/// Adds a text to a conversation. `None`: the gateway answered without a message and without an error.
///
/// A message may reach a person, so the client sends this again only where the gateway cannot have run it, as it does
/// with every mutation that it does not know.
///
/// # Errors
///
/// Every error of [`Client::execute`]; where [`Error::outcome`] is [`Unknown`](bcrumbs::Outcome::Unknown), the message
/// may have been sent.
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
