//! What standard output is: a terminal or not, how wide, and whether it shows colours. Asked once for each output.

use anstream::{AutoStream, ColorChoice};
use anstyle::Style;
use std::fmt::Display;
use std::io::{self, IsTerminal, Stdout};

/// Where a table or a report is shown.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Screen {
    /// The terminal's width; without one nothing is cut.
    pub(crate) room: Option<usize>,
    /// Whether it orders letters by their script, as terminals may.
    pub(crate) orders_letters: bool,
    /// Whether it shows colours.
    pub(crate) colours: bool,
}

impl Screen {
    /// Looks at standard output.
    pub(crate) fn stdout() -> Self {
        let terminal = io::stdout().is_terminal();
        let room = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        Self {
            room: terminal.then(room).flatten().filter(|width| *width > 0),
            orders_letters: terminal,
            colours: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        }
    }

    /// Returns standard output as it takes this screen's colours, which old consoles do not without help.
    pub(crate) fn writer(self) -> AutoStream<Stdout> {
        match self.colours {
            true => AutoStream::always(io::stdout()),
            // There is nothing to take out.
            false => AutoStream::always_ansi(io::stdout()),
        }
    }

    /// Returns a text in a style, where there are colours.
    pub(crate) fn paint(self, style: Style, text: &(impl Display + ?Sized)) -> String {
        match self.colours {
            true => format!("{style}{text}{style:#}"),
            false => text.to_string(),
        }
    }
}
