pub(crate) mod assign_conversation;
pub(crate) mod conversations;
pub(crate) mod messages;
pub(crate) mod reply_window;
pub(crate) mod start_conversation;
