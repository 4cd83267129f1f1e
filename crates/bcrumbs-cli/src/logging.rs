//! What `-v` shows on standard error, and what it never may: targets are let in by name.

use std::io;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The HTTP stack. Its TRACE is left out: there it may print what goes over the line, keys and messages included.
const HTTP_STACK: [&str; 5] = ["reqwest", "hyper", "hyper_util", "h2", "rustls"];

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
        .with_targets(HTTP_STACK.map(|target| (target, level.min(LevelFilter::DEBUG))));
    let layer =
        tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(false).log_internal_errors(false);
    // It fails where a log was begun before, and there is no such place.
    let _ = tracing_subscriber::registry().with(targets).with(layer).try_init();
}
