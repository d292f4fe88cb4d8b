//! Whom somebody may mean who has begun a name behind an `@`.

use askama::Template;

use crate::{
    conversation::Group,
    group::GroupMember,
    language::Words,
    message::ALL,
    web::{conversation::MemberVisit, user::AvatarView},
};

/// So many are offered.
const MOST_OFFERED: usize = 8;

/// One who is offered.
struct Offered {
    username: String,
    name: String,
    avatar: AvatarView,
}

#[derive(Template)]
#[template(path = "fragments/completion.html")]
pub(super) struct CompletionView {
    words: Words,
    offered: Vec<Offered>,
}

impl CompletionView {
    /// Of these members, who are called as it was typed, and of all of them where
    /// that is this member's to say.
    pub fn new(member: &MemberVisit, group: &Group, members: &[GroupMember], typed: &str) -> Self {
        let (id, words) = (&member.conversation.id, member.signed_in.words);
        let everybody = || Offered {
            username: ALL.to_owned(),
            name: words.say("completion-all").into_owned(),
            avatar: AvatarView::of_group(id, &group.title, group.avatar_id),
        };
        let is_offered = group.role.manages() && ALL.starts_with(&typed.to_lowercase());
        let others = members.iter().filter(|one| one.id != member.signed_in.user.id);
        let offered = others.take(MOST_OFFERED).map(|one| Offered {
            username: one.username.clone(),
            name: one.display_name.clone(),
            avatar: AvatarView::of(&one.username, &one.display_name, one.avatar_id),
        });
        Self { words, offered: offered.chain(is_offered.then(everybody)).collect() }
    }
}
