//! How a conversation is called.

use uuid::Uuid;

use crate::{conversation::Kind, language::Words, web::user::AvatarView};

pub struct Names {
    pub shown: String,
    /// Of the other one of a direct conversation.
    username: Option<String>,
}

impl Names {
    pub fn of(kind: &Kind, words: Words) -> Self {
        match kind {
            Kind::Notes => Self { shown: words.say("notes-to-self").into_owned(), username: None },
            Kind::Direct(peer) => {
                Self { shown: peer.display_name.clone(), username: Some(peer.username.clone()) }
            }
            Kind::Group(group) => Self { shown: group.title.clone(), username: None },
        }
    }

    /// The picture of this conversation.
    pub fn avatar(&self, id: &Uuid, kind: &Kind) -> AvatarView {
        match kind {
            Kind::Group(group) => AvatarView::of_group(id, &self.shown, group.avatar_id),
            Kind::Direct(peer) => AvatarView::of(&peer.username, &self.shown, peer.avatar_id),
            Kind::Notes => AvatarView::of(self.username(), &self.shown, None),
        }
    }

    /// Empty where there is none.
    pub fn username(&self) -> &str {
        self.username.as_deref().unwrap_or_default()
    }
}
