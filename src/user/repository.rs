//! Every query about users.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter,
};
use uuid::Uuid;

use crate::entity::user;

pub struct UserRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> UserRepository<'c, C> {
    pub fn new(connection: &'c C) -> Self {
        Self { connection }
    }

    pub async fn with_id(&self, id: Uuid) -> Result<Option<user::Model>, DbErr> {
        user::Entity::find_by_id(id).one(self.connection).await
    }

    /// By user name or by exact e-mail, both folded before.
    pub async fn called(&self, name_or_email: &str) -> Result<Option<user::Model>, DbErr> {
        let either = Condition::any()
            .add(user::Column::Username.eq(name_or_email))
            .add(user::Column::Email.eq(name_or_email));
        user::Entity::find().filter(either).one(self.connection).await
    }

    /// Fails with a unique violation when the name or the e-mail is taken.
    pub async fn insert(&self, user: user::Model) -> Result<(), DbErr> {
        let row = user::ActiveModel {
            id: Set(user.id),
            username: Set(user.username),
            display_name: Set(user.display_name),
            email: Set(user.email),
            password_hash: Set(user.password_hash),
            language: Set(user.language),
            theme: Set(user.theme),
            time_zone: Set(user.time_zone),
            session_epoch: Set(user.session_epoch),
            disabled_at: Set(user.disabled_at),
            created_at: Set(user.created_at),
        };
        user::Entity::insert(row).exec_without_returning(self.connection).await?;
        Ok(())
    }

    pub async fn is_empty(&self) -> Result<bool, DbErr> {
        Ok(user::Entity::find().count(self.connection).await? == 0)
    }
}
