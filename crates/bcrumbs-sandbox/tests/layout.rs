//! The layout of `src`, as `docs/layout.md` describes it.

#[path = "../../../tests/support/layout.rs"]
mod layout;

use layout::{Layout, Lists, TestModules};

const LAYOUT: Layout = Layout {
    root: env!("CARGO_MANIFEST_DIR"),
    document: "docs/layout.md",
    heading: "## Rooms",
    lists: Lists::Refused,
    test_modules: TestModules::Refused,
};

#[test]
fn the_sandbox_imports_downwards_only_and_in_no_circle() {
    LAYOUT.assert_imports();
}

#[test]
fn a_mod_file_holds_nothing_but_declarations() {
    LAYOUT.assert_mod_files();
}

#[test]
fn no_file_is_longer_than_a_reader_bears() {
    LAYOUT.assert_lengths(400);
}

#[test]
fn an_enum_of_the_crate_is_matched_without_a_catch_all() {
    for (module, code) in LAYOUT.code() {
        // The arms of one match on a fault: none of them may be a catch-all.
        for (at, _) in code.match_indices("Fault::Status { ") {
            let start = code[..at].rfind("match ").unwrap_or(at);
            let end = code[at..].find("\n}").map_or(code.len(), |end| at + end);
            assert!(!code[start..end].contains("_ =>"), "{module}: a fault is matched with `_`");
        }
    }
}
