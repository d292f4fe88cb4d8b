//! What several do at once.

use futures_util::future::join_all;

use super::{NEW, Pond, pond::New};
use crate::{
    error::Error,
    group::{MOST_MEMBERS, Role},
};

#[tokio::test]
async fn of_two_owners_that_are_named_at_once_one_is() {
    let pond = Pond::build().await;
    let [ada, grace, emil] = pond.people(["ada", "grace", "emil"]).await;
    let id = pond.group(&[&ada, &grace, &emil], NEW).await;
    let owner = pond.member(&ada, id).await;
    let named =
        join_all(["grace", "emil"].map(|name| pond.groups.set_role(&owner, name, Role::Owner)))
            .await;
    assert_eq!(named.iter().filter(|one| one.is_ok()).count(), 1);
    assert!(named.iter().any(|one| matches!(one, Err(Error::NotAllowed(_)))));
    let roles =
        [pond.role(&ada, id).await, pond.role(&grace, id).await, pond.role(&emil, id).await];
    assert_eq!(roles.iter().filter(|role| **role == Role::Owner).count(), 1);
    assert_eq!(pond.lines(id).await.len(), 2);
}

#[tokio::test]
async fn all_may_leave_at_once_and_the_last_one_ends_it() {
    let pond = Pond::build().await;
    let people = pond.people(["ada", "grace", "emil", "dora", "jane"]).await;
    let id = pond.group(&people.each_ref(), NEW).await;
    let mut members = Vec::new();
    for person in &people {
        members.push(pond.member(person, id).await);
    }
    let left = join_all(members.iter().map(|member| pond.groups.leave(member))).await;
    assert!(left.iter().all(Result::is_ok), "{left:?}");
    let row = pond.house.row("SELECT count(*) AS rows FROM conversations", []).await;
    assert_eq!(row.try_get::<i64>("", "rows").unwrap(), 0);
}

#[tokio::test]
async fn one_of_twenty_takes_the_last_place() {
    let pond = Pond::build().await;
    let [ada] = pond.people(["ada"]).await;
    let id = pond.group(&[&ada], New { is_open: true, shows_history: true }).await;
    fill(&pond, id).await;
    let mut people = Vec::new();
    for number in 0..20 {
        let [person] = pond.people([&*format!("late{number}")]).await;
        people.push(person);
    }
    let joined = join_all(people.iter().map(|person| pond.groups.join(person, id))).await;
    let joined: Vec<bool> = joined.into_iter().map(|one| one.unwrap().is_ok()).collect();
    assert_eq!(joined.iter().filter(|is_in| **is_in).count(), 1);
    let (members, count) = pond.members(id).await;
    assert_eq!((members.len() as i64, count), (MOST_MEMBERS, MOST_MEMBERS));
    assert_eq!(pond.lines(id).await.len(), 2);
    let [one] = pond.people(["one-more"]).await;
    assert!(pond.adds(&ada, id, &["one-more"]).await.is_err());
    assert!(!pond.is_in(&one, id).await);
    assert_eq!(pond.adds(&ada, id, &["some1", "some2"]).await, Ok(()), "they are in it");
}

/// But for one place.
async fn fill(pond: &Pond, id: uuid::Uuid) {
    let text = "
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1)
        INSERT INTO users (id, username, display_name, password_hash, created_at)
        SELECT randomblob(16), 'some' || n, 'Some', '', 0 FROM numbers";
    pond.house.execute(text, [(MOST_MEMBERS - 2).into()]).await;
    let text = "
        INSERT INTO members (conversation_id, user_id, last_read_seq, joined_at)
        SELECT $1, id, 0, 0 FROM users WHERE username LIKE 'some%'";
    pond.house.execute(text, [id.into()]).await;
    let text = "UPDATE conversations SET members = $2 WHERE id = $1";
    pond.house.execute(text, [id.into(), (MOST_MEMBERS - 1).into()]).await;
}

#[tokio::test]
async fn who_is_removed_posts_nothing_from_then_on() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    let (before, owner) = (pond.member(&grace, id).await, pond.member(&ada, id).await);
    let turn = pond.house.database.turn().await;
    let removal = pond.groups.remove(&owner, "grace");
    let posts =
        join_all((0..5).map(|number| {
            pond.house.messages.post(&before, super::pond::said(&number.to_string()))
        }));
    let (removed, posted, ()) = tokio::join!(removal, posts, async {
        tokio::task::yield_now().await;
        drop(turn);
    });
    removed.unwrap();
    let accepted = posted.iter().filter(|one| one.is_ok()).count();
    let messages = pond.messages(id).await;
    let removal = messages.iter().position(|one| one.seq > 1 && one.is_line()).unwrap();
    assert_eq!((removal, messages.len()), (1 + accepted, 2 + accepted));
    let refused = pond.house.messages.post(&before, super::pond::said("again")).await;
    assert!(matches!(refused, Err(Error::NotFound)));
}
