//! Journeys of people through the pages, in headless Chromium.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, unused_imports, reason = "each test binary uses its own part of the harness")]
#[path = "../harness/mod.rs"]
mod harness;

mod accessible;
mod avatars;
mod crowded;
mod drafts;
mod emoji;
mod everything;
mod faults;
mod files;
mod files_both_ways;
mod find;
mod groups;
mod history;
mod journey;
mod keyboard;
mod layout;
mod list;
mod loading;
mod mentions;
mod message_by_hand;
mod message_life;
mod offline;
mod own;
mod people;
mod presence;
mod receipts;
mod search;
mod selection;
mod sending;
mod settings;
mod sign_in;
mod stream;
mod tabs;
mod talking;
mod times;
mod title;
mod without_script;
mod writing;
