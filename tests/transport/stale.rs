//! Connections that were kept for the next call and that the server has closed meanwhile.

use crate::calls::{GOOD, TRIES, builder, query, start};
use crate::server::{Peer, Server};
use bcrumbs::{ErrorKind, Outcome};
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// Answers one request and closes the connection; notifies when the client has closed it as well.
async fn answer_once(mut peer: Peer<TcpStream>, closed: Arc<Notify>) {
    peer.request().await;
    peer.answer(GOOD).await;
    peer.stream.shutdown().await.unwrap();
    peer.ended().await;
    closed.notify_one();
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_not_used() {
    let closed = Arc::new(Notify::new());
    let signal = closed.clone();
    let server = Server::start(move |peer| answer_once(peer, signal.clone())).await;
    let client = builder(&server.endpoint()).build().unwrap();
    query(&client).await.unwrap();
    closed.notified().await;
    start(&client).await.unwrap();
    closed.notified().await;
    query(&client).await.unwrap();
    assert_eq!((server.connections(), server.requests("convs"), server.requests("startConv")), (3, 2, 1));
}

#[tokio::test]
async fn a_close_that_crosses_the_next_call_sends_nothing_twice() {
    for _ in 0..100 {
        // It closes without waiting, so that the next call may or may not have noticed.
        let server = Server::start(|mut peer| async move {
            peer.request().await;
            peer.answer(GOOD).await;
        })
        .await;
        let client = builder(&server.endpoint()).build().unwrap();
        query(&client).await.unwrap();
        match start(&client).await {
            Ok(()) => assert_eq!(server.requests("startConv"), 1),
            Err(error) => {
                assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown));
                assert_eq!((error.attempts(), server.requests("startConv")), (1, 0));
            }
        }
        query(&client).await.unwrap();
    }
}

#[tokio::test]
async fn a_connection_that_dies_under_its_second_request_may_have_run_it() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        peer.answer(GOOD).await;
        peer.request().await;
    })
    .await;
    let client = builder(&server.endpoint()).build().unwrap();
    query(&client).await.unwrap();
    let error = start(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown));
    assert_eq!((error.attempts(), server.connections(), server.requests("startConv")), (1, 1, 1));
}

#[tokio::test]
async fn a_connection_that_is_reset_under_its_second_request_may_have_run_it() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        peer.answer(GOOD).await;
        peer.request().await;
        peer.reset();
    })
    .await;
    let client = builder(&server.endpoint()).build().unwrap();
    query(&client).await.unwrap();
    let error = start(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown));
    assert_eq!((error.attempts(), server.requests("startConv")), (1, 1));
    // A query is sent again, over a connection of its own, and is answered there.
    query(&client).await.unwrap();
    query(&client).await.unwrap();
    assert!(server.requests("convs") <= 1 + 1 + TRIES, "{}", server.requests("convs"));
}
