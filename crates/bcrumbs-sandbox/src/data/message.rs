//! The messages of the conversations.

use std::borrow::Cow;

use crate::data::instant::Millis;
use crate::data::random::Random;
use crate::data::tags::Tags;
use crate::data::words::MESSAGES;

const SEEDED: u64 = 5;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Author {
    Contact,
    /// An agent, an AI or the API.
    Workspace,
}

/// The position of a seeded message in its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    /// The oldest: a text by the contact.
    First,
    Later,
}

/// One message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// The index of the row; part of the identifier.
    pub(crate) index: usize,
    pub(crate) conversation: usize,
    pub(crate) created: Millis,
    pub(crate) author: Author,
    /// Its kind, by the position in the schema's enum.
    pub(crate) kind: Option<usize>,
    pub(crate) status: Option<Cow<'static, str>>,
    pub(crate) tags: Tags,
    content: Content,
    external: bool,
}

/// What was written.
#[derive(Debug, Clone)]
enum Content {
    /// One of the seeded texts.
    Seeded(usize),
    Written(String),
}

impl Message {
    /// The seeded message of that index.
    pub(crate) fn seeded(
        seed: u64,
        index: usize,
        conversation: usize,
        created: Millis,
        position: Position,
        kinds: &Kinds,
    ) -> Self {
        let mut random = Random::of(seed, SEEDED, index);
        let first = position == Position::First;
        let author = if !first && random.one_in(2) { Author::Workspace } else { Author::Contact };
        let kind = match random.below(100) {
            _ if first => Some(kinds.text),
            0..55 => Some(kinds.text),
            55..57 => None,
            _ => Some(random.below(kinds.names.len()))
                .filter(|kind| author == Author::Workspace || !kinds.outgoing.contains(kind)),
        };
        let status = ["pending", "sent", "sent", "sent", "failed"][random.below(5)];
        Self {
            index,
            conversation,
            created,
            author,
            kind,
            status: (author == Author::Workspace && !random.one_in(20)).then_some(Cow::Borrowed(status)),
            tags: Tags::draw(&mut random),
            content: Content::Seeded(random.below(MESSAGES.len())),
            external: !random.one_in(4),
        }
    }

    /// Returns a new message. A message of the workspace is pending at first.
    pub(crate) fn written(
        index: usize,
        conversation: usize,
        created: Millis,
        author: Author,
        kind: Option<usize>,
        content: String,
    ) -> Self {
        Self {
            index,
            conversation,
            created,
            author,
            kind,
            status: (author == Author::Workspace).then_some(Cow::Borrowed("pending")),
            tags: Tags::NONE,
            content: Content::Written(content),
            external: true,
        }
    }

    /// Returns the text, or the URL of a medium.
    pub(crate) fn content(&self, kinds: &Kinds) -> Option<String> {
        let words = match &self.content {
            Content::Written(text) => return Some(text.clone()),
            Content::Seeded(words) => *words,
        };
        let kind = kinds.names.get(self.kind?)?;
        match kind.as_str() {
            "image" | "audio" | "document" | "video" => {
                Some(format!("https://media.example/{kind}/{}", self.index))
            }
            "location" => Some("41.0082,28.9784".to_owned()),
            "contacts" => None,
            _ => Some(MESSAGES[words].to_owned()),
        }
    }

    /// Its identifier at the network.
    pub(crate) fn external_id(&self) -> Option<String> {
        self.external.then(|| format!("wamid.{:016x}", self.index))
    }
}

/// The kinds that the schema lists.
#[derive(Debug)]
pub(crate) struct Kinds {
    names: Vec<String>,
    /// Plain text.
    pub(crate) text: usize,
    /// A filled-in template.
    pub(crate) template: Option<usize>,
    /// An internal note.
    pub(crate) note: Option<usize>,
    /// The kinds that only the workspace writes.
    outgoing: Vec<usize>,
}

impl Kinds {
    /// The kinds of those names.
    pub(crate) fn new(names: Vec<String>) -> Self {
        let find = |name: &str| names.iter().position(|kind| kind == name);
        Self {
            text: find("text").unwrap_or(0),
            template: find("template"),
            note: find("note"),
            outgoing: ["template", "note"].into_iter().filter_map(find).collect(),
            names,
        }
    }

    /// The position of a kind.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|kind| kind == name)
    }

    /// The name of a message's kind.
    pub(crate) fn name(&self, kind: Option<usize>) -> Option<&str> {
        self.names.get(kind?).map(String::as_str)
    }
}
