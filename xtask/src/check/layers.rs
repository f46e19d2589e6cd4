//! Who may know whom.

use std::collections::BTreeSet;

use super::{
    Check,
    rust::positions,
    tree::{Finding, Tree, name_of},
};

/// Server and browser part ways on the `mod` lines and nowhere else.
pub const CFG: Check = Check {
    name: "ssr-cfg",
    rule: "cfg(feature = \"ssr\") stands only in lib.rs, main.rs and mod.rs; other server imports live inside #[server] bodies",
    find: cfg,
    broken: &[("src/features/sites/api.rs", "#[cfg(all(feature = \"ssr\", unix))]\nuse super::service;")],
};

fn cfg(tree: &Tree) -> Vec<Finding> {
    let files = tree.rust("src/").chain(tree.rust("crates/"));
    let elsewhere = files.filter(|(path, _)| !["lib.rs", "main.rs", "mod.rs"].contains(&name_of(path)));
    elsewhere
        .flat_map(|(path, tokens)| {
            positions(tokens, &["feature", "=", "\"ssr\""])
                .map(move |at| Finding::new(path, tokens[at].line, "move this to the mod line in mod.rs"))
        })
        .collect()
}

/// A feature's SQL is its own.
pub const STORES: Check = Check {
    name: "feature-stores",
    rule: "a feature calls another feature's service, never its store",
    find: stores,
    broken: &[
        ("src/features/sites/mod.rs", "pub(crate) mod store;"),
        ("src/features/orgs/service.rs", "use crate::features::{sites::store::insert, audit};"),
    ],
};

fn stores(tree: &Tree) -> Vec<Finding> {
    let features: BTreeSet<_> = tree.rust("src/features/").filter_map(|(path, _)| feature_of(path)).collect();
    let mut found = Vec::new();
    for (path, tokens) in tree.rust("src/") {
        for at in positions(tokens, &[":", ":", "store"]) {
            let owner = at.checked_sub(1).and_then(|before| features.get(tokens[before].text.as_str()));
            if let Some(owner) = owner.filter(|owner| feature_of(path) != Some(owner)) {
                found.push(Finding::new(
                    path,
                    tokens[at].line,
                    format!("call the service of {owner} instead of its store"),
                ));
            }
        }
        if feature_of(path).is_none() || name_of(path) != "mod.rs" {
            continue;
        }
        for at in positions(tokens, &["mod", "store"]).chain(positions(tokens, &["use", "store"])) {
            let before = at.checked_sub(1).map(|before| tokens[before].text.as_str());
            if matches!(before, Some("pub" | ")")) {
                found.push(Finding::new(path, tokens[at].line, "the store is private to its feature: no pub here"));
            }
        }
    }
    found
}

/// `sites` of `src/features/sites/store.rs`.
fn feature_of(path: &str) -> Option<&str> {
    path.strip_prefix("src/features/")?.split_once('/').map(|(feature, _)| feature)
}

/// What lies below the features does not know them.
pub const LAYERS: Check = Check {
    name: "layers",
    rule: "src/platform and src/ui know no feature",
    find: layers,
    broken: &[("src/ui/card.rs", "use crate::{error::AppError, features::sites::model::Site};")],
};

fn layers(tree: &Tree) -> Vec<Finding> {
    let files = tree.rust("src/platform/").chain(tree.rust("src/ui/"));
    files
        .flat_map(|(path, tokens)| {
            let down = positions(tokens, &["features", ":", ":"]);
            let whole = positions(tokens, &["crate", ":", ":", "features"]);
            let lines: BTreeSet<_> = down.chain(whole).map(|at| tokens[at].line).collect();
            lines.into_iter().map(|line| Finding::new(path, line, "this names a feature"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mod_line_may_choose_a_side_and_a_comment_may_speak_of_it() {
        let tree = Tree::of(&[
            ("src/features/sites/mod.rs", "#[cfg(feature = \"ssr\")]\nmod store;"),
            ("src/features/sites/api.rs", "// not under cfg(feature = \"ssr\")\n"),
        ]);
        assert!(cfg(&tree).is_empty());
    }

    #[test]
    fn a_feature_may_name_its_own_store_and_the_job_table() {
        let tree = Tree::of(&[
            ("src/features/sites/mod.rs", "mod store;"),
            ("src/features/sites/service.rs", "use super::store; use crate::features::sites::store::find;"),
            ("src/platform/jobs/mod.rs", "pub use store::enqueue;"),
        ]);
        assert!(stores(&tree).is_empty());
    }

    #[test]
    fn each_way_to_reach_a_foreign_store_is_found() {
        assert_eq!(stores(&Tree::of(STORES.broken)).len(), 2);
    }

    #[test]
    fn the_word_features_alone_is_no_path() {
        assert!(layers(&Tree::of(&[("src/platform/mod.rs", "fn f(features: u8) -> u8 { features }")])).is_empty());
    }
}
