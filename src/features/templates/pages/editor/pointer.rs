//! Dragging rows and sections by their grip, with mouse, pen or finger. Every drag has buttons
//! beside it that do the same.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast, web_sys::Element};

use super::{
    change::Change,
    draft::{Dragged, Over},
    state::{Drag, Editor},
};
use crate::ui::icon::Icon;

/// Names what a row, a section's head or its foot is, for the pointer that passes over it.
pub const OVER: &str = "data-over";
/// How near the edge of the window the page begins to scroll, in CSS pixels.
const EDGE: i32 = 72;
/// How far it scrolls for each move of the pointer.
const STEP: f64 = 14.0;

impl Over {
    /// As the page writes it.
    #[must_use]
    pub fn to_attribute(self) -> String {
        match self {
            Self::Item(id) => format!("item {id}"),
            Self::Head(id) => format!("head {id}"),
            Self::Foot(id) => format!("foot {id}"),
        }
    }

    /// As the page wrote it.
    #[must_use]
    pub fn from_attribute(text: &str) -> Option<Self> {
        let (what, id) = text.split_once(' ')?;
        match what {
            "item" => id.parse().ok().map(Self::Item),
            "head" => id.parse().ok().map(Self::Head),
            "foot" => id.parse().ok().map(Self::Foot),
            _ => None,
        }
    }
}

/// What to drag a row or a section by. Keyboards and screen readers use the buttons instead.
#[component]
pub fn Grip(editor: Editor, dragged: Dragged) -> impl IntoView {
    let begin = move |event: ev::PointerEvent| {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
        if let Some(grip) = element(&event).and_then(|at| at.closest(".grip").ok().flatten()) {
            drop(grip.set_pointer_capture(event.pointer_id()));
        }
        editor.drag.set(Some(Drag { dragged, over: None }));
    };
    let follow = move |event: ev::PointerEvent| {
        if editor.drag.with_untracked(Option::is_none) {
            return;
        }
        scroll_near_edges(event.client_y());
        let over = under(event.client_x(), event.client_y());
        let drag = Some(Drag { dragged, over });
        if editor.drag.get_untracked() != drag {
            editor.drag.set(drag);
        }
    };
    let release = move |_: ev::PointerEvent| {
        let Some(Drag { dragged, over: Some(over) }) = editor.drag.get_untracked() else {
            editor.drag.set(None);
            return;
        };
        editor.drag.set(None);
        if let Some(change) = editor.draft.with_untracked(|draft| draft.drop(dragged, over)) {
            land(editor, change);
        }
    };
    view! {
        <button
            class="grip"
            type="button"
            tabindex="-1"
            aria-hidden="true"
            on:pointerdown=begin
            on:pointermove=follow
            on:pointerup=release
            on:pointercancel=move |_| editor.drag.set(None)
        >
            <Icon name="drag" />
        </button>
    }
}

/// Makes a move and says where the moved thing is now.
pub fn land(editor: Editor, change: Change) {
    let t = &editor.locale.words().templates;
    match change {
        Change::MoveItem { id, .. } => {
            editor.make(change, |draft| t.moved(draft.item_number(id).unwrap_or_default()));
        }
        Change::MoveSection { id, .. } => {
            editor.make(change, |draft| t.moved_section(draft.section_number(id).unwrap_or_default()));
        }
        other => editor.make(other, |_| String::new()),
    }
}

/// Whether a key was pressed in a field, which has its own undo.
#[must_use]
pub fn is_typing(key: &ev::KeyboardEvent) -> bool {
    let name = element(key).map(|at| at.tag_name());
    name.is_some_and(|name| ["INPUT", "TEXTAREA", "SELECT"].iter().any(|field| name.eq_ignore_ascii_case(field)))
}

fn element(event: &ev::Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn under(x: i32, y: i32) -> Option<Over> {
    let at = document().element_from_point(x as f32, y as f32)?;
    let place = at.closest(&format!("[{OVER}]")).ok().flatten()?;
    Over::from_attribute(&place.get_attribute(OVER)?)
}

fn scroll_near_edges(y: i32) {
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default() as i32;
    if y < EDGE {
        window().scroll_by_with_x_and_y(0.0, -STEP);
    } else if y > height - EDGE {
        window().scroll_by_with_x_and_y(0.0, STEP);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::samples::{item_id, section_id},
        *,
    };

    #[test]
    fn a_place_reads_back_as_the_page_wrote_it() {
        for over in [Over::Item(item_id(1)), Over::Head(section_id(2)), Over::Foot(section_id(3))] {
            assert_eq!(Over::from_attribute(&over.to_attribute()), Some(over));
        }
        for text in ["", "item", "item x", "other 0198"] {
            assert_eq!(Over::from_attribute(text), None);
        }
    }
}
