//! How much room a text takes on a terminal: letters can be wide, join into one, or run from right to left.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// FIRST STRONG ISOLATE: begins a stretch whose direction is its own and reorders nothing around it.
const ISOLATE: char = '\u{2068}';

/// POP DIRECTIONAL ISOLATE: ends such a stretch.
const END_OF_ISOLATE: char = '\u{2069}';

/// Returns how many columns of a terminal a text takes.
///
/// What a reader takes for one letter is measured as one; two letters that a font may draw as one, such as the Arabic
/// lam and alef, are measured as two, for that is the room terminals give them.
pub(crate) fn width(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// Returns a text that fits: all of it, or as many whole letters of its beginning as leave room for an ellipsis.
pub(crate) fn fitted(text: Cow<'_, str>, room: usize) -> Cow<'_, str> {
    if width(&text) <= room {
        return text;
    }
    let mut taken = 0;
    let fits = |letter: &&str| {
        taken += letter.width();
        taken < room
    };
    let mut beginning: String = text.graphemes(true).take_while(fits).collect();
    beginning.truncate(beginning.trim_end().len());
    beginning.push('…');
    Cow::Owned(beginning)
}

/// Returns a text that reorders nothing beside it on a terminal which orders letters by their script. The marks for
/// that take no room.
pub(crate) fn isolated(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.chars().any(is_right_to_left) {
        Cow::Owned(format!("{ISOLATE}{text}{END_OF_ISOLATE}"))
    } else {
        text
    }
}

/// Tells whether a letter's script runs from right to left: the ranges that Unicode keeps for such scripts.
fn is_right_to_left(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use super::{fitted, isolated, width};

    #[test]
    fn a_letter_takes_the_room_that_a_terminal_gives_it() {
        for (text, columns) in [
            ("Zoë", 3),
            ("e\u{301}", 1),
            ("李小龍", 6),
            ("さくら", 6),
            ("👍🏽", 2),
            ("👨\u{200d}👩\u{200d}👧\u{200d}👦", 2),
            ("☂\u{fe0f}", 2),
            ("سلام", 4),
            ("לוי", 3),
            ("\u{2068}לוי\u{2069}", 3),
            ("", 0),
        ] {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn what_is_cut_is_cut_between_letters_and_never_too_wide() {
        let family = "👨\u{200d}👩\u{200d}👧\u{200d}👦";
        for (text, room, shown) in [
            ("hello world", 11, "hello world"),
            ("hello world", 10, "hello wor…"),
            ("hello world", 7, "hello…"),
            ("李小龍", 6, "李小龍"),
            ("李小龍", 5, "李小…"),
            ("李小龍", 4, "李…"),
            ("cafe\u{301}s", 5, "cafe\u{301}s"),
            ("cafe\u{301}s!", 5, "cafe\u{301}…"),
            ("x", 0, "…"),
        ] {
            assert_eq!(fitted(text.into(), room), shown, "{text} {room}");
        }
        assert_eq!(fitted(format!("{family}{family}").into(), 3), format!("{family}…"));
        assert_eq!(fitted(format!("{family}{family}").into(), 2), "…");
        for room in 1..12 {
            for text in ["☂\u{fe0f}☂\u{fe0f}☂\u{fe0f}☂\u{fe0f}", "السلام عليكم", "a李b李c李d李"]
            {
                assert!(width(&fitted(text.into(), room)) <= room, "{text} {room}");
            }
        }
    }

    #[test]
    fn only_what_runs_from_right_to_left_is_isolated() {
        for text in ["مرحبا", "שלום", "order مرحبا 12"] {
            assert_eq!(isolated(text.into()), format!("\u{2068}{text}\u{2069}"));
        }
        for text in ["Zoë", "李小龍", "👍🏽", ""] {
            assert_eq!(isolated(text.into()), text);
        }
    }
}
