//! The search from anywhere: a button, Ctrl-K, and a dialog with what is found.

use std::time::Duration;

use leptos::{ev, html, prelude::*, task::spawn_local};

use super::{
    api::search,
    model::{Hit, Kind},
};
use crate::{
    error::AppError,
    ui::{
        dialog::Dialog,
        env::{use_locale, use_words},
        icon::Icon,
        problem::Problem,
    },
};

/// How long somebody pauses before what they typed is looked for.
const PAUSE: Duration = Duration::from_millis(200);

/// Whether the search is open, for the buttons that open it.
#[derive(Clone, Copy)]
pub struct Opened(RwSignal<bool>);

impl Opened {
    /// Makes it known to the pages of a frame.
    pub fn provide() {
        provide_context(Self(RwSignal::new(false)));
    }
}

/// A button that opens the search.
#[component]
pub fn SearchButton(
    /// Its class.
    class: &'static str,
    /// Whether its words are shown.
    #[prop(optional)]
    worded: bool,
) -> impl IntoView {
    let t = &use_words().search;
    let open = expect_context::<Opened>().0;
    view! {
        <button
            class=class
            type="button"
            aria-label=(!worded).then_some(t.title)
            aria-keyshortcuts="Control+K"
            on:click=move |_| open.set(true)
        >
            <Icon name="search" />
            {worded
                .then(|| {
                    view! {
                        {t.title}
                        <kbd aria-hidden="true">"Ctrl K"</kbd>
                    }
                })}
        </button>
    }
}

/// The dialog, and the keys that open it.
#[component]
pub fn SearchDialog() -> impl IntoView {
    let t = &use_words().search;
    let open = expect_context::<Opened>().0;
    let text = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Result<Vec<Hit>, AppError>>);
    let asked = StoredValue::new(0_u32);
    let input = NodeRef::<html::Input>::new();
    // A server has no keys.
    Effect::new(move |_| {
        let listener = window_event_listener(ev::keydown, move |event| {
            let is_key = event.key().eq_ignore_ascii_case("k") && (event.ctrl_key() || event.meta_key());
            if is_key && !event.shift_key() && !event.alt_key() {
                event.prevent_default();
                open.set(true);
            }
        });
        on_cleanup(move || listener.remove());
    });
    Effect::new(move |_| {
        if open.get()
            && let Some(input) = input.get()
        {
            drop(input.focus());
            input.select();
        }
    });
    let look = move || {
        let turn = asked.with_value(|turn| turn + 1);
        asked.set_value(turn);
        let words = text.get_untracked();
        if words.trim().is_empty() {
            found.set(None);
            return;
        }
        set_timeout(
            move || {
                if asked.try_get_value() != Some(turn) {
                    return;
                }
                spawn_local(async move {
                    let hits = search(words).await;
                    // Another text may have been typed meanwhile.
                    if asked.try_get_value() == Some(turn) {
                        drop(found.try_set(Some(hits)));
                    }
                });
            },
            PAUSE,
        );
    };
    view! {
        <Dialog id="search-title" title=t.title.to_owned() open>
            <div class="dialog-body">
                <div class="search">
                    <label class="sr" for="search-anywhere">
                        {t.hint}
                    </label>
                    <Icon name="search" />
                    <input
                        class="input"
                        id="search-anywhere"
                        type="search"
                        autocomplete="off"
                        maxlength="200"
                        placeholder=t.hint
                        node_ref=input
                        on:input=move |event| {
                            text.set(event_target_value(&event));
                            look();
                        }
                    />
                </div>
                <div aria-live="polite">
                    {move || {
                        found
                            .get()
                            .map(|found| match found {
                                Ok(hits) if hits.is_empty() => view! { <p class="quiet">{t.nothing}</p> }.into_any(),
                                Ok(hits) => view! { <Hits hits open /> }.into_any(),
                                Err(error) => view! { <Problem error /> }.into_any(),
                            })
                    }}
                </div>
            </div>
        </Dialog>
    }
}

/// What was found, by kind.
#[component]
fn Hits(hits: Vec<Hit>, open: RwSignal<bool>) -> impl IntoView {
    let t = &use_words().search;
    let locale = use_locale();
    let name = |kind: Kind| match kind {
        Kind::Site => t.sites,
        Kind::Inspection => t.inspections,
        Kind::Report => t.reports,
        Kind::Template => t.templates,
        Kind::Member => t.members,
    };
    let groups = Kind::ALL.into_iter().filter_map(|kind| {
        let of_kind: Vec<_> = hits.iter().filter(|hit| hit.kind == kind).cloned().collect();
        (!of_kind.is_empty()).then(|| {
            let lines = of_kind.into_iter().map(|hit| {
                let href = hit.href();
                let when = hit.at.map(|at| at.date(locale));
                let facts: Vec<_> =
                    [Some(hit.detail), when].into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
                view! {
                    <li>
                        <a class="row-link" href=href on:click=move |_| open.set(false)>
                            <span>
                                <b>{hit.title}</b>
                                <small>{facts.join(" · ")}</small>
                            </span>
                            <Icon name="chevron" />
                        </a>
                    </li>
                }
            });
            view! {
                <h3 class="label">{name(kind)}</h3>
                <ul class="rows">{lines.collect_view()}</ul>
            }
        })
    });
    view! { <div class="stack">{groups.collect_view()}</div> }
}
