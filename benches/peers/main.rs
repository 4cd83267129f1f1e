//! Compares this crate with its peers: `cargo bench --bench peers`.
//!
//! Every ratio comes from one run. A run of all sections writes its results into `docs/performance.md`. With the names
//! of sections, `cargo bench --bench peers -- per_call time_slices` only prints these sections.

mod again;
mod building;
mod clock;
mod concurrency;
mod contenders;
mod document;
mod draining;
mod hostile;
mod machine;
mod memory;
mod one_core;
mod per_call;
mod report;
mod rows;
mod server;
mod time_slices;

use report::Report;
use server::Server;
use std::path::Path;
use std::process::ExitCode;

const SECTIONS: [&str; 7] =
    ["per_call", "draining", "time_slices", "memory", "concurrency", "hostile", "building"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    // `windows` is the former name of a section.
    let words: Vec<&str> =
        arguments.iter().map(|it| if it == "windows" { "time_slices" } else { it }).collect();
    let runtime = || tokio::runtime::Runtime::new().expect("a runtime");
    match words[..] {
        [server::ROLE] => {
            let runtime = runtime();
            runtime.block_on(server::serve());
            // The server may still wait for standard input.
            runtime.shutdown_background();
        }
        [per_call::ROLE, url] => per_call::call(url),
        [memory::ROLE, stream, url] => runtime().block_on(memory::consume(stream, url)),
        _ => {
            if let Some(unknown) = words.iter().find(|word| !SECTIONS.contains(word)) {
                eprintln!("there is no section {unknown:?}: choose of {}", SECTIONS.join(", "));
                return ExitCode::FAILURE;
            }
            let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("it is a part of one");
            let found = measure(&words, repository);
            if words.is_empty() {
                document::write(&repository.join("docs/performance.md"), &found);
            }
        }
    }
    ExitCode::SUCCESS
}

/// Measures the named sections, or all sections if none is named.
fn measure(sections: &[&str], repository: &Path) -> String {
    let server = Server::start();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut report = Report::default();
    for section in SECTIONS.into_iter().filter(|section| sections.is_empty() || sections.contains(section)) {
        match section {
            "per_call" => per_call::run(&mut report, &server),
            "draining" => runtime.block_on(draining::run(&mut report, &server)),
            "time_slices" => runtime.block_on(time_slices::run(&mut report, &server)),
            "memory" => memory::run(&mut report, &server),
            "concurrency" => runtime.block_on(concurrency::run(&mut report, &server)),
            "hostile" => hostile::run(&mut report),
            _ => building::run(&mut report, repository),
        }
    }
    report.finish()
}
