//! What a member may do with a message.

use super::Message;
use crate::conversation::Member;

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
}

impl Rights {
    /// What was deleted is nobody's any more. What others have said first is
    /// not changed by who passed it on.
    pub fn of(member: &Member, message: &Message) -> Self {
        let exists = !message.is_deleted();
        let is_own = exists && message.author_id == member.actor.user.id;
        Self {
            reply: exists,
            react: exists,
            forward: exists,
            pin: exists,
            edit: is_own && message.forwarded_from.is_none(),
            delete: is_own,
        }
    }
}
