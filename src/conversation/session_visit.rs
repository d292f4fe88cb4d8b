//! Who comes with a session, and what they see of a conversation.

use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::{
    Conversation,
    visit::{Lookup, Lookups, conversation_in, user_in},
};
use crate::{
    entity::user,
    session::{SignIn, lifetime::too_long_ago},
    store::{Connected, Era, Text},
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
        let (connection, now) = (at.connection(), jiff::Timestamp::now().as_microsecond());
        let session = [key.into(), now.into(), too_long_ago(now).into()];
        let found = LOOKUPS.find(connection, session, conversation).await?;
        let Some(row) = found else { return Ok(None) };
        let user = user_in(&row)?;
        let data: Option<Vec<u8>> = row.try_get("", "session")?;
        Ok(Some(Self {
            sign_in: data.and_then(|data| SignIn::in_row(&data)),
            conversation: match conversation {
                Some(_) => conversation_in(connection, &row, user.id).await?,
                None => None,
            },
            user,
            era: Era::from_query_result(&row, "")?,
        }))
    }
}

static LOOKUPS: Lookups = Lookups {
    alone: Text::new(|_| lookup().alone()),
    at_conversation: Text::new(|_| lookup().at_conversation()),
};

/// Sessions written by a release that kept their data elsewhere have none.
fn lookup() -> Lookup {
    Lookup {
        columns: "s.data AS session".to_owned(),
        tables: "sessions AS s JOIN users AS me ON me.id = s.user_id",
        condition: "s.id = $1 AND s.expires_at > $2 AND s.signed_in_at > $3
            AND s.data IS NOT NULL",
        conversation: "$4",
    }
}
