//! The columns of a table: which are cut, left out or coloured.

use anstyle::Style;

/// A column that may be cut is never cut to less.
const NARROWEST: usize = 12;

/// What a table knows of a column before it has seen a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) title: &'static str,
    /// Whether long cells are cut, where the terminal is narrow.
    pub(crate) cut: bool,
    /// Whether the column goes where the terminal is too narrow still: the highest number first, 0 never.
    pub(crate) left_out: u8,
    /// Whether the column goes where it is empty.
    pub(crate) unless_empty: bool,
    /// Which cells stand out.
    pub(crate) style: fn(&str) -> Style,
}

impl Column {
    /// A column that is of use only in full: an identifier.
    pub(crate) const fn whole(title: &'static str) -> Self {
        Self { title, cut: false, left_out: 0, unless_empty: false, style: plain }
    }

    /// A column of free text.
    pub(crate) const fn cut(title: &'static str) -> Self {
        Self { cut: true, ..Self::whole(title) }
    }

    /// Lets it be left out on a narrow terminal, before those with a lower number.
    pub(crate) const fn left_out(self, rank: u8) -> Self {
        Self { left_out: rank, ..self }
    }

    /// Leaves it out where nothing stands in it.
    pub(crate) const fn unless_empty(self) -> Self {
        Self { unless_empty: true, ..self }
    }

    /// Has some cells stand out, where there are colours.
    pub(crate) const fn styled(self, style: fn(&str) -> Style) -> Self {
        Self { style, ..self }
    }

    /// Returns the least width that it is cut to.
    pub(crate) fn narrowest(&self, natural: usize) -> usize {
        if self.cut { natural.min(NARROWEST) } else { natural }
    }
}

fn plain(_: &str) -> Style {
    Style::new()
}
