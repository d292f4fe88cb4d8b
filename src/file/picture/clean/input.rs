//! Bytes that are read from the front.

use crate::file::picture::Unfit;

pub struct Input<'b> {
    left: &'b [u8],
}

impl<'b> Input<'b> {
    pub const fn new(left: &'b [u8]) -> Self {
        Self { left }
    }

    pub const fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    pub const fn left(&self) -> &'b [u8] {
        self.left
    }

    /// Broken, when there are fewer.
    pub fn take(&mut self, count: usize) -> Result<&'b [u8], Unfit> {
        let (taken, left) = self.left.split_at_checked(count).ok_or(Unfit::Broken)?;
        self.left = left;
        Ok(taken)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Unfit> {
        let (taken, left) = self.left.split_first_chunk().ok_or(Unfit::Broken)?;
        self.left = left;
        Ok(*taken)
    }

    pub fn byte(&mut self) -> Result<u8, Unfit> {
        self.array().map(|[byte]| byte)
    }
}
