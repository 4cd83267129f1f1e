//! Combines the four operations that list conversations in one type. The operations differ in two blocks of their
//! selection, which are requested only if a caller needs them.

use crate::graphql::operations::{convs_with_client_and_messages as generated, document};
use crate::model::page_request::PageRequest;
use graphql_client::{GraphQLQuery, QueryBody};
use serde::Serialize;

pub(crate) use generated::{ConvsInput, ConvsWithClientAndMessagesConvsNodes as ConvsNode};

const PLAIN: &str = document("convs");
const WITH_CONTACT: &str = document("convsWithClient");
const WITH_MESSAGES: &str = document("convsWithMessages");
const WITH_BOTH: &str = document("convsWithClientAndMessages");

// All four responses are decoded with the generated type of the largest operation, so their other fields must be the same.
const _: () = assert!(is_without(PLAIN, &["client {", "messages {"]), "convs.graphql selects other fields");
const _: () =
    assert!(is_without(WITH_CONTACT, &["messages {"]), "convsWithClient.graphql selects other fields");
const _: () =
    assert!(is_without(WITH_MESSAGES, &["client {"]), "convsWithMessages.graphql selects other fields");

/// The operations `convs`, `convsWithClient`, `convsWithMessages` and `convsWithClientAndMessages`.
#[allow(missing_debug_implementations, reason = "it holds nothing")]
pub struct Convs;

/// The variables of [`Convs`], and the selected one of the four operations.
#[derive(Clone, Serialize)]
#[allow(missing_docs, missing_debug_implementations, reason = "no API: the module is private")]
pub struct ConvsVariables {
    #[serde(rename = "pageInfo", skip_serializing_if = "Option::is_none")]
    pub page_info: Option<PageRequest>,
    pub input: ConvsInput,
    #[serde(skip)]
    pub with_contact: bool,
    #[serde(skip)]
    pub with_messages: bool,
}

impl GraphQLQuery for Convs {
    type Variables = ConvsVariables;
    type ResponseData = generated::ResponseData;

    fn build_query(variables: ConvsVariables) -> QueryBody<ConvsVariables> {
        let (operation_name, query) = match (variables.with_contact, variables.with_messages) {
            (false, false) => ("convs", PLAIN),
            (true, false) => ("convsWithClient", WITH_CONTACT),
            (false, true) => ("convsWithMessages", WITH_MESSAGES),
            (true, true) => (generated::OPERATION_NAME, WITH_BOTH),
        };
        QueryBody { variables, query, operation_name }
    }
}

/// Returns whether a document, without its first line, is equal to the largest document without the named blocks.
const fn is_without(document: &str, blocks: &[&str]) -> bool {
    let (part, full) = (document.as_bytes(), WITH_BOTH.as_bytes());
    let (mut at, mut of) = (line_end(part, 0), line_end(full, 0));
    while of < full.len() {
        if begins_block(full, of, blocks) {
            while !is_closing_line(full, of) {
                of = line_end(full, of);
            }
            of = line_end(full, of);
        } else {
            let end = line_end(full, of);
            while of < end {
                if at == part.len() || part[at] != full[of] {
                    return false;
                }
                at += 1;
                of += 1;
            }
        }
    }
    at == part.len()
}

/// Returns the index of the next line.
const fn line_end(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && text[at] != b'\n' {
        at += 1;
    }
    if at < text.len() { at + 1 } else { at }
}

/// Returns the index after the indentation of a line.
const fn indented(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && text[at] == b' ' {
        at += 1;
    }
    at
}

const fn begins_block(text: &[u8], at: usize, blocks: &[&str]) -> bool {
    let at = indented(text, at);
    let mut block = 0;
    while block < blocks.len() {
        let name = blocks[block].as_bytes();
        let mut same = 0;
        while same < name.len() && at + same < text.len() && text[at + same] == name[same] {
            same += 1;
        }
        if same == name.len() {
            return true;
        }
        block += 1;
    }
    false
}

const fn is_closing_line(text: &[u8], at: usize) -> bool {
    let at = indented(text, at);
    at < text.len() && text[at] == b'}'
}

#[cfg(test)]
mod tests {
    use super::{PLAIN, WITH_BOTH, is_without};

    #[test]
    fn a_document_with_another_selection_is_noticed() {
        assert!(is_without(WITH_BOTH, &[]) && !is_without(PLAIN, &["client {"]));
        for (field, other) in
            [("      aiId\n", ""), ("      aiId\n", "      aiId\n      aiName\n"), ("}\n", "}\n}\n")]
        {
            let changed: &'static str = PLAIN.replacen(field, other, 1).leak();
            assert_ne!(changed, PLAIN);
            assert!(!is_without(changed, &["client {", "messages {"]), "{changed}");
        }
    }
}
