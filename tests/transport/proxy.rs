//! A proxy from the environment must not receive a call to a loopback address: with plain HTTP it could read the key.

use crate::calls::{GOOD, builder, query, start};
use crate::server::Server;
use crate::support::{is_child, run_child};

/// Runs a child whose environment sends everything through a proxy, and returns how many connections the proxy saw.
async fn connections_to_the_proxy(test: &str, endpoint: &str) -> usize {
    let proxy = Server::start(|mut peer| async move {
        peer.request().await;
        peer.send("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n").await;
    })
    .await;
    let url = proxy.endpoint().replace("/core/gq", "");
    let mut variables = vec![("BCRUMBS_ENDPOINT", endpoint)];
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        variables.push((name, &url));
    }
    tokio::task::block_in_place(|| run_child(test, &variables));
    proxy.connections()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loopback_call_goes_past_the_proxy() {
    let server = Server::start(|mut peer| async move {
        while peer.request().await.is_some() {
            peer.answer(GOOD).await;
        }
    })
    .await;
    for host in ["127.0.0.1", "localhost"] {
        let endpoint = server.endpoint().replace("127.0.0.1", host);
        server.forget();
        assert_eq!(connections_to_the_proxy("proxy::child_that_calls_loopback", &endpoint).await, 0);
        assert_eq!((server.requests("convs"), server.requests("startConv")), (1, 1));
    }
}

#[tokio::test]
async fn child_that_calls_loopback() {
    if is_child() {
        let client = builder(&std::env::var("BCRUMBS_ENDPOINT").unwrap()).build().unwrap();
        query(&client).await.unwrap();
        start(&client).await.unwrap();
    }
}

#[cfg(any(feature = "rustls", feature = "ring"))]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_over_https_follows_the_environment() {
    let test = "proxy::child_that_calls_elsewhere";
    assert!(connections_to_the_proxy(test, "https://name.invalid/core/gq").await > 0);
}

#[tokio::test]
async fn child_that_calls_elsewhere() {
    if is_child() {
        let client = builder(&std::env::var("BCRUMBS_ENDPOINT").unwrap()).build().unwrap();
        query(&client).await.unwrap_err();
    }
}
