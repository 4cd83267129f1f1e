//! Finds what stands between quotation marks: where a server echoes a value, it usually quotes it.

use crate::redact::letters::{Letter, Writing};
use std::ops::Range;

/// Returns the places of what is quoted, without the marks.
///
/// An opening mark that is never closed quotes the rest; a quotation with a backslash in it may hold escaped marks, so it
/// reaches to the last mark of its kind.
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
            // Nothing is quoted.
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

/// Returns the marks that end the quotation which begins at a place, if one does: an apostrophe begins none.
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

/// Returns where the closing mark stands, or the end of the text.
fn end(letters: &[Letter], start: usize, closing: &str, width: usize) -> usize {
    let closes = |place: usize| {
        let run =
            letters[place..].iter().take(width).take_while(|letter| closing.contains(letter.char)).count();
        run == width && !is_apostrophe(letters, place)
    };
    let mut escaped = false;
    for place in start..letters.len() {
        escaped |= letters[place].writing == Writing::Escaped || letters[place].char == '\\';
        if closes(place) {
            if !escaped {
                return place;
            }
            let last = letters.iter().rposition(|letter| closing.contains(letter.char));
            let whole = letters.len();
            return last.filter(|last| letters[*last].writing != Writing::Escaped).unwrap_or(whole);
        }
    }
    letters.len()
}

/// Returns `true` where the mark at a place stands inside a word, as in `O'Brien`, and so ends no quotation.
fn is_apostrophe(letters: &[Letter], at: usize) -> bool {
    let is_in_word = |place: Option<usize>| {
        place.and_then(|place| letters.get(place)).is_some_and(|letter| letter.char.is_alphanumeric())
    };
    matches!(letters[at].char, '\'' | '’') && is_in_word(at.checked_sub(1)) && is_in_word(Some(at + 1))
}

fn ends_a_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '!' | '?' | ')' | ']' | '}')
}
