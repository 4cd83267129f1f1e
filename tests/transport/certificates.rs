//! TLS for real: whose certificate is trusted, and that a refusal is final.

use crate::calls::{GOOD, Report, builder, query, report_of_query, report_of_start, start};
use crate::server::{Peer, Server};
use bcrumbs::{ErrorKind, Outcome};
use rcgen::{CertificateParams, KeyPair};
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::{ServerConfig, version};
use tokio_rustls::server::TlsStream;

/// A certificate of its own making, and what a server needs to use it.
pub(crate) struct Identity {
    /// For clients that are to trust it.
    pub(crate) pem: String,
    config: Arc<ServerConfig>,
}

impl Identity {
    /// A certificate for the names, offering the protocols.
    pub(crate) fn new(names: &[&str], protocols: &[&str]) -> Self {
        Self::of(
            &CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap(),
            protocols,
        )
    }

    fn of(params: &CertificateParams, protocols: &[&str]) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let secret = PrivatePkcs8KeyDer::from(key.serialize_der());
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], secret.into())
            .unwrap();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        Self { pem: certificate.pem(), config: Arc::new(config) }
    }

    /// Plays `play` on every connection whose handshake succeeds.
    pub(crate) async fn serve<F: Future<Output = ()> + Send + 'static>(
        &self,
        play: impl Fn(Peer<TlsStream<TcpStream>>) -> F + Clone + Send + 'static,
    ) -> Server {
        let acceptor = tokio_rustls::TlsAcceptor::from(self.config.clone());
        Server::start(move |peer| {
            let (acceptor, play) = (acceptor.clone(), play.clone());
            async move {
                let Peer { stream, seen } = peer;
                if let Ok(stream) = acceptor.accept(stream).await {
                    play(Peer { stream, seen }).await;
                }
            }
        })
        .await
    }

    async fn answers(&self) -> Server {
        self.serve(|mut peer| async move {
            while peer.request().await.is_some() {
                peer.answer(GOOD).await;
            }
        })
        .await
    }
}

/// Sees both calls refused after one handshake each.
async fn is_not_trusted(server: &Server, roots: &[&Identity]) {
    let settings = || {
        roots.iter().fold(builder(&server.tls_endpoint()), |all, root| all.root_certificate_pem(&*root.pem))
    };
    let expected = Report::new(1, 0, ErrorKind::Connect, Outcome::NotExecuted);
    assert_eq!(report_of_query(server, settings()).await, expected);
    assert_eq!(report_of_start(server, settings()).await, expected);
    let error = query(&settings().build().unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("certificate is not trusted"), "{error}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_self_signed_certificate_is_refused_and_not_tried_again() {
    let server = Identity::new(&["localhost"], &[]).answers().await;
    is_not_trusted(&server, &[]).await;
}

#[tokio::test]
async fn a_self_signed_certificate_is_accepted_where_it_was_added() {
    let (own, other) = (Identity::new(&["localhost"], &[]), Identity::new(&["localhost"], &[]));
    let server = own.answers().await;
    let settings =
        builder(&server.tls_endpoint()).root_certificate_pem(&*other.pem).root_certificate_pem(&*own.pem);
    let client = settings.build().unwrap();
    query(&client).await.unwrap();
    start(&client).await.unwrap();
    assert_eq!((server.connections(), server.requests("convs"), server.requests("startConv")), (1, 1, 1));
}

#[tokio::test]
async fn an_address_is_as_good_as_a_name() {
    let own = Identity::new(&["127.0.0.1"], &[]);
    let server = own.answers().await;
    let endpoint = server.tls_endpoint().replace("localhost", "127.0.0.1");
    query(&builder(&endpoint).root_certificate_pem(&*own.pem).build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_certificate_of_somebody_else_is_refused() {
    let server = Identity::new(&["localhost"], &[]).answers().await;
    is_not_trusted(&server, &[&Identity::new(&["localhost"], &[])]).await;
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let own = Identity::new(&["gateway.example"], &[]);
    let server = own.answers().await;
    is_not_trusted(&server, &[&own]).await;
}

#[tokio::test]
async fn a_certificate_that_has_expired_is_refused() {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2001, 1, 1);
    params.not_after = rcgen::date_time_ymd(2002, 1, 1);
    let own = Identity::of(&params, &[]);
    let server = own.answers().await;
    is_not_trusted(&server, &[&own]).await;
}
