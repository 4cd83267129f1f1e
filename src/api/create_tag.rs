//! Creates a tag.

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

/// The response to [`Workspace::create_tag`], with the fields that its page shows.
///
/// It has fewer fields than a [`Tag`](crate::Tag). For example, the operation `createTag` does not select the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Node")]
#[non_exhaustive]
pub struct CreatedTag {
    /// Its identifier.
    pub id: TagId,
    /// Its text.
    pub tag: Option<String>,
    /// The kind of object that it is for. The gateway calls it `type`.
    #[serde(rename = "type")]
    pub kind: Option<TagKind>,
    /// When it was created, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
}

impl CreatedTag {
    /// Creates a tag for tests. All other fields are empty; set the fields that the test needs.
    pub fn new(id: impl Into<TagId>, created_at: DateTime<Utc>) -> Self {
        Self { id: id.into(), tag: None, kind: None, created_at }
    }
}

/// A request that creates a tag (page apis/tags), created by [`Workspace::create_tag`].
///
/// It is not documented what the gateway does if the tag already exists, so the request is retried only if the attempt
/// before certainly did not run. Our copy of the page ends inside the example. The page's table shows that the text is
/// required and that the order and the description are optional.
///
/// If the text or the kind is empty, awaiting it fails with [`InvalidInput`](crate::ErrorKind::InvalidInput) and
/// nothing is sent.
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
    /// Creates a tag. `kind` is the kind of object that the tag is for.
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
    /// Sets the tag's position among the other tags. The page calls it a number; that it is an integer is inferred.
    pub fn order(mut self, order: i64) -> Self {
        self.variables.input.order = Some(order);
        self
    }

    /// Sets the description of the tag.
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
