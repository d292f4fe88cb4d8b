//! What one may do with the messages of a group, and with its lines.

use super::{NEW, Pond, pond::said};
use crate::{
    error::Error,
    group::Role,
    message::{Changed, Edit, Emoji, Forwarded, MessageBody, NewMessage, Posted, Rights},
};

#[tokio::test]
async fn who_manages_a_group_pins_and_takes_away_what_others_said() {
    let pond = Pond::build().await;
    let [ada, grace, emil] = pond.people(["ada", "grace", "emil"]).await;
    let id = pond.group(&[&ada, &grace, &emil], NEW).await;
    pond.says(&grace, id, "one").await;
    pond.says(&emil, id, "two").await;
    let messages = &pond.house.messages;
    let (owner, plain) = (pond.member(&ada, id).await, pond.member(&grace, id).await);
    for refused in [messages.pin(&plain, 2, true).await, messages.delete(&plain, 3).await] {
        assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    }
    assert!(matches!(messages.pin(&owner, 2, true).await, Ok(Changed::To(_))));
    for _ in 0..2 {
        assert!(matches!(messages.delete(&owner, 3).await, Ok(Changed::To(_))));
    }
    let edit = Edit { body: MessageBody::parse("mine").unwrap(), version: 9 };
    let refused = messages.edit(&owner, 2, &edit).await;
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    // Held from before: what counts is the role under the lock.
    pond.makes(&ada, id, "grace", Role::Owner).await.unwrap();
    pond.makes(&grace, id, "ada", Role::Member).await.unwrap();
    let refused = messages.delete(&owner, 2).await;
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    assert!(matches!(messages.pin(&plain, 2, false).await, Ok(Changed::To(_))));
}

#[tokio::test]
async fn with_a_line_nobody_does_anything() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    let other = pond.group(&[&ada], NEW).await;
    let (owner, target) = (pond.member(&ada, id).await, pond.member(&ada, other).await);
    let messages = &pond.house.messages;
    let line = owner.visible(&pond.house.database, 1).await.unwrap();
    let none = Rights {
        reply: false,
        react: false,
        forward: false,
        pin: false,
        edit: false,
        delete: false,
        readers: false,
    };
    assert_eq!(Rights::of(&owner, &line), none);
    let edit = Edit { body: MessageBody::parse("mine").unwrap(), version: 9 };
    let emoji = Emoji::parse("👍").unwrap();
    for refused in [
        messages.edit(&owner, 1, &edit).await,
        messages.delete(&owner, 1).await,
        messages.pin(&owner, 1, true).await,
        messages.react(&owner, 1, emoji, Some(true)).await,
    ] {
        assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    }
    let answer = NewMessage { reply_to: Some(1), ..said("re") };
    let posted = messages.post(&owner, answer).await.unwrap();
    assert!(matches!(posted, Posted::NothingToAnswer), "{posted:?}");
    let nonce = crate::attempt::Nonce::fresh();
    let forwarded = messages.forward(&owner, &[1], &[target], &nonce).await.unwrap();
    assert_eq!(forwarded, Forwarded::NothingThere);
    assert_eq!(pond.messages(id).await.len(), 1);
}

#[tokio::test]
async fn a_line_names_people_as_they_are_called_now() {
    let pond = Pond::build().await;
    let people = pond.people(["ada", "ben", "cid", "dora", "emil", "fay"]).await;
    let id = pond.group(&people.each_ref(), NEW).await;
    pond.house
        .execute("UPDATE users SET display_name = 'Zoë \"Z\"' WHERE username = 'ben'", [])
        .await;
    let (line, message) = pond.last_line(id).await;
    assert_eq!((line.whom.len(), message.named.len(), line.unnamed(&message.named)), (5, 4, 1));
    assert!(
        message.named.iter().any(|by| by.display_name == "Zoë \"Z\"")
            || line.whom[4] == people[1].user.id
    );
}
