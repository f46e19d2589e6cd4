//! Jobs: done at least once, given up in the end, enqueued with the change that wants them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use norven::{
    features::identity::mails,
    ids::OrgId,
    platform::{
        fault::Fault,
        jobs::{JobState, Lane, MAX_ATTEMPTS, NewJob, RENEW_EVERY, Registry, Worker, enqueue, revive, state_of},
        mail::{Mail, SmtpMailer},
    },
    server::state::Parts,
};
use serde_json::{Value, json};

use crate::support::{TestApp, on_both};

const KIND: &str = "tests.count";

/// A worker whose jobs count how often they were begun, and fail this many times.
fn worker(app: &TestApp, begun: &Arc<AtomicU32>, failures: u32) -> Worker {
    let mut registry = Registry::default();
    let begun = Arc::clone(begun);
    registry.register(KIND, move |_| {
        let times = begun.fetch_add(1, Ordering::SeqCst);
        async move { if times < failures { Err(Fault::internal("not yet")) } else { Ok(()) } }
    });
    works(app, registry)
}

/// A worker with these handlers.
fn works(app: &TestApp, registry: Registry) -> Worker {
    let clock = Arc::new(app.clock.clone());
    Worker { db: app.db.clone(), clock, registry, bell: Arc::default(), renew_every: RENEW_EVERY }
}

/// A worker whose jobs are begun and never come to an end.
fn stuck(app: &TestApp, begun: &Arc<AtomicU32>) -> Worker {
    let (mut registry, begun) = (Registry::default(), Arc::clone(begun));
    registry.register(KIND, move |_| {
        begun.fetch_add(1, Ordering::SeqCst);
        std::future::pending()
    });
    works(app, registry)
}

/// Waits until jobs were begun this many times.
async fn until_begun(begun: &AtomicU32, times: u32) {
    while begun.load(Ordering::SeqCst) < times {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A job of the kind that counts.
fn job<'a>(dedupe: &str, payload: &'a Value) -> NewJob<'a> {
    NewJob { kind: KIND, dedupe: dedupe.to_owned(), payload, lane: Lane::Interactive, useful_until: None }
}

async fn add(app: &TestApp, dedupe: &str) {
    let mut tx = app.db.directory().await.expect("a transaction");
    enqueue(&mut tx, app.id(), job(dedupe, &json!({})), app.now()).await.expect("enqueued");
    tx.commit().await.expect("committed");
}

async fn state(app: &TestApp, dedupe: &str) -> Option<JobState> {
    let mut tx = app.db.directory_read().await.expect("a transaction");
    state_of(&mut tx, dedupe).await.expect("reads")
}

const WAITING: Option<JobState> = Some(JobState::Open { done: 0, total: 0 });

on_both! {
    async fn a_job_is_done_once_and_then_left_alone(app: TestApp) {
        let begun = Arc::default();
        add(&app, "one").await;
        assert_eq!(state(&app, "one").await, WAITING);
        for _ in 0..2 {
            worker(&app, &begun, 0).drain().await.expect("drains");
        }
        assert_eq!((begun.load(Ordering::SeqCst), state(&app, "one").await), (1, Some(JobState::Finished)));
    }

    async fn jobs_with_one_key_are_one_job(app: TestApp) {
        let begun = Arc::default();
        for _ in 0..3 {
            add(&app, "one").await;
        }
        worker(&app, &begun, 0).drain().await.expect("drains");
        add(&app, "one").await;
        worker(&app, &begun, 0).drain().await.expect("drains");
        assert_eq!(begun.load(Ordering::SeqCst), 1);
    }

    async fn a_job_that_fails_is_tried_again_each_time_later(app: TestApp) {
        let begun = Arc::default();
        add(&app, "one").await;
        let worker = worker(&app, &begun, 3);
        for (times, pause) in [(1, 2), (2, 4), (3, 8)] {
            worker.drain().await.expect("drains");
            assert_eq!(begun.load(Ordering::SeqCst), times);
            app.clock.advance_seconds(pause - 1);
            worker.drain().await.expect("drains");
            assert_eq!(begun.load(Ordering::SeqCst), times, "not before {pause} s");
            app.clock.advance_seconds(1);
        }
        worker.drain().await.expect("drains");
        assert_eq!((begun.load(Ordering::SeqCst), state(&app, "one").await), (4, Some(JobState::Finished)));
    }

    async fn a_job_that_always_fails_is_given_up_and_stays_visible(app: TestApp) {
        let begun = Arc::default();
        add(&app, "one").await;
        let worker = worker(&app, &begun, u32::MAX);
        for _ in 0..MAX_ATTEMPTS + 3 {
            worker.drain().await.expect("drains");
            app.clock.advance_seconds(3600);
        }
        assert_eq!(begun.load(Ordering::SeqCst), MAX_ATTEMPTS.unsigned_abs());
        assert_eq!(state(&app, "one").await, Some(JobState::Dead));
    }

    async fn what_must_not_be_lost_is_tried_again_an_hour_after_it_was_given_up(app: TestApp) {
        let begun = Arc::default();
        add(&app, "one").await;
        let worker = worker(&app, &begun, MAX_ATTEMPTS.unsigned_abs() + 1);
        let revive = async || {
            let mut tx = app.db.directory().await.expect("a transaction");
            let revived = revive(&mut tx, KIND, app.now()).await.expect("revives");
            tx.commit().await.expect("committed");
            revived
        };
        for _ in 0..MAX_ATTEMPTS {
            worker.drain().await.expect("drains");
            app.clock.advance_seconds(256);
        }
        assert_eq!((state(&app, "one").await, revive().await), (Some(JobState::Dead), 0));
        for (then, begun_then) in [(JobState::Dead, 9), (JobState::Finished, 10)] {
            app.clock.advance_seconds(3600);
            assert_eq!(revive().await, 1);
            worker.drain().await.expect("drains");
            assert_eq!((state(&app, "one").await, begun.load(Ordering::SeqCst)), (Some(then), begun_then));
        }
        app.clock.advance_seconds(3600);
        assert_eq!(revive().await, 0, "what is done stays done");
    }

    async fn a_clock_that_was_ahead_keeps_no_job_waiting(app: TestApp) {
        let begun = Arc::new(AtomicU32::new(0));
        let now = app.now();
        app.clock.advance_seconds(3 * 3600);
        add(&app, "enqueued").await;
        app.clock.set(now);
        add(&app, "leased").await;
        app.clock.advance_seconds(3 * 3600);
        let stuck = stuck(&app, &begun);
        let hung = tokio::spawn(async move { stuck.drain().await });
        until_begun(&begun, 1).await;
        hung.abort();
        drop(hung.await);
        app.clock.set(now);
        worker(&app, &begun, 0).drain().await.expect("drains");
        assert_eq!(state(&app, "enqueued").await, Some(JobState::Finished));
        assert_eq!(state(&app, "leased").await, Some(JobState::Finished));
    }

    async fn a_mail_server_that_is_away_costs_no_mail(app: TestApp) {
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let mailer = SmtpMailer::new(&format!("smtp://127.0.0.1:{port}"), "norven@example.com").expect("a mailer");
        let app = app.with_parts(|parts| Parts { mailer: Arc::new(mailer), ..parts });
        let mail = Mail { to: "lucia@example.com".to_owned(), subject: "-".into(), body: "-".to_owned() };
        let mut tx = app.db.directory().await.expect("a transaction");
        mails::send(&app, &mut tx, &mail).await.expect("enqueued");
        tx.commit().await.expect("committed");
        for _ in 0..3 * MAX_ATTEMPTS {
            app.drain().await;
            app.clock.advance_seconds(256);
        }
        let mut tx = app.db.directory_read().await.expect("a transaction");
        let (waiting,): (i64,) = norven::fetch_one!(
            &mut tx,
            (i64,),
            "SELECT COUNT(*) FROM jobs WHERE dead_at IS NULL AND finished_at IS NULL"
        )
        .expect("counts");
        assert_eq!(waiting, 1);
    }

    async fn a_job_that_panics_fails_and_the_worker_goes_on(app: TestApp) {
        let mut registry = Registry::default();
        registry.register(KIND, |_| async { panic!("a test wants it so") });
        add(&app, "one").await;
        add(&app, "two").await;
        works(&app, registry).drain().await.expect("drains");
        assert_eq!((state(&app, "one").await, state(&app, "two").await), (WAITING, WAITING));
    }

    async fn a_job_whose_worker_died_is_taken_over_when_its_lease_ends(app: TestApp) {
        let begun = Arc::new(AtomicU32::new(0));
        add(&app, "one").await;
        let stuck = stuck(&app, &begun);
        let hung = tokio::spawn(async move { stuck.drain().await });
        until_begun(&begun, 1).await;
        hung.abort();
        let other = worker(&app, &begun, 0);
        app.clock.advance_seconds(119);
        other.drain().await.expect("drains");
        assert_eq!(begun.load(Ordering::SeqCst), 1, "the lease holds two minutes");
        app.clock.advance_seconds(1);
        other.drain().await.expect("drains");
        assert_eq!((begun.load(Ordering::SeqCst), state(&app, "one").await), (2, Some(JobState::Finished)));
    }

    async fn a_job_whose_worker_dies_each_time_is_given_up_too(app: TestApp) {
        let begun = Arc::new(AtomicU32::new(0));
        add(&app, "one").await;
        for times in 1..=MAX_ATTEMPTS.unsigned_abs() {
            let stuck = stuck(&app, &begun);
            let died = tokio::spawn(async move { stuck.drain().await });
            until_begun(&begun, times).await;
            died.abort();
            drop(died.await);
            assert_eq!(state(&app, "one").await, WAITING, "its lease has not ended");
            app.clock.advance_seconds(120);
        }
        worker(&app, &begun, 0).drain().await.expect("drains");
        assert_eq!(begun.load(Ordering::SeqCst), MAX_ATTEMPTS.unsigned_abs(), "not begun once more");
        assert_eq!(state(&app, "one").await, Some(JobState::Dead));
    }

    async fn a_job_that_takes_longer_than_a_lease_stays_with_the_worker_that_is_at_it(app: TestApp) {
        let begun = Arc::new(AtomicU32::new(0));
        add(&app, "one").await;
        let (mut registry, done) = (Registry::default(), Arc::new(tokio::sync::Notify::new()));
        let (started, told) = (Arc::clone(&begun), Arc::clone(&done));
        registry.register(KIND, move |_| {
            started.fetch_add(1, Ordering::SeqCst);
            let told = Arc::clone(&told);
            async move {
                told.notified().await;
                Ok(())
            }
        });
        let long = Worker { renew_every: Duration::from_millis(20), ..works(&app, registry) };
        let at_work = tokio::spawn(async move { long.drain().await });
        until_begun(&begun, 1).await;
        let other = worker(&app, &begun, 0);
        for _ in 0..5 {
            app.clock.advance_seconds(100);
            tokio::time::sleep(Duration::from_millis(300)).await;
            other.drain().await.expect("drains");
        }
        assert_eq!((begun.load(Ordering::SeqCst), state(&app, "one").await), (1, WAITING));
        done.notify_one();
        at_work.await.expect("it ends").expect("drains");
        assert_eq!((begun.load(Ordering::SeqCst), state(&app, "one").await), (1, Some(JobState::Finished)));
    }

    async fn a_worker_whose_job_another_has_by_now_leaves_it(app: TestApp) {
        let begun = Arc::new(AtomicU32::new(0));
        add(&app, "one").await;
        let late = Worker { renew_every: Duration::from_millis(200), ..stuck(&app, &begun) };
        let leaves = tokio::spawn(async move { late.drain().await });
        until_begun(&begun, 1).await;
        // It was suspended for two minutes.
        app.clock.advance_seconds(120);
        worker(&app, &begun, 0).drain().await.expect("drains");
        leaves.await.expect("it ends").expect("drains");
        assert_eq!((begun.load(Ordering::SeqCst), state(&app, "one").await), (2, Some(JobState::Finished)));
    }

    async fn two_workers_never_do_one_job_twice(app: TestApp) {
        let begun = Arc::default();
        for number in 0..12 {
            add(&app, &format!("job {number}")).await;
        }
        let workers = [(); 4].map(|()| worker(&app, &begun, 0));
        // A worker that lost the race for a job may stop early; together they do them all.
        while begun.load(Ordering::SeqCst) < 12 {
            let (first, second, third, fourth) =
                tokio::join!(workers[0].drain(), workers[1].drain(), workers[2].drain(), workers[3].drain());
            first.and(second).and(third).and(fourth).expect("drains");
        }
        for number in 0..12 {
            assert_eq!(state(&app, &format!("job {number}")).await, Some(JobState::Finished));
        }
        assert_eq!(begun.load(Ordering::SeqCst), 12);
    }

    async fn a_job_goes_with_the_change_that_wanted_it(app: TestApp) {
        let org: OrgId = app.organisation("Acme").await.id;
        let mut tx = app.db.write(org).await.expect("a transaction");
        enqueue(&mut tx, app.id(), job("one", &json!({})), app.now()).await.expect("enqueued");
        drop(tx);
        assert_eq!(state(&app, "one").await, None);
    }

    async fn a_job_of_a_kind_that_nobody_does_is_given_up(app: TestApp) {
        add(&app, "one").await;
        for _ in 0..MAX_ATTEMPTS {
            app.drain().await;
            app.clock.advance_seconds(3600);
        }
        assert_eq!(state(&app, "one").await, Some(JobState::Dead));
    }
}
