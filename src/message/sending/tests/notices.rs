//! Who is to hear of a batch in Telegram.

use std::time::Duration;

use sea_orm::Value;

use super::{House, said};
use crate::{conversation::Member, notification::Outbox};

const MINUTE: i64 = 60_000_000;

struct Row {
    wanted: i64,
    generation: i64,
    /// In so many minutes, rounded.
    due: Option<i64>,
}

async fn link(house: &House, member: &Member, chat: i64) {
    let text = "INSERT INTO telegram_links (user_id, chat_id, linked_at) VALUES ($1, $2, 0)";
    house.execute(text, [member.user().id.into(), chat.into()]).await;
}

async fn row(house: &House, member: &Member) -> Row {
    let text = "SELECT wanted_seq, generation, due_at - {now} AS rest FROM notifications
        WHERE user_id = $1";
    let row = house.row(text, [Value::from(member.user().id)]).await;
    let rest: Option<i64> = row.try_get("", "rest").unwrap();
    Row {
        wanted: row.try_get("", "wanted_seq").unwrap(),
        generation: row.try_get("", "generation").unwrap(),
        due: rest.map(|rest| (rest + MINUTE / 2) / MINUTE),
    }
}

#[tokio::test]
async fn everybody_is_to_hear_of_the_last_that_others_have_said() {
    let (outbox, mut wishes) = Outbox::new(Duration::from_secs(300));
    let house = House::with(outbox).await;
    let [ada, grace] = house.pair().await;
    link(&house, &ada, 1).await;
    link(&house, &grace, 2).await;
    house
        .sends(&[said(&ada, "a", "one"), said(&grace, "b", "two"), said(&ada, "c", "three")])
        .await;
    let (adas, graces) = (row(&house, &ada).await, row(&house, &grace).await);
    assert_eq!((adas.wanted, adas.due, graces.wanted, graces.due), (2, Some(5), 3, Some(5)));
    assert!(wishes.try_recv().is_ok() && wishes.try_recv().is_ok());
    assert!(wishes.try_recv().is_err());
}

#[tokio::test]
async fn what_stands_in_the_chat_of_an_author_is_looked_at_soon() {
    let house = House::with(Outbox::new(Duration::from_secs(300)).0).await;
    let [ada, grace] = house.pair().await;
    link(&house, &ada, 1).await;
    house.sends(&[said(&grace, "a", "one")]).await;
    let told = "UPDATE notifications SET message_id = 7, due_at = NULL, told_seq = 1";
    house.execute(told, []).await;
    house.sends(&[said(&ada, "b", "two")]).await;
    let alone = row(&house, &ada).await;
    assert_eq!((alone.wanted, alone.generation, alone.due), (1, 2, Some(0)));
    house.execute(told, []).await;
    house.sends(&[said(&ada, "c", "three"), said(&grace, "d", "four")]).await;
    let both = row(&house, &ada).await;
    assert_eq!((both.wanted, both.generation, both.due), (4, 3, Some(0)));
    house.execute(told, []).await;
    house.sends(&[said(&grace, "e", "five")]).await;
    assert_eq!(row(&house, &ada).await.due, Some(5));
}

#[tokio::test]
async fn who_has_no_chat_that_works_is_told_nothing() {
    let house = House::with(Outbox::new(Duration::from_secs(300)).0).await;
    let [ada, grace] = house.pair().await;
    link(&house, &grace, 2).await;
    house.execute("UPDATE telegram_links SET blocked_at = 1", []).await;
    house.sends(&[said(&ada, "a", "one"), said(&grace, "b", "two")]).await;
    let rows = house.row("SELECT count(*) AS rows FROM notifications", []).await;
    assert_eq!(rows.try_get::<i64>("", "rows").unwrap(), 0);
}
