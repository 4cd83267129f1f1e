//! Reads CPU time and memory of a process from the operating system.

use nix::sys::resource::{UsageWho, getrusage};
use nix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// Returns the CPU time of this thread.
pub(crate) fn thread_cpu() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("every thread has a clock").into()
}

/// Returns the CPU time of the ended child processes, including their own children.
pub(crate) fn children_cpu() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("a process has usage");
    let micros = |time: nix::sys::time::TimeVal| {
        u64::try_from(time.tv_sec() * 1_000_000 + time.tv_usec()).expect("no time before zero")
    };
    Duration::from_micros(micros(usage.user_time()) + micros(usage.system_time()))
}

/// Returns the maximum memory of this process so far, in MB.
pub(crate) fn peak_megabytes() -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a size of megabytes")]
    let bytes = high_water_mark().unwrap_or_else(greatest_resident_set) as f64;
    bytes / 1e6
}

/// Reads the maximum from Linux, which starts at zero with each program.
fn high_water_mark() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mark = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(mark.split_whitespace().next()?.parse::<i64>().ok()? * 1024)
}

/// Reads the maximum on other systems: in bytes on macOS, in KiB elsewhere.
fn greatest_resident_set() -> i64 {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("a process has usage");
    usage.max_rss() * if cfg!(target_os = "macos") { 1 } else { 1024 }
}

/// Returns the median.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
