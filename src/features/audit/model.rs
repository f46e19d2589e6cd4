//! Events of the audit log.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub use super::finding::Finding;
use crate::{
    ids::{EventId, UserId},
    time::Moment,
    ui::routes::escape,
};

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its kind: `inspection`, `report`, …
    pub kind: &'static str,
    /// Its id.
    pub id: Option<Uuid>,
}

impl Object {
    /// An object with an id.
    #[must_use]
    pub fn of(kind: &'static str, id: Uuid) -> Self {
        Self { kind, id: Some(id) }
    }
}

/// An event to be recorded. Details hold no answers and no secrets.
#[derive(Clone, Debug)]
pub struct Event {
    /// What was done: `report.issued`.
    pub action: &'static str,
    /// To what.
    pub object: Object,
    /// Further facts.
    pub detail: Value,
    /// Whether it was done or denied.
    pub outcome: EventOutcome,
}

/// What an event belongs to, in the words people filter by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Signing in and out, and what was denied.
    Access,
    /// Members, their roles and invitations.
    Members,
    /// The organisation and its settings.
    Organisation,
    /// Sites.
    Sites,
    /// Templates.
    Templates,
    /// Inspections with their answers, photos, signatures and actions.
    Inspections,
    /// Reports.
    Reports,
    /// Looking at, downloading and exporting.
    Views,
    /// What the operator did on the command line.
    Operator,
}

impl Topic {
    /// Every topic, as they are offered.
    pub const ALL: [Self; 9] = [
        Self::Access,
        Self::Members,
        Self::Organisation,
        Self::Sites,
        Self::Templates,
        Self::Inspections,
        Self::Reports,
        Self::Views,
        Self::Operator,
    ];

    /// As the database and addresses keep it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Members => "members",
            Self::Organisation => "organisation",
            Self::Sites => "sites",
            Self::Templates => "templates",
            Self::Inspections => "inspections",
            Self::Reports => "reports",
            Self::Views => "views",
            Self::Operator => "operator",
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == text)
    }

    /// The topic of an action, by the thing before the dot and what was done to it.
    #[must_use]
    pub fn of(action: &str) -> Self {
        let (thing, done) = action.split_once('.').unwrap_or((action, ""));
        match (thing, done) {
            ("operator", _) => Self::Operator,
            ("audit", _) | (_, "viewed" | "downloaded" | "exported") => Self::Views,
            (
                "access" | "domain" | "identity" | "passkey" | "profile" | "provider" | "session" | "sign_in" | "sso",
                _,
            ) => Self::Access,
            ("member" | "invitation" | "group" | "ownership", _) => Self::Members,
            ("site" | "site_group", _) => Self::Sites,
            ("template", _) => Self::Templates,
            ("inspection" | "action" | "photo", _) => Self::Inspections,
            ("report" | "report_link", _) => Self::Reports,
            _ => Self::Organisation,
        }
    }
}

/// Whether something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventOutcome {
    /// It was done.
    Done,
    /// It was denied.
    Denied,
}

impl EventOutcome {
    /// As the database keeps it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Denied => "denied",
        }
    }
}

impl Event {
    /// Something that was done.
    #[must_use]
    pub fn new(action: &'static str, object: Object) -> Self {
        Self { action, object, detail: Value::Object(serde_json::Map::new()), outcome: EventOutcome::Done }
    }

    /// It was tried and denied.
    #[must_use]
    pub fn denied(self) -> Self {
        Self { outcome: EventOutcome::Denied, ..self }
    }

    /// With a further fact.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        if let Value::Object(map) = &mut self.detail {
            map.insert(key.to_owned(), value.into());
        }
        self
    }
}

/// Which events are looked for. What is not named is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Who did it.
    pub who: Option<UserId>,
    /// What it belongs to.
    pub what: Option<Topic>,
    /// To which thing.
    pub object: Option<Uuid>,
    /// From which day on, as the organisation counts days: `2026-11-22`.
    pub from: Option<String>,
    /// Up to which day, that day included.
    pub to: Option<String>,
    /// Only what was denied.
    pub denied: bool,
}

impl Filter {
    /// Reads it from the query of an address. What nobody could have chosen is left out; a day is left for the server to
    /// judge, which says what is wrong with it.
    #[must_use]
    pub fn of_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let said = |name: &str| get(name).filter(|text| !text.is_empty());
        Self {
            who: said("who").and_then(|id| id.parse().ok()),
            what: said("what").and_then(|topic| Topic::parse(&topic)),
            object: said("object").and_then(|id| id.parse().ok()),
            from: said("from"),
            to: said("to"),
            denied: said("denied").is_some(),
        }
    }

    /// As the query of an address, without the question mark.
    #[must_use]
    pub fn query(&self) -> String {
        let parts = [
            ("who", self.who.map(|id| id.to_string())),
            ("what", self.what.map(|topic| topic.as_str().to_owned())),
            ("object", self.object.map(|id| id.to_string())),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("denied", self.denied.then(|| "on".to_owned())),
        ];
        let said = parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", escape(&value?))));
        said.collect::<Vec<_>>().join("&")
    }

    /// Whether it asks for anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An event as the owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLine {
    /// Its id.
    pub id: EventId,
    /// When.
    pub at: Moment,
    /// The person, where a person did it.
    pub user: Option<UserId>,
    /// Who, by name and address; the command line, providers and jobs have names of their own.
    pub actor: String,
    /// From which address.
    pub ip: String,
    /// With which browser.
    pub user_agent: String,
    /// In which request.
    pub request: String,
    /// What was done.
    pub action: String,
    /// To what kind of thing.
    pub object_kind: String,
    /// To which.
    pub object_id: Option<Uuid>,
    /// Whether it was denied.
    pub denied: bool,
    /// Further facts, `key: value`.
    pub detail: Vec<(String, String)>,
}

/// A page of the log, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPage {
    /// The events.
    pub events: Vec<EventLine>,
    /// Give this back to get the next, older page; nothing where this is the last.
    pub older: Option<EventId>,
    /// How far back was looked, where it was not to the end and found less than a page: what was asked for is rare.
    pub searched_to: Option<Moment>,
}

/// The last check of the log, and the one under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckState {
    /// Entries checked, of so many in all; where a check is under way.
    pub running: Option<(i64, i64)>,
    /// What the last check found.
    pub last: Option<Checked>,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When it was done.
    pub at: Moment,
    /// How many events of the organisation there are.
    pub events: u64,
    /// Of them, those of which something was erased.
    pub purged: u64,
    /// When the chain was anchored in the public log for the last time.
    pub anchored: Option<Moment>,
    /// What is wrong; nothing where the log is intact.
    pub findings: Vec<Finding>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_journey_through_an_address() {
        let filter = Filter {
            who: Some(UserId(Uuid::from_u128(1))),
            what: Some(Topic::Reports),
            object: Some(Uuid::from_u128(2)),
            from: Some("2026-11-01".to_owned()),
            to: Some("a&b".to_owned()),
            denied: true,
        };
        let query = filter.query();
        assert!(query.ends_with("&from=2026-11-01&to=a%26b&denied=on"), "{query}");
        let read = Filter::of_query(|name| {
            let (_, value) = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?;
            Some(value.replace("%26", "&"))
        });
        assert_eq!(read, filter);
        assert_eq!(Filter::default().query(), "");
        assert_eq!(Filter::of_query(|_| Some(String::new())), Filter::default());
    }

    #[test]
    fn every_topic_reads_back_and_actions_have_theirs() {
        for topic in Topic::ALL {
            assert_eq!(Topic::parse(topic.as_str()), Some(topic));
        }
        for (action, topic) in [
            ("photo.viewed", Topic::Views),
            ("photo.added", Topic::Inspections),
            ("report.downloaded", Topic::Views),
            ("report.viewed", Topic::Views),
            ("site_group.saved", Topic::Sites),
            ("report.issued", Topic::Reports),
            ("identity.removed", Topic::Access),
            ("operator.log_checked", Topic::Operator),
            ("settings.changed", Topic::Organisation),
        ] {
            assert_eq!(Topic::of(action), topic, "{action}");
        }
    }
}
