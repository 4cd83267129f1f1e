//! The lists, newest first: added rows, then seeded rows.

use std::ops::Range;

use chrono::{DateTime, Utc};

use crate::data::contact::{self, Contact};
use crate::data::conversation::Conversation;
use crate::data::instant::{self, Millis};
use crate::data::message::Message;
use crate::data::record::Record;
use crate::data::world::World;

/// A list that is ordered from the newest row to the oldest.
pub(crate) trait Rows {
    /// The type of a row.
    type Row;
    /// The number of rows.
    fn len(&self) -> usize;
    /// Returns the creation time of the row at a position. It is never later than that of the row before.
    fn time(&self, position: usize) -> Millis;
    /// The row at a position.
    fn row(&self, position: usize) -> Self::Row;
}

/// The number of rows, from the newest, for which `newer` holds.
pub(crate) fn newer_rows(rows: &impl Rows, newer: impl Fn(DateTime<Utc>) -> bool) -> usize {
    let (mut low, mut high) = (0, rows.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if newer(instant::moment(rows.time(middle))) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// All positions of a list.
pub(crate) fn whole(rows: &impl Rows) -> Vec<Range<usize>> {
    std::iter::once(0..rows.len()).collect()
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

    /// Returns the positions where conversations of a contact can be.
    pub(crate) fn of_contact(&self, contact: usize) -> Vec<Range<usize>> {
        let started = self.world.started_with(contact).into_iter().rev();
        // A conversation that was started after this list was created has no position in it.
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

/// All messages, newest first: those that were added, then the seeded ones.
#[derive(Debug)]
pub(crate) struct Messages<'w> {
    world: &'w World,
    added: Vec<Message>,
}

impl<'w> Messages<'w> {
    /// The messages as they are now.
    pub(crate) fn new(world: &'w World) -> Self {
        let added = world.changes().messages.iter().rev().cloned().collect();
        Self { world, added }
    }

    /// Returns the positions where messages of a contact can be: the added messages, and those of each conversation.
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
            None => self.world.message_in(&self.world.changes(), position - self.added.len()),
        }
    }
}

/// All contacts, newest first.
#[derive(Debug)]
pub(crate) struct Contacts<'w> {
    world: &'w World,
    added: usize,
}

impl<'w> Contacts<'w> {
    /// The contacts as they are now.
    pub(crate) fn new(world: &'w World) -> Self {
        Self { world, added: world.added_contacts() }
    }

    /// The position of the contact with that index.
    pub(crate) fn position(&self, index: usize) -> Option<usize> {
        let seeded = self.world.seeded_contacts();
        if index < seeded { Some(self.added + index) } else { self.added.checked_sub(index - seeded + 1) }
    }

    fn index(&self, position: usize) -> usize {
        match position.checked_sub(self.added) {
            Some(seeded) => seeded,
            None => self.world.seeded_contacts() + self.added - 1 - position,
        }
    }
}

impl Rows for Contacts<'_> {
    type Row = Contact;

    fn len(&self) -> usize {
        self.added + self.world.seeded_contacts()
    }

    fn time(&self, position: usize) -> Millis {
        self.world.contact_created(self.index(position))
    }

    fn row(&self, position: usize) -> Contact {
        self.world.contact(self.index(position))
    }
}

/// A short list.
#[derive(Debug)]
pub(crate) struct Records(pub(crate) Vec<Record>);

impl Rows for Records {
    type Row = Record;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn time(&self, position: usize) -> Millis {
        self.0[position].created
    }

    fn row(&self, position: usize) -> Record {
        self.0[position].clone()
    }
}
