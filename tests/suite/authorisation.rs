//! Who may do what: every server function and every route, as every kind of caller.
//!
//! `tests/authorisation.csv` holds what has to be answered. A function or route without a row fails,
//! and so does a row without a function or route.

mod calls;
mod canaries;
mod lengths;
mod roles;
mod served;
mod table;
mod world;

use std::collections::BTreeSet;

use crate::support::{TestApp, on_both};
use calls::{call, page};
use table::{CALLERS, Table, every_call};
use world::{Targets, World};

#[test]
fn every_function_and_every_route_has_a_row_and_no_row_is_left_over() {
    let table = Table::read();
    let (rows, calls): (BTreeSet<_>, BTreeSet<_>) = (table.calls().collect(), every_call());
    let missing: Vec<_> = calls.difference(&rows).collect();
    let surplus: Vec<_> = rows.difference(&calls).collect();
    assert!(missing.is_empty(), "no row in tests/authorisation.csv says who may call {missing:#?}");
    assert!(surplus.is_empty(), "rows of what is no more: {surplus:#?}");
}

on_both! {
    async fn every_caller_gets_the_answer_of_the_table(app: TestApp) {
        let world = World::new(&app).await;
        let table = Table::read();
        let mut wrong = Vec::new();
        for (row, expected) in &table.rows {
            let mut found = Vec::new();
            // What is only read is made once; what a call changes is made for each.
            let page = page(row, &Targets::real(&world)).await;
            for caller in CALLERS {
                let browser = world.caller(caller).await;
                let reply = match &page {
                    Some(path) => browser.get(path).await,
                    None => call(&browser, row, &Targets::real(&world)).await,
                };
                found.push(reply.status);
            }
            if found != *expected {
                let found: Vec<String> = found.iter().map(u16::to_string).collect();
                wrong.push(format!("{row},{}", found.join(",")));
            }
        }
        assert!(wrong.is_empty(), "other answers than tests/authorisation.csv says:\n{}", wrong.join("\n"));
    }

    async fn what_belongs_to_others_is_answered_like_what_is_not_there(app: TestApp) {
        let world = World::new(&app).await;
        for row in Table::read().calls() {
            let (real, missing) = (Targets::real(&world), Targets::missing(&world));
            // Two sessions of the same person: both see the same but for what they name.
            let first = call(&world.caller("other").await, &row, &real).await;
            let second = call(&world.caller("other").await, &row, &missing).await;
            if real.named().is_empty() {
                continue;
            }
            assert_eq!(first.status, second.status, "{row}");
            assert_eq!(real.veil(&first), missing.veil(&second), "{row} tells that something is there");
        }
    }

    async fn what_hangs_on_a_site_out_of_reach_is_answered_like_what_is_not_there(app: TestApp) {
        let world = World::new(&app).await;
        let column = |caller| CALLERS.iter().position(|name| *name == caller).expect("a column");
        for (row, expected) in Table::read().rows {
            let allowed = expected[column("manager")];
            if expected[column("anonymous")] == allowed {
                // It is the same for everybody.
                continue;
            }
            let (real, missing) = (Targets::real(&world), Targets::missing(&world));
            let found = call(&world.caller("limited").await, &row, &real).await;
            // Groups are made by those whom none limits.
            let of_groups = ["_site_group", "_site_groups", "/list_site_names"];
            let expected = if of_groups.iter().any(|end| row.ends_with(end)) {
                403
            } else if real.hangs_on_a_site() && allowed < 300 {
                let absent = call(&world.caller("limited").await, &row, &missing).await;
                assert_eq!(real.veil(&found), missing.veil(&absent), "{row} tells that something is there");
                // What is looked for may be gone, which is no fault.
                if row.ends_with("/find_site") { 200 } else { 404 }
            } else {
                allowed
            };
            assert_eq!(found.status, expected, "{row} as a manager who is limited to other sites");
        }
    }
}
