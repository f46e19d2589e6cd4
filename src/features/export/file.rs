//! Writing a list into a file while it is read, a few rows at a time.

use std::io;

use axum::body::{Body, Bytes};
use futures_util::stream;
use norven_words::Locale;
use tokio::{
    io::{AsyncReadExt, AsyncSeekExt},
    sync::{Semaphore, SemaphorePermit, mpsc},
};

use super::list::{List, Rows};
use crate::{
    error::AppError,
    features::audit::{
        self,
        model::{Event, Object},
    },
    platform::{
        fault::Fault,
        table::{self, Cell, Kind, Sheets},
    },
    server::actor::Member,
    ui::listing::Place,
};

/// Rows that are held in memory at once.
const CHUNK: usize = 500;
/// Workbooks that are written at once: each takes a core and room on the disk.
static WRITERS: Semaphore = Semaphore::const_new(2);
/// When to come back where there is none free.
const COME_BACK_SECONDS: u32 = 20;
/// What Excel knows UTF-8 by.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Records that a list is taken out, and gives it.
///
/// # Errors
/// [`AppError::Field`] for a day that is none, [`AppError::Busy`] while others write workbooks.
pub async fn export(member: Member, list: List, kind: Kind, locale: Locale) -> Result<Body, Fault> {
    let turn = match kind {
        Kind::Csv => None,
        Kind::Xlsx => {
            let turn = WRITERS.try_acquire();
            Some(turn.map_err(|_| AppError::Busy { seconds: COME_BACK_SECONDS })?)
        }
    };
    // What is wrong with the filter is said before anything is sent.
    let first = list.rows(&member, locale, (None, CHUNK)).await?;
    let mut tx = member.write().await?;
    let event = Event::new("list.exported", Object::of("organisation", member.org.id.0));
    let event = event.with("list", list.name()).with("format", kind.suffix()).with("filter", list.recorded_query());
    audit::service::record_for(&member, &mut tx, event).await?;
    tx.commit().await?;
    let reading = Reading { member, list, locale };
    match turn {
        None => Ok(lines(reading, first)),
        Some(turn) => workbook(reading, first, turn).await,
    }
}

/// What is read, for whom.
struct Reading {
    member: Member,
    list: List,
    locale: Locale,
}

impl Reading {
    async fn after(&self, place: Place) -> Result<Rows, Fault> {
        self.list.rows(&self.member, self.locale, (Some(place), CHUNK)).await
    }

    fn head(&self) -> Vec<String> {
        self.list.columns(self.locale).into_iter().map(ToOwned::to_owned).collect()
    }
}

/// CSV, each few rows as they are read.
fn lines(reading: Reading, first: Rows) -> Body {
    let titles = table::csv(&[reading.head().into_iter().map(Cell::Text).collect()]);
    let head = [BYTE_ORDER_MARK.as_bytes(), &titles].concat();
    let start = (reading, Some((head, Next::Rows(first))));
    Body::from_stream(stream::try_unfold(start, |(reading, next)| async move {
        let Some((head, next)) = next else { return Ok(None) };
        let read = match next {
            Next::Rows(rows) => Ok(rows),
            Next::After(place) => reading.after(place).await,
        };
        let (rows, place) = read.map_err(|fault| {
            // Half a file has been sent: its end is missing, and why is logged.
            tracing::error!(error = %fault, "an export of a list ended early");
            io::Error::other("the export ended early")
        })?;
        let bytes = [head, table::csv(&rows)].concat();
        let next = place.map(|place| (Vec::new(), Next::After(place)));
        Ok::<_, io::Error>(Some((Bytes::from(bytes), (reading, next))))
    }))
}

enum Next {
    Rows(Rows),
    After(Place),
}

/// XLSX, written beside the disk's own work, then sent.
async fn workbook(reading: Reading, first: Rows, turn: SemaphorePermit<'static>) -> Result<Body, Fault> {
    let (send, mut receive) = mpsc::channel::<Vec<Vec<Cell>>>(2);
    let (title, head) = (reading.list.title(reading.locale), reading.head());
    let writing = tokio::task::spawn_blocking(move || {
        // The permit belongs to the work, which goes on when whoever asked has gone.
        let _turn = turn;
        let mut sheets = Sheets::new(title, head)?;
        while let Some(rows) = receive.blocking_recv() {
            for row in rows {
                sheets.write(&row)?;
            }
        }
        sheets.finish()
    });
    let (mut rows, mut next) = first;
    loop {
        // Where the writer has given up, it says why.
        if send.send(rows).await.is_err() {
            break;
        }
        let Some(place) = next else { break };
        (rows, next) = reading.after(place).await?;
    }
    drop(send);
    let file = writing.await.map_err(Fault::internal)?.map_err(Fault::internal)?;
    let mut file = tokio::fs::File::from_std(file);
    file.rewind().await.map_err(Fault::internal)?;
    Ok(Body::from_stream(stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; 64 * 1024];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok::<_, io::Error>((read > 0).then(|| (Bytes::from(chunk), file)))
    })))
}
