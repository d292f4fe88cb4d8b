//! Which program comes with a token, and what its user sees of a conversation.

use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::{
    Conversation,
    visit::{Lookup, Lookups, conversation_in, prefixed, user_in},
};
use crate::{
    entity::token,
    store::{Connected, Era, Text},
    token::{Bearer, Secret},
};

/// For whom the program acts, and the conversation that was asked for, where that
/// user is a member.
#[derive(Debug)]
pub struct TokenVisit {
    pub bearer: Bearer,
    pub conversation: Option<Conversation>,
    pub era: Era,
}

impl TokenVisit {
    /// Whose secret this is; none when it is nobody's, or over, or the account is
    /// disabled. All is read together, on every request.
    pub async fn find(
        at: &impl Connected,
        secret: &str,
        now: i64,
        conversation: Option<Uuid>,
    ) -> Result<Option<Self>, DbErr> {
        let Some(secret) = Secret::parse(secret) else { return Ok(None) };
        let connection = at.connection();
        let token = [secret.hash().into(), now.into()];
        let found = LOOKUPS.find(connection, token, conversation).await?;
        let Some(row) = found else { return Ok(None) };
        let user = user_in(&row)?;
        let token = token::Model::from_query_result(&row, TOKEN)?;
        Ok(Some(Self {
            conversation: match conversation {
                Some(_) => conversation_in(connection, &row, user.id).await?,
                None => None,
            },
            bearer: Bearer { user, token },
            era: Era::from_query_result(&row, "")?,
        }))
    }
}

/// Before the names of the token's columns: others are called alike.
const TOKEN: &str = "token_";

static LOOKUPS: Lookups = Lookups {
    alone: Text::new(|_| lookup().alone()),
    at_conversation: Text::new(|_| lookup().at_conversation()),
};

fn lookup() -> Lookup {
    Lookup {
        columns: prefixed::<token::Column>("t", TOKEN),
        tables: "tokens AS t JOIN users AS me ON me.id = t.user_id",
        condition: "t.hash = $1 AND (t.expires_at IS NULL OR t.expires_at > $2)
            AND me.disabled_at IS NULL",
        conversation: "$3",
    }
}
