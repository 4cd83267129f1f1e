//! A conversation as the schema's type `Conv`, and the filters of the list `convs`.

use apollo_compiler::resolvers::{ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonMap;

use crate::data::conversation::{Conversation, EndedBy};
use crate::data::ids::{self, Kind};
use crate::data::instant;
use crate::data::words::BROADCASTS;
use crate::data::world::World;
use crate::graphql::contact::{ContactOfConversation, named};
use crate::graphql::input::{Input, holds};
use crate::graphql::resolve::{Context, Node, leaf, node, nodes};

impl Node for Conversation {
    fn field<'a>(&'a self, context: &'a Context<'a>, info: &'a ResolveInfo<'a>) -> Option<ResolvedValue<'a>> {
        let world = context.world;
        let json = match info.field_name() {
            "messages" => {
                if self.index % 71 == 70 {
                    return Some(ResolvedValue::null());
                }
                let messages = world.messages_of(&world.changes(), self.index);
                return Some(nodes(context, info, messages));
            }
            "client" => {
                let contact = self.contact.map(|contact| ContactOfConversation(world.contact(contact)));
                return Some(
                    contact.map_or_else(ResolvedValue::null, |contact| node(context, info, contact)),
                );
            }
            "workspaceId" => world.workspace().into(),
            "id" => ids::id(Kind::Conversation, self.index).into(),
            "integrationId" => leaf(self.channel.map(|channel| ids::id(Kind::Channel, channel))),
            "integrationType" => leaf(self.channel.map(|channel| world.catalog().channel_type(channel))),
            "clientId" => leaf(self.contact.map(|contact| ids::id(Kind::Contact, contact))),
            "stageId" => leaf(self.stage.map(|stage| world.catalog().stage_id(stage))),
            "orderNo" => leaf(self.order.map(|number| format!("ORD-{number}"))),
            "ended" => self.ended.is_some().into(),
            "endedBy" => leaf(self.ended.and_then(|end| end.by).map(|by| match by {
                EndedBy::Agent(agent) => ids::id(Kind::User, agent),
                EndedBy::System => "SYSTEM".to_owned(),
            })),
            "endedAt" => leaf(self.ended.and_then(|end| end.at).map(instant::text)),
            "assigneeId" => leaf(self.assignee().map(|agent| ids::id(Kind::Agent, agent))),
            "aiId" => leaf(self.ai().map(|ai| ids::id(Kind::Ai, ai))),
            "aiAssigneed" => leaf(self.ai_assigned()),
            "broadcastId" => leaf(self.broadcast.map(|broadcast| ids::id(Kind::Broadcast, broadcast))),
            "broadcastName" => leaf(self.broadcast.map(|broadcast| BROADCASTS[broadcast])),
            "tags" => self.tags.json(),
            "externalConversationId" => leaf(self.external_id()),
            "createdAt" => instant::text(self.created).into(),
            _ => return None,
        };
        Some(ResolvedValue::Leaf(json))
    }
}

/// A filter of conversations.
#[derive(Debug)]
pub(crate) struct ConversationFilter {
    channel: Option<String>,
    client: Option<String>,
    ended: Option<bool>,
    tags: Option<Vec<String>>,
    assignee: Option<String>,
    stage: Option<String>,
    name_or_phone: Option<String>,
    external: Option<String>,
    ai: Option<String>,
    query: Option<String>,
}

impl ConversationFilter {
    /// Reads the `input` argument.
    pub(crate) fn of(arguments: &JsonMap, query: Option<String>) -> Self {
        let input = Input::of(arguments, "input");
        Self {
            channel: input.text("integrationId"),
            client: input.text("clientId"),
            ended: input.flag("ended"),
            tags: input.texts("tags"),
            assignee: input.text("assigneeId"),
            stage: input.text("stageId"),
            name_or_phone: input.text("nameOrPhone").map(|text| text.trim().to_lowercase()),
            external: input.text("externalConversationId"),
            ai: input.text("aiId"),
            query,
        }
    }

    /// The contact filter, if it is set. An unknown contact matches nothing.
    pub(crate) fn contact(&self) -> Option<Option<usize>> {
        self.client.as_ref().map(|id| ids::index(Kind::Contact, id))
    }

    /// Returns whether the filter keeps every conversation.
    pub(crate) fn keeps_all(&self) -> bool {
        let Self { channel, client, ended, tags, assignee, stage, name_or_phone, external, ai, query } = self;
        let texts = [channel, client, assignee, stage, name_or_phone, external, ai, query];
        ended.is_none() && tags.is_none() && texts.into_iter().all(Option::is_none)
    }

    /// Returns whether the filter keeps a conversation.
    pub(crate) fn keeps(&self, row: &Conversation, world: &World) -> bool {
        let is = |wanted: &Option<String>, kind: Kind, index: Option<usize>| {
            wanted.as_ref().is_none_or(|id| index.is_some_and(|index| ids::index(kind, id) == Some(index)))
        };
        is(&self.channel, Kind::Channel, row.channel)
            && is(&self.client, Kind::Contact, row.contact)
            && is(&self.assignee, Kind::Agent, row.assignee())
            && is(&self.ai, Kind::Ai, row.ai())
            && self.ended.is_none_or(|ended| row.ended.is_some() == ended)
            && self.tags.as_ref().is_none_or(|tags| row.tags.any_of(tags))
            && self.external.as_ref().is_none_or(|wanted| row.external_id().as_ref() == Some(wanted))
            && self.stage.as_ref().is_none_or(|wanted| {
                row.stage.is_some_and(|stage| world.catalog().stage_id(stage) == *wanted)
            })
            && self.name_or_phone.as_ref().is_none_or(|sought| {
                row.contact.is_some_and(|contact| named(&world.contact(contact), sought))
            })
            && self.query.as_ref().is_none_or(|query| self.found(query, row, world))
    }

    fn found(&self, query: &str, row: &Conversation, world: &World) -> bool {
        row.tags.texts().any(|tag| holds(tag, query))
            || row.external_id().is_some_and(|id| holds(&id, query))
            || row.contact.is_some_and(|contact| named(&world.contact(contact), query))
    }
}
