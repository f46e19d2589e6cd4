//! Events of the audit log.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{ids::EventId, time::Moment};

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

/// An event as the owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLine {
    /// Its id.
    pub id: EventId,
    /// When.
    pub at: Moment,
    /// Who, by name and address; the command line and jobs have names of their own.
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
}
