//! A table whose columns keep their widths from page to page, fitted into the terminal by the first page's rows.

use crate::output::column::Column;
use crate::output::sanitize::on_one_line;
use crate::output::style::FAINT;
use crate::output::terminal::Screen;
use crate::output::width::{fitted, isolated, width};
use anstyle::Style;
use std::iter::repeat_n;

/// The space between two columns.
const GAP: usize = 2;

/// A table in the making.
#[derive(Debug)]
pub(crate) struct Table {
    columns: &'static [Column],
    screen: Screen,
    /// The position and width of each column that is shown, once the first rows are there.
    layout: Option<Vec<(usize, usize)>>,
    /// The titles of the columns that there is no room for.
    left_out: Vec<&'static str>,
}

impl Table {
    /// Begins a table for that screen.
    pub(crate) fn new(columns: &'static [Column], screen: Screen) -> Self {
        Self { columns, screen, layout: None, left_out: Vec::new() }
    }

    /// Lays out further rows; the header comes before the first.
    pub(crate) fn lines(&mut self, rows: &[Vec<String>]) -> Vec<String> {
        if rows.is_empty() {
            return Vec::new();
        }
        let mut lines = self.header(rows);
        let layout = self.layout.as_deref().unwrap_or_default();
        lines.extend(rows.iter().map(|row| self.line(layout, row, |column, cell| (column.style)(cell))));
        lines
    }

    /// Gives what a table without rows is: its header, unless that was given before.
    pub(crate) fn finish(&mut self) -> Vec<String> {
        self.header(&[])
    }

    /// Returns the titles of the columns that are not shown, for lack of room.
    pub(crate) fn left_out(&self) -> &[&'static str] {
        &self.left_out
    }

    fn header(&mut self, rows: &[Vec<String>]) -> Vec<String> {
        if self.layout.is_some() {
            return Vec::new();
        }
        let layout = self.fit(rows);
        let titles: Vec<&str> = self.columns.iter().map(|column| column.title).collect();
        let header = self.line(&layout, &titles, |_, _| FAINT);
        self.layout = Some(layout);
        vec![header]
    }

    /// Chooses the columns and their widths by some rows.
    fn fit(&mut self, rows: &[Vec<String>]) -> Vec<(usize, usize)> {
        let natural = |at: usize| rows.iter().map(|row| width(&on_one_line(&row[at]))).max().unwrap_or(0);
        let mut shown: Vec<(usize, usize)> = (0..self.columns.len())
            .map(|at| (at, natural(at)))
            .filter(|(at, widest)| *widest > 0 || !self.columns[*at].unless_empty)
            .map(|(at, widest)| (at, widest.max(width(self.columns[at].title))))
            .collect();
        let Some(room) = self.screen.room else {
            return shown;
        };
        let least = |shown: &[(usize, usize)]| -> usize {
            let cells: usize = shown.iter().map(|(at, widest)| self.columns[*at].narrowest(*widest)).sum();
            cells + GAP * shown.len().saturating_sub(1)
        };
        while least(&shown) > room {
            let rank = |place: &usize| self.columns[shown[*place].0].left_out;
            match (0..shown.len()).max_by_key(rank).filter(|place| rank(place) > 0) {
                Some(place) => self.left_out.push(self.columns[shown.remove(place).0].title),
                None => break,
            }
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

    fn line(
        &self,
        layout: &[(usize, usize)],
        cells: &[impl AsRef<str>],
        style: impl Fn(&Column, &str) -> Style,
    ) -> String {
        let mut line = String::new();
        let (mut start, mut end) = (0_usize, 0);
        for (at, column_width) in layout {
            let column = &self.columns[*at];
            let mut cell = on_one_line(cells[*at].as_ref().trim_end());
            if !cell.is_empty() {
                // A cell that was longer than its column has taken the room from those that follow.
                let gap = if end == 0 { start } else { start.saturating_sub(end).max(GAP) };
                if let Some(room) = self.screen.room.filter(|_| column.cut) {
                    cell = fitted(cell, (*column_width).min(room.saturating_sub(end + gap)));
                }
                let style = style(column, &cell);
                end += gap + width(&cell);
                if self.screen.orders_letters {
                    cell = isolated(cell);
                }
                line.extend(repeat_n(' ', gap));
                line.push_str(&self.screen.paint(style, &cell));
            }
            start += column_width + GAP;
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::Table;
    use crate::output::column::Column;
    use crate::output::style::{BAD, FAINT};
    use crate::output::terminal::Screen;
    use crate::output::width::width;
    use anstyle::Style;

    const COLUMNS: &[Column] = &[
        Column::whole("ID"),
        Column::whole("CHANNEL").left_out(1),
        Column::whole("NOTE").unless_empty(),
        Column::cut("CONTENT"),
    ];

    fn terminal(width: usize) -> Screen {
        Screen { room: Some(width), orders_letters: true, colours: false }
    }

    fn rows<const N: usize, const M: usize>(rows: [[&str; N]; M]) -> Vec<Vec<String>> {
        rows.map(|row| row.map(str::to_owned).into()).into()
    }

    fn row(id: &str, content: &str) -> Vec<String> {
        [id, "whatsapp", "", content].map(str::to_owned).into()
    }

    #[test]
    fn the_header_comes_once_and_the_widths_stay() {
        let mut table = Table::new(COLUMNS, terminal(80));
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
            let mut table = Table::new(COLUMNS, terminal(room));
            for rows in [[row("a1", &long)], [row("b2", &"x".repeat(200))]] {
                for line in table.lines(&rows) {
                    assert!(width(&line) <= room, "{room}: {line}");
                }
            }
        }
    }

    #[test]
    fn a_narrow_terminal_loses_the_column_that_can_be_spared() {
        let mut table = Table::new(COLUMNS, terminal(20));
        let lines = table.lines(&[row("a1", &"x".repeat(50))]);
        assert_eq!(lines[0], "ID  CONTENT");
        assert_eq!(table.left_out(), ["CHANNEL"]);
        assert_eq!(lines[1], format!("a1  {}…", "x".repeat(15)));
    }

    #[test]
    fn without_a_terminal_nothing_is_cut() {
        let long = "x".repeat(500);
        let lines = Table::new(COLUMNS, Screen::default()).lines(&[row("a1", &long)]);
        assert!(lines[1].ends_with(&long));
    }

    #[test]
    fn an_empty_list_still_has_its_header() {
        let mut table = Table::new(COLUMNS, terminal(80));
        assert!(table.lines(&[]).is_empty(), "the next page may hold rows to fit the columns to");
        assert_eq!(table.finish(), ["ID  CHANNEL  CONTENT"]);
        assert!(table.finish().is_empty());
    }

    #[test]
    fn wide_letters_keep_the_columns_aligned() {
        const NAMES: &[Column] = &[Column::cut("NAME"), Column::whole("X")];
        let rows =
            rows([["李小龍", "1"], ["Ana", "2"], ["e\u{301}lodie", "3"], ["👨\u{200d}👩\u{200d}👧 Bo", "4"]]);
        assert_eq!(
            Table::new(NAMES, terminal(80)).lines(&rows),
            ["NAME    X", "李小龍  1", "Ana     2", "e\u{301}lodie  3", "👨\u{200d}👩\u{200d}👧 Bo   4"]
        );
    }

    #[test]
    fn right_to_left_text_is_isolated_on_a_terminal_and_as_it_is_elsewhere() {
        const NAMES: &[Column] = &[Column::whole("ID"), Column::cut("NAME"), Column::whole("PHONE")];
        let rows = rows([["1", "ليلى حداد", "+1"], ["2", "Ana", "+2"]]);
        let on = Table::new(NAMES, terminal(80)).lines(&rows);
        assert_eq!(on, ["ID  NAME       PHONE", "1   \u{2068}ليلى حداد\u{2069}  +1", "2   Ana        +2"]);
        assert_eq!(width(&on[1]), width("1   Ana        +1"));
        let off = Table::new(NAMES, Screen::default()).lines(&rows);
        assert_eq!(off[1], "1   ليلى حداد  +1");
        let narrow =
            Table::new(&NAMES[..2], terminal(16)).lines(&[vec!["1".into(), "ليلى حداد ليلى حداد".into()]]);
        assert_eq!(narrow[1], "1   \u{2068}ليلى حداد ل…\u{2069}", "the end of the isolate is not cut off");
    }

    #[test]
    fn a_cell_that_is_longer_than_those_of_the_first_page_moves_no_more_than_it_must() {
        const NAMES: &[Column] = &[Column::whole("ID"), Column::cut("NAME"), Column::cut("TAGS")];
        let mut table = Table::new(NAMES, terminal(30));
        table.lines(&rows([["1", "Ana", "VIP"]]));
        let later =
            table.lines(&rows([["12345", "Bo", "VIP"], ["123456789", "", "VIP and what else there may be"]]));
        assert_eq!(later[0], "12345  Bo  VIP");
        assert_eq!(later[1], "123456789  VIP and what else…");
        assert!(later.iter().all(|line| width(line) <= 30));
    }

    #[test]
    fn colours_change_no_column() {
        fn failed(cell: &str) -> Style {
            if cell == "failed" { BAD } else { Style::new() }
        }
        const STATES: &[Column] = &[Column::whole("STATE").styled(failed), Column::cut("TEXT")];
        let rows = rows([["failed", "a"], ["sent", "b"]]);
        let lines = Table::new(STATES, Screen { colours: true, ..terminal(80) }).lines(&rows);
        assert_eq!(lines[0], format!("{FAINT}STATE{FAINT:#}   {FAINT}TEXT{FAINT:#}"));
        assert_eq!(lines[1], format!("{BAD}failed{BAD:#}  a"));
        assert_eq!(lines[2], "sent    b");
    }
}
