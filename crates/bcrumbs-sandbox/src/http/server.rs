//! Serves the connections one by one, because only whoever holds a connection can reset it.

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
/// How long it waits after a connection could not be accepted.
const BREATH: Duration = Duration::from_millis(10);

/// Accepts connections until `stop` says true, then lets the requests in flight end. Dropping the future closes
/// everything at once.
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
    // What has not ended by then is aborted with the set.
    let _ = tokio::time::timeout(GRACE, all_ended).await;
}

/// Waits until the server is to stop, or its handle is gone.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The answer is a guard, which must not live on.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn serve_connection(stream: TcpStream, router: Router, mut stop: watch::Receiver<bool>) {
    // Without this, small writes of a dripping body would be gathered; a failure only costs that.
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
        // Closing a socket that does not linger sends RST. Where it cannot be set, the peer is gone already.
        let _ = stream.set_zero_linger();
    }
}
