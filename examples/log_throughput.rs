//! What an entry of the public log costs, in logs of growing size: sequencing, tiles and checkpoint, on SQLite
//! and a directory. One JSON object a line.
//!
//! ```text
//! cargo run --release --features ssr --example log_throughput
//! ```
//!
//! Entries come from many requests at once, as on a busy server, so they are written in batches.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use norven::{
    platform::{
        blobs::{Blobs, DirectoryBlobs},
        clock::{Clock, SystemClock},
        db::Db,
        keys::Keyring,
        rng::SystemRng,
        tlog::{Log, Logs, Witnesses},
    },
    server::serve::open_database,
    time::Timestamp,
};
use norven_proof::{digest::Digest, log::leaf::Statement};
use tokio::task::JoinSet;

type Error = Box<dyn std::error::Error>;

/// The sizes at which the cost is measured.
const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];
/// How many entries each figure is taken over.
const MEASURED: u64 = 10_000;
/// How many requests wait at once.
const AT_ONCE: u64 = 2048;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let folder = std::env::temp_dir().join(format!("norven-log-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = measure(&folder).await;
    std::fs::remove_dir_all(&folder)?;
    measured
}

async fn measure(folder: &std::path::Path) -> Result<(), Error> {
    let storage = norven::server::config::Storage { data: folder.to_owned(), database_url: None };
    let db: Db = open_database(&storage).await?;
    let public: Arc<dyn Blobs> = Arc::new(DirectoryBlobs::open(&folder.join("public"))?);
    let now = SystemClock.now();
    let keys = Arc::new(Keyring::generate(&SystemRng, "Norven", "localhost", now)?.ring);
    let log = Logs::new(keys, Witnesses::default(), db, public).at(now)?;
    let (mut size, mut first) = (0, None);
    for goal in SIZES {
        append(&log, size, goal).await?;
        let took = append(&log, goal, goal + MEASURED).await?;
        size = goal + MEASURED;
        let rate = MEASURED as f64 / took.as_secs_f64();
        let first = *first.get_or_insert(rate);
        println!(
            r#"{{"name":"log_append_at_{goal}","unit":"entries/s","value":{rate:.0},"peer":"log_append_at_{}","ratio":{:.2}}}"#,
            SIZES[0],
            rate / first
        );
    }
    Ok(())
}

/// Enters the statements of these numbers, many at once, and says how long it took.
async fn append(log: &Arc<Log>, from: u64, to: u64) -> Result<Duration, Error> {
    let begun = Instant::now();
    let mut waiting = JoinSet::new();
    for number in from..to {
        if waiting.len() as u64 >= AT_ONCE {
            waiting.join_next().await.transpose()?;
        }
        let log = Arc::clone(log);
        let statement = Statement::AuditHead { head: Digest::of(number.to_be_bytes()) };
        waiting.spawn(async move { log.append(Timestamp(number as i64), statement).await.map(drop) });
    }
    while let Some(done) = waiting.join_next().await {
        done??;
    }
    Ok(begun.elapsed())
}
