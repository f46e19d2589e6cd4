//! What is looked for in the list of inspections.

use serde::{Deserialize, Serialize};

use super::model::{InspectionSummary, State};
use crate::{
    ids::{SiteId, TemplateId, UserId},
    ui::listing::{self, Count, Order, Page, Place},
};

/// What is looked for. What is not named is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionQuery {
    /// Of which site.
    pub site: Option<SiteId>,
    /// With which template.
    pub template: Option<TemplateId>,
    /// By whom.
    pub inspector: Option<UserId>,
    /// In which state.
    pub state: Option<State>,
    /// Last changed from which day on, as the organisation counts days: `2026-11-22`.
    pub from: Option<String>,
    /// Up to which day, that day included.
    pub to: Option<String>,
    /// Which words it has to say, in its answers and notes, or be called by.
    pub text: Option<String>,
    /// In which order, by the last change; what words find is the newest first.
    #[serde(default)]
    pub order: Order,
    /// After which line.
    pub after: Option<Place>,
}

impl InspectionQuery {
    /// Reads it from the query of an address. What nobody could have chosen is left out; a day is left for the server to
    /// judge, which says what is wrong with it.
    #[must_use]
    pub fn of_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let said = |name: &str| get(name).filter(|text| !text.is_empty());
        Self {
            site: said("site").and_then(|id| id.parse().ok()),
            template: said("template").and_then(|id| id.parse().ok()),
            inspector: said("inspector").and_then(|id| id.parse().ok()),
            state: said("state").and_then(|state| State::parse(&state)),
            from: said("from"),
            to: said("to"),
            text: said("text"),
            order: Order::read(said("order").as_deref()),
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
            ("state", self.state.map(|state| state.as_str().to_owned())),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("text", self.text.clone()),
            ("order", self.order.said()),
        ])
    }

    /// Whether it asks for less than everything.
    #[must_use]
    pub fn narrows(&self) -> bool {
        *self != Self { order: self.order, after: self.after.clone(), ..Self::default() }
    }

    /// The same in another state, from the first page on.
    #[must_use]
    pub fn in_state(&self, state: Option<State>) -> Self {
        Self { state, after: None, ..self.clone() }
    }
}

/// A page of inspections, and how many there are in the states that wait for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionPage {
    /// The page.
    pub page: Page<InspectionSummary>,
    /// How many are open, whatever state was asked for.
    pub open: Count,
    /// How many are finished and not issued.
    pub finished: Count,
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_query_survives_its_journey_through_an_address() {
        let query = InspectionQuery {
            site: Some(SiteId(Uuid::from_u128(1))),
            template: Some(TemplateId(Uuid::from_u128(2))),
            inspector: Some(UserId(Uuid::from_u128(3))),
            state: Some(State::Finished),
            from: Some("2026-11-01".to_owned()),
            to: Some("2026-11-30".to_owned()),
            text: Some("extintor".to_owned()),
            order: Order::Oldest,
            after: None,
        };
        let read = |text: &str| {
            let parts: HashMap<_, _> = text.split('&').filter_map(|part| part.split_once('=')).collect();
            InspectionQuery::of_query(|name| parts.get(name).map(|value| (*value).to_owned()))
        };
        assert_eq!(read(&query.query()), query);
        assert!(query.narrows() && !InspectionQuery::default().narrows());
        assert_eq!(read(""), InspectionQuery::default());
        assert_eq!(read(&query.in_state(None).query()).state, None);
    }
}
