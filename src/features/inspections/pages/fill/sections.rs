//! The sheet that rises from the foot: every section, and how this device behaves.

use leptos::{html, prelude::*};

use super::{modes::Display, screen::Screen};
use crate::{
    features::{
        inspections::{
            model::{Findings, Tally},
            outbox::Walk,
        },
        templates::model::{Checklist, Section},
    },
    ui::{env::use_words, icon::Icon},
};

/// Every section with what is still missing, and how this device behaves.
#[component]
pub fn SectionsSheet(walk: Walk, sheet: NodeRef<html::Dialog>) -> impl IntoView {
    let t = &use_words().fill;
    let screen = expect_context::<Memo<Screen>>();
    let close = move || {
        if let Some(sheet) = sheet.get_untracked() {
            sheet.close();
        }
    };
    let sections = walk.inspection.with_value(|inspection| inspection.checklist.sections.clone());
    let links = sections
        .into_iter()
        .enumerate()
        .map(|(at, section)| {
            let title = section.title.clone();
            let part = Memo::new(move |_| walk.read(|findings| tally_of(&section, findings)));
            view! {
                <li>
                    <a
                        class="section-link"
                        href=Screen::Section(at).href()
                        aria-current=move || (screen.get() == Screen::Section(at)).then_some("step")
                        on:click=move |_| close()
                    >
                        <span>{at + 1}</span>
                        {title}
                        {move || section_status(part.get())}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <dialog class="dialog rise" aria-labelledby="sections-title" node_ref=sheet>
            <div class="dialog-head">
                <h2 id="sections-title">{t.sections}</h2>
                <button class="button quiet square" type="button" aria-label=t.close on:click=move |_| close()>
                    <Icon name="cross" />
                </button>
            </div>
            <ol class="sections">
                {links}
                <li>
                    <a class="section-link" href=Screen::Finish.href() on:click=move |_| close()>
                        <span>
                            <Icon name="flag" />
                        </span>
                        {t.finish}
                        <span class="status">
                            {move || {
                                let gaps = walk.gaps().len();
                                (gaps > 0).then(|| t.gaps_title(gaps))
                            }}
                        </span>
                    </a>
                </li>
            </ol>
            <DeviceSwitches walk />
        </dialog>
    }
}

/// The result of one section.
fn tally_of(section: &Section, findings: &Findings) -> Tally {
    let part = Checklist { title: String::new(), standard: String::new(), sections: vec![section.clone()] };
    findings.tally(&part)
}

fn section_status(tally: Tally) -> impl IntoView {
    let t = &use_words().fill;
    let failed = usize::try_from(tally.failed).unwrap_or_default();
    let answered = t.answered_short(tally.answered, tally.items);
    if tally.items == 0 {
        None
    } else if failed > 0 {
        Some(
            view! {
                <span class="status fail">
                    <Icon name="cross" class="s" />
                    {format!("{} · {answered}", t.failed(failed))}
                </span>
            }
            .into_any(),
        )
    } else if tally.answered == tally.items {
        Some(
            view! {
                <span class="status pass">
                    <Icon name="check" class="s" />
                    {answered}
                </span>
            }
            .into_any(),
        )
    } else {
        Some(view! { <span class="status">{answered}</span> }.into_any())
    }
}

#[component]
fn DeviceSwitches(walk: Walk) -> impl IntoView {
    let t = &use_words().fill;
    let display = expect_context::<Display>();
    view! {
        <fieldset class="dialog-body device">
            <legend class="label">{t.device}</legend>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=move || display.gloves()
                    on:change=move |event| display.set_gloves(event_target_checked(&event))
                />
                <span>{t.gloves}</span>
            </label>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=move || display.outdoor()
                    on:change=move |event| display.set_outdoor(event_target_checked(&event))
                />
                <span>{t.outdoor}</span>
            </label>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    aria-describedby="keep-position-hint"
                    prop:checked=move || walk.keep_position.get()
                    on:change=move |event| walk.permit_position(event_target_checked(&event))
                />
                <span>{t.keep_position}</span>
            </label>
            <p class="hint" id="keep-position-hint">
                {t.keep_position_hint}
            </p>
        </fieldset>
    }
}
