//! Creating a tag.

use crate::client::workspace::Workspace;
use crate::graphql::operations::CreateTag as Mutation;
use crate::graphql::operations::create_tag::{
    CreateTagCreateTag as Node, ResponseData, TagCreateInput, Variables,
};
use crate::graphql::scalars;
use crate::model::enums::TagKind;
use crate::model::ids::TagId;
use crate::request::request::{Request, first_empty};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The answer to [`Workspace::create_tag`]: the fields that its page shows.
///
/// It is not a [`Tag`](crate::Tag): `createTag` does not select the order, for instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Node")]
#[non_exhaustive]
pub struct CreatedTag {
    /// Its identifier.
    pub id: TagId,
    /// Its text.
    pub tag: Option<String>,
    /// What it can be put on. The wire says `type`.
    #[serde(rename = "type")]
    pub kind: Option<TagKind>,
    /// When it was created, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
}

impl CreatedTag {
    /// Creates a tag of which nothing else is known, for tests: set the fields that matter.
    pub fn new(id: impl Into<TagId>, created_at: DateTime<Utc>) -> Self {
        Self { id: id.into(), tag: None, kind: None, created_at }
    }
}

/// A request that creates a tag (page apis/tags), created by [`Workspace::create_tag`].
///
/// What the gateway does with a text that exists already is not documented, so it is sent again only where the attempt
/// before certainly did not run. Our copy of the page ends inside the operation's input block; that the text is required
/// and that order and description are optional is from its table.
///
/// Awaiting it fails with [`InvalidInput`](crate::ErrorKind::InvalidInput), and nothing is sent, where the text or the
/// kind is empty.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// use bcrumbs::TagKind;
///
/// let tag = workspace.create_tag("late", TagKind::Conversation).description("Delivery is late").await?;
/// println!("tag {}", tag.id);
/// # Ok(())
/// # }
/// ```
pub type CreateTag = Request<Mutation, CreatedTag>;

impl Workspace {
    /// Creates a tag with a text, which can be put on what its kind says.
    pub fn create_tag(&self, tag: impl Into<String>, kind: impl Into<TagKind>) -> CreateTag {
        let input = TagCreateInput {
            workspace_id: self.id().get(),
            type_: kind.into(),
            tag: tag.into(),
            order: None,
            description: None,
        };
        self.request(Variables { input }, |data: ResponseData| data.create_tag.map(CreatedTag::from))
            .checked(|Variables { input }| first_empty([("tag", &input.tag), ("kind", input.type_.as_str())]))
    }
}

impl CreateTag {
    /// Sets the tag's place among others. The page says "number"; that it is a whole one is inferred.
    pub fn order(mut self, order: i64) -> Self {
        self.variables.input.order = Some(order);
        self
    }

    /// Sets what the tag is for.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.variables.input.description = Some(description.into());
        self
    }
}

impl From<Node> for CreatedTag {
    fn from(node: Node) -> Self {
        let Node { id, tag, type_, created_at } = node;
        Self { id: id.into(), tag, kind: type_, created_at: created_at.into() }
    }
}
