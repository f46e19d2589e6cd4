//! What is looked for in the list of reports.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{SiteId, TemplateId, UserId},
    ui::listing::{self, Order, Place},
};

/// The status that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The last word.
    Current,
    /// Replaced by a corrected report.
    Replaced,
    /// Revoked.
    Revoked,
    /// Being made.
    Rendering,
    /// Not sealed in time.
    Unsealed,
}

impl Which {
    /// Every status, as they are offered.
    pub const ALL: [Self; 5] = [Self::Current, Self::Replaced, Self::Revoked, Self::Rendering, Self::Unsealed];

    /// As the database and addresses keep it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Replaced => "replaced",
            Self::Revoked => "revoked",
            Self::Rendering => "rendering",
            Self::Unsealed => "unsealed",
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.as_str() == text)
    }
}

/// What is looked for. What is not named is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportQuery {
    /// Of which site.
    pub site: Option<SiteId>,
    /// Made with which template.
    pub template: Option<TemplateId>,
    /// By whom the inspection was done.
    pub inspector: Option<UserId>,
    /// With which status.
    pub status: Option<Which>,
    /// Issued from which day on, as the organisation counts days: `2026-11-22`.
    pub from: Option<String>,
    /// Up to which day, that day included.
    pub to: Option<String>,
    /// In which order.
    #[serde(default)]
    pub order: Order,
    /// After which line.
    pub after: Option<Place>,
}

impl ReportQuery {
    /// Reads it from the query of an address. What nobody could have chosen is left out; a day is left for the server to
    /// judge, which says what is wrong with it.
    #[must_use]
    pub fn of_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let said = |name: &str| get(name).filter(|text| !text.is_empty());
        Self {
            site: said("site").and_then(|id| id.parse().ok()),
            template: said("template").and_then(|id| id.parse().ok()),
            inspector: said("inspector").and_then(|id| id.parse().ok()),
            status: said("status").and_then(|status| Which::parse(&status)),
            from: said("from"),
            to: said("to"),
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
            ("status", self.status.map(|status| status.as_str().to_owned())),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("order", self.order.said()),
        ])
    }

    /// Whether it asks for less than everything.
    #[must_use]
    pub fn narrows(&self) -> bool {
        *self != Self { order: self.order, after: self.after.clone(), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use uuid::Uuid;

    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn a_query_survives_its_journey_through_an_address() {
        let query = ReportQuery {
            site: Some(SiteId(Uuid::from_u128(1))),
            template: Some(TemplateId(Uuid::from_u128(2))),
            inspector: Some(UserId(Uuid::from_u128(3))),
            status: Some(Which::Replaced),
            from: Some("2026-11-01".to_owned()),
            to: Some("2026-11-30".to_owned()),
            order: Order::Oldest,
            after: None,
        };
        let read = |text: &str| {
            let parts: HashMap<_, _> = text.split('&').filter_map(|part| part.split_once('=')).collect();
            ReportQuery::of_query(|name| parts.get(name).map(|value| (*value).to_owned()))
        };
        assert_eq!(read(&query.query()), query);
        assert_eq!(read(&ReportQuery::default().query()), ReportQuery::default());
        let after = Place::at(Timestamp(7), Uuid::from_u128(9));
        assert_eq!(read(&format!("{}&after={after}", query.query())).after, Some(after.clone()));
        assert_eq!(read("site=x&status=gone&after=nowhere&order=odd"), ReportQuery::default());
    }
}
