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
    in_turn_of(&TURNS, work).await
}

/// The turn belongs to the work: it ends with it, also where the client hung up meanwhile and nobody waits any more.
async fn in_turn_of<T: Send + 'static>(
    turns: &'static Semaphore,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    let turn = turns.acquire().await.map_err(Fault::internal)?;
    let in_turn = move || {
        let _turn = turn;
        work()
    };
    spawn_blocking(in_turn).await.map_err(Fault::internal)
}

#[cfg(test)]
mod tests {
    use std::{
        sync::mpsc::{Receiver, Sender, channel},
        time::Duration,
    };

    use tokio::time::timeout;

    use super::*;

    const A_WHILE: Duration = Duration::from_millis(50);

    /// Work that tells when it has begun, and ends when it is told.
    fn work() -> (impl FnOnce() + Send + 'static, Receiver<()>, Sender<()>) {
        let ((begun, has_begun), (end, ends)) = (channel(), channel());
        let work = move || {
            begun.send(()).expect("the test listens");
            let _ended = ends.recv();
        };
        (work, has_begun, end)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn work_whose_client_hung_up_keeps_its_turn_until_it_ends() {
        static TURNS: Semaphore = Semaphore::const_new(1);
        let (first, has_begun, end) = work();
        assert!(timeout(A_WHILE, in_turn_of(&TURNS, first)).await.is_err(), "the client hangs up");
        has_begun.recv().expect("it has begun");

        assert_eq!(TURNS.available_permits(), 0, "it still goes on");
        assert!(timeout(A_WHILE, in_turn_of(&TURNS, || ())).await.is_err(), "the next one waits");
        end.send(()).expect("it goes on");
        in_turn_of(&TURNS, || ()).await.expect("the turn is free again");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn work_that_panics_gives_its_turn_back() {
        static TURNS: Semaphore = Semaphore::const_new(1);
        assert!(in_turn_of::<u8>(&TURNS, || panic!("a picture that nobody thought of")).await.is_err());
        in_turn_of(&TURNS, || ()).await.expect("the turn is free again");
    }
}
