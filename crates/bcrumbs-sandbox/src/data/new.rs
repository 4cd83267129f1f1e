//! The rows that a test inserts.

/// A contact to insert. Fields that are not set are null.
///
/// ```
/// use bcrumbs_sandbox::NewContact;
///
/// let ada = NewContact::named("Ada").surname("Lovelace").phone("+12025550199").tag("VIP");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "a contact is inserted by `Sandbox::add_contact`"]
pub struct NewContact {
    pub(crate) name: Option<String>,
    pub(crate) surname: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) tags: Vec<String>,
}

impl NewContact {
    /// Returns a contact without any field.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a contact with a first name.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// Sets the last name.
    pub fn surname(mut self, surname: impl Into<String>) -> Self {
        self.surname = Some(surname.into());
        self
    }

    /// Sets the phone number, and with it `externalClientId`. The format is not checked.
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.phone = Some(phone.into());
        self
    }

    /// Sets the e-mail address.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// Sets the identifier in an external system.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Sets the city.
    pub fn city(mut self, city: impl Into<String>) -> Self {
        self.city = Some(city.into());
        self
    }

    /// Sets the country.
    pub fn country(mut self, country: impl Into<String>) -> Self {
        self.country = Some(country.into());
        self
    }

    /// Adds a tag to the contact.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }
}

/// An agent to insert. Fields that are not set are null.
///
/// ```
/// use bcrumbs_sandbox::NewAgent;
///
/// let grace = NewAgent::named("Grace").surname("Hopper").email("grace@example.com");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "an agent is inserted by `Sandbox::add_agent`"]
pub struct NewAgent {
    pub(crate) name: Option<String>,
    pub(crate) surname: Option<String>,
    pub(crate) email: Option<String>,
}

impl NewAgent {
    /// Returns an agent with a first name.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// Sets the last name.
    pub fn surname(mut self, surname: impl Into<String>) -> Self {
        self.surname = Some(surname.into());
        self
    }

    /// Sets the e-mail address.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }
}

/// A conversation to insert: open, without messages, with nobody in charge.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use bcrumbs_sandbox::{NewContact, NewConversation, Sandbox};
///
/// let sandbox = Sandbox::builder().empty().start().await?;
/// let ada = sandbox.add_contact(NewContact::named("Ada"));
/// let channel = sandbox.channels()[0].id.clone();
/// let conversation = sandbox.add_conversation(NewConversation::with(ada, channel).tag("VIP"))?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a conversation is inserted by `Sandbox::add_conversation`"]
pub struct NewConversation {
    pub(crate) contact: String,
    pub(crate) channel: String,
    pub(crate) agent: Option<String>,
    pub(crate) tags: Vec<String>,
}

impl NewConversation {
    /// Returns a conversation with a contact on a channel, both by their identifiers.
    pub fn with(contact: impl Into<String>, channel: impl Into<String>) -> Self {
        Self { contact: contact.into(), channel: channel.into(), agent: None, tags: Vec::new() }
    }

    /// Sets the agent in charge, by the agent's identifier.
    pub fn assigned_to(mut self, agent: impl Into<String>) -> Self {
        self.agent = Some(agent.into());
        self
    }

    /// Adds a tag to the conversation.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }
}

/// The result of a contact's message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Received {
    /// The identifier of the message.
    pub message_id: String,
    /// The identifier of the message's conversation: the open one, or the one that the message opened.
    pub conversation_id: String,
}
