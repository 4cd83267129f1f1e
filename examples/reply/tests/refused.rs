//! Shows the compiler errors for a wrong query: a copy of this crate with a mistake does not build.
//!
//! The copy uses the target directory of this test, so most of its dependencies are already built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

const SCHEMA: &str = "../../schema/bcrumbs.graphql";
const QUERY: &str = "queries/addMessage.graphql";

/// A separate crate outside of any workspace. It depends on this repository and has a copy of the schema at the same
/// relative path.
struct Copy {
    path: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl Copy {
    /// Creates the copy without a mistake. Only one test at a time uses it.
    fn new() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let copy = Self {
            path: Path::new(env!("CARGO_TARGET_TMPDIR")).join("repository/examples/reply"),
            _alone: ALONE.lock().unwrap_or_else(PoisonError::into_inner),
        };
        for part in ["build.rs", SCHEMA, QUERY, "src/lib.rs"] {
            copy.write(part, &fs::read_to_string(here.join(part)).unwrap());
        }
        let root = here.join("../..").canonicalize().unwrap();
        copy.write("Cargo.lock", &fs::read_to_string(root.join("Cargo.lock")).unwrap());
        let manifest = fs::read_to_string(here.join("Cargo.toml")).unwrap();
        copy.write("Cargo.toml", &outside_of_the_workspace(&manifest, &root));
        copy
    }

    fn write(&self, file: &str, text: &str) {
        let file = self.path.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        if fs::read_to_string(&file).ok().as_deref() != Some(text) {
            fs::write(file, text).unwrap();
        }
    }

    /// Replaces a text in a file. The file must contain the text.
    fn edit(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path.join(file)).unwrap();
        assert!(text.contains(from), "{file} does not hold {from}");
        self.write(file, &text.replacen(from, to, 1));
    }

    /// Builds the library. The error is the output of the compiler.
    fn build(&self) -> Result<(), String> {
        let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
        let done = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--lib", "--offline", "--profile", profile])
            .current_dir(&self.path)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stderr).into_owned()) }
    }

    #[track_caller]
    fn assert_builds(&self) {
        self.build().unwrap_or_else(|stderr| panic!("it does not build:\n{stderr}"));
    }

    /// Asserts that the build fails and prints exactly these lines in sequence.
    #[track_caller]
    fn assert_refused(&self, lines: &str) {
        let stderr = self.build().expect_err("it builds");
        assert!(stderr.contains(lines.trim_matches('\n')), "{stderr}");
    }
}

/// Returns this crate's manifest without workspace settings and test dependencies. The profile of the workspace is
/// added, so that compiled dependencies can be reused.
fn outside_of_the_workspace(own: &str, root: &Path) -> String {
    let (own, _) = own.split_once("[dev-dependencies]").unwrap();
    let own = own
        .replace("path = \"../..", &format!("path = \"{}", root.display()))
        .replace("edition.workspace = true", "edition = \"2024\"")
        .replace("rust-version.workspace = true\n", "")
        .replace("license.workspace = true\n", "")
        .replace("[lints]\nworkspace = true\n", "");
    assert!(!own.contains("workspace"), "{own}");
    let workspace = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let profile = &workspace[workspace.find("[profile.dev]").unwrap()..];
    format!("{own}\n[workspace]\n\n{profile}")
}

#[test]
fn the_copy_builds_and_a_change_of_its_schema_alone_is_noticed() {
    let copy = Copy::new();
    copy.assert_builds();
    copy.edit(SCHEMA, "  status: String\n", "  state: String\n");
    copy.assert_refused(
        r"
  Error: 1 error in GraphQL files

  error[spec::unknown-field]: type `Message` does not have a field `status`
   --> queries/addMessage.graphql:4:5
    |
  4 |     status
    |     ^^^^^^
",
    );
}

#[test]
fn a_wrong_argument_is_refused_with_its_place() {
    let copy = Copy::new();
    copy.edit(QUERY, "addMessage(input: $input)", "addMessage(inputs: $input)");
    copy.assert_refused(
        r"
  Error: 2 errors in GraphQL files

  error[spec::missing-argument]: the required argument `Mutation.addMessage(input:)` is not provided
     --> queries/addMessage.graphql:2:3
      |
    2 |   addMessage(inputs: $input) {
      |   ^^^^^^^^^^
      |
     ::: ../../schema/bcrumbs.graphql:832:14
      |
  832 |   addMessage(input: MessageInput!): Message
      |              ----- the schema defines it here

  error[spec::unknown-argument]: the argument `inputs` is not supported by `Mutation.addMessage`
     --> queries/addMessage.graphql:2:14
      |
    2 |   addMessage(inputs: $input) {
      |              ^^^^^^^^^^^^^^
",
    );
}

#[test]
fn a_missing_argument_is_refused_with_its_place() {
    let copy = Copy::new();
    copy.edit(QUERY, "($input: MessageInput!) {\n  addMessage(input: $input)", " {\n  addMessage");
    copy.assert_refused(
        r"
  Error: 1 error in GraphQL files

  error[spec::missing-argument]: the required argument `Mutation.addMessage(input:)` is not provided
     --> queries/addMessage.graphql:2:3
      |
    2 |   addMessage {
      |   ^^^^^^^^^^
      |
     ::: ../../schema/bcrumbs.graphql:832:14
      |
  832 |   addMessage(input: MessageInput!): Message
      |              ----- the schema defines it here
",
    );
}

#[test]
fn a_missing_input_field_is_refused_with_its_place() {
    let copy = Copy::new();
    copy.edit(
        QUERY,
        "($input: MessageInput!) {\n  addMessage(input: $input)",
        "($conv: ID!, $on: ID!) {\n  addMessage(input: {workspaceId: 12, convId: $conv, integrationId: $on, type: text})",
    );
    copy.assert_refused(
        r"
  Error: 1 error in GraphQL files

  error[spec::missing-input-field]: the required field `MessageInput.content` is not provided
     --> queries/addMessage.graphql:2:21
      |
    2 |   addMessage(input: {workspaceId: 12, convId: $conv, integrationId: $on, type: text}) {
      |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
     ::: ../../schema/bcrumbs.graphql:369:3
      |
  369 |   content: String!
      |   ------- the schema defines it here
",
    );
}

#[test]
fn a_variable_of_another_type_is_refused_with_its_place() {
    let copy = Copy::new();
    copy.edit(QUERY, "$input: MessageInput!", "$input: ConvAssignInput!");
    copy.assert_refused(
        r"
  Error: 1 error in GraphQL files

  error[spec::variable-not-allowed]: variable `$input` of type `ConvAssignInput!` cannot be used for argument `input` of type `MessageInput!`
   --> queries/addMessage.graphql:2:14
    |
  2 |   addMessage(input: $input) {
    |              ^^^^^^^^^^^^^
",
    );
}

#[test]
fn a_variable_that_may_be_null_is_refused_where_a_value_is_required() {
    let copy = Copy::new();
    copy.edit(QUERY, "$input: MessageInput!", "$input: MessageInput");
    copy.assert_refused(
        r"
  Error: 1 error in GraphQL files

  error[spec::variable-not-allowed]: variable `$input` of type `MessageInput` cannot be used for argument `input` of type `MessageInput!`
   --> queries/addMessage.graphql:2:14
    |
  2 |   addMessage(input: $input) {
    |              ^^^^^^^^^^^^^
",
    );
}

#[test]
fn without_the_check_a_wrong_argument_is_not_noticed() {
    let copy = Copy::new();
    copy.edit(QUERY, "addMessage(input: $input)", "addMessage(inputs: $input)");
    copy.edit("build.rs", "build::check(\"../../schema/bcrumbs.graphql\", \"queries\")", "Ok(())");
    copy.assert_builds();
}
