//! `natter health`: is the process up that serves here?
//!
//! For containers, which have no other program that could ask. It asks for
//! `/healthz` and not `/readyz`: whoever restarts what is not healthy would do
//! harm while only the database or Redis is away.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    process::ExitCode,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(3);
const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const OK: &[u8] = b"HTTP/1.1 200 ";

/// Success when the process at `LISTEN_ADDR` answers in time.
pub async fn run(listen_addr: SocketAddr) -> ExitCode {
    let address = reachable(listen_addr);
    let sentence = match timeout(PATIENCE, is_up(address)).await {
        Ok(Ok(true)) => return ExitCode::SUCCESS,
        Ok(Ok(false)) => "what answers is not a healthy Natter".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no answer in time".to_owned(),
    };
    println!("{address}: {sentence}");
    ExitCode::FAILURE
}

async fn is_up(address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(REQUEST).await?;
    let mut answer = [0; OK.len()];
    stream.read_exact(&mut answer).await?;
    Ok(answer == OK)
}

/// Who listens everywhere is reached at home.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}
