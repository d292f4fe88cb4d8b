//! The program as HTTP shows it: requests in, answers and streams out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, unused_imports, reason = "each test binary uses its own part of the harness")]
#[path = "../harness/mod.rs"]
mod harness;

#[path = "../../src/presence/scenes.rs"]
mod scenes;

mod access_log;
mod account;
mod addresses;
mod administration;
mod api_accounts;
mod api_document;
mod api_gate;
mod api_input;
mod api_messages;
mod archived;
mod attempts;
mod backup;
mod behind_nginx;
mod changes;
mod cleanup;
mod clearing;
mod commands;
mod confirmed;
mod contacts;
mod conversations;
mod database_away;
mod delivery;
mod devices;
mod disk_full;
mod drafts;
mod emoji;
mod epochs;
mod faults;
mod hardening;
mod hiding;
mod history;
mod hosts;
mod houses;
mod idempotency;
mod invitations;
mod inviters;
mod kinds;
mod languages;
mod limits;
mod links;
mod lists;
mod live;
mod many_streams;
mod marked_unread;
mod markup;
mod messages;
mod metrics;
mod one_process;
mod password_resets;
mod people;
mod pinned;
mod poolers;
mod preconditions;
mod preferences;
mod presence;
mod presence_scenes;
mod presence_shared;
mod queries;
mod readers;
mod receipts;
mod redis_away;
mod redis_cluster;
mod redis_rights;
mod registration;
mod secrets;
mod security;
mod settings;
mod shared_limits;
mod sign_in;
mod slow_readers;
mod speculation;
mod starting;
mod static_files;
mod telegram_answers;
mod telegram_changes;
mod telegram_faults;
mod telegram_links;
mod telegram_notices;
mod telegram_secrets;
mod telegram_settings;
mod telegram_texts;
mod telegram_webhook;
mod times;
mod two_processes;
mod unread;
mod upgrades;
mod wire;
