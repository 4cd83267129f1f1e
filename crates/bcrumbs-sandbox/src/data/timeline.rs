//! The creation times of the seeded conversations and messages: in order, with intended ties.

use crate::data::instant::Millis;
use crate::data::random::Random;

const CONVERSATIONS: u64 = 1;
const MESSAGES: u64 = 2;
/// The number of the newest conversations that are up to half an hour apart. Older ones are up to two minutes apart.
const SPACIOUS: usize = 1_000;
const MINUTE: usize = 60_000;

/// The instants of the seeded rows. Row 0 is the newest. About a third of the rows share their millisecond.
#[derive(Debug)]
pub(crate) struct Timeline {
    seed: u64,
    now: Millis,
    created: Vec<Millis>,
    messages: usize,
}

impl Timeline {
    /// Distributes `conversations` before `now`, each with that many messages.
    pub(crate) fn new(seed: u64, now: Millis, conversations: usize, messages: usize) -> Self {
        let mut created = Vec::with_capacity(conversations);
        let mut random = Random::of(seed, CONVERSATIONS, 0);
        let mut at = now;
        while created.len() < conversations {
            let spread = if created.len() < SPACIOUS { 30 * MINUTE } else { 2 * MINUTE };
            at -= if random.one_in(20) { 1 } else { 1 + random.below(spread) as Millis };
            let together = match random.below(100) {
                0..84 => 1,
                84..97 => 2,
                _ => 3 + random.below(6),
            };
            created.resize(conversations.min(created.len() + together), at);
        }
        Self { seed, now, created, messages }
    }

    /// The number of conversations.
    pub(crate) fn conversations(&self) -> usize {
        self.created.len()
    }

    /// The number of messages of one conversation.
    pub(crate) fn messages_each(&self) -> usize {
        self.messages
    }

    /// The number of all messages.
    pub(crate) fn messages(&self) -> usize {
        self.created.len() * self.messages
    }

    /// When a conversation was created.
    pub(crate) fn conversation(&self, index: usize) -> Millis {
        self.created.get(index).copied().unwrap_or(self.now)
    }

    /// When a message was written: after its conversation was created and before the next newer one was.
    /// Conversations of one millisecond take turns in the span that follows it.
    pub(crate) fn message(&self, index: usize) -> Millis {
        let conversation = index / self.messages.max(1);
        let start = self.conversation(conversation);
        let newer = self.created[..conversation].iter().rev().take_while(|at| **at == start).count();
        let older = self.created[conversation..].iter().take_while(|at| **at == start).count();
        let end = conversation.checked_sub(newer + 1).map_or(self.now, |next| self.created[next]);

        let turns = (newer + older) * self.messages;
        let turn = (older * self.messages).saturating_sub(1 + index % self.messages.max(1));
        let tied = turn > 0 && Random::of(self.seed, MESSAGES, index).one_in(5);
        let share = i128::from(end - start) * (turn - usize::from(tied)) as i128 / turns.max(1) as i128;
        start + share as Millis
    }
}
