//! `Transfer-Encoding: chunked`, decoded as it comes.

#[derive(Default, Clone, Copy, PartialEq, Debug)]
enum State {
    #[default]
    Size,
    Extension,
    Data,
    AfterData,
    BeforeSize,
    Trailer,
    TrailerLine,
    Done,
}

#[derive(Debug, Default)]
pub struct Chunked {
    state: State,
    left: u64,
    digits: u8,
}

impl Chunked {
    /// Gives the bytes of the body to `take`; returns how many bytes of the
    /// input were used, which are all but what follows the end.
    pub fn feed(&mut self, input: &[u8], take: &mut impl FnMut(&[u8])) -> Result<usize, String> {
        let mut at = 0;
        while at < input.len() && self.state != State::Done {
            if self.state == State::Data {
                let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(input.len() - at);
                take(&input[at..at + length]);
                self.left -= length as u64;
                at += length;
                if self.left == 0 {
                    self.state = State::AfterData;
                }
            } else {
                self.state = self.step(input[at])?;
                at += 1;
            }
        }
        Ok(at)
    }

    pub fn is_done(&self) -> bool {
        self.state == State::Done
    }

    /// What follows this byte, which is no data.
    fn step(&mut self, byte: u8) -> Result<State, String> {
        match (self.state, byte) {
            (State::Size, _) => self.size(byte),
            (State::Extension, b'\n') => Ok(self.after_size()),
            (State::AfterData, b'\r') => Ok(State::BeforeSize),
            (State::BeforeSize, b'\n') => Ok(State::Size),
            (State::AfterData | State::BeforeSize, _) => Err("no end of a chunk".to_owned()),
            (State::Trailer, b'\n') => Ok(State::Done),
            (State::Trailer, b'\r') => Ok(State::Trailer),
            (State::Trailer, _) => Ok(State::TrailerLine),
            (State::TrailerLine, b'\n') => Ok(State::Trailer),
            (state, _) => Ok(state),
        }
    }

    fn size(&mut self, byte: u8) -> Result<State, String> {
        match (byte as char).to_digit(16) {
            Some(_) if self.digits == 15 => Err("a chunk that is too long".to_owned()),
            Some(digit) => {
                self.left = self.left * 16 + u64::from(digit);
                self.digits += 1;
                Ok(State::Size)
            }
            None if self.digits == 0 => Err(format!("a chunk of the size {byte:#x}")),
            None if byte == b'\n' => Ok(self.after_size()),
            None => Ok(State::Extension),
        }
    }

    fn after_size(&mut self) -> State {
        self.digits = 0;
        if self.left == 0 { State::Trailer } else { State::Data }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(parts: &[&[u8]]) -> Result<(Vec<u8>, bool), String> {
        let mut chunked = Chunked::default();
        let mut out = Vec::new();
        for part in parts {
            chunked.feed(part, &mut |bytes: &[u8]| out.extend_from_slice(bytes))?;
        }
        Ok((out, chunked.is_done()))
    }

    #[test]
    fn chunks_may_be_cut_anywhere() {
        let body =
            b"4\r\nWiki\r\n6;ext=1\r\npedia \r\nB\r\nin chunks.\n\r\n0\r\nTrailer: a\r\n\r\n";
        let whole = (b"Wikipedia in chunks.\n".to_vec(), true);
        for cut in 0..=body.len() {
            assert_eq!(decode(&[&body[..cut], &body[cut..]]).unwrap(), whole, "cut {cut}");
        }
        let bytes: Vec<&[u8]> = body.chunks(1).collect();
        assert_eq!(decode(&bytes).unwrap(), whole);
    }

    #[test]
    fn what_is_no_chunk_is_refused() {
        assert!(decode(&[b"zz\r\n"]).is_err());
        assert!(decode(&[b"1\r\nab"]).is_err());
        assert!(!decode(&[b"0\r\n"]).unwrap().1);
    }
}
