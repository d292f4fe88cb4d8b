//! Who comes with a session, and what they see of a conversation.

use std::sync::LazyLock;

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Iden, Iterable, QueryResult};
use uuid::Uuid;

use super::{
    Conversation,
    repository::{beside, columns},
};
use crate::{
    entity::user,
    session::{SignIn, lifetime::too_long_ago},
    store::{Connected, Era, sql},
};

/// Whose session it is, what the session holds, and the conversation that was
/// asked for, where they are a member.
#[derive(Debug)]
pub struct SessionVisit {
    pub user: user::Model,
    /// None where an older release has kept it elsewhere, or written something else.
    pub sign_in: Option<SignIn>,
    pub conversation: Option<Conversation>,
    pub era: Era,
}

impl SessionVisit {
    /// The session whose row has this key, as long as it lasts: it, its user and
    /// their membership are read together, on every request.
    pub async fn find(
        at: &impl Connected,
        key: String,
        conversation: Option<Uuid>,
    ) -> Result<Option<Self>, DbErr> {
        let now = jiff::Timestamp::now().as_microsecond();
        let (connection, session) =
            (at.connection(), [key.into(), now.into(), too_long_ago(now).into()]);
        let statement = match conversation {
            None => sql(connection, &ALONE, session),
            Some(id) => sql(connection, &AT_CONVERSATION, session.into_iter().chain([id.into()])),
        };
        let Some(row) = connection.query_one_raw(statement).await? else { return Ok(None) };
        let user = user::Model::from_query_result(&row, USER)?;
        let data: Option<Vec<u8>> = row.try_get("", "session")?;
        let sign_in = data.and_then(|data| SignIn::in_row(&data));
        let conversation = match conversation {
            None => None,
            Some(_) => member_in(&row)?,
        };
        let era = Era::from_query_result(&row, "")?;
        Ok(Some(Self { user, sign_in, conversation, era }))
    }
}

/// Before the names of the user's columns: others are called alike.
const USER: &str = "me_";

/// Sessions written by a release that kept their data elsewhere have none.
const ALIVE: &str =
    "s.id = $1 AND s.expires_at > $2 AND s.signed_in_at > $3 AND s.data IS NOT NULL";

static ALONE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT s.data AS session, {{epoch}} AS epoch, {}, {}
         FROM sessions AS s JOIN users AS me ON me.id = s.user_id WHERE {ALIVE}",
        Era::APPEARANCE,
        user_columns()
    )
});

static AT_CONVERSATION: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT s.data AS session, {}, {}, {}
         FROM sessions AS s JOIN users AS me ON me.id = s.user_id
         LEFT JOIN members AS m ON m.user_id = me.id AND m.conversation_id = $4
         LEFT JOIN conversations AS c ON c.id = m.conversation_id
         {} WHERE {ALIVE}",
        Era::APPEARANCE,
        user_columns(),
        columns("me.id"),
        beside("me.id")
    )
});

fn user_columns() -> String {
    let columns =
        user::Column::iter().map(|column| format!("me.{0} AS {USER}{0}", column.to_string()));
    columns.collect::<Vec<_>>().join(", ")
}

fn member_in(row: &QueryResult) -> Result<Option<Conversation>, DbErr> {
    match row.try_get::<Option<Uuid>>("", "id")? {
        None => Ok(None),
        Some(_) => Conversation::from_query_result(row, "").map(Some),
    }
}
