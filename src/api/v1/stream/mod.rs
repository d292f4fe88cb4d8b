//! The stream of a program: what it asks for, and the JSON that it is sent.

pub mod handlers;
mod render;
mod views;

pub use render::Json;
