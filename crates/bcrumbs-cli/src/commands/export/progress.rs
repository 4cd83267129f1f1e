//! The progress of a long command: a bar on a terminal, a line now and then anywhere else.

use crate::output::message::say;
use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// Elsewhere than on a terminal a line is written this often: a log of an hour's export is 360 lines.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// How often the bar is drawn while nothing comes.
const TICK: Duration = Duration::from_millis(200);

/// The narrowest terminal on which a bar has room beside the text.
const WITH_BAR: u16 = 72;

/// The narrowest terminal on which the whole text has room.
const WITH_TEXT: u16 = 64;

/// Returns what is drawn on a terminal of that width. A line that were longer would wrap, and be drawn again and again.
fn template(total: Option<u64>, columns: u16) -> &'static str {
    match (total, columns) {
        (Some(_), WITH_BAR..) => "{wide_bar} {human_pos} of {human_len} {msg}, {rate}, {eta} left",
        (Some(_), WITH_TEXT..) => "{human_pos} of {human_len} {msg}, {rate}, {eta} left",
        (Some(_), _) => "{human_pos} of {human_len}",
        (None, WITH_TEXT..) => "{spinner} {human_pos} {msg}, {rate}, {elapsed}",
        (None, _) => "{human_pos}",
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    /// The items, in the plural.
    pub(crate) noun: &'static str,
    /// How many have been there before.
    pub(crate) before: u64,
    /// How many there are in all, where that is known.
    pub(crate) total: Option<u64>,
}

/// A command's progress, printed on standard error.
#[derive(Debug)]
pub(crate) enum Progress {
    /// A bar, or a wheel where the total is not known.
    Bar(ProgressBar),
    /// Lines.
    Lines(Lines),
}

impl Progress {
    /// Begins, in the way that suits standard error. A log that is written there as well leaves no room for a bar.
    pub(crate) fn begin(counted: Counted, now: Instant) -> Self {
        if io::stderr().is_terminal() && !tracing::enabled!(tracing::Level::INFO) {
            let columns = terminal_size::terminal_size_of(io::stderr()).map_or(0, |(width, _)| width.0);
            let bar = bar(counted, ProgressDrawTarget::stderr(), columns);
            bar.enable_steady_tick(TICK);
            Self::Bar(bar)
        } else {
            Self::Lines(Lines::begin(counted, now))
        }
    }

    /// Tells that so many are there now, those from before included.
    pub(crate) fn at(&mut self, count: u64, now: Instant) {
        match self {
            Self::Bar(bar) => bar.set_position(count),
            Self::Lines(lines) => {
                if let Some(line) = lines.at(count, now) {
                    say(format_args!("{line}"));
                }
            }
        }
    }

    /// Says something beside it.
    pub(crate) fn say(&self, line: fmt::Arguments<'_>) {
        match self {
            Self::Bar(bar) => bar.suspend(|| say(line)),
            Self::Lines(_) => say(line),
        }
    }

    /// Clears the way for what is said next.
    pub(crate) fn end(&self) {
        match self {
            Self::Bar(bar) => bar.finish_and_clear(),
            Self::Lines(_) => {}
        }
    }
}

fn bar(counted: Counted, target: ProgressDrawTarget, columns: u16) -> ProgressBar {
    let template = template(counted.total, columns);
    let bar = ProgressBar::with_draw_target(counted.total, target);
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let style = style.with_key("rate", |state: &ProgressState, shown: &mut dyn fmt::Write| {
        // Where it cannot be shown the bar lacks it.
        let _ = write!(shown, "{:.0}/s", state.per_sec());
    });
    let bar = bar.with_style(style).with_message(counted.noun).with_position(counted.before);
    // What was there before says nothing of the rate.
    bar.reset_eta();
    bar
}

/// The lines of a progress, with the time given from outside.
#[derive(Debug)]
pub(crate) struct Lines {
    counted: Counted,
    began: Instant,
    next: Instant,
}

impl Lines {
    fn begin(counted: Counted, now: Instant) -> Self {
        Self { counted, began: now, next: now + LINE_EVERY }
    }

    /// Returns the line that is due.
    fn at(&mut self, count: u64, now: Instant) -> Option<String> {
        if now < self.next {
            return None;
        }
        self.next = now + LINE_EVERY;
        let Counted { noun, before, total } = self.counted;
        let seconds = (now - self.began).as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let rate = count.saturating_sub(before) as f64 / seconds;
        let count_of = HumanCount(count);
        let Some(total) = total.filter(|total| *total >= count && *total > 0) else {
            return Some(format!("{count_of} {noun}, {rate:.0}/s"));
        };
        let percent = u128::from(count) * 100 / u128::from(total);
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let left = Duration::try_from_secs_f64((total - count) as f64 / rate);
        let left = left.map_or_else(|_| String::new(), |left| format!(", {:#} left", HumanDuration(left)));
        Some(format!("{count_of} of {} {noun} ({percent} %), {rate:.0}/s{left}", HumanCount(total)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Counted, LINE_EVERY, Lines, bar};
    use crate::output::width::width;
    use indicatif::{ProgressDrawTarget, TermLike};
    use std::io;
    use std::sync::{Arc, Mutex};
    use std::time::{Duration, Instant};

    fn counted(total: Option<u64>) -> Counted {
        Counted { noun: "messages", before: 1_000, total }
    }

    #[test]
    fn a_line_comes_every_ten_seconds_with_count_rate_and_time_left() {
        let start = Instant::now();
        let mut lines = Lines::begin(counted(Some(21_000)), start);
        assert_eq!(lines.at(5_000, start + LINE_EVERY / 2), None);
        let line = lines.at(11_000, start + LINE_EVERY);
        assert_eq!(line.as_deref(), Some("11,000 of 21,000 messages (52 %), 1000/s, 10s left"));
        assert_eq!(lines.at(12_000, start + LINE_EVERY + Duration::from_secs(1)), None);
        assert!(lines.at(12_000, start + LINE_EVERY * 2).is_some());
    }

    #[test]
    fn a_total_that_is_unknown_or_wrong_is_not_printed() {
        let start = Instant::now();
        for total in [None, Some(0), Some(2_999)] {
            let mut lines = Lines::begin(counted(total), start);
            let line = lines.at(3_000, start + LINE_EVERY);
            assert_eq!(line.as_deref(), Some("3,000 messages, 200/s"), "{total:?}");
        }
    }

    #[test]
    fn a_standstill_has_no_time_left_to_tell() {
        let start = Instant::now();
        let mut lines = Lines::begin(counted(Some(2_000)), start);
        let line = lines.at(1_000, start + LINE_EVERY);
        assert_eq!(line.as_deref(), Some("1,000 of 2,000 messages (50 %), 0/s"));
    }

    /// A terminal that keeps all that is written to it.
    #[derive(Clone, Debug, Default)]
    struct Screen(Arc<Mutex<String>>, u16);

    impl TermLike for Screen {
        fn width(&self) -> u16 {
            self.1
        }

        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }

        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }

        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }

        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_bar_has_count_rate_and_time_left() {
        for (total, shown) in [(Some(2_000), "1,500 of 2,000 messages, "), (None, "1,500 messages, ")] {
            let screen = Screen(Arc::default(), 120);
            let bar = bar(
                counted(total),
                ProgressDrawTarget::term_like_with_hz(Box::new(screen.clone()), 255),
                120,
            );
            bar.set_position(1_500);
            bar.force_draw();
            let drawn = screen.0.lock().unwrap().clone();
            let (_, rate) = drawn.rsplit_once(shown).unwrap_or_else(|| panic!("{drawn:?}"));
            let (rate, _) = rate.split_once("/s, ").unwrap_or_else(|| panic!("{drawn:?}"));
            assert!(rate.parse::<u64>().is_ok(), "{drawn:?}");
            assert_eq!(drawn.contains(" left"), total.is_some(), "{drawn:?}");
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for columns in [24, 40, 63, 64, 71, 72, 79, 80, 100, 200] {
            for total in [Some(2_000_000), None] {
                let screen = Screen(Arc::default(), columns);
                let target = ProgressDrawTarget::term_like_with_hz(Box::new(screen.clone()), 255);
                let bar = bar(Counted { noun: "conversations", before: 0, total }, target, columns);
                bar.set_position(1_234_567);
                screen.0.lock().unwrap().clear();
                bar.force_draw();
                let drawn = screen.0.lock().unwrap().clone();
                let widest = drawn.lines().map(|line| width(line.trim_end())).max().unwrap();
                assert!(widest <= usize::from(columns), "{columns}: {drawn:?}");
                assert!(drawn.contains("1,234,567"), "{drawn:?}");
            }
        }
    }
}
