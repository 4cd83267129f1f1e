//! Whether the endpoint's name has an address and something listens there, before anything is said to it.

use crate::commands::doctor::check::Check;
use std::env;
use std::io;
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use url::Url;

const NAME: &str = "connection";

/// Variables that may send https by a proxy.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// Connects and hangs up.
pub(crate) async fn check(endpoint: &Url, limit: Duration) -> Check {
    let set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    // Plain http goes to this machine only, and by no proxy.
    if let Some(proxy) = PROXIES.iter().find(|name| endpoint.scheme() == "https" && set(name)) {
        return Check::skip(NAME, format!("{proxy} is set, so a proxy may connect instead"));
    }
    let host = endpoint.host_str().unwrap_or_default();
    let address = format!("{host}:{}", endpoint.port_or_known_default().unwrap_or_default());
    match timeout(limit, connect(&address)).await {
        Ok(Ok(())) => Check::ok(NAME, format!("{address} accepts connections")),
        Ok(Err(Unreached::Name(problem))) => Check::fail(
            NAME,
            format!("{host} has no address ({problem})"),
            "check the name in the endpoint, and this machine's network and name server",
        ),
        Ok(Err(Unreached::Address(problem))) => Check::fail(
            NAME,
            format!("{address} accepts no connection ({problem})"),
            "check the endpoint's host and port, and what may stand between, such as a firewall or a VPN",
        ),
        Err(_) => Check::fail(
            NAME,
            format!("{address} does not answer within {} s", limit.as_secs_f64()),
            "check the network, and what may stand between, such as a firewall or a VPN",
        ),
    }
}

/// How far it went.
enum Unreached {
    Name(io::Error),
    Address(io::Error),
}

async fn connect(address: &str) -> Result<(), Unreached> {
    let addresses = lookup_host(address).await.map_err(Unreached::Name)?;
    let mut last = Unreached::Name(io::ErrorKind::NotFound.into());
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(_) => return Ok(()),
            Err(problem) => last = Unreached::Address(problem),
        }
    }
    Err(last)
}
