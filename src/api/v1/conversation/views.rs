//! Conversations as programs read them.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        Moment,
        v1::{
            file::views::{FileView, avatar_path},
            message::views::{EventView, kind_of},
            person::views::PeerView,
        },
    },
    conversation::{Conversation, Draft, Entry, Group, Kind, LastMessage, ListPart},
    message::Format,
    presence::Presence,
};

/// A conversation as one of its members sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Conversation)]
pub struct ConversationView<'c> {
    id: Uuid,
    #[serde(flatten)]
    kind: KindView<'c>,
    /// Follow it from here: what changes takes the next version.
    version: i64,
    /// In which life of the database the version counts.
    epoch: &'c str,
    /// The number of the first message that this member may see.
    first_seq: i64,
    /// How many messages this member has hidden.
    hidden: i64,
    /// The number of the last one; 0 when nothing was said.
    last_seq: i64,
    /// How far this member has read.
    last_read_seq: i64,
    /// How far anybody else has read; none when there is nobody else.
    others_read: Option<i64>,
    muted: bool,
    /// What this member is told of it outside: `all`, `mentions` (and answers) or `nothing`.
    #[schema(examples("all"))]
    level: &'static str,
    pinned: bool,
    archived: bool,
    draft: Option<DraftView<'c>>,
}

/// Whom a conversation is with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationKind)]
pub struct KindView<'c> {
    /// `notes` (to oneself), `direct` or `group`.
    #[schema(examples("direct"))]
    kind: &'static str,
    /// The other one of a direct conversation.
    person: Option<PeerView<'c>>,
    /// Of a group.
    title: Option<&'c str>,
    /// The same: what else there is to know of it.
    group: Option<GroupView<'c>>,
}

/// A group as one of its members sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Group)]
pub struct GroupView<'c> {
    description: &'c str,
    /// Where its picture is, asked with the same token; none when it has none.
    avatar: Option<String>,
    /// Anybody may find it and join.
    open: bool,
    /// Who joins sees `all` that was said, or what is said from `joining` on.
    #[schema(examples("all"))]
    history: &'static str,
    /// How many there are.
    members: i64,
    /// This member's: `owner`, `admin` or `member`.
    #[schema(examples("member"))]
    role: &'static str,
}

impl<'c> GroupView<'c> {
    fn of(group: &'c Group) -> Self {
        Self {
            description: &group.description,
            avatar: avatar_path(group.avatar_id),
            open: group.is_open,
            history: if group.shows_history { "all" } else { "joining" },
            members: group.members,
            role: group.role.as_str(),
        }
    }
}

/// What a member has begun to write.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Draft)]
pub struct DraftView<'c> {
    body: &'c str,
    reply_to: Option<i64>,
}

impl<'c> KindView<'c> {
    fn new(kind: &'c Kind, presence: Presence) -> Self {
        let (name, person, title) = match kind {
            Kind::Notes => ("notes", None, None),
            Kind::Direct(peer) => ("direct", Some(PeerView::new(peer, presence)), None),
            Kind::Group(group) => ("group", None, Some(group.title.as_str())),
        };
        Self { kind: name, person, title, group: kind.group().map(GroupView::of) }
    }
}

impl<'c> ConversationView<'c> {
    /// With how far others have read, and whether the other one is here.
    pub fn new(
        conversation: &'c Conversation,
        others_read: Option<i64>,
        presence: Presence,
    ) -> Self {
        Self {
            id: conversation.id,
            kind: KindView::new(&conversation.kind, presence),
            version: conversation.version,
            epoch: conversation.epoch.as_str(),
            first_seq: conversation.first_seq,
            hidden: conversation.hidden,
            last_seq: conversation.last_seq,
            last_read_seq: conversation.last_read_seq,
            others_read,
            muted: conversation.is_muted,
            level: conversation.level.as_str(),
            pinned: conversation.is_pinned,
            archived: conversation.is_archived,
            draft: conversation.draft.as_ref().map(DraftView::of),
        }
    }
}

impl<'c> DraftView<'c> {
    fn of(draft: &'c Draft) -> Self {
        Self { body: &draft.body, reply_to: draft.reply_to }
    }
}

/// A conversation in the list of one member.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Entry)]
pub struct EntryView<'c> {
    id: Uuid,
    #[serde(flatten)]
    kind: KindView<'c>,
    last_message_at: Moment,
    /// Unread messages of others; 200 stand for more.
    unread: i64,
    /// Whether one of them mentions the reader.
    mentioned: bool,
    last_message: Option<LastMessageView<'c>>,
    muted: bool,
    pinned: bool,
    archived: bool,
    /// The beginning of what was not sent yet.
    draft: Option<&'c str>,
}

/// What was said last.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LastMessage)]
pub struct LastMessageView<'c> {
    /// Whether the reader of the list has said it.
    own: bool,
    /// The display name of who has.
    author_display_name: &'c str,
    /// `text`, or `event` for a line that says what happened to a group.
    #[schema(examples("text"))]
    kind: &'static str,
    /// Empty when it was deleted, or is an event.
    body: &'c str,
    format: &'static str,
    deleted: bool,
    /// The reader has said it, and somebody who shares it has read it.
    read: bool,
    /// What it carries besides its text.
    files: Vec<FileView<'c>>,
    /// What happened, of an event.
    event: Option<EventView<'c>>,
}

impl<'c> EntryView<'c> {
    pub fn new(entry: &'c Entry) -> Self {
        Self {
            id: entry.id,
            kind: KindView::new(&entry.kind, entry.presence),
            last_message_at: Moment(entry.last_message_at),
            unread: entry.unread,
            mentioned: entry.is_mentioned,
            last_message: entry.last.as_ref().map(|last| LastMessageView::new(last, entry.reader)),
            muted: entry.is_muted,
            pinned: entry.is_pinned,
            archived: entry.is_archived,
            draft: entry.draft.as_deref(),
        }
    }
}

impl<'c> LastMessageView<'c> {
    fn new(last: &'c LastMessage, reader: Uuid) -> Self {
        Self {
            own: last.author_id == reader,
            author_display_name: &last.author_display_name,
            kind: kind_of(last.format),
            body: if last.format == Format::Event { "" } else { &last.body },
            format: last.format.as_str(),
            deleted: last.is_deleted,
            read: last.is_read,
            files: FileView::all(&last.files),
            event: last.line().map(|line| EventView::new(line, &last.named)),
        }
    }
}

/// A part of the list: pinned ones first, then those with the newest messages.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationList)]
pub struct ListView<'c> {
    conversations: Vec<EntryView<'c>>,
    /// Names the next part, if there is one: `?cursor=`.
    next: Option<String>,
    /// How many conversations are archived.
    archived: i64,
}

impl<'c> ListView<'c> {
    pub fn new(part: &'c ListPart) -> Self {
        Self {
            conversations: part.entries.iter().map(EntryView::new).collect(),
            next: part.end.map(|end| end.to_string()),
            archived: part.archived,
        }
    }
}
