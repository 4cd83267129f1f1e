//! The few colours, and when they are not wanted: clap's help and everything else obey the same switch.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use std::ffi::OsString;

/// What is there to find one's way by, and not to be read.
pub(crate) const FAINT: Style = Style::new().dimmed();

/// What is as one wishes.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();

/// What may need somebody.
pub(crate) const NOTABLE: Style = AnsiColor::Yellow.on_default();

/// What went wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless NO_COLOR is set or TERM is dumb
    #[default]
    Auto,
    /// Even into a file or a pipe
    Always,
    /// Nowhere
    Never,
}

impl Colour {
    /// Looks for `--color` in a command line before it is parsed, for what the parser itself prints.
    pub(crate) fn asked(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let asked = last_value(arguments, "--color");
        asked.and_then(|value| Self::from_str(value.to_str()?, false).ok()).unwrap_or_default()
    }

    /// Has everything that is printed from now on obey.
    pub(crate) fn choose(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// Returns the last value of an option in a command line that is not parsed.
pub(crate) fn last_value(arguments: impl IntoIterator<Item = OsString>, option: &str) -> Option<OsString> {
    let mut arguments = arguments.into_iter().take_while(|argument| argument != "--");
    let mut last = None;
    while let Some(argument) = arguments.next() {
        let value = match argument.to_str() {
            Some(argument) if argument == option => arguments.next(),
            Some(argument) => {
                argument.strip_prefix(option).and_then(|rest| rest.strip_prefix('=')).map(OsString::from)
            }
            None => None,
        };
        last = value.or(last);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::Colour;

    #[test]
    fn the_switch_is_found_wherever_it_stands() {
        for (line, asked) in [
            ("bcrumbs convs list", Colour::Auto),
            ("bcrumbs --color never --help", Colour::Never),
            ("bcrumbs convs list --color=always", Colour::Always),
            ("bcrumbs --color=always --color never", Colour::Never),
            ("bcrumbs --color", Colour::Auto),
            ("bcrumbs --color pink", Colour::Auto),
            ("bcrumbs -- --color=always", Colour::Auto),
        ] {
            assert_eq!(Colour::asked(line.split(' ').map(Into::into)), asked, "{line}");
        }
    }
}
