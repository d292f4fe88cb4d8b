//! Every query about invitations.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use crate::{
    entity::invitation,
    store::{Connected, sql},
};

/// What still lets somebody in, by the clock of the database: not while its
/// author is disabled.
const VALID: &str = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > {now})
     AND (most_uses IS NULL OR uses < most_uses)
     AND EXISTS (SELECT 1 FROM users AS author
                 WHERE author.id = author_id AND author.disabled_at IS NULL)";

pub struct InvitationRepository<'c, C> {
    connection: &'c C,
}

/// An invitation with the name of whoever made it.
#[derive(Debug, FromQueryResult)]
pub struct Listed {
    pub id: Uuid,
    pub code: String,
    pub author_id: Uuid,
    pub author: String,
    pub created_at: i64,
    pub expires_at: Option<i64>,
    pub most_uses: Option<i32>,
    pub uses: i32,
}

/// An invitation that lets somebody in.
#[derive(Debug, FromQueryResult)]
pub struct Offer {
    pub id: Uuid,
    pub author_id: Uuid,
    /// The display name of whoever gave it.
    pub author: String,
}

/// An invitation that has just let somebody in.
#[derive(Debug, FromQueryResult)]
pub struct Taken {
    pub id: Uuid,
    pub author_id: Uuid,
}

/// Somebody who came by an invitation.
#[derive(Debug, FromQueryResult)]
pub struct Guest {
    pub username: String,
    pub display_name: String,
    pub created_at: i64,
    pub code: String,
    /// The user name of who had made it.
    pub author: String,
}

impl<'c, C: ConnectionTrait> InvitationRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    pub async fn insert(&self, row: invitation::Model) -> Result<(), DbErr> {
        invitation::Entity::insert(row.into_active_model())
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }

    // PostgreSQL cannot even be asked about a NUL, and no code has anything but
    // letters and digits.
    fn is_code(typed: &str) -> bool {
        !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }

    /// Uses the invitation of this code once; none when it is not valid. In a
    /// transaction that is rolled back it was not used.
    pub async fn take(&self, code: &str) -> Result<Option<Taken>, DbErr> {
        if !Self::is_code(code) {
            return Ok(None);
        }
        let text = format!(
            "UPDATE invitations SET uses = uses + 1 WHERE code = $1 AND {VALID}
             RETURNING id, author_id"
        );
        let statement = sql(self.connection, &text, [code.into()]);
        Taken::find_by_statement(statement).one(self.connection).await
    }

    /// The valid invitation of this code.
    pub async fn offered(&self, code: &str) -> Result<Option<Offer>, DbErr> {
        if !Self::is_code(code) {
            return Ok(None);
        }
        let text = format!(
            "SELECT i.id AS id, i.author_id AS author_id, u.display_name AS author
             FROM invitations AS i JOIN users AS u ON u.id = i.author_id
             WHERE i.code = $1 AND {VALID}"
        );
        let statement = sql(self.connection, &text, [code.into()]);
        Offer::find_by_statement(statement).one(self.connection).await
    }

    /// Who came last, by any invitation or by those of one author.
    pub async fn guests(&self, author: Option<Uuid>, limit: u64) -> Result<Vec<Guest>, DbErr> {
        let text = format!(
            "SELECT g.username AS username, g.display_name AS display_name,
                    g.created_at AS created_at, i.code AS code, u.username AS author
             FROM invitations AS i
             JOIN users AS g ON g.invitation_id = i.id
             JOIN users AS u ON u.id = i.author_id
             WHERE $1 IS NULL OR i.author_id = $1
             ORDER BY g.created_at DESC, g.id DESC LIMIT {limit}"
        );
        let statement = sql(self.connection, &text, [author.into()]);
        Guest::find_by_statement(statement).all(self.connection).await
    }

    /// The valid ones, newest first: all of them, or those of one author.
    pub async fn valid(&self, author: Option<Uuid>, limit: u64) -> Result<Vec<Listed>, DbErr> {
        let text = format!(
            "SELECT i.id AS id, i.code AS code, i.author_id AS author_id, u.username AS author,
                    i.created_at AS created_at, i.expires_at AS expires_at,
                    i.most_uses AS most_uses, i.uses AS uses
             FROM invitations AS i JOIN users AS u ON u.id = i.author_id
             WHERE {VALID} AND ($1 IS NULL OR i.author_id = $1)
             ORDER BY i.created_at DESC, i.id LIMIT {limit}"
        );
        let statement = sql(self.connection, &text, [author.into()]);
        Listed::find_by_statement(statement).all(self.connection).await
    }

    pub async fn with_id(&self, id: Uuid) -> Result<Option<invitation::Model>, DbErr> {
        invitation::Entity::find_by_id(id)
            .filter(invitation::Column::RevokedAt.is_null())
            .one(self.connection)
            .await
    }

    pub async fn with_code(&self, code: &str) -> Result<Option<invitation::Model>, DbErr> {
        if !Self::is_code(code) {
            return Ok(None);
        }
        invitation::Entity::find()
            .filter(invitation::Column::Code.eq(code))
            .filter(invitation::Column::RevokedAt.is_null())
            .one(self.connection)
            .await
    }

    /// The same for all invitations of an author.
    pub async fn revoke_all_of(&self, author: Uuid) -> Result<(), DbErr> {
        let text =
            "UPDATE invitations SET revoked_at = {now} WHERE author_id = $1 AND revoked_at IS NULL";
        self.connection.execute_raw(sql(self.connection, text, [author.into()])).await?;
        Ok(())
    }

    /// From here on nobody gets in by it.
    pub async fn revoke(&self, id: Uuid) -> Result<(), DbErr> {
        let text = "UPDATE invitations SET revoked_at = {now} WHERE id = $1";
        self.connection.execute_raw(sql(self.connection, text, [id.into()])).await?;
        Ok(())
    }
}
