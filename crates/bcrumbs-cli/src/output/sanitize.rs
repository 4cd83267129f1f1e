//! Makes text that strangers wrote safe to print: nothing in a name or a message may steer the terminal.

use std::borrow::Cow;

/// Returns text for a table: on one line, with control characters shown and not obeyed, and without the marks that
/// reorder what stands around them.
pub(crate) fn on_one_line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() || is_mark(c)) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c if c.is_control() => line.extend(c.escape_unicode()),
            c if is_mark(c) => {}
            c => line.push(c),
        }
    }
    Cow::Owned(line)
}

/// Returns text of several lines for people, with control characters shown and not obeyed. Marks that reorder what
/// stands around them are shown too: in a query or a schema they are part of what is wrong.
pub(crate) fn in_lines(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| c != '\n' && (c.is_control() || is_reordering(c));
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let mut lines = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            c if obeyed(c) => lines.extend(c.escape_unicode()),
            c => lines.push(c),
        }
    }
    Cow::Owned(lines)
}

/// Returns JSON in which the characters are escaped that a terminal may obey and JSON lets stand: control characters, and
/// those that reorder what stands around them.
pub(crate) fn safe_json(json: String) -> String {
    let obeyed = |c: char| matches!(c, '\u{7f}'..='\u{9f}') || is_reordering(c);
    if !json.contains(obeyed) {
        return json;
    }
    // Such a character can only stand inside a JSON string.
    let mut safe = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        if obeyed(c) {
            safe.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// Tells whether a character changes the order in which its neighbours are shown.
fn is_reordering(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Tells whether a character is invisible and reorders, breaks or hides text; joiners are kept, scripts need them.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::{in_lines, on_one_line, safe_json};

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        assert_eq!(on_one_line("a\u{1b}[2Jb\u{9b}c\u{7}"), "a\\u{1b}[2Jb\\u{9b}c\\u{7}");
        assert_eq!(on_one_line("one\r\ntwo\tthree\u{2028}four"), "one two three four");
        assert_eq!(on_one_line("gpj\u{202e}.exe\u{feff}"), "gpj.exe");
    }

    #[test]
    fn several_lines_stay_lines_and_steer_nothing() {
        assert_eq!(in_lines("one\r\n\u{1b}[2Jtwo\u{9b}\n"), "one\\u{d}\n\\u{1b}[2Jtwo\\u{9b}\n");
        assert_eq!(in_lines("gpj\u{202e}.exe"), "gpj\\u{202e}.exe");
    }

    #[test]
    fn ordinary_text_of_any_script_stays() {
        for text in ["Zoë", "李小龍", "مرحبا", "می\u{200c}خواهم", "👩\u{200d}🚀", ""] {
            assert_eq!(on_one_line(text), text);
            assert_eq!(in_lines(text), text);
        }
    }

    #[test]
    fn json_stays_the_same_data_without_terminal_codes() {
        let text = "a\u{9b}31m\u{7f}\u{1b}é\u{202e}gpj\u{2066}";
        let json = safe_json(serde_json::to_string(text).unwrap());
        assert!(json.chars().all(|c| !c.is_control() && !super::is_reordering(c)), "{json:?}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
