//! The layout of a crate's `src`, as a table of its documents describes it: rooms that import downwards only, files that
//! import each other in no circle, and the rules that make the `use` lines exact. The test of each crate's layout includes
//! this file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// How exactly an import names what it imports.
#[allow(dead_code, reason = "each crate's test uses one of them")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lists {
    /// A list in braces directly behind a folder is refused.
    Refused,
    /// Each entry of a list in braces is looked at by itself.
    Expanded,
}

/// Whether a `mod.rs` may declare modules of tests.
#[allow(dead_code, reason = "each crate's test uses one of them")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TestModules {
    Allowed,
    Refused,
}

/// A crate, and what its layout promises.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// The crate's directory.
    pub(crate) root: &'static str,
    /// The document that holds the table of rooms, and the heading above the table.
    pub(crate) document: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) lists: Lists,
    pub(crate) test_modules: TestModules,
}

impl Layout {
    fn src(&self) -> PathBuf {
        Path::new(self.root).join("src")
    }

    /// Checks that files import downwards only, and in no circle.
    #[track_caller]
    pub(crate) fn assert_imports(&self) {
        let document = fs::read_to_string(Path::new(self.root).join(self.document)).unwrap();
        let found = problems(&files(&self.src()), &rooms(&document, self.heading), self.lists);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }

    /// Checks that a `mod.rs` holds nothing but declarations.
    #[track_caller]
    pub(crate) fn assert_mod_files(&self) {
        for path in rust_files(&self.src()).into_iter().filter(|path| path.ends_with("mod.rs")) {
            let code = own_code(&fs::read_to_string(&path).unwrap());
            let tests = |line: &str| self.test_modules == TestModules::Allowed && line == "#[cfg(test)]";
            for line in code.lines().filter(|line| !line.trim().is_empty() && !tests(line)) {
                let declares = ["pub(crate) mod ", "pub mod ", "mod ", "pub use "]
                    .iter()
                    .any(|start| line.starts_with(start));
                assert!(declares && line.ends_with(';'), "{}: {line}", path.display());
            }
        }
    }

    /// Checks that no file has more lines than that.
    #[allow(dead_code, reason = "not every crate has a limit")]
    #[track_caller]
    pub(crate) fn assert_lengths(&self, longest: usize) {
        for path in rust_files(&self.src()) {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            assert!(lines <= longest, "{}: {lines} lines", path.display());
        }
    }

    /// Checks that every file begins with a sentence that says why it exists.
    #[allow(dead_code, reason = "not every crate promises it")]
    #[track_caller]
    pub(crate) fn assert_first_sentences(&self) {
        for path in rust_files(&self.src()) {
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("//! "), "{}: no first sentence", path.display());
        }
    }

    /// Returns the text of every file's own code, with its name in modules.
    #[allow(dead_code, reason = "not every crate looks at it")]
    pub(crate) fn code(&self) -> impl Iterator<Item = (String, String)> {
        files(&self.src()).into_iter().map(|file| (file.module, file.code))
    }
}

/// A source file by its path in modules, for example `rules::graph`, and the text of its own code, without tests and
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
fn crate_paths(code: &str, lists: Lists) -> Vec<String> {
    code.match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$'))
        .flat_map(|(at, start)| {
            let rest = &code[at + start.len()..];
            match lists {
                Lists::Refused => vec![with_brace(rest)],
                Lists::Expanded => expanded(rest),
            }
        })
        .collect()
}

/// Returns the path with a brace that is in it, which no module has in its name.
fn with_brace(rest: &str) -> String {
    let ends_path = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':' || c == '{');
    rest.split(ends_path).next().unwrap_or_default().to_owned()
}

/// Returns a path for each entry of a list in braces.
fn expanded(rest: &str) -> Vec<String> {
    let ends_path = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':');
    let end = rest.find(ends_path).unwrap_or(rest.len());
    let (path, rest) = rest.split_at(end);
    let Some(list) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return vec![path.to_owned()];
    };
    let entries = list.0.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    entries.map(|entry| format!("{path}{}", entry.trim_start_matches("self"))).collect()
}

/// Reads the rooms of the crate from its table in the document, from the highest to the lowest.
fn rooms(document: &str, heading: &str) -> Vec<String> {
    let section = document.split_once(heading).unwrap_or_else(|| panic!("no heading {heading}")).1;
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    rows.map(|(room, _)| room.trim_end_matches('/').trim_end_matches(".rs").to_owned()).collect()
}

/// What is wrong with the layout of a crate, one line each.
fn problems(files: &[File], rooms: &[String], lists: Lists) -> Vec<String> {
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
        for path in crate_paths(&file.code, lists) {
            let path = match lists {
                Lists::Refused => path.as_str(),
                Lists::Expanded => path.trim_end_matches(':'),
            };
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
fn what_the_layout_forbids_is_found() {
    let file = |module: &str, code: &str| File { module: module.to_owned(), code: own_code(code) };
    let rooms = ["lib", "high", "low"].map(str::to_owned);
    for lists in [Lists::Refused, Lists::Expanded] {
        let of = |code: &str| {
            problems(
                &[file("high::a", code), file("high::b", "use crate::high::a::A;"), file("low::c", "")],
                &rooms,
                lists,
            )
        };
        assert_eq!(of("use crate::low::c::C;"), [""; 0]);
        assert_eq!(of("use crate::low::c;"), [""; 0]);
        assert_eq!(of("use crate::low::c::{self, C};"), [""; 0]);
        assert_eq!(of("// crate::nothing\n#[cfg(test)]\nmod tests { use super::X; }"), [""; 0]);
        assert_eq!(of("use crate::high::b::B;"), ["a circle: high::a -> high::b -> high::a"]);
        assert_eq!(of("fn f() { crate::Item; }"), ["high::a: `crate::Item` does not name the defining file"]);
        assert_eq!(of("use super::b::B;"), ["high::a: a relative path: use super::b::B;"]);
        let upwards =
            problems(&[file("low::c", "use crate::high::a::A;"), file("high::a", "")], &rooms, lists);
        assert_eq!(upwards, ["low::c: imports upwards: crate::high::a::A"]);
        assert_eq!(
            problems(&[file("attic::d", "")], &rooms, lists),
            ["attic::d: its room is not in the table"]
        );
        match lists {
            Lists::Refused => assert_eq!(
                of("use crate::low::{c, d};"),
                ["high::a: `crate::low::{c` does not name the defining file"]
            ),
            Lists::Expanded => assert_eq!(
                of("use crate::high::{b, c};")[0],
                "high::a: `crate::high::c` does not name the defining file"
            ),
        }
    }
}
