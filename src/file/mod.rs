//! Files that people send with a message.

pub mod picture;
