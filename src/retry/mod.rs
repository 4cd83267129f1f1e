pub(crate) mod budget;
pub(crate) mod classification;
pub(crate) mod clock;
pub(crate) mod cooldown;
pub(crate) mod deadline;
pub(crate) mod retry;
pub(crate) mod retry_after;
