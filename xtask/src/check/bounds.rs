//! No query gives more rows than somebody has thought of.

use std::collections::BTreeSet;

use super::{
    Check,
    rust::{closing, functions, positions},
    tree::{Finding, Tree},
};

/// Every query for several rows says how many at most.
pub const LIMITS: Check = Check {
    name: "bounded-queries",
    rule: "every fetch_all! says LIMIT, but for those that are listed in xtask/src/check/bounds.rs with the reason",
    find: unbounded,
    broken: &[(
        "src/features/sites/store.rs",
        "async fn all(tx: &mut Tx) { fetch_all!(tx, Row, \"SELECT id FROM sites WHERE org_id = $1\", org) }",
    )],
};

/// Queries whose rows something else bounds: file, function, and what that is.
const BOUNDED_OTHERWISE: [(&str, &str, &str); 15] = [
    ("src/platform/tlog/store.rs", "entries", "a range that the caller names"),
    ("src/platform/tlog/store.rs", "witnesses", "the operator's policy names them"),
    ("src/platform/tlog/store.rs", "origins", "one a year"),
    ("src/platform/tlog/store.rs", "intervals", "one for each key that ever sealed, in each log"),
    ("src/platform/keys/custody.rs", "recorded", "one for each kind of key"),
    ("src/features/audit/store/chain.rs", "entries", "a range that the caller names"),
    ("src/features/audit/store/chain.rs", "purges", "an event has a dozen fields, each purged once"),
    ("src/features/audit/store/chain.rs", "purged_since", "what one transaction purged"),
    ("src/features/audit/store/chain.rs", "unanchored", "one every ten minutes while the public log is out of reach"),
    ("src/features/audit/store/events.rs", "values", "a range that the caller names"),
    ("src/features/orgs/store/provided.rs", "managed_by", "no more than an organisation has members"),
    ("src/features/orgs/store/provided.rs", "take_managed_invitations", "no more than an organisation has invitations"),
    ("src/features/reports/store.rs", "all_standing", "the list is published whole"),
    ("src/demo/store.rs", "demo_organisations", "one for each language"),
    ("src/demo/store.rs", "remove", "the sample's own photos and reports"),
];

fn unbounded(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut needed = BTreeSet::new();
    for (path, tokens) in tree.rust("src/") {
        for function in functions(tokens) {
            for at in positions(function.body, &["fetch_all", "!", "("]) {
                let arguments = &function.body[at..closing(function.body, at + 2)];
                if arguments.iter().any(|token| token.is_string() && token.text.contains("LIMIT")) {
                    continue;
                }
                if BOUNDED_OTHERWISE.iter().any(|(file, name, _)| *file == path && *name == function.name) {
                    needed.insert((path, function.name));
                    continue;
                }
                let what = format!("{} gives as many rows as there are", function.name);
                found.push(Finding::new(path, function.body[at].line, what));
            }
        }
    }
    for (path, name, _) in BOUNDED_OTHERWISE {
        if tree.text(path).is_some() && !needed.contains(&(path, name)) {
            found.push(Finding::new(path, 0, format!("{name} is listed as unbounded and is not there or has a LIMIT")));
        }
    }
    found
}
