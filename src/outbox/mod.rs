//! Sends a paid message at most once, across crashes: an [`Outbox`] writes each call to a file before it is sent.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace, conversation: bcrumbs::Conversation) -> Result<(), bcrumbs::Error> {
//! use bcrumbs::Template;
//! use bcrumbs::outbox::Outbox;
//!
//! let outbox = Outbox::open(&workspace, "/var/lib/desk/outbox").await?;
//! for open in outbox.look_up().await? {
//!     println!("a person must look at {}: {:?}", open.key(), open.finding());
//! }
//! // The key names the reason for the message. A second call with the same key sends nothing.
//! let reply = workspace.reply(&conversation, "We are on it.").or_template(Template::new("we_are_back"));
//! let sent = outbox.reply("answer to message 68875c39-01b8-42a5-9273-fcfd2f697600", reply).await?;
//! println!("sent: {sent:?}");
//! # Ok(())
//! # }
//! ```
//!
//! # How it works
//!
//! 1. The outbox lists the recent rows that the call could be confused with, for example messages with the same text to
//!    the same contact.
//! 2. It writes an *intent* to its file: the key, the recipient, the content, the identifiers of the listed rows, and
//!    the gateway's time. It waits until the disk has stored the intent. If this fails, nothing is sent.
//! 3. It sends the call.
//! 4. It writes the result. If the [`outcome`](crate::Error::outcome) of the error is
//!    [`NotExecuted`](crate::Outcome::NotExecuted), nothing was sent, and the key can be used again. If it is
//!    [`Executed`](crate::Outcome::Executed), the message was sent. If it is [`Unknown`](crate::Outcome::Unknown), or
//!    if the process ends before the result is written, the intent stays open.
//!
//! An open intent is never sent again by the outbox. [`Outbox::look_up`] lists the rows again. If there is exactly one
//! new row that fits, the intent is settled as sent, as far as the list shows ([`Proof::List`]). If there is no such
//! row, or more than one, the intent is returned for a person to decide, and [`Outbox::resolve`] records the decision.
//! If the gateway lists the content in another form than it was sent, no row fits. No page documents whether it does.
//! If another program or a person sends the same text to the same contact at the same time, its row can be mistaken for
//! the row of the call.
//!
//! # The file
//!
//! The file has one line for each step, with a checksum. It is created with the mode 0600 on Unix. **It contains the
//! recipients and the texts of messages**: protect it, and its backups, like the messages themselves. The texts of
//! settled intents are removed when the file is rewritten, which happens at each start and after many steps.
//!
//! While the outbox is open, a second file with the ending `.lock` is locked, so that no other process can open the
//! outbox. Both files must be on a local disk, because locks on network file systems are not reliable. If the process was killed while it wrote, the last line
//! is incomplete: its call was not sent yet or its intent is still open, and the line is removed. Any other damage is an
//! error, and the file is not changed.

mod entries;
mod failure;
mod files;
mod intent;
mod lookup;
mod open;
mod outbox;
mod prepared;
mod record;
mod sent;
mod store;
mod turns;

pub use intent::OpenIntent;
pub use open::{DEFAULT_KEEP_SETTLED, OpenOutbox};
pub use outbox::Outbox;
pub use sent::{Finding, Proof, Receipt, Resolution, Sent};
