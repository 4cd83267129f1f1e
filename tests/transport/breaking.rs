//! Connections that break under a request: it may have run, so only what may be repeated is sent again.

use crate::calls::{GOOD, Report, TRIES, both, builder, query, start};
use crate::server::{Server, head};
use bcrumbs::{ErrorKind, Outcome};

/// What a broken connection means: as many attempts as there may be for a query, one for `startConv`.
async fn breaks(server: &Server) {
    let (of_query, of_start) = both(server).await;
    assert_eq!(of_query, Report::new(TRIES, TRIES, ErrorKind::Transport, Outcome::Unknown));
    assert_eq!(of_start, Report::new(1, 1, ErrorKind::Transport, Outcome::Unknown));
}

#[tokio::test]
async fn a_request_that_was_read_and_not_answered_may_have_run() {
    let server = Server::start(|mut peer| async move { drop(peer.request().await) }).await;
    breaks(&server).await;
}

#[tokio::test]
async fn a_connection_that_is_reset_after_reading_may_have_run() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        peer.reset();
    })
    .await;
    breaks(&server).await;
}

#[tokio::test]
async fn an_answer_that_ends_inside_its_head_may_have_run() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        peer.send("HTTP/1.1 200 OK\r\ncontent-ty").await;
    })
    .await;
    breaks(&server).await;
}

#[tokio::test]
async fn an_answer_shorter_than_announced_may_have_run() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        peer.send(format!("{}{GOOD}", head(GOOD.len() + 1))).await;
    })
    .await;
    breaks(&server).await;
}

#[tokio::test]
async fn an_answer_that_is_reset_half_way_may_have_run() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        peer.send(format!("{}{}", head(GOOD.len()), &GOOD[..GOOD.len() / 2])).await;
        peer.reset();
    })
    .await;
    breaks(&server).await;
}

#[tokio::test]
async fn a_chunked_answer_without_its_end_may_have_run() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        let chunk = format!("{:x}\r\n{GOOD}\r\n", GOOD.len());
        peer.send(format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunk}")).await;
    })
    .await;
    breaks(&server).await;
}

#[tokio::test]
async fn a_chunk_that_is_none_may_have_run() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{\"\r\nno number\r\n").await;
    })
    .await;
    breaks(&server).await;
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_compressed_answer_that_breaks_off_may_have_run() {
    use std::io::Write;

    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(GOOD.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    for missing in [1, packed.len() / 2, packed.len()] {
        let part = packed[..packed.len() - missing].to_vec();
        let length = packed.len();
        let server = Server::start(move |mut peer| {
            let mut answer =
                format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\n\r\n")
                    .into_bytes();
            answer.extend_from_slice(&part);
            async move {
                peer.request().await;
                peer.send(answer).await;
            }
        })
        .await;
        breaks(&server).await;
    }
}

#[tokio::test]
async fn what_is_no_http_may_have_run() {
    let server = Server::start(|mut peer| async move {
        peer.request().await;
        peer.send("SSH-2.0-OpenSSH_9.9\r\n\r\n").await;
    })
    .await;
    breaks(&server).await;
}

#[tokio::test]
async fn hints_before_the_answer_are_not_taken_for_it() {
    let server = Server::start(|mut peer| async move {
        while peer.request().await.is_some() {
            peer.send("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n").await;
            peer.send("HTTP/1.1 102 Processing\r\n\r\n").await;
            peer.answer(GOOD).await;
        }
    })
    .await;
    let client = builder(&server.endpoint()).build().unwrap();
    query(&client).await.unwrap();
    start(&client).await.unwrap();
    assert_eq!((server.connections(), server.requests("convs"), server.requests("startConv")), (1, 1, 1));
}
