//! What a reader may do with a message: a menu, and a page with the same.

use std::borrow::Cow;

use askama::Template;
use uuid::Uuid;

use super::views::MessageView;
use crate::{
    emoji::{self, Emoji},
    message::{Message, Rights},
    paths,
    web::{
        Chrome,
        conversation::{MemberVisit, Sidebar},
        emoji::EmojiList,
    },
};

/// The menu itself.
#[derive(Template)]
#[template(path = "fragments/message_menu.html")]
pub struct Menu {
    chrome: Chrome,
    pub conversation: Uuid,
    pub seq: i64,
    rights: Rights,
    /// Others write here, and this is theirs.
    marks_unread: bool,
    version: i64,
    /// The text as it was typed.
    source: String,
    /// `pin` or `unpin`, and the word for it.
    pin: (&'static str, &'static str),
    /// An emoji, its name, and whether the reader has put it there.
    quick: Vec<(&'static str, String, bool)>,
    pub permalink: String,
}

impl Menu {
    pub fn new(
        chrome: &Chrome,
        member: &MemberVisit,
        message: &Message,
        permalink: String,
    ) -> Self {
        let reader = &member.signed_in.user.username;
        let is_own = |emoji: &str| {
            let same = message.reactions.iter().filter(|one| one.emoji == emoji);
            same.flat_map(|one| &one.by).any(|by| by.username == *reader)
        };
        let language = chrome.words.language();
        let named = |emoji: &'static Emoji| {
            let sign = emoji.as_str();
            (sign, emoji::label(sign, language).to_owned(), is_own(sign))
        };
        Self {
            chrome: chrome.clone(),
            conversation: message.conversation_id,
            seq: message.seq,
            rights: Rights::of(member, message),
            marks_unread: message.author_id != member.signed_in.user.id
                && !message.is_deleted()
                && !message.is_line(),
            version: message.version,
            source: message.body.clone(),
            pin: if message.is_pinned {
                ("unpin", "message-unpin")
            } else {
                ("pin", "message-pin")
            },
            quick: emoji::quick().map(named).collect(),
            permalink,
        }
    }

    fn delete_word(&self) -> Cow<'static, str> {
        self.chrome.words.say("delete")
    }

    fn close_word(&self) -> Cow<'static, str> {
        self.chrome.words.say("close")
    }

    pub fn can_react(&self) -> bool {
        self.rights.react
    }

    fn path(&self, what: &str) -> String {
        paths::with_message(&self.conversation, &self.seq, what)
    }
}

/// The question whether to delete, and for whom.
#[derive(Template)]
#[template(path = "fragments/message_deletion.html")]
pub struct Deletion {
    chrome: Chrome,
    conversation: Uuid,
    seq: i64,
    rights: Rights,
}

impl Deletion {
    pub fn new(chrome: &Chrome, member: &MemberVisit, message: &Message) -> Self {
        Self {
            chrome: chrome.clone(),
            conversation: message.conversation_id,
            seq: message.seq,
            rights: Rights::of(member, message),
        }
    }

    fn path(&self, what: &str) -> String {
        paths::with_message(&self.conversation, &self.seq, what)
    }
}

/// `GET …/actions` for a script: the menu, and the question that it may lead to.
#[derive(Template)]
#[template(path = "fragments/message_menu_and_question.html")]
pub struct MenuFragment {
    pub menu: Menu,
    pub deletion: Deletion,
}

/// The same as a page.
#[derive(Template)]
#[template(path = "pages/message_actions.html")]
pub struct ActionsPage {
    pub chrome: Chrome,
    pub sidebar: Sidebar,
    pub events: String,
    pub message: MessageView,
    pub menu: Menu,
    pub deletion: Deletion,
    /// All emoji, or those that were searched for.
    pub emoji: EmojiList,
    pub typed: String,
    /// Where they are searched for, and where they go.
    pub actions: String,
    pub reactions: String,
}

/// `GET …/pins`: the pinned messages of a conversation.
#[derive(Template)]
#[template(path = "pages/pins.html")]
pub struct PinsPage {
    pub chrome: Chrome,
    pub sidebar: Sidebar,
    pub events: String,
    pub back: String,
    pub messages: Vec<MessageView>,
}
