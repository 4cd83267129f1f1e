//! `Outbox`: sends paid calls at most once, looks up the open intents, and records decisions.

use crate::api::add_message::AddMessage;
use crate::api::reply::{ChosenReply, SendReply};
use crate::api::start_conversation::StartConversation;
use crate::client::workspace::Workspace;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::model::ids::ContactId;
use crate::outbox::entries::{Known, sent_as_listed};
use crate::outbox::failure::stopped;
use crate::outbox::intent::{Intent, OpenIntent, PaidCall};
use crate::outbox::lookup::{Candidates, candidates, intent};
use crate::outbox::prepared::Prepared;
use crate::outbox::sent::{Finding, Proof, Resolution, Sent};
use crate::outbox::store::Store;
use crate::outbox::turns::Turns;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Sends each paid message at most once, across crashes. Cheap to clone; the clones share the file.
///
/// Each call has a key that the caller chooses, for example the identifier of the message that is answered. The first
/// call with a key is sent. A later call with the same key returns the first call's result and sends nothing, even if
/// its recipient or content differ. If the first call was certainly not sent, the key can be used again. The
/// [module](crate::outbox) describes the steps and the file.
///
/// Every call lists rows before it is sent, which takes one request more. Calls to the same recipient are sent one after
/// the other. If the future of a call is dropped, its intent stays open.
///
/// # Errors
///
/// The methods that send fail with these errors:
///
/// - the errors of the call. If the outcome is [`NotExecuted`](Outcome::NotExecuted), the key can be used again.
/// - [`InvalidInput`](ErrorKind::InvalidInput) if the key is empty, or if the call is for another workspace. Nothing was
///   sent.
/// - [`Outbox`](ErrorKind::Outbox) with [`NotExecuted`](Outcome::NotExecuted) if the intent could not be written, for
///   example because the disk is full. Nothing was sent.
/// - [`Outbox`](ErrorKind::Outbox) with [`Unknown`](Outcome::Unknown) if the key has an open intent that was just looked
///   up without success. Nothing was sent by this call.
/// - an error of the list before the call, with the outcome [`NotExecuted`](Outcome::NotExecuted).
#[derive(Clone)]
pub struct Outbox {
    workspace: Workspace,
    shared: Arc<Shared>,
}

struct Shared {
    store: Mutex<Store>,
    turns: Turns,
}

impl Outbox {
    pub(crate) fn new(workspace: Workspace, store: Store) -> Self {
        Self { workspace, shared: Arc::new(Shared { store: Mutex::new(store), turns: Turns::default() }) }
    }

    /// Sends a reply, as a message or as its template. The intent is written after the reply window was checked.
    ///
    /// ```no_run
    /// # async fn example(outbox: bcrumbs::outbox::Outbox, workspace: bcrumbs::Workspace,
    /// #     conversation: bcrumbs::Conversation) -> Result<(), bcrumbs::Error> {
    /// let reply = workspace.reply(&conversation, "We are on it.");
    /// let sent = outbox.reply("answer to message 68875c39-01b8-42a5-9273-fcfd2f697600", reply).await?;
    /// println!("{:?}", sent.receipt);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Outbox`].
    pub async fn reply(&self, key: impl Into<String>, reply: SendReply) -> Result<Sent, Error> {
        let key = key.into();
        self.check(&key, reply.workspace_id())?;
        let contact = reply.recipient()?.clone();
        let _turn = self.shared.turns.take(contact.to_string()).await;
        if let Some(sent) = self.earlier(&key).await? {
            return Ok(sent);
        }
        let chosen = reply.choose().await?;
        let call = match &chosen {
            ChosenReply::Message { request, .. } => PaidCall::of_message(request, &contact),
            ChosenReply::Template { request, .. } => PaidCall::of_start(request),
        };
        self.send(key, call, Prepared::Reply(chosen)).await
    }

    /// Sends a message without a check of the reply window. `contact` is the contact of the conversation: the gateway
    /// lists messages by contact.
    ///
    /// ```no_run
    /// # async fn example(outbox: bcrumbs::outbox::Outbox, workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
    /// use bcrumbs::{ChannelId, ContactId, ConversationId};
    ///
    /// let (conversation, channel) = (ConversationId::from("67d7f55f7a9a4e1d76f58831"), ChannelId::from("6743884f"));
    /// let contact = ContactId::from("67d09433594d52dd19817d60");
    /// let message = workspace.add_message(&conversation, &channel, "Your order A-17 was shipped.");
    /// outbox.add_message("order A-17 shipped", &contact, message).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Outbox`].
    pub async fn add_message(
        &self,
        key: impl Into<String>,
        contact: &ContactId,
        message: AddMessage,
    ) -> Result<Sent, Error> {
        message.check()?;
        let workspace = message.variables.input.workspace_id;
        let call = PaidCall::of_message(&message, contact);
        self.send_in_turn(key.into(), workspace, call, Prepared::Message(message)).await
    }

    /// Opens a conversation with a template.
    ///
    /// ```no_run
    /// # async fn example(outbox: bcrumbs::outbox::Outbox, workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
    /// use bcrumbs::{ChannelId, Recipient};
    ///
    /// let channel = ChannelId::from("6743884f783839ad14770000");
    /// let start = workspace.start_conversation(&channel, Recipient::phone("+12025550123"), "order_shipped");
    /// outbox.start_conversation("order A-17 shipped", start).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Outbox`].
    pub async fn start_conversation(
        &self,
        key: impl Into<String>,
        start: StartConversation,
    ) -> Result<Sent, Error> {
        start.check()?;
        let workspace = start.variables.input.workspace_id;
        let call = PaidCall::of_start(&start);
        self.send_in_turn(key.into(), workspace, call, Prepared::Start(start)).await
    }

    /// Looks up every open intent, and settles those that have exactly one new row that fits. Returns the others, for a
    /// person. Call it after [`open`](Self::open).
    ///
    /// It can be called again later: a row may be listed late. The requests are sent one after the other.
    ///
    /// # Errors
    ///
    /// Every error of a list. The intents that were settled before it stay settled.
    pub async fn look_up(&self) -> Result<Vec<OpenIntent>, Error> {
        let mut open = Vec::new();
        let intents = self.on_disk(|store| Ok(store.entries.open())).await?;
        for intent in intents {
            let _turn = self.shared.turns.take(intent.call.recipient()).await;
            // Another clone may have settled it in the meantime.
            let Known::Open(intent) = self.known(&intent.key).await? else { continue };
            if let Err(finding) = self.prove(&intent).await? {
                open.push(OpenIntent::new(*intent, finding));
            }
        }
        Ok(open)
    }

    /// Returns the open intents, the oldest first, without a request. A call that is being sent is open too.
    ///
    /// # Errors
    ///
    /// [`Outbox`](ErrorKind::Outbox) if the runtime is shutting down.
    pub async fn open_intents(&self) -> Result<Vec<OpenIntent>, Error> {
        let intents = self.on_disk(|store| Ok(store.entries.open())).await?.into_iter();
        Ok(intents.map(|intent| OpenIntent::new(intent, Finding::NotLookedUp)).collect())
    }

    /// Records a person's decision about an open intent. If its call is being sent, it waits for the result first.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](ErrorKind::InvalidInput) if the key has no open intent, and [`Outbox`](ErrorKind::Outbox) if the
    /// decision could not be written.
    pub async fn resolve(&self, key: impl Into<String>, resolution: Resolution) -> Result<(), Error> {
        let key = key.into();
        let sent = match resolution {
            Resolution::Sent => Some(Sent::new(None, Proof::Person)),
            Resolution::NotSent => None,
        };
        let _turn = match self.known(&key).await? {
            Known::Open(intent) => self.shared.turns.take(intent.call.recipient()).await,
            Known::Free | Known::Sent(_) => return Err(not_open()),
        };
        self.on_disk(move |store| match store.entries.known(&key) {
            Known::Open(_) => store.settle(key, sent),
            Known::Free | Known::Sent(_) => Err(not_open()),
        })
        .await
    }

    fn check(&self, key: &str, workspace: i64) -> Result<(), Error> {
        if key.trim().is_empty() {
            return Err(Error::invalid_input("the key is empty; nothing was sent"));
        }
        if workspace != self.workspace.id().get() {
            return Err(Error::invalid_input(
                "the call is for another workspace than the outbox; nothing was sent",
            ));
        }
        Ok(())
    }

    async fn send_in_turn(
        &self,
        key: String,
        workspace: i64,
        call: PaidCall,
        prepared: Prepared,
    ) -> Result<Sent, Error> {
        self.check(&key, workspace)?;
        let _turn = self.shared.turns.take(call.recipient()).await;
        match self.earlier(&key).await? {
            Some(sent) => Ok(sent),
            None => self.send(key, call, prepared).await,
        }
    }

    /// Returns the result of an earlier call with this key, `None` if the key is free, or an error if it is open.
    async fn earlier(&self, key: &str) -> Result<Option<Sent>, Error> {
        let intent = match self.known(key).await? {
            Known::Free => return Ok(None),
            Known::Sent(sent) => return Ok(Some(sent)),
            Known::Open(intent) => intent,
        };
        match self.prove(&intent).await {
            Ok(Ok(sent)) => Ok(Some(sent)),
            Ok(Err(_)) => Err(still_open(&intent)),
            Err(error) => Err(still_open(&intent).with_source(error)),
        }
    }

    /// Writes the intent, sends the call and writes the result. The caller holds the recipient's turn.
    async fn send(&self, key: String, call: PaidCall, prepared: Prepared) -> Result<Sent, Error> {
        let limits = prepared.limits(&self.workspace);
        let total = limits.timeout.unwrap_or_default();
        let listed = intent(&self.workspace, key, call, limits, total).await;
        let intent = listed.map_err(Error::before_sending)?;
        let key = intent.key.clone();
        let begun = intent.clone();
        match self.on_disk(move |store| store.begin(begun)).await? {
            Known::Free => {}
            Known::Sent(sent) => return Ok(sent),
            // Another recipient was given the same key at the same time.
            Known::Open(_) => return Err(still_open(&intent)),
        }
        let result = prepared.send(limits).await;
        let result = result.map(|receipt| Sent::new(Some(receipt), Proof::Response));
        let settled = match &result {
            Ok(sent) => Some(sent.clone()),
            Err(error) => match error.outcome() {
                Outcome::NotExecuted => None,
                Outcome::Executed => Some(Sent::new(None, Proof::Response)),
                Outcome::Unknown => return result,
            },
        };
        // The result counts even if it could not be written. The next call reports what is wrong with the file.
        let _ = self.on_disk(move |store| store.settle(key, settled)).await;
        result
    }

    /// Looks up an open intent. If exactly one row proves that it was sent, it is settled.
    async fn prove(&self, intent: &Intent) -> Result<Result<Sent, Finding>, Error> {
        let Candidates { rows, is_complete } = candidates(&self.workspace, intent).await?;
        let row = match rows.as_slice() {
            _ if !is_complete => return Ok(Err(Finding::IncompleteList)),
            [] => return Ok(Err(Finding::NoRow)),
            [row] => row.clone(),
            _ => return Ok(Err(Finding::SeveralRows)),
        };
        let intent = intent.clone();
        self.on_disk(move |store| {
            if let Known::Sent(sent) = store.entries.known(&intent.key) {
                return Ok(Ok(sent));
            }
            if !store.entries.is_only_of(&row, &intent) {
                return Ok(Err(Finding::SeveralRows));
            }
            let sent = sent_as_listed(&row);
            store.settle(intent.key, Some(sent.clone()))?;
            Ok(Ok(sent))
        })
        .await
    }

    async fn known(&self, key: &str) -> Result<Known, Error> {
        let key = key.to_owned();
        self.on_disk(move |store| Ok(store.entries.known(&key))).await
    }

    /// Works on the file on a thread for blocking work.
    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let shared = self.shared.clone();
        let done = tokio::task::spawn_blocking(move || {
            work(&mut shared.store.lock().unwrap_or_else(PoisonError::into_inner))
        });
        done.await.map_err(|error| stopped().with_source(error))?
    }
}

fn not_open() -> Error {
    Error::invalid_input("the key has no open intent")
}

fn still_open(intent: &Intent) -> Error {
    let message = "the result of an earlier call with this key is unknown, so nothing was sent now; `Outbox::look_up` \
                   returns what a person has to check";
    Error::new(ErrorKind::Outbox, Outcome::Unknown, message)
        .with_operation(intent.call.operation())
        .of_mutation()
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").field("workspace", &self.workspace).finish_non_exhaustive()
    }
}
