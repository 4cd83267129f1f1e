//! A call that was checked and can be sent.

use crate::api::add_message::AddMessage;
use crate::api::reply::{ChosenReply, Reply};
use crate::api::start_conversation::StartConversation;
use crate::call::settings::CallSettings;
use crate::client::workspace::Workspace;
use crate::error::error::Error;
use crate::outbox::sent::Receipt;

/// A call that can be sent.
pub(crate) enum Prepared {
    Message(AddMessage),
    Start(StartConversation),
    Reply(ChosenReply),
}

impl Prepared {
    /// Starts the timeout of the call.
    pub(crate) fn limits(&self, workspace: &Workspace) -> CallSettings {
        match self {
            Self::Message(request) => workspace.started(request.limits()),
            Self::Start(request) => workspace.started(request.limits()),
            Self::Reply(chosen) => chosen.limits(),
        }
    }

    pub(crate) async fn send(self, limits: CallSettings) -> Result<Receipt, Error> {
        match self {
            Self::Message(request) => {
                request.within(limits).await.map(|added| Receipt::Message(added.into_data().id))
            }
            Self::Start(request) => {
                request.within(limits).await.map(|started| Receipt::Conversation(started.into_data().id))
            }
            Self::Reply(chosen) => chosen.send().await.map(|reply| match reply.into_data() {
                Reply::Message(added) => Receipt::Message(added.id),
                Reply::Template(started) => Receipt::Conversation(started.id),
            }),
        }
    }
}
