//! Tests that sent texts, credentials, numbers and addresses are never shown.

use super::{call, conservative, nothing_known, ordinary};
use crate::redact::redact::Quoted;
use crate::redact::words::OF_SCHEMA;
use proptest::prelude::*;
use serde_json::json;

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

/// Returns the forms in which servers may repeat a text.
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
}
