//! An exported file loads as it is into DuckDB, by the lines that the documentation gives.

mod common;

use common::folder::Folder;
use common::{Gateway, skipped};
use serde_json::Value;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const DUCKDB: &str = "duckdb==2.0.0";

/// Runs each query, and prints what it takes times and truth for, and the identifiers and texts, as a line of JSON.
const LOAD: &str = "
import duckdb, json, sys
for query in sys.argv[1:]:
    table = duckdb.sql(query)
    kinds = [str(kind) for kind in table.project('createdAt, isAgent').types]
    rows = table.project('messageId, content').fetchall()
    print(json.dumps([kinds, [[str(id), content] for id, content in rows]]))
";

/// The queries of the documentation.
fn queries() -> Vec<&'static str> {
    let text = include_str!("../../../docs/exporting.md");
    text.lines().filter(|line| line.starts_with("SELECT ")).collect()
}

/// A Python that has DuckDB; made once, and then kept beside what is built.
fn python() -> Result<PathBuf, String> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(DUCKDB.replace("==", "-"));
    let python = place.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let run = |command: &mut Command| match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(problem) => Err(problem.to_string()),
    };
    if run(Command::new(&python).args(["-c", "import duckdb"])).is_ok() {
        return Ok(python);
    }
    run(Command::new(if cfg!(windows) { "python" } else { "python3" }).args(["-m", "venv"]).arg(&place))?;
    let install =
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", DUCKDB];
    run(Command::new(&python).args(install))?;
    Ok(python)
}

#[test]
fn an_exported_file_loads_into_duckdb_by_the_documented_lines() {
    let python = match python() {
        Ok(python) => python,
        Err(problem) if env::var_os("BCRUMBS_REQUIRE_LOADERS").is_some() => panic!("no {DUCKDB}: {problem}"),
        Err(problem) => {
            skipped(&format!("no Python with {DUCKDB} can be had, so nothing is loaded: {problem}"));
            return;
        }
    };
    let (gateway, folder) = (Gateway::of(700), Folder::new("export-loading"));
    let export = ["messages", "export", "--page-size", "1000"];
    folder.run(&gateway, &[&export[..], &["--out", "messages.ndjson"]].concat()).done();
    folder.run(&gateway, &[&export[..], &["--out", "messages.csv", "--format", "csv"]].concat()).done();
    let text = folder.read("messages.ndjson");
    let expected: Vec<[Value; 2]> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|message| [message["messageId"].clone(), message["content"].clone()])
        .collect();
    assert!(expected.iter().any(|[_, content]| content.as_str().is_some_and(|text| text.contains('\n'))));

    let loaded =
        Command::new(python).args(["-c", LOAD]).args(queries()).current_dir(folder.path()).output().unwrap();
    let problem = String::from_utf8_lossy(&loaded.stderr);
    let lines = String::from_utf8(loaded.stdout).unwrap();
    assert_eq!(lines.lines().count(), 2, "one file of each form: {problem}");
    for (line, query) in lines.lines().zip(queries()) {
        let (kinds, rows): (Vec<String>, Vec<[Value; 2]>) = serde_json::from_str(line).unwrap();
        assert_eq!(kinds, ["TIMESTAMP WITH TIME ZONE", "BOOLEAN"], "{query}");
        assert!(rows == expected, "{query}");
    }
}
