//! The queue of deliveries: creates them from the recorded events, posts them one after the other, and records the
//! results.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use serde_json::Value;
use tokio::sync::{mpsc, watch};

use crate::data::instant::Millis;
use crate::data::occurrence::{Occurrence, Subscription};
use crate::data::world::World;
use crate::error::Error;
use crate::event::Event;
use crate::journal::Journal;
use crate::log::Log;
use crate::script::SharedRules;
use crate::webhook::delivery::{Attempt, Delivery, DeliveryFault};
use crate::webhook::payload;
use crate::webhook::post;
use crate::webhook::target::Target;

/// The state of the deliveries, shared by the sandbox and the task that posts them.
#[derive(Debug)]
pub(crate) struct Deliveries {
    pub(crate) rules: SharedRules<DeliveryFault>,
    /// The maximum number of attempts for a delivery.
    tries: usize,
    log: Log,
    state: Mutex<State>,
    jobs: mpsc::UnboundedSender<Job>,
    /// The number of unfinished jobs.
    pending: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct State {
    recorded: Journal<Delivery>,
    held: Vec<Held>,
}

/// A waiting delivery.
#[derive(Debug)]
struct Held {
    until: Until,
    job: Job,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Waits until the clock reaches that time.
    Clock(Millis),
    /// Waits until the next delivery to the same URL was posted.
    NextDelivery,
}

/// One delivery to post.
#[derive(Debug, Clone)]
struct Job {
    number: usize,
    event: Event,
    target: Target,
    body: Bytes,
    receiver: Receiver,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Receiver {
    Up,
    Down,
}

/// The receiving end of the queue, for the task that posts.
pub(crate) struct Jobs(mpsc::UnboundedReceiver<Job>);

impl Deliveries {
    /// Creates an empty queue, and the receiving end for the task that posts.
    pub(crate) fn start(seed: u64, tries: usize, log: Log) -> Started {
        let (jobs, receiver) = mpsc::unbounded_channel();
        let deliveries = Self {
            rules: SharedRules::new(seed),
            tries: tries.max(1),
            log,
            state: Mutex::default(),
            jobs,
            pending: watch::Sender::new(0),
        };
        Started { deliveries: Arc::new(deliveries), jobs: Jobs(receiver) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Creates deliveries from the recorded events, and queues the waiting ones that are due.
    pub(crate) fn collect(&self, world: &World) {
        // The state is locked first, so that two requests cannot swap their events.
        let mut state = self.state();
        self.release(&mut state, world.clock().now());
        if world.changes().occurrences.is_empty() {
            return;
        }
        let (occurrences, subscriptions) = {
            let mut changes = world.changes_mut();
            (std::mem::take(&mut changes.occurrences), changes.subscriptions.clone())
        };
        for occurrence in &occurrences {
            for subscription in subscriptions.iter().filter(|it| it.event.covers(occurrence.event)) {
                self.add(&mut state, world, occurrence, subscription);
            }
        }
        self.release(&mut state, world.clock().now());
    }

    fn add(&self, state: &mut State, world: &World, occurrence: &Occurrence, subscription: &Subscription) {
        let Ok(target) = Target::parse(&subscription.url) else {
            return;
        };
        let fault = self.rules.lock().take(&[occurrence.event.as_str(), Event::Any.as_str()]);
        let body = payload::body(world, occurrence, fault);
        let mut job = Job {
            number: state.recorded.next(),
            event: occurrence.event,
            target,
            body: body_of(&body),
            receiver: Receiver::Up,
        };
        state.recorded.add(Delivery {
            number: job.number,
            event: occurrence.event,
            url: subscription.url.clone(),
            body,
            fault,
            attempts: Vec::new(),
        });
        match fault {
            None | Some(DeliveryFault::OtherDateForm | DeliveryFault::StraySpace) => self.send(state, job),
            Some(DeliveryFault::Twice) => {
                self.send(state, job.clone());
                self.send(state, job);
            }
            Some(DeliveryFault::ReceiverDown) => {
                job.receiver = Receiver::Down;
                self.send(state, job);
            }
            Some(DeliveryFault::Late(by)) => {
                let by = Millis::try_from(by.as_millis()).unwrap_or(Millis::MAX);
                state.held.push(Held { until: Until::Clock(occurrence.at.saturating_add(by)), job });
            }
            Some(DeliveryFault::OutOfOrder) => {
                state.held.push(Held { until: Until::NextDelivery, job });
            }
        }
    }

    /// Queues a delivery, and the deliveries that waited for it.
    fn send(&self, state: &mut State, job: Job) {
        let target = job.target.clone();
        self.post(job);
        let (waiting, rest) = std::mem::take(&mut state.held)
            .into_iter()
            .partition(|held| held.until == Until::NextDelivery && held.job.target == target);
        state.held = rest;
        let waiting: Vec<Held> = waiting;
        for held in waiting {
            self.post(held.job);
        }
    }

    fn post(&self, job: Job) {
        self.pending.send_modify(|pending| *pending += 1);
        // If the task has ended, the sandbox is stopping.
        if self.jobs.send(job).is_err() {
            self.pending.send_modify(|pending| *pending -= 1);
        }
    }

    /// Queues the deliveries that were held until a time that has passed.
    fn release(&self, state: &mut State, now: Millis) {
        let due = |held: &Held| match held.until {
            Until::Clock(at) => at <= now,
            Until::NextDelivery => false,
        };
        while let Some(place) = state.held.iter().position(due) {
            let held = state.held.remove(place);
            self.send(state, held.job);
        }
    }

    /// Posts a recorded delivery again.
    pub(crate) fn resend(&self, number: usize) -> Result<(), Error> {
        let mut state = self.state();
        let unknown = || Error::UnknownDelivery { number };
        let delivery = state.recorded.entry(number).ok_or_else(unknown)?;
        let job = Job {
            number,
            event: delivery.event,
            target: Target::parse(&delivery.url)?,
            body: body_of(&delivery.body),
            receiver: Receiver::Up,
        };
        self.post(job);
        Ok(())
    }

    /// Waits until all due deliveries were posted.
    pub(crate) async fn settled(&self) {
        // `wait_for` returns a guard, which must be dropped. Waiting cannot fail, because this struct owns the sender.
        let _ = self.pending.subscribe().wait_for(|pending| *pending == 0).await;
    }

    /// Returns a copy of the deliveries so far.
    pub(crate) fn all(&self) -> Vec<Delivery> {
        self.state().recorded.all()
    }

    fn record(&self, job: &Job, attempt: Attempt) {
        self.log.line(|| {
            let status = attempt.status.map(|status| status.to_string());
            let outcome = status.or_else(|| attempt.error.clone()).unwrap_or_default();
            let latency = attempt.latency.as_millis();
            // The path is not logged, because it may contain a secret.
            format!("webhook {} to {} -> {outcome} in {latency} ms", job.event, job.target.authority)
        });
        if let Some(delivery) = self.state().recorded.entry(job.number) {
            delivery.attempts.push(attempt);
        }
    }
}

fn body_of(value: &Value) -> Bytes {
    value.to_string().into()
}

/// The jobs of the task that posts, and their state.
pub(crate) struct Started {
    pub(crate) deliveries: Arc<Deliveries>,
    pub(crate) jobs: Jobs,
}

/// Posts one delivery after the other, until the queue is dropped.
pub(crate) async fn work(deliveries: Arc<Deliveries>, mut jobs: Jobs) {
    while let Some(job) = jobs.0.recv().await {
        for _ in 0..deliveries.tries {
            let attempt = match job.receiver {
                Receiver::Up => post::attempt(&job.target, job.body.clone()).await,
                Receiver::Down => Attempt::not_reached(),
            };
            let taken = attempt.succeeded();
            deliveries.record(&job, attempt);
            if taken {
                break;
            }
        }
        deliveries.pending.send_modify(|pending| *pending -= 1);
    }
}
