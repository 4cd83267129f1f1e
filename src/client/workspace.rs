//! The operations of one workspace.

use crate::api::assign_conversation::{AssignConversation, Assignee};
use crate::api::list_conversations::ListConversations;
use crate::api::list_messages::ListMessages;
use crate::api::message::Message;
use crate::api::reply_window::{REPLY_WINDOW, ReplyWindow};
use crate::api::start_conversation::{Recipient, StartConversation};
use crate::client::client::Client;
use crate::error::error::{Error, ErrorKind, Outcome};
use crate::graphql::operations::messages;
use crate::model::enums::ChannelKind;
use crate::model::ids::{ChannelId, ContactId, ConversationId, WorkspaceId};
use chrono::{DateTime, TimeDelta, Utc};

/// By how much a message may seem to have been written after the present: the clocks of the gateway and of this machine
/// differ.
const CLOCK_SLACK: TimeDelta = TimeDelta::minutes(5);

/// The sizes of the page that a contact's messages of a day are asked for on, where they cannot be read page after page.
const WHOLE_LIST: [u32; 3] = [1_000, 10_000, 100_000];

/// One workspace, seen through a client; made by [`Client::workspace`]. Cheap to clone.
///
/// ```no_run
/// use bcrumbs::Client;
///
/// # async fn example() -> Result<(), bcrumbs::Error> {
/// let workspace = Client::from_env()?.workspace(12);
/// let page = workspace.conversations().ended(false).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Workspace {
    client: Client,
    id: WorkspaceId,
}

impl Workspace {
    pub(crate) fn new(client: Client, id: WorkspaceId) -> Self {
        Self { client, id }
    }

    /// Returns its number.
    pub fn id(&self) -> WorkspaceId {
        self.id
    }

    /// Lists conversations: all of them, until filters are set.
    pub fn conversations(&self) -> ListConversations {
        ListConversations::new(self.client.clone(), self.id)
    }

    /// Lists messages: all of the workspace's, until filters are set.
    pub fn messages(&self) -> ListMessages {
        ListMessages::new(self.client.clone(), self.id)
    }

    /// Opens a conversation on a channel by sending an approved template, which reaches a person and may cost money.
    pub fn start_conversation(
        &self,
        channel: impl Into<ChannelId>,
        recipient: Recipient,
        template: impl Into<String>,
    ) -> StartConversation {
        StartConversation::new(self.client.clone(), self.id, channel.into(), recipient, template.into())
    }

    /// Puts an agent or an AI in charge of a conversation, which runs on the given channel.
    pub fn assign_conversation(
        &self,
        conversation: impl Into<ConversationId>,
        channel: impl Into<ChannelId>,
        assignee: Assignee,
    ) -> AssignConversation {
        AssignConversation::new(self.client.clone(), self.id, conversation.into(), channel.into(), assignee)
    }

    /// Answers whether a free-form reply to a contact may be sent at `now`, by asking for the contact's messages of
    /// the 24 hours before it. What was written up to five minutes after it counts too, since clocks differ.
    ///
    /// The gateway's message list has no filter by channel or conversation, so the answer is about the contact: a
    /// message on another channel opens the window too. For a channel kind without a window nothing is asked.
    ///
    /// ```no_run
    /// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
    /// use bcrumbs::ChannelKind;
    ///
    /// let window = workspace.reply_window("67d09433594d52dd19817d60", &ChannelKind::WhatsApp, chrono::Utc::now()).await?;
    /// println!("may reply: {}", window.is_open());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of a message list; [`Pagination`](crate::ErrorKind::Pagination) where the messages come on several pages
    /// between which one may be missing, so that the window cannot be known.
    pub async fn reply_window(
        &self,
        contact: impl Into<ContactId>,
        channel: &ChannelKind,
        now: DateTime<Utc>,
    ) -> Result<ReplyWindow, Error> {
        let mut contact_wrote = None;
        if ReplyWindow::depends_on_time(channel) {
            let since = now.checked_sub_signed(REPLY_WINDOW).unwrap_or(DateTime::<Utc>::MIN_UTC);
            let until = now.checked_add_signed(CLOCK_SLACK).unwrap_or(DateTime::<Utc>::MAX_UTC);
            // Newest first is read from an example and not promised, so the newest is looked for.
            let list = self.messages().contact(contact).from(since).to(until);
            let mut messages = list.clone().lossless().items();
            while let Some(message) = messages.try_next().await? {
                contact_wrote = contact_wrote.max(wrote(&message, until));
            }
            if !messages.is_lossless() {
                let messages = on_one_page(list).await?;
                contact_wrote = messages.iter().filter_map(|message| wrote(message, until)).max();
            }
        }
        Ok(ReplyWindow::at(channel, contact_wrote, now))
    }
}

/// Returns when the contact wrote a message; `None` for one of the workspace's side, or of after `until`.
fn wrote(message: &Message, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (!message.is_agent && message.created_at <= until).then_some(message.created_at)
}

/// Fetches a whole list as a single page: there is no edge at which something could be missing.
async fn on_one_page(list: ListMessages) -> Result<Vec<Message>, Error> {
    for size in WHOLE_LIST {
        let mut pages = list.clone().page_size(size).read_ahead(0).pages();
        let Some(page) = pages.try_next().await? else { return Ok(Vec::new()) };
        if !page.has_next {
            // The stream ends here, or says that the page may not be the last.
            pages.try_next().await?;
            return Ok(page.into_data().items);
        }
    }
    let message = "the contact's messages do not fit on one page, and one may be missing between two pages";
    let error = Error::new(ErrorKind::Pagination, Outcome::Executed, message);
    Err(error.with_operation(messages::OPERATION_NAME))
}
