//! The entries of one group in the lists of many of its members: three statements
//! for all of them. What is unread is counted here, as [`super::statements`] counts it.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::{
    Entry, LastMessage, ListRepository,
    group_statements::{GROUP, HEADS, MEMBERS},
    order::PINNED,
};
use crate::{
    conversation::{Group, GroupRole, Kind},
    message::{ALL, LOOKED_AT},
    presence::Presence,
    store::{sql, uuids},
};

/// What the lists of all members show alike.
struct Shown {
    group: Group,
    version: i64,
    last_seq: i64,
    spoken_at: i64,
    /// Read, if its author may know that.
    last: Option<LastMessage>,
}

/// What is looked at of a message to count it.
#[derive(Debug, FromQueryResult)]
struct Head {
    seq: i64,
    author_id: Uuid,
    is_deleted: bool,
    mentions: Option<String>,
    /// The body of a line.
    line: Option<String>,
}

/// What is one member's own.
#[derive(Debug, FromQueryResult)]
struct Own {
    user_id: Uuid,
    role: String,
    first_seq: i64,
    hidden: i32,
    last_read_seq: i64,
    changes: i64,
    is_pinned: bool,
    is_muted: bool,
    is_archived: bool,
    archived: i64,
    shares_reading: bool,
    draft: Option<String>,
}

impl<C: ConnectionTrait> ListRepository<'_, C> {
    /// The entries that those of these users have who are members. Who has hidden
    /// something there is asked for as in any other conversation.
    ///
    /// Members are asked for last: who was removed before what is shown here was said
    /// is none of them any more.
    pub async fn entries_of_group(&self, id: Uuid, users: &[Uuid]) -> Result<Vec<Entry>, DbErr> {
        let statement = GROUP.with(self.connection, [id.into()]);
        let Some(row) = self.connection.query_one_raw(statement).await? else {
            return Ok(Vec::new());
        };
        let shown = Shown::of(&row)?;
        let statement = HEADS.with(self.connection, [id.into(), shown.last_seq.into()]);
        let heads = Head::find_by_statement(statement).all(self.connection).await?;
        let statement = MEMBERS.with(self.connection, [id.into(), uuids(users)]);
        let members = Own::find_by_statement(statement).all(self.connection).await?;
        let (hiding, members): (Vec<Own>, Vec<Own>) =
            members.into_iter().partition(|own| own.hidden > 0);
        let hiding: Vec<(Uuid, Uuid)> = hiding.iter().map(|own| (own.user_id, id)).collect();
        let mut entries = self.entries_for(&hiding).await?;
        entries.extend(members.into_iter().map(|own| shown.to(own, id, &heads)));
        Ok(entries)
    }

    /// In which groups these users are: user, group and its version.
    pub async fn groups_of(&self, users: &[Uuid]) -> Result<Vec<(Uuid, Uuid, i64)>, DbErr> {
        let text = "
            SELECT m.user_id AS user_id, c.id AS id, c.version AS version
            FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
            WHERE m.user_id IN {uuids $1} AND m.in_group";
        let statement = sql(self.connection, text, [uuids(users)]);
        let rows = self.connection.query_all_raw(statement).await?;
        let of = |row: &QueryResult| {
            Ok((row.try_get("", "user_id")?, row.try_get("", "id")?, row.try_get("", "version")?))
        };
        rows.iter().map(of).collect()
    }
}

impl Shown {
    fn of(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            group: Group::of(row, "")?,
            version: row.try_get("", "version")?,
            last_seq: row.try_get("", "last_seq")?,
            spoken_at: row.try_get("", "spoken_at")?,
            last: LastMessage::of(row, "")?,
        })
    }

    fn to(&self, own: Own, id: Uuid, heads: &[Head]) -> Entry {
        let (unread, is_mentioned) = (own.unread(heads), own.is_mentioned(heads));
        let reader = own.user_id;
        // What was said before they came is not shown to them.
        let last = self.last.clone().filter(|_| self.last_seq >= own.first_seq);
        let is_read =
            |last: &LastMessage| last.is_read && own.shares_reading && last.author_id == reader;
        Entry {
            id,
            reader,
            kind: Kind::Group(Group { role: GroupRole::of(&own.role), ..self.group.clone() }),
            version: self.version,
            changes: own.changes,
            last_read_seq: own.last_read_seq,
            last_message_at: self.spoken_at,
            place: self.spoken_at + if own.is_pinned { PINNED } else { 0 },
            is_pinned: own.is_pinned,
            is_muted: own.is_muted,
            is_archived: own.is_archived,
            archived: own.archived,
            unread,
            is_mentioned,
            last: last.map(|last| LastMessage { is_read: is_read(&last), ..last }),
            draft: own.draft,
            presence: Presence::default(),
            is_apart: false,
        }
    }
}

impl Own {
    /// How many of these, the newest first, count as unread.
    fn unread(&self, heads: &[Head]) -> i64 {
        let names = ["[", ","].map(|before| format!("{before}\"{}\"", self.user_id.simple()));
        let concerns = |head: &&Head| {
            let line = head.line.as_ref();
            line.is_none_or(|line| names.iter().any(|name| line.contains(name)))
        };
        let counted = self.above(heads).filter(concerns).filter(|head| !head.is_deleted).count();
        i64::try_from(counted).unwrap_or(LOOKED_AT)
    }

    /// Whether one of those mentions them.
    fn is_mentioned(&self, heads: &[Head]) -> bool {
        let names = [format!("\"{}\"", self.user_id.simple()), format!("\"{ALL}\"")];
        let mentions = |head: &Head| head.mentions.clone().unwrap_or_default();
        self.above(heads).any(|head| names.iter().any(|name| mentions(head).contains(name)))
    }

    /// What others have said above their pointer.
    fn above<'h>(&self, heads: &'h [Head]) -> impl Iterator<Item = &'h Head> {
        let above = heads.iter().take_while(|head| head.seq > self.last_read_seq);
        above.filter(|head| head.author_id != self.user_id)
    }
}
