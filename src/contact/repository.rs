//! Every query about contacts. Each names the owner of the list.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    PaginatorTrait, QueryFilter, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    entity::contact,
    people::Person,
    store::{Connected, sql},
};

pub struct ContactRepository<'c, C> {
    connection: &'c C,
    owner: Uuid,
}

impl<'c, C: ConnectionTrait> ContactRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>, owner: Uuid) -> Self {
        Self { connection: at.connection(), owner }
    }

    /// Puts somebody into the list; nothing changes when they are in it.
    pub async fn insert(&self, user_id: Uuid) -> Result<(), DbErr> {
        let row = contact::ActiveModel {
            owner_id: Set(self.owner),
            user_id: Set(user_id),
            created_at: Set(jiff::Timestamp::now().as_microsecond()),
        };
        contact::Entity::insert(row)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }

    pub async fn delete(&self, user_id: Uuid) -> Result<(), DbErr> {
        contact::Entity::delete_by_id((self.owner, user_id)).exec(self.connection).await?;
        Ok(())
    }

    pub async fn count(&self) -> Result<u64, DbErr> {
        contact::Entity::find()
            .filter(contact::Column::OwnerId.eq(self.owner))
            .count(self.connection)
            .await
    }

    /// The whole list, in no order.
    pub async fn all(&self) -> Result<Vec<Person>, DbErr> {
        let text = "
            SELECT u.id AS id, u.username AS username, u.display_name AS display_name,
                   u.avatar_id AS avatar_id, TRUE AS is_contact
            FROM contacts AS c JOIN users AS u ON u.id = c.user_id
            WHERE c.owner_id = $1";
        let statement = sql(self.connection, text, [self.owner.into()]);
        Person::find_by_statement(statement).all(self.connection).await
    }
}
