//! What a person is told at an item: another device answered too, or something cannot be done.

use leptos::prelude::*;

use crate::{
    features::inspections::{draft::Notice, outbox::Walk},
    ids::ItemId,
    ui::env::{use_locale, use_words},
};

/// What a person is told at an item, until they have understood.
#[component]
pub fn NoticeLine(item: ItemId) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let notices = Memo::new(move |_| walk.draft.with(|draft| draft.notices(item).to_vec()));
    view! {
        <div aria-live="polite">
            {move || {
                let t = &use_words().fill;
                let line = |notice: Notice| {
                    let (title, words) = wording(notice.clone());
                    view! {
                        <div class="conflict">
                            <p class="wrap">
                                <b>{title}</b>
                                {words}
                            </p>
                            <button
                                class="link"
                                type="button"
                                on:click=move |_| walk.draft.update(|draft| draft.understood(item, &notice))
                            >
                                {t.understood}
                            </button>
                        </div>
                    }
                };
                notices.get().into_iter().map(line).collect_view()
            }}
        </div>
    }
}

fn wording(notice: Notice) -> (String, String) {
    let t = &use_words().fill;
    let name = |by: String| if by.is_empty() { t.another.to_owned() } else { by };
    match notice {
        Notice::Overwrote { by } => (t.overwrote_title(name(by)), t.overwrote.to_owned()),
        Notice::Superseded { by } => (t.superseded_title(name(by)), t.superseded.to_owned()),
        Notice::NotTaken { file, problem } => (format!("{file}: "), problem.sentence(use_locale())),
        Notice::NoMorePhotos => (String::new(), t.no_more_photos.to_owned()),
    }
}
