//! What was sent never appears, and the words of the document and the schema always do.

use super::{Quoted, Redaction, SHOWN_CHARACTERS};
use crate::redact::words::{OF_SCHEMA, is_name};
use proptest::prelude::*;
use serde_json::{Value, json};

const DOCUMENT: &str = r##"query contacts($input: ContactsInput!, $note: String = "Ana \" Lucia") { # Zoe
    contactsOf(input: $input, text: """Bea \""" Rosa""") { nodes { aiAssigneed shoeSize } } }"##;

fn call(key: &str, variables: &Value) -> Redaction {
    let body = json!({"variables": variables, "query": DOCUMENT, "operationName": "contacts"});
    Redaction::of_call(key, body.to_string().as_bytes())
}

fn nothing_known() -> Redaction {
    Redaction::default()
}

fn conservative(text: &str) -> String {
    nothing_known().message(text, Quoted::Hidden)
}

#[test]
fn quoted_values_are_hidden_and_the_sentence_stays() {
    for (text, expected) in [
        (r#"Variable "$x" got 'Ana'; can't go on"#, r#"Variable "…" got '…'; can't go on"#),
        ("cut “off", "cut “…"),
        ("no 'O'Brien' or ‘O’Brien’ here", "no '…' or ‘…’ here"),
        (r#"got "say \"Ana\" now", expected "x""#, r#"got "…""#),
        (r#"got "say \"Ana"#, r#"got "…"#),
        (r#"got ""Ana"", """Ana""" and "" twice"#, r#"got ""…"", """…""" and "" twice"#),
        ("no „Ana“, „Ana”, ”Ana”, »Ana«, «Ana», ‹Ana›, ‚Ana‘", "no „…“, „…”, ”…”, »…«, «…», ‹…›, ‚…‘"),
        ("no `Ana', `Ana`, ´Ana´, 「Ana」, ＂Ana＂, ″Ana″", "no `…', `…`, ´…´, 「…」, ＂…＂, ″…″"),
        ("no %22Ana%22, &quot;Ana&quot;, &#39;Ana&#x27;", "no %22…%22, &quot;…&quot;, &#39;…&#x27;"),
        (r"C:\'Ana' and 'Bea'", r"C:\'…' and '…'"),
    ] {
        assert_eq!(conservative(text), expected, "{text}");
    }
}

#[test]
fn phone_numbers_are_hidden_in_every_common_writing() {
    for number in [
        "+12025550123",
        "12025550123",
        "+1 (202) 555-0123",
        "+1 (202)  555 - 0123",
        "202.555.0123",
        "202 / 555 / 0123",
        "+1\u{a0}202\u{2011}555\u{2011}0123",
        "202\u{202f}555 \u{2013} 0123",
        "202\u{200b}555\u{ad}0123",
        "٢٠٢٥٥٥٠١٢٣",
        "+1_202_555_0123",
        "202·555·0123",
        "202•555‧0123",
        "+1+202+555+0123",
        "202~555*0123",
        "%2B12025550123",
        "%2B1%20202%20555%200123",
        "%32%30%32%35%35%35%30%31%32%33",
        "%252B1%2520202%2520555%25200123",
        "２０２５５５０１２３",
        "＋１－２０２－５５５－０１２３",
        r"\u0032\u0030\u0032\u0035\u0035\u0035\u0030123",
        "&#50;025550123",
    ] {
        let shown = conservative(&format!("no contact {number} here"));
        assert_eq!(shown, "no contact … here", "{number}");
    }
    assert_eq!(conservative("phone (202) 555 - 0123 is not valid"), "phone (… is not valid");
    assert_eq!(conservative("limit 100 of 123456, 17 at line 2"), "limit 100 of 123456, 17 at line 2");
}

#[test]
fn addresses_are_hidden_even_where_they_were_not_sent() {
    for address in [
        "ana@example.com",
        "Ana.Lucia+shop@mail.example.co.uk",
        "ana_lucia@localhost",
        "ana%40example.com",
        "ana%2540example.com",
        "ana\\u0040example.com",
        "ana＠example.com",
        "ana&#64;example.com",
        "añá@пример.рф",
        "aiAssigneed@example.com",
    ] {
        for redaction in [nothing_known(), call("bck_1", &json!({}))] {
            let shown = redaction.message(&format!("no contact {address}, sorry"), Quoted::Names);
            assert_eq!(shown, "no contact …, sorry", "{address}");
        }
    }
    assert_eq!(conservative("the directive @skip is not known"), "the directive @skip is not known");
}

#[test]
fn keys_and_identifiers_are_hidden_and_names_are_not() {
    for key in ["bck_3f9a1c77e0d24b6f", "e108d6e3-aaaa-bbbb-cccc-dddddddddddd", "67d7f55f7a9a4e1d76f58831"] {
        assert_eq!(conservative(&format!("key {key}, sorry")), "key …, sorry");
    }
    let named = "GRAPHQL_VALIDATION_FAILED in convsWithClientAndMessages, step 12 of v1.2";
    assert_eq!(conservative(named), named);
}

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
fn the_exact_credential_is_replaced_first_whatever_its_form() {
    let session = "Bearer eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl";
    for key in [
        "opensesame",
        "abc",
        "a+b/c==",
        "bck_",
        "Query",
        "aiAssigneed",
        "a b",
        "x%41&y",
        "\"'`",
        "--",
        session,
    ] {
        let redaction = call(key, &json!({"input": {"search": key}}));
        let token = key.strip_prefix("Bearer ").unwrap_or(key);
        for text in [
            format!("the key {token} is not valid"),
            format!("x{token}y"),
            format!("{token}{token} and \"{token}\" and {key}"),
            format!("authorization: {key}"),
            format!("no field aiAssigneed{token}"),
        ] {
            for quoted in [Quoted::Hidden, Quoted::Names] {
                let shown = redaction.message(&text, quoted);
                assert!(!shown.contains(token), "{key}: {shown}");
                assert!(!redaction.identifier(&text, 64).contains(token), "{key}");
            }
        }
    }
    let escaped =
        call("a+b/c==", &json!({})).message("key a%2Bb%2Fc%3D%3D or a\\u002bb\\/c==", Quoted::Hidden);
    assert_eq!(escaped, "key … or …");
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
fn what_was_sent_is_recognised_in_other_writings_and_where_it_was_shortened() {
    let text = "the parcel is behind Ana's shed";
    let redaction =
        call("bck_1", &json!({"input": {"text": text, "street": "C:\\new\\x41 100%25", "order": ["vip"]}}));
    for (echo, expected) in [
        ("no: the parcel is behind Ana's shed!", "no: …!"),
        ("no: THE PARCEL IS BEHIND ANA’S SHED!", "no: …!"),
        ("no: the  parcel\nis behind Ana\\'s shed!", "no: …!"),
        ("no: the+parcel+is+behind+Ana%27s+shed!", "no: …!"),
        ("no: the%20parcel%20is%20behind%20Ana%27s%20shed!", "no: …!"),
        ("no: the%2520parcel%2520is%2520behind%2520Ana%2527s%2520shed!", "no: …!"),
        ("no: the parcel is behind Ana''s shed!", "no: …"),
        ("no: the parcel is behind Ana&#39;s shed!", "no: …!"),
        ("no: \\u0074he parcel is behind Ana\\\\u0027s shed!", "no: …!"),
        ("no: the-parcel-is-behind-Anas-shed!", "no: …!"),
        ("no: the parcel is beh...", "no: …..."),
        ("at C:\\new\\x41 100%25, vip", "at …, …"),
        ("at C:\\\\new\\\\x41 100%25, VIP", "at …, …"),
        ("the parcel may be lost", "the parcel may be lost"),
    ] {
        assert_eq!(redaction.message(echo, Quoted::Hidden), expected, "{echo}");
    }
}

#[test]
fn nothing_of_what_was_sent_is_shown_wherever_the_text_is_cut() {
    let value = "Ana Lucia behind the shed";
    let redaction = call("bck_opensesame", &json!({"input": {"search": value}}));
    for (filler, closing) in [("x ", ""), ("\"", "\" "), ("(1)", "")] {
        for length in (0..1_400).step_by(7) {
            for secret in [value, "bck_opensesame", "+1 202 555 0123", "ana.lucia@example.com"] {
                let text = format!("{}{closing}{secret} and more{}", filler.repeat(length), " y".repeat(400));
                let shown = redaction.message(&text, Quoted::Names);
                for part in ["Ana", "shed", "ends", "202", "555", "lucia"] {
                    assert!(!shown.contains(part), "{length} {secret}: {shown}");
                }
            }
        }
    }
}

#[test]
fn only_the_beginning_of_a_long_text_is_read() {
    // Looked at as a whole, mark by mark, each of these would take hours.
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

/// Texts as people and programs send them.
fn ordinary() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-zéñ]{2,8}( [A-Z][a-z']{2,8}){0,2}",
        "[a-z]{3,12}",
        "[a-z]{2,6}[.+][a-z]{1,6}@[a-z]{2,8}\\.(com|de)",
        "\\+[1-9][0-9]{6,13}",
        "[a-z]{3,8}_[A-Z]{2,5}[0-9]{0,3}",
        "https://[a-z]{3,8}\\.example/[a-z]{1,6}\\?[a-z]{1,3}=[a-z0-9]{1,6}",
        "[a-zA-Z0-9+/]{8,30}={0,2}",
        "[а-яА-Я]{3,9} [а-я]{3,9}",
        "[a-z]{3,6}, [a-z]{3,6}; [a-z]{3,6}! [0-9]{1,3}",
    ]
    .prop_filter("a word of the schema is shown", |text| !OF_SCHEMA.contains(text.as_str()))
}

/// Writes a text as servers echo it.
fn written(value: &str, way: usize) -> String {
    let json = |text: &str| serde_json::to_string(text).unwrap().trim_matches('"').to_owned();
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    match way {
        0 => value.to_owned(),
        1 => json(value),
        2 => json(&json(value)),
        3 => value.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
        4 => percent(value),
        5 => percent(value).replace('%', "%25"),
        6 => url::form_urlencoded::byte_serialize(value.as_bytes()).collect(),
        7 => value.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
        8 => value.to_uppercase(),
        9 => value.replace('\'', "''"),
        10 => value.replace(' ', "\u{a0}\n"),
        _ => value
            .chars()
            .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c })
            .collect(),
    }
}

const MARKS: [(&str, &str); 12] = [
    ("", ""),
    ("\"", "\""),
    ("'", "'"),
    ("`", "`"),
    ("“", "”"),
    ("„", "“"),
    ("«", "»"),
    ("\"\"", "\"\""),
    ("\\\"", "\\\""),
    ("%22", "%22"),
    ("(", ")"),
    ("name=", "&x=1"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_sent_never_appears(
        value in ordinary(),
        others in prop::collection::vec(ordinary(), 0..3),
        way in 0_usize..12,
        marks in prop::sample::select(MARKS.as_slice()),
        before in "[a-z ]{0,20}",
        key in ordinary(),
    ) {
        let variables = json!({"input": {"any": {"deep": [&value, &others]}}});
        let echo = written(&value, way);
        let text = format!("{before} got {}{echo}{}, key {key}", marks.0, marks.1);
        let redaction = call(&key, &variables);
        for quoted in [Quoted::Hidden, Quoted::Names] {
            let shown = redaction.message(&text, quoted);
            for secret in [&value, &echo, &key] {
                prop_assert!(!shown.contains(secret.as_str()), "{secret:?} in {shown:?} of {text:?}");
            }
        }
        prop_assert!(!redaction.identifier(&text, 64).contains(&echo));
    }

    #[test]
    fn no_text_that_was_sent_appears_as_it_is_or_as_json(value in "(?s)[^…]{3,40}", escaped: bool) {
        prop_assume!(!OF_SCHEMA.contains(value.as_str()));
        let redaction = call("bck_opensesame", &json!({"input": {"text": value}}));
        let echo = if escaped { written(&value, 1) } else { value.clone() };
        let shown = redaction.message(&format!("got {echo} here"), Quoted::Names);
        prop_assert!(!shown.contains(&value), "{shown:?}");
    }

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
