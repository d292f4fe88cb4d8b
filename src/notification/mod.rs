//! Notification: what Telegram should show a user about one conversation.
//!
//! There is one lasting row for each user and conversation. Whatever may
//! change what should stand in Telegram raises the row's generation, in its
//! own transaction, and makes it due. At the due time a job goes over the
//! list; whoever takes it claims the row, *then* looks at everything anew, and
//! makes Telegram agree. The row is the truth: jobs may get lost, come twice
//! or late, and a sweep pushes again what is due.

mod content;
mod decision;
mod jobs;
mod outbox;
mod repository;
mod rows;
mod sent;
mod service;
mod settings;

pub(crate) use self::sent::when_sent;
pub use self::{
    content::{MOST_TEXTS, NoticeContent},
    decision::{Action, Decision, Facts, can_be_deleted, decide},
    jobs::Jobs,
    outbox::{Job, Outbox, Wish},
    repository::{CLAIM, MOST_UNREAD, NotificationRepository},
    rows::{Claimed, Counts, Covered, Known, Recipient, Settled, Stored, Unread},
    service::NotificationService,
    settings::{NoticeSettings, time_of_day},
};
