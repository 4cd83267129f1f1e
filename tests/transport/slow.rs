//! Responses that never end: each attempt has a time limit, even if bytes still arrive.

use crate::calls::{GOOD, Report, TRIES, builder, ms, report_of_query, report_of_start, start};
use crate::server::{Server, head};
use bcrumbs::{ErrorKind, Outcome, TimeoutPhase};
use std::time::Instant;

/// Bounds each attempt by 40 ms: what the server does takes longer.
async fn is_cut_off(server: &Server) {
    let settings = || builder(&server.endpoint()).attempt_timeout(ms(40));
    let began = Instant::now();
    let of_query = report_of_query(server, settings()).await;
    assert_eq!(of_query, Report::new(TRIES, TRIES, ErrorKind::Timeout, Outcome::Unknown));
    let of_start = report_of_start(server, settings()).await;
    assert_eq!(of_start, Report::new(1, 1, ErrorKind::Timeout, Outcome::Unknown));
    assert!(began.elapsed() < ms(2_000), "{:?}", began.elapsed());
    let error = start(&settings().build().unwrap()).await.unwrap_err();
    assert_eq!(error.timeout_phase(), Some(TimeoutPhase::Attempt));
}

#[tokio::test]
async fn a_body_that_trickles_is_cut_off_by_the_attempt_timeout() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        peer.send(head(GOOD.len())).await;
        for byte in GOOD.bytes() {
            tokio::time::sleep(ms(5)).await;
            peer.send([byte]).await;
        }
    })
    .await;
    is_cut_off(&server).await;
}

#[tokio::test]
async fn a_head_that_trickles_is_cut_off_by_the_attempt_timeout() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        for byte in head(GOOD.len()).bytes() {
            tokio::time::sleep(ms(5)).await;
            peer.send([byte]).await;
        }
    })
    .await;
    is_cut_off(&server).await;
}

#[tokio::test]
async fn a_server_that_only_sends_hints_is_cut_off_by_the_attempt_timeout() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        for _ in 0..200 {
            tokio::time::sleep(ms(5)).await;
            peer.send("HTTP/1.1 103 Early Hints\r\n\r\n").await;
        }
    })
    .await;
    is_cut_off(&server).await;
}

#[tokio::test]
async fn a_call_that_is_dropped_gives_up_its_connection() {
    let (gone, is_gone) = tokio::sync::oneshot::channel();
    let gone = std::sync::Mutex::new(Some(gone));
    let server = Server::start(move |mut peer| {
        let gone = gone.lock().unwrap().take();
        async move {
            peer.request().await;
            peer.ended().await;
            gone.unwrap().send(()).unwrap();
        }
    })
    .await;
    let client = builder(&server.endpoint()).build().unwrap();
    assert!(tokio::time::timeout(ms(40), start(&client)).await.is_err());
    tokio::time::timeout(ms(2_000), is_gone).await.expect("the connection is still open").unwrap();
    assert_eq!((server.connections(), server.requests("startConv")), (1, 1));
}
