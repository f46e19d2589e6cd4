//! What the audit log costs with ten million events, on SQLite: the first page of every filter, appending against the
//! bare insert, entering into the chain, checking. One JSON object a line.
//!
//! ```text
//! cargo run --release --features ssr --example audit_log [EVENTS]
//! ```
//!
//! Nine tenths of the events are one organisation's, over two years, most of them views. It takes about 1.5 GB of disk for a
//! million events.

use std::time::{Duration, Instant};

use norven::{
    execute,
    features::{
        audit::{
            chain,
            model::{Event, Filter, Object, Topic},
            service, view,
            walk::{Step, Walk},
        },
        identity::{self, model::Email},
        orgs::{self, model::Role},
    },
    ids::{OrgId, UserId},
    platform::db::{AnyTx, Db},
    server::{
        actor::Member,
        config::{Proof, PublicOrigin, Settings, Storage},
        origin::Origin,
        serve,
        state::App,
    },
};
use norven_words::Locale;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

type Error = Box<dyn std::error::Error>;

/// How many events where nobody says otherwise.
const EVENTS: i64 = 10_000_000;
/// When the first of them happened, in milliseconds since 1970: 1 December 2024.
const FIRST: i64 = 1_733_011_200_000;
/// Milliseconds between two of them, of ten million.
const BETWEEN: i64 = 6_000;
/// How often a page is asked for.
const PAGES: usize = 20;
/// Appends that are compared, of each kind, in turns.
const ROUNDS: usize = 40;
const APPENDS: usize = 50;
/// Events that are entered into the chain and checked.
const ENTERED: i64 = 200_000;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let events = std::env::args().nth(1).map_or(Ok(EVENTS), |count| count.parse())?;
    let folder = std::env::temp_dir().join(format!("norven-audit-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = measure(&folder, events).await;
    std::fs::remove_dir_all(&folder)?;
    measured
}

async fn measure(folder: &std::path::Path, events: i64) -> Result<(), Error> {
    let storage = Storage { data: folder.to_owned(), database_url: None };
    let proof = Proof { issuer: None, witnesses: None, tsa_url: None, tsa_roots: None };
    let app = serve::open(&Settings::of(storage, proof), PublicOrigin::parse("http://localhost:3000")?).await?;
    let member = owner(&app).await?;
    fill(&app, member.org.id, events).await?;
    let bytes = std::fs::metadata(folder.join("norven.db"))?.len();
    print("audit_database", "MB", bytes as f64 / 1e6);
    pages(&member).await?;
    appends(&member).await?;
    chained(&app, member.org.id, events).await
}

fn print(name: &str, unit: &str, value: f64) {
    println!(r#"{{"name":"{name}","unit":"{unit}","value":{value:.2}}}"#);
}

async fn owner(app: &App) -> Result<Member, Error> {
    let (org, origin): (OrgId, _) = (app.id(), Origin::command_line(app.id()));
    let mut tx = app.db.write(org).await?;
    let user = identity::service::ensure_user(app, &mut tx, &Email::parse("ana@example.com")?, Locale::En).await?;
    orgs::service::create_in(app, &mut tx, "Acme", &orgs::service::first_settings(Locale::En), false).await?;
    orgs::service::add_member_in(app, &mut tx, user.id, Role::Owner).await?;
    let org = orgs::service::organisation(&mut tx).await?;
    tx.commit().await?;
    Ok(Member { app: app.clone(), user, org, role: Role::Owner, limited: false, proved_at: app.now(), origin })
}

/// Runs statements on the writing connection.
async fn run(app: &App, statements: &[&str]) -> Result<(), Error> {
    let Db::Sqlite { writer, .. } = &app.db else { return Err("SQLite only".into()) };
    for statement in statements {
        sqlx::query(AssertSqlSafe((*statement).to_owned())).execute(writer).await?;
    }
    Ok(())
}

/// A made-up person, thing or organisation, as SQL.
fn blob(kind: u32, number: &str) -> String {
    format!("unhex(printf('%08x%024x', {kind}, {number}))")
}

fn id(kind: u32, number: u128) -> Uuid {
    Uuid::from_u128((u128::from(kind) << 96) | number)
}

/// The statement that adds events of these numbers.
fn insert(table: &str, org: OrgId, from: i64, to: i64) -> String {
    let millis = format!("({FIRST} + i * {BETWEEN})");
    let org = format!("unhex('{}')", org.0.simple());
    let (other, user, object) = (blob(1, "1"), blob(2, "i % 200"), blob(3, "i / 20"));
    format!(
        "WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {to})
         INSERT INTO {table} (id, org_id, at, user_id, actor, ip, user_agent, request_id, action, topic, object_kind,
                              object_id, outcome, detail, salts)
         SELECT unhex(printf('%012x7%03x8', {millis}, i % 4096) || substr(hex(randomblob(8)), 2)),
           iif(i % 10 = 9, {other}, {org}), {millis} * 1000, {user}, 'Lucía Fernández <lucia@example.com>',
           printf('203.0.%d.%d', i / 256 % 256, i % 256),
           'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
           randomblob(16),
           CASE WHEN i % 50021 = 0 THEN 'site.saved' WHEN i % 100 = 7 THEN 'report.issued' WHEN i % 10 < 7 THEN 'photo.viewed'
             ELSE 'inspection.answered' END,
           CASE WHEN i % 50021 = 0 THEN 'sites' WHEN i % 100 = 7 THEN 'reports' WHEN i % 10 < 7 THEN 'views'
             ELSE 'inspections' END,
           'inspection', {object}, iif(i % 30011 = 0, 'denied', 'done'), printf('{{\"number\":\"NV-2026-%06d\"}}', i),
           randomblob(256)
         FROM n"
    )
}

/// Fills the log, and beside it a table of the same events without salts and without a queue.
async fn fill(app: &App, org: OrgId, events: i64) -> Result<(), Error> {
    let begun = Instant::now();
    let Db::Sqlite { readers, .. } = &app.db else { return Err("SQLite only".into()) };
    let indexes: Vec<(String,)> = sqlx::query_as(
        "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'audit_events' AND sql IS NOT NULL",
    )
    .fetch_all(readers)
    .await?;
    let (trigger,): (String,) =
        sqlx::query_as("SELECT sql FROM sqlite_schema WHERE name = 'audit_events_wait'").fetch_one(readers).await?;
    run(app, &["DROP TRIGGER audit_events_wait", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -500000"]).await?;
    let mut from = 0;
    while from < events {
        let to = events.min(from + 500_000);
        run(app, &[&insert("audit_events", org, from, to)]).await?;
        from = to;
    }
    run(app, &["CREATE TABLE bare_events (id BLOB PRIMARY KEY, org_id BLOB, at INTEGER NOT NULL, user_id BLOB, actor TEXT NOT NULL,
                  ip TEXT NOT NULL, user_agent TEXT NOT NULL, request_id BLOB NOT NULL, action TEXT NOT NULL, topic TEXT NOT NULL,
                  object_kind TEXT NOT NULL, object_id BLOB, outcome TEXT NOT NULL, detail TEXT NOT NULL) STRICT",
        "INSERT INTO bare_events SELECT id, org_id, at, user_id, actor, ip, user_agent, request_id, action, topic, object_kind,
                  object_id, outcome, detail FROM audit_events"]).await?;
    for (sql,) in &indexes {
        run(app, &[&sql.replace("audit_events", "bare_events")]).await?;
    }
    // As it was before: a page cache of 2 MB.
    let back = ["PRAGMA synchronous = FULL", "PRAGMA cache_size = -2000", "PRAGMA wal_checkpoint(TRUNCATE)"];
    run(app, &[&trigger]).await?;
    run(app, &back).await?;
    print("audit_filled", "s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// The first page of every filter, and of some together.
async fn pages(member: &Member) -> Result<(), Error> {
    let user = Some(UserId(id(2, 8)));
    let (object, none) = (Some(id(3, 4_000)), Filter::default());
    let day = |text: &str| Some(text.to_owned());
    let filters = [
        ("all", none.clone()),
        ("who", Filter { who: user, ..none.clone() }),
        ("who_never", Filter { who: Some(UserId(id(2, 999))), ..none.clone() }),
        ("what_common", Filter { what: Some(Topic::Views), ..none.clone() }),
        ("what_rare", Filter { what: Some(Topic::Sites), ..none.clone() }),
        ("what_never", Filter { what: Some(Topic::Members), ..none.clone() }),
        ("object", Filter { object, ..none.clone() }),
        ("denied", Filter { denied: true, ..none.clone() }),
        ("time", Filter { from: day("2025-03-03"), to: day("2025-03-03"), ..none.clone() }),
        ("time_before_all", Filter { to: day("2024-01-01"), ..none.clone() }),
        ("who_and_what_rare", Filter { who: user, what: Some(Topic::Sites), ..none.clone() }),
        (
            "who_and_what_and_time",
            Filter { who: user, what: Some(Topic::Reports), to: day("2025-06-01"), ..none.clone() },
        ),
        ("denied_and_what_never", Filter { denied: true, what: Some(Topic::Members), ..none.clone() }),
        ("object_and_who", Filter { object, who: user, ..none.clone() }),
    ];
    for (name, filter) in filters {
        let mut took = Vec::new();
        let mut found = 0;
        for _ in 0..PAGES {
            let begun = Instant::now();
            found = view::page(member, &filter, None).await?.events.len();
            took.push(begun.elapsed());
        }
        let first = took[0];
        took.sort();
        println!(
            r#"{{"name":"audit_page_{name}","unit":"ms","value":{:.2},"first":{:.2},"worst":{:.2},"events":{found}}}"#,
            milliseconds(took[PAGES / 2]),
            milliseconds(first),
            milliseconds(took[PAGES - 1])
        );
    }
    Ok(())
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

/// One event in a transaction of its own, as it is recorded, and as a bare insert of the same values.
async fn appends(member: &Member) -> Result<(), Error> {
    let (mut recorded, mut bare) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        if round == 1 {
            // The first round reads what both tables' indexes need from the disk.
            recorded.clear();
            bare.clear();
        }
        for _ in 0..APPENDS {
            let begun = Instant::now();
            let mut tx = member.app.db.write(member.org.id).await?;
            service::record_for(member, &mut tx, event(member)).await?;
            tx.commit().await?;
            recorded.push(begun.elapsed());
        }
        for _ in 0..APPENDS {
            let begun = Instant::now();
            let mut tx = member.app.db.write(member.org.id).await?;
            insert_bare(member, &mut tx, event(member)).await?;
            tx.commit().await?;
            bare.push(begun.elapsed());
        }
    }
    recorded.sort();
    bare.sort();
    let middle = |all: &[Duration]| all[all.len() / 2].as_secs_f64() * 1e6;
    let mean = |all: &[Duration]| all.iter().sum::<Duration>().as_secs_f64() * 1e6 / all.len() as f64;
    let slow = |all: &[Duration]| all[all.len() * 99 / 100].as_secs_f64() * 1e6;
    for (name, of) in [("median", &middle as &dyn Fn(&[Duration]) -> f64), ("mean", &mean), ("p99", &slow)] {
        println!(
            r#"{{"name":"audit_append_{name}","unit":"µs","value":{:.1},"peer":"bare insert {:.1}","ratio":{:.3}}}"#,
            of(&recorded),
            of(&bare),
            of(&recorded) / of(&bare)
        );
    }
    Ok(())
}

fn event(member: &Member) -> Event {
    Event::new("photo.viewed", Object::of("photo", member.app.id())).with("number", "NV-2026-000123")
}

async fn insert_bare(member: &Member, tx: &mut impl AnyTx, event: Event) -> Result<(), Error> {
    let at = member.app.now();
    execute!(
        tx,
        "INSERT INTO bare_events (id, org_id, at, user_id, actor, ip, user_agent, request_id, action, topic, object_kind,
                                  object_id, outcome, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        member.app.rng.id::<Uuid>(at),
        member.org.id,
        at,
        member.user.id,
        format!("{} <{}>", member.user.name, member.user.email.as_str()),
        member.origin.ip.to_string(),
        &member.origin.user_agent,
        member.origin.request,
        event.action,
        Topic::of(event.action).as_str(),
        event.object.kind,
        event.object.id,
        event.outcome.as_str(),
        event.detail.to_string()
    )?;
    Ok(())
}

/// How fast events are entered into the chain, and checked.
async fn chained(app: &App, org: OrgId, events: i64) -> Result<(), Error> {
    run(app, &[&insert("audit_events", org, events, events + ENTERED)]).await?;
    let waiting = service::waiting(app).await?;
    let begun = Instant::now();
    chain::sequence(app).await?;
    print("audit_enter", "events/s", waiting as f64 / begun.elapsed().as_secs_f64());
    let mut walk = Walk::new(None);
    let begun = Instant::now();
    while let Step::On { .. } = walk.step(app, 50_000).await? {}
    print("audit_check", "events/s", walk.events as f64 / begun.elapsed().as_secs_f64());
    Ok(())
}
