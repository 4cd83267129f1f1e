//! Tags: the model, and the filters of their list.

use crate::call::convert::Converted;
use crate::client::workspace::Workspace;
use crate::graphql::operations::Tags as Query;
use crate::graphql::operations::tags::{ResponseData, TagsInput, TagsTagsNodes as Node, Variables};
use crate::graphql::scalars;
use crate::model::enums::TagKind;
use crate::model::ids::{TagId, WorkspaceId};
use crate::request::request::Request;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A label, or a stage of contacts or conversations (page apis/tags).
///
/// Its JSON form has the gateway's field names: `type` for the kind.
///
/// The vendor does not document which fields can be null. A field that may be absent is an `Option`.
///
/// ```
/// use bcrumbs::{Tag, TagKind};
///
/// let json = r#"{"id":"id_123","tag":"sample","type":"convStage","createdAt":"2026-03-16T00:00:00.000Z"}"#;
/// let tag: Tag = serde_json::from_str(json)?;
/// assert_eq!((tag.tag.as_deref(), tag.kind), (Some("sample"), Some(TagKind::ConversationStage)));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Node")]
#[non_exhaustive]
pub struct Tag {
    /// The workspace that it belongs to.
    pub workspace_id: Option<WorkspaceId>,
    /// Its identifier.
    pub id: TagId,
    /// Its text.
    pub tag: Option<String>,
    /// The kind of object that it is for. The gateway calls it `type`.
    #[serde(rename = "type")]
    pub kind: Option<TagKind>,
    /// Its position among the other tags. The page calls it a number; that it is an integer is inferred.
    pub order: Option<i64>,
    /// Its description.
    pub description: Option<String>,
    /// When it was created, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
}

impl Tag {
    /// Creates a tag for tests. All other fields are empty; set the fields that the test needs.
    ///
    /// ```
    /// use bcrumbs::{Tag, TagKind};
    ///
    /// let mut tag = Tag::new("tag-1", "2026-03-16T00:00:00Z".parse()?);
    /// tag.kind = Some(TagKind::Conversation);
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn new(id: impl Into<TagId>, created_at: DateTime<Utc>) -> Self {
        Node { id: id.into().into(), created_at: created_at.into(), ..Node::default() }.into()
    }
}

/// A request for tags and stages (page apis/tags), created by [`Workspace::tags`].
///
/// The page documents no paging, so one response contains all tags. Their order is not documented. A null element is
/// left out, and [`Response::errors`](crate::Response::errors) contains its path.
///
/// A filter that is not set has no effect. The page's example selects `id tag type createdAt`. This request selects
/// every property of the page.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// use bcrumbs::TagKind;
///
/// for stage in workspace.tags().kind(TagKind::ConversationStage).await?.into_data() {
///     println!("{} {:?}", stage.id, stage.tag);
/// }
/// # Ok(())
/// # }
/// ```
pub type Tags = Request<Query, Vec<Tag>>;

impl Workspace {
    /// Returns the tags and stages of the workspace. Without filters it returns all of them.
    pub fn tags(&self) -> Tags {
        let input = TagsInput { workspace_id: self.id().get(), tag: None, type_: None };
        self.nodes(Variables { input }, |data: ResponseData| {
            data.tags.map(|tags| Converted::nodes(tags.nodes))
        })
    }
}

impl Tags {
    /// Keeps the tags with this text. It is not documented whether the whole text is compared.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.variables.input.tag = Some(tag.into());
        self
    }

    /// Keeps the tags of a kind.
    pub fn kind(mut self, kind: impl Into<TagKind>) -> Self {
        self.variables.input.type_ = Some(kind.into());
        self
    }
}

// The pattern has no `..`, so a new field of the query does not compile until the model has it.
impl From<Node> for Tag {
    fn from(node: Node) -> Self {
        let Node { workspace_id, id, tag, type_, order, description, created_at } = node;
        Self {
            workspace_id: workspace_id.map(WorkspaceId::from),
            id: id.into(),
            tag,
            kind: type_,
            order,
            description,
            created_at: created_at.into(),
        }
    }
}
