//! Brings what processes tell each other from one Redis to another, late, the last
//! first, and some of it twice.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::redis::Redis;

/// What comes within so long is brought together.
const HELD: Duration = Duration::from_millis(150);

/// Ends when it is dropped.
pub struct Relay(Vec<JoinHandle<()>>);

/// A channel and what is said there.
type Said = (Vec<u8>, Vec<u8>);

impl Relay {
    pub async fn starts(from: &Redis, to: &Redis) -> Self {
        let (mut from, to) = (BufReader::new(from.connects().await), to.connects().await);
        from.write_all(b"PSUBSCRIBE natter:*\r\n").await.unwrap();
        assert_eq!(reply(&mut from).await.as_deref(), Some(&b"psubscribe"[..]), "it is listened");
        // The pattern, and how many there are.
        let mut rest = Vec::new();
        while !rest.starts_with(b":") {
            rest.clear();
            from.read_until(b'\n', &mut rest).await.unwrap();
        }
        let (sender, said) = mpsc::unbounded_channel();
        Self(vec![tokio::spawn(hears(from, sender)), tokio::spawn(tells(to, said))])
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

/// The first part of the next reply.
async fn reply(from: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    from.read_line(&mut String::new()).await.ok()?;
    part(from).await
}

async fn part(from: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut length = String::new();
    from.read_line(&mut length).await.ok()?;
    let length: usize = length.trim_start_matches('$').trim().parse().ok()?;
    let mut part = vec![0; length + 2];
    from.read_exact(&mut part).await.ok()?;
    part.truncate(length);
    Some(part)
}

async fn hears(mut from: BufReader<TcpStream>, sender: mpsc::UnboundedSender<Said>) {
    loop {
        // What it is, the pattern, the channel and the text.
        let (Some(_), Some(_)) = (reply(&mut from).await, part(&mut from).await) else { return };
        let (Some(channel), Some(text)) = (part(&mut from).await, part(&mut from).await) else {
            return;
        };
        if sender.send((channel, text)).is_err() {
            return;
        }
    }
}

async fn tells(to: TcpStream, mut said: mpsc::UnboundedReceiver<Said>) {
    let mut to = BufReader::new(to);
    while let Some(first) = said.recv().await {
        sleep(HELD).await;
        let mut held = vec![first.clone(), first];
        while let Ok(next) = said.try_recv() {
            held.push(next);
        }
        for said in held.iter().rev() {
            to.write_all(&publish(said)).await.unwrap();
            to.read_line(&mut String::new()).await.unwrap();
        }
    }
}

fn publish((channel, text): &Said) -> Vec<u8> {
    let mut command = b"*3\r\n$7\r\nPUBLISH\r\n".to_vec();
    for part in [channel, text] {
        command.extend(format!("${}\r\n", part.len()).bytes());
        command.extend(part);
        command.extend(b"\r\n");
    }
    command
}
