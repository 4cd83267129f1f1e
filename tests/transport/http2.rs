//! HTTP/2, frame by frame: streams that a server refuses, breaks or leaves behind as it goes away.

use crate::calls::{Report, TRIES, builder, query, report_of_query, report_of_start, start};
use crate::certificates::Identity;
use crate::server::{Peer, Server};
use bcrumbs::{Client, ClientBuilder, ErrorKind, Outcome};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;

/// `:status: 200` by its index in HPACK's static table.
const STATUS_200: [u8; 1] = [0x88];

type Http2 = Peer<TlsStream<TcpStream>>;

async fn greet(peer: &mut Http2) -> Option<()> {
    peer.stream.read_exact(&mut [0; PREFACE.len()]).await.ok()?;
    frame(peer, SETTINGS, 0, 0, &[]).await;
    Some(())
}

async fn frame(peer: &mut Http2, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = vec![length[1], length[2], length[3], kind, flags];
    bytes.extend_from_slice(&stream.to_be_bytes());
    bytes.extend_from_slice(payload);
    peer.send(bytes).await;
}

/// Reads frames until a stream's request is whole, and records it; `None` where the client is gone.
async fn request(peer: &mut Http2) -> Option<u32> {
    let mut body = Vec::new();
    loop {
        let mut head = [0; 9];
        peer.stream.read_exact(&mut head).await.ok()?;
        let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        peer.stream.read_exact(&mut payload).await.ok()?;
        let (kind, flags, stream) =
            (head[3], head[4], u32::from_be_bytes([head[5], head[6], head[7], head[8]]));
        match kind {
            SETTINGS if flags & ACK == 0 => frame(peer, SETTINGS, ACK, 0, &[]).await,
            DATA => body.extend_from_slice(&payload),
            _ => {}
        }
        if matches!(kind, DATA | HEADERS) && flags & END_STREAM != 0 {
            peer.seen.request(&body);
            return Some(stream);
        }
    }
}

async fn reset(peer: &mut Http2, stream: u32, reason: u32) {
    frame(peer, RST_STREAM, 0, stream, &reason.to_be_bytes()).await;
}

/// Announces that streams above `last` were not looked at and that no more are wanted.
async fn go_away(peer: &mut Http2, last: u32, reason: u32) {
    frame(peer, GOAWAY, 0, 0, &[last.to_be_bytes(), reason.to_be_bytes()].concat()).await;
}

async fn answer(peer: &mut Http2, stream: u32) {
    frame(peer, HEADERS, END_HEADERS, stream, &STATUS_200).await;
    frame(peer, DATA, END_STREAM, stream, crate::calls::GOOD.as_bytes()).await;
}

/// A server that plays HTTP/2, and the certificate that its clients trust.
struct Http2Server {
    server: Server,
    identity: Identity,
}

impl Http2Server {
    /// Plays `play` on every connection, after the greeting.
    async fn start<F: Future<Output = ()> + Send + 'static>(
        play: impl Fn(Http2) -> F + Clone + Send + Sync + 'static,
    ) -> Self {
        let identity = Identity::new(&["localhost"], &["h2", "http/1.1"]);
        let greet_and_play = move |mut peer| {
            let play = play.clone();
            async move {
                greet(&mut peer).await;
                play(peer).await;
            }
        };
        Self { server: identity.serve(greet_and_play).await, identity }
    }

    fn settings(&self) -> ClientBuilder {
        builder(&self.server.tls_endpoint()).root_certificate_pem(&*self.identity.pem)
    }

    fn client(&self) -> Client {
        self.settings().build().unwrap()
    }

    /// Asserts what is reported of both calls.
    async fn fails(&self, of_query: Report, of_start: Report) {
        assert_eq!(report_of_query(&self.server, self.settings()).await, of_query);
        assert_eq!(report_of_start(&self.server, self.settings()).await, of_start);
    }
}

#[tokio::test]
async fn calls_share_one_connection_where_the_server_offers_it() {
    let http2 = Http2Server::start(|mut peer| async move {
        while let Some(stream) = request(&mut peer).await {
            answer(&mut peer, stream).await;
        }
    })
    .await;
    let client = http2.client();
    query(&client).await.unwrap();
    start(&client).await.unwrap();
    assert_eq!(
        (http2.server.connections(), http2.server.requests("convs"), http2.server.requests("startConv")),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn a_stream_that_breaks_may_have_run() {
    for reason in [NO_ERROR, INTERNAL_ERROR] {
        let http2 = Http2Server::start(move |mut peer| async move {
            while let Some(stream) = request(&mut peer).await {
                reset(&mut peer, stream, reason).await;
            }
        })
        .await;
        let of_query = Report::new(1, TRIES, ErrorKind::Transport, Outcome::Unknown);
        let of_start = Report::new(1, 1, ErrorKind::Transport, Outcome::Unknown);
        http2.fails(of_query, of_start).await;
    }
}

#[tokio::test]
async fn a_stream_that_is_refused_did_not_run_and_is_sent_again() {
    let http2 = Http2Server::start(|mut peer| async move {
        while let Some(stream) = request(&mut peer).await {
            reset(&mut peer, stream, REFUSED_STREAM).await;
        }
    })
    .await;
    let expected = Report::new(1, TRIES, ErrorKind::Transport, Outcome::NotExecuted);
    http2.fails(expected, expected).await;
}

#[tokio::test]
async fn a_refused_stream_is_followed_by_one_that_runs_once() {
    let http2 = Http2Server::start(|mut peer| async move {
        if let Some(stream) = request(&mut peer).await {
            reset(&mut peer, stream, REFUSED_STREAM).await;
        }
        while let Some(stream) = request(&mut peer).await {
            answer(&mut peer, stream).await;
        }
    })
    .await;
    start(&http2.client()).await.unwrap();
    assert_eq!((http2.server.connections(), http2.server.requests("startConv")), (1, 2));
}

#[tokio::test]
async fn a_stream_that_a_server_going_away_has_not_looked_at_did_not_run() {
    let http2 = Http2Server::start(|mut peer| async move {
        request(&mut peer).await;
        go_away(&mut peer, 0, NO_ERROR).await;
        peer.ended().await;
    })
    .await;
    let expected = Report::new(TRIES, TRIES, ErrorKind::Transport, Outcome::NotExecuted);
    http2.fails(expected, expected).await;
}

#[tokio::test]
async fn a_stream_that_a_server_going_away_has_looked_at_may_have_run() {
    for reason in [NO_ERROR, INTERNAL_ERROR] {
        let http2 = Http2Server::start(move |mut peer| async move {
            if let Some(stream) = request(&mut peer).await {
                go_away(&mut peer, stream, reason).await;
            }
        })
        .await;
        let of_query = Report::new(TRIES, TRIES, ErrorKind::Transport, Outcome::Unknown);
        let of_start = Report::new(1, 1, ErrorKind::Transport, Outcome::Unknown);
        http2.fails(of_query, of_start).await;
    }
}

#[tokio::test]
async fn a_server_going_away_still_answers_what_it_has_looked_at() {
    let http2 = Http2Server::start(|mut peer| async move {
        if let Some(stream) = request(&mut peer).await {
            go_away(&mut peer, stream, NO_ERROR).await;
            answer(&mut peer, stream).await;
        }
        peer.ended().await;
    })
    .await;
    let client = http2.client();
    start(&client).await.unwrap();
    query(&client).await.unwrap();
    assert_eq!(
        (http2.server.connections(), http2.server.requests("startConv"), http2.server.requests("convs")),
        (2, 1, 1)
    );
}

#[tokio::test]
async fn a_connection_that_closes_under_a_stream_may_have_run_it() {
    let http2 = Http2Server::start(|mut peer| async move {
        request(&mut peer).await;
    })
    .await;
    let of_query = Report::new(TRIES, TRIES, ErrorKind::Transport, Outcome::Unknown);
    let of_start = Report::new(1, 1, ErrorKind::Transport, Outcome::Unknown);
    http2.fails(of_query, of_start).await;
}

#[tokio::test]
async fn a_body_that_breaks_off_may_have_run() {
    for reason in [NO_ERROR, INTERNAL_ERROR, REFUSED_STREAM] {
        let http2 = Http2Server::start(move |mut peer| async move {
            while let Some(stream) = request(&mut peer).await {
                frame(&mut peer, HEADERS, END_HEADERS, stream, &STATUS_200).await;
                frame(&mut peer, DATA, 0, stream, b"{\"data\":").await;
                reset(&mut peer, stream, reason).await;
            }
        })
        .await;
        let of_start = report_of_start(&http2.server, http2.settings()).await;
        assert_eq!((of_start.requests, of_start.outcome), (1, Outcome::Unknown), "{reason} {of_start:?}");
        let of_query = report_of_query(&http2.server, http2.settings()).await;
        assert_eq!(of_query.kind, of_start.kind, "{reason} {of_query:?}");
    }
}
