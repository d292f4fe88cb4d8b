//! The way of live changes to one browser: bytes, and the stream that carries
//! them.

pub mod handlers;
mod live_stream;
mod render;
mod wire;

pub use live_stream::STOP_SPREAD;
pub use render::Fragments;
