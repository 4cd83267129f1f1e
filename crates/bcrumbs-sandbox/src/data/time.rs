//! Applies the changes that are due by the sandbox's clock: messages get a status, conversations end.

use std::borrow::Cow;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::data::conversation::EndedBy;
use crate::data::edit::Edit;
use crate::data::instant::Millis;
use crate::data::schedule::{Due, Report};
use crate::data::world::World;
use crate::event::Event;

/// Moves the clock forwards. The new time counts from the newest row, which may be a few milliseconds later than the
/// clock: the age of that row is then exactly the given duration.
pub(crate) fn advance(world: &World, by: Duration) {
    let beyond = world.changes().last - world.clock().now();
    let beyond = u64::try_from(beyond).unwrap_or(0);
    world.clock().advance(by.saturating_add(Duration::from_millis(beyond)));
}

/// Applies all due changes, in their order. This is cheap if no change is due.
pub(crate) fn settle(world: &World) {
    let now = world.clock().now();
    if now < world.next_due.load(Ordering::Relaxed) {
        return;
    }
    let mut edit = Edit::new(world);
    while let Some(entry) = edit.changes.schedule.take(now) {
        match entry.due {
            Due::Report { message, report } => report_message(&mut edit, message, report, entry.at),
            Due::End { conversation } => end_if_silent(&mut edit, conversation, entry.at),
            Due::EndSeeded => end_seeded(&mut edit, entry.at),
        }
    }
    world.reschedule(&edit.changes);
}

/// The test may have set another status in the meantime.
fn report_message(edit: &mut Edit<'_>, message: usize, report: Report, at: Millis) {
    if edit.world.message_in(&edit.changes, message).status.as_deref() == Some("pending") {
        let status = match report {
            Report::Sent => "sent",
            Report::Failed => "failed",
        };
        edit.set_status(message, Cow::Borrowed(status), at);
    }
}

fn end_if_silent(edit: &mut Edit<'_>, conversation: usize, at: Millis) {
    let Some(ttl) = edit.world.ttl() else { return };
    let silent = edit.changes.active.get(&conversation).is_none_or(|last| last + ttl <= at);
    let open = edit.world.conversation_in(&edit.changes, conversation).ended.is_none();
    if silent && open {
        edit.end(conversation, EndedBy::System, at);
    }
}

/// Ends the seeded conversations at once, without a copy of each.
fn end_seeded(edit: &mut Edit<'_>, at: Millis) {
    let world = edit.world;
    let open: Vec<usize> = if edit.wanted(Event::EndingConversation) {
        let is_open = |index: &usize| {
            !edit.changes.active.contains_key(index)
                && world.conversation_in(&edit.changes, *index).ended.is_none()
        };
        (0..world.seeded()).rev().filter(is_open).collect()
    } else {
        Vec::new()
    };
    edit.changes.seeded_ended = Some(at);
    // A conversation that a request has assigned has its own copy.
    let copies: Vec<usize> = edit.changes.conversations.keys().copied().collect();
    for index in copies {
        let open = edit.changes.conversations[&index].ended.is_none();
        if open && !edit.changes.active.contains_key(&index) {
            edit.end_quietly(index, EndedBy::System, at);
        }
    }
    for index in open {
        edit.record_conversation_event(Event::EndingConversation, index, at);
    }
}
