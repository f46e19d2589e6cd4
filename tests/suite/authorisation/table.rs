//! The table, and what it has to cover.

use std::collections::BTreeSet;

use leptos_axum::generate_route_list;

use crate::support::function_paths;

/// Who calls, in the order of the table's columns.
pub const CALLERS: [&str; 7] = ["anonymous", "other", "viewer", "inspector", "manager", "owner", "removed"];

/// The table: each call with the status for each caller.
pub struct Table {
    /// In the order of the file.
    pub rows: Vec<(String, Vec<u16>)>,
}

impl Table {
    /// Reads the table.
    pub fn read() -> Self {
        let text = include_str!("../../authorisation.csv");
        let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let header: Vec<&str> = lines.next().expect("a header").split(',').map(str::trim).collect();
        assert_eq!(header[1..], CALLERS);
        let rows = lines.map(|line| {
            let mut cells = line.split(',').map(str::trim);
            let call = cells.next().expect("a call").to_owned();
            let statuses: Vec<u16> = cells.map(|cell| cell.parse().expect("a status")).collect();
            assert_eq!(statuses.len(), CALLERS.len(), "{call}");
            (call, statuses)
        });
        Self { rows: rows.collect() }
    }

    /// The calls.
    pub fn calls(&self) -> impl Iterator<Item = String> {
        self.rows.iter().map(|(call, _)| call.clone())
    }
}

/// Every call that the server answers: `POST /api/save_site`, `GET /overview`.
pub fn every_call() -> BTreeSet<String> {
    let functions = function_paths().into_keys().map(|path| format!("POST {path}"));
    let pages = generate_route_list(norven::app::App).into_iter().map(|page| format!("GET {}", page.path()));
    functions.chain(pages).chain(plain_routes()).collect()
}

/// The routes that the router's source names; axum does not list them.
fn plain_routes() -> Vec<String> {
    let source = include_str!("../../../src/server/router.rs");
    let mut found = Vec::new();
    for line in source.lines().filter_map(|line| line.trim().strip_prefix(".route(\"")) {
        let (path, handlers) = line.split_once('"').expect("a path");
        // Behind this one are the server functions.
        if path == "/api/{*function}" {
            continue;
        }
        for method in ["get", "post", "put", "delete", "patch"] {
            let begins = |mark: char| handlers.contains(&format!("{mark}{method}("));
            if begins(' ') || begins('.') {
                found.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    assert!(found.len() >= 10, "the router is written otherwise: {found:?}");
    found
}
