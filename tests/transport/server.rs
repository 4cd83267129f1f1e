//! A server on loopback that runs a test's script for each connection, and counts the requests.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Listens until it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    seen: Seen,
    task: JoinHandle<()>,
}

/// What came in so far. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    connections: usize,
    /// The bodies of the requests that were read to their end.
    bodies: Vec<String>,
}

impl Seen {
    /// Records a request that was read to its end.
    pub(crate) fn request(&self, body: &[u8]) {
        self.0.lock().unwrap().bodies.push(String::from_utf8_lossy(body).into_owned());
    }

    fn requests(&self, operation: &str) -> usize {
        let named = format!(r#""operationName":"{operation}""#);
        self.0.lock().unwrap().bodies.iter().filter(|body| body.contains(&named)).count()
    }
}

impl Server {
    /// Plays `play` on every connection, each in a task of its own.
    pub(crate) async fn start<F: Future<Output = ()> + Send + 'static>(
        play: impl Fn(Peer<TcpStream>) -> F + Send + 'static,
    ) -> Self {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), play).await
    }

    /// The same at one address.
    pub(crate) async fn start_at<F: Future<Output = ()> + Send + 'static>(
        address: SocketAddr,
        play: impl Fn(Peer<TcpStream>) -> F + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Seen::default());
        let noted = seen.clone();
        let task = tokio::spawn(async move {
            let mut plays = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                noted.0.lock().unwrap().connections += 1;
                stream.set_nodelay(true).unwrap();
                plays.spawn(play(Peer { stream, seen: noted.clone() }));
            }
        });
        Self { address, seen, task }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}/core/gq", self.address)
    }

    pub(crate) fn tls_endpoint(&self) -> String {
        format!("https://localhost:{}/core/gq", self.address.port())
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.0.lock().unwrap().connections
    }

    /// The number of requests for an operation that were read to their end.
    pub(crate) fn requests(&self, operation: &str) -> usize {
        self.seen.requests(operation)
    }

    /// Begins to count anew.
    pub(crate) fn forget(&self) {
        *self.seen.0.lock().unwrap() = Counts::default();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection, seen from the server.
#[derive(Debug)]
pub(crate) struct Peer<S> {
    pub(crate) stream: S,
    pub(crate) seen: Seen,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    /// Reads a request to its end and returns its head; `None` where the client is gone.
    pub(crate) async fn request(&mut self) -> Option<String> {
        let mut read = Vec::new();
        loop {
            let head = read.windows(4).position(|part| part == b"\r\n\r\n");
            if let Some((head, length)) = head.map(|at| (at, content_length(&read[..at]))) {
                let body = head + 4;
                if read.len() >= body + length {
                    self.seen.request(&read[body..]);
                    return Some(String::from_utf8_lossy(&read[..head]).into_owned());
                }
            }
            if self.stream.read_buf(&mut read).await.ok()? == 0 {
                return None;
            }
        }
    }

    /// Sends bytes; whether the client still wants them does not matter.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref()).await;
        let _ = self.stream.flush().await;
    }

    /// Sends a whole answer and leaves the connection open.
    pub(crate) async fn answer(&mut self, body: &str) {
        self.send(format!("{}{body}", head(body.len()))).await;
    }

    /// Waits until the client has closed its side.
    pub(crate) async fn ended(&mut self) {
        while matches!(self.stream.read(&mut [0; 1024]).await, Ok(1..)) {}
    }
}

impl Peer<TcpStream> {
    /// Breaks the connection by RST.
    pub(crate) fn reset(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }
}

/// The head of a good answer with a body of that length.
pub(crate) fn head(length: usize) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n")
}

fn content_length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let value = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    value.map_or(0, |value| value.trim().parse().unwrap())
}
