//! What is missing before an inspection can be finished, each with the way to it.

use leptos::prelude::*;

use super::{footer::Meter, notice::NoticeLine, refused::Refusals, screen::Screen, wording};
use crate::{
    features::inspections::{
        model::Gap,
        outbox::{self, Walk},
    },
    ids::ItemId,
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
    },
};

/// What is missing.
#[component]
pub fn Finish() -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    // From now on, what is missing is marked where it is missing.
    Effect::new(move |_| walk.gaps_shown.set(true));
    Effect::new(move |_| outbox::refresh(walk));
    let gaps = Memo::new(move |_| walk.gaps());
    let waiting = Memo::new(move |_| walk.waiting());
    let refused = Memo::new(move |_| walk.refusals().len());
    let twice = Memo::new(move |_| walk.answered_twice());
    let is_ready = move || {
        walk.recalled.get() && gaps.with(Vec::is_empty) && waiting.get() + refused.get() + twice.with(Vec::len) == 0
    };
    view! {
        {move || {
            if !walk.recalled.get() {
                return loading().into_any();
            }
            let ends = Ends {
                gaps: gaps.with(Vec::len),
                waiting: waiting.get(),
                refused: refused.get(),
                twice: twice.with(Vec::len),
            };
            banner(ends).into_any()
        }}
        <Refusals />
        {move || twice.with(|twice| (!twice.is_empty()).then(|| answered_twice(walk, twice)))}
        <div class="gaps">{move || gaps.with(|gaps| groups(walk, gaps))}</div>
        <footer class="walk-foot">
            <Meter />
            <div class="walk-buttons">
                <a
                    class="button large"
                    class:primary=is_ready
                    aria-disabled=move || (!is_ready()).then_some("true")
                    href=move || if is_ready() { Screen::Review.href() } else { Screen::Finish.href() }
                >
                    {t.review}
                </a>
            </div>
        </footer>
    }
}

/// What keeps the inspection from being finished.
#[derive(Clone, Copy)]
struct Ends {
    gaps: usize,
    waiting: usize,
    refused: usize,
    twice: usize,
}

/// Before the device's own store was read, nobody knows what keeps the inspection from being finished.
fn loading() -> impl IntoView {
    view! {
        <p class="chip wait" role="status">
            <Icon name="clock" />
            {use_words().fill.loading}
        </p>
    }
}

fn banner(ends: Ends) -> impl IntoView {
    let t = &use_words().fill;
    let (class, icon, title, text) = match ends {
        Ends { gaps: 0, waiting: 0, refused: 0, twice: 0 } => {
            ("banner pass", "check", t.everything.to_owned(), t.everything_text)
        }
        Ends { refused, .. } if refused > 0 => ("banner fail", "warning", t.refused_count(refused), t.refused_text),
        Ends { twice, .. } if twice > 0 => ("banner warn", "warning", t.twice_count(twice), t.twice_text),
        Ends { gaps: 0, waiting, .. } => ("banner warn", "up", t.still_sending(waiting), t.still_sending_text),
        Ends { gaps, .. } => ("banner warn", "warning", t.gaps_title(gaps), t.gaps_text),
    };
    view! {
        <div class=class role="status">
            <Icon name=icon />
            <div class="banner-text">
                <b>{title}</b>
                <p>{text}</p>
            </div>
        </div>
    }
}

/// Items that two answered, each with what is told there and the way to it.
fn answered_twice(walk: Walk, twice: &[ItemId]) -> impl IntoView + use<> {
    let t = &use_words().fill;
    let items = walk.inspection.with_value(|inspection| {
        let checklist = &inspection.checklist;
        let numbered = (0..checklist.sections.len())
            .flat_map(|at| checklist.numbered_in(at).map(move |(number, item)| (at, number, item)));
        numbered
            .filter(|(_, _, item)| twice.contains(&item.id))
            .map(|(at, number, item)| {
                view! {
                    <li>
                        <a class="gap-link" href=Screen::Section(at).href_of(item.id)>
                            <span class="item-no">{number}</span>
                            <span>
                                <b>{item.text.clone()}</b>
                            </span>
                            <Icon name="chevron" />
                        </a>
                        <NoticeLine item=item.id />
                    </li>
                }
            })
            .collect_view()
    });
    view! {
        <section class="gap-group" aria-labelledby="twice-heading">
            <h2 id="twice-heading">{t.twice_heading}</h2>
            <div class="sheet">
                <ul>{items}</ul>
            </div>
        </section>
    }
}

/// The gaps by section, each section under its heading.
fn groups(walk: Walk, gaps: &[Gap]) -> impl IntoView + use<> {
    let (t, locale) = (&use_words().fill, use_locale());
    walk.inspection.with_value(|inspection| {
        let sections = inspection.checklist.sections.iter().enumerate();
        sections
            .filter_map(|(at, section)| {
                let items = inspection.checklist.numbered_in(at);
                let missing: Vec<_> = items
                    .filter_map(|(number, item)| {
                        let gap = gaps.iter().find(|gap| gap.item == item.id)?;
                        let words = wording::missing(locale, gap.missing);
                        Some(view! {
                            <li>
                                <a class="gap-link" href=Screen::Section(at).href_of(item.id)>
                                    <span class="item-no">{number}</span>
                                    <span>
                                        <b>{item.text.clone()}</b>
                                        <span>{words}</span>
                                    </span>
                                    <Icon name="chevron" />
                                </a>
                            </li>
                        })
                    })
                    .collect();
                let heading = format!("gaps-{}", section.id);
                (!missing.is_empty()).then(|| {
                    view! {
                        <section class="gap-group" aria-labelledby=heading.clone()>
                            <h2 id=heading.clone()>{t.section_heading(at + 1, &section.title)}</h2>
                            <div class="sheet">
                                <ul>{missing}</ul>
                            </div>
                        </section>
                    }
                })
            })
            .collect_view()
    })
}
