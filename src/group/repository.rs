//! Every query about groups and who is in them.

use natter_migration::names::folded;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryResult, Value,
};
use uuid::Uuid;

use super::{NewGroup, Role, title::MOST_OF_TITLE};
use crate::{
    attempt::Nonce,
    entity::message,
    message::{Format, Line},
    search::WordsRepository,
    store::{Connected, sql, texts, uuids},
};

/// A group as it is while its row is locked.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Locked {
    pub id: Uuid,
    pub title: String,
    pub avatar_id: Option<Uuid>,
    pub description: String,
    pub is_open: bool,
    pub shows_history: bool,
    pub members: i64,
    pub last_seq: i64,
    pub version: i64,
    /// To the server, which came with its link.
    pub link_invitation_id: Option<Uuid>,
    /// By the database's clock.
    pub at: i64,
}

/// Somebody in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMember {
    pub id: Uuid,
    pub username: String,
    pub display_name: String,
    pub shows_presence: bool,
    pub avatar_id: Option<Uuid>,
    pub role: Role,
    pub joined_at: i64,
}

/// A group that somebody has found, by its title or by its link.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct FoundGroup {
    pub id: Uuid,
    pub title: String,
    pub members: i64,
    /// Whoever has found it is in it.
    pub is_member: bool,
    /// Only for who may see it: a link shows no picture of a closed group.
    pub avatar_id: Option<Uuid>,
}

/// Who owns a group next.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub(super) struct Heir {
    pub id: Uuid,
    pub is_disabled: bool,
}

const MEMBER: &str = "
    SELECT u.id AS id, u.username AS username, u.display_name AS display_name,
           u.shows_presence AS shows_presence, u.avatar_id AS avatar_id, m.role AS role, m.joined_at AS joined_at
    FROM members AS m JOIN users AS u ON u.id = m.user_id WHERE m.conversation_id = $1";

/// A group as this column's user finds it.
fn found(user: &str) -> String {
    format!(
        "SELECT c.id AS id, COALESCE(c.title, '') AS title, c.members AS members,
                me.user_id IS NOT NULL AS is_member,
                CASE WHEN c.is_open OR me.user_id IS NOT NULL THEN c.avatar_id END AS avatar_id
         FROM conversations AS c
         LEFT JOIN members AS me ON me.conversation_id = c.id AND me.user_id = {user}"
    )
}

pub struct GroupRepository<'c, C> {
    pub(super) connection: &'c C,
}

impl<'c, C: ConnectionTrait> GroupRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// Locks a group until the transaction ends. None when there is no such group,
    /// or nobody is in it.
    pub(super) async fn lock(&self, id: Uuid) -> Result<Option<Locked>, DbErr> {
        let text = "
            UPDATE conversations SET last_seq = last_seq
            WHERE id = $1 AND kind = 'group' AND members > 0
            RETURNING id, COALESCE(title, '') AS title, avatar_id, description, is_open, shows_history,
                members, last_seq, version, link_invitation_id, {now} AS at";
        Locked::find_by_statement(sql(self.connection, text, [id.into()]))
            .one(self.connection)
            .await
    }

    /// Stores a new group without anybody in it.
    pub(super) async fn insert(&self, id: Uuid, new: &NewGroup) -> Result<(), DbErr> {
        let text = "
            INSERT INTO conversations (id, kind, title, search_title, description, is_open,
                shows_history, members, last_seq, version, last_message_at, created_at)
            VALUES ($1, 'group', $2, $3, $4, $5, $6, 1, 0, 0, {now}, {now})";
        self.execute(text, std::iter::once(id.into()).chain(settings(new))).await
    }

    pub(super) async fn set(&self, id: Uuid, new: &NewGroup) -> Result<(), DbErr> {
        let text = "
            UPDATE conversations SET title = $2, search_title = $3, description = $4,
                is_open = $5, shows_history = $6
            WHERE id = $1";
        self.execute(text, std::iter::once(id.into()).chain(settings(new))).await
    }

    /// Another picture, or none.
    pub(super) async fn set_avatar(&self, id: Uuid, avatar: Option<Uuid>) -> Result<(), DbErr> {
        let text = "UPDATE conversations SET avatar_id = $2 WHERE id = $1";
        self.execute(text, [id.into(), avatar.into()]).await
    }

    /// What somebody may do in a group; none for who is not in it.
    pub(super) async fn role(&self, id: Uuid, user: Uuid) -> Result<Option<Role>, DbErr> {
        let text = "SELECT role FROM members WHERE conversation_id = $1 AND user_id = $2";
        let statement = sql(self.connection, text, [id.into(), user.into()]);
        let row = self.connection.query_one_raw(statement).await?;
        row.map(|row| row.try_get::<String>("", "role").map(|role| Role::of(&role))).transpose()
    }

    pub(super) async fn set_role(&self, id: Uuid, user: Uuid, role: Role) -> Result<(), DbErr> {
        let text = "
            UPDATE members SET role = $3, changes = changes + 1
            WHERE conversation_id = $1 AND user_id = $2";
        self.execute(text, [id.into(), user.into(), role.as_str().into()]).await
    }

    /// Who follows the owner: the admin, or else the member, who is in it longest.
    /// Somebody who is disabled only where all others are.
    pub(super) async fn next_owner(&self, id: Uuid, owner: Uuid) -> Result<Option<Heir>, DbErr> {
        let text = "
            SELECT m.user_id AS id, u.disabled_at IS NOT NULL AS is_disabled FROM members AS m
            JOIN users AS u ON u.id = m.user_id
            WHERE m.conversation_id = $1 AND m.user_id <> $2
            ORDER BY CASE WHEN u.disabled_at IS NULL THEN 0 ELSE 1 END,
                     CASE WHEN m.role = 'admin' THEN 0 ELSE 1 END, m.joined_at, m.user_id
            LIMIT 1";
        let statement = sql(self.connection, text, [id.into(), owner.into()]);
        Heir::find_by_statement(statement).one(self.connection).await
    }

    /// The groups that this user owns.
    pub(super) async fn owned_by(&self, user: Uuid) -> Result<Vec<Uuid>, DbErr> {
        let text = "
            SELECT conversation_id FROM members WHERE user_id = $1 AND role = 'owner'
            ORDER BY conversation_id";
        let statement = sql(self.connection, text, [user.into()]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter().map(|row| row.try_get("", "conversation_id")).collect()
    }

    /// The users of exactly these names, and whether each is disabled.
    pub(super) async fn called(&self, usernames: &[&str]) -> Result<Vec<(Uuid, bool)>, DbErr> {
        let text = "
            SELECT id, disabled_at IS NOT NULL AS is_disabled FROM users
            WHERE username IN {texts $1}";
        let statement = sql(self.connection, text, [texts(usernames.iter().copied())]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "id")?, row.try_get("", "is_disabled")?)))
            .collect()
    }

    /// Those of these users who are in the group.
    pub(super) async fn among(&self, id: Uuid, users: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
        let text = "
            SELECT user_id FROM members WHERE conversation_id = $1 AND user_id IN {uuids $2}";
        let statement = sql(self.connection, text, [id.into(), uuids(users)]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter().map(|row| row.try_get("", "user_id")).collect()
    }

    /// Somebody is in it no more, and what they kept for themselves there is gone.
    /// In this order, as whoever keeps a draft, or sends one, takes both.
    pub(super) async fn remove(&self, id: Uuid, user: Uuid) -> Result<(), DbErr> {
        for text in [
            "DELETE FROM members WHERE conversation_id = $1 AND user_id = $2",
            "DELETE FROM drafts WHERE conversation_id = $1 AND user_id = $2",
            "DELETE FROM hidden_messages WHERE conversation_id = $1 AND user_id = $2",
        ] {
            self.execute(text, [id.into(), user.into()]).await?;
        }
        Ok(())
    }

    /// Stores lines, which are the next messages, and how many members there are.
    /// The author has read them if nothing lies between. Whom a line does not name, for
    /// them a group that they have put away stays away; and who comes and goes by
    /// themselves moves it in nobody's list.
    pub(super) async fn write(
        &self,
        group: &Locked,
        author: Uuid,
        lines: &[Line],
    ) -> Result<(), DbErr> {
        let rows = (1..).zip(lines).map(|(place, line)| message::ActiveModel {
            conversation_id: Set(group.id),
            seq: Set(group.last_seq + place),
            version: Set(group.version + place),
            author_id: Set(author),
            nonce: Set(Nonce::fresh().as_str().to_owned()),
            body: Set(line.to_body()),
            format: Set(Format::Event.as_str().to_owned()),
            continues: Set(false),
            created_at: Set(group.at),
            deleted_at: Set(None),
        });
        message::Entity::insert_many(rows).exec_without_returning(self.connection).await?;
        let text = "
            UPDATE conversations SET last_seq = last_seq + $2, version = version + $2,
                last_message_at = CASE WHEN $4 THEN $3 ELSE last_message_at END,
                members = (SELECT count(*) FROM members WHERE conversation_id = $1)
            WHERE id = $1";
        let count = i64::try_from(lines.len()).unwrap_or(0);
        let moves = lines.iter().any(|line| !line.what.is_by_themselves());
        self.execute(text, [group.id.into(), count.into(), group.at.into(), moves.into()]).await?;
        self.keep_archived(group, group.last_seq + count, lines).await?;
        let text = "
            UPDATE members SET last_read_seq = $4
            WHERE conversation_id = $1 AND user_id = $2 AND last_read_seq = $3";
        let (before, after) = (group.last_seq, group.last_seq + count);
        self.execute(text, [group.id.into(), author.into(), before.into(), after.into()]).await
    }

    /// Until `seq` nothing was said that would bring the group back for those whom these
    /// lines do not name.
    async fn keep_archived(&self, group: &Locked, seq: i64, lines: &[Line]) -> Result<(), DbErr> {
        let text = "
            UPDATE members SET archived_seq = $3
            WHERE conversation_id = $1 AND archived_seq = $2 AND NOT (user_id IN {uuids $4})";
        let named = uuids(lines.iter().flat_map(|line| &line.whom));
        self.execute(text, [group.id.into(), group.last_seq.into(), seq.into(), named]).await
    }

    /// Owner, admins and the others, each by name.
    pub async fn members(&self, id: Uuid) -> Result<Vec<GroupMember>, DbErr> {
        let text = format!(
            "{MEMBER} ORDER BY CASE m.role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END,
             u.display_name, u.username"
        );
        let statement = sql(self.connection, &text, [id.into()]);
        GroupMember::find_by_statement(statement).all(self.connection).await
    }

    /// Open groups, and those of this user, with a word of the title that begins so.
    /// An index has the titles of all that are open, and is gone through whole.
    pub async fn called_like(
        &self,
        user: Uuid,
        typed: &str,
        most: u64,
    ) -> Result<Vec<FoundGroup>, DbErr> {
        // SQLite refuses patterns that are much longer than any title.
        if typed.chars().count() > MOST_OF_TITLE {
            return Ok(Vec::new());
        }
        let sought = folded(typed);
        if sought.is_empty() || sought.contains('\0') {
            return Ok(Vec::new());
        }
        let text = format!(
            "{} WHERE c.id IN (
                 SELECT id FROM conversations
                 WHERE is_open AND search_title LIKE $2 ESCAPE '!'
                 UNION SELECT conversation_id FROM members WHERE user_id = $1 AND in_group)
               AND c.kind = 'group' AND c.members > 0
               AND c.search_title LIKE $2 ESCAPE '!'
             ORDER BY c.search_title, c.id LIMIT {most}",
            found("$1")
        );
        let statement = sql(self.connection, &text, [user.into(), pattern(&sought).into()]);
        FoundGroup::find_by_statement(statement).all(self.connection).await
    }

    /// A group that anybody may join.
    pub async fn open(&self, user: Uuid, id: Uuid) -> Result<Option<FoundGroup>, DbErr> {
        let text = format!("{} WHERE c.id = $2 AND c.is_open AND c.members > 0", found("$1"));
        let statement = sql(self.connection, &text, [user.into(), id.into()]);
        FoundGroup::find_by_statement(statement).one(self.connection).await
    }

    /// Another link, with an invitation to the server or without, or none.
    pub(super) async fn set_link(
        &self,
        id: Uuid,
        hash: Option<Vec<u8>>,
        invitation: Option<Uuid>,
    ) -> Result<(), DbErr> {
        let text = "
            UPDATE conversations SET link_hash = $2, link_invitation_id = $3 WHERE id = $1";
        self.execute(text, [id.into(), hash.into(), invitation.into()]).await
    }

    /// Whether somebody could join by a link.
    pub async fn has_link(&self, id: Uuid) -> Result<bool, DbErr> {
        let text = "SELECT 1 FROM conversations WHERE id = $1 AND link_hash IS NOT NULL";
        let statement = sql(self.connection, text, [id.into()]);
        Ok(self.connection.query_one_raw(statement).await?.is_some())
    }

    /// The group that a link leads to, as this user finds it; nobody is nil.
    pub async fn by_link(&self, user: Uuid, hash: Vec<u8>) -> Result<Option<FoundGroup>, DbErr> {
        let text = format!("{} WHERE c.link_hash = $2 AND c.members > 0", found("$1"));
        let statement = sql(self.connection, &text, [user.into(), hash.into()]);
        FoundGroup::find_by_statement(statement).one(self.connection).await
    }

    /// Locks all members of a group: before what is theirs, as everywhere.
    pub(super) async fn lock_members(&self, id: Uuid) -> Result<(), DbErr> {
        let text = "UPDATE members SET changes = changes + 1 WHERE conversation_id = $1";
        self.execute(text, [id.into()]).await
    }

    /// Ends a group whose members are locked: nobody is in it, and what was said is gone. Of one with more
    /// messages than that they stay, and nobody sees them.
    pub(super) async fn end(&self, group: &Locked) -> Result<(), DbErr> {
        let text = "
            UPDATE conversations SET members = 0, is_open = FALSE, link_hash = NULL,
                link_invitation_id = NULL, avatar_id = NULL
            WHERE id = $1";
        self.execute(text, [group.id.into()]).await?;
        for table in ["drafts", "hidden_messages"] {
            let text = format!(
                "DELETE FROM {table} WHERE conversation_id = $1
                   AND user_id IN (SELECT user_id FROM members WHERE conversation_id = $1)"
            );
            self.execute(&text, [group.id.into()]).await?;
        }
        for table in ["members", "removals"] {
            let text = format!("DELETE FROM {table} WHERE conversation_id = $1");
            self.execute(&text, [group.id.into()]).await?;
        }
        if group.last_seq > MOST_DELETED {
            return Ok(());
        }
        for text in [
            "DELETE FROM reactions WHERE conversation_id = $1",
            "DELETE FROM messages WHERE conversation_id = $1",
            "DELETE FROM conversations WHERE id = $1",
        ] {
            self.execute(text, [group.id.into()]).await?;
        }
        WordsRepository::over(self.connection).forget(group.id).await
    }

    pub(super) async fn execute(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<(), DbErr> {
        self.connection.execute_raw(sql(self.connection, text, values)).await.map(drop)
    }
}

/// Most messages that are deleted in one transaction.
const MOST_DELETED: i64 = 5_000;

fn settings(new: &NewGroup) -> [Value; 5] {
    [
        new.title.as_str().into(),
        format!(" {}", folded(new.title.as_str())).into(),
        new.description.as_str().into(),
        new.is_open.into(),
        new.shows_history.into(),
    ]
}

/// A word of a stored title that begins so.
fn pattern(sought: &str) -> String {
    let mut pattern = "% ".to_owned();
    for c in sought.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern + "%"
}

impl FromQueryResult for GroupMember {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get(prefix, "id")?,
            username: row.try_get(prefix, "username")?,
            display_name: row.try_get(prefix, "display_name")?,
            shows_presence: row.try_get(prefix, "shows_presence")?,
            avatar_id: row.try_get(prefix, "avatar_id")?,
            role: Role::of(&row.try_get::<String>(prefix, "role")?),
            joined_at: row.try_get(prefix, "joined_at")?,
        })
    }
}
