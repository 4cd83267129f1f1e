//! Lines on standard error, for the person at the terminal.

use std::fmt;
use std::io::Write;

/// Writes a line to standard error, with its styles where colours are wanted. Where standard error is closed nobody can
/// read it, and that is no reason to fail.
pub(crate) fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(anstream::stderr(), "{line}");
}
