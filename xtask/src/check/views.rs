//! What a view may write.

use super::{
    Check,
    rust::{Token, closing, positions},
    tree::{Finding, Tree},
};

/// The content security policy allows no inline style.
pub const STYLE: Check = Check {
    name: "style-attributes",
    rule: "no view writes a style attribute, which the content security policy forbids: classes only",
    find: style,
    broken: &[
        ("src/ui/bar.rs", "view! { <p style=\"color: red\">\"Hello\"</p> }"),
        ("src/ui/card.rs", "view! { <p style:width=move || width.get()></p> }"),
        ("src/ui/list.rs", "fn f() { element.set_attribute(\"style\", \"width: 3px\"); }"),
        ("src/ui/mark.rs", "const MARK: &str = \"<b style='color: red'>\";"),
        ("public/mark.svg", "<svg><path style=\"fill: red\"/></svg>"),
    ],
};

fn style(tree: &Tree) -> Vec<Finding> {
    let says = |path, line| Finding::new(path, line, "use a class, an attribute of SVG or <progress>");
    let rust = tree.rust("src/").chain(tree.rust("crates/verifier/src/"));
    let mut found: Vec<_> =
        rust.flat_map(|(path, tokens)| lines(tokens).into_iter().map(move |line| says(path, line))).collect();
    let pages = tree.texts("public/").filter(|(path, _)| path.ends_with(".svg") || path.ends_with(".html"));
    for (path, text) in pages {
        let lines = text.lines().enumerate().filter(|(_, line)| in_markup(line));
        found.extend(lines.map(|(number, _)| says(path, number + 1)));
    }
    found
}

/// The lines that write a style attribute.
fn lines(tokens: &[Token]) -> Vec<usize> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let mut found = Vec::new();
    for view in positions(tokens, &["view", "!"]) {
        let inside = (view + 2)..closing(tokens, view + 2);
        for at in inside.filter(|at| text(*at) == "style") {
            let attribute = text(at + 1) == "=" && text(at + 2) != "=";
            let property = text(at + 1) == ":" && text(at + 2) != ":";
            if (attribute || property) && !["let", ".", "<"].contains(&text(at - 1)) {
                found.push(tokens[at].line);
            }
        }
    }
    for (at, token) in tokens.iter().enumerate() {
        // `element.style()` is the browser's CSSOM, which the policy allows; `.style(…)` is an attribute.
        let method = text(at) == "." && text(at + 1) == "style" && text(at + 2) == "(" && text(at + 3) != ")";
        let by_name = text(at) == "\"style\"" && text(at - at.min(1)) == "(";
        if method || by_name || (token.is_string() && in_markup(&token.text)) {
            found.push(token.line);
        }
    }
    found
}

/// Whether markup in a text has a style attribute.
fn in_markup(text: &str) -> bool {
    [" style=\"", " style='", " style=\\\""].iter().any(|attribute| text.contains(attribute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_one_is_found() {
        assert_eq!(style(&Tree::of(STYLE.broken)).len(), STYLE.broken.len());
    }

    #[test]
    fn a_variable_of_that_name_and_the_style_element_and_the_cssom_are_left_alone() {
        for right in [
            "let style = 3; if style == 4 {}",
            "view! { <style nonce=nonce>{css}</style> }",
            "view! { <p class=style></p> }",
            "view! { {move || { let style = width(); style }} }",
            "fn f() { element.style().set_property(\"width\", \"3px\"); }",
        ] {
            assert!(lines(&super::super::rust::tokens(right)).is_empty(), "{right}");
        }
    }
}
