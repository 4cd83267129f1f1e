//! `Follow`, the new items of a list as they come.

use crate::error::error::Error;
use crate::error::graphql_error::GraphQlError;
use crate::model::position::Position;
use crate::paging::follow_policy::{FollowPolicy, Interval};
use crate::paging::follow_read::{COARSEST, NewestItems, Until, read_newest};
use crate::paging::follow_state::FollowState;
use crate::paging::pages::Pages;
use crate::paging::row::Row;
use chrono::{DateTime, TimeDelta, Utc};
use futures_core::{FusedStream, Stream};
use std::collections::VecDeque;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::Sleep;

/// A stream of the new items of a list, oldest first, created by [`List::follow`](crate::List::follow).
///
/// It reads the newest part of the list again and again. The [`FollowPolicy`] sets the interval, which grows while no
/// new item comes. Each item is returned once, with the [`Position`] after it.
///
/// An error that is retryable ([`Error::is_retryable`]) is returned, and the stream continues: it reads the list again
/// after the interval, or after the wait that the gateway requested. Any other error ends the stream. Otherwise the
/// stream never ends. Drop it to stop.
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) works without an extension trait. A read that finds new items keeps
/// all of them in memory until they are returned.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace, stored: Option<bcrumbs::Position>) -> Result<(), bcrumbs::Error> {
/// let mut new = workspace.messages().contact("67d09433594d52dd19817d60").follow(stored);
/// loop {
///     match new.try_next().await {
///         Ok(Some(followed)) => println!("{}, then store {}", followed.item.id, followed.position),
///         Ok(None) => return Ok(()),
///         Err(error) if error.is_retryable() => println!("reading again later: {error}"),
///         Err(error) => return Err(error),
///     }
/// }
/// # }
/// ```
#[must_use = "a stream fetches nothing until it is polled"]
pub struct Follow<T> {
    source: FollowSource<T>,
    policy: FollowPolicy,
    interval: Interval,
    start: Start,
    /// `None` until the first read has succeeded.
    state: Option<FollowState>,
    new: VecDeque<T>,
    step: Step<T>,
    errors: Vec<GraphQlError>,
    lossless: bool,
}

/// An item of a followed list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Followed<T> {
    /// The item.
    pub item: T,
    /// The position after the item. Store it when the item was handled, and pass it to
    /// [`List::follow`](crate::List::follow) after a restart.
    pub position: Position,
}

impl<T> Followed<T> {
    /// Creates a followed item, for tests.
    pub fn new(item: T, position: impl Into<Position>) -> Self {
        Self { item, position: position.into() }
    }
}

/// The source of a followed list.
pub(crate) struct FollowSource<T> {
    pub(crate) operation: &'static str,
    pub(crate) row: Row<T>,
    /// Starts to read the list. The items before this instant are not needed.
    pub(crate) pages: Box<dyn Fn(Option<DateTime<Utc>>) -> Pages<T> + Send + Sync>,
    /// Returns a random duration up to a bound.
    pub(crate) jitter: Box<dyn Fn(Duration) -> Duration + Send + Sync>,
}

/// Where a followed list begins.
#[derive(Debug)]
pub(crate) enum Start {
    /// After the items that the list has at the first read.
    Now,
    /// At an instant, if it is set, and after a position.
    After { since: Option<DateTime<Utc>>, position: Option<Position> },
}

type ReadFuture<T> = Pin<Box<dyn Future<Output = Result<NewestItems<T>, Error>> + Send>>;

/// What the stream does next.
enum Step<T> {
    /// It returns this error and ends.
    Refused(Option<Error>),
    Read,
    Reading(ReadFuture<T>),
    Waiting(Pin<Box<Sleep>>),
    Ended,
}

impl<T: Send + 'static> Follow<T> {
    pub(crate) fn new(source: FollowSource<T>, start: Start) -> Self {
        let policy = FollowPolicy::default();
        Self {
            source,
            policy,
            interval: Interval::new(policy),
            start,
            state: None,
            new: VecDeque::new(),
            step: Step::Read,
            errors: Vec::new(),
            lossless: true,
        }
    }

    /// Ends the stream with an error, because a setting is invalid.
    pub(crate) fn refused(mut self, error: Error) -> Self {
        self.step = Step::Refused(Some(error));
        self
    }

    /// Sets the policy. Set it before the first item is read. Default: [`FollowPolicy::default`].
    pub fn policy(mut self, policy: FollowPolicy) -> Self {
        self.policy = policy;
        self.interval = Interval::new(policy);
        self
    }

    /// Returns the next new item. It waits until there is one. Returns `None` after an error that ended the stream. If the
    /// future is dropped, no item is lost.
    ///
    /// # Errors
    ///
    /// The errors of a list. After a retryable error, call the method again. Any other error ends the stream:
    ///
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput) if the items have no instant, the position has no timestamp, or
    ///   the list has a setting that a followed list cannot have.
    /// - [`Pagination`](crate::ErrorKind::Pagination) if the list is not newest first, or its cursors do not lead to the
    ///   next page.
    pub async fn try_next(&mut self) -> Result<Option<Followed<T>>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// Reads the list for the first time, if that was not yet done, and returns the position.
    ///
    /// Without a stored position, the stream returns the items that are new since the first read. Store the position of
    /// this method, so that a restart before the first new item loses nothing.
    ///
    /// # Errors
    ///
    /// The errors of [`try_next`](Self::try_next).
    pub async fn start(&mut self) -> Result<Position, Error> {
        loop {
            if let Some(state) = &self.state {
                return Ok(state.position());
            }
            if matches!(self.step, Step::Ended) {
                let error = Error::invalid_input("an error has ended the stream");
                return Err(error.with_operation(self.source.operation));
            }
            poll_fn(|cx| self.advance(cx)).await?;
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Followed<T>, Error>>> {
        loop {
            if let Some(item) = self.new.pop_front()
                && let Some(state) = &mut self.state
            {
                state.add(&item, self.source.row);
                return Poll::Ready(Some(Ok(Followed { item, position: state.position() })));
            }
            if matches!(self.step, Step::Ended) {
                return Poll::Ready(None);
            }
            if let Err(error) = ready!(self.advance(cx)) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    /// Waits for the interval and reads the list once. An error that is not retryable ends the stream.
    fn advance(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            match &mut self.step {
                Step::Ended => return Poll::Ready(Ok(())),
                Step::Refused(error) => {
                    let error = error.take();
                    self.step = Step::Ended;
                    return Poll::Ready(error.map_or(Ok(()), Err));
                }
                Step::Read => match self.read() {
                    Ok(reading) => self.step = Step::Reading(reading),
                    Err(error) => self.step = Step::Refused(Some(error)),
                },
                Step::Waiting(sleep) => {
                    ready!(sleep.as_mut().poll(cx));
                    self.step = Step::Read;
                }
                Step::Reading(reading) => {
                    let read = ready!(reading.as_mut().poll(cx));
                    return Poll::Ready(self.accept(read));
                }
            }
        }
    }

    /// Starts to read the list.
    fn read(&self) -> Result<ReadFuture<T>, Error> {
        let overlap = overlap(self.policy);
        let until = match (&self.state, &self.start) {
            (Some(state), _) => Until::Instant(state.low()),
            (None, Start::Now) => Until::BelowNewest(overlap),
            (None, Start::After { .. }) => Until::Instant(self.resumed(overlap)?.low()),
        };
        let since = match until {
            Until::Instant(low) => low.checked_sub_signed(COARSEST),
            Until::BelowNewest(_) => None,
        };
        Ok(Box::pin(read_newest((self.source.pages)(since), self.source.row, until)))
    }

    /// Returns the state at the start of a stream that does not start at the first read.
    fn resumed(&self, overlap: TimeDelta) -> Result<FollowState, Error> {
        let Start::After { since, position } = &self.start else {
            return Ok(FollowState::since(DateTime::UNIX_EPOCH, overlap));
        };
        let since = since.unwrap_or(DateTime::UNIX_EPOCH);
        let Some(position) = position else { return Ok(FollowState::since(since, overlap)) };
        let state = FollowState::after(position, overlap).ok_or_else(|| {
            let message = "the position has no timestamp, so the list cannot be followed from there";
            Error::invalid_input(message).with_operation(self.source.operation)
        });
        let mut state = state?;
        state.raise(since);
        Ok(state)
    }

    /// Takes the result of a read, and sets the wait until the next one.
    fn accept(&mut self, read: Result<NewestItems<T>, Error>) -> Result<(), Error> {
        match read.and_then(|read| self.take(read)) {
            Ok(()) => {
                let interval = match self.new.is_empty() {
                    true => self.interval.after_nothing(),
                    false => self.interval.after_new_items(),
                };
                self.wait(interval);
                Ok(())
            }
            Err(error) if error.is_retryable() => {
                let interval = self.interval.after_nothing();
                self.wait(interval.max(error.retry_after().unwrap_or_default()));
                Err(error)
            }
            Err(error) => {
                self.step = Step::Ended;
                Err(match error.operation() {
                    Some(_) => error,
                    None => error.with_operation(self.source.operation),
                })
            }
        }
    }

    fn take(&mut self, read: NewestItems<T>) -> Result<(), Error> {
        let NewestItems { items, low, errors, lossless } = read;
        let row = self.source.row;
        (self.errors, self.lossless) = (errors, self.lossless && lossless);
        let overlap = overlap(self.policy);
        let new = match (&mut self.state, &self.start) {
            (Some(state), _) => state.new_items(items, row),
            (None, Start::Now) => {
                let mut state = FollowState::since(low.unwrap_or(DateTime::UNIX_EPOCH), overlap);
                items.iter().rev().for_each(|item| state.add(item, row));
                self.state = Some(state);
                Vec::new()
            }
            (None, Start::After { .. }) => {
                let mut state = self.resumed(overlap)?;
                let new = state.new_items(items, row);
                self.state = Some(state);
                new
            }
        };
        self.new = new.into();
        Ok(())
    }

    fn wait(&mut self, interval: Duration) {
        let jitter = (self.source.jitter)(interval / 8);
        self.step = Step::Waiting(Box::pin(tokio::time::sleep(interval.saturating_add(jitter))));
    }
}

impl<T> Follow<T> {
    /// Returns the position after the items that were returned so far, or `None` before the first read.
    pub fn position(&self) -> Option<Position> {
        self.state.as_ref().map(FollowState::position)
    }

    /// Returns the errors that the gateway sent beside the items of the last read. Items can be missing for this reason.
    /// They are returned if a later read contains them and they are not older than the overlap.
    pub fn errors(&self) -> &[GraphQlError] {
        &self.errors
    }

    /// Returns `true` if no item can have been lost between two pages of a read; see
    /// [`Pages::is_lossless`](crate::Pages::is_lossless).
    pub fn is_lossless(&self) -> bool {
        self.lossless
    }
}

fn overlap(policy: FollowPolicy) -> TimeDelta {
    TimeDelta::from_std(policy.overlap_span()).unwrap_or(TimeDelta::MAX)
}

impl<T: Send + Unpin + 'static> Stream for Follow<T> {
    type Item = Result<Followed<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<T: Send + Unpin + 'static> FusedStream for Follow<T> {
    fn is_terminated(&self) -> bool {
        self.new.is_empty() && matches!(self.step, Step::Ended)
    }
}

impl<T> fmt::Debug for Follow<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Follow")
            .field("operation", &self.source.operation)
            .field("position", &self.position())
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
