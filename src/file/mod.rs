//! File: what a message carries besides its text, from the upload until the last
//! message that has it is gone.
//!
//! A file is a row; its bytes are an object in the store, a folder or S3, and
//! forwarded files share one. An avatar is an object without a file. Who sends takes
//! files by one conditional statement, and so does the sweep: neither takes one from
//! the other.

mod about;
mod avatar;
mod choosing;
mod chosen;
mod inventory;
mod kind;
mod name;
pub mod picture;
mod preparing;
mod repository;
mod sending;
mod service;
mod shared;
mod shown;
mod store;
mod sweep;
mod under_way;
mod unneeded;
mod upload;

pub use self::{
    about::{About, MOST_ALT, MOST_BARS},
    avatar::{NewAvatar, crop_of},
    inventory::Inventory,
    kind::{Kind, SNIFFED_BYTES, Sniffed, is_shown_inline, sniff},
    name::Name,
    repository::{FileRepository, Found},
    sending::{Copy, Placed, Unsent, hold_within, send_within},
    service::{FileLimits, FileService, MOST_OF_MESSAGE, MOST_REMOVED, Opened, Part, megabytes},
    shared::{Look, Shared, SharedCursor, SharedKind, SharedPart, shared},
    shown::File,
    store::{Key, Store},
    upload::{STORAGE_FULL, Uploaded},
};
