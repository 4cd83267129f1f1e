//! The conversations: computed from the seed row by row, so that a million of them cost eight bytes each.

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
    /// Its place in the world; part of its identifier.
    pub(crate) index: usize,
    pub(crate) created: Millis,
    /// The channel; `None` where the gateway does not say.
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

/// How a conversation ended; either fact may be unknown.
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
    /// The seeded conversation of that index; `last` is when its last message was written. The newest is always
    /// open, on `WHATSAPP`, with a known contact and nobody in charge.
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

    /// A conversation that was just opened, with nobody in charge.
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

    /// The identifier in a system of the customer's.
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

    /// Whether an AI is in charge, where the gateway says.
    pub(crate) fn ai_assigned(&self) -> Option<bool> {
        (!self.vague || self.ai().is_some()).then(|| self.ai().is_some())
    }
}
