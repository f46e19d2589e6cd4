//! Showing what the server wrote as `<template>`, with its placeholders filled.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, HtmlTemplateElement, Node};

use crate::verdict::fill;

/// Shows the template of a name in a place, instead of what is there.
///
/// # Errors
/// Where the page has no such template.
pub fn show(document: &Document, place: &Element, name: &str, values: &[(&str, &str)]) -> Result<(), JsValue> {
    let template: HtmlTemplateElement =
        document.get_element_by_id(&format!("say-{name}")).ok_or(JsValue::NULL)?.dyn_into()?;
    let content = document.import_node_with_deep(&template.content(), true)?;
    fill_in(&content, values);
    place.replace_children_with_node_1(&content);
    Ok(())
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

/// Fills the texts below a node; values become text, never markup.
fn fill_in(node: &Node, values: &[(&str, &str)]) {
    if node.node_type() == Node::TEXT_NODE
        && let Some(text) = node.node_value().filter(|text| text.contains('{'))
    {
        node.set_node_value(Some(&fill(&text, values)));
    }
    let children = node.child_nodes();
    for child in (0..children.length()).filter_map(|at| children.get(at)) {
        fill_in(&child, values);
    }
}
