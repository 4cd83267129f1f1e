//! The conditions of a release: the registry metadata of each package, and documents with the same version.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The packages that are published, as cargo sees them.
fn published() -> Vec<Value> {
    let done = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(ROOT)
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&done.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().clone();
    // An empty list of registries is `publish = false`.
    packages.into_iter().filter(|package| package["publish"].is_null()).collect()
}

fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(ROOT).join(path);
    fs::read_to_string(&path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
}

#[test]
fn every_published_package_has_its_registry_metadata_and_its_licences() {
    let packages = published();
    let names: Vec<_> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    for package in &packages {
        let name = &package["name"];
        assert_eq!(package["version"], env!("CARGO_PKG_VERSION"), "{name}");
        assert_eq!(package["license"], "MIT OR Apache-2.0", "{name}");
        assert_eq!(package["rust_version"], env!("CARGO_PKG_RUST_VERSION"), "{name}");
        assert!(package["description"].as_str().is_some_and(|text| text.len() > 40), "{name}");
        assert!((3..=5).contains(&package["keywords"].as_array().unwrap().len()), "{name}");
        assert!(!package["categories"].as_array().unwrap().is_empty(), "{name}");
        let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap().to_owned();
        for file in [package["readme"].as_str().unwrap(), "LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(!read(folder.join(file)).is_empty(), "{name}: {file}");
        }
    }
}

#[test]
fn the_library_is_documented_with_every_feature() {
    let packages = published();
    let library = packages.iter().find(|package| package["name"] == "bcrumbs").unwrap();
    assert_eq!(library["metadata"]["docs"]["rs"]["all-features"], true);
}

#[test]
fn the_documents_speak_of_this_version_and_its_compiler() {
    let version = env!("CARGO_PKG_VERSION");
    let (minor, _) = version.rsplit_once('.').unwrap();
    assert!(read("CHANGELOG.md").contains(&format!("\n## {version} (")));
    assert!(read("README.md").contains(&format!("bcrumbs = \"{minor}\"")));
    assert!(read("crates/bcrumbs-sandbox/README.md").contains(&format!("bcrumbs-sandbox = \"{minor}\"")));
    for file in ["README.md", "CONTRIBUTING.md", "src/lib.rs"] {
        let compiler = format!("Rust {}", env!("CARGO_PKG_RUST_VERSION"));
        assert!(read(file).contains(&compiler), "{file} does not say {compiler}");
    }
}

#[test]
fn the_readme_is_read_in_a_minute() {
    assert!(read("README.md").lines().count() <= 120);
}
