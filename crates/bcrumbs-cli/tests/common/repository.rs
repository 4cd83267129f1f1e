//! A git repository that the command works in.

use super::folder::Folder;
use super::{Run, bcrumbs};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A repository of a test's own, gone with it. Nothing is committed before [`commit`](Repository::commit).
pub(crate) struct Repository {
    pub(crate) folder: Folder,
}

impl Repository {
    /// Creates a repository with these files: their paths and their texts.
    pub(crate) fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let repository = Self { folder: Folder::new(name) };
        repository.git(&["init", "-q"]);
        for (file, text) in files {
            let parent = Path::new(file).parent().unwrap();
            fs::create_dir_all(repository.folder.path().join(parent)).unwrap();
            repository.folder.write(file, text);
        }
        repository
    }

    pub(crate) fn commit(&self) {
        self.git(&["add", "."]);
        self.git(&["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "Start"]);
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let done = Command::new("git").args(arguments).current_dir(self.folder.path()).status().unwrap();
        assert!(done.success());
    }

    /// The command, at work at the root.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bcrumbs(arguments);
        command.current_dir(self.folder.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    /// Runs the command in a folder of the repository.
    pub(crate) fn run_in(&self, folder: &str, arguments: &[&str]) -> Run {
        let mut command = self.command(arguments);
        Run::of(command.current_dir(self.folder.path().join(folder)).output().unwrap())
    }
}
