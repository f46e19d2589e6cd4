//! Connections to the database, and those who leave while they wait for one.

use std::{future::Future, pin::pin, task::Poll, time::Duration};

use norven::platform::db::Db;

use crate::support::{TestApp, on_postgres};

/// How many transactions wait for their next statement.
const OPEN: &str = "SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'";

/// Polls a future a number of times, as often as it asks to be, and drops it.
async fn poll_and_drop<F: Future>(future: F, polls: usize) {
    let mut future = pin!(future);
    let mut left = polls;
    std::future::poll_fn(|context| {
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Pending if left > 0 => Poll::Pending,
            _ => Poll::Ready(()),
        }
    })
    .await;
}

on_postgres! {
    async fn whoever_leaves_while_a_transaction_begins_leaves_none_open(app: TestApp) {
        let org = app.organisation("Acme").await;
        for polls in 1..=8 {
            poll_and_drop(app.db.write(org.id), polls).await;
            poll_and_drop(app.db.read(org.id), polls).await;
            let Db::Postgres { pool } = &app.db else { panic!("a pool of PostgreSQL") };
            while pool.num_idle() < pool.size() as usize {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let (open,): (i64,) = sqlx::query_as(OPEN).fetch_one(pool).await.expect("counts");
            assert_eq!(open, 0, "after {polls} polls");
        }
    }
}
