//! Bytes as no client library would send them.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use tokio::task::spawn_blocking;

use super::Visitor;

/// Sends bytes as they are and reads until the server closes.
pub async fn raw(visitor: &Visitor, bytes: impl Into<Vec<u8>>) -> String {
    let address = visitor.origin().replace("http://", "");
    let bytes = bytes.into();
    let talk = move || {
        let mut connection = TcpStream::connect(address).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
        connection.write_all(&bytes).unwrap();
        let mut answer = Vec::new();
        // A reset is a way to close, too; a time-out is not.
        if let Err(error) = connection.read_to_end(&mut answer) {
            assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
        }
        String::from_utf8_lossy(&answer).into_owned()
    };
    spawn_blocking(talk).await.unwrap()
}
