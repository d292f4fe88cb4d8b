//! Coming in by oneself.

use uuid::Uuid;

use super::{NEW, Pond, pond::New};
use crate::{
    entity::user,
    error::Error,
    invitation::{InvitationRepository, Inviter},
    message::Happening,
    user::Role as UserRole,
};

const OPEN: New = New { is_open: true, shows_history: true };

#[tokio::test]
async fn anybody_joins_an_open_group_once_and_nobody_a_closed_one() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let (open, closed) = (pond.group(&[&ada], OPEN).await, pond.group(&[&ada], NEW).await);
    for _ in 0..2 {
        pond.groups.join(&grace, open).await.unwrap().unwrap();
    }
    let lines = pond.lines(open).await;
    assert_eq!((lines.len(), lines[1].clone()), (2, (Happening::Joined, "grace".to_owned())));
    assert_eq!(pond.unread(&grace, open).await, 0);
    for id in [closed, Uuid::now_v7()] {
        let refused = pond.groups.join(&grace, id).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    pond.groups.join(&ada, closed).await.unwrap().unwrap();
    assert_eq!(pond.lines(closed).await.len(), 1);
}

#[tokio::test]
async fn a_link_lets_in_until_there_is_another_or_none() {
    let pond = Pond::build().await;
    let [ada, grace, emil] = pond.people(["ada", "grace", "emil"]).await;
    let id = pond.group(&[&ada], NEW).await;
    let owner = pond.member(&ada, id).await;
    let first = pond.groups.make_link(&owner).await.unwrap();
    assert_eq!(first.len(), 24);
    let found = pond.groups.by_link(None, &first).await.unwrap().unwrap();
    assert_eq!((found.title.as_str(), found.members, found.is_member), ("The pond", 1, false));
    assert_eq!(pond.groups.join_by_link(&grace, &first).await.unwrap(), Ok(id));
    assert_eq!(pond.last_line(id).await.0.what, Happening::JoinedByLink);
    assert!(pond.groups.by_link(Some(grace.user.id), &first).await.unwrap().unwrap().is_member);
    let second = pond.groups.make_link(&owner).await.unwrap();
    pond.groups.revoke_link(&owner).await.unwrap();
    assert!(!pond.groups.has_link(&owner).await.unwrap());
    for token in [first.as_str(), &second, "", "nonsense"] {
        let refused = pond.groups.join_by_link(&emil, token).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{token}: {refused:?}");
    }
    assert_eq!(pond.lines(id).await.len(), 2, "a link is nobody's news");
}

#[tokio::test]
async fn who_was_removed_comes_again_only_when_they_are_added() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada, &grace], OPEN).await;
    pond.leaves(&grace, id).await;
    pond.groups.join(&grace, id).await.unwrap().unwrap();
    pond.removes(&ada, id, "grace").await.unwrap();
    let link = pond.groups.make_link(&pond.member(&ada, id).await).await.unwrap();
    let refused = pond.groups.join(&grace, id).await.unwrap();
    assert_eq!(refused.unwrap_err().sentence, "problem-removed-from-group");
    let refused = pond.groups.join_by_link(&grace, &link).await.unwrap();
    assert_eq!(refused.unwrap_err().sentence, "problem-removed-from-group");
    assert!(!pond.is_in(&grace, id).await);
    pond.adds(&ada, id, &["grace"]).await.unwrap();
    pond.leaves(&grace, id).await;
    assert_eq!(pond.groups.join_by_link(&grace, &link).await.unwrap(), Ok(id));
}

#[tokio::test]
async fn the_invitation_of_a_link_ends_with_it() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    let (owner, database) = (pond.member(&ada, id).await, &pond.house.database);
    let role = UserRole::Inviter.as_str().to_owned();
    let inviter = Inviter::of(&user::Model { role, ..ada.user.clone() }).unwrap();
    let make = async || pond.groups.make_link_for_guests(&owner, &inviter).await.unwrap().code;
    let is_valid = async |code: &str| {
        InvitationRepository::of(database).offered(code).await.unwrap().is_some()
    };
    let first = make().await;
    assert!(is_valid(&first).await);
    let second = make().await;
    assert!(!is_valid(&first).await && is_valid(&second).await);
    pond.removes(&ada, id, "grace").await.unwrap();
    assert!(!is_valid(&second).await);
    let third = make().await;
    pond.groups.delete(&owner, "The pond").await.unwrap().unwrap();
    assert!(!is_valid(&third).await);
}

#[tokio::test]
async fn open_groups_and_own_ones_are_found_by_a_word_of_the_title() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let make = async |new: New, title: &str| {
        pond.groups.create(&ada, new.called(title), &[], None).await.unwrap().unwrap();
    };
    make(OPEN, "Rowing Club").await;
    make(OPEN, "Ёлки 100%_!").await;
    make(NEW, "Rowing secrets").await;
    let found = async |who: Uuid, typed: &str| -> Vec<(String, bool)> {
        let found = pond.groups.find_open(who, typed, 20).await.unwrap();
        found.into_iter().map(|one| (one.title, one.is_member)).collect()
    };
    let (hers, others) = (ada.user.id, grace.user.id);
    assert_eq!(found(others, "row").await, [("Rowing Club".to_owned(), false)]);
    assert_eq!(found(others, "cLUB").await.len(), 1);
    assert_eq!(found(others, "елки").await.len(), 1);
    assert_eq!(found(others, "100%_!").await.len(), 1);
    assert_eq!(found(hers, "row").await.len(), 2);
    assert!(found(hers, "row").await.iter().all(|(_, is_member)| *is_member));
    for nothing in ["", "  ", "owing", "%", "_", "secrets", "a\0"] {
        assert_eq!(found(others, nothing).await, [], "{nothing:?}");
    }
}

#[tokio::test]
async fn who_joins_sees_what_the_group_shows_them() {
    let pond = Pond::build().await;
    let [ada, grace, emil] = pond.people(["ada", "grace", "emil"]).await;
    let id = pond.group(&[&ada], New { is_open: true, shows_history: false }).await;
    pond.says(&ada, id, "before").await;
    pond.groups.join(&grace, id).await.unwrap().unwrap();
    pond.adds(&ada, id, &["emil"]).await.unwrap();
    let seen = async |who| {
        let conversation = pond.member(who, id).await.conversation;
        (conversation.first_seq, conversation.last_read_seq)
    };
    assert_eq!(seen(&grace).await, (3, 3));
    assert_eq!(seen(&emil).await, (4, 3));
    assert_eq!(pond.unread(&emil, id).await, 1, "the line that says so");
    let hidden = pond.member(&emil, id).await.visible(&pond.house.database, 3).await;
    assert!(matches!(hidden, Err(Error::NotFound)));
}
