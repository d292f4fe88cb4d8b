//! What a member can do with a conversation that is open.

use askama::Template;

use super::MemberVisit;
use crate::{
    app::App,
    conversation::{Kind, Level, Mute},
    paths,
    web::{Chrome, group::settings::leave_hint},
};

/// The menu in the header; each line is posted to a path of its own.
#[derive(Template)]
#[template(path = "components/conversation_menu.html")]
pub struct MenuView {
    chrome: Chrome,
    page: String,
    shared: String,
    calendar: String,
    pinned: String,
    archived: String,
    clear: String,
    unread: String,
    mute: String,
    /// Notes to oneself: nobody else ever writes there.
    is_own: bool,
    is_pinned: bool,
    is_archived: bool,
    /// Somebody would be told of what is written, who can have quiet.
    mutes: bool,
    is_muted: bool,
    level: Level,
    /// The page of a group, where one leaves it, and what comes of that.
    group: Option<(String, String, &'static str)>,
}

impl MenuView {
    pub fn of(app: &App, member: &MemberVisit) -> Self {
        let conversation = &member.conversation;
        let is_own = matches!(conversation.kind, Kind::Notes);
        let mutes = app.telegram.is_some() && !is_own;
        Self {
            chrome: Chrome::of(&member.signed_in, &app.assets),
            page: paths::conversation(&conversation.id),
            shared: paths::shared(&conversation.id, "pictures"),
            calendar: paths::calendar(&conversation.id),
            pinned: paths::pinned(&conversation.id),
            archived: paths::archived(&conversation.id),
            clear: paths::clear(&conversation.id),
            unread: paths::unread(&conversation.id),
            mute: paths::mute(&conversation.id),
            is_own,
            is_pinned: conversation.is_pinned,
            is_archived: conversation.is_archived,
            mutes,
            is_muted: mutes && conversation.is_muted,
            level: conversation.level,
            group: conversation.kind.group().map(|group| {
                let id = &conversation.id;
                (paths::group_settings(id), paths::with_group(id, "leave"), leave_hint(group))
            }),
        }
    }

    /// For how long one can have quiet, with its words.
    fn choices(&self) -> [(&'static str, &'static str); 4] {
        Mute::ALL
    }
}
