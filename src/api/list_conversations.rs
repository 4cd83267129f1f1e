//! Listing conversations: the filters, and which of four operations is sent.

use crate::api::conversation::Conversation;
use crate::api::list_data::ConvsData;
use crate::call::call::{awaits_by_sending, call};
use crate::call::response::Response;
use crate::client::client::Client;
use crate::error::error::Error;
use crate::graphql::operations::{
    Convs, ConvsWithClient, ConvsWithClientAndMessages, ConvsWithMessages, convs, convs_with_client,
    convs_with_client_and_messages, convs_with_messages,
};
use crate::model::ids::{AgentId, AiId, ChannelId, ContactId, StageId, WorkspaceId};
use crate::paging::fetcher::Source;
use crate::paging::page::{Fetched, Page, PageRequest};
use crate::paging::rules::Row;
use crate::paging::stream::{Items, Pages};
use crate::request::list::{ListOptions, list_setters};
use crate::retry::classification::Safety;
use graphql_client::GraphQLQuery;
use std::fmt;

/// A request for conversations (page apis/convs); made by [`Workspace::conversations`](crate::Workspace::conversations).
///
/// Filters that are not set do not filter. Send it with [`send`](Self::send) or `.await` for one page, or stream it with
/// [`items`](Self::items) or [`pages`](Self::pages).
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let page = workspace.conversations().ended(false).tag("vip").with_contact().page_size(25).await?;
/// for conversation in &page.items {
///     println!("{} since {}", conversation.id, conversation.created_at);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent or streamed"]
pub struct ListConversations {
    client: Client,
    filter: Filter,
    contact: bool,
    messages: bool,
    options: ListOptions,
}

/// The gateway's `ConvsInput`, once for the four operations.
#[derive(Clone)]
struct Filter {
    workspace: WorkspaceId,
    channel: Option<ChannelId>,
    contact: Option<ContactId>,
    ended: Option<bool>,
    tags: Option<Vec<String>>,
    assignee: Option<AgentId>,
    stage: Option<StageId>,
    name_or_phone: Option<String>,
    external_id: Option<String>,
    ai: Option<AiId>,
}

impl ListConversations {
    pub(crate) fn new(client: Client, workspace: WorkspaceId) -> Self {
        let filter = Filter {
            workspace,
            channel: None,
            contact: None,
            ended: None,
            tags: None,
            assignee: None,
            stage: None,
            name_or_phone: None,
            external_id: None,
            ai: None,
        };
        Self { client, filter, contact: false, messages: false, options: ListOptions::default() }
    }

    /// Keeps those on a channel.
    pub fn channel(mut self, id: impl Into<ChannelId>) -> Self {
        self.filter.channel = Some(id.into());
        self
    }

    /// Keeps those with a contact.
    pub fn contact(mut self, id: impl Into<ContactId>) -> Self {
        self.filter.contact = Some(id.into());
        self
    }

    /// Keeps those that are over (`true`) or those that are not (`false`).
    pub fn ended(mut self, ended: bool) -> Self {
        self.filter.ended = Some(ended);
        self
    }

    /// Keeps those with a tag. With several tags, whether any or all of them must be there is not documented.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.filter.tags.get_or_insert_default().push(tag.into());
        self
    }

    /// Keeps those with these tags, beside those set before.
    pub fn tags(self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        tags.into_iter().fold(self, Self::tag)
    }

    /// Keeps those that an agent is in charge of.
    pub fn assignee(mut self, id: impl Into<AgentId>) -> Self {
        self.filter.assignee = Some(id.into());
        self
    }

    /// Keeps those in a stage.
    pub fn stage(mut self, id: impl Into<StageId>) -> Self {
        self.filter.stage = Some(id.into());
        self
    }

    /// Keeps those whose contact has this name or phone number.
    pub fn name_or_phone(mut self, text: impl Into<String>) -> Self {
        self.filter.name_or_phone = Some(text.into());
        self
    }

    /// Keeps the one with this identifier in a system of the customer's.
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.filter.external_id = Some(id.into());
        self
    }

    /// Keeps those that an AI is in charge of.
    pub fn ai(mut self, id: impl Into<AiId>) -> Self {
        self.filter.ai = Some(id.into());
        self
    }

    /// Asks for what each conversation carries of its contact. That the gateway lets it be selected is inferred.
    pub fn with_contact(mut self) -> Self {
        self.contact = true;
        self
    }

    /// Asks for each conversation's messages. That the gateway lets them be selected is inferred; how many it gives is
    /// not documented.
    pub fn with_messages(mut self) -> Self {
        self.messages = true;
        self
    }

    list_setters!();

    /// Fetches one page: the first, or the one after the cursor.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a page size of 0, and whatever keeps the answer away.
    pub async fn send(self) -> Result<Response<Page<Conversation>>, Error> {
        self.options.check(self.operation())?;
        let page = self.options.page.clone();
        self.fetch(page).await.map(|fetched| fetched.response)
    }

    /// Streams the conversations, page after page.
    pub fn items(self) -> Items<Conversation> {
        Items::new(self.pages())
    }

    /// Streams the pages.
    pub fn pages(self) -> Pages<Conversation> {
        let (operation, options) = (self.operation(), self.options.clone());
        let fetch = move |page| self.clone().fetch(page);
        let parts = Row {
            key: |conversation: &Conversation| conversation.id.as_str(),
            time: |conversation| conversation.created_at,
        };
        let source = Source::new(operation, fetch, parts);
        Pages::of(source, options)
    }

    fn operation(&self) -> &'static str {
        match (self.contact, self.messages) {
            (false, false) => convs::OPERATION_NAME,
            (true, false) => convs_with_client::OPERATION_NAME,
            (false, true) => convs_with_messages::OPERATION_NAME,
            (true, true) => convs_with_client_and_messages::OPERATION_NAME,
        }
    }

    async fn fetch(self, page: PageRequest) -> Result<Fetched<Conversation>, Error> {
        /// Sends one of the four operations; their generated types differ in nothing but their names.
        macro_rules! fetch {
            ($operation:ident, $module:ident, $node:ident) => {{
                let filter = self.filter;
                let variables = $module::Variables {
                    input: $module::ConvsInput {
                        workspace_id: filter.workspace.get(),
                        integration_id: filter.channel.map(String::from),
                        client_id: filter.contact.map(String::from),
                        ended: filter.ended,
                        tags: filter.tags,
                        assignee_id: filter.assignee.map(String::from),
                        stage_id: filter.stage.map(String::from),
                        name_or_phone: filter.name_or_phone,
                        external_conversation_id: filter.external_id,
                        ai_id: filter.ai.map(String::from),
                    },
                    page_info: page.non_empty().map(|page| $module::PageInfoInput {
                        limit: page.limit.map(i64::from),
                        cursor: page.cursor,
                        query: page.search,
                        count: page.with_total.then_some(true),
                    }),
                };
                let convert = ConvsData::<$module::$node>::into_page;
                let body = $operation::build_query(variables);
                call(self.client.client(), &body, Safety::Query, &self.options.call, convert).await
            }};
        }
        let response = match (self.contact, self.messages) {
            (false, false) => fetch!(Convs, convs, ConvsConvsNodes),
            (true, false) => fetch!(ConvsWithClient, convs_with_client, ConvsWithClientConvsNodes),
            (false, true) => fetch!(ConvsWithMessages, convs_with_messages, ConvsWithMessagesConvsNodes),
            (true, true) => fetch!(
                ConvsWithClientAndMessages,
                convs_with_client_and_messages,
                ConvsWithClientAndMessagesConvsNodes
            ),
        };
        Ok(Fetched::new(response?, "convs"))
    }
}

awaits_by_sending!(ListConversations => Page<Conversation>);

impl fmt::Debug for ListConversations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListConversations")
            .field("operation", &self.operation())
            .field("workspace", &self.filter.workspace)
            .finish_non_exhaustive()
    }
}
