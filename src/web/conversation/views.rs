//! The list, the page of a conversation, and what streams say about them.

use std::borrow::Cow;

use askama::Template;
use uuid::Uuid;

use super::{MemberVisit, Sidebar, menu::MenuView, names::Names};
use crate::{
    announcement::Typist,
    conversation::{Entry, Kind, ListPart, Show, list::LastMessage},
    file_words,
    language::Words,
    line_words::{self, listed},
    live::FirstScreen,
    message::{Format, Unread, Window, markdown::first_lines, parse},
    paths::{self, Shown},
    web::{
        Chrome,
        message::composer::Composer,
        pieces::{Slot, varying},
        presence::views::{LineView, MarkView},
        time::{self, Clock},
        user::AvatarView,
    },
};

/// So many who are typing are named.
const MOST_TYPISTS: usize = 2;

/// One line of the list as its owner sees it.
#[derive(Template)]
#[template(path = "fragments/conversation_entry.html")]
pub struct EntryView {
    words: Words,
    id: Uuid,
    path: String,
    /// Orders the list, the highest first, then the id.
    order: i64,
    /// The version of the conversation, and how much the reader has changed at it, as
    /// texts of equal length: no page puts a lower one in the place of a higher.
    stamp: String,
    avatar: AvatarView,
    /// None in notes to oneself.
    mark: Option<MarkView>,
    name: String,
    datetime: String,
    shown_time: String,
    /// The last message, line by line: each is read in its own direction.
    preview: Vec<String>,
    preview_is_own: bool,
    /// Of a group, unless it is the reader.
    preview_author: Option<String>,
    /// The first line of what the reader has not sent yet.
    draft: Option<String>,
    /// What became of the reader's own last message: `sent` or `read`.
    receipt: Option<&'static str>,
    unread: i64,
    mentioned: bool,
    pinned: bool,
    muted: bool,
    current: bool,
    apart: bool,
}

impl EntryView {
    fn new(entry: &Entry, current: Option<Uuid>, clock: &Clock) -> Self {
        let words = clock.words();
        let names = Names::of(&entry.kind, words);
        Self {
            words,
            id: entry.id,
            path: paths::conversation(&entry.id),
            order: entry.place,
            stamp: format!("{:016}{:016}", entry.version, entry.changes),
            avatar: names.avatar(&entry.id, &entry.kind),
            mark: entry.peer().map(|peer| MarkView::new(&peer.username, entry.presence, words)),
            name: names.shown,
            datetime: time::iso(entry.last_message_at),
            shown_time: clock.short(entry.last_message_at),
            preview: preview(entry, words),
            preview_is_own: own_last(entry).is_some(),
            preview_author: last_author(entry),
            draft: entry.draft.as_deref().map(first_of_draft),
            receipt: own_last(entry).map(|last| if last.is_read { "read" } else { "sent" }),
            unread: entry.unread,
            mentioned: entry.is_mentioned,
            pinned: entry.is_pinned,
            muted: entry.is_muted,
            current: current == Some(entry.id),
            apart: entry.is_apart,
        }
    }

    fn unread_label(&self) -> String {
        Unread::label(self.unread)
    }
}

/// Most characters of a message that the list shows.
const MOST_PREVIEWED: usize = 120;

/// The lines of the last message, or what is said instead.
fn preview(entry: &Entry, words: Words) -> Vec<String> {
    match &entry.last {
        None => vec![words.say("no-messages-yet").into_owned()],
        Some(last) if last.is_deleted => vec![words.say("message-deleted").into_owned()],
        Some(last) if last.format == Format::Event => vec![last_line(last, words)],
        Some(last) => with_files(last, words),
    }
}

/// What it carries stands before its text.
fn with_files(last: &LastMessage, words: Words) -> Vec<String> {
    let mut lines = first_lines(&parse(&last.body, last.format), MOST_PREVIEWED);
    if !last.files.is_empty() {
        let first = if lines.is_empty() { String::new() } else { lines.remove(0) };
        lines.insert(0, file_words::line(&last.files, &first, words));
    }
    lines
}

/// What happened to the group last.
fn last_line(last: &LastMessage, words: Words) -> String {
    let author = first_word(&last.author_display_name);
    let sentence = |line| line_words::sentence(&line, author, &last.named, words);
    last.line().map(|line| sentence(line).text()).unwrap_or_default()
}

/// Who has said the last message, where several could have and it was not the
/// reader.
fn last_author(entry: &Entry) -> Option<String> {
    let last = entry.last.as_ref().filter(|last| !last.is_deleted)?;
    let is_told = matches!(entry.kind, Kind::Group(_))
        && last.format != Format::Event
        && last.author_id != entry.reader;
    is_told.then(|| first_word(&last.author_display_name).to_owned())
}

/// Enough of a name to know who it is, where there is little room.
fn first_word(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or_default()
}

/// The words of a draft, in one line.
fn first_of_draft(draft: &str) -> String {
    let words: Vec<&str> = draft.split_whitespace().collect();
    words.join(" ").chars().take(MOST_PREVIEWED).collect()
}

/// The last message when the reader has said it. Notes to oneself, and what is
/// said instead of a message or of a group, are nobody's own.
fn own_last(entry: &Entry) -> Option<&LastMessage> {
    let is_own = |last: &&LastMessage| {
        last.author_id == entry.reader && !last.is_deleted && last.format != Format::Event
    };
    entry.last.as_ref().filter(is_own).filter(|_| !matches!(entry.kind, Kind::Notes))
}

/// A page of the list.
#[derive(Template)]
#[template(path = "fragments/conversation_list.html")]
pub struct ListView {
    words: Words,
    entries: Vec<EntryView>,
    /// Where the next page begins, if there is one, and the unread messages
    /// that are not shown.
    more: Option<(String, i64)>,
}

impl ListView {
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn new(part: &ListPart, current: Option<Uuid>, clock: &Clock) -> Self {
        let view = |entry| EntryView::new(entry, current, clock);
        let more = part.end.map(|end| (paths::conversations_before(&end), part.unread_beyond));
        Self { words: clock.words(), entries: part.entries.iter().map(view).collect(), more }
    }

    /// Only some of them, which no stream changes.
    pub fn of_some(part: &ListPart, show: Show, clock: &Clock) -> Self {
        let more = part.end.map(|end| (paths::shown_before(show.as_str(), &end), 0));
        Self { more, ..Self::new(part, None, clock) }
    }

    /// What was put away, which is no part of the list.
    pub fn of_archived(part: &ListPart, clock: &Clock) -> Self {
        let more = part.end.map(|end| (paths::archived_before(&end), 0));
        Self { more, ..Self::new(part, None, clock) }
    }
}

/// The line below the list that leads to what was put away; hidden where
/// nothing was.
#[derive(Template)]
#[template(path = "fragments/archived.html")]
pub struct ArchivedView {
    words: Words,
    count: i64,
}

impl ArchivedView {
    pub fn new(count: i64, words: Words) -> Self {
        Self { words, count }
    }
}

/// The first screen of the list as state in a stream.
#[derive(Template)]
#[template(path = "fragments/list_partial.html")]
pub struct ListPartial {
    list: ListView,
    archived: ArchivedView,
}

impl ListPartial {
    pub fn new(part: &ListPart, words: Words) -> Self {
        Self {
            list: ListView::new(part, None, &Clock::utc(words)),
            archived: ArchivedView::new(part.archived, words),
        }
    }
}

/// Some entries as state in a stream.
#[derive(Template)]
#[template(path = "fragments/entries_partial.html")]
pub struct EntriesPartial {
    entries: Vec<EntryView>,
    /// Those that are not in the list any more.
    gone: Vec<Uuid>,
    archived: Option<ArchivedView>,
}

impl EntriesPartial {
    pub fn new(entries: &[Entry], words: Words) -> Self {
        let clock = Clock::utc(words);
        let view = |entry| EntryView::new(entry, None, &clock);
        let (gone, listed): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|entry| entry.is_archived);
        Self {
            entries: listed.into_iter().map(view).collect(),
            gone: gone.into_iter().map(|entry| entry.id).collect(),
            archived: entries.first().map(|entry| ArchivedView::new(entry.archived, words)),
        }
    }
}

/// What is not in the list any more, as state in a stream.
#[derive(Template)]
#[template(path = "fragments/gone_partial.html")]
pub struct GonePartial<'g> {
    pub conversations: &'g [Uuid],
}

/// The same of the conversation that the page shows.
#[derive(Template)]
#[template(path = "fragments/removed_partial.html")]
pub struct RemovedPartial;

/// How far the others have read, as state in a stream.
#[derive(Template)]
#[template(path = "fragments/receipt_partial.html")]
pub struct ReceiptPartial {
    pub seq: i64,
}

/// Who is typing, as state in a stream.
#[derive(Template)]
#[template(path = "fragments/typing_partial.html")]
pub struct TypingPartial<'a> {
    conversation_id: Uuid,
    /// Where it is one.
    author: Option<&'a str>,
    /// Beside the conversation, and in the list; none when nobody is.
    said: Option<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> TypingPartial<'a> {
    /// In a conversation of two.
    pub fn new(typist: &'a Typist, words: Words) -> Self {
        let said = (words.with("typing", "name", &typist.display_name), words.say("typing-here"));
        let (conversation_id, author) = (typist.conversation_id, Some(typist.username.as_str()));
        Self { conversation_id, author, said: Some(said) }
    }

    pub fn in_group(conversation_id: Uuid, typists: &[&'a Typist], words: Words) -> Self {
        let names: Vec<String> = typists.iter().map(|one| one.display_name.clone()).collect();
        let shown = &names[..names.len().min(MOST_TYPISTS)];
        let others = names.len() - shown.len();
        let (author, said) = match typists {
            [] => (None, None),
            [one] => (Some(one.username.as_str()), Some(words.with("typing", "name", &shown[0]))),
            _ => (None, Some(words.with("typing-many", "names", &listed(shown, others, words)))),
        };
        let counted = if others > 0 { format!(" +{others}") } else { String::new() };
        let short = format!("{}{counted}", shown.join(", "));
        Self { conversation_id, author, said: said.map(|said| (said, short.into())) }
    }
}

/// `GET /conversations`: the list and a welcome.
#[derive(Template)]
#[template(path = "pages/conversations.html")]
pub(super) struct ConversationsPage {
    pub chrome: Chrome,
    pub display_name: String,
    pub sidebar: Sidebar,
    pub has_conversations: bool,
    pub events: String,
}

/// `GET /conversations?archived=1`: what the reader has put away.
#[derive(Template)]
#[template(path = "pages/archived.html")]
pub(super) struct ArchivedPage {
    pub chrome: Chrome,
    pub list: ListView,
    pub events: String,
}

/// `GET /conversations/{id}`: the list, the messages and the composer.
#[derive(Template)]
#[template(path = "pages/conversation.html")]
pub struct ConversationPage {
    pub chrome: Chrome,
    sidebar: Sidebar,
    events: String,
    path: String,
    read_path: String,
    typing_path: String,
    others_read: Option<i64>,
    id: Uuid,
    version: i64,
    last_seq: i64,
    last_read_seq: i64,
    has_unread: bool,
    is_empty: bool,
    name: String,
    username: String,
    avatar: AvatarView,
    /// How many there are in a group.
    members: Option<i64>,
    /// None in notes to oneself, and in a group.
    presence: Option<LineView>,
    menu: MenuView,
    /// The bar to find something with, where it was asked for.
    pub find: Option<String>,
    reader: ReaderView,
    pin: Slot,
    history: Slot,
    reaches_end: bool,
    composer: Composer,
}

/// In a group of more, pages wait for their turn to ask how many there are.
const MOST_ASKING: i64 = 100;

/// Who reads, for the copies of messages that are still being sent.
struct ReaderView {
    username: String,
    display_name: String,
    /// The present moment, for `datetime` and as the reader's clock shows it.
    now: (String, String),
}

impl ConversationPage {
    /// Whether the page asks how many there are as soon as somebody has come or
    /// gone. All pages of a group do so at once.
    fn asks_at_once(&self) -> bool {
        self.members.is_some_and(|members| members <= MOST_ASKING)
    }

    pub fn new(
        chrome: Chrome,
        member: &MemberVisit,
        others_read: Option<i64>,
        screen: &FirstScreen,
        window: Window,
        composer: Composer,
        menu: MenuView,
    ) -> Self {
        let (conversation, signed_in) = (&member.conversation, &member.signed_in);
        let clock = &signed_in.clock;
        let names = Names::of(&conversation.kind, signed_in.words);
        Self {
            sidebar: Sidebar::new(&chrome, &screen.part, Some(conversation.id), clock),
            events: chrome.events_beside(Shown {
                conversation: &conversation.id,
                version: conversation.version,
                epoch: conversation.epoch.as_str(),
                first_seq: conversation.first_seq,
                hidden: conversation.hidden,
            }),
            path: paths::conversation(&conversation.id),
            read_path: paths::read(&conversation.id),
            typing_path: paths::typing(&conversation.id),
            others_read,
            id: conversation.id,
            version: conversation.version,
            last_seq: conversation.last_seq,
            last_read_seq: conversation.last_read_seq,
            is_empty: conversation.history().is_empty(),
            has_unread: conversation.last_read_seq < conversation.last_seq,
            avatar: names.avatar(&conversation.id, &conversation.kind),
            members: conversation.kind.group().map(|group| group.members),
            presence: conversation
                .peer()
                .map(|peer| LineView::new(peer, screen.states.shown(peer), clock)),
            username: names.username().to_owned(),
            name: names.shown,
            reader: ReaderView {
                username: signed_in.user.username.clone(),
                display_name: signed_in.user.display_name.clone(),
                now: (varying(time::iso(clock.now())), varying(clock.time_of_day(clock.now()))),
            },
            menu,
            find: None,
            pin: Slot,
            history: Slot,
            reaches_end: !window.has_newer(),
            composer,
            chrome,
        }
    }
}
