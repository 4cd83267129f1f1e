//! The routine of `docs/regenerating.md` for a crate with its own queries, played through on a copy of `examples/reply` with
//! the build script of `docs/ci.md`: from the gateway's new schema to a crate that builds and passes its test.

mod common;

use common::{Gateway, Run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate outside of any workspace, with its own schema, in a repository of its own.
struct Consumer {
    folder: PathBuf,
    gateway: Gateway,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

impl Consumer {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("regenerating-consumer");
        let _ = fs::remove_dir_all(&folder);
        for part in ["queries", "src"] {
            fs::create_dir_all(folder.join(part)).unwrap();
        }
        let consumer = Self { folder, gateway: Gateway::of(1) };
        let read = |file: &str| fs::read_to_string(root().join(file)).unwrap();
        consumer.write("schema.graphql", bcrumbs::SDL);
        consumer.write("accepted.toml", "");
        consumer.write("queries/addMessage.graphql", &read("examples/reply/queries/addMessage.graphql"));
        let library =
            read("examples/reply/src/lib.rs").replace("../../schema/bcrumbs.graphql", "schema.graphql");
        let test = "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn the_worst_response_is_decoded() {\n        \
                    let text = include_str!(\"../worst.json\");\n        \
                    type Answer = graphql_client::Response<super::add_message::ResponseData>;\n        \
                    let answer: Answer = serde_json::from_str(text).unwrap();\n        \
                    assert!(answer.data.unwrap().add_message.is_some());\n    }\n}\n";
        consumer.write("src/lib.rs", &(library + test));
        let document = read("docs/ci.md");
        let build = document.split_once("```rust\n").unwrap().1.split_once("```").unwrap().0;
        consumer.write("build.rs", build);
        consumer.write("Cargo.toml", &manifest(&read("examples/reply/Cargo.toml"), &read("Cargo.toml")));
        consumer.write("Cargo.lock", &read("Cargo.lock"));
        let commit =
            "git init -q && git add . && git -c user.name=t -c user.email=t@example.com commit -qm Start";
        let done = Command::new("sh").args(["-c", commit]).current_dir(&consumer.folder).status().unwrap();
        assert!(done.success());
        consumer
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.join(file), text).unwrap();
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.folder.join(file)).unwrap();
        assert!(text.contains(from), "{file} does not hold {from}");
        self.write(file, &text.replacen(from, to, 1));
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.gateway.command(arguments).current_dir(&self.folder).output().unwrap())
    }

    /// Runs cargo. The copy shares the directory that this test was built in.
    fn cargo(&self, arguments: &[&str]) -> Run {
        let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
        let done = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--quiet", "--lib", "--offline", "--profile", profile])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("RUSTFLAGS")
            .output();
        Run::of(done.unwrap())
    }
}

/// Returns the manifest of the example without the settings of the workspace.
fn manifest(own: &str, workspace: &str) -> String {
    let (own, _) = own.split_once("[dev-dependencies]").unwrap();
    // Its own name keeps cargo from taking it for the other copies of the example in the same directory.
    let own = own
        .replace("name = \"reply\"", "name = \"reply-consumer\"")
        .replace("path = \"../..", &format!("path = \"{}", root().display()))
        .replace("edition.workspace = true", "edition = \"2024\"")
        .replace("rust-version.workspace = true\n", "")
        .replace("license.workspace = true\n", "")
        .replace("[lints]\nworkspace = true\n", "");
    let profile = &workspace[workspace.find("[profile.dev]").unwrap()..];
    format!("{own}\n[dev-dependencies]\nserde_json = \"1\"\n\n[workspace]\n\n{profile}")
}

/// The schema after the vendor has renamed a field that the query selects.
fn changed() -> String {
    let (before, after) = bcrumbs::SDL.split_once("\ntype Message {").unwrap();
    assert!(after.contains("  status: String\n"));
    let after = after.replacen("  status: String\n", "  state: String\n", 1);
    format!("{before}\ntype Message {{{after}")
}

#[test]
fn a_consumer_is_led_from_a_new_schema_to_a_crate_that_builds_and_passes_its_test() {
    let consumer = Consumer::new();

    // 1. Pull.
    consumer.gateway.answer([common::introspected::answer(&changed())]);
    let pull = consumer.run(&["schema", "pull", "--out", "schema.graphql", "--operations", "queries"]).done();
    assert!(
        pull.stdout.contains("operation addMessage (queries/addMessage.graphql): no longer valid"),
        "{pull:?}"
    );

    // 2. Find the affected operations.
    let diff = ["schema", "diff", "HEAD:./schema.graphql", "schema.graphql", "--operations", "queries"];
    consumer.run(&diff).refused(1, "affected operations: addMessage");

    // 3. Correct the queries.
    let check = ["schema", "check", "--schema", "schema.graphql", "queries"];
    let found = consumer.run(&check).refused(1, "1 error");
    assert!(found.stdout.contains("queries/addMessage.graphql:4:5"), "{found:?}");
    let stopped = consumer.cargo(&["check"]);
    assert_ne!(stopped.status, Some(0));
    assert!(stopped.stderr.contains(" --> queries/addMessage.graphql:4:5"), "{}", stopped.stderr);
    consumer.edit("queries/addMessage.graphql", "    status\n", "    state\n");
    consumer.run(&check).done();

    // 4. Build.
    let broken = consumer.cargo(&["check"]);
    assert_ne!(broken.status, Some(0));
    assert!(
        broken.stderr.contains("--> src/lib.rs:") && broken.stderr.contains("`status`"),
        "{}",
        broken.stderr
    );
    consumer.edit("src/lib.rs", "message.status.map", "message.state.map");

    // 5. Test.
    let worst = [
        "schema",
        "example",
        "addMessage",
        "--schema",
        "schema.graphql",
        "--operations",
        "queries",
        "--worst",
    ];
    consumer.write("worst.json", &consumer.run(&worst).done().stdout);
    let tested = consumer.cargo(&["test"]).done();
    assert!(tested.stdout.contains("1 passed"), "{tested:?}");

    // 6. Release: an entry that the corrected query no longer needs is reported, and removed.
    let entry = "[[finding]]\nfingerprint = \"unknown-field addMessage/addMessage.status\"\nreason = \"x\"\n";
    consumer.write("accepted.toml", entry);
    let accepted = [&check[..], &["--accept", "accepted.toml"]].concat();
    let unused = consumer.run(&accepted).done();
    assert!(
        unused.stdout.contains("accepted.toml:2:") && unused.stdout.contains("remove the entry"),
        "{unused:?}"
    );
    consumer.write("accepted.toml", "");
    assert_eq!(consumer.run(&accepted).done().stdout, "");
}
