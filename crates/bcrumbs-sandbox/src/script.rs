//! Scripted faults, and the requests or deliveries that they affect.

use std::collections::VecDeque;
use std::fmt::{self, Display};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::data::random::Random;
use crate::fault::Fault;

/// Faults for any operation: first the faults of the script in order, one for each request, then the storm.
#[derive(Debug, Default)]
pub(crate) struct Script {
    next: VecDeque<Fault>,
    storm: Option<Storm>,
}

#[derive(Debug)]
struct Storm {
    random: Random,
    faults: Vec<(Fault, f64)>,
}

impl Script {
    /// Appends faults for the next requests.
    pub(crate) fn add(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.next.extend(faults);
    }

    /// Starts a storm, and ends an earlier one.
    pub(crate) fn storm(&mut self, seed: u64, faults: Vec<(Fault, f64)>) {
        self.storm = Some(Storm { random: Random::of(seed, 7, 0), faults });
    }

    /// Removes the storm and the rest of the script.
    pub(crate) fn calm(&mut self) {
        *self = Self::default();
    }

    /// The next fault of the script.
    pub(crate) fn take(&mut self) -> Option<Fault> {
        self.next.pop_front()
    }

    /// Returns the storm's fault for the current request.
    pub(crate) fn drawn(&mut self) -> Option<Fault> {
        let storm = self.storm.as_mut()?;
        let mut drawn = storm.random.unit();
        let affected = storm.faults.iter().find(|(_, probability)| {
            drawn -= probability;
            drawn < 0.0
        });
        affected.map(|(fault, _)| fault.clone())
    }

    /// Returns the unused faults of the script, one line each.
    pub(crate) fn unused(&self) -> Vec<String> {
        self.next.iter().map(|fault| format!("{fault} for the next request: not used")).collect()
    }
}

/// Faults for operations or events by name.
#[derive(Debug)]
pub(crate) struct Rules<F> {
    seed: u64,
    rules: Vec<Rule<F>>,
}

#[derive(Debug)]
struct Rule<F> {
    name: String,
    fault: F,
    /// The maximum number of uses, if the test sets one.
    times: Option<usize>,
    chance: Option<Chance>,
    /// The number of matching requests so far.
    met: usize,
    used: usize,
}

#[derive(Debug)]
struct Chance {
    random: Random,
    probability: f64,
}

impl<F> Rule<F> {
    /// Returns how often the rule should be used. Default: once, or no limit if a probability is set.
    fn limit(&self) -> usize {
        self.times.unwrap_or(if self.chance.is_some() { usize::MAX } else { 1 })
    }

    /// Returns whether the rule applies now.
    fn applies(&mut self) -> bool {
        if self.used >= self.limit() {
            return false;
        }
        self.met += 1;
        let drawn = self.chance.as_mut().is_none_or(|chance| chance.random.unit() < chance.probability);
        self.used += usize::from(drawn);
        drawn
    }
}

impl<F: Clone + Display> Rules<F> {
    /// No rules; chances are drawn from the seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, rules: Vec::new() }
    }

    /// Adds a rule and returns its number.
    fn add(&mut self, name: String, fault: F) -> usize {
        self.rules.push(Rule { name, fault, times: None, chance: None, met: 0, used: 0 });
        self.rules.len() - 1
    }

    /// Removes all rules.
    pub(crate) fn clear(&mut self) {
        // The numbers of rules stay valid: an old number has no effect.
        for rule in &mut self.rules {
            rule.times = Some(rule.used);
        }
    }

    /// Returns the fault of the first rule that matches one of these names, in the order in which the rules were
    /// added.
    pub(crate) fn take(&mut self, names: &[&str]) -> Option<F> {
        let mut named = self.rules.iter_mut().filter(|rule| names.contains(&rule.name.as_str()));
        named.find_map(|rule| rule.applies().then(|| rule.fault.clone()))
    }

    /// Returns the rules that were used less often than scripted, one line each. A rule with a probability counts as
    /// used after the first draw.
    pub(crate) fn unused(&self) -> Vec<String> {
        let left = self.rules.iter().filter(|rule| match rule.chance {
            None => rule.used < rule.limit(),
            Some(_) => rule.met == 0 && rule.limit() > 0,
        });
        let line = |rule: &Rule<F>| match (rule.used, rule.limit()) {
            (0, _) => format!("{} for {}: not used", rule.fault, rule.name),
            (used, limit) => format!("{} for {}: used {used} of {limit} times", rule.fault, rule.name),
        };
        left.map(line).collect()
    }
}

/// Rules that are shared between a test and the server.
#[derive(Debug)]
pub(crate) struct SharedRules<F>(Mutex<Rules<F>>);

impl<F: Clone + Display> SharedRules<F> {
    /// No rules; chances are drawn from the seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(Rules::new(seed)))
    }

    /// The rules.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Rules<F>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a rule with all its settings.
    pub(crate) fn add(
        &self,
        name: impl Into<String>,
        fault: F,
        times: Option<usize>,
        probability: Option<f64>,
    ) {
        let mut scripted = self.script(name, fault);
        if let Some(times) = times {
            scripted = scripted.times(times);
        }
        if let Some(probability) = probability {
            scripted.with_probability(probability);
        }
    }

    /// Adds a rule.
    pub(crate) fn script(&self, name: impl Into<String>, fault: F) -> Scripted<'_, F> {
        let number = self.lock().add(name.into(), fault);
        Scripted { rules: self, number }
    }
}

/// A scripted fault. It is already active. Its methods set how often it is applied; the default is once.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use bcrumbs_sandbox::{Fault, Sandbox};
///
/// let sandbox = Sandbox::start().await?;
/// sandbox.fail("convs", Fault::status(503)).times(2);
/// sandbox.fail("startConv", Fault::ResetAfterExecuting).with_probability(0.1);
/// # Ok(())
/// # }
/// ```
pub struct Scripted<'s, F> {
    rules: &'s SharedRules<F>,
    number: usize,
}

impl<F: Clone + Display> Scripted<'_, F> {
    /// Sets how often the fault is applied. Default: once, or always if a probability is set.
    #[allow(
        clippy::must_use_candidate,
        clippy::return_self_not_must_use,
        reason = "the fault is active already"
    )]
    pub fn times(self, times: usize) -> Self {
        self.rules.lock().rules[self.number].times = Some(times);
        self
    }

    /// Sets the probability, from 0 to 1, of the fault for each request. The sandbox's seed and the order of the
    /// requests determine the draws.
    ///
    /// # Panics
    ///
    /// Panics if the probability is not between 0 and 1.
    #[allow(
        clippy::must_use_candidate,
        clippy::return_self_not_must_use,
        reason = "the fault is active already"
    )]
    pub fn with_probability(self, probability: f64) -> Self {
        assert!(
            (0.0..=1.0).contains(&probability),
            "a probability is a number from 0 to 1, and not {probability}"
        );
        {
            let mut rules = self.rules.lock();
            let random = Random::of(rules.seed, 8, self.number);
            rules.rules[self.number].chance = Some(Chance { random, probability });
        }
        self
    }
}

impl<F> fmt::Debug for Scripted<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scripted").field("number", &self.number).finish_non_exhaustive()
    }
}
