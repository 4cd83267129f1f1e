//! A table whose columns keep their widths from page to page, fitted into the terminal by the first page's rows.

use crate::terminal::on_one_line;
use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The space between two columns.
const GAP: usize = 2;

/// A column that may be cut is never cut to less.
const NARROWEST: usize = 12;

/// What a table knows of a column before it has seen a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    title: &'static str,
    /// Whether long cells are cut, where the terminal is narrow.
    cut: bool,
    /// Whether the column goes where the terminal is too narrow still: the highest number first, 0 never.
    left_out: u8,
    /// Whether the column goes where it is empty.
    unless_empty: bool,
}

impl Column {
    /// A column that is of use only in full: an identifier.
    pub(crate) const fn whole(title: &'static str) -> Self {
        Self { title, cut: false, left_out: 0, unless_empty: false }
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

    fn narrowest(&self, natural: usize) -> usize {
        if self.cut { natural.min(NARROWEST) } else { natural }
    }
}

/// A table in the making.
#[derive(Debug)]
pub(crate) struct Table {
    columns: &'static [Column],
    /// The terminal's width; without one nothing is cut.
    room: Option<usize>,
    /// The position and width of each column that is shown, once the first rows are there.
    layout: Option<Vec<(usize, usize)>>,
}

impl Table {
    /// Begins a table that has so much room.
    pub(crate) fn new(columns: &'static [Column], room: Option<usize>) -> Self {
        Self { columns, room, layout: None }
    }

    /// Lays out further rows; the header comes before the first.
    pub(crate) fn lines(&mut self, rows: &[Vec<String>]) -> Vec<String> {
        if rows.is_empty() {
            return Vec::new();
        }
        let mut lines = self.header(rows);
        let layout = self.layout.as_deref().unwrap_or_default();
        lines.extend(rows.iter().map(|row| self.line(layout, row)));
        lines
    }

    /// Gives what a table without rows is: its header, unless that was given before.
    pub(crate) fn finish(&mut self) -> Vec<String> {
        self.header(&[])
    }

    fn header(&mut self, rows: &[Vec<String>]) -> Vec<String> {
        if self.layout.is_some() {
            return Vec::new();
        }
        let layout = self.fit(rows);
        let titles: Vec<&str> = self.columns.iter().map(|column| column.title).collect();
        let header = self.line(&layout, &titles);
        self.layout = Some(layout);
        vec![header]
    }

    /// Chooses the columns and their widths by some rows.
    fn fit(&self, rows: &[Vec<String>]) -> Vec<(usize, usize)> {
        let natural = |at: usize| rows.iter().map(|row| on_one_line(&row[at]).width()).max().unwrap_or(0);
        let mut shown: Vec<(usize, usize)> = (0..self.columns.len())
            .map(|at| (at, natural(at)))
            .filter(|(at, widest)| *widest > 0 || !self.columns[*at].unless_empty)
            .map(|(at, widest)| (at, widest.max(self.columns[at].title.width())))
            .collect();
        let Some(room) = self.room else {
            return shown;
        };
        let least = |shown: &[(usize, usize)]| -> usize {
            let cells: usize = shown.iter().map(|(at, widest)| self.columns[*at].narrowest(*widest)).sum();
            cells + GAP * shown.len().saturating_sub(1)
        };
        while least(&shown) > room {
            let rank = |place: &usize| self.columns[shown[*place].0].left_out;
            match (0..shown.len()).max_by_key(rank).filter(|place| rank(place) > 0) {
                Some(place) => shown.remove(place),
                None => break,
            };
        }
        let mut spare = room.saturating_sub(least(&shown));
        for (at, width) in &mut shown {
            let narrowest = self.columns[*at].narrowest(*width);
            let more = spare.min(*width - narrowest);
            *width = narrowest + more;
            spare -= more;
        }
        if let Some((at, width)) = shown.last_mut()
            && self.columns[*at].cut
        {
            // The rows of later pages may be longer.
            *width += spare;
        }
        shown
    }

    fn line(&self, layout: &[(usize, usize)], cells: &[impl AsRef<str>]) -> String {
        let mut line = String::new();
        let mut pending = 0;
        for (at, width) in layout {
            line.extend(std::iter::repeat_n(' ', pending));
            let mut cell = on_one_line(cells[*at].as_ref());
            if self.room.is_some() && self.columns[*at].cut && cell.width() > *width {
                cell = Cow::Owned(cut(&cell, *width));
            }
            line.push_str(&cell);
            pending = width.saturating_sub(cell.width()) + GAP;
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// Returns as much of the beginning as fits, and an ellipsis.
fn cut(text: &str, width: usize) -> String {
    let mut taken = 0;
    let fits = |c: &char| {
        taken += c.width().unwrap_or(0);
        taken < width
    };
    let mut beginning: String = text.chars().take_while(fits).collect();
    beginning.push('…');
    beginning
}

#[cfg(test)]
mod tests {
    use super::{Column, Table};
    use unicode_width::UnicodeWidthStr;

    const COLUMNS: &[Column] = &[
        Column::whole("ID"),
        Column::whole("CHANNEL").left_out(1),
        Column::whole("NOTE").unless_empty(),
        Column::cut("CONTENT"),
    ];

    fn row(id: &str, content: &str) -> Vec<String> {
        [id, "whatsapp", "", content].map(str::to_owned).into()
    }

    #[test]
    fn the_header_comes_once_and_the_widths_stay() {
        let mut table = Table::new(COLUMNS, Some(80));
        let first = table.lines(&[row("a1", "hello"), row("b22", "bye")]);
        let second = table.lines(&[row("c", "later")]);
        assert_eq!(first[0], "ID   CHANNEL   CONTENT");
        assert_eq!(first[1], "a1   whatsapp  hello");
        assert_eq!(second, ["c    whatsapp  later"]);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let long = "李".repeat(100);
        for room in [20, 21, 30, 79] {
            let mut table = Table::new(COLUMNS, Some(room));
            for rows in [[row("a1", &long)], [row("b2", &"x".repeat(200))]] {
                for line in table.lines(&rows) {
                    assert!(line.width() <= room, "{room}: {line}");
                }
            }
        }
    }

    #[test]
    fn a_narrow_terminal_loses_the_column_that_can_be_spared() {
        let lines = Table::new(COLUMNS, Some(20)).lines(&[row("a1", &"x".repeat(50))]);
        assert_eq!(lines[0], "ID  CONTENT");
        assert_eq!(lines[1], format!("a1  {}…", "x".repeat(15)));
    }

    #[test]
    fn without_a_terminal_nothing_is_cut() {
        let long = "x".repeat(500);
        let lines = Table::new(COLUMNS, None).lines(&[row("a1", &long)]);
        assert!(lines[1].ends_with(&long));
    }

    #[test]
    fn an_empty_list_still_has_its_header() {
        let mut table = Table::new(COLUMNS, Some(80));
        assert!(table.lines(&[]).is_empty(), "the next page may hold rows to fit the columns to");
        assert_eq!(table.finish(), ["ID  CHANNEL  CONTENT"]);
        assert!(table.finish().is_empty());
    }

    #[test]
    fn wide_letters_keep_the_columns_aligned() {
        const NAMES: &[Column] = &[Column::cut("NAME"), Column::whole("X")];
        let rows = [["李小龍", "1"], ["Ana", "2"]].map(|row| row.map(str::to_owned).into());
        assert_eq!(Table::new(NAMES, Some(80)).lines(&rows), ["NAME    X", "李小龍  1", "Ana     2"]);
    }
}
