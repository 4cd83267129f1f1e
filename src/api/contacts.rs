//! Contacts: the model, and the filters of their list.

use crate::client::workspace::Workspace;
use crate::graphql::operations::Clients;
use crate::graphql::operations::clients::{ClientsClientsNodes as Node, ClientsInput, Variables};
use crate::graphql::scalars;
use crate::model::ids::{AgentId, ContactId, ConversationId, StageId, WorkspaceId};
use crate::model::non_null::non_null;
use crate::model::page_request::PageRequest;
use crate::paging::paged_query::PagedQuery;
use crate::request::list::List;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A person who writes to the workspace (page apis/contacts). The gateway calls it `client`.
///
/// Its JSON form has the gateway's field names: `externalClientId`, `deletedAt`. `Debug` hides personal data.
///
/// The vendor does not document which fields can be null. A field that may be absent is an `Option`.
///
/// ```
/// use bcrumbs::Contact;
///
/// let json = r#"{"id":"id_123","phone":"+12025550123","createdAt":"2026-03-16T00:00:00.000Z"}"#;
/// let contact: Contact = serde_json::from_str(json)?;
/// assert_eq!(contact.phone.as_deref(), Some("+12025550123"));
/// assert!(!format!("{contact:?}").contains("2025550123"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Node")]
#[non_exhaustive]
pub struct Contact {
    /// The workspace that it belongs to.
    pub workspace_id: Option<WorkspaceId>,
    /// Its identifier.
    pub id: ContactId,
    /// First name.
    pub name: Option<String>,
    /// Last name.
    pub surname: Option<String>,
    /// Phone number, for example `+12025550123`.
    pub phone: Option<String>,
    /// Email address.
    pub email: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// The contact's identifier in the customer's own system.
    pub code: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// The contact's identifier in the network of the channel. On WhatsApp it is a phone number or a business-scoped
    /// user ID. The gateway calls it `externalClientId`.
    #[serde(rename = "externalClientId")]
    pub external_id: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its stage.
    pub stage_id: Option<StageId>,
    /// The agent to whom the contact's conversations are assigned automatically.
    pub default_agent_id: Option<AgentId>,
    /// When it was created, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
    /// When it was archived, in UTC. The gateway calls it `deletedAt`.
    #[serde(rename = "deletedAt", serialize_with = "scalars::serialize_optional_time")]
    pub archived_at: Option<DateTime<Utc>>,
    /// The user who archived it, or the word `SYSTEM`.
    pub archived_by: Option<String>,
}

impl Contact {
    /// Creates a contact for tests. All other fields are empty; set the fields that the test needs.
    ///
    /// ```
    /// use bcrumbs::Contact;
    ///
    /// let mut contact = Contact::new("contact-1", "2026-03-16T00:00:00Z".parse()?);
    /// contact.phone = Some("+12025550123".to_owned());
    /// assert!(contact.archived_at.is_none());
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn new(id: impl Into<ContactId>, created_at: DateTime<Utc>) -> Self {
        Node { id: id.into().into(), created_at: created_at.into(), ..Node::default() }.into()
    }
}

/// A list of contacts (page apis/contacts), created by [`Workspace::contacts`]. The gateway's operation is `clients`.
///
/// A filter that is not set has no effect. It is not documented whether the text filters compare whole values.
///
/// Our copy of the page is incomplete: its example ends after `id name surname phone externalClientId`. This list
/// selects all fields in the page's table of properties. If the gateway does not know one of them, it refuses the
/// operation. Leave that field out with `ClientBuilder::omit_field`.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let mut contacts = workspace.contacts().country("Japan").tag("vip").items();
/// while let Some(contact) = contacts.try_next().await? {
///     println!("{} since {}", contact.id, contact.created_at);
/// }
/// # Ok(())
/// # }
/// ```
pub type Contacts = List<Clients>;

impl Workspace {
    /// Lists the contacts of the workspace. Without filters the list contains all of them. It is not documented whether
    /// the list includes archived contacts.
    pub fn contacts(&self) -> Contacts {
        let input = ClientsInput { workspace_id: self.id().get(), ..ClientsInput::default() };
        self.list(Variables { page_info: None, input })
    }
}

impl Contacts {
    /// Keeps the contact of a conversation.
    pub fn conversation(mut self, id: impl Into<ConversationId>) -> Self {
        self.variables.input.conversation_id = Some(id.into().into());
        self
    }

    /// Keeps the contacts with an email address.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.variables.input.email = Some(email.into());
        self
    }

    /// Keeps the contacts with a first name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.variables.input.name = Some(name.into());
        self
    }

    /// Keeps the contacts with a last name.
    pub fn surname(mut self, surname: impl Into<String>) -> Self {
        self.variables.input.surname = Some(surname.into());
        self
    }

    /// Keeps the contacts with this identifier in the customer's own system.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.variables.input.code = Some(code.into());
        self
    }

    /// Keeps the contacts in a city.
    pub fn city(mut self, city: impl Into<String>) -> Self {
        self.variables.input.city = Some(city.into());
        self
    }

    /// Keeps the contacts in a country. The format of countries is not documented; an example of an event has `Turkey`.
    pub fn country(mut self, country: impl Into<String>) -> Self {
        self.variables.input.country = Some(country.into());
        self
    }

    /// Keeps the contacts with a phone number, for example `+12025550123`. It is sent unchanged.
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.variables.input.phone = Some(phone.into());
        self
    }

    /// Keeps the contacts with this identifier in the network of the channel.
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.variables.input.external_client_id = Some(id.into());
        self
    }

    /// Keeps the contacts with a tag. If several tags are set, it is not documented whether one of them or all of them
    /// must match.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.variables.input.tags.get_or_insert_default().push(tag.into());
        self
    }

    /// Keeps the contacts with these tags, in addition to the tags that were set before.
    pub fn tags(self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        tags.into_iter().fold(self, Self::tag)
    }

    /// Keeps the contacts in a stage.
    pub fn stage(mut self, id: impl Into<StageId>) -> Self {
        self.variables.input.stage_id = Some(id.into().into());
        self
    }

    /// Sets the filter for archived contacts. The page says "only when true". It is not documented whether `true`
    /// returns only archived contacts, and what `false` does. The gateway calls it `isDeleted`.
    pub fn archived(mut self, archived: bool) -> Self {
        self.variables.input.is_deleted = Some(archived);
        self
    }
}

impl PagedQuery for Clients {
    type Item = Contact;
    const FIELD: &'static str = "clients";

    fn set_page(variables: &mut Variables, page: Option<PageRequest>) {
        variables.page_info = page;
    }

    fn key(contact: &Contact) -> &str {
        contact.id.as_str()
    }

    fn instant(contact: &Contact) -> Option<DateTime<Utc>> {
        Some(contact.created_at)
    }
}

// The pattern has no `..`, so a new field of the query does not compile until the model has it.
impl From<Node> for Contact {
    fn from(node: Node) -> Self {
        let Node {
            workspace_id,
            id,
            name,
            surname,
            phone,
            email,
            address,
            code,
            city,
            country,
            external_client_id,
            tags,
            stage_id,
            default_agent_id,
            created_at,
            deleted_at,
            archived_by,
        } = node;
        Self {
            workspace_id: workspace_id.map(WorkspaceId::from),
            id: id.into(),
            name,
            surname,
            phone,
            email,
            address,
            code,
            city,
            country,
            external_id: external_client_id,
            tags: non_null(tags).collect(),
            stage_id: stage_id.map(StageId::from),
            default_agent_id: default_agent_id.map(AgentId::from),
            created_at: created_at.into(),
            archived_at: deleted_at.map(DateTime::from),
            archived_by,
        }
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact")
            .field("id", &self.id)
            .field("workspace_id", &self.workspace_id)
            .field("created_at", &self.created_at)
            .field("archived_at", &self.archived_at)
            .finish_non_exhaustive()
    }
}
