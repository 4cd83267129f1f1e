//! Repairs JSON with half of a character. If JavaScript cuts a text inside a character, it writes a lone surrogate, for
//! example `\ud83d`, which a Rust string cannot contain. Without the repair, one such message would make its whole page
//! unreadable.

/// Replaces lone surrogates with U+FFFD. Returns `None` if there is none.
pub(crate) fn mend(json: &str) -> Option<String> {
    let first = json.find('\\')?;
    // A search for this prefix is faster than reading all escapes, because most escapes are others.
    let is_begun = |escape: &[u8]| matches!(escape, [b'\\', b'u', b'd' | b'D']);
    if !json.as_bytes()[first..].windows(3).any(is_begun) {
        return None;
    }
    let mut mended = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(found) = json[at..].find('\\') {
        let start = at + found;
        at = match unit(json, start) {
            None => start + 2,
            Some(0xd800..=0xdbff) if matches!(unit(json, start + 6), Some(0xdc00..=0xdfff)) => start + 12,
            Some(0xd800..=0xdfff) => {
                mended.push_str(&json[kept..start]);
                mended.push_str("\\ufffd");
                kept = start + 6;
                kept
            }
            Some(_) => start + 6,
        };
        // If the text is not JSON, a character of several bytes can follow a backslash.
        while at < json.len() && !json.is_char_boundary(at) {
            at += 1;
        }
        if at >= json.len() {
            break;
        }
    }
    (kept > 0).then(|| mended + &json[kept..])
}

/// Parses the escape `\uXXXX` at an index.
fn unit(json: &str, at: usize) -> Option<u16> {
    let escape = json.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(escape, 16).ok().filter(|_| escape.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::mend;
    use proptest::prelude::*;

    fn text(json: &str) -> String {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn halves_are_replaced_and_the_rest_stays() {
        for (json, expected) in [
            (r#""\ud83d""#, "\u{fffd}"),
            (r#""ab\ude00 c""#, "ab\u{fffd} c"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\\ud83d \ud83d\n""#, "\\ud83d \u{fffd}\n"),
            (r#""\uD83D\u0041""#, "\u{fffd}A"),
        ] {
            assert_eq!(text(&mend(json).unwrap()), expected, "{json}");
        }
    }

    #[test]
    fn what_is_whole_is_left_alone() {
        for json in
            [r#""\ud83d\ude00""#, r#""\\ud83d""#, r#""\u00e9 é 😀 \n""#, "", "\\", "\\u", r#""\ud8""#, "\\é"]
        {
            assert_eq!(mend(json), None, "{json}");
        }
    }

    proptest! {
        #[test]
        fn any_text_of_javascript_is_read(units in prop::collection::vec(0xd7f0_u16..=0xe010, 0..20)) {
            let escaped: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let json = format!("\"{escaped}\"");
            let mended = mend(&json).unwrap_or(json);
            prop_assert_eq!(text(&mended), String::from_utf16_lossy(&units));
        }

        #[test]
        fn no_text_makes_it_panic(json in "[\\\\ud8-9a-fé😀\"]{0,40}") {
            mend(&json);
        }
    }
}
