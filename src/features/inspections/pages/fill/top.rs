//! The bar at the top: where one is, and the score.

use leptos::prelude::*;

use super::{screen::Screen, wording};
use crate::{
    features::inspections::outbox::Walk,
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        routes,
    },
};

/// Site, place and score.
#[component]
pub fn Top() -> impl IntoView {
    let walk = expect_context::<Walk>();
    let screen = expect_context::<Memo<Screen>>();
    let (t, locale) = (&use_words().fill, use_locale());
    let heading = move || match screen.get() {
        Screen::Section(_) => walk.inspection.with_value(|inspection| inspection.site.clone()),
        Screen::Finish => t.finish.to_owned(),
        Screen::Review => t.review.to_owned(),
    };
    let place = move || {
        walk.inspection.with_value(|inspection| {
            let sections = &inspection.checklist.sections;
            match screen.get() {
                Screen::Section(at) => {
                    let title = sections.get(at).map_or("", |section| section.title.as_str());
                    t.place(sections.len(), at + 1, title)
                }
                Screen::Finish => t.finish_where(&inspection.site, &inspection.checklist.title),
                Screen::Review => t.review_where(&inspection.site),
            }
        })
    };
    let back = move || match screen.get() {
        Screen::Section(_) => (routes::inspection(walk.id()), t.back, Some("external")),
        Screen::Finish | Screen::Review => {
            let last = walk.inspection.with_value(|inspection| inspection.checklist.sections.len().saturating_sub(1));
            (Screen::Section(last).href(), t.back_to_answers, None)
        }
    };
    view! {
        <header class="walk-top">
            <a class="walk-back" href=move || back().0 rel=move || back().2 aria-label=move || back().1>
                <Icon name="back" />
            </a>
            <div class="walk-where">
                <h1>{heading}</h1>
                <p>{place}</p>
            </div>
            <p class="walk-score">
                {move || wording::score(locale, walk.tally())} <span>{t.score}</span>
            </p>
        </header>
    }
}
