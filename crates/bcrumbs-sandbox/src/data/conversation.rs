//! The conversations. They are computed from the seed row by row: each needs eight bytes of memory.

use crate::data::contact;
use crate::data::instant::Millis;
use crate::data::random::Random;
use crate::data::tags::Tags;
use crate::data::words::{AGENTS, BROADCASTS, STAGES};

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
    /// The index of the row; part of the identifier.
    pub(crate) index: usize,
    pub(crate) created: Millis,
    /// The channel; `None` if it is null.
    pub(crate) channel: Option<usize>,
    pub(crate) contact: Option<usize>,
    pub(crate) charge: Charge,
    pub(crate) ended: Option<End>,
    pub(crate) stage: Option<usize>,
    pub(crate) order: Option<usize>,
    pub(crate) broadcast: Option<usize>,
    pub(crate) tags: Tags,
    /// Whether `aiAssigneed` is null instead of false.
    vague: bool,
    external: bool,
}

/// The end of a conversation. Both values can be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) by: Option<EndedBy>,
    pub(crate) at: Option<Millis>,
}

/// Who ended a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndedBy {
    System,
    /// The user behind an agent.
    Agent(usize),
}

impl Conversation {
    /// Returns the seeded conversation with that index. `last` is the time of its last message. The newest
    /// conversation is always open, on `WHATSAPP`, with a known contact and nobody in charge.
    pub(crate) fn seeded(seed: u64, index: usize, created: Millis, last: Millis, channels: usize) -> Self {
        let mut random = Random::of(seed, CONVERSATIONS, index);
        let newest = index == 0;
        let channel = if random.one_in(2) { 0 } else { random.below(channels) };
        let charge = match random.below(10) {
            0..4 => Charge::Agent(random.below(AGENTS.len())),
            4..7 => Charge::Ai(random.below(AIS)),
            _ => Charge::Nobody,
        };
        let by_agent = EndedBy::Agent(random.below(AGENTS.len()));
        let by = [None, Some(EndedBy::System), Some(by_agent)][random.below(3)];
        let end = End { by, at: (!random.one_in(12)).then_some(last) };
        Self {
            index,
            created,
            channel: if newest { Some(0) } else { (!random.one_in(97)).then_some(channel) },
            contact: (newest || !random.one_in(53)).then(|| contact::of_conversation(index)),
            charge: if newest { Charge::Nobody } else { charge },
            vague: random.one_in(3),
            ended: (!newest && random.below(100) < 45).then_some(end),
            stage: (!random.one_in(3)).then(|| random.below(STAGES.len())),
            order: random.one_in(3).then(|| 10_000 + random.below(90_000)),
            broadcast: random.one_in(8).then(|| random.below(BROADCASTS.len())),
            tags: Tags::draw(&mut random),
            external: random.one_in(4),
        }
    }

    /// Returns a new conversation with nobody in charge.
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

    /// Returns the identifier in an external system.
    pub(crate) fn external_id(&self) -> Option<String> {
        self.external.then(|| format!("EXT-{:06}", self.index))
    }

    /// The agent in charge.
    pub(crate) fn assignee(&self) -> Option<usize> {
        match self.charge {
            Charge::Agent(agent) => Some(agent),
            Charge::Nobody | Charge::Ai(_) => None,
        }
    }

    /// The AI in charge.
    pub(crate) fn ai(&self) -> Option<usize> {
        match self.charge {
            Charge::Ai(ai) => Some(ai),
            Charge::Nobody | Charge::Agent(_) => None,
        }
    }

    /// Returns whether an AI is in charge; `None` for null.
    pub(crate) fn ai_assigned(&self) -> Option<bool> {
        (!self.vague || self.ai().is_some()).then(|| self.ai().is_some())
    }
}
