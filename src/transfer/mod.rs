//! Files on their way over HTTP: in as a body or a part of one, out whole or a range
//! of it.

mod avatar;
mod download;
mod incoming;
mod parts;
mod range;
mod upload;

pub use self::{
    avatar::take_in_avatar,
    download::answer,
    incoming::Incoming,
    parts::{FilePart, Parts, pass_over},
    upload::{upload, with_limit},
};
