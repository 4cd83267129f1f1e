//! Writes the results of a run into the document, between two marks. The rest of the document is written by hand.

use crate::machine;
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- what `cargo bench --bench peers` found: do not edit -->\n";
const END: &str = "<!-- the end of what it found -->\n";

/// Replaces the text between the marks.
pub(crate) fn write(document: &Path, found: &str) {
    let text = fs::read_to_string(document).expect("the document exists");
    let (before, rest) = text.split_once(BEGIN).expect("the document marks where the figures begin");
    let (_, after) = rest.split_once(END).expect("the document marks where the figures end");
    let taken = chrono::Utc::now().format("%Y-%m-%d");
    let machine = machine::description();
    let text = format!("{before}{BEGIN}\nTaken on {taken}: {machine}.\n{found}\n{END}{after}");
    fs::write(document, text).expect("the document can be written");
}
