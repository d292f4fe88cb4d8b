//! The little of HTTP/1.1 that is needed here: heads, bodies, chunks.

mod answer;
mod chunked;
mod head;

pub use answer::Answer;
pub use chunked::Chunked;
pub use head::Head;
