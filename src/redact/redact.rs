//! Makes text that came from outside fit to be shown: servers echo what they were sent, phone numbers and all.
//!
//! What was sent in a call is known, so it is not guessed: the credential and the text of the variables are hidden in any
//! usual writing, and the words of the document and the schema are shown. Only for what may be somebody else's are there
//! patterns: e-mail addresses, long numbers, keys, and what stands between quotation marks.

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

/// The characters of a text from outside that an error shows at most.
pub(crate) const SHOWN_CHARACTERS: usize = 200;

/// The characters of such a text that are looked at for them: what is hidden can be longer than what stands for it.
const READ_CHARACTERS: usize = 1_000;

/// The characters that are looked at beyond these, so that what begins before the end is recognised.
const READ_BEYOND: usize = 300;

/// The characters of a name, or of names with their punctuation, that are shown at most.
const LONGEST_NAME: usize = 100;

/// A shorter text that was sent is not looked for.
const SHORTEST: usize = 3;

/// Where at least so many characters of a sent text are echoed from its beginning, they are hidden too: servers shorten.
const SHORTENED: usize = 12;

/// What is done with a quoted name that is no word of the document or the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoted {
    /// It is hidden, as every quoted value is.
    Hidden,
    /// It is shown unless it was sent: the operation was refused as invalid, and the name is what has to be mended.
    Names,
}

/// What is known of a call, for redacting what came back. The default knows nothing, and hides every quoted value.
#[derive(Debug, Default)]
pub(crate) struct Redaction {
    /// The credential, with and without its scheme. It is hidden even inside a word of the schema.
    secrets: Vec<Sought>,
    /// The texts of the variables.
    sent: Vec<Sought>,
    /// The places of the texts in `sent`, by how they begin.
    by_beginning: HashMap<[char; SHORTEST], Vec<usize>>,
    /// The words of what was sent.
    sent_words: HashSet<String>,
    /// The names in the document; none where no call is known.
    document: Option<HashSet<String>>,
}

/// What a call sent: cheap to keep until it fails.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub(crate) authorization: Option<&'a HeaderValue>,
    pub(crate) body: &'a [u8],
}

impl Sent<'_> {
    /// Returns what is known of the call.
    pub(crate) fn redaction(self) -> Redaction {
        let authorization = self.authorization.and_then(|value| value.to_str().ok());
        Redaction::of_call(authorization.unwrap_or_default(), self.body)
    }
}

/// A text that is looked for.
#[derive(Debug)]
struct Sought {
    exact: String,
    /// As it is compared; short or empty where little of it is.
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

/// A request's body, as far as it matters here.
#[derive(Deserialize)]
struct Request<'a> {
    variables: Value,
    #[serde(borrow)]
    query: Cow<'a, str>,
}

impl Redaction {
    /// Knows a call by the value of its `authorization` header and by the body that is sent.
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

    /// Notes every text in a value: keys too, which in a value of the type JSON are the caller's own.
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

    /// Returns `true` for a name that was not sent, not even as one of several words or shortened.
    fn is_unsent(&self, name: &str) -> bool {
        let sought = Sought::new(name);
        let begins = |place: &usize| self.sent[*place].folded.starts_with(&sought.folded);
        let candidates = sought.beginning().and_then(|beginning| self.by_beginning.get(&beginning));
        let secret = |secret: &Sought| contains(&secret.folded, &sought.folded);
        !self.sent_words.contains(&name.to_lowercase())
            && !candidates.is_some_and(|places| places.iter().any(begins))
            && !self.secrets.iter().any(secret)
    }

    /// Returns a message on one line, at most [`SHOWN_CHARACTERS`] long, as it can be shown.
    pub(crate) fn message(&self, text: &str, quoted: Quoted) -> String {
        let letters = letters(text, READ_CHARACTERS + READ_BEYOND);
        let mut hidden = Hidden::none(&letters);
        self.hide_sent(text, &mut hidden);
        let mut known = vec![false; letters.len()];
        self.words(text, &letters).into_iter().for_each(|word| known[word].fill(true));
        let addresses = patterns::addresses(&letters);
        let others = [patterns::numbers(&letters, &known), patterns::keys(&letters, &known)];
        addresses.into_iter().chain(others.into_iter().flatten()).for_each(|place| hidden.hide(place));
        for place in quotes::quoted(&letters) {
            let content = place.start.min(letters.len())..place.end.min(letters.len());
            let is_shown = content.is_empty()
                || (hidden.is_clear(&content) && self.may_show(text, &letters[content.clone()], quoted));
            if !is_shown {
                hidden.hide(content);
            }
        }
        shown(text, &hidden, SHOWN_CHARACTERS)
    }

    /// Returns an identifier of the gateway's own, such as a request's, without what was sent.
    pub(crate) fn identifier(&self, text: &str, longest: usize) -> String {
        let letters = letters(text, READ_CHARACTERS + READ_BEYOND);
        let mut hidden = Hidden::none(&letters);
        self.hide_sent(text, &mut hidden);
        shown(text, &hidden, longest)
    }

    /// Returns a key of an answer, if it is a name that can be shown.
    pub(crate) fn key<'a>(&self, key: &'a str) -> Option<&'a str> {
        let is_shown = key.len() <= LONGEST_NAME && is_name(key) && {
            self.is_word(key) || (self.is_unsent(key) && self.message(key, Quoted::Hidden) == key)
        };
        is_shown.then_some(key)
    }

    /// Hides the credential, and then what was sent.
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
        let is_in_word = |place: &Range<usize>| {
            words.iter().any(|word| word.start <= place.start && place.end <= word.end)
        };
        for at in 0..compared.len() {
            let Some(beginning) = compared.get(at..at + SHORTEST) else { break };
            let beginning = [beginning[0].0, beginning[1].0, beginning[2].0];
            for sent in self.by_beginning.get(&beginning).into_iter().flatten() {
                let sent = &self.sent[*sent].folded;
                let same = compared[at..].iter().zip(sent).take_while(|((c, _), sent)| c == *sent).count();
                let place = compared[at].1..compared[at + same - 1].1 + 1;
                let is_sent = same == sent.len() && !is_in_word(&place);
                let is_shortened = same >= SHORTENED && !self.is_all_words(text, &letters[place.clone()]);
                if is_sent || is_shortened {
                    hidden.hide(place);
                }
            }
        }
        for sent in self.sent.iter().filter(|sent| sent.folded.len() < SHORTEST) {
            hidden.hide_bytes(read, &sent.exact);
        }
    }

    /// Returns the places of the words of the document and the schema.
    fn words(&self, text: &str, letters: &[Letter]) -> Vec<Range<usize>> {
        tokens(letters).filter(|place| self.is_word(written(text, &letters[place.clone()]))).collect()
    }

    /// Returns `true` where letters are nothing but words of the document and the schema, and what stands between them.
    fn is_all_words(&self, text: &str, letters: &[Letter]) -> bool {
        tokens(letters).all(|place| self.is_word(written(text, &letters[place])))
    }

    /// Returns `true` for quoted names and types that a reader needs.
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
        let mut tokens = tokens(content).map(|place| written(text, &content[place])).peekable();
        tokens.peek().is_some_and(|first| may(first)) && tokens.all(|token| may(token) || is_index(token))
    }
}

/// Which letters are hidden.
struct Hidden<'a> {
    letters: &'a [Letter],
    hidden: Vec<bool>,
}

impl<'a> Hidden<'a> {
    fn none(letters: &'a [Letter]) -> Self {
        Self { letters, hidden: vec![false; letters.len()] }
    }

    fn hide(&mut self, place: Range<usize>) {
        self.hidden[place].fill(true);
    }

    /// Hides each occurrence of a text as it is.
    fn hide_bytes(&mut self, text: &str, sought: &str) {
        for (start, found) in text.match_indices(sought) {
            let end = start + found.len();
            let first = self.letters.partition_point(|letter| letter.end <= start);
            let after = self.letters.partition_point(|letter| letter.start < end);
            self.hide(first..after);
        }
    }

    fn is_clear(&self, place: &Range<usize>) -> bool {
        !self.hidden[place.clone()].contains(&true)
    }
}

/// Writes what is not hidden on one line.
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

/// Returns the places of what may be names: letters of ASCII, digits and underscores that stand there as they are.
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

/// Returns letters as they are written.
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
