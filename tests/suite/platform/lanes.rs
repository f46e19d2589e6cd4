//! Lanes: what takes long holds up nothing that is more urgent, and nobody holds up everybody.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use norven::{
    features::identity::mails::MAIL_JOB,
    ids::OrgId,
    platform::{
        db::Db,
        fault::Fault,
        jobs::{JobState, Lane, NewJob, RENEW_EVERY, Registry, Worker, enqueue, state_of},
        mail::{Mail, MailFuture, Mailer},
    },
    server::serve,
};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, Row};

use crate::support::{TestApp, on_both, run};

const KIND: &str = "tests.order";
/// How long the mail server takes for a mail.
const A_MAIL: Duration = Duration::from_millis(300);
/// How long somebody waits for a code.
const A_CODE: Duration = Duration::from_secs(5);

/// A mail server that takes its time, and the addresses that it sent to, in order.
#[derive(Default)]
struct Slow(Mutex<Vec<String>>);

impl Slow {
    fn sent(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until it has sent to an address that fits.
    async fn has_sent(&self, fits: impl Fn(&str) -> bool) {
        let sent = async {
            while !self.sent().iter().any(|address| fits(address)) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), sent).await.expect("it is sent");
    }
}

impl Mailer for Slow {
    fn send<'a>(&'a self, mail: &'a Mail) -> MailFuture<'a> {
        Box::pin(async move {
            tokio::time::sleep(A_MAIL).await;
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(mail.to.clone());
            Ok(())
        })
    }
}

/// Enqueues an organisation's jobs in the bulk lane.
async fn queue(app: &TestApp, org: OrgId, kind: &'static str, payloads: &[Value]) {
    let mut tx = app.db.write(org).await.expect("a transaction");
    for (number, payload) in payloads.iter().enumerate() {
        let dedupe = format!("{org}/{number}");
        let job = NewJob { kind, dedupe, payload, lane: Lane::Bulk, useful_until: None };
        enqueue(&mut tx, app.id(), job, app.now()).await.expect("enqueued");
    }
    tx.commit().await.expect("committed");
}

/// Does every job of the test's kind, and gives the organisations in the order in which their jobs were done. Once so
/// many are done, a late organisation queues three.
async fn order(app: &TestApp, after: usize, late: OrgId) -> Vec<OrgId> {
    let done = Arc::new(Mutex::new(Vec::new()));
    let mut registry = Registry::default();
    let (app_of_job, list) = (app.clone(), Arc::clone(&done));
    registry.register(KIND, move |job| {
        let (app, list) = (app_of_job.clone(), Arc::clone(&list));
        async move {
            let count = {
                let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
                list.extend(job.org);
                list.len()
            };
            if count == after {
                queue(&app, late, KIND, &vec![json!({}); 3]).await;
            }
            Ok(())
        }
    });
    let (db, clock) = (app.db.clone(), Arc::new(app.clock.clone()));
    let worker = Worker { db, clock, registry, bell: Arc::default(), renew_every: RENEW_EVERY };
    worker.drain().await.expect("drains");
    let done = done.lock().unwrap_or_else(PoisonError::into_inner);
    done.clone()
}

on_both! {
    async fn a_code_does_not_wait_for_the_invitations_of_one_account(app: TestApp) {
        let slow = Arc::new(Slow::default());
        let mailer = Arc::clone(&slow);
        let app = app.with_parts(|mut parts| {
            parts.mailer = mailer;
            parts
        });
        let acme = app.organisation("Acme").await;
        let mail = |number| Mail { to: format!("{number}@acme.example"), subject: "-".into(), body: "-".to_owned() };
        let mails: Vec<Value> = (0..1500).map(|number| serde_json::to_value(mail(number)).expect("JSON")).collect();
        queue(&app, acme.id, MAIL_JOB, &mails).await;
        let working = tokio::spawn(serve::worker(&app).run());
        slow.has_sent(|address| address.ends_with("@acme.example")).await;

        let (before, asked) = (slow.sent().len(), Instant::now());
        app.browser().post_form("/sign-in", &[("email", "lucia@example.com")]).await;
        slow.has_sent(|address| address == "lucia@example.com").await;
        let meanwhile = slow.sent().len() - before;
        eprintln!("the code was sent after {} ms and {meanwhile} other mails", asked.elapsed().as_millis());
        working.abort();
        // In mails rather than by a clock, which on a busy machine says more about the machine.
        let most = Lane::Bulk.workers() * usize::try_from(A_CODE.as_millis() / A_MAIL.as_millis()).expect("a few");
        assert!(meanwhile <= most, "{meanwhile} mails went out before the code");
        assert!(slow.sent().len() < 1500, "and the invitations still wait");
    }

    async fn turns_go_round_the_organisations_of_a_lane(app: TestApp) {
        let [many, few, late] = [app.organisation("Many").await, app.organisation("Few").await, app.organisation("Late").await];
        queue(&app, many.id, KIND, &vec![json!({}); 30]).await;
        queue(&app, few.id, KIND, &vec![json!({}); 3]).await;
        let done = order(&app, 12, late.id).await;
        assert_eq!(done.len(), 36);
        let last_of = |org| done.iter().rposition(|done| *done == org).expect("it has jobs") + 1;
        assert!(last_of(few.id) <= 6, "every other job is of who has few: {done:?}");
        assert!(last_of(late.id) <= 12 + 7, "who comes late takes turns from then on: {done:?}");
        let first_of_late = done.iter().position(|done| *done == late.id).expect("it has jobs");
        assert!(done[first_of_late..].contains(&many.id), "and gets nothing back for the time before");
    }

    async fn what_fails_again_and_again_holds_up_nobody(app: TestApp) {
        let [failing, other] = [app.organisation("Failing").await, app.organisation("Other").await];
        let done = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&done);
        let mut registry = Registry::default();
        let fails = failing.id;
        registry.register(KIND, move |job| {
            list.lock().unwrap_or_else(PoisonError::into_inner).extend(job.org);
            async move { if job.org == Some(fails) { Err(Fault::internal("not yet")) } else { Ok(()) } }
        });
        let (db, clock) = (app.db.clone(), Arc::new(app.clock.clone()));
        let worker = Worker { db, clock, registry, bell: Arc::default(), renew_every: RENEW_EVERY };
        queue(&app, failing.id, KIND, &vec![json!({}); 3]).await;
        worker.drain().await.expect("drains");
        app.clock.advance_seconds(60);
        queue(&app, other.id, KIND, &[json!({})]).await;
        done.lock().unwrap_or_else(PoisonError::into_inner).clear();
        worker.drain().await.expect("drains");
        assert_eq!(done.lock().unwrap_or_else(PoisonError::into_inner).first(), Some(&other.id));
    }

    async fn a_job_that_comes_too_late_to_be_of_use_is_dropped_and_forgotten(app: TestApp) {
        let until = Some(app.now().plus_seconds(600));
        let mut tx = app.db.directory().await.expect("a transaction");
        let payload = json!({ "secret": 1 });
        let job = NewJob { kind: KIND, dedupe: "one".to_owned(), payload: &payload, lane: Lane::SignIn, useful_until: until };
        enqueue(&mut tx, app.id(), job, app.now()).await.expect("enqueued");
        tx.commit().await.expect("committed");
        app.clock.advance_seconds(600);
        // Nobody does jobs of this kind: it would fail if it were begun.
        app.drain().await;
        let mut tx = app.db.directory_read().await.expect("a transaction");
        assert_eq!(state_of(&mut tx, "one").await.expect("reads"), Some(JobState::Finished));
        let (kept,): (String,) = norven::fetch_one!(&mut tx, (String,), "SELECT payload FROM jobs").expect("a job");
        assert_eq!(kept, "null");
    }

    async fn a_code_that_ran_out_before_it_could_be_sent_is_not_sent(app: TestApp) {
        app.browser().post_form("/sign-in", &[("email", "lucia@example.com")]).await;
        app.clock.advance_seconds(10 * 60);
        assert!(app.mails_to("lucia@example.com").await.is_empty());
    }

    async fn a_mail_that_waited_while_the_server_was_updated_goes_first(app: TestApp) {
        let mail = json!({ "to": "lucia@example.com", "subject": "Code", "body": "1" }).to_string();
        let id = if app.home().url().is_some() { "gen_random_uuid()" } else { "randomblob(16)" };
        let columns = "id, kind, dedupe, payload, run_at, attempts, progress_done, progress_total, created_at";
        let statement =
            format!("INSERT INTO jobs ({columns}) VALUES ({id}, '{MAIL_JOB}', 'mail', '{mail}', 0, 0, 0, 0, 0)");
        let app = app.upgraded(22, &statement).await;
        let mut tx = app.db.directory_read().await.expect("a transaction");
        let (lane,): (String,) = norven::fetch_one!(&mut tx, (String,), "SELECT lane FROM jobs").expect("a job");
        drop(tx);
        assert_eq!(lane, Lane::SignIn.as_str());
        assert_eq!(app.mails_to("lucia@example.com").await.len(), 1);
    }
}

/// What leasing looks for.
const NEXT: &str = "SELECT id FROM jobs
    WHERE lane = 'bulk' AND finished_at IS NULL AND dead_at IS NULL AND run_at <= 1
      AND (leased_until IS NULL OR leased_until <= 1)
    ORDER BY turn, run_at, id LIMIT 1";
/// What enqueuing looks for.
const LAST: &str = "SELECT MAX(turn) FROM jobs
    WHERE org_id = ORG AND lane = 'bulk' AND finished_at IS NULL AND dead_at IS NULL";

#[tokio::test]
async fn whose_turn_it_is_is_found_along_an_index() {
    run(TestApp::sqlite().await, |app| async move {
        let Db::Sqlite { readers, .. } = &app.db else { unreachable!("SQLite") };
        for (sql, index) in [(NEXT, "jobs_turns"), (LAST, "jobs_orgs")] {
            let sql = format!("EXPLAIN QUERY PLAN {}", sql.replace("ORG", "x'01'"));
            let plan = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(readers).await.expect("a plan");
            let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
            assert!(plan.iter().any(|line| line.contains(index)), "{plan:?}");
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:?}");
        }
    })
    .await;
    run(TestApp::postgres().await, |app| async move {
        let mut owner = PgConnection::connect(&app.home().url().expect("PostgreSQL")).await.expect("connects");
        // An empty table is read whole whatever indexes it has.
        sqlx::query("SET enable_seqscan = off").execute(&mut owner).await.expect("set");
        sqlx::query("SET enable_bitmapscan = off").execute(&mut owner).await.expect("set");
        for (sql, index) in [(NEXT, "jobs_turns"), (LAST, "jobs_orgs")] {
            let sql = format!("EXPLAIN {}", sql.replace("ORG", "'00000000-0000-0000-0000-000000000001'"));
            let plan = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut owner).await.expect("a plan");
            let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
            assert!(plan.iter().any(|line| line.contains(index)), "{plan:?}");
            assert!(!plan.iter().any(|line| line.contains("Sort")), "{plan:?}");
        }
    })
    .await;
}
