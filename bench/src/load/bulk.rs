//! Large bodies, up or down, several at once: a connection for each, and a thread that
//! waits, since they are few.

use std::{
    io::{self, Read, Write},
    net::{SocketAddrV4, TcpStream},
    thread,
    time::{Duration, Instant},
};

use super::http::Head;

const PATIENCE: Duration = Duration::from_secs(60);
const BUFFER: usize = 256 * 1024;

/// One request.
pub struct Bulk<'b> {
    pub to: SocketAddrV4,
    /// Its first line and others, each with its line end. `{n}` is which of those it is
    /// that go at the same time.
    pub head: String,
    /// Pieces that follow each other; none is no body.
    pub body: Vec<&'b [u8]>,
    pub status: u16,
}

/// An answer.
pub struct Came {
    /// What came first of it, the head included.
    pub begin: Vec<u8>,
    /// Bytes without the head.
    pub length: usize,
}

impl Bulk<'_> {
    /// So many at once, each again as soon as it is done: how many are done in a second.
    pub fn rate(&self, at_once: usize, time: Duration) -> Result<f64, String> {
        together(at_once, |number| self.once(number))?;
        let started = Instant::now();
        let done = together(at_once, |number| {
            let mut done = 0.0;
            while started.elapsed() < time {
                self.once(number)?;
                done += 1.0;
            }
            Ok(done)
        })?;
        Ok(done.iter().sum::<f64>() / started.elapsed().as_secs_f64())
    }

    pub fn once(&self, number: usize) -> Result<Came, String> {
        self.pausing(number, |_| ())
    }

    /// Calls this before each piece, with its place.
    pub fn pausing(&self, number: usize, before: impl Fn(usize)) -> Result<Came, String> {
        let came = self.exchange(number, before).map_err(|error| format!("{}: {error}", self.to));
        let (begin, all) = came?;
        let head = Head::parse(&begin)?.ok_or("an answer without a head")?;
        if head.status != self.status {
            return Err(format!("status {}: {}", head.status, String::from_utf8_lossy(&begin)));
        }
        let length = all - head.length;
        match head.content_length {
            Some(promised) if promised != length => {
                Err(format!("{length} of {promised} bytes came"))
            }
            _ => Ok(Came { begin, length }),
        }
    }

    /// What came first, and how many bytes came.
    fn exchange(&self, number: usize, before: impl Fn(usize)) -> io::Result<(Vec<u8>, usize)> {
        let mut stream = TcpStream::connect(self.to)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.write_all(self.whole_head(number).as_bytes())?;
        for (place, piece) in self.body.iter().enumerate() {
            before(place);
            stream.write_all(piece)?;
        }
        let mut buffer = vec![0; BUFFER];
        let (mut begin, mut all) = (Vec::new(), 0);
        loop {
            match stream.read(&mut buffer)? {
                0 => return Ok((begin, all)),
                length => {
                    if begin.len() < BUFFER {
                        begin.extend_from_slice(&buffer[..length]);
                    }
                    all += length;
                }
            }
        }
    }

    fn whole_head(&self, number: usize) -> String {
        let length = self.body.iter().map(|piece| piece.len()).sum::<usize>();
        let length = match length {
            0 => String::new(),
            length => format!("Content-Length: {length}\r\n"),
        };
        let head = self.head.replace("{n}", &number.to_string());
        format!("{head}Host: {}\r\nConnection: close\r\n{length}\r\n", self.to)
    }
}

/// Does it so many times at once, numbered from 0.
pub fn together<T: Send>(
    count: usize,
    one: impl Fn(usize) -> Result<T, String> + Sync,
) -> Result<Vec<T>, String> {
    let one = &one;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|number| scope.spawn(move || one(number))).collect();
        let gave_up = |_| "a client gave up".to_owned();
        threads.into_iter().map(|thread| thread.join().map_err(gave_up)?).collect()
    })
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    /// What a request was, and what came when this was the answer.
    fn asks(answer: &'static [u8]) -> (Vec<u8>, Result<usize, String>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let to = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 200];
            let mut length = 0;
            while !request[..length].ends_with(b"abcd") {
                length += stream.read(&mut request[length..]).unwrap();
            }
            stream.write_all(answer).unwrap();
            request[..length].to_vec()
        });
        let head = "PUT /put/{n} HTTP/1.1\r\n".to_owned();
        let bulk = Bulk { to, head, body: vec![b"ab", b"cd"], status: 201 };
        let came = bulk.once(3).map(|came| came.length);
        (server.join().unwrap(), came)
    }

    #[test]
    fn all_pieces_go_and_all_of_the_answer_must_come() {
        let (request, came) = asks(b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok");
        let request = String::from_utf8(request).unwrap();
        assert!(request.starts_with("PUT /put/3 HTTP/1.1\r\n"), "{request}");
        assert!(request.ends_with("Content-Length: 4\r\n\r\nabcd"), "{request}");
        assert_eq!(came, Ok(2));
        let (_, cut) = asks(b"HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\nok");
        assert_eq!(cut.unwrap_err(), "2 of 3 bytes came");
        assert!(asks(b"HTTP/1.1 200 OK\r\n\r\n").1.is_err());
    }
}
