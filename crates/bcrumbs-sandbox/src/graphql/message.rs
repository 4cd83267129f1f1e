//! A message as the schema's type `Message`, and the filters of the list `messages`.

use std::ops::Range;

use apollo_compiler::resolvers::{ResolveInfo, ResolvedValue};
use apollo_compiler::response::{JsonMap, JsonValue};
use chrono::{DateTime, Utc};

use crate::data::changes::Access;
use crate::data::ids;
use crate::data::instant;
use crate::data::message::{Author, Message};
use crate::data::rows::{Messages, Rows, newer_rows};
use crate::data::world::World;
use crate::graphql::error::RequestError;
use crate::graphql::input::{Input, holds};
use crate::graphql::resolve::{Context, Node, leaf};

impl Node for Message {
    const FIELDS: &'static [&'static str] =
        &["messageId", "content", "type", "isAgent", "status", "externalMessageId", "tags", "createdAt"];

    fn field<'a>(&'a self, context: &'a Context<'a>, info: &'a ResolveInfo<'a>) -> Option<ResolvedValue<'a>> {
        self.json(context, info.field_name()).map(ResolvedValue::Leaf)
    }

    fn json(&self, context: &Context<'_>, field: &str) -> Option<JsonValue> {
        let kinds = context.world.kinds();
        Some(match field {
            "messageId" => ids::message_id(self.index).into(),
            "content" => leaf(self.content(kinds)),
            "type" => leaf(kinds.name(self.kind)),
            "isAgent" => (self.author == Author::Workspace).into(),
            "status" => leaf(self.status.as_deref()),
            "externalMessageId" => leaf(self.external_id()),
            "tags" => self.tags.json(),
            "createdAt" => JsonValue::from(instant::text(self.created)),
            _ => return None,
        })
    }
}

/// A filter of messages.
#[derive(Debug)]
pub(crate) struct MessageFilter {
    client: Option<String>,
    assignee: Option<String>,
    tags: Option<Vec<String>>,
    kind: Option<String>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    query: Option<String>,
}

impl MessageFilter {
    /// Reads the `input` argument.
    pub(crate) fn of(arguments: &JsonMap, query: Option<String>) -> Result<Self, RequestError> {
        let input = Input::of(arguments, "input");
        Ok(Self {
            client: input.text("clientId"),
            assignee: input.text("assigneeId"),
            tags: input.texts("tags"),
            kind: input.text("type"),
            from: input.instant("startDate")?,
            to: input.instant("endDate")?,
            query,
        })
    }

    /// The contact filter, if it is set. An unknown contact matches nothing.
    pub(crate) fn contact(&self) -> Option<Option<usize>> {
        self.client.as_ref().map(|id| ids::index(ids::Kind::Contact, id))
    }

    /// Returns whether the filter has no conditions except dates.
    pub(crate) fn keeps_all(&self) -> bool {
        let Self { client, assignee, tags, kind, from: _, to: _, query } = self;
        tags.is_none() && [client, assignee, kind, query].into_iter().all(Option::is_none)
    }

    /// Returns the parts of the ranges between the first and the last instant, both inclusive.
    pub(crate) fn dated(&self, rows: &Messages<'_>, stretches: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let first = self.to.map_or(0, |to| newer_rows(rows, |time| time > to));
        let end = self.from.map_or(rows.len(), |from| newer_rows(rows, |time| time >= from));
        let cut = |stretch: Range<usize>| stretch.start.max(first)..stretch.end.min(end);
        stretches.into_iter().map(cut).filter(|stretch| !stretch.is_empty()).collect()
    }

    /// Returns whether the filter keeps a message, and the key has access to its conversation.
    pub(crate) fn keeps(&self, message: &Message, world: &World, access: Access) -> bool {
        self.kind
            .as_ref()
            .is_none_or(|kind| message.kind.is_some() && world.kinds().find(kind) == message.kind)
            && self.tags.as_ref().is_none_or(|tags| message.tags.any_of(tags))
            && self.query.as_ref().is_none_or(|query| {
                message.content(world.kinds()).is_some_and(|content| holds(&content, query))
            })
            && self.of_conversation(message, world, access)
    }

    fn of_conversation(&self, message: &Message, world: &World, access: Access) -> bool {
        if self.client.is_none() && self.assignee.is_none() && access == Access::Full {
            return true;
        }
        let row = world.conversation(message.conversation);
        let is = |wanted: &Option<String>, kind: ids::Kind, index: Option<usize>| {
            wanted.as_ref().is_none_or(|id| index.is_some_and(|index| ids::index(kind, id) == Some(index)))
        };
        is(&self.client, ids::Kind::Contact, row.contact)
            && is(&self.assignee, ids::Kind::Agent, row.assignee())
            && access.sees(&row)
    }
}
