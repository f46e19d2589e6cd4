//! The keyboard in a list: `j` and `k` go from line to line, `/` to the filter.
//!
//! They hold only while the focus is in the list, so that what a person dictates or types elsewhere does nothing
//! (WCAG 2.1.4).

use leptos::{prelude::document, wasm_bindgen::JsCast, web_sys};
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// The lines of a list.
const LINES: &str = "tbody > tr, .cards > .card";
/// What of a line can take the focus.
const FOCUSABLE: &str = "a[href], button:not([disabled]), summary";
/// The filter's first field.
const FILTER: &str = "form.filters input:not([type=hidden]), form.filters select";

/// Takes a key that was pressed in a list.
pub fn along(event: KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(&event) {
        return;
    }
    let done = match event.key().as_str() {
        "j" => step(&event, true),
        "k" => step(&event, false),
        "/" => to_filter(),
        _ => None,
    };
    if done.is_some() {
        event.prevent_default();
    }
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest("input, select, textarea").ok().flatten().is_some())
}

/// Gives the focus to the next line, or to the one before.
fn step(event: &KeyboardEvent, forward: bool) -> Option<()> {
    let here = event.target()?.dyn_into::<Element>().ok()?.closest(LINES).ok()??;
    let line = if forward { here.next_element_sibling() } else { here.previous_element_sibling() };
    focus(&line?.query_selector(FOCUSABLE).ok()??)
}

/// Opens the filter and gives it the focus.
fn to_filter() -> Option<()> {
    let field = document().query_selector(FILTER).ok()??;
    if let Some(fold) = field.closest("details").ok()? {
        fold.set_attribute("open", "").ok()?;
    }
    focus(&field)
}

fn focus(element: &Element) -> Option<()> {
    element.dyn_ref::<HtmlElement>()?.focus().ok()
}
