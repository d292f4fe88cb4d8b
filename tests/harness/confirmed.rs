//! Time that passes since somebody has given their password.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};
use serde_json::Value as Json;

use super::redis::ask;
use super::{Chat, Page, Place};

impl Chat {
    /// All who are signed in gave their password so much earlier.
    pub async fn everybody_gave_their_password_earlier(&self, by: Duration) {
        let by = i64::try_from(by.as_micros()).unwrap();
        change_sign_ins(&self.place, |sign_in| {
            let at = sign_in["confirmed_at"].as_i64().expect("it was given");
            sign_in["confirmed_at"] = (at - by).into();
        })
        .await;
    }

    /// All who are signed in are so since the release before, which did not
    /// note when that was.
    pub async fn everybody_signed_in_at_the_release_before(&self) {
        change_sign_ins(&self.place, |sign_in| {
            sign_in.as_object_mut().unwrap().remove("confirmed_at");
        })
        .await;
    }
}

impl Page {
    /// Whether the form that posts to this address asks for the password.
    pub fn asks_for_the_password(&self, action: &str) -> bool {
        self.form(action).iter().any(|(name, _)| name == "current_password")
    }
}

async fn change_sign_ins(place: &Place, change: impl Fn(&mut Json)) {
    let database = place.database().await;
    for (id, data) in sessions(&database).await {
        let mut record: Json = serde_json::from_slice(&data).unwrap();
        change(&mut record["data"]["sign-in"]);
        let data = serde_json::to_vec(&record).unwrap();
        let text = "UPDATE sessions SET data = $1 WHERE id = $2";
        database.execute_raw(statement(&database, text, [data.into(), id.into()])).await.unwrap();
    }
    database.close().await.unwrap();
    forget_copies(place);
}

async fn sessions(database: &DatabaseConnection) -> Vec<(String, Vec<u8>)> {
    let all = statement(database, "SELECT id, data FROM sessions", []);
    let rows = database.query_all_raw(all).await.unwrap();
    let read = |row: sea_orm::QueryResult| {
        (row.try_get("", "id").unwrap(), row.try_get("", "data").unwrap())
    };
    rows.into_iter().map(read).collect()
}

fn statement<const N: usize>(
    database: &DatabaseConnection,
    text: &str,
    values: [Value; N],
) -> Statement {
    Statement::from_sql_and_values(database.get_database_backend(), text, values)
}

/// Redis, where there is one, takes what the rows hold now.
fn forget_copies(place: &Place) {
    let Some(redis) = place.setting("REDIS_URL") else { return };
    for key in ask(redis, &["KEYS", "*:session:*"]).lines() {
        ask(redis, &["DEL", key]);
    }
}
