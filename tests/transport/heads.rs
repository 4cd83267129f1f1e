//! A server that answers every request alike, and keeps the heads of the requests.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The heads of the requests. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heads(Arc<Mutex<Vec<String>>>);

impl Heads {
    /// Returns the endpoint of a server that gives every request the same answer.
    pub(crate) async fn listen(&self, body: &'static str) -> String {
        let port = self.listen_with(body, |stream| std::future::ready(Some(stream))).await;
        format!("http://127.0.0.1:{port}/core/gq")
    }

    /// Returns the port of the same server where each connection is opened by `open`, and closed where that is `None`.
    pub(crate) async fn listen_with<S, F>(
        &self,
        body: &'static str,
        open: impl Fn(TcpStream) -> F + Send + 'static,
    ) -> u16
    where
        S: AsyncRead + AsyncWrite + Send + Unpin,
        F: Future<Output = Option<S>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (heads, opened) = (heads.clone(), open(stream));
                tokio::spawn(async move {
                    if let Some(stream) = opened.await {
                        heads.serve(stream, body).await;
                    }
                });
            }
        });
        port
    }

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

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}
