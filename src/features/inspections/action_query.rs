//! What lists of actions show, and what is looked for in them.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ActionId, InspectionId, SiteId, TemplateId, UserId},
    ui::listing::{self, Count, Page, Place},
};

/// What is looked for. What is not named is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionQuery {
    /// Of which site.
    pub site: Option<SiteId>,
    /// Of inspections with which template.
    pub template: Option<TemplateId>,
    /// Of whose inspections.
    pub inspector: Option<UserId>,
    /// In which state.
    pub state: Option<ActionState>,
    /// Those alone that should be done by now.
    #[serde(default)]
    pub overdue: bool,
    /// Due from which day on: `2026-11-22`.
    pub from: Option<String>,
    /// Due up to which day, that day included.
    pub to: Option<String>,
    /// After which line.
    pub after: Option<Place>,
}

/// What an address says where actions in every state are asked for: without it, the open ones are.
const EVERY: &str = "all";
/// What it says where those are asked for that should be done by now.
const OVERDUE: &str = "overdue";

impl ActionQuery {
    /// Reads it from the query of an address. What nobody could have chosen is left out; a day is left for the server to
    /// judge, which says what is wrong with it.
    #[must_use]
    pub fn of_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let said = |name: &str| get(name).filter(|text| !text.is_empty());
        let state = said("state");
        Self {
            site: said("site").and_then(|id| id.parse().ok()),
            template: said("template").and_then(|id| id.parse().ok()),
            inspector: said("inspector").and_then(|id| id.parse().ok()),
            state: match state.as_deref() {
                Some(EVERY | OVERDUE) => None,
                said => Some(said.and_then(ActionState::parse).unwrap_or(ActionState::Open)),
            },
            overdue: state.as_deref() == Some(OVERDUE),
            from: said("from"),
            to: said("to"),
            after: said("after").and_then(|place| place.parse().ok()),
        }
    }

    /// As the query of an address, without the place.
    #[must_use]
    pub fn query(&self) -> String {
        listing::query(&[
            ("site", self.site.map(|id| id.to_string())),
            ("template", self.template.map(|id| id.to_string())),
            ("inspector", self.inspector.map(|id| id.to_string())),
            ("state", self.said_state().map(ToOwned::to_owned)),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
        ])
    }

    /// The state as an address says it; the usual one is not said.
    #[must_use]
    pub fn said_state(&self) -> Option<&'static str> {
        match (self.overdue, self.state) {
            (true, _) => Some(OVERDUE),
            (false, None) => Some(EVERY),
            (false, Some(ActionState::Open)) => None,
            (false, Some(state)) => Some(state.as_str()),
        }
    }

    /// Whether it asks for less than everything in its state.
    #[must_use]
    pub fn narrows(&self) -> bool {
        *self != Self { state: self.state, overdue: self.overdue, after: self.after.clone(), ..Self::default() }
    }

    /// The same in another state, from the first page on.
    #[must_use]
    pub fn in_state(&self, state: Option<ActionState>) -> Self {
        Self { state, overdue: false, after: None, ..self.clone() }
    }

    /// The same of those alone that should be done by now, from the first page on.
    #[must_use]
    pub fn only_overdue(&self) -> Self {
        Self { overdue: true, ..self.in_state(None) }
    }
}

/// Where an action stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionState {
    /// Still to be done.
    Open,
    /// Done on site, or closed later.
    Done,
}

impl ActionState {
    /// As the database and addresses keep it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Done].into_iter().find(|state| state.as_str() == text)
    }
}

/// An action of any inspection, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionLine {
    /// Its id.
    pub id: ActionId,
    /// The inspection it belongs to.
    pub inspection: InspectionId,
    /// The site's name.
    pub site: String,
    /// What is to be done.
    pub text: String,
    /// Who does it; may be empty.
    pub assignee: String,
    /// By when: `2026-11-29`.
    pub due: Option<String>,
    /// Days since it was due; negative while it is not.
    pub overdue_days: i32,
    /// Where it stands.
    pub state: ActionState,
    /// Whether it was closed after its inspection, and can be opened again.
    pub can_reopen: bool,
}

/// A page of actions, and how many wait to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionPage {
    /// The page.
    pub page: Page<ActionLine>,
    /// How many are open, whatever state was asked for.
    pub open: Count,
    /// How many of them should be done by now.
    pub overdue: Count,
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_query_survives_its_journey_through_an_address() {
        let read = |text: &str| {
            let parts: HashMap<_, _> = text.split('&').filter_map(|part| part.split_once('=')).collect();
            ActionQuery::of_query(|name| parts.get(name).map(|value| (*value).to_owned()))
        };
        let query = ActionQuery {
            site: Some(SiteId(Uuid::from_u128(1))),
            template: Some(TemplateId(Uuid::from_u128(2))),
            inspector: Some(UserId(Uuid::from_u128(3))),
            from: Some("2026-11-01".to_owned()),
            to: Some("2026-11-30".to_owned()),
            ..ActionQuery::default()
        };
        let states = [None, Some(ActionState::Open), Some(ActionState::Done)].map(|state| query.in_state(state));
        for query in states.into_iter().chain([query.only_overdue()]) {
            assert_eq!(read(&query.query()), query);
            assert!(query.narrows());
        }
        // The page by itself shows what is to be done.
        assert_eq!(read(""), ActionQuery::default().in_state(Some(ActionState::Open)));
        assert_eq!(read("state=odd&site=x&after=nowhere"), read(""));
        assert!(!read("state=overdue").narrows());
    }
}
