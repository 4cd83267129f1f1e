//! Reads files of a revision from the git repository around the working directory.

use crate::failure::failure::Failure;
use crate::input::read_past;
use std::io::Read;
use std::process::{Command, Stdio};

/// A file or a folder of a revision, as `HEAD~1:schema/bcrumbs.graphql`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revision {
    /// The whole text, as git reads it.
    pub(crate) name: String,
    /// The path behind the colon.
    pub(crate) path: String,
}

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    File,
    Folder,
}

impl Revision {
    /// Returns whether the revision has a file or a folder there.
    pub(crate) fn object(&self) -> Result<Object, Failure> {
        let kind = self.git(&["cat-file", "-t", &self.name], usize::MAX)?;
        match kind.trim_ascii() {
            b"blob" => Ok(Object::File),
            b"tree" => Ok(Object::Folder),
            _ => Err(Failure::Usage(format!("{} is neither a file nor a folder", self.name))),
        }
    }

    /// Reads a file up to one byte more than the limit.
    pub(crate) fn read(&self, limit: usize) -> Result<Vec<u8>, Failure> {
        self.git(&["cat-file", "blob", &self.name], limit)
    }

    /// Returns every file below a folder, in the order of the names.
    pub(crate) fn files(&self) -> Result<Vec<Self>, Failure> {
        let names = self.git(&["ls-tree", "-r", "-z", "--name-only", &self.name], usize::MAX)?;
        let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        let start = if self.name.ends_with([':', '/']) { "" } else { "/" };
        Ok(names
            .map(|name| {
                let name = String::from_utf8_lossy(name);
                let of = |parent: &str| format!("{parent}{start}{name}");
                Self { name: of(&self.name), path: of(&self.path) }
            })
            .collect())
    }

    /// Runs git, and reads its output up to one byte more than the limit. The revision does not begin with `-`, so git
    /// cannot read it as an option.
    fn git(&self, arguments: &[&str], limit: usize) -> Result<Vec<u8>, Failure> {
        let failed = |problem: String| {
            let problem = problem.trim().lines().next().unwrap_or("git failed").to_owned();
            Failure::Usage(format!(
                "there is no file {}, and git does not read it as a revision: {problem}",
                self.name
            ))
        };
        let mut child = Command::new("git")
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|problem| failed(format!("git does not start: {problem}")))?;
        let (mut output, mut problem) = (Vec::new(), String::new());
        if let Some(stdout) = child.stdout.take() {
            output = read_past(stdout, limit).map_err(|error| failed(error.to_string()))?;
        }
        let is_cut = output.len() > limit;
        if let Some(mut stderr) = child.stderr.take() {
            let _ = stderr.read_to_string(&mut problem);
        }
        let status = child.wait().map_err(|error| failed(error.to_string()))?;
        // A git whose output is not read to its end fails.
        if status.success() || is_cut { Ok(output) } else { Err(failed(problem)) }
    }
}
