//! Lists the rows that can be the result of a call: before the call, to know which rows are older, and later, to find
//! the result.

use crate::api::conversations::{Conversation, Conversations};
use crate::call::settings::CallSettings;
use crate::client::workspace::Workspace;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::graphql::scalars;
use crate::outbox::intent::{Intent, PaidCall, Row, StoredRecipient};
use crate::paging::paged_query::PagedQuery;
use crate::request::list::List;
use crate::retry::retry_after::gateway_time;
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// How far apart the clocks of the gateway's machines may be, and how exact its `Date` header is: a guess on the safe
/// side.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// The maximum number of requests for the rows before a call. The first response shows the gateway's clock.
const ASKED: u32 = 2;

/// The rows that fit a call.
struct Listed {
    rows: Vec<Row>,
    /// Whether no row can be missing.
    is_complete: bool,
    /// The gateway's time of the first page.
    now: DateTime<Utc>,
}

/// Which conversations are listed with which parts.
#[derive(Clone, Copy)]
enum Detail {
    /// The conversation alone.
    Plain,
    /// With the messages, which show who opened the conversation, and with the contact, which has the phone number.
    Full,
}

/// Lists the rows before a call and returns the intent for it. `total` is the longest time that the call takes.
pub(crate) async fn intent(
    workspace: &Workspace,
    key: String,
    call: PaidCall,
    limits: CallSettings,
    total: Duration,
) -> Result<Intent, Error> {
    let mut now: DateTime<Utc> = workspace.local_now().into();
    for _ in 0..ASKED {
        let since = now - TOLERANCE - TOLERANCE;
        let listed = list(workspace, &call, Span { since, until: None }, Detail::Plain, limits).await?;
        now = listed.now;
        let oldest = now - TOLERANCE;
        if since > oldest {
            // The gateway's clock is behind this machine's.
            continue;
        }
        let recent = listed.rows.iter().filter(|row| row.created_at() >= oldest);
        let ids = recent.map(|row| row.id().to_owned()).collect();
        return Ok(Intent {
            key,
            at: now.into(),
            since: oldest.into(),
            until: scalars::DateTime(latest(now, total)),
            call,
            listed: listed.is_complete.then_some(ids),
        });
    }
    let message = "the gateway's clock differs between responses, so the result could not be found later";
    Err(Error::new(ErrorKind::Decode, Outcome::NotExecuted, message).with_operation(call.operation()))
}

/// Returns the time before which a call creates its row.
fn latest(now: DateTime<Utc>, total: Duration) -> DateTime<Utc> {
    let total = TimeDelta::from_std(total).unwrap_or(TimeDelta::MAX);
    now.checked_add_signed(total)
        .and_then(|end| end.checked_add_signed(TOLERANCE))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The rows that can be the result of an intent.
pub(crate) struct Candidates {
    pub(crate) rows: Vec<Row>,
    /// Whether no row can be missing from the lists before and after the call.
    pub(crate) is_complete: bool,
}

/// Lists the rows that can be the result of an intent.
pub(crate) async fn candidates(workspace: &Workspace, intent: &Intent) -> Result<Candidates, Error> {
    let span = Span { since: intent.since.0, until: Some(intent.until.0) };
    let listed = list(workspace, &intent.call, span, Detail::Full, CallSettings::default()).await?;
    let rows = listed.rows.into_iter().filter(|row| intent.may_have_created(row)).collect();
    Ok(Candidates { rows, is_complete: listed.is_complete && intent.listed.is_some() })
}

#[derive(Clone, Copy)]
struct Span {
    since: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
}

async fn list(
    workspace: &Workspace,
    call: &PaidCall,
    span: Span,
    detail: Detail,
    limits: CallSettings,
) -> Result<Listed, Error> {
    let mut listed = match call {
        PaidCall::AddMessage { contact, .. } => {
            let list = workspace.messages().contact(contact);
            let row = |message| Row::Message { message: Box::new(message), contact: contact.clone() };
            read(workspace, within(list, span, limits), row).await?
        }
        PaidCall::StartConversation { recipient, channel, .. } => {
            let list = conversations(workspace.conversations().channel(channel), recipient, detail);
            let row = |conversation: Conversation| Row::Conversation(Box::new(conversation));
            read(workspace, within(list, span, limits), row).await?
        }
    };
    listed.rows.retain(|row| call.fits(row));
    Ok(listed)
}

fn conversations(list: Conversations, recipient: &StoredRecipient, detail: Detail) -> Conversations {
    let list = match recipient {
        StoredRecipient::Contact(contact) => list.contact(contact),
        StoredRecipient::Phone(phone) => list.name_or_phone(phone),
    };
    match detail {
        Detail::Plain => list,
        Detail::Full => list.with_contact().with_messages(),
    }
}

fn within<Q: PagedQuery>(list: List<Q>, span: Span, limits: CallSettings) -> List<Q> {
    let list = list.since(span.since).within(limits);
    match span.until {
        Some(until) => list.until(until),
        None => list,
    }
}

/// Reads a whole list.
async fn read<Q: PagedQuery>(
    workspace: &Workspace,
    list: List<Q>,
    row: impl Fn(Q::Item) -> Row,
) -> Result<Listed, Error> {
    let mut pages = list.stream().read_ahead(0).pages();
    let mut rows = Vec::new();
    let (mut is_complete, mut now) = (true, None);
    while let Some(page) = pages.try_next().await? {
        is_complete &= page.errors().is_empty();
        now.get_or_insert_with(|| gateway_time(page.headers(), workspace.local_now()).into());
        rows.extend(page.into_data().items.into_iter().map(&row));
    }
    let now = now.unwrap_or_else(|| workspace.local_now().into());
    Ok(Listed { rows, is_complete: is_complete && pages.is_lossless(), now })
}
