//! Starting a conversation: the one call that costs money and reaches a person.

use crate::call::call::{CallOptions, awaits_by_sending, call, call_setters};
use crate::call::response::Response;
use crate::client::client::Client;
use crate::error::error::Error;
use crate::graphql::operations::{StartConv, start_conv};
use crate::graphql::scalars;
use crate::model::ids::{AgentId, ChannelId, ContactId, ConversationId, WorkspaceId};
use crate::retry::classification::Safety;
use chrono::{DateTime, Utc};
use graphql_client::GraphQLQuery;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// Who a conversation is started with: a known contact, or a phone number.
///
/// The gateway accepts both fields at once and does not document which of them wins; this type leaves no such choice.
/// Its `Debug` hides the phone number.
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
    /// A phone number; the documentation's example is `+12025550123`. It is sent as it is.
    Phone(String),
}

impl Recipient {
    /// Names a contact.
    pub fn contact(id: impl Into<ContactId>) -> Self {
        Self::Contact(id.into())
    }

    /// Names a phone number.
    pub fn phone(number: impl Into<String>) -> Self {
        Self::Phone(number.into())
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

/// A request to open a conversation with an approved template (page apis/convs); made by
/// [`Workspace::start_conversation`](crate::Workspace::start_conversation).
///
/// It is sent again only where the attempt before certainly did not run. Where an answer does not arrive, the message
/// may have been sent all the same: ask the error's [`outcome`](crate::Error::outcome), and look before starting again.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// use bcrumbs::Recipient;
/// use serde_json::json;
///
/// let started = workspace
///     .start_conversation("6743884f783839ad14770000", Recipient::phone("+12025550123"), "order_shipped")
///     .language("en")
///     .components(json!({"order": "A-17"}))
///     .await?;
/// println!("conversation {}", started.id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct StartConversation {
    client: Client,
    workspace: WorkspaceId,
    channel: ChannelId,
    recipient: Recipient,
    template: String,
    language: Option<String>,
    components: Option<Value>,
    options: CallOptions,
}

/// What [`StartConversation`] gives back: exactly the fields that its page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StartedConversation {
    /// The conversation.
    pub id: ConversationId,
    /// The channel that it runs on. The wire says `integrationId`.
    #[serde(rename = "integrationId")]
    pub channel_id: Option<ChannelId>,
    /// The contact that it is held with. The wire says `clientId`.
    #[serde(rename = "clientId")]
    pub contact_id: Option<ContactId>,
    /// Whether it is over.
    pub ended: bool,
    /// When it was opened, in UTC.
    #[serde(with = "scalars::time")]
    pub created_at: DateTime<Utc>,
    /// The agent in charge; null in the page's example.
    pub assignee_id: Option<AgentId>,
}

impl StartConversation {
    pub(crate) fn new(
        client: Client,
        workspace: WorkspaceId,
        channel: ChannelId,
        recipient: Recipient,
        template: String,
    ) -> Self {
        let options = CallOptions::default();
        Self { client, workspace, channel, recipient, template, language: None, components: None, options }
    }

    /// Sets the template's language, for example `en`.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Sets the values of the template's variables: any JSON, the documentation's example is `{"key": "value"}`.
    pub fn components(mut self, components: impl Into<Value>) -> Self {
        self.components = Some(components.into());
        self
    }

    call_setters!(options);

    /// Sends the template.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where a required argument is empty, and whatever keeps the
    /// answer away. Unless the error's outcome is [`NotExecuted`](crate::Outcome::NotExecuted), the message may have
    /// been sent.
    pub async fn send(self) -> Result<Response<StartedConversation>, Error> {
        let (client_id, phone) = match self.recipient {
            Recipient::Contact(id) => (Some(id.into()), None),
            Recipient::Phone(number) => (None, Some(number)),
        };
        let required: [(&str, &str); 3] = [
            ("channel", self.channel.as_str()),
            ("recipient", client_id.as_deref().or(phone.as_deref()).unwrap_or_default()),
            ("template name", &self.template),
        ];
        if let Some((what, _)) = required.iter().find(|(_, value)| value.trim().is_empty()) {
            let error = Error::invalid_input(format!("the {what} is empty; nothing was sent"));
            return Err(error.with_operation(start_conv::OPERATION_NAME));
        }
        let variables = start_conv::Variables {
            input: start_conv::ConvStartInput {
                workspace_id: self.workspace.get(),
                integration_id: self.channel.into(),
                client_id,
                phone,
                template_name: self.template,
                template_lang: self.language,
                template_components: self.components,
            },
        };
        let body = StartConv::build_query(variables);
        call(
            self.client.client(),
            &body,
            Safety::Mutation,
            &self.options,
            |data: start_conv::ResponseData| data.start_conv.map(Into::into),
        )
        .await
    }
}

awaits_by_sending!(StartConversation => StartedConversation);

impl From<start_conv::StartConvStartConv> for StartedConversation {
    fn from(started: start_conv::StartConvStartConv) -> Self {
        let start_conv::StartConvStartConv { id, integration_id, client_id, ended, created_at, assignee_id } =
            started;
        Self {
            id: id.into(),
            channel_id: integration_id.map(ChannelId::from),
            contact_id: client_id.map(ContactId::from),
            ended,
            created_at: created_at.0,
            assignee_id: assignee_id.map(AgentId::from),
        }
    }
}

impl fmt::Debug for StartConversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StartConversation")
            .field("workspace", &self.workspace)
            .field("channel", &self.channel)
            .field("recipient", &self.recipient)
            .field("template", &self.template)
            .finish_non_exhaustive()
    }
}
