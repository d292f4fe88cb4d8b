//! Compressed pieces, and putting them together: RFC 1951 and 1952.
//!
//! Each piece ends at a whole byte and refers to nothing before it, so pieces
//! follow each other in any order, and their checksums are put together.

use std::io::Write;

use bytes::Bytes;
use crc32fast::Hasher;
use flate2::{Compression, write::DeflateEncoder};

use crate::weight::Weight;

/// What a stored block holds at most, and what tells it: its kind, at a whole
/// byte, its length and that once more with all bits turned.
const MOST_STORED: usize = u16::MAX as usize;
/// Deflate, no flags, no time, no matter of what system.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// A last block with nothing in it.
const LAST_BLOCK: [u8; 2] = [3, 0];

/// Compressed bytes, not the last of their stream.
#[derive(Debug, Clone)]
pub(super) struct Deflated {
    bytes: Bytes,
    checksum: u32,
    length: u64,
}

impl Deflated {
    pub fn of(plain: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        // Into memory, where writing cannot fail. Flushing ends at a whole byte.
        let _ = encoder.write_all(plain).and_then(|()| encoder.flush());
        Self {
            bytes: Bytes::copy_from_slice(encoder.get_ref()),
            checksum: crc32fast::hash(plain),
            length: plain.len() as u64,
        }
    }
}

impl Weight for Deflated {
    fn weight(&self) -> usize {
        self.bytes.len()
    }
}

/// A compressed answer that is put together.
pub(super) struct Gzip {
    bytes: Vec<u8>,
    checksum: Hasher,
}

impl Gzip {
    pub fn begin() -> Self {
        Self { bytes: HEAD.to_vec(), checksum: Hasher::new() }
    }

    pub fn add(&mut self, piece: &Deflated) {
        self.bytes.extend_from_slice(&piece.bytes);
        self.checksum.combine(&Hasher::new_with_initial_len(piece.checksum, piece.length));
    }

    /// Without compressing it.
    pub fn add_stored(&mut self, plain: &[u8]) {
        for block in plain.chunks(MOST_STORED) {
            let length = (block.len() as u16).to_le_bytes();
            self.bytes.push(0);
            self.bytes.extend_from_slice(&length);
            self.bytes.extend_from_slice(&length.map(|byte| !byte));
            self.bytes.extend_from_slice(block);
        }
        self.checksum.update(plain);
    }

    pub fn end(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(&LAST_BLOCK);
        // Modulo 2^32, as the format has it.
        let length = self.checksum.total_len() as u32;
        self.bytes.extend_from_slice(&self.checksum.finalize().to_le_bytes());
        self.bytes.extend_from_slice(&length.to_le_bytes());
        self.bytes
    }
}
