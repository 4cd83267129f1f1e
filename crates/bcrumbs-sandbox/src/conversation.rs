//! The conversations: computed from the seed row by row, so that a million of them cost eight bytes each.

use std::ops::Range;

use apollo_compiler::resolvers::ResolvedValue;
use apollo_compiler::response::{JsonMap, JsonValue};

use crate::contact::{self, ContactOfConversation};
use crate::dice::Dice;
use crate::ids::{self, Kind};
use crate::input::{Input, holds};
use crate::instant::{self, Millis};
use crate::page::Rows;
use crate::resolve::{Context, Node, leaf, object};
use crate::tags::Tags;
use crate::texts::{AGENTS, BROADCASTS, STAGES};
use crate::world::World;

const CONVERSATIONS: u64 = 4;
/// The number of AIs of the workspace.
pub(crate) const AIS: usize = 2;

/// Who is in charge of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charge {
    Nobody,
    Agent(usize),
    Ai(usize),
}

/// One conversation.
#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    /// Its place in the world; part of its identifier.
    pub(crate) index: usize,
    pub(crate) created: Millis,
    /// The channel; `None` where the gateway does not tell.
    pub(crate) channel: Option<usize>,
    pub(crate) contact: Option<usize>,
    pub(crate) charge: Charge,
    /// Whether `aiAssigneed` is null instead of false.
    vague: bool,
    pub(crate) ended: Option<End>,
    stage: Option<usize>,
    order: Option<usize>,
    broadcast: Option<usize>,
    tags: Tags,
    external: bool,
}

/// How a conversation ended; either fact may be unknown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    by: Option<Option<usize>>,
    at: Option<Millis>,
}

impl Conversation {
    /// The seeded conversation of that index; `last` is when its last message was written. The newest is always
    /// open, on `WHATSAPP`, with a known contact and nobody in charge.
    pub(crate) fn seeded(seed: u64, index: usize, created: Millis, last: Millis, channels: usize) -> Self {
        let mut dice = Dice::of(seed, CONVERSATIONS, index);
        let newest = index == 0;
        let channel = if dice.one_in(2) { 0 } else { dice.below(channels) };
        let charge = match dice.below(10) {
            0..4 => Charge::Agent(dice.below(AGENTS.len())),
            4..7 => Charge::Ai(dice.below(AIS)),
            _ => Charge::Nobody,
        };
        let by = [None, Some(None), Some(Some(dice.below(AGENTS.len())))][dice.below(3)];
        let end = End { by, at: (!dice.one_in(12)).then_some(last) };
        Self {
            index,
            created,
            channel: if newest { Some(0) } else { (!dice.one_in(97)).then_some(channel) },
            contact: (newest || !dice.one_in(53)).then(|| contact::of_conversation(index)),
            charge: if newest { Charge::Nobody } else { charge },
            vague: dice.one_in(3),
            ended: (!newest && dice.below(100) < 45).then_some(end),
            stage: (!dice.one_in(3)).then(|| dice.below(STAGES.len())),
            order: dice.one_in(3).then(|| 10_000 + dice.below(90_000)),
            broadcast: dice.one_in(8).then(|| dice.below(BROADCASTS.len())),
            tags: Tags::draw(&mut dice),
            external: dice.one_in(4),
        }
    }

    /// A conversation that was just opened.
    pub(crate) fn started(index: usize, created: Millis, channel: usize, contact: usize) -> Self {
        Self {
            index,
            created,
            channel: Some(channel),
            contact: Some(contact),
            charge: Charge::Nobody,
            vague: false,
            ended: None,
            stage: None,
            order: None,
            broadcast: None,
            tags: Tags::NONE,
            external: false,
        }
    }

    fn external_id(&self) -> Option<String> {
        self.external.then(|| format!("EXT-{:06}", self.index))
    }

    /// The agent in charge.
    pub(crate) fn assignee(&self) -> Option<usize> {
        if let Charge::Agent(agent) = self.charge { Some(agent) } else { None }
    }

    fn ai(&self) -> Option<usize> {
        if let Charge::Ai(ai) = self.charge { Some(ai) } else { None }
    }
}

impl Node for Conversation {
    fn type_name(&self) -> &'static str {
        "Conv"
    }

    fn field<'a>(&'a self, context: &'a Context<'a>, name: &str) -> Option<ResolvedValue<'a>> {
        let world = context.world;
        let json = match name {
            "messages" => {
                if self.index % 71 == 70 {
                    return Some(ResolvedValue::null());
                }
                let messages = world.messages_of(self.index);
                return Some(ResolvedValue::list(
                    messages.into_iter().map(|message| object(context, message)),
                ));
            }
            "client" => {
                let contact = self.contact.map(|contact| ContactOfConversation(world.contact(contact)));
                return Some(contact.map_or_else(ResolvedValue::null, |contact| object(context, contact)));
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
                Some(agent) => ids::id(Kind::User, agent),
                None => "SYSTEM".to_owned(),
            })),
            "endedAt" => leaf(self.ended.and_then(|end| end.at).map(instant::text)),
            "assigneeId" => leaf(self.assignee().map(|agent| ids::id(Kind::Agent, agent))),
            "aiId" => leaf(self.ai().map(|ai| ids::id(Kind::Ai, ai))),
            "aiAssigneed" if self.vague && self.ai().is_none() => JsonValue::Null,
            "aiAssigneed" => self.ai().is_some().into(),
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

/// All conversations, newest first: those that were started, then the seeded ones.
#[derive(Debug)]
pub(crate) struct Conversations<'w> {
    world: &'w World,
    started: usize,
}

impl<'w> Conversations<'w> {
    /// The conversations as they are now.
    pub(crate) fn new(world: &'w World) -> Self {
        Self { world, started: world.started() }
    }

    fn index(&self, position: usize) -> usize {
        match position.checked_sub(self.started) {
            Some(seeded) => seeded,
            None => self.world.seeded() + self.started - 1 - position,
        }
    }

    /// Where the conversations with a contact can be.
    pub(crate) fn of_contact(&self, contact: usize) -> Vec<Range<usize>> {
        let started = self.world.started_with(contact).into_iter().rev();
        // One that was started after this list was taken has no position in it.
        let started = started.filter_map(|place| self.started.checked_sub(place + 1));
        let seeded = contact::conversations(contact).filter(|index| *index < self.world.seeded());
        started.chain(seeded.map(|index| self.started + index)).map(|at| at..at + 1).collect()
    }
}

impl Rows for Conversations<'_> {
    type Row = Conversation;

    fn len(&self) -> usize {
        self.started + self.world.seeded()
    }

    fn time(&self, position: usize) -> Millis {
        self.world.conversation_created(self.index(position))
    }

    fn row(&self, position: usize) -> Conversation {
        self.world.conversation(self.index(position))
    }
}

/// Which conversations to list.
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

    /// The contact that was named, and whether one was; a name that is no contact's matches nothing.
    pub(crate) fn contact(&self) -> Option<Option<usize>> {
        self.client.as_ref().map(|id| ids::index(Kind::Contact, id))
    }

    /// Whether nothing narrows the list.
    pub(crate) fn keeps_all(&self) -> bool {
        let Self { channel, client, ended, tags, assignee, stage, name_or_phone, external, ai, query } = self;
        let texts = [channel, client, assignee, stage, name_or_phone, external, ai, query];
        ended.is_none() && tags.is_none() && texts.into_iter().all(Option::is_none)
    }

    /// Whether a conversation is wanted.
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
            && self
                .name_or_phone
                .as_ref()
                .is_none_or(|sought| row.contact.is_some_and(|contact| world.contact(contact).named(sought)))
            && self.query.as_ref().is_none_or(|query| self.found(query, row, world))
    }

    fn found(&self, query: &str, row: &Conversation, world: &World) -> bool {
        row.tags.texts().any(|tag| holds(tag, query))
            || row.external_id().is_some_and(|id| holds(&id, query))
            || row.contact.is_some_and(|contact| world.contact(contact).named(query))
    }
}
