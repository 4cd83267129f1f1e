//! Runs the command on a terminal, which `script` of util-linux makes.

use super::{Gateway, Run, clear_environment};
use std::io::{ErrorKind, Read, Write};
use std::process::{Child, Command, Stdio};

/// The command on a terminal of so many columns, in an environment that leads to a gateway.
pub(crate) fn on_terminal(gateway: &Gateway, columns: usize, arguments: &[&str]) -> Command {
    let line = shlex::try_join([&[env!("CARGO_BIN_EXE_bcrumbs")], arguments].concat()).unwrap();
    let mut command = Command::new("script");
    command.args(["-qec", &format!("stty rows 24 cols {columns} && exec {line}"), "/dev/null"]);
    clear_environment(&mut command);
    command.envs(gateway.variables());
    command
}

/// A command on a terminal of 80 columns.
pub(crate) struct OnTerminal {
    child: Child,
    shown: Vec<u8>,
}

impl OnTerminal {
    /// Starts it; none where this machine has no `script`.
    pub(crate) fn start(gateway: &Gateway, arguments: &[&str]) -> Option<Self> {
        let mut command = on_terminal(gateway, 80, arguments);
        command.env("TERM", "dumb").env("TZ", "UTC0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        match command.spawn() {
            Err(problem) if problem.kind() == ErrorKind::NotFound => None,
            child => Some(Self { child: child.unwrap(), shown: Vec::new() }),
        }
    }

    /// Waits until the terminal shows these words.
    #[track_caller]
    pub(crate) fn until_shown(&mut self, words: &str) {
        let stdout = self.child.stdout.as_mut().unwrap();
        let mut piece = [0; 1024];
        while !String::from_utf8_lossy(&self.shown).contains(words) {
            let read = stdout.read(&mut piece).unwrap();
            assert_ne!(read, 0, "no {words:?} in {:?}", String::from_utf8_lossy(&self.shown));
            self.shown.extend(&piece[..read]);
        }
    }

    /// Types this, and waits for the end.
    pub(crate) fn typed(mut self, text: &str) -> Run {
        self.child.stdin.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
        let mut output = self.child.wait_with_output().unwrap();
        output.stdout.splice(..0, self.shown);
        Run::of(output)
    }
}
