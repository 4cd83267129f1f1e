//! Connections that cannot be opened: nothing was sent, so even a call that must not run twice is retried.

use crate::calls::{Report, TRIES, both, builder, ms, query, report_of_query, report_of_start, start};
use crate::server::Server;
use crate::support::{is_child, run_child};
use bcrumbs::{ErrorKind, Outcome, TimeoutPhase};
use std::time::Duration;
use tokio::net::TcpStream;

#[tokio::test]
async fn a_refused_connection_is_tried_again_by_either_call() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/core/gq", listener.local_addr().unwrap());
    drop(listener);
    let client = builder(&endpoint).build().unwrap();
    for error in [query(&client).await.unwrap_err(), start(&client).await.unwrap_err()] {
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotExecuted));
        assert_eq!((error.attempts() as usize, error.is_retryable()), (TRIES, true));
    }
}

#[cfg(any(feature = "rustls", feature = "ring"))]
#[test]
fn a_name_that_no_server_has_is_a_connect_error() {
    run_child("connecting::child_with_a_name_that_no_server_has", &[]);
}

#[tokio::test]
async fn child_with_a_name_that_no_server_has() {
    if is_child() {
        // A label of 64 characters is no name, so the resolver gives up before it asks anybody.
        let client = builder(&format!("https://{}.invalid/core/gq", "a".repeat(64))).build().unwrap();
        for error in [query(&client).await.unwrap_err(), start(&client).await.unwrap_err()] {
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotExecuted));
            assert_eq!((error.attempts() as usize, error.is_retryable()), (TRIES, true));
        }
    }
}

#[cfg(any(feature = "rustls", feature = "ring"))]
#[tokio::test]
async fn a_server_that_speaks_no_tls_is_a_connect_error() {
    let server = Server::start(|mut peer| async move {
        peer.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
        peer.ended().await;
    })
    .await;
    let settings = || builder(&server.tls_endpoint());
    let expected = Report::new(TRIES, 0, ErrorKind::Connect, Outcome::NotExecuted);
    assert_eq!(report_of_query(&server, settings()).await, expected);
    assert_eq!(report_of_start(&server, settings()).await, expected);
}

#[cfg(any(feature = "rustls", feature = "ring"))]
#[tokio::test]
async fn a_handshake_that_hangs_is_cut_off_by_the_connect_timeout() {
    let server = Server::start(|mut peer| async move { peer.ended().await }).await;
    let settings = || builder(&server.tls_endpoint()).connect_timeout(ms(40));
    let expected = Report::new(TRIES, 0, ErrorKind::Timeout, Outcome::NotExecuted);
    assert_eq!(report_of_query(&server, settings()).await, expected);
    assert_eq!(report_of_start(&server, settings()).await, expected);
    let error = start(&settings().build().unwrap()).await.unwrap_err();
    assert_eq!(error.timeout_phase(), Some(TimeoutPhase::Connect));
    assert!(error.to_string().contains("connect timeout of 0.04 s"), "{error}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_server_with_a_full_backlog_is_cut_off_by_the_connect_timeout() {
    use socket2::{Domain, Socket, Type};

    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    listener.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap().as_socket().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = tokio::time::timeout(ms(20), TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
        assert!(waiting.len() < 50, "the backlog does not fill up");
    }
    let client = builder(&format!("http://{address}/core/gq")).connect_timeout(ms(20)).build().unwrap();
    for error in [query(&client).await.unwrap_err(), start(&client).await.unwrap_err()] {
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::NotExecuted));
        assert_eq!(error.timeout_phase(), Some(TimeoutPhase::Connect));
        assert_eq!(error.attempts() as usize, TRIES);
    }
}

#[tokio::test]
async fn a_connection_that_is_closed_at_once_leaves_the_outcome_open() {
    let server = Server::start(|peer| async move { drop(peer) }).await;
    let (of_query, of_start) = both(&server).await;
    assert_eq!(of_query, Report::new(TRIES, 0, ErrorKind::Transport, Outcome::Unknown));
    assert_eq!(of_start, Report::new(1, 0, ErrorKind::Transport, Outcome::Unknown));
}

#[tokio::test]
async fn a_call_that_could_not_connect_may_still_be_lost_by_its_next_attempt() {
    let held = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = held.local_addr().unwrap();
    drop(held);
    let client = builder(&format!("http://{address}/core/gq"))
        .retry(
            bcrumbs::RetryPolicy::default().max_attempts(200).first_backoff(ms(10)).longest_backoff(ms(10)),
        )
        .total_timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    let call = tokio::spawn(async move { start(&client).await.unwrap_err() });
    tokio::time::sleep(ms(20)).await;
    let server = Server::start_at(address, |mut peer| async move { drop(peer.request().await) }).await;
    let error = call.await.unwrap();
    assert!(error.attempts() > 1, "{error}");
    assert_eq!((server.requests("startConv"), error.outcome()), (1, Outcome::Unknown));
}
