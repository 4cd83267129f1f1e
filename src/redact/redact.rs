//! Redacts text from a server before it is shown. Servers often repeat the request in their errors, including phone
//! numbers.
//!
//! The text that was sent in the call is known: the credential and the text of the variables are hidden in every usual
//! form, and the names of the document and the schema are shown. Data of other persons is not known, so it is found by
//! patterns: e-mail addresses, long numbers, keys, and text between quotation marks.

use crate::redact::letters::{Letter, Writing, folded, is_invisible, letters};
use crate::redact::patterns;
use crate::redact::quotes;
use crate::redact::words::{OF_SCHEMA, is_name, is_part, names};
use http::HeaderValue;
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The maximum number of characters of a server's text that an error shows.
pub(crate) const SHOWN_CHARACTERS: usize = 200;

/// The maximum number of characters that are read from such a text. Hidden text can be longer than its replacement.
const READ_CHARACTERS: usize = 1_000;

/// The number of additional characters that are read, to recognise a text that begins before the end.
const READ_BEYOND: usize = 300;

/// The maximum length of a quoted name, or of quoted names with punctuation, that is shown.
const LONGEST_NAME: usize = 100;

/// The minimum length of a sent text that is searched and hidden.
const SHORTEST: usize = 3;

/// The minimum length of the beginning of a sent text that is hidden. Servers often shorten a text.
const SHORTENED: usize = 12;

/// The rule for a quoted name that is not in the document or the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoted {
    /// The name is hidden, like every quoted value.
    Hidden,
    /// The name is shown unless it was sent. This is for an operation that was refused as invalid: the reader needs the
    /// name to correct the operation.
    Names,
}

/// The data of a call that is needed to redact its response. The default is for no call, and hides every quoted value.
#[derive(Debug, Default)]
pub(crate) struct Redaction {
    /// The credential, with and without its scheme. It is also hidden inside a name of the schema.
    secrets: Vec<Sought>,
    /// The texts of the variables.
    sent: Vec<Sought>,
    /// The indexes of the texts in `sent`, by their first characters.
    by_beginning: HashMap<[char; SHORTEST], Vec<usize>>,
    /// The words of the sent texts.
    sent_words: HashSet<String>,
    /// The names in the document, or `None` without a call.
    document: Option<HashSet<String>>,
}

/// The data that a call sent. The redaction is created from it only if the call fails.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub(crate) authorization: Option<&'a HeaderValue>,
    pub(crate) body: &'a [u8],
}

impl Sent<'_> {
    /// Creates the redaction of the call.
    pub(crate) fn redaction(self) -> Redaction {
        let authorization = self.authorization.and_then(|value| value.to_str().ok());
        Redaction::of_call(authorization.unwrap_or_default(), self.body)
    }
}

/// A text that is searched and hidden.
#[derive(Debug)]
struct Sought {
    exact: String,
    /// The characters for the comparison. They are few or none if the text has few comparable characters.
    folded: Vec<char>,
}

impl Sought {
    fn new(text: &str) -> Self {
        let mut folded: Vec<char> = folded(&letters(text, usize::MAX)).into_iter().map(|(c, _)| c).collect();
        let end = folded.len() - folded.iter().rev().take_while(|c| **c == ' ').count();
        folded.truncate(end);
        folded.drain(..folded.iter().take_while(|c| **c == ' ').count());
        Self { exact: text.to_owned(), folded }
    }

    fn beginning(&self) -> Option<[char; SHORTEST]> {
        self.folded.first_chunk().copied()
    }
}

/// The parts of a request's body that are needed here.
#[derive(Deserialize)]
struct Request<'a> {
    variables: Value,
    #[serde(borrow)]
    query: Cow<'a, str>,
}

impl Redaction {
    /// Creates the redaction from the value of the `authorization` header and the body of a request.
    pub(crate) fn of_call(authorization: &str, body: &[u8]) -> Self {
        let mut redaction = Self::default();
        for secret in [Some(authorization), authorization.strip_prefix("Bearer ")].into_iter().flatten() {
            if !secret.is_empty() {
                redaction.secrets.push(Sought::new(secret));
                redaction.note_words(secret);
            }
        }
        if let Ok(Request { variables, query }) = serde_json::from_slice::<Request<'_>>(body) {
            redaction.document = Some(names(&query).map(str::to_owned).collect());
            redaction.note(&variables);
        }
        redaction
    }

    /// Adds every text in a value. Keys are added too, because the keys of a `JSON` value belong to the caller.
    fn note(&mut self, variables: &Value) {
        let mut left = vec![variables];
        while let Some(value) = left.pop() {
            match value {
                Value::String(text) => self.note_text(text),
                Value::Array(values) => left.extend(values),
                Value::Object(fields) => {
                    fields.keys().for_each(|key| self.note_text(key));
                    left.extend(fields.values());
                }
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
    }

    fn note_text(&mut self, text: &str) {
        if text.chars().nth(SHORTEST - 1).is_none() || self.is_word(text) {
            return;
        }
        self.note_words(text);
        let sought = Sought::new(text);
        if let Some(beginning) = sought.beginning() {
            self.by_beginning.entry(beginning).or_default().push(self.sent.len());
        }
        self.sent.push(sought);
    }

    fn note_words(&mut self, text: &str) {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        self.sent_words.extend(words.filter(|word| !word.is_empty()).map(str::to_lowercase));
    }

    /// Returns `true` for a name of the document or the schema.
    fn is_word(&self, name: &str) -> bool {
        self.document.as_ref().is_some_and(|names| names.contains(name) || OF_SCHEMA.contains(name))
    }

    /// Returns `true` for a name that was not sent, also not as one of several words or shortened.
    fn is_unsent(&self, name: &str) -> bool {
        let sought = Sought::new(name);
        let begins = |index: &usize| self.sent[*index].folded.starts_with(&sought.folded);
        let candidates = sought.beginning().and_then(|beginning| self.by_beginning.get(&beginning));
        let secret = |secret: &Sought| contains(&secret.folded, &sought.folded);
        !self.sent_words.contains(&name.to_lowercase())
            && !candidates.is_some_and(|indexes| indexes.iter().any(begins))
            && !self.secrets.iter().any(secret)
    }

    /// Returns a redacted message on one line with at most [`SHOWN_CHARACTERS`] characters.
    pub(crate) fn message(&self, text: &str, quoted: Quoted) -> String {
        let letters = letters(text, READ_CHARACTERS + READ_BEYOND);
        let mut hidden = Hidden::none(&letters);
        self.hide_sent(text, &mut hidden);
        let mut known = vec![false; letters.len()];
        self.words(text, &letters).into_iter().for_each(|word| known[word].fill(true));
        let addresses = patterns::addresses(&letters);
        let others = [patterns::numbers(&letters, &known), patterns::keys(&letters, &known)];
        addresses.into_iter().chain(others.into_iter().flatten()).for_each(|range| hidden.hide(range));
        for range in quotes::quoted(&letters) {
            let content = range.start.min(letters.len())..range.end.min(letters.len());
            let is_shown = content.is_empty()
                || (hidden.is_clear(&content) && self.may_show(text, &letters[content.clone()], quoted));
            if !is_shown {
                hidden.hide(content);
            }
        }
        shown(text, &hidden, SHOWN_CHARACTERS)
    }

    /// Returns an identifier of the gateway, for example of a request, without text that was sent.
    pub(crate) fn identifier(&self, text: &str, longest: usize) -> String {
        let letters = letters(text, READ_CHARACTERS + READ_BEYOND);
        let mut hidden = Hidden::none(&letters);
        self.hide_sent(text, &mut hidden);
        shown(text, &hidden, longest)
    }

    /// Returns a key of a response, if it is a name that can be shown.
    pub(crate) fn key<'a>(&self, key: &'a str) -> Option<&'a str> {
        let is_shown = key.len() <= LONGEST_NAME && is_name(key) && {
            self.is_word(key) || (self.is_unsent(key) && self.message(key, Quoted::Hidden) == key)
        };
        is_shown.then_some(key)
    }

    /// Hides the credential and the sent texts.
    fn hide_sent(&self, text: &str, hidden: &mut Hidden<'_>) {
        let letters = hidden.letters;
        let compared = folded(letters);
        let read = &text[..letters.last().map_or(0, |last| last.end)];
        for secret in &self.secrets {
            hidden.hide_bytes(read, &secret.exact);
            let length = secret.folded.len();
            for at in 0..compared.len().saturating_sub(length.max(1) - 1) {
                if length > 0 && compared[at..at + length].iter().map(|(c, _)| c).eq(&secret.folded) {
                    hidden.hide(compared[at].1..compared[at + length - 1].1 + 1);
                }
            }
        }
        let words = self.words(text, letters);
        let is_in_word = |range: &Range<usize>| {
            words.iter().any(|word| word.start <= range.start && range.end <= word.end)
        };
        for at in 0..compared.len() {
            let Some(beginning) = compared.get(at..at + SHORTEST) else { break };
            let beginning = [beginning[0].0, beginning[1].0, beginning[2].0];
            for sent in self.by_beginning.get(&beginning).into_iter().flatten() {
                let sent = &self.sent[*sent].folded;
                let same = compared[at..].iter().zip(sent).take_while(|((c, _), sent)| c == *sent).count();
                let range = compared[at].1..compared[at + same - 1].1 + 1;
                let is_sent = same == sent.len() && !is_in_word(&range);
                let is_shortened = same >= SHORTENED && !self.is_all_words(text, &letters[range.clone()]);
                if is_sent || is_shortened {
                    hidden.hide(range);
                }
            }
        }
        for sent in self.sent.iter().filter(|sent| sent.folded.len() < SHORTEST) {
            hidden.hide_bytes(read, &sent.exact);
        }
    }

    /// Returns the ranges of the names of the document and the schema.
    fn words(&self, text: &str, letters: &[Letter]) -> Vec<Range<usize>> {
        tokens(letters).filter(|range| self.is_word(written(text, &letters[range.clone()]))).collect()
    }

    /// Returns `true` if letters contain only names of the document and the schema, and characters between the names.
    fn is_all_words(&self, text: &str, letters: &[Letter]) -> bool {
        tokens(letters).all(|range| self.is_word(written(text, &letters[range])))
    }

    /// Returns `true` for quoted names and types that may be shown.
    fn may_show(&self, text: &str, content: &[Letter], quoted: Quoted) -> bool {
        let is_plain = content.iter().all(|letter| letter.writing == Writing::Plain);
        let is_notation = |c: char| is_part(c) || "!$@[](){}.,:= ".contains(c);
        if !is_plain || content.len() > LONGEST_NAME || !content.iter().all(|letter| is_notation(letter.char))
        {
            return false;
        }
        let spaced = content.iter().any(|letter| letter.char == ' ');
        let is_index = |token: &str| token.len() <= 4 && token.bytes().all(|byte| byte.is_ascii_digit());
        let may = |token: &str| {
            self.is_word(token)
                || match quoted {
                    Quoted::Hidden => false,
                    Quoted::Names => !spaced && is_name(token) && self.is_unsent(token),
                }
        };
        let mut tokens = tokens(content).map(|range| written(text, &content[range])).peekable();
        tokens.peek().is_some_and(|first| may(first)) && tokens.all(|token| may(token) || is_index(token))
    }
}

/// The letters that are hidden.
struct Hidden<'a> {
    letters: &'a [Letter],
    hidden: Vec<bool>,
}

impl<'a> Hidden<'a> {
    fn none(letters: &'a [Letter]) -> Self {
        Self { letters, hidden: vec![false; letters.len()] }
    }

    fn hide(&mut self, range: Range<usize>) {
        self.hidden[range].fill(true);
    }

    /// Hides each exact occurrence of a text.
    fn hide_bytes(&mut self, text: &str, sought: &str) {
        for (start, found) in text.match_indices(sought) {
            let end = start + found.len();
            let first = self.letters.partition_point(|letter| letter.end <= start);
            let after = self.letters.partition_point(|letter| letter.start < end);
            self.hide(first..after);
        }
    }

    fn is_clear(&self, range: &Range<usize>) -> bool {
        !self.hidden[range.clone()].contains(&true)
    }
}

/// Formats the text that is not hidden on one line.
fn shown(text: &str, hidden: &Hidden<'_>, longest: usize) -> String {
    let mut shown = String::new();
    let (mut count, mut was_hidden) = (0, false);
    for (letter, is_hidden) in hidden.letters.iter().zip(&hidden.hidden).take(READ_CHARACTERS) {
        let written = if *is_hidden { "…" } else { &text[letter.start..letter.end] };
        for c in written.chars().filter(|_| !(*is_hidden && was_hidden)) {
            if count == longest {
                return shown + "…";
            }
            if c.is_control() || is_invisible(c) {
                shown.extend(c.escape_unicode());
            } else {
                shown.push(c);
            }
            count += 1;
        }
        was_hidden = *is_hidden;
    }
    let is_cut = hidden.letters.len() > READ_CHARACTERS;
    if is_cut && !was_hidden {
        shown.push('…');
    }
    shown
}

/// Returns the ranges of possible names: unescaped ASCII letters, digits and underscores.
fn tokens(letters: &[Letter]) -> impl Iterator<Item = Range<usize>> {
    let is_token = |letter: &Letter| letter.writing == Writing::Plain && is_part(letter.char);
    let mut at = 0;
    std::iter::from_fn(move || {
        at += letters[at..].iter().take_while(|letter| !is_token(letter)).count();
        let start = at;
        at += letters[at..].iter().take_while(|letter| is_token(letter)).count();
        (start < at).then_some(start..at)
    })
}

/// Returns the original text of letters.
fn written<'a>(text: &'a str, letters: &[Letter]) -> &'a str {
    match letters {
        [] => "",
        [first, ..] => &text[first.start..letters[letters.len() - 1].end],
    }
}

fn contains(text: &[char], part: &[char]) -> bool {
    part.len() >= SHORTEST && text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests;
