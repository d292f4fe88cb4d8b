//! Every query about users.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Iden,
    IntoActiveModel, Iterable, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

use super::{Preferences, Profile, Role};
use crate::{
    entity::user,
    notification::NoticeSettings,
    store::{Connected, Text, sql, uuids},
};

static WITH_IDS: Text = Text::new(|_| {
    let columns: Vec<String> = user::Column::iter().map(|column| column.to_string()).collect();
    format!("SELECT {} FROM users WHERE id IN {{uuids $1}}", columns.join(", "))
});

pub struct UserRepository<'c, C> {
    pub(super) connection: &'c C,
}

/// An account as the operator sees it.
#[derive(Debug, FromQueryResult)]
pub struct Listed {
    pub username: String,
    pub display_name: String,
    pub role: String,
    pub created_at: i64,
    pub disabled_at: Option<i64>,
    pub last_active_at: Option<i64>,
    /// When one of their sessions was last used.
    pub last_used_at: Option<i64>,
}

impl<'c, C: ConnectionTrait> UserRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    pub async fn with_id(&self, id: Uuid) -> Result<Option<user::Model>, DbErr> {
        user::Entity::find_by_id(id).one(self.connection).await
    }

    /// Lets nobody else change this user's sessions before this transaction is
    /// over. SQLite lets only one write anyway.
    pub async fn lock(&self, id: Uuid) -> Result<(), DbErr> {
        user::Entity::find_by_id(id)
            .select_only()
            .column(user::Column::Id)
            .lock(LockType::NoKeyUpdate)
            .into_tuple::<Uuid>()
            .one(self.connection)
            .await?;
        Ok(())
    }

    /// The avatar of this user, which nobody else changes before this transaction is
    /// over.
    pub async fn lock_avatar(&self, id: Uuid) -> Result<Option<Uuid>, DbErr> {
        let found = user::Entity::find_by_id(id)
            .select_only()
            .column(user::Column::AvatarId)
            .lock(LockType::NoKeyUpdate)
            .into_tuple::<Option<Uuid>>()
            .one(self.connection)
            .await?;
        Ok(found.flatten())
    }

    pub async fn set_avatar(&self, id: Uuid, avatar: Option<Uuid>) -> Result<(), DbErr> {
        self.change(id, user::ActiveModel { avatar_id: Set(avatar), ..Default::default() }).await
    }

    /// Ends what was signed in before. False when that has happened already.
    pub async fn raise_session_epoch(&self, id: Uuid, from: i32) -> Result<bool, DbErr> {
        let raised = user::Entity::update_many()
            .col_expr(user::Column::SessionEpoch, Expr::value(from + 1))
            .filter(user::Column::Id.eq(id))
            .filter(user::Column::SessionEpoch.eq(from))
            .exec(self.connection)
            .await?;
        Ok(raised.rows_affected == 1)
    }

    /// The same whatever it was, and the new one. None when there is no such
    /// user.
    pub async fn next_session_epoch(&self, id: Uuid) -> Result<Option<i32>, DbErr> {
        let text = "
            UPDATE users SET session_epoch = session_epoch + 1 WHERE id = $1
            RETURNING session_epoch";
        let row = self.connection.query_one_raw(sql(self.connection, text, [id.into()])).await?;
        row.map(|row| row.try_get("", "session_epoch")).transpose()
    }

    pub async fn with_ids(&self, ids: &[Uuid]) -> Result<Vec<user::Model>, DbErr> {
        let statement = WITH_IDS.with(self.connection, [uuids(ids)]);
        user::Model::find_by_statement(statement).all(self.connection).await
    }

    /// By user name or by exact e-mail, both folded before.
    pub async fn called(&self, name_or_email: &str) -> Result<Option<user::Model>, DbErr> {
        let either = Condition::any()
            .add(user::Column::Username.eq(name_or_email))
            .add(user::Column::Email.eq(name_or_email));
        user::Entity::find().filter(either).one(self.connection).await
    }

    /// The same, as somebody typed it; an @ before a name is how pages write it.
    pub async fn called_as_typed(&self, typed: &str) -> Result<Option<user::Model>, DbErr> {
        let folded = folded(typed);
        // PostgreSQL cannot even be asked about a NUL; nobody is called that.
        if folded.is_empty() || folded.contains('\0') {
            return Ok(None);
        }
        self.called(&folded).await
    }

    /// Everybody after this user name, in the order of names.
    pub async fn listed_after(&self, username: &str, limit: u64) -> Result<Vec<Listed>, DbErr> {
        let text = format!(
            "SELECT u.username AS username, u.display_name AS display_name, u.role AS role,
                    u.created_at AS created_at, u.disabled_at AS disabled_at,
                    u.last_active_at AS last_active_at,
                    (SELECT MAX(s.last_used_at) FROM sessions AS s WHERE s.user_id = u.id)
                        AS last_used_at
             FROM users AS u WHERE u.username > $1 ORDER BY u.username LIMIT {limit}"
        );
        let statement = sql(self.connection, &text, [username.into()]);
        Listed::find_by_statement(statement).all(self.connection).await
    }

    /// By exact user name.
    pub async fn named(&self, username: &str) -> Result<Option<user::Model>, DbErr> {
        user::Entity::find().filter(user::Column::Username.eq(username)).one(self.connection).await
    }

    /// Makes the first account the owner. Fails with a unique violation when
    /// another one does the same in the same instant.
    pub async fn claim_ownership(&self, id: Uuid) -> Result<bool, DbErr> {
        let text = "
            UPDATE users SET role = 'owner'
            WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM users WHERE id <> $1)";
        let statement = sql(self.connection, text, [id.into()]);
        Ok(self.connection.execute_raw(statement).await?.rows_affected() == 1)
    }

    /// Writes only what is set: what another form writes in the same instant
    /// stays.
    pub async fn set_profile(&self, id: Uuid, new: &Profile) -> Result<(), DbErr> {
        let name = new.display_name.as_ref().map(|name| name.as_str().to_owned());
        let email =
            new.email.as_ref().map(|email| email.as_ref().map(|one| one.as_str().to_owned()));
        let change = user::ActiveModel {
            display_name: name.map_or(NotSet, Set),
            email: email.map_or(NotSet, Set),
            ..Default::default()
        };
        self.change(id, change).await
    }

    pub async fn set_password_hash(&self, id: Uuid, hash: String) -> Result<(), DbErr> {
        self.change(id, user::ActiveModel { password_hash: Set(hash), ..Default::default() }).await
    }

    /// Writes only what is set.
    pub async fn set_preferences(&self, id: Uuid, new: Preferences) -> Result<(), DbErr> {
        let change = user::ActiveModel {
            language: new.language.map_or(NotSet, |new| Set(new.map(|new| new.tag().to_owned()))),
            theme: new.theme.map_or(NotSet, |new| Set(new.map(|new| new.as_str().to_owned()))),
            time_zone: new.time_zone.map_or(NotSet, Set),
            shares_reading: new.shares_reading.map_or(NotSet, Set),
            shows_presence: new.shows_presence.map_or(NotSet, Set),
            ..Default::default()
        };
        self.change(id, change).await
    }

    /// Writes only what is set.
    pub async fn set_notices(&self, id: Uuid, new: &NoticeSettings) -> Result<(), DbErr> {
        let content = new.content.map(|content| content.as_str().to_owned());
        let change = user::ActiveModel {
            notice_content: content.map_or(NotSet, Set),
            notice_pictures: new.pictures.map_or(NotSet, Set),
            quiet_from: new.quiet.map_or(NotSet, |quiet| Set(quiet.map(|(from, _)| from))),
            quiet_until: new.quiet.map_or(NotSet, |quiet| Set(quiet.map(|(_, until)| until))),
            ..Default::default()
        };
        self.change(id, change).await
    }

    /// Remembers when somebody was last online; never moves it back.
    pub async fn set_last_active(&self, id: Uuid, at: i64) -> Result<(), DbErr> {
        let earlier = Condition::any()
            .add(user::Column::LastActiveAt.is_null())
            .add(user::Column::LastActiveAt.lt(at));
        user::Entity::update_many()
            .col_expr(user::Column::LastActiveAt, Expr::value(at))
            .filter(user::Column::Id.eq(id))
            .filter(earlier)
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Whether the account works; the time of a first disabling stays. By the
    /// clock of the database.
    pub async fn set_disabled(&self, id: Uuid, is_disabled: bool) -> Result<(), DbErr> {
        let text = "
            UPDATE users SET disabled_at = CASE WHEN $2 THEN COALESCE(disabled_at, {now}) END
            WHERE id = $1";
        let statement = sql(self.connection, text, [id.into(), is_disabled.into()]);
        self.connection.execute_raw(statement).await.map(|_| ())
    }

    /// Gives a role to somebody who is not the owner.
    pub async fn set_role(&self, id: Uuid, role: Role) -> Result<(), DbErr> {
        user::Entity::update_many()
            .col_expr(user::Column::Role, Expr::value(role.as_str()))
            .filter(user::Column::Id.eq(id))
            .filter(user::Column::Role.ne(Role::Owner.as_str()))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Those of a role, by user name.
    pub async fn with_role(&self, role: Role) -> Result<Vec<user::Model>, DbErr> {
        user::Entity::find()
            .filter(user::Column::Role.eq(role.as_str()))
            .order_by_asc(user::Column::Username)
            .all(self.connection)
            .await
    }

    async fn change(&self, id: Uuid, change: user::ActiveModel) -> Result<(), DbErr> {
        user::Entity::update_many()
            .set(change)
            .filter(user::Column::Id.eq(id))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Fails with a unique violation when the name or the e-mail is taken.
    pub async fn insert(&self, user: user::Model) -> Result<(), DbErr> {
        user::Entity::insert(user.into_active_model())
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }

    pub async fn is_empty(&self) -> Result<bool, DbErr> {
        Ok(user::Entity::find().count(self.connection).await? == 0)
    }
}

/// What somebody typed as a name or an e-mail address, as it is kept. An @
/// before a name is how pages write it.
pub fn folded(typed: &str) -> String {
    typed.trim().trim_start_matches('@').to_lowercase()
}
