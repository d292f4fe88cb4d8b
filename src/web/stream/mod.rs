//! The stream of a page: what it asks for, and the fragments that it is sent.

pub mod handlers;
mod render;

pub use render::Fragments;
