//! Binds this thread and its child processes to one core: on a virtual machine, waking another core costs more than a
//! call, and the cost varies.

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
        // These are the previous cores of this thread.
        let _ = nix::sched::sched_setaffinity(nix::unistd::Pid::from_raw(0), &self.before);
    }
}

#[cfg(not(target_os = "linux"))]
impl OneCore {
    /// Does nothing, because only Linux can bind a thread to a core.
    pub(crate) fn enter() -> Self {
        Self {}
    }
}
