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
    let notice = Memo::new(move |_| walk.draft.with(|draft| draft.notice(item).cloned()));
    let dismiss = move |_| walk.draft.update(|draft| draft.dismiss(item));
    view! {
        <div aria-live="polite">
            {move || {
                let t = &use_words().fill;
                notice
                    .get()
                    .map(|notice| {
                        let (title, words) = wording(notice);
                        view! {
                            <div class="conflict">
                                <p>
                                    <b>{title}</b>
                                    {words}
                                </p>
                                <button class="link" type="button" on:click=dismiss>
                                    {t.understood}
                                </button>
                            </div>
                        }
                    })
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
        Notice::Refused(error) => (String::new(), error.sentence(use_locale())),
        Notice::NoMorePhotos => (String::new(), t.no_more_photos.to_owned()),
    }
}
