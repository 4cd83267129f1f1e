//! Starts a conversation with an approved template. It reaches a person and costs money.

use crate::client::workspace::Workspace;
use crate::graphql::operations::StartConv;
use crate::graphql::operations::start_conv::{ConvStartInput, ResponseData, StartConvStartConv, Variables};
use crate::graphql::scalars;
use crate::model::ids::{AgentId, ChannelId, ContactId, ConversationId};
use crate::request::request::{Request, first_empty};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Borrow;
use std::fmt;

/// The recipient of a new conversation: a contact or a phone number.
///
/// The gateway accepts both fields at once and does not document which one has priority. This type sends only one of
/// them. `Debug` hides the phone number.
///
/// ```
/// use bcrumbs::Recipient;
///
/// let recipient = Recipient::phone("+12025550123");
/// assert_eq!(format!("{recipient:?}"), "Phone(hidden)");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recipient {
    /// A contact of the workspace.
    Contact(ContactId),
    /// A phone number. The documentation's example is `+12025550123`. It is sent unchanged.
    Phone(String),
}

impl Recipient {
    /// Creates a recipient from a contact's identifier.
    pub fn contact(id: impl Into<ContactId>) -> Self {
        Self::Contact(id.into())
    }

    /// Creates a recipient from a phone number.
    pub fn phone(number: impl Into<String>) -> Self {
        Self::Phone(number.into())
    }
}

/// The response to [`Workspace::start_conversation`], with the fields that its page shows.
///
/// It has fewer fields than a [`Conversation`](crate::Conversation). For example, the operation `startConv` does not
/// select the tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "StartConvStartConv")]
#[non_exhaustive]
pub struct StartedConversation {
    /// The conversation.
    pub id: ConversationId,
    /// Its channel. The gateway calls it `integrationId`.
    #[serde(rename = "integrationId")]
    pub channel_id: Option<ChannelId>,
    /// Its contact. The gateway calls it `clientId`.
    #[serde(rename = "clientId")]
    pub contact_id: Option<ContactId>,
    /// Whether it has ended.
    pub ended: bool,
    /// When it was opened, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
    /// The assigned agent. It is null in the page's example.
    pub assignee_id: Option<AgentId>,
}

impl StartedConversation {
    /// Creates an open conversation for tests. All other fields are empty; set the fields that the test needs.
    pub fn new(id: impl Into<ConversationId>, created_at: DateTime<Utc>) -> Self {
        Self {
            id: id.into(),
            channel_id: None,
            contact_id: None,
            ended: false,
            created_at,
            assignee_id: None,
        }
    }
}

/// A request that opens a conversation with an approved template (page apis/convs), created by
/// [`Workspace::start_conversation`].
///
/// It is retried only if the attempt before certainly did not run. If the [`outcome`](crate::Error::outcome) of an
/// error is not [`NotExecuted`](crate::Outcome::NotExecuted), the message may have been sent. Check this before you
/// start the conversation again.
///
/// If the channel, the recipient or the template name is empty, awaiting it fails with
/// [`InvalidInput`](crate::ErrorKind::InvalidInput) and nothing is sent.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// use bcrumbs::{ChannelId, Recipient};
/// use serde_json::json;
///
/// let channel = ChannelId::from("6743884f783839ad14770000");
/// let started = workspace
///     .start_conversation(&channel, Recipient::phone("+12025550123"), "order_shipped")
///     .language("en")
///     .components(json!({"order": "A-17"}))
///     .await?;
/// println!("conversation {}", started.id);
/// # Ok(())
/// # }
/// ```
pub type StartConversation = Request<StartConv, StartedConversation>;

impl Workspace {
    /// Opens a conversation on a channel with an approved template. The template reaches a person and may cost money.
    pub fn start_conversation(
        &self,
        channel: impl Borrow<ChannelId>,
        recipient: Recipient,
        template: impl Into<String>,
    ) -> StartConversation {
        let (client_id, phone) = match recipient {
            Recipient::Contact(id) => (Some(id.into()), None),
            Recipient::Phone(number) => (None, Some(number)),
        };
        let input = ConvStartInput {
            workspace_id: self.id().get(),
            integration_id: channel.borrow().to_string(),
            client_id,
            phone,
            template_name: template.into(),
            template_lang: None,
            template_components: None,
        };
        self.request(Variables { input }, |data: ResponseData| data.start_conv.map(StartedConversation::from))
            .checked(|Variables { input }| {
                let recipient = input.client_id.as_deref().or(input.phone.as_deref()).unwrap_or_default();
                first_empty([
                    ("channel", &input.integration_id),
                    ("recipient", recipient),
                    ("template name", &input.template_name),
                ])
            })
    }
}

impl StartConversation {
    /// Sets the template's language, for example `en`.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.variables.input.template_lang = Some(language.into());
        self
    }

    /// Sets the values of the template's variables, as JSON. The documentation's example is `{"key": "value"}`.
    pub fn components(mut self, components: impl Into<Value>) -> Self {
        self.variables.input.template_components = Some(components.into());
        self
    }
}

impl From<StartConvStartConv> for StartedConversation {
    fn from(node: StartConvStartConv) -> Self {
        let StartConvStartConv { id, integration_id, client_id, ended, created_at, assignee_id } = node;
        Self {
            id: id.into(),
            channel_id: integration_id.map(ChannelId::from),
            contact_id: client_id.map(ContactId::from),
            ended,
            created_at: created_at.into(),
            assignee_id: assignee_id.map(AgentId::from),
        }
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contact(id) => f.debug_tuple("Contact").field(id).finish(),
            Self::Phone(_) => f.write_str("Phone(hidden)"),
        }
    }
}
