//! A template as `convs start` and `messages send` take it: its name, its language and the values of its variables.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::failure::failure::Failure;
use crate::global::some_text;
use crate::list::filters::given;
use crate::output::excerpt::{excerpt, json_excerpt};
use bcrumbs::{ChannelId, Recipient, StartConversation, Template, Workspace};
use clap::Args;
use serde_json::{Map, Value};

/// The argument that names the template; each command has an option of its own for it.
pub(crate) const TEMPLATE: &str = "template_name";

/// The values that a template is sent with.
#[derive(Debug, Args)]
pub(crate) struct TemplateValues {
    /// The template's language, for example en
    #[arg(long, value_name = "LANGUAGE", value_parser = some_text(), requires = TEMPLATE)]
    lang: Option<String>,

    /// The value of one of the template's variables; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = component, conflicts_with = "components", requires = TEMPLATE)]
    component: Vec<(String, String)>,

    /// The values of the template's variables, as JSON of any form
    #[arg(long, value_name = "JSON", value_parser = json, requires = TEMPLATE)]
    components: Option<Value>,
}

/// A template that is sent, with its values.
#[derive(Clone, Debug)]
pub(crate) struct ChosenTemplate {
    name: String,
    lang: Option<String>,
    components: Option<Value>,
}

impl TemplateValues {
    /// Returns the template of that name with these values.
    pub(crate) fn template(self, name: String) -> Result<ChosenTemplate, Failure> {
        let Self { lang, component, components } = self;
        let components = match component {
            values if values.is_empty() => components,
            values => Some(object(values)?),
        };
        Ok(ChosenTemplate { name, lang, components })
    }
}

impl ChosenTemplate {
    /// Describes it in a question: `template welcome (language en, variables {"order":"A-17"})`.
    pub(crate) fn describe(&self) -> String {
        let lang = self.lang.as_ref().map(|lang| format!("language {}", excerpt(lang)));
        let values = self.components.as_ref().map(|values| format!("variables {}", json_excerpt(values)));
        let details: Vec<String> = lang.into_iter().chain(values).collect();
        let name = excerpt(&self.name);
        match details.is_empty() {
            true => format!("template {name}"),
            false => format!("template {name} ({})", details.join(", ")),
        }
    }

    /// Creates the request that starts a conversation by it.
    pub(crate) fn start(
        self,
        workspace: &Workspace,
        channel: &ChannelId,
        recipient: Recipient,
    ) -> StartConversation {
        let Self { name, lang, components } = self;
        let request = workspace.start_conversation(channel, recipient, name);
        let request = given(request, lang, StartConversation::language);
        given(request, components, StartConversation::components)
    }

    /// Returns it as the library's reply takes it.
    pub(crate) fn of_reply(self) -> Template {
        let Self { name, lang, components } = self;
        let template = given(Template::new(name), lang, Template::language);
        given(template, components, Template::components)
    }
}

/// Reads KEY=VALUE.
fn component(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as KEY=VALUE, for example order=A-17".to_owned()),
    }
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text)
        .map_err(|problem| format!("{problem}; write JSON, for example '{{\"order\": \"A-17\"}}'"))
}

/// Makes the object of the values; one key with two values is more likely a slip than a wish.
fn object(values: Vec<(String, String)>) -> Result<Value, Failure> {
    let mut object = Map::new();
    for (key, value) in values {
        if object.contains_key(&key) {
            return Err(Failure::Usage(format!("--component {key}=… is given twice: leave one out")));
        }
        object.insert(key, value.into());
    }
    Ok(object.into())
}
