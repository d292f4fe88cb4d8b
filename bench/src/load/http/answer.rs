//! A whole answer.

use super::{Chunked, Head};

#[derive(Debug)]
pub struct Answer {
    pub head: Head,
    pub body: Body,
}

#[derive(Debug)]
pub enum Body {
    /// Where it stands in what was received.
    At(std::ops::Range<usize>),
    Decoded(Vec<u8>),
}

impl Body {
    pub fn bytes<'b>(&'b self, received: &'b [u8]) -> &'b [u8] {
        match self {
            Self::At(place) => &received[place.clone()],
            Self::Decoded(bytes) => bytes,
        }
    }
}

impl Answer {
    /// None when more must come; `ended` says that nothing more will.
    pub fn parse(received: &[u8], ended: bool) -> Result<Option<Self>, String> {
        let found = match Head::parse(received)? {
            Some(head) => Self::body(&head, received, ended)?.map(|body| Self { head, body }),
            None => None,
        };
        match found {
            None if ended => Err("the connection ended before the answer did".to_owned()),
            found => Ok(found),
        }
    }

    fn body(head: &Head, received: &[u8], ended: bool) -> Result<Option<Body>, String> {
        let start = head.length;
        if head.chunked {
            let (mut chunked, mut body) = (Chunked::default(), Vec::new());
            chunked.feed(&received[start..], &mut |bytes: &[u8]| body.extend_from_slice(bytes))?;
            return Ok(chunked.is_done().then_some(Body::Decoded(body)));
        }
        let end = match head.content_length {
            Some(length) => start + length,
            None if ended => received.len(),
            None => return Ok(None),
        };
        Ok((received.len() >= end).then_some(Body::At(start..end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(received: &[u8], ended: bool) -> Result<Option<Vec<u8>>, String> {
        let answer = Answer::parse(received, ended)?;
        Ok(answer.map(|answer| answer.body.bytes(received).to_vec()))
    }

    #[test]
    fn a_body_ends_by_its_length_by_its_chunks_or_with_the_connection() {
        let by_length = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP";
        assert_eq!(parse(by_length, false).unwrap().unwrap(), b"hello");
        let cut = &by_length[..by_length.len() - 5];
        assert!(parse(cut, false).unwrap().is_none());
        assert!(parse(cut, true).is_err());
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
        assert_eq!(parse(chunked, false).unwrap().unwrap(), b"ok");
        assert!(parse(&chunked[..chunked.len() - 1], false).unwrap().is_none());
        let to_the_end = b"HTTP/1.0 200 OK\r\n\r\nto the end";
        assert!(parse(to_the_end, false).unwrap().is_none());
        assert_eq!(parse(to_the_end, true).unwrap().unwrap(), b"to the end");
    }

    #[test]
    fn an_answer_without_content_needs_no_length() {
        assert_eq!(parse(b"HTTP/1.1 204 No Content\r\n\r\n", false).unwrap().unwrap(), b"");
    }
}
