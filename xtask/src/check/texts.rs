//! What Norven says, in both languages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    Check,
    rust::Token,
    tree::{Finding, Tree, name_of},
};

/// No text is missing in a language, and none is there for nothing.
pub const TEXTS: Check = Check {
    name: "texts",
    rule: "locales/en and locales/es have the same keys, and every key is used",
    find: texts,
    broken: &[
        ("locales/en/common.json", "{ \"save\": \"Save\", \"cancel\": \"Cancel\" }"),
        ("locales/es/common.json", "{ \"save\": \"Guardar\" }"),
        ("src/ui/form.rs", "fn f(t: &Words) -> &str { t.common.save }"),
    ],
};

fn texts(tree: &Tree) -> Vec<Finding> {
    let [english, spanish] = ["locales/en/", "locales/es/"].map(|folder| keys(tree, folder));
    let mut found: Vec<_> = english
        .symmetric_difference(&spanish)
        .map(|(name, key)| {
            Finding::new(&format!("locales/*/{name}.json"), 0, format!("{key} is there in one language only"))
        })
        .collect();
    let used = names_after_dots(tree);
    for (namespace, key) in &english {
        let speaks_of = used.iter().any(|names| names.contains(namespace.as_str()) && names.contains(key.as_str()));
        if !speaks_of {
            let path = format!("locales/en/{namespace}.json");
            found.push(Finding::new(&path, 0, format!("no code uses {namespace}.{key}")));
        }
    }
    found
}

/// Every text as its file's name and its key.
fn keys(tree: &Tree, folder: &str) -> BTreeSet<(String, String)> {
    let mut keys = BTreeSet::new();
    for (path, text) in tree.texts(folder) {
        let namespace = name_of(path).trim_end_matches(".json");
        let texts: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
        keys.extend(texts.into_iter().map(|(key, _)| (namespace.to_owned(), key)));
    }
    keys
}

/// For each file of code, the names that stand after a dot: `t.common.save` names `common` and
/// `save`, and so does `let t = &words.common; … t.save`. A file that is handed one namespace names
/// its type instead: `t: &norven_words::Common` names `common`.
fn names_after_dots(tree: &Tree) -> Vec<BTreeSet<String>> {
    let files = tree.rust("src/").chain(tree.rust("crates/").filter(|(path, _)| !path.starts_with("crates/words/")));
    let types: BTreeMap<_, _> =
        keys(tree, "locales/en/").into_iter().map(|(namespace, _)| (type_name(&namespace), namespace)).collect();
    files
        .map(|(_, tokens)| {
            let dotted = tokens.windows(2).filter(|pair| pair[0].text == ".").map(|pair| pair[1].text.clone());
            let named = tokens.iter().filter_map(|Token { text, .. }| types.get(text).cloned());
            dotted.chain(named).collect()
        })
        .collect()
}

/// `FieldNotes` of `field_notes`, as the build of norven-words names it.
fn type_name(namespace: &str) -> String {
    namespace.split('_').map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(code: &str) -> Vec<String> {
        let file = "{ \"save\": \"…\", \"items\": { \"one\": \"…\", \"other\": \"…\" } }";
        let tree = Tree::of(&[
            ("locales/en/field_notes.json", file),
            ("locales/es/field_notes.json", file),
            ("src/a.rs", code),
        ]);
        texts(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_text_counts_as_used_by_its_path_by_its_file_and_by_its_type() {
        for code in [
            "fn f(t: &Words) { (t.field_notes.save, t.field_notes.items(3)) }",
            "fn f(t: &Words) { let t = &t.field_notes; (t.save, t.items(3)) }",
            "fn f(t: &FieldNotes) { (t.save, t.items(3)) }",
        ] {
            assert!(findings(code).is_empty(), "{code}");
        }
    }

    #[test]
    fn a_text_that_only_a_comment_or_a_foreign_file_names_is_unused() {
        assert_eq!(findings("// t.field_notes.items\nfn f(t: &Words) { t.field_notes.save }").len(), 1);
        assert_eq!(findings("fn f(list: &List) { (list.save, list.items) }").len(), 2);
    }

    #[test]
    fn each_fault_is_told() {
        assert_eq!(texts(&Tree::of(TEXTS.broken)).len(), 2);
    }
}
