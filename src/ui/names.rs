//! Lists that are sorted by name: what is looked for in them, and the form that says it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    env::use_words,
    icon::Icon,
    listing::{self, Choice, Place, address},
};
use crate::{error::AppError, ids::SiteGroupId, text};

/// How a list by name is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sorted {
    /// By name.
    #[default]
    Name,
    /// The latest first.
    Latest,
}

impl Sorted {
    /// As an address says it; the usual one is not said.
    #[must_use]
    pub fn said(self) -> Option<String> {
        (self == Self::Latest).then(|| "latest".to_owned())
    }
}

/// What is looked for in a list by name. What is not named is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameQuery {
    /// Which words the line has to say.
    pub text: Option<String>,
    /// Which lines, by a word of the list's own; one that the list does not know finds nothing.
    pub which: Option<String>,
    /// In which group of sites.
    pub group: Option<SiteGroupId>,
    /// How it is sorted.
    #[serde(default)]
    pub sorted: Sorted,
    /// After which line.
    pub after: Option<Place>,
}

impl NameQuery {
    /// Reads it from the query of an address.
    #[must_use]
    pub fn of_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let said = |name: &str| get(name).filter(|text| !text.is_empty());
        Self {
            text: said("text"),
            which: said("which"),
            group: said("group").and_then(|id| id.parse().ok()),
            sorted: if said("order").as_deref() == Some("latest") { Sorted::Latest } else { Sorted::Name },
            after: said("after").and_then(|place| place.parse().ok()),
        }
    }

    /// Checks what the database would not take.
    ///
    /// # Errors
    /// [`AppError::Malformed`].
    pub fn check(&self) -> Result<(), AppError> {
        let texts = [self.which.as_deref(), self.after.as_ref().and_then(Place::name)];
        texts.into_iter().flatten().try_for_each(text::check)
    }

    /// As the query of an address, without the place.
    #[must_use]
    pub fn query(&self) -> String {
        listing::query(&[
            ("text", self.text.clone()),
            ("which", self.which.clone()),
            ("group", self.group.map(|id| id.to_string())),
            ("order", self.sorted.said()),
        ])
    }

    /// Whether it asks for less than all of its lines.
    #[must_use]
    pub fn narrows(&self) -> bool {
        self.text.is_some() || self.which.is_some() || self.group.is_some()
    }

    /// Other lines, from the first page on.
    #[must_use]
    pub fn of(&self, which: Option<&str>) -> Self {
        Self { which: which.map(ToOwned::to_owned), after: None, ..self.clone() }
    }

    /// Only what words find.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self { text: Some(text.to_owned()).filter(|text| !text.trim().is_empty()), ..Self::default() }
    }
}

/// The form of what is looked for: it says it in the address, with or without script.
#[component]
pub fn NameFilters(
    /// The list's page.
    page: &'static str,
    /// What the list holds.
    label: &'static str,
    /// What is looked for.
    query: NameQuery,
    /// The groups of sites that can be chosen.
    #[prop(optional)]
    groups: Vec<(SiteGroupId, String)>,
    /// Which lines can be chosen, with their words, and what they are; nothing where the address says it otherwise.
    #[prop(optional)]
    which: Option<(&'static str, Vec<(String, String)>)>,
    /// Whether its order can be chosen.
    #[prop(default = true)]
    sorts: bool,
) -> impl IntoView {
    let words = use_words();
    let t = &words.common;
    let chosen = query.which.clone();
    let is_choice = which.is_some();
    let narrows = query.text.is_some() || query.group.is_some() || (is_choice && chosen.is_some());
    let bare = NameQuery { which: chosen.clone().filter(|_| !is_choice), ..NameQuery::default() };
    let groups = groups.into_iter().map(|(id, name)| (id.to_string(), name)).collect::<Vec<_>>();
    let latest = query.sorted == Sorted::Latest;
    let is_open = narrows || latest;
    let kept = chosen.clone().filter(|_| !is_choice);
    view! {
        <details class="fold" open=is_open>
            <summary>{t.filters}</summary>
            <form class="filters" method="get" action=page role="search" aria-label=label>
                {kept.map(|which| view! { <input type="hidden" name="which" value=which /> })}
                <div class="field">
                    <label class="label" for="text">
                        {t.words}
                    </label>
                    <input class="input" id="text" name="text" type="search" maxlength="200" value=query.text />
                </div>
                {which.map(|(label, values)| view! { <Choice name="which" label all=t.all values chosen /> })}
                {(!groups.is_empty())
                    .then(|| {
                        view! {
                            <Choice
                                name="group"
                                label=words.sites.group
                                all=t.all
                                values=groups
                                chosen=query.group.map(|id| id.to_string())
                            />
                        }
                    })}
                {sorts
                    .then(|| {
                        view! {
                            <div class="field">
                                <label class="label" for="order">
                                    {t.order}
                                </label>
                                <select class="input" id="order" name="order">
                                    <option value="" selected=!latest>
                                        {t.by_name}
                                    </option>
                                    <option value="latest" selected=latest>
                                        {t.newest_first}
                                    </option>
                                </select>
                            </div>
                        }
                    })}
                <button class="button primary" type="submit">
                    <Icon name="filter" />
                    {t.apply}
                </button>
                {is_open
                    .then(|| {
                        view! {
                            <a class="button" href=address(page, &bare.query())>
                                {t.clear}
                            </a>
                        }
                    })}
            </form>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_query_survives_its_journey_through_an_address() {
        let query = NameQuery {
            text: Some("miramar".to_owned()),
            which: Some("archived".to_owned()),
            group: Some(SiteGroupId(Uuid::from_u128(3))),
            sorted: Sorted::Latest,
            after: None,
        };
        let read = |text: &str| {
            let parts: HashMap<_, _> = text.split('&').filter_map(|part| part.split_once('=')).collect();
            NameQuery::of_query(|name| parts.get(name).map(|value| (*value).to_owned()))
        };
        assert_eq!(read(&query.query()), query);
        assert_eq!(read(""), NameQuery::default());
        assert!(query.narrows() && !NameQuery::default().narrows());
        assert_eq!(query.of(None).which, None);
        assert_eq!(NameQuery::text("  "), NameQuery::default());
    }
}
