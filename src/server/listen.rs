//! Connections: how many there may be, and for how long one may keep the server waiting.

mod patient;

use std::{future::Future, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::ServiceExt;

use self::patient::Patient;
use super::router::TIMEOUT;

/// The next request's head has to be there after so long. Proxies keep a connection for a minute at most as a rule, and
/// should be the first to close it.
pub const HEAD: Duration = Duration::from_secs(75);
/// Most bytes of a request's head, and of what is read ahead of its handler.
const BUFFER: usize = 64 * 1024;
/// After a failure to accept a connection, such as too many open files.
const PAUSE: Duration = Duration::from_secs(1);

/// How long the server waits for somebody.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request, from its first chance to come.
    pub head: Duration,
    /// For the next bytes of a body, and for the next bytes of an answer to be taken.
    pub body: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: HEAD, body: super::intake::STANDS_STILL }
    }
}

/// Serves until told to stop, then finishes what was begun. HTTP/1.1 only: proxies speak it to what is behind them, and
/// each connection then holds one request.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections: usize,
    patience: Patience,
    stop: impl Future<Output = ()>,
) {
    let open = Arc::new(Semaphore::new(connections));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.head).max_buf_size(BUFFER);
    let mut stop = pin!(stop);
    loop {
        // Beyond the ceiling, a further connection waits in the system's queue.
        let accepted = async {
            if open.available_permits() == 0 {
                tracing::warn!(connections, "there are as many connections as there may be");
            }
            let permit = Arc::clone(&open).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let router = router.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| answer(router.clone(), peer, request));
        let stream = TokioIo::new(Patient::new(stream, patience.body));
        let connection = graceful.watch(http.serve_connection(stream, service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
            drop(permit);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(TIMEOUT) => tracing::warn!("what was not answered by now is cut off"),
    }
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    request: hyper::Request<Incoming>,
) -> Result<axum::response::Response, std::convert::Infallible> {
    let mut request: Request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}
