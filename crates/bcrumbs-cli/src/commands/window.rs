//! `bcrumbs window`: whether a contact can be answered freely, until when, and what may be sent otherwise.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::connect;
use crate::failure::failure::Failure;
use crate::global::{Global, some_text};
use crate::list::filters::given;
use crate::output::column::Column;
use crate::output::format::Format;
use crate::output::instant::{local, utc};
use crate::output::message::say;
use crate::output::printer::ListPrinter;
use crate::output::row::Row;
use crate::output::shell::quoted;
use crate::output::style::{FAINT, GOOD, NOTABLE};
use anstyle::Style;
use bcrumbs::{
    ChannelId, ChannelKind, ContactId, Conversations, Remedy, ReplyWindow, ReplyWindowOf, Workspace,
};
use chrono::{DateTime, SecondsFormat, Utc};
use clap::Args;
use serde::{Serialize, Serializer};

/// Whom to answer, and where.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs window --contact 67d7f55f7a9b000000000000
  bcrumbs window --contact 67d7f55f7a9b000000000000 \\
      --channel 67d7f55f7a9f000000000000 --output json

WhatsApp and Instagram let a business reply freely for 24 hours after a contact's message. After that, WhatsApp accepts \
only an approved template; what Instagram accepts is not documented. For Telegram and custom channels, no limit is \
documented. For other kinds of channels, nothing is documented.

The channels are those of the contact's conversations. The gateway does not report the channel of a message, so a message \
on one channel counts for all of them.

Exit status: 0 the state of the window was printed, even if it is closed; 1 the request failed; 2 wrong usage.")]
pub(crate) struct WindowArguments {
    /// The contact to answer; `bcrumbs contacts list` shows contacts
    #[arg(long, value_name = "ID", value_parser = some_text())]
    contact: String,

    /// The channel to answer on, as `bcrumbs convs list` shows it [default: each channel of the contact's conversations]
    #[arg(long, value_name = "ID", value_parser = some_text())]
    channel: Option<String>,
}

/// What is known of one channel.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    client_id: ContactId,
    integration_id: Option<ChannelId>,
    integration_type: Option<ChannelKind>,
    window: State,
    #[serde(serialize_with = "rfc_3339")]
    until: Option<DateTime<Utc>>,
    may_send: MaySend,
    reason: &'static str,
    next: Option<String>,
}

/// One channel of a contact's conversations.
#[derive(Debug)]
struct Channel {
    id: Option<ChannelId>,
    kind: Option<ChannelKind>,
}

/// Whether the window is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum State {
    Open,
    Closed,
    NoLimit,
    Unknown,
}

/// What the contact may be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum MaySend {
    FreeText,
    Template,
    Undocumented,
}

impl WindowArguments {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let format = Format::chosen(global.output);
        let workspace = connect::workspace(global)?;
        let answers = self.answers(&workspace).await?;
        let mut printer = ListPrinter::new::<Answer>(format)?;
        printer.page(&answers)?;
        printer.finish(None)?;
        if format == Format::Table {
            for next in answers.iter().filter_map(|answer| answer.next.as_deref()) {
                say(format_args!("next: {next}"));
            }
        }
        Ok(())
    }

    async fn answers(self, workspace: &Workspace) -> Result<Vec<Answer>, Failure> {
        let channels = self.channels(workspace).await?;
        let contact = ContactId::from(self.contact);
        if channels.is_empty() {
            let channel = Channel { id: self.channel.map(ChannelId::from), kind: None };
            let window = ReplyWindow::Closed(Remedy::ApprovedTemplate);
            let reason = "no conversation with this contact is listed";
            return Ok(vec![Answer { reason, ..Answer::new(contact, channel, window) }]);
        }
        let mut answers: Vec<Answer> = Vec::new();
        let mut known: Vec<(ChannelKind, ReplyWindow)> = Vec::new();
        for channel in channels {
            let asked = known.iter().find(|(kind, _)| channel.kind.as_ref() == Some(kind));
            let window = match (&channel.kind, asked) {
                (_, Some((_, window))) => *window,
                (Some(kind), None) => {
                    let window = workspace.reply_window(ReplyWindowOf::contact(&contact, kind)).await?;
                    known.push((kind.clone(), window));
                    window
                }
                (None, None) => ReplyWindow::Unknown,
            };
            answers.push(Answer::new(contact.clone(), channel, window));
        }
        Ok(answers)
    }

    /// Lists the channels of the contact's conversations, the one used last first.
    async fn channels(&self, workspace: &Workspace) -> Result<Vec<Channel>, Failure> {
        let request = workspace.conversations().contact(self.contact.as_str());
        let request = given(request, self.channel.as_deref(), Conversations::channel);
        let mut conversations = request.items();
        let mut channels: Vec<Channel> = Vec::new();
        while let Some(conversation) = conversations.try_next().await? {
            let channel = Channel { id: conversation.channel_id, kind: conversation.channel_kind };
            match channels.iter_mut().find(|known| known.id == channel.id) {
                Some(known) => known.kind = known.kind.take().or(channel.kind),
                None => channels.push(channel),
            }
            if self.channel.is_some() && channels.iter().all(|known| known.kind.is_some()) {
                break;
            }
        }
        Ok(channels)
    }
}

impl Answer {
    fn new(contact: ContactId, channel: Channel, window: ReplyWindow) -> Self {
        let silent = "the contact has written nothing in the last 24 hours";
        let (window, until, may_send, reason) = match window {
            ReplyWindow::Open { until } => {
                (State::Open, Some(until), MaySend::FreeText, "the contact wrote in the last 24 hours")
            }
            ReplyWindow::Closed(Remedy::ApprovedTemplate) => (State::Closed, None, MaySend::Template, silent),
            ReplyWindow::Closed(_) => (State::Closed, None, MaySend::Undocumented, silent),
            ReplyWindow::NoLimit => {
                (State::NoLimit, None, MaySend::FreeText, "no limit is documented for this kind of channel")
            }
            _ => (
                State::Unknown,
                None,
                MaySend::Undocumented,
                "nothing is documented for this kind of channel",
            ),
        };
        let next = match may_send {
            MaySend::Template => Some(start(&contact, channel.id.as_ref())),
            MaySend::FreeText | MaySend::Undocumented => None,
        };
        Self {
            client_id: contact,
            integration_id: channel.id,
            integration_type: channel.kind,
            window,
            until,
            may_send,
            reason,
            next,
        }
    }
}

/// Writes the command that sends a template.
fn start(contact: &ContactId, channel: Option<&ChannelId>) -> String {
    let channel = channel.map_or("CHANNEL".into(), |channel| quoted(channel.as_str()));
    format!("bcrumbs convs start --channel={channel} --contact={} --template NAME", quoted(contact.as_str()))
}

impl Row for Answer {
    const FIELDS: &'static [&'static str] =
        &["clientId", "integrationId", "integrationType", "window", "until", "maySend", "reason", "next"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("CHANNEL").left_out(2),
        Column::whole("KIND"),
        Column::whole("WINDOW").styled(of_window),
        Column::whole("UNTIL (LOCAL)").unless_empty(),
        Column::whole("UNTIL (UTC)").left_out(1).unless_empty(),
        Column::whole("MAY SEND"),
        Column::cut("WHY").left_out(3),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.integration_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            self.integration_type.as_ref().map(ToString::to_string).unwrap_or_default(),
            match self.window {
                State::Open => "open",
                State::Closed => "closed",
                State::NoLimit => "no limit",
                State::Unknown => "unknown",
            }
            .to_owned(),
            self.until.map(local).unwrap_or_default(),
            self.until.map(utc).unwrap_or_default(),
            match self.may_send {
                MaySend::FreeText => "free text",
                MaySend::Template => "template",
                MaySend::Undocumented => "undocumented",
            }
            .to_owned(),
            self.reason.to_owned(),
        ]
    }
}

fn of_window(cell: &str) -> Style {
    match cell {
        "open" => GOOD,
        "closed" => NOTABLE,
        _ => FAINT,
    }
}

fn rfc_3339<S: Serializer>(instant: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
    instant.map(|instant| instant.to_rfc3339_opts(SecondsFormat::Millis, true)).serialize(serializer)
}
