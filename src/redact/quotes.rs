//! Finds text between quotation marks. A server that repeats a value usually quotes it.

use crate::redact::letters::{Letter, Writing};
use std::ops::Range;

/// Returns the ranges of quoted text, without the marks.
///
/// If an opening mark is never closed, the rest of the text is quoted. A quotation with a backslash may contain escaped
/// marks, so it ends at the last mark of its kind.
pub(crate) fn quoted(letters: &[Letter]) -> Vec<Range<usize>> {
    let mut quoted = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let mark = letters[at].char;
        let Some(closing) = closing(letters, at) else {
            at += 1;
            continue;
        };
        let run = letters[at..].iter().take_while(|letter| letter.char == mark).count();
        let width = if closing.contains(mark) { run } else { 1 };
        if width == 2 && letters.get(at + 2).is_none_or(|next| ends_a_word(next.char)) {
            // The quotation is empty.
            at += 2;
            continue;
        }
        let start = at + width;
        let end = end(letters, start, closing, width);
        quoted.push(start..end);
        at = end + width;
    }
    quoted
}

/// Returns the marks that end a quotation, if a quotation begins at `at`. An apostrophe does not begin a quotation.
fn closing(letters: &[Letter], at: usize) -> Option<&'static str> {
    let in_word = at > 0 && letters[at - 1].char.is_alphanumeric();
    match letters[at].char {
        '"' => Some("\""),
        '`' | '´' => Some("`´'"),
        '\'' if !in_word => Some("'"),
        '’' if !in_word => Some("’"),
        '‘' | '‛' => Some("’'"),
        '‚' => Some("‘’"),
        '“' | '‟' | '”' => Some("”“"),
        '„' => Some("“”"),
        '«' => Some("»"),
        '»' => Some("«"),
        '‹' => Some("›"),
        '›' => Some("‹"),
        '″' => Some("″"),
        '「' => Some("」"),
        '『' => Some("』"),
        '〝' => Some("〞〟"),
        _ => None,
    }
}

/// Returns the index of the closing mark, or the end of the text.
fn end(letters: &[Letter], start: usize, closing: &str, width: usize) -> usize {
    let closes = |index: usize| {
        let run =
            letters[index..].iter().take(width).take_while(|letter| closing.contains(letter.char)).count();
        run == width && !is_apostrophe(letters, index)
    };
    let mut escaped = false;
    for index in start..letters.len() {
        escaped |= letters[index].writing == Writing::Escaped || letters[index].char == '\\';
        if closes(index) {
            if !escaped {
                return index;
            }
            let last = letters.iter().rposition(|letter| closing.contains(letter.char));
            let whole = letters.len();
            return last.filter(|last| letters[*last].writing != Writing::Escaped).unwrap_or(whole);
        }
    }
    letters.len()
}

/// Returns `true` if the mark at `at` is inside a word, as in `O'Brien`. Such a mark does not end a quotation.
fn is_apostrophe(letters: &[Letter], at: usize) -> bool {
    let is_in_word = |index: Option<usize>| {
        index.and_then(|index| letters.get(index)).is_some_and(|letter| letter.char.is_alphanumeric())
    };
    matches!(letters[at].char, '\'' | '’') && is_in_word(at.checked_sub(1)) && is_in_word(Some(at + 1))
}

fn ends_a_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '!' | '?' | ')' | ']' | '}')
}
