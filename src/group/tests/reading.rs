//! What counts as unread, and who is told.

use std::time::Duration;

use uuid::Uuid;

use super::{NEW, Pond};
use crate::{conversation::ConversationService, group::Role, notification::Outbox};

#[tokio::test]
async fn a_line_is_unread_only_for_whom_it_concerns() {
    let pond = Pond::build().await;
    let [ada, grace, emil, dora] = pond.people(["ada", "grace", "emil", "dora"]).await;
    let id = pond.group(&[&ada, &grace, &emil], NEW).await;
    let unread = async || [pond.unread(&ada, id).await, pond.unread(&grace, id).await];
    assert_eq!(unread().await, [0, 1]);
    pond.adds(&ada, id, &["dora"]).await.unwrap();
    assert_eq!(unread().await, [0, 1]);
    assert_eq!((pond.unread(&dora, id).await, pond.unread(&emil, id).await), (1, 1));
    pond.makes(&ada, id, "grace", Role::Admin).await.unwrap();
    assert_eq!(unread().await, [0, 2]);
    pond.groups.change(&pond.member(&grace, id).await, &NEW.called("A lake")).await.unwrap();
    assert_eq!(unread().await, [0, 2]);
    pond.says(&grace, id, "hello").await;
    assert_eq!(unread().await, [1, 2]);
    assert_eq!(pond.unread(&dora, id).await, 2);
}

#[tokio::test]
async fn a_message_after_a_line_continues_nothing() {
    let pond = Pond::build().await;
    let [ada, _] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada], NEW).await;
    assert!(!pond.says(&ada, id, "one").await.continues);
    assert!(pond.says(&ada, id, "two").await.continues);
    pond.adds(&ada, id, &["grace"]).await.unwrap();
    assert!(!pond.says(&ada, id, "three").await.continues);
    assert_eq!(pond.member(&ada, id).await.conversation.last_read_seq, 5, "nothing lies between");
}

#[tokio::test]
async fn an_entry_knows_who_said_the_last_and_what_happened() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    let last = pond.entry(&grace, id).await.unwrap().last.unwrap();
    let line = last.line().unwrap();
    assert_eq!((last.author_display_name.as_str(), last.author_id), ("ada", ada.user.id));
    assert_eq!((line.whom, last.named[0].username.as_str()), (vec![grace.user.id], "grace"));
    pond.says(&grace, id, "hello").await;
    let last = pond.entry(&ada, id).await.unwrap().last.unwrap();
    assert_eq!((last.author_display_name.as_str(), last.body.as_str()), ("grace", "hello"));
    assert!(last.line().is_none() && last.named.is_empty());
}

#[tokio::test]
async fn what_is_said_and_what_happens_is_told_once_for_all() {
    let pond = Pond::build().await;
    let [ada, grace, emil] = pond.people(["ada", "grace", "emil"]).await;
    let id = pond.group(&[&ada, &grace, &emil], NEW).await;
    let told = || pond.house.heard.took();
    assert_eq!(told(), ["conversation 1", "groups 1: 3 joined, 0 left"]);
    pond.says(&ada, id, "hello").await;
    assert_eq!(told(), ["conversation 2", "groups 2: 0 joined, 0 left"]);
    pond.removes(&ada, id, "emil").await.unwrap();
    assert_eq!(told(), ["conversation 3", "groups 3: 0 joined, 1 left"]);
    pond.leaves(&ada, id).await;
    assert_eq!(told(), ["conversation 4", "conversation 5", "groups 5: 0 joined, 1 left"]);
}

#[tokio::test]
async fn typing_is_told_to_the_others() {
    let pond = Pond::build().await;
    let [ada, grace, emil] = pond.people(["ada", "grace", "emil"]).await;
    let id = pond.group(&[&ada, &grace, &emil], NEW).await;
    let house = &pond.house;
    let conversations = ConversationService::new(
        house.database.clone(),
        house.announcer.clone(),
        house.outbox.clone(),
    );
    let mut member = pond.member(&ada, id).await;
    house.heard.took();
    conversations.typing(&member);
    assert_eq!(house.heard.took().len(), 1, "once for all");
    if let crate::conversation::Kind::Group(group) = &mut member.conversation.kind {
        group.members = 101;
    }
    conversations.typing(&member);
    assert_eq!(house.heard.took().len(), 0);
}

/// Of which conversations this person is to hear in Telegram, and up to where.
async fn wanted(pond: &Pond, user: Uuid) -> Option<(i64, i64)> {
    let text = "SELECT MAX(wanted_seq) AS seq, MAX(generation) AS generation
        FROM notifications WHERE user_id = $1 AND due_at IS NOT NULL";
    let row = pond.house.row(text, [user.into()]).await;
    let seq: Option<i64> = row.try_get("", "seq").unwrap();
    seq.zip(row.try_get("", "generation").unwrap())
}

#[tokio::test]
async fn who_is_to_hear_of_it_outside_is_written_down_once() {
    let pond = Pond::with(Outbox::new(Duration::from_secs(300)).0).await;
    let [ada, grace, emil] = pond.people(["ada", "grace", "emil"]).await;
    for (chat, person) in (1..).zip([&ada, &grace, &emil]) {
        let text = "INSERT INTO telegram_links (user_id, chat_id, linked_at) VALUES ($1, $2, 0)";
        pond.house.execute(text, [person.user.id.into(), chat.into()]).await;
    }
    let id = pond.group(&[&ada, &grace], NEW).await;
    assert_eq!(wanted(&pond, grace.user.id).await, Some((1, 1)), "she is in a group now");
    assert_eq!(wanted(&pond, ada.user.id).await, None);
    for _ in 0..3 {
        pond.says(&ada, id, "hello").await;
    }
    assert_eq!(wanted(&pond, grace.user.id).await, Some((1, 1)), "she waits already");
    pond.adds(&ada, id, &["emil"]).await.unwrap();
    assert_eq!(wanted(&pond, emil.user.id).await, Some((5, 1)));
    let taken = "UPDATE notifications SET due_at = NULL, told_seq = 5";
    pond.house.execute(taken, []).await;
    pond.house
        .execute("UPDATE members SET level = 'nothing' WHERE user_id = $1", [emil.user.id.into()])
        .await;
    pond.says(&ada, id, "again").await;
    assert_eq!(wanted(&pond, grace.user.id).await, Some((6, 2)));
    assert_eq!(wanted(&pond, emil.user.id).await, None);
}
