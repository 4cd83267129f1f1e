//! The messages: each conversation's, newest first, and all of them in one list.

use std::ops::Range;

use apollo_compiler::resolvers::ResolvedValue;
use apollo_compiler::response::{JsonMap, JsonValue};
use chrono::{DateTime, Utc};

use crate::contact;
use crate::dice::Dice;
use crate::ids;
use crate::input::{Input, holds};
use crate::instant::{self, Millis};
use crate::page::{Rows, newer_rows};
use crate::refusal::Refusal;
use crate::resolve::{Context, Node, leaf};
use crate::tags::Tags;
use crate::texts::MESSAGES;
use crate::world::World;

const SEEDED: u64 = 5;

/// One message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// Its place in the world; part of its identifier.
    pub(crate) index: usize,
    pub(crate) conversation: usize,
    pub(crate) created: Millis,
    /// Whether the workspace's side wrote it.
    pub(crate) from_agent: bool,
    /// Its kind, by the position in the schema's enum.
    pub(crate) kind: Option<usize>,
    /// What was written, where a request wrote it.
    pub(crate) written: Option<String>,
    status: Option<&'static str>,
    tags: Tags,
    words: usize,
    external: bool,
}

impl Message {
    /// The seeded message of that index. `first` is the oldest of its conversation: a text by the contact.
    pub(crate) fn seeded(
        seed: u64,
        index: usize,
        conversation: usize,
        created: Millis,
        first: bool,
        kinds: &Kinds,
    ) -> Self {
        let mut dice = Dice::of(seed, SEEDED, index);
        let from_agent = !first && dice.one_in(2);
        let kind = match dice.below(100) {
            _ if first => Some(kinds.text),
            0..55 => Some(kinds.text),
            55..57 => None,
            _ => Some(dice.below(kinds.names.len()))
                .filter(|kind| from_agent || !kinds.outgoing.contains(kind)),
        };
        let status = ["pending", "sent", "sent", "sent", "failed"][dice.below(5)];
        Self {
            index,
            conversation,
            created,
            from_agent,
            kind,
            written: None,
            status: (from_agent && !dice.one_in(20)).then_some(status),
            tags: Tags::draw(&mut dice),
            words: dice.below(MESSAGES.len()),
            external: !dice.one_in(4),
        }
    }

    /// A message that was just added by a request.
    pub(crate) fn added(
        index: usize,
        conversation: usize,
        created: Millis,
        kind: Option<usize>,
        content: String,
    ) -> Self {
        Self {
            index,
            conversation,
            created,
            from_agent: true,
            kind,
            written: Some(content),
            status: Some("pending"),
            tags: Tags::NONE,
            words: 0,
            external: true,
        }
    }

    fn content(&self, kinds: &Kinds) -> Option<String> {
        if self.written.is_some() {
            return self.written.clone();
        }
        let kind = kinds.names.get(self.kind?)?;
        match kind.as_str() {
            "image" | "audio" | "document" | "video" => {
                Some(format!("https://media.example/{kind}/{}", self.index))
            }
            "location" => Some("41.0082,28.9784".to_owned()),
            "contacts" => None,
            _ => Some(MESSAGES[self.words].to_owned()),
        }
    }
}

impl Node for Message {
    fn type_name(&self) -> &'static str {
        "Message"
    }

    fn field<'a>(&'a self, context: &'a Context<'a>, name: &str) -> Option<ResolvedValue<'a>> {
        let kinds = context.world.kinds();
        Some(ResolvedValue::Leaf(match name {
            "messageId" => ids::message_id(self.index).into(),
            "content" => leaf(self.content(kinds)),
            "type" => leaf(self.kind.and_then(|kind| kinds.names.get(kind)).map(String::as_str)),
            "isAgent" => self.from_agent.into(),
            "status" => leaf(self.status),
            "externalMessageId" => leaf(self.external.then(|| format!("wamid.{:016x}", self.index))),
            "tags" => self.tags.json(),
            "createdAt" => JsonValue::from(instant::text(self.created)),
            _ => return None,
        }))
    }
}

/// The kinds that the schema lists.
#[derive(Debug)]
pub(crate) struct Kinds {
    names: Vec<String>,
    /// Plain text.
    text: usize,
    /// A filled-in template.
    pub(crate) template: Option<usize>,
    /// What only the workspace's side writes.
    outgoing: Vec<usize>,
}

impl Kinds {
    /// The kinds of those names.
    pub(crate) fn new(names: Vec<String>) -> Self {
        let find = |name: &str| names.iter().position(|kind| kind == name);
        Self {
            text: find("text").unwrap_or(0),
            template: find("template"),
            outgoing: ["template", "note"].into_iter().filter_map(find).collect(),
            names,
        }
    }

    /// The position of a kind.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|kind| kind == name)
    }
}

/// All messages, newest first: those that were added, then the seeded ones.
#[derive(Debug)]
pub(crate) struct Messages<'w> {
    world: &'w World,
    added: Vec<Message>,
}

impl<'w> Messages<'w> {
    /// The messages as they are now.
    pub(crate) fn new(world: &'w World) -> Self {
        Self { world, added: world.added_messages() }
    }

    /// Where the messages of a contact can be: among the added ones, and conversation by conversation.
    pub(crate) fn of_contact(&self, contact: usize) -> Vec<Range<usize>> {
        let (added, each) = (self.added.len(), self.world.messages_each());
        let seeded = contact::conversations(contact).filter(|index| *index < self.world.seeded());
        let seeded = seeded.map(|index| added + index * each..added + (index + 1) * each);
        std::iter::once(0..added).chain(seeded).collect()
    }
}

impl Rows for Messages<'_> {
    type Row = Message;

    fn len(&self) -> usize {
        self.added.len() + self.world.seeded() * self.world.messages_each()
    }

    fn time(&self, position: usize) -> Millis {
        match self.added.get(position) {
            Some(added) => added.created,
            None => self.world.message_created(position - self.added.len()),
        }
    }

    fn row(&self, position: usize) -> Message {
        match self.added.get(position) {
            Some(added) => added.clone(),
            None => self.world.message(position - self.added.len()),
        }
    }
}

/// Which messages to list.
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
    pub(crate) fn of(arguments: &JsonMap, query: Option<String>) -> Result<Self, Refusal> {
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

    /// The contact that was named, and whether one was; a name that is no contact's matches nothing.
    pub(crate) fn contact(&self) -> Option<Option<usize>> {
        self.client.as_ref().map(|id| ids::index(ids::Kind::Contact, id))
    }

    /// Whether nothing but dates narrows the list.
    pub(crate) fn keeps_all(&self) -> bool {
        let Self { client, assignee, tags, kind, from: _, to: _, query } = self;
        tags.is_none() && [client, assignee, kind, query].into_iter().all(Option::is_none)
    }

    /// The part of some stretches between the first and the last instant, both included.
    pub(crate) fn dated(&self, rows: &Messages<'_>, stretches: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let first = self.to.map_or(0, |to| newer_rows(rows, |time| time > to));
        let end = self.from.map_or(rows.len(), |from| newer_rows(rows, |time| time >= from));
        let cut = |stretch: Range<usize>| stretch.start.max(first)..stretch.end.min(end);
        stretches.into_iter().map(cut).filter(|stretch| !stretch.is_empty()).collect()
    }

    /// Whether a message is wanted.
    pub(crate) fn keeps(&self, message: &Message, world: &World) -> bool {
        self.kind
            .as_ref()
            .is_none_or(|kind| message.kind.is_some() && world.kinds().find(kind) == message.kind)
            && self.tags.as_ref().is_none_or(|tags| message.tags.any_of(tags))
            && self.query.as_ref().is_none_or(|query| {
                message.content(world.kinds()).is_some_and(|content| holds(&content, query))
            })
            && self.of_conversation(message, world)
    }

    fn of_conversation(&self, message: &Message, world: &World) -> bool {
        if self.client.is_none() && self.assignee.is_none() {
            return true;
        }
        let row = world.conversation(message.conversation);
        let is = |wanted: &Option<String>, kind: ids::Kind, index: Option<usize>| {
            wanted.as_ref().is_none_or(|id| index.is_some_and(|index| ids::index(kind, id) == Some(index)))
        };
        is(&self.client, ids::Kind::Contact, row.contact)
            && is(&self.assignee, ids::Kind::Agent, row.assignee())
    }
}
