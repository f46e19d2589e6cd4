//! An item's row in the outline.

use leptos::prelude::*;

use super::{
    change::Change,
    draft::{Dragged, Mark, Over, Way},
    focus::{self, focus, focus_first},
    kinds::{Kind, summary},
    pointer::{Grip, land},
    state::Editor,
};
use crate::{
    features::templates::model::Place,
    ids::ItemId,
    ui::{env::use_words, icon::Icon},
};

/// What a row shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shown {
    number: String,
    text: String,
    icon: &'static str,
    summary: String,
}

/// A row.
#[component]
pub fn Row(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let shown = editor.slice(move |draft| {
        draft
            .checklist()
            .item(id)
            .map(|item| Shown {
                number: draft.item_number(id).unwrap_or_default(),
                text: if item.text.trim().is_empty() { t.no_text.to_owned() } else { item.text.clone() },
                icon: Kind::of(&item.kind).icon(),
                summary: summary(item, editor.locale),
            })
            .unwrap_or_default()
    });
    let number = Memo::new(move |_| shown.with(|shown| shown.number.clone()));
    let missing = editor.wants(Place::Item(id));
    let current = move || (editor.chosen.get() == Some(id)).then_some("true");
    let dragging = move || editor.drag.with(|drag| drag.is_some_and(|drag| drag.dragged == Dragged::Item(id)));
    let open = move |_| {
        editor.chosen.set(Some(id));
        focus(focus::PANEL);
    };
    view! {
        <li
            class="ed-item"
            class:drop-before=move || editor.mark.get() == Some(Mark::Before(id))
            class:drop-after=move || editor.mark.get() == Some(Mark::After(id))
            class:dragging=dragging
            aria-current=current
            data-over=Over::Item(id).to_attribute()
        >
            <Grip editor dragged=Dragged::Item(id) />
            <span class="item-no">{number}</span>
            <button class="ed-open" id=focus::item(id) type="button" on:click=open>
                <span lang=editor.language.tag()>{move || shown.with(|shown| shown.text.clone())}</span>
                <span class="ed-kind">
                    {move || missing.get().then(|| view! { <Icon name="warning" class="fail" /> })}
                    {move || shown.with(|shown| view! { <Icon name=shown.icon /> })}
                    {move || shown.with(|shown| shown.summary.clone())}
                </span>
            </button>
            <span class="ed-tools">
                <Move editor id number way=Way::Up />
                <Move editor id number way=Way::Down />
                <button
                    class="button quiet square small"
                    type="button"
                    aria-label=move || t.remove(number.get())
                    on:click=move |_| remove(editor, id)
                >
                    <Icon name="trash" />
                </button>
            </span>
        </li>
    }
}

/// Removes an item; focus goes to what takes its place.
pub fn remove(editor: Editor, id: ItemId) {
    let t = &editor.locale.words().templates;
    let (said, next) = editor.draft.with_untracked(|draft| {
        let next = draft.neighbour(id).map(focus::item);
        let section = draft.section_of(id).map(focus::add_item);
        (t.removed(draft.item_number(id).unwrap_or_default()), next.or(section))
    });
    if editor.chosen.get_untracked() == Some(id) {
        editor.chosen.set(None);
    }
    editor.remove(Change::RemoveItem(id), said);
    focus_first(next.into_iter().collect());
}

/// Moves the item by one place, over the edge of its section too.
#[component]
fn Move(editor: Editor, id: ItemId, number: Memo<String>, way: Way) -> impl IntoView {
    let t = &use_words().templates;
    let stuck = editor.slice(move |draft| draft.step(id, way).is_none());
    let (icon, label) = match way {
        Way::Up => ("up-arrow", Signal::derive(move || t.move_up(number.get()))),
        Way::Down => ("down-arrow", Signal::derive(move || t.move_down(number.get()))),
    };
    let go = move |_| {
        if let Some(slot) = editor.draft.with_untracked(|draft| draft.step(id, way)) {
            land(editor, Change::MoveItem { id, slot });
            let other = if way == Way::Up { Way::Down } else { Way::Up };
            focus_first(vec![focus::item_move(id, way), focus::item_move(id, other)]);
        }
    };
    view! {
        <button
            class="button quiet square small"
            id=focus::item_move(id, way)
            type="button"
            aria-label=label
            disabled=stuck
            on:click=go
        >
            <Icon name=icon />
        </button>
    }
}
