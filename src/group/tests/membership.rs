//! Who is in a group, and what they may do.

use super::{NEW, Pond};
use crate::{error::Error, group::Role, message::Happening};

fn is_refused<T: std::fmt::Debug>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::NotAllowed(_)))
}

#[tokio::test]
async fn who_is_in_already_is_not_added_again() {
    let pond = Pond::build().await;
    let [ada, grace, emil] = pond.people(["ada", "grace", "emil"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    pond.adds(&ada, id, &["ada", "grace", "@Emil", "emil", ""]).await.unwrap();
    let (line, _) = pond.last_line(id).await;
    assert_eq!((line.what, line.whom), (Happening::Added, vec![emil.user.id]));
    pond.adds(&ada, id, &["ada", "emil"]).await.unwrap();
    assert_eq!(pond.lines(id).await.len(), 2);
}

#[tokio::test]
async fn a_member_manages_nothing_and_an_admin_nobody_above() {
    let pond = Pond::build().await;
    let [ada, grace, emil, dora] = pond.people(["ada", "grace", "emil", "dora"]).await;
    let id = pond.group(&[&ada, &grace, &emil], NEW).await;
    let plain = pond.member(&emil, id).await;
    assert!(is_refused(pond.groups.add(&plain, &["dora".to_owned()]).await));
    assert!(is_refused(pond.removes(&emil, id, "grace").await));
    assert!(is_refused(pond.groups.make_link(&plain).await));
    assert!(is_refused(pond.makes(&emil, id, "emil", Role::Admin).await));

    pond.makes(&ada, id, "grace", Role::Admin).await.unwrap();
    let (line, _) = pond.last_line(id).await;
    assert_eq!((line.what, line.role), (Happening::Role, Some(Role::Admin)));
    pond.adds(&grace, id, &["dora"]).await.unwrap();
    assert!(is_refused(pond.removes(&grace, id, "ada").await));
    assert!(is_refused(pond.removes(&grace, id, "grace").await));
    assert!(is_refused(pond.makes(&grace, id, "dora", Role::Admin).await));
    pond.removes(&grace, id, "dora").await.unwrap();
    assert!(!pond.is_in(&dora, id).await);
    assert!(matches!(pond.removes(&grace, id, "dora").await, Err(Error::NotFound)));
    assert!(matches!(pond.removes(&grace, id, "nobody").await, Err(Error::NotFound)));
    pond.removes(&ada, id, "grace").await.unwrap();
    assert_eq!(pond.members(id).await, (vec!["ada".to_owned(), "emil".to_owned()], 2));
}

#[tokio::test]
async fn the_owner_passes_the_group_on_and_stays_an_admin() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    for role in [Role::Member, Role::Admin] {
        assert!(is_refused(pond.makes(&ada, id, "ada", role).await), "{role:?}");
    }
    pond.makes(&ada, id, "ada", Role::Owner).await.unwrap();
    pond.makes(&ada, id, "grace", Role::Owner).await.unwrap();
    let roles = [pond.role(&ada, id).await, pond.role(&grace, id).await];
    assert_eq!(roles, [Role::Admin, Role::Owner]);
    let (line, _) = pond.last_line(id).await;
    assert_eq!((line.what, line.whom), (Happening::Owner, vec![grace.user.id]));
    assert_eq!(pond.lines(id).await.len(), 2);
}

#[tokio::test]
async fn who_is_in_it_longest_follows_an_owner_admins_first() {
    let pond = Pond::build().await;
    let [ada, grace, emil, dora] = pond.people(["ada", "grace", "emil", "dora"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    for (name, at) in [("grace", 1), ("emil", 2), ("dora", 3)] {
        pond.adds(&ada, id, &[name]).await.unwrap();
        let text = "UPDATE members SET joined_at = $2
            WHERE user_id = (SELECT id FROM users WHERE username = $1)";
        pond.house.execute(text, [name.into(), at.into()]).await;
    }
    pond.makes(&ada, id, "dora", Role::Admin).await.unwrap();
    pond.leaves(&ada, id).await;
    assert_eq!(pond.role(&dora, id).await, Role::Owner);
    let (line, message) = pond.last_line(id).await;
    assert_eq!((line.what, line.whom), (Happening::Owner, vec![dora.user.id]));
    assert_eq!(message.author_username, "ada");
    pond.leaves(&dora, id).await;
    assert_eq!(pond.role(&grace, id).await, Role::Owner);
    pond.leaves(&emil, id).await;
    assert_eq!(pond.last_line(id).await.0.what, Happening::Left);
    assert_eq!(pond.unread(&grace, id).await, 2, "added, and made the owner");
    pond.leaves(&grace, id).await;
    let row = pond.house.row("SELECT count(*) AS rows FROM conversations", []).await;
    assert_eq!(row.try_get::<i64>("", "rows").unwrap(), 0);
}

#[tokio::test]
async fn nothing_of_a_member_stays_when_they_are_removed() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    let member = pond.member(&grace, id).await;
    let line = pond.house.messages.hide(&member, 1).await;
    assert!(matches!(line, Err(Error::NotAllowed(_))), "with a line nobody does anything");
    pond.says(&ada, id, "for all").await;
    pond.house.messages.hide(&member, 2).await.unwrap();
    let text = "INSERT INTO drafts (user_id, conversation_id, body, saved_at)
        VALUES ($1, $2, 'hm', 0)";
    pond.house.execute(text, [grace.user.id.into(), id.into()]).await;
    pond.house.execute("UPDATE members SET pinned_at = 1", []).await;
    pond.removes(&ada, id, "grace").await.unwrap();
    assert!(pond.entry(&grace, id).await.is_none());
    pond.adds(&ada, id, &["grace"]).await.unwrap();
    let again = pond.member(&grace, id).await.conversation;
    assert!(again.draft.is_none() && !again.is_pinned && again.hidden == 0);
    assert_eq!((again.first_seq, again.last_read_seq), (1, 3));
    assert_eq!(pond.unread(&grace, id).await, 1);
}
