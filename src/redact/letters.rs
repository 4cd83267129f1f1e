//! Decodes a text into letters: escapes and encodings are removed, so that a value is found in every usual form. Each
//! letter has its byte range in the original text, so that it can be hidden there.

/// The form of a letter in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    /// Unescaped.
    Plain,
    /// After one or more backslashes.
    Escaped,
    /// Percent-encoded, as an HTML entity, or as a full-width form.
    Encoded,
}

/// A letter and its byte range in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Letter {
    pub(crate) char: char,
    pub(crate) writing: Writing,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A decoded character, its form, and its length in bytes.
struct Read {
    char: char,
    writing: Writing,
    bytes: usize,
}

/// Decodes at most `most` letters.
pub(crate) fn letters(text: &str, most: usize) -> Vec<Letter> {
    let mut letters = Vec::new();
    let mut start = 0;
    while letters.len() < most
        && let Some(first) = text[start..].chars().next()
    {
        let rest = &text[start..];
        let Read { char, writing, bytes } = match first {
            '\\' => escaped(rest),
            '%' => percent(rest),
            '&' => entity(rest),
            '\u{ff01}'..='\u{ff5e}' => full_width(first),
            _ => None,
        }
        .unwrap_or(Read { char: first, writing: Writing::Plain, bytes: first.len_utf8() });
        letters.push(Letter { char, writing, start, end: start + bytes });
        start += bytes;
    }
    letters
}

/// Returns the characters for a comparison, each with the index of its letter: in lower case, without quotation marks
/// and invisible characters, and with one space for each group of separators.
pub(crate) fn folded(letters: &[Letter]) -> Vec<(char, usize)> {
    let mut folded: Vec<(char, usize)> = Vec::with_capacity(letters.len());
    for (index, letter) in letters.iter().enumerate() {
        match letter.char {
            c if is_invisible(c) || is_quote(c) || c == '\\' => {}
            c if c.is_whitespace() || c.is_control() || is_dash(c) || matches!(c, '+' | '_') => {
                if folded.last().is_none_or(|(last, _)| *last != ' ') {
                    folded.push((' ', index));
                }
            }
            c => folded.extend(c.to_lowercase().map(|lower| (lower, index))),
        }
    }
    folded
}

/// The maximum length of an escape or an entity with an end mark, in bytes.
const LONGEST_CODE: usize = 10;

/// The maximum number of backslashes before one character. A text that is quoted four times has sixteen.
const SLASHES: usize = 16;

/// Skips backslashes.
fn after_slashes(rest: &str) -> &str {
    &rest[rest.bytes().take(SLASHES).take_while(|byte| *byte == b'\\').count()..]
}

/// Decodes a character after one or more backslashes.
fn escaped(rest: &str) -> Option<Read> {
    let after = after_slashes(rest);
    let slashes = rest.len() - after.len();
    let read =
        |char: char, bytes: usize| Some(Read { char, writing: Writing::Escaped, bytes: slashes + bytes });
    let first = after.chars().next()?;
    let code = |digits: &str| u32::from_str_radix(digits, 16).ok();
    match first {
        'u' if after[1..].starts_with('{') => {
            let end = after.bytes().take(LONGEST_CODE).position(|byte| byte == b'}')?;
            read(char::from_u32(code(after.get(2..end)?)?)?, end + 1)
        }
        'u' => match code(after.get(1..5)?)? {
            high @ 0xd800..=0xdbff => {
                let second = after_slashes(&after[5..]);
                let between = after.len() - 5 - second.len();
                let low = second.strip_prefix('u').and_then(|low| code(low.get(..4)?));
                match low {
                    Some(low @ 0xdc00..=0xdfff) if between > 0 => {
                        let both = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                        read(char::from_u32(both)?, 5 + between + 5)
                    }
                    _ => read(char::REPLACEMENT_CHARACTER, 5),
                }
            }
            other => read(char::from_u32(other).unwrap_or(char::REPLACEMENT_CHARACTER), 5),
        },
        'x' => read(char::from_u32(code(after.get(1..3)?)?)?, 3),
        'n' => read('\n', 1),
        't' => read('\t', 1),
        'r' => read('\r', 1),
        'b' => read('\u{8}', 1),
        'f' => read('\u{c}', 1),
        other => read(other, other.len_utf8()),
    }
}

/// Decodes a percent-encoded character.
fn percent(rest: &str) -> Option<Read> {
    let mut bytes = Vec::with_capacity(4);
    let mut length = 0;
    while bytes.len() < 4 {
        let (byte, width) = percent_byte(&rest[length..])?;
        bytes.push(byte);
        length += width;
        match std::str::from_utf8(&bytes) {
            Ok(text) => {
                let char = text.chars().next()?;
                return Some(Read { char, writing: Writing::Encoded, bytes: length });
            }
            Err(problem) if problem.error_len().is_some() => return None,
            Err(_) => {}
        }
    }
    None
}

/// Decodes one percent-encoded byte, even if the percent sign itself is encoded.
fn percent_byte(rest: &str) -> Option<(u8, usize)> {
    let hex = |at: usize| {
        let digits = rest.get(at..at + 2)?;
        u8::from_str_radix(digits, 16).ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let mut byte = hex(1).filter(|_| rest.starts_with('%'))?;
    let mut length = 3;
    while byte == b'%'
        && let Some(next) = hex(length)
    {
        byte = next;
        length += 2;
    }
    Some((byte, length))
}

/// Decodes an HTML entity.
fn entity(rest: &str) -> Option<Read> {
    let end = rest.bytes().take(LONGEST_CODE).position(|byte| byte == b';')?;
    let name = rest.get(1..end)?;
    let char = match name {
        "quot" => '"',
        "apos" => '\'',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "nbsp" => '\u{a0}',
        number => {
            let number = number.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some(Read { char, writing: Writing::Encoded, bytes: end + 1 })
}

/// Decodes the full-width form of an ASCII character.
fn full_width(c: char) -> Option<Read> {
    let char = char::from_u32(u32::from(c) - 0xff01 + 0x21)?;
    Some(Read { char, writing: Writing::Encoded, bytes: c.len_utf8() })
}

/// Returns `true` for a character that reorders or hides the text around it.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Returns `true` for a dash of any kind.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}')
}

/// Returns `true` for a quotation mark of any language.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '`' | '´' | '«' | '»' | '‘'..='‟' | '‹' | '›' | '′' | '″' | '「'..='』' | '〝'..='〟'
    )
}
