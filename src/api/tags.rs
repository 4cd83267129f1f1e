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

/// A label, or a stage that contacts or conversations pass through (page apis/tags).
///
/// As JSON it has the gateway's field names: `type` for the kind.
///
/// The vendor does not document which fields can be null: what can be absent here is `Option`.
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
    /// What it can be put on. The wire says `type`.
    #[serde(rename = "type")]
    pub kind: Option<TagKind>,
    /// Its place among others. The page says "number"; that it is a whole one is inferred.
    pub order: Option<i64>,
    /// What it is for.
    pub description: Option<String>,
    /// When it was created, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
}

impl Tag {
    /// Creates a tag of which nothing else is known, for tests: set the fields that matter.
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
/// One answer has all of them: the page documents no paging. In which order they come is not documented. A tag that the
/// gateway answers with null is left out, and [`Response::errors`](crate::Response::errors) names its place.
///
/// A filter that is not set does not filter. The page's own selection is `id tag type createdAt`; this request asks for
/// all of the page's properties.
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
    /// Returns the tags and stages: all of the workspace's, until filters are set.
    pub fn tags(&self) -> Tags {
        let input = TagsInput { workspace_id: self.id().get(), tag: None, type_: None };
        self.nodes(Variables { input }, |data: ResponseData| {
            data.tags.map(|tags| Converted::nodes(tags.nodes))
        })
    }
}

impl Tags {
    /// Keeps the tags with this text. Whether the whole text is compared is not documented.
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

// Without `..`: a field that is added to the query does not compile until the model has it.
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
