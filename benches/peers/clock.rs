//! What the operating system reports of a process: the time its threads computed and the memory it held.

use nix::sys::resource::{UsageWho, getrusage};
use nix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// Returns the time for which this thread has computed.
pub(crate) fn thread_cpu() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("every thread has a clock").into()
}

/// Returns the time for which the processes that were started and have ended computed, with their own.
pub(crate) fn children_cpu() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("a process has usage");
    let micros = |time: nix::sys::time::TimeVal| {
        u64::try_from(time.tv_sec() * 1_000_000 + time.tv_usec()).expect("no time before zero")
    };
    Duration::from_micros(micros(usage.user_time()) + micros(usage.system_time()))
}

/// Returns the most memory that this process has held so far, in MB.
pub(crate) fn peak_megabytes() -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a size of megabytes")]
    let bytes = high_water_mark().unwrap_or_else(greatest_resident_set) as f64;
    bytes / 1e6
}

/// Reads Linux's own mark, which begins anew with the program.
fn high_water_mark() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mark = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(mark.split_whitespace().next()?.parse::<i64>().ok()? * 1024)
}

/// Asks for what is counted elsewhere, in bytes on macOS and KiB on other systems.
fn greatest_resident_set() -> i64 {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("a process has usage");
    usage.max_rss() * if cfg!(target_os = "macos") { 1 } else { 1024 }
}

/// Returns the middle one of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
