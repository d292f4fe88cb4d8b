//! What is read together with a proof of who comes, on every request: whose it is,
//! and what they see of the conversation that they ask for.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Iden, Iterable, QueryResult, Value};
use uuid::Uuid;

use super::{
    Conversation,
    repository::{beside, columns},
    seldom,
};
use crate::{
    entity::user,
    store::{Era, Text},
};

/// Before the names of the user's columns: others are called alike.
const USER: &str = "me_";

/// How a proof is looked up.
pub(super) struct Lookup {
    /// What is read of it.
    pub columns: String,
    /// Where it is, with its user `me`.
    pub tables: &'static str,
    /// Which one it is.
    pub condition: &'static str,
    /// The parameter that names a conversation.
    pub conversation: &'static str,
}

impl Lookup {
    pub fn alone(&self) -> String {
        let Self { columns, tables, condition, .. } = self;
        format!(
            "SELECT {columns}, {{epoch}} AS epoch, {}, {} FROM {tables} WHERE {condition}",
            Era::APPEARANCE,
            prefixed::<user::Column>("me", USER)
        )
    }

    pub fn at_conversation(&self) -> String {
        let Self { columns, tables, condition, conversation } = self;
        format!(
            "SELECT {columns}, {}, {}, {}
             FROM {tables}
             LEFT JOIN members AS m ON m.user_id = me.id AND m.conversation_id = {conversation}
             LEFT JOIN conversations AS c ON c.id = m.conversation_id
             {} WHERE {condition}",
            Era::APPEARANCE,
            prefixed::<user::Column>("me", USER),
            self::columns(),
            beside("me.id")
        )
    }
}

/// A statement without a conversation, and one with it.
pub(super) struct Lookups {
    pub alone: Text,
    pub at_conversation: Text,
}

impl Lookups {
    /// The row of this proof; none where there is no such proof.
    pub async fn find<C: ConnectionTrait>(
        &self,
        connection: &C,
        proof: impl IntoIterator<Item = Value>,
        conversation: Option<Uuid>,
    ) -> Result<Option<QueryResult>, DbErr> {
        let statement = match conversation {
            None => self.alone.with(connection, proof),
            Some(id) => {
                let values = proof.into_iter().chain([id.into()]);
                self.at_conversation.with(connection, values)
            }
        };
        connection.query_one_raw(statement).await
    }
}

pub(super) fn user_in(row: &QueryResult) -> Result<user::Model, DbErr> {
    user::Model::from_query_result(row, USER)
}

/// The conversation that was asked for with this row, as that user sees it; none for
/// who is no member.
pub(super) async fn conversation_in<C: ConnectionTrait>(
    connection: &C,
    row: &QueryResult,
    user: Uuid,
) -> Result<Option<Conversation>, DbErr> {
    if row.try_get::<Option<Uuid>>("", "id")?.is_none() {
        return Ok(None);
    }
    let found = vec![Conversation::from_query_result(row, "")?];
    Ok(seldom::completed(connection, user, found).await?.pop())
}

/// All columns of this table, each with that before its name.
pub(super) fn prefixed<C: Iden + Iterable>(table: &str, before: &str) -> String {
    let columns = C::iter().map(|column| {
        let name = column.to_string();
        format!("{table}.{name} AS {before}{name}")
    });
    columns.collect::<Vec<_>>().join(", ")
}
