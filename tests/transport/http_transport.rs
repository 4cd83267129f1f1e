//! Transports that a consumer configures: the requests, the connections, and the values that are never shown.

use crate::heads::Heads;
use crate::support::KEY;
use crate::wrapping::{LIST, Wrapped, builder};
use bcrumbs::{ApiKey, Client, ErrorKind, HttpTransport, Outcome, RetryPolicy};
use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

fn header(name: &'static str, value: &str) -> (HeaderName, HeaderValue) {
    (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
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
        (of(loopback).proxy(format!("http://me:{SECRET}@proxy.example")), "no proxy is used"),
        (of(https).application(format!("{SECRET}\n")), "visible ASCII"),
        (of(https).application(format!("{SECRET}ü")), "visible ASCII"),
        (of(https).application(" "), "visible ASCII"),
        (of("http://gateway.example/"), "https"),
        (of(&format!("https://me:{SECRET}@gateway.example/")), "user name or password"),
        (of(https).root_certificate_pem(SECRET), "not in PEM format"),
    ];
    for name in ["authorization", "content-type", "user-agent", "host", "proxy-authorization"] {
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
        // The name of an application is not a secret, and the user needs it to correct the setting.
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
        assert!(std::error::Error::source(&error).unwrap().to_string().contains("not the endpoint"));
    }
    assert!(heads.all().is_empty());
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
    use crate::heads::Heads;
    use crate::wrapping::{LIST, builder};
    use bcrumbs::{HttpTransport, RetryPolicy};
    use rcgen::{CertificateParams, KeyPair};
    use std::sync::{Arc, Mutex};
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

    /// A server, and the protocols that its connections agreed on.
    struct Listening {
        endpoint: String,
        protocols: Protocols,
    }

    /// Starts a server that accepts this client only.
    async fn listen(server: &Identity, client: &Identity) -> Listening {
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
        let protocols = Protocols::default();
        let agreed = protocols.clone();
        let open = move |stream| {
            let (accepting, agreed) = (acceptor.accept(stream), agreed.clone());
            async move {
                let stream = accepting.await.ok()?;
                agreed.lock().unwrap().push(stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec));
                Some(stream)
            }
        };
        let port = Heads::default().listen_with(LIST, open).await;
        Listening { endpoint: format!("https://localhost:{port}/core/gq"), protocols }
    }

    #[tokio::test]
    async fn a_server_that_asks_for_a_client_certificate_gets_it() {
        let (server, own, other) = (Identity::new(), Identity::new(), Identity::new());
        let Listening { endpoint, protocols } = listen(&server, &own).await;
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
