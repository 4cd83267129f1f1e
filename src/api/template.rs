//! An approved template with its values.

use crate::api::start_conversation::{Recipient, StartConversation};
use crate::client::workspace::Workspace;
use crate::model::ids::{ChannelId, ContactId};
use serde_json::Value;
use std::fmt;

/// An approved template with the values of its variables (page apis/convs). `Debug` hides the values.
///
/// ```
/// use bcrumbs::Template;
/// use serde_json::json;
///
/// let shipped = Template::new("order_shipped").language("en").components(json!({"order": "A-17"}));
/// assert!(!format!("{shipped:?}").contains("A-17"));
/// ```
#[derive(Clone, PartialEq)]
#[must_use = "a template is sent by `SendReply::or_template`"]
pub struct Template {
    name: String,
    language: Option<String>,
    components: Option<Value>,
}

impl Template {
    /// Creates a template from its name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), language: None, components: None }
    }

    /// Sets its language, for example `en`.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Sets the values of its variables, as JSON. The documentation's example is `{"key": "value"}`.
    pub fn components(mut self, components: impl Into<Value>) -> Self {
        self.components = Some(components.into());
        self
    }

    /// Returns the request that sends the template to a contact.
    pub(crate) fn start(
        self,
        workspace: &Workspace,
        channel: &ChannelId,
        contact: &ContactId,
    ) -> StartConversation {
        let Self { name, language, components } = self;
        let mut start = workspace.start_conversation(channel, Recipient::contact(contact), name);
        if let Some(language) = language {
            start = start.language(language);
        }
        if let Some(components) = components {
            start = start.components(components);
        }
        start
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Template")
            .field("name", &self.name)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}
