//! What `docs/roles.md` tells people is what the table of calls says.

use std::collections::BTreeMap;

use super::table::{CALLERS, Table};

const ROLES: [&str; 4] = ["viewer", "inspector", "manager", "owner"];

/// The rows of the page: what each role may do, and the calls behind it.
fn rows() -> Vec<([bool; 4], Vec<String>)> {
    let page = include_str!("../../../docs/roles.md");
    let cells = |line: &str| -> Vec<String> { line.split('|').map(|cell| cell.trim().to_owned()).collect() };
    let mut lines = page.lines().filter(|line| line.starts_with("| ")).map(cells);
    let head = lines.next().expect("a head");
    assert_eq!(head[2..6], ROLES);
    lines
        .map(|cells| {
            let may = [2, 3, 4, 5].map(|column| match cells[column].as_str() {
                "yes" => true,
                "no" => false,
                other => panic!("{}: {other:?} is neither yes nor no", cells[1]),
            });
            let calls = cells[6].split('`').skip(1).step_by(2);
            // A server function goes by its name alone.
            let full = |call: &str| if call.contains(' ') { call.to_owned() } else { format!("POST /api/{call}") };
            (may, calls.map(full).collect())
        })
        .collect()
}

#[test]
fn the_page_about_roles_says_what_the_table_of_calls_says() {
    let table: BTreeMap<String, Vec<u16>> = Table::read().rows.into_iter().collect();
    let columns = ROLES.map(|role| CALLERS.iter().position(|caller| *caller == role).expect("a column"));
    let anonymous = CALLERS.iter().position(|caller| *caller == "anonymous").expect("a column");
    let mut told = Vec::new();
    for (may, calls) in rows() {
        for call in calls {
            let statuses =
                table.get(&call).unwrap_or_else(|| panic!("docs/roles.md tells of {call}, which is no more"));
            let found = columns.map(|column| !matches!(statuses[column], 401 | 403));
            assert_eq!(may, found, "{call}: may {ROLES:?} according to docs/roles.md, and according to the table");
            assert!(!told.contains(&call), "docs/roles.md tells of {call} twice");
            told.push(call);
        }
    }
    // Every server function and upload that asks who calls has its place.
    let asks = |(call, statuses): &(&String, &Vec<u16>)| {
        (call.starts_with("POST /api/") || call.starts_with("PUT ")) && statuses[anonymous] == 401
    };
    let missing: Vec<_> = table.iter().filter(asks).map(|(call, _)| call).filter(|call| !told.contains(call)).collect();
    assert!(missing.is_empty(), "docs/roles.md does not tell who may {missing:#?}");
}
