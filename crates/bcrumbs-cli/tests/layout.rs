//! The layout of `src`, as `ARCHITECTURE.md` describes it.

#[path = "../../../tests/support/layout.rs"]
mod layout;

use layout::{Layout, Lists, TestModules};

const LAYOUT: Layout = Layout {
    root: env!("CARGO_MANIFEST_DIR"),
    document: "ARCHITECTURE.md",
    heading: "## Rooms of bcrumbs-cli",
    lists: Lists::Expanded,
    test_modules: TestModules::Refused,
};

#[test]
fn the_command_imports_downwards_only_and_in_no_circle() {
    LAYOUT.assert_imports();
}

#[test]
fn a_mod_file_holds_nothing_but_declarations() {
    LAYOUT.assert_mod_files();
}

#[test]
fn every_file_says_why_it_exists_and_stays_below_three_hundred_lines() {
    LAYOUT.assert_first_sentences();
    LAYOUT.assert_lengths(300);
}
