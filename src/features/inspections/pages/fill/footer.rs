//! The bar at the foot, in reach of a thumb: progress and the next step.

use leptos::{html, prelude::*};

use super::{screen::Screen, sections::SectionsSheet};
use crate::{
    features::inspections::{model::Tally, outbox::Walk},
    ui::{bar::Bar, env::use_words, icon::Icon},
};

/// Progress and the next step.
#[component]
pub fn Footer() -> impl IntoView {
    let walk = expect_context::<Walk>();
    let screen = expect_context::<Memo<Screen>>();
    let sheet = NodeRef::<html::Dialog>::new();
    view! {
        {move || match screen.get() {
            Screen::Section(at) => Some(view! { <SectionFooter at sheet /> }),
            Screen::Finish | Screen::Review => None,
        }}
        <SectionsSheet walk sheet />
    }
}

#[component]
fn SectionFooter(at: usize, sheet: NodeRef<html::Dialog>) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let sections = walk.inspection.with_value(|inspection| inspection.checklist.sections.len());
    let next = move || {
        if at + 1 < sections {
            (Screen::Section(at + 1).href(), t.next)
        } else if walk.loose_ends() > 0 || !walk.is_writable() {
            (Screen::Finish.href(), t.finish)
        } else {
            (Screen::Review.href(), t.review)
        }
    };
    let open = move |_| {
        if let Some(sheet) = sheet.get_untracked() {
            drop(sheet.show_modal());
        }
    };
    let previous = at.checked_sub(1).map(|before| {
        view! {
            <a class="button large square" href=Screen::Section(before).href() aria-label=t.previous>
                <Icon name="back" />
            </a>
        }
    });
    view! {
        <footer class="walk-foot">
            <Meter />
            <div class="walk-buttons">
                {previous} <button class="button large" type="button" on:click=open>
                    {t.sections}
                </button> <a class="button primary large" href=move || next().0>
                    {move || next().1}
                </a>
            </div>
        </footer>
    }
}

/// How far one is, in words and as a bar.
#[component]
pub fn Meter() -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let tally = Memo::new(move |_| walk.tally());
    let count = |n: u32| usize::try_from(n).unwrap_or_default();
    view! {
        <div class="walk-meter">
            <span>{move || t.answered_of(tally.get().answered, tally.get().items)}</span>
            <span>{move || t.failed(count(tally.get().failed))}</span>
        </div>
        {move || bar(tally.get(), t.bar(tally.get().answered, tally.get().failed, tally.get().items))}
    }
}

/// Answered items as a bar: what failed stands at its end.
pub fn bar(tally: Tally, label: String) -> impl IntoView {
    let good = tally.answered.saturating_sub(tally.failed);
    view! { <Bar whole=tally.items passed=good failed=tally.failed label /> }
}
