//! Which fault befalls which request: the script first, one each in order, then the storm.

use std::collections::VecDeque;

use crate::dice::Dice;
use crate::fault::Fault;

/// What is still to go wrong.
#[derive(Debug, Default)]
pub(crate) struct Script {
    next: VecDeque<Fault>,
    storm: Option<Storm>,
}

#[derive(Debug)]
struct Storm {
    dice: Dice,
    faults: Vec<(Fault, f64)>,
}

impl Script {
    /// Appends faults for the next requests.
    pub(crate) fn add(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.next.extend(faults);
    }

    /// Starts a storm, in the place of any other.
    pub(crate) fn storm(&mut self, seed: u64, faults: Vec<(Fault, f64)>) {
        self.storm = Some(Storm { dice: Dice::of(seed, 7, 0), faults });
    }

    /// Forgets the storm and what is left of the script.
    pub(crate) fn calm(&mut self) {
        *self = Self::default();
    }

    /// The fault of the request that has just come in.
    pub(crate) fn take(&mut self) -> Option<Fault> {
        if let Some(fault) = self.next.pop_front() {
            return Some(fault);
        }
        let storm = self.storm.as_mut()?;
        let mut drawn = storm.dice.unit();
        let hit = storm.faults.iter().find(|(_, probability)| {
            drawn -= probability;
            drawn < 0.0
        });
        hit.map(|(fault, _)| fault.clone())
    }
}
