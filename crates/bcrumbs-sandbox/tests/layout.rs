//! The layout of `src`, as `docs/layout.md` describes it: rooms that import downwards only, files that import each other
//! in no circle, and the three rules that make the `use` lines exact.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file by its path in modules, for example `call::decode`, and the text of its own code, without tests and
/// comments.
struct File {
    module: String,
    code: String,
}

impl File {
    fn room(&self) -> &str {
        self.module.split("::").next().unwrap()
    }
}

/// Reads the files of a crate; `mod.rs` and files of tests are left out.
fn files(src: &Path) -> Vec<File> {
    let is_test = |path: &Path| path.file_stem().is_some_and(|stem| stem == "tests");
    rust_files(src)
        .into_iter()
        .filter(|path| !path.ends_with("mod.rs") && !path.ancestors().any(is_test))
        .map(|path| {
            let module = path.strip_prefix(src).unwrap().with_extension("");
            let module: Vec<_> = module.iter().map(|part| part.to_str().unwrap()).collect();
            File { module: module.join("::"), code: own_code(&fs::read_to_string(&path).unwrap()) }
        })
        .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Returns the code before the tests, without comments.
fn own_code(text: &str) -> String {
    let mut lines = Vec::new();
    let mut all = text.lines().peekable();
    while let Some(line) = all.next() {
        let tests_follow = all.peek().is_some_and(|next| next.contains("mod tests"));
        if line.trim() == "#[cfg(test)]" && tests_follow {
            break;
        }
        if !line.trim_start().starts_with("//") {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// Returns every path behind `crate::` in a text, for example `call::decode::read`.
fn crate_paths(code: &str) -> Vec<String> {
    let ends_path = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':' || c == '{');
    code.match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$'))
        .map(|(at, start)| code[at + start.len()..].split(ends_path).next().unwrap_or_default().to_owned())
        .collect()
}

/// Reads the rooms of the crate from its table in the document, from the highest to the lowest.
fn rooms(document: &str, heading: &str) -> Vec<String> {
    let section = document.split_once(heading).unwrap_or_else(|| panic!("no heading {heading}")).1;
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    rows.map(|(room, _)| room.trim_end_matches('/').trim_end_matches(".rs").to_owned()).collect()
}

/// What is wrong with the layout of a crate, one line each.
fn problems(files: &[File], rooms: &[String]) -> Vec<String> {
    let modules: BTreeSet<&str> = files.iter().map(|file| file.module.as_str()).collect();
    let level = |room: &str| rooms.iter().position(|name| name == room);
    let mut problems = Vec::new();
    let mut imports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files {
        let Some(own) = level(file.room()) else {
            problems.push(format!("{}: its room is not in the table", file.module));
            continue;
        };
        if file.module == "lib" || file.module == "main" {
            continue;
        }
        for line in file.code.lines().filter(|line| line.contains("super::") || line.contains("self::")) {
            problems.push(format!("{}: a relative path: {}", file.module, line.trim()));
        }
        for path in crate_paths(&file.code) {
            let parts: Vec<_> = path.split("::").collect();
            let target = (1..=parts.len())
                .rev()
                .map(|n| parts[..n].join("::"))
                .find(|module| modules.contains(module.as_str()));
            let Some(target) = target.and_then(|target| modules.get(target.as_str()).copied()) else {
                problems.push(format!("{}: `crate::{path}` does not name the defining file", file.module));
                continue;
            };
            if target == file.module {
                continue;
            }
            let room = target.split("::").next().unwrap();
            if level(room).is_none_or(|level| level < own) {
                problems.push(format!("{}: imports upwards: crate::{path}", file.module));
            }
            imports.entry(&file.module).or_default().insert(target);
        }
    }
    problems.extend(circle(&imports).map(|circle| format!("a circle: {}", circle.join(" -> "))));
    problems
}

/// Returns a circle of imports, where there is one.
fn circle<'a>(imports: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Option<Vec<&'a str>> {
    fn visit<'a>(
        module: &'a str,
        imports: &BTreeMap<&'a str, BTreeSet<&'a str>>,
        way: &mut Vec<&'a str>,
        done: &mut BTreeSet<&'a str>,
    ) -> Option<Vec<&'a str>> {
        if let Some(start) = way.iter().position(|earlier| *earlier == module) {
            return Some(way[start..].iter().copied().chain([module]).collect());
        }
        if !done.insert(module) {
            return None;
        }
        way.push(module);
        let found =
            imports.get(module).into_iter().flatten().find_map(|next| visit(next, imports, way, done));
        way.pop();
        found
    }
    let mut done = BTreeSet::new();
    imports.keys().find_map(|module| visit(module, imports, &mut Vec::new(), &mut done))
}

#[test]
fn the_sandbox_imports_downwards_only_and_in_no_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("docs/layout.md")).unwrap();
    let found = problems(&files(&root.join("src")), &rooms(&document, "## Rooms"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_mod_file_holds_nothing_but_declarations() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in rust_files(&src).into_iter().filter(|path| path.ends_with("mod.rs")) {
        let code = own_code(&fs::read_to_string(&path).unwrap());
        for line in code.lines().filter(|line| !line.trim().is_empty()) {
            let declares = ["pub(crate) mod ", "pub mod ", "mod ", "pub use "]
                .iter()
                .any(|start| line.starts_with(start));
            assert!(declares && line.ends_with(';'), "{}: {line}", path.display());
        }
    }
}

#[test]
fn no_file_is_longer_than_a_reader_bears() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in rust_files(&src) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 400, "{}: {lines} lines", path.display());
    }
}

#[test]
fn an_enum_of_the_crate_is_matched_without_a_catch_all() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in files(&src) {
        // The arms of one match on a fault: none of them may be a catch-all.
        for (at, _) in file.code.match_indices("Fault::Status { ") {
            let start = file.code[..at].rfind("match ").unwrap_or(at);
            let end = file.code[at..].find("\n}").map_or(file.code.len(), |end| at + end);
            assert!(!file.code[start..end].contains("_ =>"), "{}: a fault is matched with `_`", file.module);
        }
    }
}

#[test]
fn what_the_layout_forbids_is_found() {
    let file = |module: &str, code: &str| File { module: module.to_owned(), code: own_code(code) };
    let rooms = ["lib", "high", "low"].map(str::to_owned);
    let of = |code: &str| {
        problems(
            &[file("high::a", code), file("high::b", "use crate::high::a::A;"), file("low::c", "")],
            &rooms,
        )
    };
    assert_eq!(of("use crate::low::c::C;"), [""; 0]);
    assert_eq!(of("// crate::nothing\n#[cfg(test)]\nmod tests { use super::X; }"), [""; 0]);
    assert_eq!(of("use crate::high::b::B;"), ["a circle: high::a -> high::b -> high::a"]);
    assert_eq!(of("fn f() { crate::Item; }"), ["high::a: `crate::Item` does not name the defining file"]);
    assert_eq!(of("use crate::low::{c, d};"), ["high::a: `crate::low::{c` does not name the defining file"]);
    assert_eq!(of("use super::b::B;"), ["high::a: a relative path: use super::b::B;"]);
    let upwards = problems(&[file("low::c", "use crate::high::a::A;"), file("high::a", "")], &rooms);
    assert_eq!(upwards, ["low::c: imports upwards: crate::high::a::A"]);
    assert_eq!(problems(&[file("attic::d", "")], &rooms), ["attic::d: its room is not in the table"]);
}
