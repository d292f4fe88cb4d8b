//! Notification: what Telegram should show a user about one conversation.
//!
//! There is one lasting row for each user and conversation. Whatever may
//! change what should stand in Telegram raises the row's generation, in its
//! own transaction, and makes it due. At the due time a job goes over the
//! list; whoever takes it claims the row, *then* looks at everything anew, and
//! makes Telegram agree. The row is the truth: jobs may get lost, come twice
//! or late, and a sweep pushes again what is due.

mod decision;
mod jobs;
mod notifier;
mod outbox;
mod repository;
mod rows;
mod service;
mod settings;
mod task;
mod words;

pub use self::{
    jobs::Jobs,
    notifier::Notifier,
    outbox::{Outbox, Woken},
    repository::NotificationRepository,
    rows::{Counts, Covered},
    service::NotificationService,
    settings::{NoticeSettings, time_of_day},
    words::{NoticeContent, Press},
};
