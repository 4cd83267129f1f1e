//! Tests that the names of the document and the schema are always shown, on one short line.

use super::{call, conservative, nothing_known, ordinary};
use crate::redact::redact::{Quoted, SHOWN_CHARACTERS};
use crate::redact::words::{OF_SCHEMA, is_name};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn a_message_stays_on_one_line_and_short() {
    assert_eq!(conservative("a\nb\u{202e}c\u{1b}"), "a\\u{a}b\\u{202e}c\\u{1b}");
    for long in
        ["x".repeat(500), "x ".repeat(5_000), format!("{} y", "x".repeat(1_500)), "\"a\" ".repeat(900)]
    {
        let shown = conservative(&long);
        assert_eq!(shown.chars().count(), SHOWN_CHARACTERS + 1, "{shown}");
        assert!(shown.ends_with('…'));
    }
}

#[test]
fn words_of_the_document_and_the_schema_are_shown_in_quotation_marks() {
    let redaction = call("bck_1", &json!({"input": {"search": "Ana Lucia"}}));
    for text in [
        r#"Cannot query field "aiAssigneed" on type "Conv""#,
        r#"Variable "$input" of type "ContactsInput!" used in position expecting type "[ConvStartInput!]!""#,
        "Unknown argument 'input' at `convs.nodes[3].client`, did you mean ‘pageInfo’?",
        r#"Field "shoeSize" must not have a selection since type "String" has no subfields"#,
    ] {
        assert_eq!(redaction.message(text, Quoted::Hidden), text);
        assert!(conservative(text).contains('…'), "nothing is known of a call");
    }
    for (text, expected) in [
        (r#"no "Ana" or "aiAssigneed Rosa""#, r#"no "…" or "…""#),
        (
            r#"no "Lucia", "Zoe", "Bea", "Rosa" in strings and comments"#,
            r#"no "…", "…", "…", "…" in strings and comments"#,
        ),
    ] {
        assert_eq!(redaction.message(text, Quoted::Hidden), expected);
    }
}

#[test]
fn a_refusal_as_invalid_shows_the_names_that_were_not_sent() {
    let sent = json!({"input": {"name": "Lucia Flores", "role": "Bodega", "code": "secretcode", "tags": ["vipGuest"]}});
    let redaction = call("bck_opensesame", &sent);
    for text in [
        r#"Field "department" of required type "DepartmentInput!" was not provided"#,
        r#"Field value.newField of type [NewEnum!]! is "missing" at "input.items[0].newField""#,
        "Value 'SOMETHING_NEW' does not exist in 'NewEnum' enum",
    ] {
        assert_eq!(redaction.message(text, Quoted::Names), text);
        assert_ne!(redaction.message(text, Quoted::Hidden), text, "only there");
    }
    for value in
        ["Lucia", "lucia", "Flores", "Bodega", "bodega", "secretcode", "secretco", "vipGuest", "opensesame"]
    {
        for text in
            [format!("Field \"{value}\" is wrong"), format!("got '{value}!'"), format!("at `input.{value}`")]
        {
            let shown = redaction.message(&text, Quoted::Names);
            assert!(!shown.contains(value) && shown.contains('…'), "{shown}");
        }
    }
    for hidden in [
        r#"got "Ana Maria""#,
        r#"got "a-b""#,
        r#"got "a2025550123""#,
        r#"got "Zoë""#,
        r#"got "5551""#,
        "got \"%41na\"",
    ] {
        assert!(redaction.message(hidden, Quoted::Names).contains("\"…\""), "{hidden}");
    }
}

#[test]
fn only_the_beginning_of_a_long_text_is_read() {
    // Without a limit on the length, each of these texts would take hours.
    let size = 16 * 1024 * 1024;
    let values: Vec<String> = (0..2_000).map(|number| format!("value {number}")).collect();
    let redaction = call("bck_1", &json!({"input": {"tags": values}}));
    for piece in
        ["\"\\", "'\\' ", "\"\"", "1 ", "a@", "\\", "%25", "&#", "value 1", "`", "…", "\u{ff11}", "\\ud83d"]
    {
        let text = piece.repeat(size / piece.len());
        for quoted in [Quoted::Hidden, Quoted::Names] {
            assert!(redaction.message(&text, quoted).chars().count() <= SHOWN_CHARACTERS * 10 + 1, "{piece}");
        }
        assert_eq!(redaction.key(&text), None);
    }
}

#[test]
fn a_key_of_an_answer_is_shown_where_it_is_a_name_that_was_not_sent() {
    let redaction = call("opensesame", &json!({"input": {"search": "Lucia Flores"}}));
    for name in ["convs", "aiAssigneed", "somethingNew", "_id"] {
        assert_eq!(redaction.key(name), Some(name));
    }
    for content in
        ["Lucia", "opensesame", "open", "a b", "", "2", "é", "bck_3f9a1c77e0d24b6f", "p12025550123"]
    {
        assert_eq!(redaction.key(content), None, "{content}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_of_the_document_and_the_schema_always_appear(
        words in prop::collection::vec(prop::sample::select(words()), 3),
        sent in prop::collection::vec(ordinary(), 0..6),
        key in "[A-Z]{8,20}",
    ) {
        let redaction = call(&key, &json!({"input": {"text": sent}}));
        let [a, b, c] = &words[..] else { unreachable!() };
        for text in [
            format!("Cannot query field \"{a}\" on type \"{b}\". Did you mean \"{c}\"?"),
            format!("Variable '${a}' of type '[{b}!]!' at `{c}.{a}[0]`"),
            format!("{a} ({b}) {c}: is wrong"),
            format!("“{a}” «{b}» ‘{c}’"),
        ] {
            let shown = redaction.message(&text, Quoted::Hidden);
            for word in [a, b, c] {
                prop_assert!(shown.contains(word), "{word} of {text:?} in {shown:?}");
            }
        }
        prop_assert_eq!(redaction.key(a), Some(a.as_str()));
    }

    #[test]
    fn any_text_is_redacted_without_a_panic(text in "(?s).{0,300}", value in "(?s).{0,30}") {
        let redaction = call(&value, &json!({"input": {"text": value}}));
        for redaction in [&redaction, &nothing_known()] {
            let shown = redaction.message(&text, Quoted::Names);
            prop_assert!(!shown.contains(char::is_control), "{shown:?}");
            redaction.identifier(&text, 64);
            redaction.key(&text);
        }
    }
}

fn words() -> Vec<String> {
    let document = ["contacts", "contactsOf", "shoeSize", "aiAssigneed", "ContactsInput", "note"];
    let mut words: Vec<String> = OF_SCHEMA.iter().chain(&document).map(|word| (*word).to_owned()).collect();
    words.sort();
    assert!(words.iter().all(|word| is_name(word)) && words.len() > 200, "{}", words.len());
    words
}
