//! What one organisation writes is found nowhere that another can look.

use super::{
    calls::call,
    table::Table,
    world::{Targets, World},
};
use crate::support::{Reply, TestApp, on_both};

/// Stands in names, addresses, texts, notes and domains of one organisation.
const CANARY: &str = "canary7f3a";

/// Calls by which its own owner does find it: a canary that nobody sees proves nothing.
const FOUND_BY_ITS_OWNER: [&str; 22] = [
    "GET /audit/{format}",
    "GET /inspections/{id}",
    "GET /lists/{list}/{kind}",
    "GET /overview",
    "GET /reports/{id}",
    "GET /settings/members",
    "GET /sites",
    "GET /templates",
    "POST /api/list_inspections",
    "POST /api/list_invitations",
    "POST /api/list_members",
    "POST /api/list_actions",
    "POST /api/list_reports",
    "POST /api/list_site_groups",
    "POST /api/list_sites",
    "POST /api/list_templates",
    "POST /api/load_access",
    "POST /api/load_audit_page",
    "POST /api/load_inspection",
    "POST /api/load_organisation",
    "POST /api/load_report",
    "POST /api/load_viewer",
];

fn holds(reply: &Reply) -> bool {
    let headers = reply.headers.values().any(|value| String::from_utf8_lossy(value.as_bytes()).contains(CANARY));
    headers || reply.body.windows(CANARY.len()).any(|window| window == CANARY.as_bytes())
}

on_both! {
    async fn what_one_organisation_writes_reaches_another_by_no_call_no_file_and_no_mail(app: TestApp) {
        let world = World::marked(&app, CANARY).await;
        Targets::real(&world).invited().await;
        let mut found = Vec::new();
        // Whoever sits at a machine whose mail stays there reads all of it.
        for row in Table::read().calls().filter(|row| !row.ends_with("outbox")) {
            let (real, missing) = (Targets::real(&world), Targets::missing(&world));
            for targets in [&real, &missing] {
                for caller in ["other", "anonymous", "removed"] {
                    let reply = call(&world.caller(caller).await, &row, targets).await;
                    assert!(!holds(&reply), "{row} as {caller}: {:.2000}", reply.text());
                }
            }
            if holds(&call(&world.caller("owner").await, &row, &real).await) {
                found.push(row);
            }
        }
        for row in FOUND_BY_ITS_OWNER {
            assert!(found.iter().any(|found| found == row), "its owner does not find it by {row}: {found:#?}");
        }
        app.drain().await;
        let mut tx = app.db.directory_read().await.expect("a transaction");
        // Those to clients are reports that were handed over.
        let mails: Vec<(String, String)> =
            norven::fetch_all!(&mut tx, (String, String), "SELECT recipient, subject || body FROM outbox_mails")
                .expect("the outbox reads");
        let (own, others): (Vec<_>, Vec<_>) = mails
            .iter()
            .filter(|(_, text)| text.contains(CANARY))
            .filter(|(recipient, _)| !recipient.ends_with("@client.example"))
            .partition(|(recipient, _)| recipient.ends_with("@acme.example"));
        assert!(!own.is_empty(), "its own people are told by mail");
        assert!(others.is_empty(), "{others:?}");
    }
}
