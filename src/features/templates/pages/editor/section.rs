//! A section of the outline: its name, its items, and what can be added.

use leptos::{ev, prelude::*};

use super::{
    change::{Change, Slot},
    draft::{Draft, Dragged, Mark, Over, Way},
    focus::{self, focus, focus_first},
    kinds::Kind,
    pointer::{Grip, land},
    row::Row,
    state::Editor,
};
use crate::{
    features::templates::model::{Item, Place},
    ids::{ItemId, SectionId},
    ui::{
        env::{new_id, use_words},
        icon::Icon,
    },
};

/// A section.
#[component]
pub fn SectionSheet(editor: Editor, id: SectionId) -> impl IntoView {
    let t = &use_words().templates;
    let number = editor.slice(move |draft| draft.section_number(id).unwrap_or_default());
    let items = editor.slice(move |draft| {
        let items = draft.section(id).map(|section| section.items.iter());
        items.into_iter().flatten().map(|item| item.id).collect::<Vec<_>>()
    });
    let marked = move |mark: Mark| move || editor.mark.get() == Some(mark);
    let dragging = move || editor.drag.with(|drag| drag.is_some_and(|drag| drag.dragged == Dragged::Section(id)));
    view! {
        <section
            class="sheet ed-section"
            class:drop-first=marked(Mark::First(id))
            class:drop-last=marked(Mark::Last(id))
            class:drop-above=marked(Mark::Above(id))
            class:drop-below=marked(Mark::Below(id))
            class:dragging=dragging
            aria-label=move || t.section(number.get())
        >
            <Head editor id number />
            <ol class="ed-items">
                <For each=move || items.get() key=|id| *id let:id>
                    <Row editor id />
                </For>
            </ol>
            <Add editor id number />
        </section>
    }
}

#[component]
fn Head(editor: Editor, id: SectionId, number: Memo<usize>) -> impl IntoView {
    let t = &use_words().templates;
    let title = editor.slice(move |draft| draft.section(id).map(|section| section.title.clone()).unwrap_or_default());
    let wanted = editor.wants(Place::Section(id));
    let missing = move || wanted.get().then_some("true");
    let rename = move |text: String| {
        editor.edit(|draft: &mut Draft| {
            if let Some(title) = draft.section_title_mut(id) {
                *title = text;
            }
        });
    };
    let remove = move |_| {
        let (said, next) = editor.draft.with_untracked(|draft| {
            let at = draft.section_number(id).unwrap_or(1);
            let sections = &draft.checklist().sections;
            let next = sections.get(at).or_else(|| sections.get(at.checked_sub(2)?)).map(|section| section.id);
            (t.removed_section(at), next)
        });
        editor.remove(Change::RemoveSection(id), said);
        focus_first(next.map(focus::section).into_iter().chain([focus::ADD_SECTION.to_owned()]).collect());
    };
    view! {
        <header class="ed-section-head" data-over=Over::Head(id).to_attribute()>
            <Grip editor dragged=Dragged::Section(id) />
            <span class="num">{number}</span>
            <input
                class="input"
                id=focus::section(id)
                lang=editor.language.tag()
                maxlength="200"
                autocomplete="off"
                aria-label=move || t.section_name(number.get())
                aria-invalid=missing
                placeholder=t.new_section
                value=title.get_untracked()
                prop:value=title
                on:input:target=move |event| rename(event.target().value())
            />
            <span class="ed-tools">
                <Move editor id number way=Way::Up />
                <Move editor id number way=Way::Down />
                <button
                    class="button quiet square small"
                    type="button"
                    aria-label=move || t.remove_section(number.get())
                    on:click=remove
                >
                    <Icon name="trash" />
                </button>
            </span>
        </header>
    }
}

/// Moves the section by one place.
#[component]
fn Move(editor: Editor, id: SectionId, number: Memo<usize>, way: Way) -> impl IntoView {
    let t = &use_words().templates;
    let stuck = editor.slice(move |draft| draft.section_step(id, way).is_none());
    let (icon, label) = match way {
        Way::Up => ("up-arrow", Signal::derive(move || t.move_section_up(number.get()))),
        Way::Down => ("down-arrow", Signal::derive(move || t.move_section_down(number.get()))),
    };
    let go = move |_| {
        if let Some(index) = editor.draft.with_untracked(|draft| draft.section_step(id, way)) {
            land(editor, Change::MoveSection { id, index });
            let other = if way == Way::Up { Way::Down } else { Way::Up };
            focus_first(vec![focus::section_move(id, way), focus::section_move(id, other)]);
        }
    };
    view! {
        <button
            class="button quiet square small"
            id=focus::section_move(id, way)
            type="button"
            aria-label=label
            disabled=stuck
            on:click=go
        >
            <Icon name=icon />
        </button>
    }
}

/// The button that offers the kinds of item, and the kinds.
#[component]
fn Add(editor: Editor, id: SectionId, number: Memo<usize>) -> impl IntoView {
    let t = &use_words().templates;
    let open = Memo::new(move |_| editor.adding.get() == Some(id));
    let toggle = move |_| {
        let opening = !open.get_untracked();
        editor.adding.set(opening.then_some(id));
        if opening {
            focus(&focus::kinds(id));
        }
    };
    let close = move |key: ev::KeyboardEvent| {
        if key.key() == "Escape" && open.get_untracked() {
            editor.adding.set(None);
            focus(&focus::add_item(id));
        }
    };
    view! {
        <div class="ed-add" data-over=Over::Foot(id).to_attribute() on:keydown=close>
            <button
                class="button quiet small"
                id=focus::add_item(id)
                type="button"
                aria-label=move || t.add_item_to(number.get())
                aria-expanded=move || open.get().to_string()
                on:click=toggle
            >
                <Icon name="plus" />
                {t.add_item}
            </button>
            <Show when=move || open.get()>
                <div class="ed-kinds" id=focus::kinds(id) role="group" aria-label=t.kinds_title tabindex="-1">
                    <ul class="kinds">
                        {Kind::ALL.into_iter().map(|kind| view! { <li>{offer(editor, id, kind)}</li> }).collect_view()}
                    </ul>
                </div>
            </Show>
        </div>
    }
}

fn offer(editor: Editor, section: SectionId, kind: Kind) -> impl IntoView {
    let t = &use_words().templates;
    let (name, hint) = kind.words(editor.locale);
    let add = move |_| {
        let id: ItemId = new_id();
        let shape = kind.shape();
        let item = Item {
            id,
            text: String::new(),
            help: String::new(),
            required: shape.required,
            on_fail: shape.on_fail,
            kind: shape.kind,
        };
        let slot = Slot { section, index: usize::MAX };
        editor.make(Change::InsertItem { slot, item: Box::new(item) }, |draft| {
            t.added(draft.item_number(id).unwrap_or_default())
        });
        editor.adding.set(None);
        editor.chosen.set(Some(id));
        focus(focus::QUESTION);
    };
    view! {
        <button class="kind" type="button" on:click=add>
            <Icon name=kind.icon() />
            <b>{name}</b>
            <small>{hint}</small>
        </button>
    }
}
