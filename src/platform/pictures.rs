//! Work on strangers' pictures, a few at a time: each may take half a gigabyte for a moment.

use tokio::{sync::Semaphore, task::spawn_blocking};

use super::fault::Fault;

/// Pictures that are decoded at once.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Does such work beside the requests that need no picture.
///
/// # Errors
/// When the work panics.
pub async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let _turn = TURNS.acquire().await.map_err(Fault::internal)?;
    spawn_blocking(work).await.map_err(Fault::internal)
}
