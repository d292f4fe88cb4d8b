//! Messages as pages, answers and streams show them: one fragment for all,
//! which knows nothing of its viewer.

use askama::Template;
use uuid::Uuid;

use super::{reactions::ReactionView, text};
use crate::{
    file_words,
    language::Words,
    line_words::{self, Part},
    message::{Message, Quote, markdown::first_line, parse},
    web::{
        file::{attachments::Attachments, views::FileView},
        time::{self, Clock},
        user::AvatarView,
    },
};

/// Most characters of the line that stands for a message where it is quoted.
const MOST_QUOTED: usize = 160;

/// One message.
#[derive(Template)]
#[template(path = "fragments/message.html")]
pub struct MessageView {
    words: Words,
    conversation: Uuid,
    seq: i64,
    version: i64,
    nonce: String,
    username: String,
    author: String,
    /// Of the author, in a group.
    avatar: Option<AvatarView>,
    /// Safe: made by `text::to_html`.
    body: String,
    datetime: String,
    clock: String,
    continues: bool,
    emoji: bool,
    deleted: bool,
    edited: bool,
    pinned: bool,
    /// The display name of who said it first.
    origin: Option<String>,
    quote: Option<QuoteView>,
    files: Vec<FileView>,
    reactions: Vec<ReactionView>,
    /// The line by which others quote it, where that is another than before.
    quoted_as: Option<String>,
    /// It is what the page was asked for.
    marked: bool,
    /// What happened to the group, in the place of all that was said.
    line: Option<LineView>,
}

/// What happened to a group. The names in it stand out.
pub struct LineView {
    parts: Vec<Part>,
}

impl LineView {
    fn new(message: &Message, words: Words) -> Option<Self> {
        let named = &message.named;
        let sentence =
            |line| line_words::sentence(&line, &message.author_display_name, named, words);
        // One that a later release has written is empty, and keeps its number.
        let parts = message.line().map(|line| sentence(line).parts).unwrap_or_default();
        message.is_line().then_some(Self { parts })
    }
}

/// What a message answers.
pub struct QuoteView {
    seq: i64,
    version: i64,
    author: String,
    line: String,
}

impl QuoteView {
    pub fn new(quote: &Quote, words: Words) -> Self {
        Self {
            seq: quote.seq,
            version: quote.version,
            author: quote.author_display_name.clone(),
            line: line(quote, words),
        }
    }
}

fn avatar(message: &Message) -> AvatarView {
    let Message { author_username, author_display_name, author_avatar_id, .. } = message;
    AvatarView::of(author_username, author_display_name, *author_avatar_id)
}

/// The line that stands for a message.
pub fn line(quote: &Quote, words: Words) -> String {
    if quote.is_deleted {
        return words.say("message-deleted").into_owned();
    }
    let text = first_line(&parse(&quote.body, quote.format), MOST_QUOTED);
    file_words::line(&quote.files, &text, words)
}

impl MessageView {
    pub fn new(message: &Message, clock: &Clock) -> Self {
        let words = clock.words();
        let deleted = message.is_deleted();
        let deleted_body = || format!("<p dir=\"auto\">{}</p>", words.say("message-deleted"));
        let body = || text::rendered(message).to_string();
        Self {
            words,
            conversation: message.conversation_id,
            seq: message.seq,
            version: message.version,
            nonce: message.nonce.clone(),
            username: message.author_username.clone(),
            author: message.author_display_name.clone(),
            avatar: message.in_group.then(|| avatar(message)),
            body: if deleted { deleted_body() } else { body() },
            datetime: time::iso(message.created_at),
            clock: clock.time_of_day(message.created_at),
            continues: message.continues,
            emoji: !deleted
                && message.quote.is_none()
                && message.files.is_empty()
                && text::is_emoji(&message.body),
            deleted,
            edited: message.edited_at.is_some(),
            pinned: message.is_pinned,
            origin: message.forwarded_from.as_ref().map(|origin| origin.display_name.clone()),
            quote: message.quote.as_ref().map(|quote| QuoteView::new(quote, words)),
            files: message.files.iter().map(|file| FileView::new(file, words)).collect(),
            reactions: message.reactions.iter().map(|one| ReactionView::new(one, words)).collect(),
            quoted_as: message.text_version.map(|_| line(&message.quoted(), words)),
            marked: false,
            line: LineView::new(message, words),
        }
    }

    /// In a group the first of what somebody says shows their name.
    fn first_of_run(&self) -> Option<&AvatarView> {
        self.avatar.as_ref().filter(|_| !self.continues)
    }

    /// In the place of nothing where there are none.
    fn attachments(&self) -> Attachments<'_> {
        Attachments::new(&self.files, self.words)
    }

    pub fn marked(self) -> Self {
        Self { marked: true, ..self }
    }
}

/// One message on its way into `#messages`, in an answer or a stream, with its
/// time in UTC.
#[derive(Template)]
#[template(path = "fragments/message_partial.html")]
pub struct MessagePartial {
    message: MessageView,
}

impl MessagePartial {
    pub fn new(message: &Message, words: Words) -> Self {
        Self { message: MessageView::new(message, &Clock::utc(words)) }
    }
}

/// In the place of a message that its reader has hidden. No change of it can
/// replace this one.
#[derive(Template)]
#[template(path = "fragments/hidden_message.html")]
pub struct HiddenMessage {
    pub seq: i64,
}

/// The same on its way into `#messages`.
#[derive(Template)]
#[template(path = "fragments/hidden_partial.html")]
pub struct HiddenPartial {
    pub message: HiddenMessage,
}

/// The newest pinned message above the others; hidden where there is none.
#[derive(Template)]
#[template(path = "fragments/pin.html")]
pub struct PinView {
    words: Words,
    conversation: Uuid,
    pin: Option<(i64, String)>,
}

impl PinView {
    pub fn new(conversation: Uuid, pin: Option<&Message>, words: Words) -> Self {
        let pin = pin.map(|message| (message.seq, line(&message.quoted(), words)));
        Self { words, conversation, pin }
    }
}

/// The same on its way into a page.
#[derive(Template)]
#[template(path = "fragments/pin_partial.html")]
pub struct PinPartial {
    pub pin: PinView,
}
