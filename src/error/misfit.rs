//! Recognises error messages of servers which report that an operation does not fit their schema. No server documents
//! these messages. The list covers graphql-js with Apollo, graphql-java, Hot Chocolate, async-graphql, graphql-ruby,
//! Hasura and apollo-compiler.

/// The number of bytes that are read at the beginning and at the end of a long message. Some servers repeat all
/// variables in the message.
const READ_BYTES: usize = 4096;

/// The form of a message: the text before and after the name of the field, argument, variable or type that does not
/// fit, and another text that the message contains.
struct Form {
    before: &'static str,
    after: &'static str,
    also: &'static str,
    marks: Marks,
}

/// Whether the name must be in quotation marks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Optional,
    /// The text around the name also occurs in ordinary sentences, for example `Unknown type of channel`.
    Required,
}

const fn form(before: &'static str, after: &'static str, also: &'static str) -> Form {
    Form { before, after, also, marks: Marks::Optional }
}

/// A form with little text around the name.
const fn loose(before: &'static str, after: &'static str) -> Form {
    Form { before, after, also: "", marks: Marks::Required }
}

const FORMS: [Form; 34] = [
    // graphql-js and the servers with the same messages: Apollo, Yoga, graphql-core, gqlparser, webonyx.
    form("Cannot query field ", " on type ", ""),
    form("Unknown argument ", " on field ", ""),
    form("Field ", " of required type ", " was not provided"),
    form("Field ", " is not defined by type ", ""),
    form(" argument ", " of type ", " is required, but it was not provided"),
    form("Variable ", " of required type ", " was not provided"),
    form("Variable ", " of type ", " used in position expecting type "),
    form("Field ", " must not have a selection since type ", ""),
    form("Field ", " of type ", " must have a selection of subfields"),
    loose("Unknown type ", ""),
    // graphql-java.
    form("Field ", " in type ", " is undefined"),
    loose("Unknown field argument ", ""),
    loose("Missing field argument ", ""),
    form(" contains a field name ", " that is not defined for input object type ", ""),
    form("", " has coerced Null value for NonNull type ", ""),
    form("Subselection required for type ", " of field ", ""),
    form("Subselection not allowed on leaf type ", " of field ", ""),
    // Hot Chocolate.
    form("The field ", " does not exist on the type ", ""),
    loose("The argument ", " does not exist"),
    loose("The argument ", " is required"),
    loose("input object field ", " does not exist"),
    loose("required input field ", " is missing"),
    loose("", " is a required field and cannot be null"),
    form("The variable ", " is not compatible with the type of the current location", ""),
    // async-graphql, graphql-ruby, Hasura.
    form("Unknown field ", " on type ", ""),
    form(" field ", " of type ", " is required but not provided"),
    form("Field ", " doesn't exist on type ", ""),
    loose("doesn't accept argument ", ""),
    form("field ", " not found in type: ", ""),
    // apollo-compiler, the library of Apollo Router.
    loose(" does not have a field ", ""),
    loose("the argument ", " is not supported by "),
    Form { before: "the required argument ", after: "(", also: " is not provided", marks: Marks::Required },
    form("non-null input object field ", "", "Missing value for "),
    form("nput object has key ", " not in type ", ""),
];

/// Returns the name that does not fit, for example `aiAssigneed`, `ConvStartInput.role` or `input`, if the message has
/// one of the known forms.
pub(crate) fn misfit(message: &str) -> Option<&str> {
    match (prefix(message), suffix(message)) {
        (Some(first), Some(last)) => in_part(first).or_else(|| in_part(last)),
        (None, _) | (_, None) => in_part(message),
    }
}

fn in_part(part: &str) -> Option<&str> {
    FORMS.iter().find_map(|form| form.name(part))
}

/// Returns the beginning of a long message.
fn prefix(message: &str) -> Option<&str> {
    if message.len() <= 2 * READ_BYTES {
        return None;
    }
    (READ_BYTES..).find_map(|end| message.get(..end))
}

/// Returns the end of a long message.
fn suffix(message: &str) -> Option<&str> {
    let start = message.len().checked_sub(READ_BYTES)?;
    (start..).find_map(|start| message.get(start..))
}

impl Form {
    /// Returns the name in a message of this form.
    fn name<'a>(&self, message: &'a str) -> Option<&'a str> {
        if !message.contains(self.also) {
            return None;
        }
        if self.before.is_empty() {
            return message.match_indices(self.after).find_map(|(at, _)| self.name_at_end(&message[..at]));
        }
        message.match_indices(self.before).find_map(|(at, before)| {
            let text = &message[at + before.len()..];
            let text = match (text.strip_prefix(is_mark), self.marks) {
                (Some(text), _) => text,
                (None, Marks::Optional) => text,
                (None, Marks::Required) => return None,
            };
            let text = text.trim_start_matches('$');
            let (name, rest) = text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()));
            let rest = rest.strip_prefix(is_mark).unwrap_or(rest);
            let name = name.trim_end_matches('.');
            (!name.is_empty() && rest.starts_with(self.after)).then_some(name)
        })
    }

    /// Returns the name at the end of a text.
    fn name_at_end<'a>(&self, text: &'a str) -> Option<&'a str> {
        let text = match (text.strip_suffix(is_mark), self.marks) {
            (Some(text), _) => text,
            (None, Marks::Optional) => text,
            (None, Marks::Required) => return None,
        };
        let name = &text[text.trim_end_matches(is_part).len()..];
        (!name.is_empty()).then_some(name)
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’')
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::misfit;
    use proptest::prelude::*;

    #[test]
    fn the_refusals_of_common_servers_name_what_does_not_fit() {
        for (message, name) in [
            (r#"Cannot query field "aiAssigneed" on type "Conv". Did you mean "aiAssigned"?"#, "aiAssigneed"),
            ("Cannot query field 'aiAssigneed' on type 'Conv'.", "aiAssigneed"),
            (r#"Unknown argument "pageInfo" on field "Query.convs"."#, "pageInfo"),
            (r#"Unknown argument "pageInfo" on field "convs" of type "Query"."#, "pageInfo"),
            (
                r#"Variable "$input" got invalid value { workspaceId: 12, phone: "+1" }; Field "role" of required type "Role!" was not provided."#,
                "role",
            ),
            (
                r#"Field "ConvStartInput.role" of required type "Role!" was not provided."#,
                "ConvStartInput.role",
            ),
            (
                r#"Variable "$input" got invalid value {}; Field "phone" is not defined by type "ConvStartInput"."#,
                "phone",
            ),
            (
                r#"Field "convs" argument "scope" of type "Scope!" is required, but it was not provided."#,
                "scope",
            ),
            (r#"Variable "$input" of required type "ConvsInput!" was not provided."#, "input"),
            (
                r#"Variable "$pageInfo" of type "PageInfoInput" used in position expecting type "Paging"."#,
                "pageInfo",
            ),
            (r#"Field "client" must not have a selection since type "JSON" has no subfields."#, "client"),
            (
                r#"Field "stageId" of type "Stage" must have a selection of subfields. Did you mean "#,
                "stageId",
            ),
            (r#"Unknown type "ConvsInput". Did you mean "ConvInput"?"#, "ConvsInput"),
            (
                "Validation error (FieldUndefined@[convs/nodes/aiAssigneed]) : Field 'aiAssigneed' in type 'Conv' is undefined",
                "aiAssigneed",
            ),
            (
                "Validation error of type FieldUndefined: Field 'aiAssigneed' in type 'Conv' is undefined @ 'convs/nodes'",
                "aiAssigneed",
            ),
            ("Validation error (UnknownArgument@[convs]) : Unknown field argument 'pageInfo'", "pageInfo"),
            ("Validation error (MissingFieldArgument@[convs]) : Missing field argument 'scope'", "scope"),
            (
                "The variables input contains a field name 'phone' that is not defined for input object type 'ConvStartInput' ",
                "phone",
            ),
            ("Variable 'role' has coerced Null value for NonNull type 'Role!'", "role"),
            ("The field `aiAssigneed` does not exist on the type `Conv`.", "aiAssigneed"),
            ("The argument `pageInfo` does not exist.", "pageInfo"),
            ("The argument `scope` is required.", "scope"),
            ("The specified input object field `phone` does not exist.", "phone"),
            ("The required input field `role` is missing.", "role"),
            ("`role` is a required field and cannot be null.", "role"),
            ("The variable `input` is not compatible with the type of the current location.", "input"),
            (r#"Unknown field "aiAssigneed" on type "Conv"."#, "aiAssigneed"),
            (
                r#"Invalid value for argument "input", field "role" of type "ConvStartInput" is required but not provided"#,
                "role",
            ),
            ("Field 'aiAssigneed' doesn't exist on type 'Conv'", "aiAssigneed"),
            ("InputObject 'ConvStartInput' doesn't accept argument 'phone'", "phone"),
            ("field 'aiAssigneed' not found in type: 'Conv'", "aiAssigneed"),
            ("type `Conv` does not have a field `aiAssigneed`", "aiAssigneed"),
            ("the argument `pageInfo` is not supported by `Query.convs`", "pageInfo"),
            ("the required argument `Query.convs(scope:)` is not provided", "Query.convs"),
            ("Missing value for non-null input object field ConvStartInput.role", "ConvStartInput.role"),
            ("Input object has key phone not in type ConvStartInput", "phone"),
        ] {
            assert_eq!(misfit(message), Some(name), "{message}");
        }
    }

    #[test]
    fn what_refuses_a_value_is_no_misfit() {
        for message in [
            "",
            "no template \"welcome\"",
            "Field \"phone\" is not a phone number",
            "The field `phone` is required",
            "Variable \"$input\" got invalid value \"soon\" at \"input.startDate\"; Expected type \"DateTime\".",
            "Value \"poll\" does not exist in \"MessageType\" enum.",
            "Cannot query field",
            "Cannot query field \"\" on type",
            "Unknown type ",
            "Unknown type of channel",
            "the contact does not have a field of work",
            "the argument of the call is not supported by this channel",
            "Missing value for the phone",
            "Unknown field argument of the template",
            "Missing field argument of the template",
            "The argument phone is required",
            "The argument of the call does not exist",
            "An input object field of it does not exist",
            "The required input field here is missing",
            "The name is a required field and cannot be null",
            "The template doesn't accept argument values of that length",
            "The workspace is a required field and cannot be read",
            "é has coerced Null value for NonNull type 'x'",
        ] {
            assert_eq!(misfit(message), None, "{message}");
        }
    }

    #[test]
    fn a_name_behind_a_long_echo_is_found() {
        let echo = "é".repeat(100_000);
        let message = format!(
            "Variable \"$input\" got invalid value \"{echo}\"; Field \"role\" of required type \"R!\" was not provided."
        );
        assert_eq!(misfit(&message), Some("role"));
        assert_eq!(misfit(&format!("{echo} Field \"role\" of required type {echo}")), None);
    }

    proptest! {
        #[test]
        fn no_message_makes_it_panic(
            message in "(?s)(.{0,3}|Field |Unknown type |[\"'`é.$]| has coerced Null value for NonNull type | of type ){0,12}",
        ) {
            misfit(&message);
        }
    }
}
