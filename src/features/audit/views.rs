//! Recording who looked at what.
//!
//! Looking changes nothing, so the event needs no transaction of a change. What arrives while some events are being written
//! is written together as the next batch: a page of thumbnails costs the writer a few transactions, not one for each
//! picture. Nobody is shown anything before its event is kept, so none is lost however the server ends; and no more wait
//! than there are requests.

use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

use super::{
    model::{Event, Topic},
    service,
    store::{self, Values},
};
use crate::{
    platform::{db::Db, fault::Fault},
    server::actor::Member,
};

/// Most events in a transaction.
const BATCH: usize = 200;

/// An event that waits for the next batch.
struct Waiting {
    values: Values,
    topic: Topic,
    done: oneshot::Sender<()>,
}

/// The events that wait, and whose turn it is to write them.
#[derive(Default)]
pub struct Views {
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

impl Views {
    /// Records that a member looked at something. It is kept once this has returned.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn record(&self, member: &Member, event: Event) -> Result<(), Fault> {
        let values = service::values(member, &event);
        let topic = Topic::of(event.action);
        let (done, mut kept) = oneshot::channel();
        self.lock().push(Waiting { values: values.clone(), topic, done });
        loop {
            let turn = self.turn.lock().await;
            match kept.try_recv() {
                Ok(()) => return Ok(()),
                // Its batch was not written: this one tries by itself, and has a cause to tell.
                Err(oneshot::error::TryRecvError::Closed) => {
                    drop(turn);
                    let mut tx = member.app.db.directory().await?;
                    store::add(&mut tx, &values, topic.as_str()).await?;
                    return Ok(tx.commit().await?);
                }
                Err(oneshot::error::TryRecvError::Empty) => self.write(&member.app.db).await?,
            }
        }
    }

    /// Writes the events that have waited longest.
    async fn write(&self, db: &Db) -> Result<(), Fault> {
        let batch: Vec<Waiting> = {
            let mut waiting = self.lock();
            let count = waiting.len().min(BATCH);
            waiting.drain(..count).collect()
        };
        let mut tx = db.directory().await?;
        for one in &batch {
            store::add(&mut tx, &one.values, one.topic.as_str()).await?;
        }
        tx.commit().await?;
        for one in batch {
            // Whoever hung up meanwhile is on record too.
            let _ = one.done.send(());
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
