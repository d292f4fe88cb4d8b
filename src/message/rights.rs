//! What a member may do with a message.

use super::Message;
use crate::conversation::{GroupRole, Member};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    pub reply: bool,
    pub react: bool,
    pub forward: bool,
    pub pin: bool,
    /// Change the text.
    pub edit: bool,
    /// Take it away for everybody.
    pub delete: bool,
    /// Be told who has read it.
    pub readers: bool,
}

/// In a larger group nobody is told who has read what.
const MOST_READERS: i64 = 100;

impl Rights {
    /// What was deleted is nobody's any more, and with a line nobody does anything.
    /// What others have said first is not changed by who passed it on. Who manages a
    /// group pins there, and takes away what others have said.
    pub fn of(member: &Member, message: &Message) -> Self {
        let exists = !message.is_deleted() && !message.is_line();
        let is_own = exists && message.author_id == member.actor.user.id;
        Self {
            reply: exists,
            react: exists,
            forward: exists,
            pin: exists && member.group_role().is_none_or(GroupRole::manages),
            edit: is_own && message.forwarded_from.is_none(),
            delete: exists && takes_away(member, message),
            readers: is_own && tells_readers(member),
        }
    }
}

/// Whether members of this group are told who has read what they have said; only who
/// shares how far they have read is.
fn tells_readers(member: &Member) -> bool {
    let group = member.conversation.kind.group();
    member.actor.user.shares_reading && group.is_some_and(|group| group.members <= MOST_READERS)
}

/// Whether it is this member's to take the message away for everybody, as long as
/// it is there.
pub(super) fn takes_away(member: &Member, message: &Message) -> bool {
    message.author_id == member.actor.user.id || member.group_role().is_some_and(GroupRole::manages)
}
