//! Serves the connections one by one: a connection can only be reset by its owner.

use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::http::connection::{Connection, Cut};

/// How long a stopping server waits for requests in flight.
const GRACE: Duration = Duration::from_secs(5);
/// The wait after a failed `accept`.
const BREATH: Duration = Duration::from_millis(10);

/// Accepts connections until `stop` is true, then waits for the requests in flight. Dropping the future closes every
/// connection at once.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stopped(&mut stop) => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve_connection(stream, router.clone(), stop.clone()));
                }
                Err(_) => tokio::time::sleep(BREATH).await,
            }
        }
    }
    drop(listener);
    let all_ended = async { while connections.join_next().await.is_some() {} };
    // Dropping the set aborts the remaining requests.
    let _ = tokio::time::timeout(GRACE, all_ended).await;
}

/// Waits for the stop signal, or until the handle is dropped.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // `wait_for` returns a guard, which must be dropped.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn serve_connection(stream: TcpStream, router: Router, mut stop: watch::Receiver<bool>) {
    // Without this option, TCP would join the small chunks of a slow body. A failure has no other effect.
    let _ = stream.set_nodelay(true);
    let handle = Arc::new(Connection::default());
    let service = TowerToHyperService::new(router.layer(Extension(handle.clone())));
    let mut connection =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    let cut = tokio::select! {
        biased;
        _ = &mut connection => return,
        cut = handle.severed() => cut,
        () = stopped(&mut stop) => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            tokio::select! {
                biased;
                _ = &mut connection => return,
                cut = handle.severed() => cut,
            }
        }
    };
    let stream = connection.into_parts().io.into_inner();
    if cut == Cut::Reset {
        // Closing a socket with a linger time of zero sends RST. If the option cannot be set, the peer has already
        // closed.
        let _ = stream.set_zero_linger();
    }
}
