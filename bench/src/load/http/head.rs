//! The head of an answer.

use memchr::memmem;

const MOST_BYTES: usize = 64 * 1024;

#[derive(Debug, Default, PartialEq)]
pub struct Head {
    pub status: u16,
    /// Bytes, the empty line included.
    pub length: usize,
    pub content_length: Option<usize>,
    pub chunked: bool,
    pub close: bool,
    pub event_stream: bool,
    /// `name=value` of each Set-Cookie.
    pub cookies: Vec<String>,
    pub location: Option<String>,
}

impl Head {
    /// None when it is not complete yet.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, String> {
        let end = match memmem::find(bytes, b"\r\n\r\n") {
            Some(end) => end,
            None if bytes.len() > MOST_BYTES => return Err("a head of over 64 KiB".to_owned()),
            None => return Ok(None),
        };
        let text = String::from_utf8_lossy(&bytes[..end]);
        let mut lines = text.split("\r\n");
        let mut head = Self::of_first_line(lines.next().unwrap_or_default())?;
        head.length = end + 4;
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            head.take(name, value.trim())?;
        }
        if head.status == 204 || head.status == 304 {
            head.content_length = Some(0);
            head.chunked = false;
        }
        Ok(Some(head))
    }

    fn of_first_line(line: &str) -> Result<Self, String> {
        let mut words = line.split(' ');
        let version = words.next().unwrap_or_default();
        let status = words.next().and_then(|status| status.parse().ok());
        match status {
            Some(status) if version.starts_with("HTTP/1.") => {
                Ok(Self { status, close: version == "HTTP/1.0", ..Self::default() })
            }
            _ => Err(format!("not an answer of HTTP/1: {line:?}")),
        }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name.to_ascii_lowercase().as_str() {
            "content-length" => {
                let length = value.parse().map_err(|_| format!("bad length {value:?}"))?;
                self.content_length = Some(length);
            }
            "transfer-encoding" => self.chunked = value.eq_ignore_ascii_case("chunked"),
            "connection" if value.eq_ignore_ascii_case("close") => self.close = true,
            "connection" if value.eq_ignore_ascii_case("keep-alive") => self.close = false,
            "content-type" => {
                self.event_stream = value.to_ascii_lowercase().starts_with("text/event-stream");
            }
            "set-cookie" => {
                let pair = value.split(';').next().unwrap_or_default();
                self.cookies.push(pair.trim().to_owned());
            }
            "location" => self.location = Some(value.to_owned()),
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_whole_or_not_there() {
        let answer = b"HTTP/1.1 303 See Other\r\nLocation: /a\r\nSet-Cookie: s=abc==; Path=/\r\nset-cookie: t=; Max-Age=0\r\nContent-Length: 3\r\n\r\nxyz";
        for cut in 0..answer.len() - 3 {
            assert_eq!(Head::parse(&answer[..cut]).unwrap(), None);
        }
        let head = Head::parse(answer).unwrap().unwrap();
        assert_eq!((head.status, head.content_length, head.close), (303, Some(3), false));
        assert_eq!(head.cookies, ["s=abc==", "t="]);
        assert_eq!(head.location.as_deref(), Some("/a"));
        assert_eq!(head.length, answer.len() - 3);
    }

    #[test]
    fn names_and_words_may_be_written_in_any_case() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-TYPE: Text/Event-Stream; charset=utf-8\r\nTransfer-Encoding: Chunked\r\nConnection: Close\r\n\r\n";
        let head = Head::parse(answer).unwrap().unwrap();
        assert!(head.event_stream && head.chunked && head.close);
        assert!(Head::parse(b"garbage\r\n\r\n").is_err());
    }
}
