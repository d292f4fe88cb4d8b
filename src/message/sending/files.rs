//! The files that messages of a batch carry.

use std::collections::HashMap;

use uuid::Uuid;

use super::Sending;
use crate::{
    error::Result,
    file::{File, Placed, Unsent, hold_within, send_within},
    message::Message,
    store::UnitOfWork,
};

/// Those that are wanted and can be sent, held until the transaction ends. Each goes
/// on one message.
#[derive(Debug, Default)]
pub(super) struct Held(HashMap<Uuid, Unsent>);

impl Held {
    /// Nothing is asked where nobody sends any.
    pub async fn of(work: &UnitOfWork, sendings: &[Sending]) -> Result<Self> {
        let wanted: Vec<Uuid> =
            sendings.iter().flat_map(|sending| &sending.new.files).copied().collect();
        if wanted.is_empty() {
            return Ok(Self::default());
        }
        let held = hold_within(work, &wanted).await?;
        Ok(Self(held.into_iter().map(|unsent| (unsent.file.id, unsent)).collect()))
    }

    /// All that this message wants, in its order; none when one of them is missing,
    /// is of another conversation or of somebody else.
    pub fn take(&mut self, Sending { member, new }: &Sending) -> Option<Vec<File>> {
        let is_theirs = |id: &Uuid| {
            self.0.get(id).is_some_and(|unsent| {
                unsent.conversation_id == member.conversation.id
                    && unsent.uploader_id == member.actor.user.id
            })
        };
        if !new.files.iter().all(is_theirs) {
            return None;
        }
        Some(new.files.iter().filter_map(|id| self.0.remove(id)).map(|one| one.file).collect())
    }
}

/// Puts the files of these messages on them.
pub(super) async fn send(work: &UnitOfWork, new: &[(&Sending, &Message)]) -> Result<()> {
    let placed = new.iter().flat_map(|(_, message)| {
        message.files.iter().zip(0..).map(|(file, place)| Placed {
            id: file.id,
            message_seq: message.seq,
            place,
        })
    });
    let placed: Vec<Placed> = placed.collect();
    if placed.is_empty() { Ok(()) } else { send_within(work, &placed).await }
}
