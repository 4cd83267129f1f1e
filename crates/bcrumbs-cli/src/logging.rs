//! What `-v` shows on standard error, and what it never may: targets are let in by name.

use std::io;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The crates that log connections, and not the data that is sent over them.
const CONNECTIONS: [&str; 2] = ["hyper_util", "reqwest"];

/// What reads and writes keys and messages. Its TRACE is left out: it may print them.
const CONTENTS: [&str; 4] = ["h2", "hyper", "reqwest::connect::verbose", "rustls"];

/// Starts to log as much as `-v` was said; not at all where it was not.
pub(crate) fn begin(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let targets = Targets::new()
        .with_target("bcrumbs", level)
        .with_targets(CONNECTIONS.map(|target| (target, level)))
        .with_targets(CONTENTS.map(|target| (target, level.min(LevelFilter::DEBUG))));
    let layer =
        tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(false).log_internal_errors(false);
    // It fails where a log was begun before, and there is no such place.
    let _ = tracing_subscriber::registry().with(targets).with(layer).try_init();
}
