//! Keeps this thread, and the processes that it starts, on one core of the machine: waking another core costs a virtual
//! machine more than a call does, and differs from moment to moment.

/// One core, until it is dropped.
#[derive(Debug)]
pub(crate) struct OneCore {
    #[cfg(target_os = "linux")]
    before: nix::sched::CpuSet,
}

#[cfg(target_os = "linux")]
impl OneCore {
    /// Moves to the first core that this thread may use.
    pub(crate) fn enter() -> Self {
        use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
        use nix::unistd::Pid;

        let this = Pid::from_raw(0);
        let before = sched_getaffinity(this).expect("a thread has cores");
        let first = (0..CpuSet::count()).find(|core| before.is_set(*core).unwrap_or(false));
        let mut one = CpuSet::new();
        one.set(first.expect("a thread has a core")).expect("a core that exists");
        sched_setaffinity(this, &one).expect("a core that it may use");
        Self { before }
    }
}

#[cfg(target_os = "linux")]
impl Drop for OneCore {
    fn drop(&mut self) {
        // Its cores were this thread's before.
        let _ = nix::sched::sched_setaffinity(nix::unistd::Pid::from_raw(0), &self.before);
    }
}

#[cfg(not(target_os = "linux"))]
impl OneCore {
    /// Stays where it is: only Linux can bind a thread to a core.
    pub(crate) fn enter() -> Self {
        Self {}
    }
}
