//! Filling an inspection on a phone: one section a screen.

mod action;
mod choice;
mod date;
mod drawing;
mod finish;
mod follow;
mod footer;
mod item;
mod leaving;
mod modes;
mod notice;
mod photos;
mod refused;
mod review;
mod screen;
mod sections;
mod sketch;
mod status;
mod top;
mod typed;
mod wording;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};

use self::{
    finish::Finish, footer::Footer, item::ItemCard, leaving::StaysWhileOffline, modes::Modes, refused::Refusals,
    review::Review, screen::Screen, status::Status, top::Top,
};
use crate::{
    error::AppError,
    features::inspections::{
        api::load_inspection,
        model::{Inspection, State},
        outbox::{self, Walk},
    },
    ids::InspectionId,
    ui::{
        env::{use_alive, use_locale, use_words},
        icon::Icon,
        problem::Problem,
        routes,
        theme::provide_theme,
    },
};

/// Filling an inspection.
#[component]
pub fn FillPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id").and_then(|id| id.parse::<InspectionId>().ok()));
    let inspection = Resource::new_blocking(id, |id| async move {
        match id {
            Some(id) => load_inspection(id).await,
            None => Err(AppError::NotFound),
        }
    });
    modes::provide();
    provide_theme();
    view! {
        <Title text=use_words().fill.title />
        <Suspense>
            {move || Suspend::new(async move {
                match inspection.await {
                    Ok(inspection) => view! { <Filling inspection /> }.into_any(),
                    Err(error) => {
                        view! {
                            <main class="walk-main" id="main" tabindex="-1">
                                <Problem error />
                            </main>
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Filling(inspection: Inspection) -> impl IntoView {
    let sections = inspection.checklist.sections.len();
    let walk = Walk::new(inspection);
    provide_context(walk);
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| Screen::read(query.get("at").as_deref(), sections)));
    // Nothing is looked at once more while something is missing, whatever the address says.
    let screen = Memo::new(move |_| match asked.get() {
        Screen::Review if walk.is_open() && walk.loose_ends() > 0 => Screen::Finish,
        screen => screen,
    });
    provide_context(screen);

    Effect::new(move |_| outbox::open(walk));
    // A new screen begins at its top, or at the item that a link named, and so does a screen reader.
    let hash = use_location().hash;
    Effect::new(move |before: Option<(Screen, String)>| {
        let now = (screen.get(), hash.get());
        if before.is_some_and(|before| before != now) || !now.1.is_empty() {
            walk.flush();
            let target = now.1.trim_start_matches('#').to_owned();
            request_animation_frame(move || screen::arrive(&target));
        }
        now
    });
    view! {
        <div class="walk">
            <Modes />
            <Top />
            <main class="walk-main" id="main" tabindex="-1">
                <Status />
                <StaysWhileOffline />
                <Standing />
                <Corrected />
                {move || match screen.get() {
                    Screen::Section(at) => view! { <SectionScreen at /> }.into_any(),
                    Screen::Finish => view! { <Finish /> }.into_any(),
                    Screen::Review => view! { <Review /> }.into_any(),
                }}
            </main>
            <Footer />
        </div>
    }
}

/// Why nothing can be changed, where that is so.
#[component]
fn Standing() -> impl IntoView {
    let walk = expect_context::<Walk>();
    let standing = Memo::new(move |_| walk.standing.get());
    move || standing_banner(walk.id(), standing.get())
}

/// That what was issued is being corrected, and why.
#[component]
fn Corrected() -> impl IntoView {
    let walk = expect_context::<Walk>();
    let (t, locale) = (&use_words().desk, use_locale());
    let correction = walk.inspection.with_value(|inspection| inspection.correction.clone());
    correction.map(|correction| {
        let text = t.correction_text(correction.by, correction.reason, correction.started.date_time(locale));
        view! {
            <div class="banner info">
                <Icon name="sync" />
                <div class="banner-text">
                    <b>{t.correction_title}</b>
                    <p>{text}</p>
                </div>
            </div>
        }
    })
}

fn standing_banner(id: InspectionId, standing: outbox::Standing) -> Option<impl IntoView> {
    let t = &use_words().fill;
    let (words, link, href) = match (standing.state, standing.editable) {
        (State::Open, true) => return None,
        (State::Open, false) => (t.not_yours, t.to_inspection, routes::inspection(id)),
        (State::Finished, true) => (t.read_only, t.to_signing, routes::sign(id)),
        _ => (t.read_only, t.to_inspection, routes::inspection(id)),
    };
    Some(view! {
        <div class="banner info">
            <Icon name="lock" />
            <p class="banner-text">{words}</p>
            <p class="banner-actions">
                <a href=href rel="external">
                    {link}
                </a>
            </p>
        </div>
    })
}

/// One section.
#[component]
fn SectionScreen(at: usize) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let items = walk.inspection.with_value(|inspection| {
        let numbered = inspection.checklist.numbered_in(at);
        numbered.map(|(number, item)| (number, item.clone())).collect::<Vec<_>>()
    });
    let alive = use_alive();
    view! {
        // What is refused can be decided about where nothing can be changed.
        <Show when=move || !walk.is_writable()>
            <Refusals />
        </Show>
        <fieldset class="walk-fields" disabled=move || !walk.is_writable() inert=move || !alive.get()>
            {items.into_iter().map(|(number, item)| view! { <ItemCard number item /> }).collect_view()}
        </fieldset>
    }
}
