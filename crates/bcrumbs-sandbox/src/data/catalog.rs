//! The short lists of a workspace: channels, agents, tags, broadcasts, webhooks, keys and settings.

use apollo_compiler::response::JsonValue;
use apollo_compiler::response::serde_json_bytes::json;

use crate::data::ids::{self, Kind};
use crate::data::instant::{self, Millis};
use crate::data::message::Kinds;
use crate::data::plan::{Beginning, Plan};
use crate::data::record::Record;
use crate::data::vocabulary::Vocabulary;
use crate::data::words::{AGENTS, BROADCASTS, PLACES, STAGES, TAGS, TEMPLATES};

/// The network of the last channel. The schema does not list it, but older articles do.
pub(crate) const UNLISTED_NETWORK: &str = "BCWEBCHAT";
const DAY: Millis = 86_400_000;
/// The word that archives the contact who sends it.
pub(crate) const OPT_OUT: &str = "STOP";

/// The seeded short lists. Every value of the schema's enums occurs in them.
#[derive(Debug)]
pub(crate) struct Catalog {
    /// The networks of the channels, one channel each; the last is one that the schema does not list.
    pub(crate) networks: Vec<String>,
    pub(crate) kinds: Kinds,
    pub(crate) agents: Vec<Record>,
    pub(crate) tags: Vec<Record>,
    pub(crate) broadcasts: Vec<Record>,
    pub(crate) webhooks: Vec<Record>,
    pub(crate) keys: Vec<Record>,
    pub(crate) settings: Record,
    first_stage: usize,
}

/// A key as a list shows it.
pub(crate) fn redacted(key: &str) -> String {
    let shown: String = key.chars().take(8).collect();
    format!("{shown}-****-****")
}

/// The fields of an API key.
pub(crate) fn key(
    workspace: i32,
    index: usize,
    label: &str,
    key: &str,
    at: Millis,
    agent: Option<&str>,
) -> JsonValue {
    json!({
        "workspaceId": workspace, "id": ids::id(Kind::ApiKey, index), "label": label, "key": key,
        "createdAt": instant::text(at), "agentId": agent,
    })
}

impl Catalog {
    /// The lists of a workspace, all older than `now`.
    pub(crate) fn new(vocabulary: Vocabulary, plan: &Plan, now: Millis) -> Self {
        let workspace = plan.workspace;
        let ago = |days: usize| now - days as Millis * DAY;
        let mut networks = vocabulary.networks;
        if !networks.iter().any(|network| network == UNLISTED_NETWORK) {
            networks.push(UNLISTED_NETWORK.to_owned());
        }

        let mut agents = AGENTS.iter().enumerate().map(|(index, (name, surname))| {
            let at = ago(30 + 10 * (index / 2));
            let email = (index != 3).then(|| format!("agent{index}@example.com"));
            let avatar = (index % 2 == 0).then(|| format!("https://media.example/avatar/{index}"));
            Record::new(at, json!({
                "workspaceId": workspace, "id": ids::id(Kind::Agent, index), "userId": ids::id(Kind::User, index),
                "name": name, "surname": surname, "email": email, "avatar": avatar, "createdAt": instant::text(at),
            }))
        });

        let types = vocabulary.tag_types;
        let labels =
            TAGS.iter().enumerate().map(|(index, tag)| (*tag, types[index % types.len().max(1)].as_str()));
        let stages = STAGES.iter().map(|stage| (*stage, "convStage"));
        let mut tags = labels.chain(stages).enumerate().map(|(index, (tag, kind))| {
            let at = ago(20 + index / 3);
            let description = (index % 3 == 0).then_some("Seeded");
            Record::new(
                at,
                json!({
                    "workspaceId": workspace, "id": ids::id(Kind::Tag, index), "tag": tag, "type": kind,
                    "order": (index % 4 != 1).then_some(index), "description": description,
                    "createdAt": instant::text(at),
                }),
            )
        });

        let states = vocabulary.broadcast_states;
        let channels = networks.len();
        let mut broadcasts = BROADCASTS.iter().enumerate().map(|(index, name)| {
            let at = ago(5 + index / 2);
            let state = states[index % states.len().max(1)].as_str();
            let begun = matches!(state, "inProgress" | "completed" | "failed").then(|| instant::text(at + DAY));
            let over = (state == "completed").then(|| instant::text(at + DAY + 60_000));
            Record::new(at, json!({
                "workspaceId": workspace, "id": ids::id(Kind::Broadcast, index), "name": name,
                "integrationId": ids::id(Kind::Channel, index % channels), "state": state,
                "templateName": TEMPLATES[index % TEMPLATES.len()],
                "templateLang": if index % 2 == 0 { Some("en") } else { None },
                "templateComponents": {"name": "{{name}}"}, "clientTags": [TAGS[index]],
                "clientStageId": (index % 3 == 1).then(|| ids::id(Kind::Tag, TAGS.len() + index % STAGES.len())),
                "country": (index % 2 == 1).then_some(PLACES[index].1), "scheduledAt": (state == "scheduled").then(|| instant::text(now + DAY)),
                "startedAt": begun, "completedAt": over, "createdAt": instant::text(at), "totalCount": 100 * index,
                "failedCount": index, "error": (state == "failed").then_some("The template was paused."),
            }))
        });

        let mut webhooks = vocabulary.webhook_events.into_iter().enumerate().map(|(index, event)| {
            let at = ago(10 + index / 2);
            Record::new(at, json!({
                "workspaceId": workspace, "id": ids::id(Kind::Webhook, index), "label": format!("Hook {index}"),
                "url": format!("https://hooks.example/{index}"), "event": event, "createdAt": instant::text(at),
            }))
        });

        let made = ago(40);
        let settings = Record::new(
            made,
            json!({
                "id": ids::id(Kind::Settings, 0), "workspaceId": workspace, "convTTL": plan.ttl_hours, "optOutKeyword": OPT_OUT,
                "autoUnarchiveOnMessage": true,
                "testNums": [{"phone": "+12025550123", "active": true}, {"phone": "+12025550124", "active": null}],
            }),
        );
        let seeded = |rows: &mut dyn Iterator<Item = Record>| match plan.beginning {
            Beginning::Seeded => rows.collect(),
            Beginning::Empty => Vec::new(),
        };
        Self {
            kinds: Kinds::new(vocabulary.message_kinds),
            networks,
            agents: seeded(&mut agents),
            tags: seeded(&mut tags),
            broadcasts: seeded(&mut broadcasts),
            webhooks: seeded(&mut webhooks),
            keys: vec![Record::new(made, key(workspace, 0, "Sandbox", &redacted(&plan.api_key), made, None))],
            settings,
            first_stage: TAGS.len(),
        }
    }

    /// The network behind a channel.
    pub(crate) fn channel_type(&self, channel: usize) -> Option<&str> {
        self.networks.get(channel).map(String::as_str)
    }

    /// Returns the identifier of a stage, which is the identifier of its tag.
    pub(crate) fn stage_id(&self, stage: usize) -> String {
        ids::id(Kind::Tag, self.first_stage + stage)
    }
}
