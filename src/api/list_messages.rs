//! Listing messages.

use crate::api::list_data::MessagesData;
use crate::api::message::Message;
use crate::api::messages_between::MessagesBetween;
use crate::call::call::{awaits_by_sending, call};
use crate::call::response::Response;
use crate::client::client::Client;
use crate::error::error::Error;
use crate::graphql::operations::{Messages, messages};
use crate::graphql::scalars;
use crate::model::enums::MessageKind;
use crate::model::ids::{AgentId, ContactId, WorkspaceId};
use crate::paging::fetcher::Source;
use crate::paging::page::{Fetched, Page, PageRequest};
use crate::paging::rules::Row;
use crate::paging::stream::{Items, Pages};
use crate::request::list::{ListOptions, list_setters};
use crate::retry::classification::Safety;
use chrono::{DateTime, Utc};
use graphql_client::GraphQLQuery;
use std::fmt;

/// A request for messages (page apis/convs); made by [`Workspace::messages`](crate::Workspace::messages).
///
/// The page speaks of the messages of a conversation, yet the gateway documents no filter by conversation or channel:
/// narrow the list by [`contact`](Self::contact) and time.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let mut messages = workspace.messages().contact("67d09433594d52dd19817d60").items();
/// while let Some(message) = messages.try_next().await? {
///     println!("{} {:?}", message.created_at, message.kind);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent or streamed"]
pub struct ListMessages {
    client: Client,
    workspace: WorkspaceId,
    contact: Option<ContactId>,
    assignee: Option<AgentId>,
    tags: Option<Vec<String>>,
    kind: Option<MessageKind>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    pub(crate) options: ListOptions,
}

impl ListMessages {
    pub(crate) fn new(client: Client, workspace: WorkspaceId) -> Self {
        Self {
            client,
            workspace,
            contact: None,
            assignee: None,
            tags: None,
            kind: None,
            from: None,
            to: None,
            options: ListOptions::default(),
        }
    }

    /// Keeps those exchanged with a contact.
    pub fn contact(mut self, id: impl Into<ContactId>) -> Self {
        self.contact = Some(id.into());
        self
    }

    /// Keeps those of conversations that an agent is in charge of.
    pub fn assignee(mut self, id: impl Into<AgentId>) -> Self {
        self.assignee = Some(id.into());
        self
    }

    /// Keeps those with a tag. With several tags, whether any or all of them must be there is not documented.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.get_or_insert_default().push(tag.into());
        self
    }

    /// Keeps those with these tags, beside those set before.
    pub fn tags(self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        tags.into_iter().fold(self, Self::tag)
    }

    /// Keeps those of a kind.
    pub fn kind(mut self, kind: impl Into<MessageKind>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// Keeps those from an instant on. Whether one at the instant itself counts is not documented.
    pub fn from(mut self, instant: DateTime<Utc>) -> Self {
        self.from = Some(instant);
        self
    }

    /// Keeps those up to an instant. Whether one at the instant itself counts is not documented.
    pub fn to(mut self, instant: DateTime<Utc>) -> Self {
        self.to = Some(instant);
        self
    }

    /// Takes all messages from an instant on up to, and without, another, by several requests at once.
    ///
    /// It replaces [`from`](Self::from), [`to`](Self::to) and [`after`](Self::after).
    pub fn between(self, from: DateTime<Utc>, to: DateTime<Utc>) -> MessagesBetween {
        MessagesBetween::new(self, from, to)
    }

    list_setters!();

    /// Fetches one page: the first, or the one after the cursor.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a page size of 0, and whatever keeps the answer away.
    pub async fn send(self) -> Result<Response<Page<Message>>, Error> {
        self.options.check(messages::OPERATION_NAME)?;
        let page = self.options.page.clone();
        self.fetch(page).await.map(|fetched| fetched.response)
    }

    /// Streams the messages, page after page.
    pub fn items(self) -> Items<Message> {
        Items::new(self.pages())
    }

    /// Streams the pages.
    pub fn pages(self) -> Pages<Message> {
        let options = self.options.clone();
        let fetch = move |page| self.clone().fetch(page);
        let parts = Row { key: |message: &Message| message.id.as_str(), time: |message| message.created_at };
        let source = Source::new(messages::OPERATION_NAME, fetch, parts);
        Pages::of(source, options)
    }

    async fn fetch(self, page: PageRequest) -> Result<Fetched<Message>, Error> {
        let variables = messages::Variables {
            input: messages::MessagesInput {
                workspace_id: self.workspace.get(),
                client_id: self.contact.map(String::from),
                assignee_id: self.assignee.map(String::from),
                tags: self.tags,
                type_: self.kind,
                start_date: self.from.map(scalars::DateTime),
                end_date: self.to.map(scalars::DateTime),
            },
            page_info: page.non_empty().map(|page| messages::PageInfoInput {
                limit: page.limit.map(i64::from),
                cursor: page.cursor,
                query: page.search,
                count: page.with_total.then_some(true),
            }),
        };
        let convert = MessagesData::into_page;
        let body = Messages::build_query(variables);
        let response = call(self.client.client(), &body, Safety::Query, &self.options.call, convert).await?;
        Ok(Fetched::new(response, "messages"))
    }
}

awaits_by_sending!(ListMessages => Page<Message>);

impl fmt::Debug for ListMessages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListMessages").field("workspace", &self.workspace).finish_non_exhaustive()
    }
}
