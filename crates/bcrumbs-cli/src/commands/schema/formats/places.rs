//! Converts the names of files in findings to paths within the repository, as code hosts want them.

use crate::commands::schema::input::input::{Input, STANDARD_INPUT};
use std::path::{Component, Path, PathBuf};
use std::{env, iter};

/// The directory that the command runs in, and the root of the repository around it.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    directory: PathBuf,
    root: Option<PathBuf>,
}

impl Places {
    /// Looks for the repository around the working directory.
    pub(crate) fn find() -> Self {
        let directory = env::current_dir().unwrap_or_default();
        let root = directory.ancestors().find(|parent| parent.join(".git").exists()).map(Path::to_owned);
        Self { directory, root }
    }

    /// Returns the path of a file by its name in a finding, from the root of the repository and with `/` on every system.
    /// Standard input and the gateway's schema have none.
    pub(crate) fn path(&self, name: &str) -> Option<String> {
        if name == STANDARD_INPUT || name == crate::commands::introspection::NAME {
            return None;
        }
        let file = match Input::parse(Path::new(name)) {
            Ok(Input::Revision(revision)) => {
                // As git reads it: relative to the working directory only with a dot.
                if !revision.path.starts_with("./") && !revision.path.starts_with("../") {
                    return Some(revision.path);
                }
                self.directory.join(revision.path)
            }
            Ok(Input::Path(_) | Input::Stdin) | Err(_) => self.directory.join(name),
        };
        let file = without_dots(&file);
        let path = match self.root.as_deref().unwrap_or(&self.directory) {
            root if file.starts_with(root) => file.strip_prefix(root).unwrap_or(&file),
            _ => &file,
        };
        Some(with_slashes(path))
    }
}

/// Resolves `.` and `..` in a path without looking at the disk: the file may not exist.
fn without_dots(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => parts.push(part),
        }
    }
    parts
}

fn with_slashes(path: &Path) -> String {
    let root = if path.has_root() { "/" } else { "" };
    let names = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    });
    iter::once(root.to_owned()).chain([names.collect::<Vec<_>>().join("/")]).collect()
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn a_path_is_within_the_repository_wherever_the_command_runs() {
        let places = Places { directory: "/r/examples/reply".into(), root: Some("/r".into()) };
        for (name, path) in [
            ("queries/a.graphql", Some("examples/reply/queries/a.graphql")),
            ("../../schema/s.graphql", Some("schema/s.graphql")),
            ("/r/schema/s.graphql", Some("schema/s.graphql")),
            ("/elsewhere/s.graphql", Some("/elsewhere/s.graphql")),
            ("HEAD~1:schema/s.graphql", Some("schema/s.graphql")),
            ("HEAD:./s.graphql", Some("examples/reply/s.graphql")),
            ("HEAD:../../schema/s.graphql", Some("schema/s.graphql")),
            ("standard input", None),
            ("the gateway's schema", None),
        ] {
            assert_eq!(places.path(name).as_deref(), path, "{name}");
        }
    }
}
