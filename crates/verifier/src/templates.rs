//! Showing what the server wrote as `<template>`, with a view's parts, lists and values in it.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, DocumentFragment, Element, HtmlElement, HtmlTemplateElement, Node, NodeList};

use norven_proof::shown_lines;

use crate::text::fill;
use crate::view::{Values, View};

/// Shows a view in a place, instead of what is there.
///
/// # Errors
/// Where the page has no such template.
pub fn show(document: &Document, place: &Element, view: &View) -> Result<(), JsValue> {
    let made = made(document, view)?;
    place.replace_children_with_node_1(&made);
    Ok(())
}

/// Shows a view in a place, behind what is there.
///
/// # Errors
/// Where the page has no such template.
pub fn append(document: &Document, place: &Element, view: &View) -> Result<(), JsValue> {
    let made = made(document, view)?;
    place.append_with_node_1(&made)
}

/// A view's template with everything in it.
fn made(document: &Document, view: &View) -> Result<DocumentFragment, JsValue> {
    let content = template(document, &format!("say-{}", view.template))?;
    // Several templates share some of what they say.
    for slot in elements(&content.query_selector_all("[data-use]")?) {
        let shared = template(document, &slot.get_attribute("data-use").unwrap_or_default())?;
        slot.replace_with_with_node_1(&shared)?;
    }
    for part in elements(&content.query_selector_all("[data-part]")?) {
        if !view.has(&part.get_attribute("data-part").unwrap_or_default()) {
            part.remove();
        }
    }
    for entry in elements(&content.query_selector_all("[data-each]")?) {
        for values in view.list(&entry.get_attribute("data-each").unwrap_or_default()) {
            let copy = entry.clone_node_with_deep(true)?;
            fill_in(&copy, &|name| find(values, name));
            entry.before_with_node_1(&copy)?;
        }
        entry.remove();
    }
    fill_in(&content, &|name| find(&view.values, name));
    if let (Some(tone), Some(verdict)) = (view.tone, content.query_selector(".verdict")?) {
        verdict.set_class_name(&format!("verdict {tone}"));
    }
    Ok(content)
}

/// Moves the focus to the heading of what is shown, so that it is read out and seen.
pub fn focus(place: &Element) {
    if let Ok(Some(heading)) = place.query_selector("h2")
        && let Ok(heading) = heading.dyn_into::<HtmlElement>()
    {
        // A heading that cannot be focused is still on the screen.
        drop(heading.focus());
    }
}

/// A copy of a template's content.
fn template(document: &Document, id: &str) -> Result<DocumentFragment, JsValue> {
    let template: HtmlTemplateElement = document.get_element_by_id(id).ok_or(JsValue::NULL)?.dyn_into()?;
    Ok(document.import_node_with_deep(&template.content(), true)?.dyn_into()?)
}

fn elements(list: &NodeList) -> impl Iterator<Item = Element> + use<> {
    let list = list.clone();
    (0..list.length()).filter_map(move |at| list.get(at)?.dyn_into().ok())
}

fn find(values: &Values, name: &str) -> Option<String> {
    // What a record says is set beside the page's own words and must not change how they read.
    values.iter().find(|(key, _)| *key == name).map(|(_, value)| shown_lines(value).into_owned())
}

/// Fills the texts below a node; values become text, never markup.
fn fill_in(node: &Node, value: &impl Fn(&str) -> Option<String>) {
    if node.node_type() == Node::TEXT_NODE
        && let Some(text) = node.node_value().filter(|text| text.contains('{'))
    {
        node.set_node_value(Some(&fill(&text, value)));
    }
    let children = node.child_nodes();
    for child in (0..children.length()).filter_map(|at| children.get(at)) {
        fill_in(&child, value);
    }
}
