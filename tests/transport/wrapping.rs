//! Transports that a consumer sets up or wraps: what is sent, what an error's outcome is, and what nothing shows.

use crate::support::{Canned, KEY};
use bcrumbs::{
    AgentId, ApiKey, Assignee, CallInfo, ChannelId, Client, ClientBuilder, ConversationId, Error, ErrorKind,
    HttpTransport, Idempotency, Outcome, Recipient, RetryPolicy, TimeoutPhase, Transport, TransportError,
    TransportErrorKind, TransportFuture, Workspace,
};
use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

const LIST: &str = r#"{"data":{"convs":{"nodes":[],"pageInfo":{"hasNextPage":false}}}}"#;
const STARTED: &str =
    r#"{"data":{"startConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;
const ASSIGNED: &str =
    r#"{"data":{"assignConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00Z"}}}"#;

/// Runs some code before each request, which decides whether it is sent.
struct Wrapped<T, F>(T, F);

impl<T, F> std::fmt::Debug for Wrapped<T, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wrapped")
    }
}

impl<T, F> Transport for Wrapped<T, F>
where
    T: Transport,
    F: Fn(&mut http::Request<Bytes>) -> Result<(), TransportError> + Send + Sync + 'static,
{
    fn send(&self, mut request: http::Request<Bytes>) -> TransportFuture<'_> {
        match (self.1)(&mut request) {
            Ok(()) => self.0.send(request),
            Err(error) => Box::pin(async { Err(error) }),
        }
    }
}

/// Waits before each request.
#[derive(Debug)]
struct Slow(Canned, Duration);

impl Transport for Slow {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            tokio::time::sleep(self.1).await;
            self.0.send(request).await
        })
    }
}

fn builder(transport: impl Transport) -> ClientBuilder {
    Client::builder(ApiKey::new(KEY)).transport(transport)
}

fn workspace(transport: impl Transport) -> Workspace {
    builder(transport).build().unwrap().workspace(12)
}

async fn start(workspace: &Workspace) -> Result<u32, Error> {
    let channel = ChannelId::from("channel1");
    let started = workspace.start_conversation(&channel, Recipient::phone("+12025550123"), "hello").await?;
    Ok(started.attempts())
}

/// Answers each request of each connection, and keeps the heads of the requests.
#[derive(Clone, Debug, Default)]
struct Heads(Arc<Mutex<Vec<String>>>);

impl Heads {
    async fn serve(&self, mut stream: impl AsyncRead + AsyncWrite + Unpin, body: &str) {
        let mut read = Vec::new();
        while stream.read_buf(&mut read).await.is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&read).into_owned();
            let Some((head, rest)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if rest.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                self.0.lock().unwrap().push(head.to_owned());
                read.clear();
                let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        }
    }

    /// Returns the endpoint of a server that gives every request the same answer.
    async fn listen(&self, body: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let heads = heads.clone();
                tokio::spawn(async move { heads.serve(stream, body).await });
            }
        });
        format!("http://{address}/core/gq")
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

fn header(name: &'static str, value: &str) -> (HeaderName, HeaderValue) {
    (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
}

#[tokio::test]
async fn a_wrapper_that_adds_a_header_sends_it_with_all_others() {
    let heads = Heads::default();
    let endpoint = heads.listen(LIST).await;
    let http = HttpTransport::builder(&*endpoint).build().unwrap();
    let wrapped = Wrapped(http, |request: &mut http::Request<Bytes>| {
        request.headers_mut().insert("x-trace", HeaderValue::from_static("abc"));
        Ok(())
    });
    let client = builder(wrapped).endpoint(endpoint).build().unwrap();
    client.workspace(12).conversations().page().await.unwrap();
    let head = &heads.all()[0];
    for line in ["x-trace: abc", &format!("authorization: {KEY}"), "content-type: application/json"] {
        assert!(head.lines().any(|sent| sent == line), "{line} in {head}");
    }
}

#[tokio::test]
async fn a_request_that_a_wrapper_refuses_did_not_run_and_is_not_sent_again() {
    let canned = Canned::default();
    let wrapped = Wrapped(canned.clone(), |_: &mut http::Request<Bytes>| {
        Err(TransportError::new(TransportErrorKind::NotSent).with_source("the circuit is open"))
    });
    let workspace = workspace(wrapped);
    for error in [start(&workspace).await.unwrap_err(), workspace.conversations().page().await.unwrap_err()] {
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::NotExecuted));
        assert_eq!((error.attempts(), error.is_retryable(), error.retry_after()), (1, false, None));
        let (text, source) = (error.to_string(), std::error::Error::source(&error).unwrap().to_string());
        assert!(text.contains("the transport did not send the request"), "{text}");
        assert!(text.contains("the source of this error has the reason"), "{text}");
        assert_eq!(source, "the circuit is open");
    }
    assert!(canned.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_wrapper_that_delays_a_mutation_sends_it_once_after_the_time_that_it_named() {
    let canned = Canned::one(200, STARTED);
    let begun = tokio::time::Instant::now();
    let wait = Duration::from_secs(7);
    let wrapped = Wrapped(canned.clone(), move |_: &mut http::Request<Bytes>| {
        let left = wait.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Ok(());
        }
        Err(TransportError::new(TransportErrorKind::NotSent).with_retry_after(left))
    });
    assert_eq!(start(&workspace(wrapped)).await.unwrap(), 2);
    assert_eq!(canned.requests().len(), 1);
    assert!(begun.elapsed() >= wait);
}

#[tokio::test(start_paused = true)]
async fn a_wrapper_that_names_a_time_past_the_deadline_fails_at_once_and_no_other_call_waits() {
    let canned = Canned::one(200, LIST);
    let wait = Duration::from_secs(90);
    let wrapped = Wrapped(canned.clone(), move |request: &mut http::Request<Bytes>| {
        match request.extensions().get::<CallInfo>().unwrap().operation {
            "startConv" => Err(TransportError::new(TransportErrorKind::NotSent).with_retry_after(wait)),
            _ => Ok(()),
        }
    });
    let workspace = workspace(wrapped);
    let begun = tokio::time::Instant::now();
    let error = start(&workspace).await.unwrap_err();
    assert_eq!((error.outcome(), error.is_retryable()), (Outcome::NotExecuted, true));
    assert_eq!((error.retry_after(), error.attempts()), (Some(wait), 1));
    workspace.conversations().page().await.unwrap();
    assert!(begun.elapsed().is_zero(), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_wait_inside_send_that_outlasts_the_attempt_leaves_the_outcome_open() {
    let canned = Canned::default();
    let client = builder(Slow(canned.clone(), Duration::from_secs(40))).build().unwrap();
    let error = start(&client.workspace(12)).await.unwrap_err();
    assert_eq!(error.timeout_phase(), Some(TimeoutPhase::Attempt));
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert!(canned.requests().is_empty());
    // Within the attempt's time nothing is different.
    let canned = Canned::one(200, STARTED);
    let client = builder(Slow(canned, Duration::from_secs(20))).build().unwrap();
    assert_eq!(start(&client.workspace(12)).await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn clones_share_a_rate_limit_and_a_call_without_a_turn_was_not_sent() {
    let canned = Canned::default();
    canned.push(503, "");
    (0..3).for_each(|_| canned.push(200, LIST));
    let limited = builder(canned.clone()).rate_limit(2, Duration::from_secs(10)).build().unwrap();
    let (workspace, begun) = (limited.workspace(12), tokio::time::Instant::now());
    // Two attempts: the turns of the first ten seconds.
    assert_eq!(workspace.conversations().page().await.unwrap().attempts(), 2);
    let other = limited.clone().workspace(12);
    let start = other.start_conversation(ChannelId::from("c"), Recipient::phone("+12025550123"), "hello");
    let error = start.timeout(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimited, Outcome::NotExecuted));
    assert_eq!((error.attempts(), error.is_retryable()), (0, true));
    assert!(error.retry_after().is_some_and(|wait| wait <= Duration::from_secs(10)), "{error}");
    assert_eq!(canned.requests().len(), 2);
    other.conversations().page().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn each_request_carries_its_operation_its_attempt_and_its_idempotency() {
    let canned = Canned::one(503, "");
    for body in [LIST, STARTED, ASSIGNED] {
        canned.push(200, body);
    }
    let workspace = workspace(canned.clone());
    workspace.conversations().page().await.unwrap();
    start(&workspace).await.unwrap();
    let (conversation, channel) = (ConversationId::from("c"), ChannelId::from("i"));
    workspace
        .assign_conversation(&conversation, &channel, Assignee::agent(AgentId::from("a")))
        .await
        .unwrap();
    let calls: Vec<_> = canned
        .requests()
        .iter()
        .map(|request| {
            let call = request.extensions().get::<CallInfo>().unwrap();
            (call.operation, call.attempt, call.idempotency)
        })
        .collect();
    let (twice, once) = (Idempotency::Idempotent, Idempotency::NotIdempotent);
    let expected =
        [("convs", 1, twice), ("convs", 2, twice), ("startConv", 1, once), ("assignConv", 1, twice)];
    assert_eq!(calls, expected);
}

#[tokio::test]
async fn an_application_name_and_default_headers_are_sent_and_a_header_of_the_request_is_kept() {
    let heads = Heads::default();
    let endpoint = heads.listen(LIST).await;
    let (team, trace) = (header("x-team", "support"), header("x-trace", "default"));
    let http = HttpTransport::builder(&*endpoint)
        .application("shop/1.4")
        .default_header(team.0, team.1)
        .default_header(trace.0, trace.1)
        .build()
        .unwrap();
    let wrapped = Wrapped(http, |request: &mut http::Request<Bytes>| {
        request.headers_mut().insert("x-trace", HeaderValue::from_static("own"));
        Ok(())
    });
    let client = builder(wrapped).endpoint(endpoint).build().unwrap();
    client.workspace(12).conversations().page().await.unwrap();
    let head = &heads.all()[0];
    let agent = format!("user-agent: shop/1.4 bcrumbs/{}", env!("CARGO_PKG_VERSION"));
    for line in ["x-team: support", "x-trace: own", &agent, &format!("authorization: {KEY}")] {
        assert_eq!(head.lines().filter(|sent| *sent == line).count(), 1, "{line} in {head}");
    }
    assert!(!head.contains("x-trace: default"), "{head}");
}

#[test]
fn a_setting_that_cannot_be_used_is_refused_and_not_shown() {
    const SECRET: &str = "Zq7secret";
    let of = |endpoint: &str| HttpTransport::builder(endpoint);
    let (https, loopback) = ("https://gateway.example/core/gq", "http://127.0.0.1:4000/core/gq");
    let mut refused = vec![
        (of(https).proxy(format!("ftp://me:{SECRET}@proxy.example")), "the proxy must be"),
        (of(https).proxy(format!("https://me:{SECRET}@")), "the proxy must be"),
        (of(https).proxy(SECRET), "the proxy must be"),
        (of(loopback).proxy(format!("http://me:{SECRET}@proxy.example")), "without a proxy"),
        (of(https).application(format!("{SECRET}\n")), "visible ASCII"),
        (of(https).application(format!("{SECRET}ü")), "visible ASCII"),
        (of(https).application(" "), "visible ASCII"),
        (of("http://gateway.example/"), "https"),
        (of(&format!("https://me:{SECRET}@gateway.example/")), "user name or password"),
        (of(https).root_certificate_pem(SECRET), "not PEM"),
    ];
    for name in ["authorization", "content-type", "user-agent", "host"] {
        let (name, value) = header(name, SECRET);
        refused.push((of(https).default_header(name, value), "cannot be a default header"));
    }
    #[cfg(any(feature = "rustls", feature = "ring"))]
    {
        let key = format!("-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n");
        refused.push((of(https).identity_pem(key.clone()), "client certificate"));
        refused.push((of(https).identity_pem(format!("-----BEGIN {SECRET}")), "client certificate"));
        refused.push((of(loopback).identity_pem(key), "needs an https endpoint"));
    }
    for (builder, reason) in refused {
        // An application's name is no secret, and it is what its user has to mend.
        let shown = format!("{builder:?}").replace(&format!("application: Some(\"{SECRET}"), "");
        let error = builder.build().unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Config, Outcome::NotExecuted));
        assert!(error.to_string().contains(reason), "{error}");
        let source = std::error::Error::source(&error).map(ToString::to_string);
        for text in [shown, error.to_string(), format!("{error:?}"), source.unwrap_or_default()] {
            assert!(!text.contains(SECRET), "{text}");
        }
    }
}

#[test]
fn what_a_transport_is_set_to_send_is_not_in_its_debug() {
    let (name, value) = header("x-api-token", "Zq7secret");
    let builder = HttpTransport::builder("https://gateway.example/core/gq?key=Zq7secret")
        .proxy("http://me:Zq7secret@proxy.example")
        .default_header(name, value);
    let shown = format!("{builder:?}");
    let built = builder.build().unwrap();
    let client = Client::builder(ApiKey::new(KEY)).transport(built.clone());
    for shown in [shown, format!("{built:?}"), format!("{client:?}")] {
        assert!(!shown.contains("Zq7secret"), "{shown}");
        assert!(shown.contains("https://gateway.example/core/gq?…") || shown.contains(KEY), "{shown}");
        assert!(shown.contains("x-api-token"), "{shown}");
    }
}

#[tokio::test]
async fn nothing_is_sent_to_another_address_than_the_endpoint_of_the_transport() {
    let heads = Heads::default();
    let endpoint = heads.listen(LIST).await;
    for other in ["https://localhost:1/core/gq", "http://127.0.0.1:1/core/gq"] {
        let http = HttpTransport::builder(other).build().unwrap();
        let client = builder(http).endpoint(&*endpoint).build().unwrap();
        let error = client.workspace(12).conversations().page().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::NotExecuted));
        assert!(std::error::Error::source(&error).unwrap().to_string().contains("another address"));
    }
    assert!(heads.all().is_empty());
}

#[tokio::test]
async fn a_limit_is_named_by_the_transport_that_has_it() {
    // A transport that says nothing of its limits.
    let foreign = Canned::default();
    foreign.push_answer(Err(TransportError::new(TransportErrorKind::ConnectTimeout)));
    foreign.push_answer(Err(TransportError::new(TransportErrorKind::TooLarge)));
    let list = foreign.client().workspace(12).conversations();
    let error = list.clone().page().await.unwrap_err();
    assert_eq!((error.kind(), error.timeout_phase()), (ErrorKind::Timeout, Some(TimeoutPhase::Connect)));
    assert!(error.to_string().contains("no connection to the gateway in time"), "{error}");
    assert!(!error.to_string().contains("5 s"), "{error}");
    let error = list.page().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(!error.to_string().contains("bytes"), "{error}");

    // The limit of what is wrapped, not the client's.
    let endpoint = Heads::default().listen(LIST).await;
    let http = HttpTransport::builder(&*endpoint).response_limit(10).build().unwrap();
    let client = builder(Wrapped(http, |_: &mut http::Request<Bytes>| Ok(()))).endpoint(endpoint);
    let list = client.build().unwrap().workspace(12).conversations();
    let error = list.page().await.unwrap_err();
    assert!(error.to_string().contains("larger than the limit of 10 bytes"), "{error}");
}

#[cfg(any(feature = "rustls", feature = "ring"))]
#[tokio::test]
async fn a_proxy_is_asked_to_connect_and_sees_neither_key_nor_body() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://me:pass@{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_buf(&mut head).await.unwrap();
        }
        String::from_utf8(head).unwrap().to_lowercase()
    });
    let endpoint = "https://gateway.invalid/core/gq";
    let http = HttpTransport::builder(endpoint).proxy(proxy).build().unwrap();
    let client = builder(http).endpoint(endpoint).retry(RetryPolicy::none()).build().unwrap();
    let error = client.workspace(12).conversations().page().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotExecuted);
    assert!(asked.is_finished(), "the proxy was not asked: {error}");
    let head = asked.await.unwrap();
    assert!(head.starts_with("connect gateway.invalid:443 "), "{head}");
    assert!(head.contains("proxy-authorization: basic bwu6cgfzcw=="), "{head}");
    assert!(!head.contains(KEY), "{head}");
}

#[cfg(feature = "http2")]
#[tokio::test]
async fn http2_is_used_at_once_where_it_is_always_used() {
    use bcrumbs::Http2;

    for (http2, expected) in
        [(Http2::Always, "PRI * HTTP/2.0"), (Http2::Negotiated, "POST /core/gq HTTP/1.1")]
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}/core/gq", listener.local_addr().unwrap());
        let first_line = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut read = [0; 64];
            let length = stream.read(&mut read).await.unwrap();
            String::from_utf8_lossy(&read[..length]).lines().next().unwrap().to_owned()
        });
        let http = HttpTransport::builder(&*endpoint).http2(http2).build().unwrap();
        let client = builder(http).endpoint(endpoint).retry(RetryPolicy::none()).build().unwrap();
        client.workspace(12).conversations().page().await.unwrap_err();
        assert_eq!(first_line.await.unwrap(), expected, "{http2:?}");
    }
}

#[cfg(any(feature = "rustls", feature = "ring"))]
mod tls {
    use super::{Heads, LIST, builder};
    use bcrumbs::{HttpTransport, RetryPolicy};
    use rcgen::{CertificateParams, KeyPair};
    use std::sync::{Arc, Mutex};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::crypto::ring;
    use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
    use tokio_rustls::rustls::server::WebPkiClientVerifier;
    use tokio_rustls::rustls::{RootCertStore, ServerConfig};

    struct Identity {
        key: KeyPair,
        certificate: rcgen::Certificate,
    }

    impl Identity {
        fn new() -> Self {
            let key = KeyPair::generate().unwrap();
            let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
            Self { certificate: params.self_signed(&key).unwrap(), key }
        }

        fn pem(&self) -> String {
            format!("{}{}", self.key.serialize_pem(), self.certificate.pem())
        }
    }

    type Protocols = Arc<Mutex<Vec<Option<Vec<u8>>>>>;

    /// Returns the endpoint of a server that accepts this client only, and the protocols that were agreed on.
    async fn listen(server: &Identity, client: &Identity) -> (String, Protocols) {
        let mut roots = RootCertStore::empty();
        roots.add(client.certificate.der().clone()).unwrap();
        let provider = Arc::new(ring::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider.clone());
        let secret = PrivatePkcs8KeyDer::from(server.key.serialize_der());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(verifier.build().unwrap())
            .with_single_cert(vec![server.certificate.der().clone()], secret.into())
            .unwrap();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        if cfg!(feature = "http2") {
            config.alpn_protocols.insert(0, b"h2".to_vec());
        }
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let protocols = Protocols::default();
        let seen = protocols.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(stream) = acceptor.accept(stream).await else { continue };
                seen.lock().unwrap().push(stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec));
                Heads::default().serve(stream, LIST).await;
            }
        });
        (format!("https://localhost:{port}/core/gq"), protocols)
    }

    #[tokio::test]
    async fn a_server_that_asks_for_a_client_certificate_gets_it() {
        let (server, own, other) = (Identity::new(), Identity::new(), Identity::new());
        let (endpoint, protocols) = listen(&server, &own).await;
        let transport = || {
            let transport = HttpTransport::builder(&*endpoint).root_certificate_pem(server.certificate.pem());
            #[cfg(feature = "http2")]
            let transport = transport.http2(bcrumbs::Http2::Never);
            transport
        };
        let client = |transport: HttpTransport| {
            builder(transport).endpoint(&*endpoint).retry(RetryPolicy::none()).build().unwrap().workspace(12)
        };
        for refused in [transport(), transport().identity_pem(other.pem())] {
            client(refused.build().unwrap()).conversations().page().await.unwrap_err();
        }
        assert!(protocols.lock().unwrap().is_empty());
        let accepted = transport().identity_pem(own.pem());
        assert!(!format!("{accepted:?}").contains("PRIVATE"));
        client(accepted.build().unwrap()).conversations().page().await.unwrap();
        let offered = protocols.lock().unwrap().clone();
        assert_eq!(offered.len(), 1);
        assert_ne!(offered[0].as_deref(), Some(b"h2".as_slice()), "HTTP/2 was switched off");
    }
}
