//! The layout of `src`, as `docs/architecture.md` describes it.

#[path = "../support/layout.rs"]
mod layout;

use layout::{Layout, Lists, TestModules};

const LAYOUT: Layout = Layout {
    root: env!("CARGO_MANIFEST_DIR"),
    document: "docs/architecture.md",
    heading: "## Rooms of the library",
    lists: Lists::Refused,
    test_modules: TestModules::Allowed,
};

#[test]
fn the_library_imports_downwards_only_and_in_no_circle() {
    LAYOUT.assert_imports();
}

#[test]
fn a_mod_file_holds_nothing_but_declarations() {
    LAYOUT.assert_mod_files();
}
