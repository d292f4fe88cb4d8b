//! Whether somebody still is who they were when they came: what they bring may take a
//! while.

use sea_orm::{ConnectionTrait, DbErr, Value};

use super::{Actor, Proof, UserRepository};
use crate::store::sql;

/// The condition for it, where `user` names their row, and what it takes from the
/// parameter of this number on. A session counts in its epoch alone: it has the same name
/// in the next one, and whoever has copied it before has that, too.
pub fn still_counts(actor: &Actor, user: &str, first: usize) -> (String, Vec<Value>) {
    let works = format!("{user}.disabled_at IS NULL");
    match actor.proof {
        Proof::Session(name) => {
            let condition = format!(
                "({works} AND {user}.session_epoch = ${first} AND EXISTS (
                     SELECT 1 FROM sessions WHERE user_id = {user}.id AND name = ${}))",
                first + 1
            );
            (condition, vec![actor.user.session_epoch.into(), name.into()])
        }
        Proof::Token(id) => {
            let condition = format!(
                "({works} AND EXISTS (SELECT 1 FROM tokens WHERE id = ${first}
                     AND (expires_at IS NULL OR expires_at > {{now}})))"
            );
            (condition, vec![id.into()])
        }
        Proof::Chat(_) | Proof::Operator => (format!("({works})"), Vec::new()),
    }
}

impl<C: ConnectionTrait> UserRepository<'_, C> {
    pub async fn still_counts(&self, actor: &Actor) -> Result<bool, DbErr> {
        let (condition, mut values) = still_counts(actor, "u", 2);
        values.insert(0, actor.user.id.into());
        let text = format!("SELECT 1 FROM users AS u WHERE u.id = $1 AND {condition}");
        let statement = sql(self.connection, &text, values);
        Ok(self.connection.query_one_raw(statement).await?.is_some())
    }
}
