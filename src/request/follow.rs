//! Follows a list: its new items as they come.

use crate::error::error::Error;
use crate::model::position::Position;
use crate::paging::follow::{Follow, Start};
use crate::paging::paged_query::PagedQuery;
use crate::request::list::List;

impl<Q: PagedQuery> List<Q> {
    /// Streams the new items of the list as they come, oldest first, each once. It reads the newest part of the list
    /// again and again; see [`Follow`].
    ///
    /// `after` is the [`Followed::position`](crate::Followed::position) of the last item that was handled. The stream then
    /// begins with the items that came since, also after a restart. Without a position, the stream begins with the items
    /// at or after [`since`](Self::since), or, if that is not set either, with the items that come after the first read.
    /// The position of another stream or page is accepted too: the stream then returns the items that are newer than that
    /// position.
    ///
    /// The filters of the list apply. [`page_size`](Self::page_size), [`timeout`](Self::timeout) and
    /// [`retry`](Self::retry) apply to each read. [`after`](Self::after), [`until`](Self::until) and
    /// [`with_total`](Self::with_total) are errors. The list must be newest first, as in the documentation's examples. If
    /// an item becomes visible later than an item that is more than the overlap newer, it is not returned; see
    /// [`FollowPolicy::overlap`](crate::FollowPolicy::overlap).
    ///
    /// A filter sees an item only while it matches. For example, a conversation that was created earlier and is assigned
    /// now is not new in the list of an assignee's conversations.
    ///
    /// ```no_run
    /// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
    /// let mut new = workspace.conversations().follow(None);
    /// println!("store {}", new.start().await?);
    /// while let Some(followed) = new.try_next().await? {
    ///     println!("new conversation {}, store {}", followed.item.id, followed.position);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn follow(self, after: Option<Position>) -> Follow<Q::Item> {
        let start = match (self.since_instant(), after) {
            (None, None) => Start::Now,
            (since, position) => Start::After { since, position },
        };
        let refused = self
            .follow_refused()
            .map(|message| Error::invalid_input(message).with_operation(self.operation()));
        let follow = Follow::new(self.into_follow_source(), start);
        match refused {
            Some(error) => follow.refused(error),
            None => follow,
        }
    }
}
