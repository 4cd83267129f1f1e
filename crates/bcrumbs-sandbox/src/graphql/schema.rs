//! Reads a schema, and refuses schemas that the sandbox cannot serve.

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};

use crate::data::vocabulary::Vocabulary;

/// The root fields that are lists of rows below `nodes`.
pub(crate) const LISTS: [&str; 8] =
    ["convs", "messages", "clients", "agents", "broadcasts", "tags", "webhooks", "apiKeys"];
/// The root fields that return one object.
pub(crate) const SINGLES: [&str; 6] =
    ["workspaceSettings", "startConv", "assignConv", "addMessage", "createTag", "genApiKey"];

/// Whose schema the sandbox executes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The one that `bcrumbs` ships, which the sandbox knows whole.
    Shipped,
    /// The consumer's own, newer or older.
    Own,
}

/// The values of the first enum that holds a value; `else_values` where the schema has no such enum.
fn values(schema: &Schema, typical: &str, else_values: &[&str]) -> Vec<String> {
    let enums = schema.types.values().filter_map(ExtendedType::as_enum);
    let mut found = enums.filter(|it| it.values.contains_key(typical));
    match found.next() {
        Some(found) => found.values.keys().map(ToString::to_string).collect(),
        None => else_values.iter().map(|value| (*value).to_owned()).collect(),
    }
}

/// The words of a schema's enums, whatever the enums are called.
pub(crate) fn vocabulary(schema: &Schema) -> Vocabulary {
    Vocabulary {
        message_kinds: values(
            schema,
            "audio",
            &[
                "text",
                "image",
                "audio",
                "document",
                "video",
                "location",
                "interactive",
                "template",
                "contacts",
                "note",
            ],
        ),
        networks: values(schema, "WHATSAPP", &["WHATSAPP", "INSTAGRAM", "TELEGRAM", "CUSTOM"]),
        tag_types: values(
            schema,
            "convStage",
            &["common", "client", "message", "conversation", "clientStage", "convStage"],
        ),
        broadcast_states: values(
            schema,
            "inProgress",
            &["draft", "scheduled", "inProgress", "completed", "failed"],
        ),
        webhook_events: values(
            schema,
            "NEW_CONV",
            &[
                "INCOMING_MESSAGE",
                "OUTGOING_MESSAGE",
                "MESSAGE_UPDATED",
                "ENDING_CONV",
                "NEW_CLIENT",
                "NEW_CONV",
                "CLIENT_UPDATED",
                "ANY_EVENT",
            ],
        ),
    }
}

/// Returns the reason why the sandbox cannot serve a schema, if there is one.
pub(crate) fn unservable(schema: &Schema) -> Option<String> {
    let Some(query) = &schema.schema_definition.query else {
        return Some("it has no query type".to_owned());
    };
    let mutation = schema.schema_definition.mutation.as_ref();
    let roots =
        [Some(query), mutation].into_iter().flatten().filter_map(|root| schema.get_object(&root.name));
    let fields = roots.flat_map(|root| root.fields.iter());
    fields.filter_map(|(name, field)| wrong_field(schema, name, field)).next()
}

fn wrong_field(schema: &Schema, name: &str, field: &FieldDefinition) -> Option<String> {
    let list = LISTS.contains(&name);
    if !list && !SINGLES.contains(&name) {
        return None;
    }
    let input = field.arguments.iter().find(|argument| argument.name == "input");
    let input = input.and_then(|argument| schema.get_input_object(argument.ty.inner_named_type()));
    if !input.is_some_and(|input| input.fields.contains_key("workspaceId")) {
        return Some(format!("`{name}` has no argument `input` with a field `workspaceId`"));
    }
    let object = match &field.ty {
        Type::Named(of) | Type::NonNullNamed(of) => schema.get_object(of),
        Type::List(_) | Type::NonNullList(_) => None,
    };
    let Some(object) = object else {
        return Some(format!("`{name}` returns `{}`, which is not an object", field.ty));
    };
    if !list {
        return None;
    }
    let nodes = object.fields.get("nodes").filter(|nodes| nodes.ty.is_list());
    let nodes = nodes.and_then(|nodes| schema.get_object(nodes.ty.inner_named_type()));
    nodes.is_none().then(|| format!("`{name}` returns `{}`, which has no list of objects `nodes`", field.ty))
}
