//! Measures a consumer's clean build with this crate, with its main dependencies alone, and with other API clients.

use crate::clock::children_cpu;
use crate::report::{Report, Target};
use serde_json::Value;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The index of the consumer of this crate with its default features.
const OURS: usize = 1;

/// An empty program with its dependencies.
struct Consumer {
    name: &'static str,
    dependencies: String,
}

/// The cost of a build.
struct Built {
    cpu: Duration,
    crates: usize,
}

impl Built {
    fn cheaper(self, other: Self) -> Self {
        if self.cpu <= other.cpu { self } else { other }
    }
}

/// Builds every consumer from scratch, then ours again after a change of a query.
pub(crate) fn run(report: &mut Report, repository: &Path) {
    report.section(
        "Building",
        "An empty program's clean build in the dev profile: CPU seconds of everything that cargo ran, and crates \
         compiled; the cheaper of two turns. The versions are those of this repository's `Cargo.lock`, or the newest.",
    );
    let ours = |settings: &str| format!("bcrumbs = {{ path = {:?}{settings} }}\n", repository.display());
    let consumers = [
        Consumer {
            name: "graphql_client + reqwest (rustls, json) + serde",
            dependencies: "graphql_client = \"0.16\"\n\
                           reqwest = { version = \"0.13\", default-features = false, features = [\"json\", \"rustls\"] }\n\
                           serde = { version = \"1\", features = [\"derive\"] }\n"
                .to_owned(),
        },
        Consumer { name: "bcrumbs", dependencies: ours("") },
        Consumer {
            name: "bcrumbs, `ring`",
            dependencies: ours(", default-features = false, features = [\"ring\"]"),
        },
        Consumer { name: "bcrumbs, no TLS", dependencies: ours(", default-features = false") },
        Consumer { name: "octocrab", dependencies: "octocrab = \"*\"\n".to_owned() },
        Consumer { name: "lineark-sdk", dependencies: "lineark-sdk = \"*\"\n".to_owned() },
    ];
    let folder = |index: usize| repository.join(format!("target/peers/consumer-{index}"));
    let turn = || -> Vec<Built> {
        let built = consumers.iter().enumerate().map(|(index, consumer)| {
            write(consumer, &folder(index), repository);
            let built = build(&folder(index));
            if index != OURS {
                remove(&folder(index));
            }
            built
        });
        built.collect()
    };
    // Other load only increases the time, so the smaller time counts.
    let built: Vec<Built> = turn().into_iter().zip(turn()).map(|(one, other)| one.cheaper(other)).collect();
    let parts = &built[0];
    let rows: Vec<Vec<String>> = consumers
        .iter()
        .zip(&built)
        .map(|(consumer, built)| {
            vec![
                consumer.name.to_owned(),
                format!("{:.0}", built.cpu.as_secs_f64()),
                format!("{:.2}", built.cpu.div_duration_f64(parts.cpu)),
                built.crates.to_string(),
            ]
        })
        .collect();
    report.table(&["consumer of", "CPU seconds", "ratio", "crates"], &rows);
    let (whole, ring, lineark) = (&built[OURS], &built[2], &built[5]);
    #[expect(clippy::cast_precision_loss, reason = "a small count")]
    let more = whole.crates as f64 - parts.crates as f64;
    report.target("building.cpu", whole.cpu.div_duration_f64(parts.cpu), Target::AtMost(1.10));
    report.target("building.more_crates", more, Target::AtMost(10.0));
    report.target(
        "building.ring_beside_lineark",
        ring.cpu.div_duration_f64(lineark.cpu),
        Target::AtMost(1.0),
    );

    let changed = Changed::append_a_line(repository.join("queries/convs.graphql"));
    let again = build(&folder(OURS));
    drop(changed);
    report.note(&format!(
        "After one query was changed, the consumer of bcrumbs takes {:.1} CPU seconds to build again, {:.0} % of its \
         clean build.",
        again.cpu.as_secs_f64(),
        100.0 * again.cpu.div_duration_f64(whole.cpu),
    ));
    remove(&folder(OURS));
}

fn write(consumer: &Consumer, folder: &Path, repository: &Path) {
    remove(folder);
    fs::create_dir_all(folder.join("src")).expect("a folder under target/");
    let manifest = format!(
        "[package]\nname = \"consumer\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{}\n[workspace]\n",
        consumer.dependencies
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("its manifest");
    fs::write(folder.join("src/main.rs"), "fn main() {}\n").expect("its program");
    fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the versions");
    let fetched = cargo(folder).arg("fetch").status().expect("cargo runs");
    assert!(fetched.success(), "the dependencies of {} cannot be had", consumer.name);
}

fn build(folder: &Path) -> Built {
    let before = children_cpu();
    let built = cargo(folder)
        .args(["build", "--message-format", "json"])
        .stderr(Stdio::null())
        .output()
        .expect("cargo runs");
    let cpu = children_cpu() - before;
    assert!(built.status.success(), "the build in {} failed", folder.display());
    let messages = String::from_utf8(built.stdout).expect("cargo prints JSON");
    let packages: HashSet<String> = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .filter_map(|message| message["package_id"].as_str().map(str::to_owned))
        .collect();
    // The consumer itself is one of them.
    Built { cpu, crates: packages.len() - 1 }
}

fn cargo(folder: &Path) -> Command {
    let program = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let mut command = Command::new(program);
    command.current_dir(folder).env("CARGO_TARGET_DIR", folder.join("target")).env_remove("RUSTFLAGS");
    command
}

/// A replaced file. Dropping this value restores it.
struct Changed {
    file: PathBuf,
    before: String,
}

impl Changed {
    fn append_a_line(file: PathBuf) -> Self {
        let before = fs::read_to_string(&file).expect("a query");
        fs::write(&file, format!("{before}\n")).expect("a query can be written");
        Self { file, before }
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        fs::write(&self.file, &self.before).expect("the query as it was");
    }
}

fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("what this program wrote can be removed");
    }
}
