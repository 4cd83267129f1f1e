//! Models made by hand, for tests of code that takes them: their types may gain fields, so no literal makes one outside
//! of this crate.

use crate::api::assign_conversation::AssignedConversation;
use crate::api::conversation::{Conversation, ConversationContact};
use crate::api::message::Message;
use crate::api::start_conversation::StartedConversation;
use crate::call::response::Response;
use crate::model::ids::{ConversationId, MessageId};
use crate::paging::page::Page;
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode};

impl Conversation {
    /// Makes an open conversation of which nothing else is known, for tests: set the fields that matter.
    ///
    /// ```
    /// use bcrumbs::{ChannelKind, Conversation};
    ///
    /// let mut conversation = Conversation::new("conv-1", "2026-03-16T00:00:00Z".parse()?);
    /// conversation.channel_kind = Some(ChannelKind::WhatsApp);
    /// assert!(!conversation.ended && conversation.assignee_id.is_none());
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn new(id: impl Into<ConversationId>, created_at: DateTime<Utc>) -> Self {
        Self {
            workspace_id: None,
            id: id.into(),
            channel_id: None,
            channel_kind: None,
            contact_id: None,
            stage_id: None,
            order_number: None,
            ended: false,
            ended_by: None,
            ended_at: None,
            assignee_id: None,
            ai_id: None,
            ai_assigned: false,
            broadcast_id: None,
            broadcast_name: None,
            tags: Vec::new(),
            external_id: None,
            created_at,
            contact: None,
            messages: None,
        }
    }
}

impl ConversationContact {
    /// Makes a contact of which nothing is known, for tests: set the fields that matter.
    ///
    /// ```
    /// use bcrumbs::ConversationContact;
    ///
    /// let mut contact = ConversationContact::unknown();
    /// contact.phone = Some("+12025550123".to_owned());
    /// ```
    pub fn unknown() -> Self {
        Self { name: None, surname: None, code: None, phone: None, archived: None }
    }
}

impl Message {
    /// Makes a message of the contact's of which nothing else is known, for tests: set the fields that matter.
    ///
    /// ```
    /// use bcrumbs::{Message, MessageKind};
    ///
    /// let mut message = Message::new("msg-1", "2026-03-16T00:00:00Z".parse()?);
    /// message.kind = Some(MessageKind::Text);
    /// assert!(!message.is_agent);
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn new(id: impl Into<MessageId>, created_at: DateTime<Utc>) -> Self {
        Self { id: id.into(), content: None, kind: None, is_agent: false, status: None, created_at }
    }
}

impl StartedConversation {
    /// Makes an open conversation of which nothing else is known, for tests: set the fields that matter.
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

impl AssignedConversation {
    /// Makes an open conversation that nobody is in charge of, for tests: set the fields that matter.
    pub fn new(id: impl Into<ConversationId>, created_at: DateTime<Utc>) -> Self {
        Self { id: id.into(), assignee_id: None, ai_id: None, ai_assigned: false, ended: false, created_at }
    }
}

impl<T> Page<T> {
    /// Makes the last page of a list, for tests: set [`has_next`](Self::has_next) and the like where they matter.
    ///
    /// ```
    /// use bcrumbs::{Conversation, Page};
    ///
    /// let mut page = Page::new(vec![Conversation::new("conv-1", chrono::Utc::now())]);
    /// assert!(!page.has_next);
    /// page.end_cursor = Some("2026-03-16T00:00:00.000Z".into());
    /// ```
    pub fn new(items: Vec<T>) -> Self {
        Self { items, end_cursor: None, has_next: false, total: None }
    }
}

impl<T> Response<T> {
    /// Makes the answer to a call that succeeded at the first attempt, for tests: status 200, without headers or errors.
    ///
    /// Any other answer comes from a [`Transport`](crate::Transport) of the test's own.
    ///
    /// ```
    /// use bcrumbs::{Response, StartedConversation};
    ///
    /// let answer = Response::new(StartedConversation::new("conv-1", chrono::Utc::now()));
    /// assert_eq!((answer.id.as_str(), answer.status().as_u16()), ("conv-1", 200));
    /// ```
    pub fn new(data: T) -> Self {
        Self { data, status: StatusCode::OK, headers: HeaderMap::new(), errors: Vec::new(), attempts: 1 }
    }
}
