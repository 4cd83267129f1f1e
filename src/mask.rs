//! Makes text that came from outside fit to be shown: servers echo what they were sent, phone numbers and all.

/// The characters of a gateway's message that an error shows at most.
pub(crate) const SHOWN_CHARACTERS: usize = 200;

/// A run of at least so many digits is taken for a phone number or an identifier.
const LONG_NUMBER: usize = 7;

/// So many characters at most stand between two groups of a phone number, as in `(202)  555 - 0123`.
const BETWEEN_GROUPS: usize = 4;

/// A word with a digit and at least so many characters is taken for a key or an identifier.
const LONG_WORD: usize = 16;

/// Returns `text` on one line, at most [`SHOWN_CHARACTERS`] long, without quoted values, long numbers and keys.
pub(crate) fn mask(text: &str) -> String {
    let mut shown = String::new();
    for (count, c) in without_numbers(&without_keys(&without_quotes(text))).chars().enumerate() {
        if count == SHOWN_CHARACTERS {
            shown.push('…');
            break;
        }
        if c.is_control() || is_invisible(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Tells whether a character reorders or hides the text around it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Replaces what stands between quotation marks. An opening mark that is never closed hides the rest; a quotation that
/// holds a backslash may hold escaped marks, so it hides everything up to the last mark of its kind.
fn without_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut closing, mut escaped) = (None, false);
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        match closing {
            Some(mark) if c == mark && is_apostrophe(text, at, previous) => {}
            Some(mark) if c == mark && (!escaped || (previous != '\\' && text.rfind(mark) == Some(at))) => {
                out.push('…');
                out.push(c);
                (closing, escaped) = (None, false);
            }
            Some(_) => escaped |= c == '\\',
            None => {
                out.push(c);
                closing = closing_mark(c, previous);
            }
        }
        previous = c;
    }
    if closing.is_some() {
        out.push('…');
    }
    out
}

/// Returns the mark that ends the quotation which `c` begins, if it begins one: an apostrophe does not.
fn closing_mark(c: char, previous: char) -> Option<char> {
    match c {
        '"' | '`' => Some(c),
        '\'' if !previous.is_alphanumeric() => Some(c),
        '‘' => Some('’'),
        '“' => Some('”'),
        '«' => Some('»'),
        _ => None,
    }
}

/// Tells whether the mark at `at` stands inside a word, as in `O'Brien`, and so ends no quotation.
fn is_apostrophe(text: &str, at: usize, previous: char) -> bool {
    let mut after = text[at..].chars();
    matches!(after.next(), Some('\'' | '’'))
        && previous.is_alphanumeric()
        && after.next().is_some_and(char::is_alphanumeric)
}

/// Replaces words that look like an API key or another identifier: `bck_…`, a UUID, a long hexadecimal number.
fn without_keys(text: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.find(|c| !is_part(c)).unwrap_or(rest.len()));
        let is_key = word.len() >= LONG_WORD && word.contains(|c: char| c.is_ascii_digit());
        out.push_str(if is_key { "…" } else { word });
        let (between, next) = after.split_at(after.find(is_part).unwrap_or(after.len()));
        out.push_str(between);
        rest = next;
    }
    out
}

/// Replaces long numbers, also those written in groups such as `+1 (202) 555-0123`.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    let mut separators = String::new();
    for c in text.chars() {
        if c.is_numeric() || (run.is_empty() && c == '+') {
            run.push_str(&separators);
            separators.clear();
            run.push(c);
        } else if !run.is_empty() && is_separator(c) && separators.chars().count() < BETWEEN_GROUPS {
            separators.push(c);
        } else {
            flush(&mut out, &mut run, &mut separators);
            if c == '+' {
                run.push(c);
            } else {
                out.push(c);
            }
        }
    }
    flush(&mut out, &mut run, &mut separators);
    out
}

/// Tells whether a character may stand between two groups of a phone number: white space, dashes of every kind, and what
/// cannot be seen.
fn is_separator(c: char) -> bool {
    let is_dash =
        matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}');
    c.is_whitespace() || is_dash || is_invisible(c) || matches!(c, '.' | '(' | ')' | '/' | '\u{ad}')
}

fn flush(out: &mut String, run: &mut String, separators: &mut String) {
    if run.chars().filter(|c| c.is_numeric()).count() < LONG_NUMBER {
        out.push_str(run);
    } else {
        out.push('…');
    }
    out.push_str(separators);
    run.clear();
    separators.clear();
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn quoted_values_are_hidden_and_the_sentence_stays() {
        assert_eq!(mask(r#"Variable "$x" got 'Ana'; can't go on"#), r#"Variable "…" got '…'; can't go on"#);
        assert_eq!(mask("cut “off"), "cut “…");
        assert_eq!(mask("no 'O'Brien' or ‘O’Brien’ here"), "no '…' or ‘…’ here");
        assert_eq!(mask(r#"got "say \"Ana\" now", expected "x""#), r#"got "…""#);
        assert_eq!(mask(r#"got "say \"Ana"#), r#"got "…"#);
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
        ] {
            let shown = mask(&format!("no contact {number} here"));
            assert_eq!(shown, "no contact … here", "{number}");
        }
        assert_eq!(mask("phone (202) 555 - 0123 is not valid"), "phone (… is not valid");
        assert_eq!(mask("limit 100 of 123456"), "limit 100 of 123456");
    }

    #[test]
    fn keys_and_identifiers_are_hidden_and_names_are_not() {
        for key in
            ["bck_3f9a1c77e0d24b6f", "e108d6e3-aaaa-bbbb-cccc-dddddddddddd", "67d7f55f7a9a4e1d76f58831"]
        {
            assert_eq!(mask(&format!("key {key}, sorry")), "key …, sorry");
        }
        let named = "GRAPHQL_VALIDATION_FAILED in convsWithClientAndMessages, step 12 of v1.2";
        assert_eq!(mask(named), named);
    }

    #[test]
    fn a_message_stays_on_one_line_and_short() {
        assert_eq!(mask("a\nb\u{202e}c\u{1b}"), "a\\u{a}b\\u{202e}c\\u{1b}");
        let long = mask(&"x".repeat(500));
        assert_eq!(long.chars().count(), super::SHOWN_CHARACTERS + 1);
    }
}
