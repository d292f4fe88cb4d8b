//! Making, changing and ending groups.

use super::{NEW, Pond, pond::New};
use crate::{
    attempt::{Aim, Attempt},
    error::Error,
    form::Fields,
    group::{Description, GroupPatch, NewGroup, Role},
    message::Happening,
    problem::Problem,
    user::Actor,
};

#[tokio::test]
async fn a_group_begins_with_all_who_were_named_and_a_line() {
    let pond = Pond::build().await;
    let [ada, grace, emil] = pond.people(["ada", "grace", "emil"]).await;
    let id = pond.group(&[&ada, &grace, &emil], NEW).await;
    assert_eq!(pond.members(id).await, (["ada", "emil", "grace"].map(str::to_owned).into(), 3));
    let (line, message) = pond.last_line(id).await;
    assert_eq!((line.what, line.title.as_deref()), (Happening::Created, Some("The pond")));
    assert_eq!((line.whom.len(), message.named.len(), message.seq), (2, 2, 1));
    let group = pond.member(&grace, id).await.conversation.kind.group().cloned().unwrap();
    assert_eq!((group.title.as_str(), group.members, group.role), ("The pond", 3, Role::Member));
    assert_eq!(pond.role(&ada, id).await, Role::Owner);
    let unread = [pond.unread(&ada, id).await, pond.unread(&grace, id).await];
    assert_eq!(unread, [0, 1]);
}

#[tokio::test]
async fn nobody_is_added_if_one_is_unknown_or_disabled() {
    let pond = Pond::build().await;
    let [ada, _, emil] = pond.people(["ada", "grace", "emil"]).await;
    pond.house.execute("UPDATE users SET disabled_at = 1 WHERE username = 'grace'", []).await;
    for (name, sentence) in [
        ("nobody", "problem-unknown-person"),
        ("x", "problem-unknown-person"),
        ("grace", "problem-disabled-person"),
    ] {
        let problem = Err(Problem { field: "username", sentence });
        let names = ["emil".to_owned(), name.to_owned()];
        let made = pond.groups.create(&ada, NEW.called("P"), &names, None).await.unwrap();
        assert_eq!(made.map(|_| ()), problem);
        let id = pond.group(&[&ada], NEW).await;
        assert_eq!(pond.adds(&ada, id, &["emil", name]).await, problem);
        assert!(!pond.is_in(&emil, id).await);
    }
}

#[tokio::test]
async fn a_form_that_comes_twice_makes_one_group() {
    let pond = Pond::build().await;
    let [ada] = pond.people(["ada"]).await;
    let attempt = Attempt::read(Aim::MakeGroup, &Fields::of_query("nonce=n-1"), &["ada"]);
    let make = || pond.groups.create(&ada, NEW.called("The pond"), &[], Some(&attempt));
    let (one, other) = tokio::join!(make(), make());
    assert_eq!(one.unwrap().unwrap(), other.unwrap().unwrap());
    let row = pond.house.row("SELECT count(*) AS count FROM conversations", []).await;
    assert_eq!(row.try_get::<i64>("", "count").unwrap(), 1);
}

#[tokio::test]
async fn each_thing_that_changes_is_a_line_and_nothing_is_none() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    let new = NewGroup {
        description: Description::parse("Of frogs").unwrap(),
        is_open: true,
        shows_history: false,
        ..NEW.called("The lake")
    };
    let owner = pond.member(&ada, id).await;
    for _ in 0..2 {
        pond.groups.change(&owner, &new).await.unwrap();
    }
    let what: Vec<Happening> =
        pond.lines(id).await.into_iter().map(|(what, _)| what).skip(1).collect();
    let expected =
        [Happening::Titled, Happening::Described, Happening::Opened, Happening::HistoryHidden];
    assert_eq!(what, expected);
    let group = pond.member(&grace, id).await.conversation.kind.group().cloned().unwrap();
    assert_eq!((group.title.as_str(), group.description.as_str()), ("The lake", "Of frogs"));
    assert!(group.is_open && !group.shows_history);
    pond.groups.change(&owner, &NEW.called("The lake")).await.unwrap();
    assert_eq!(pond.lines(id).await.len(), 8);
    let plain = pond.member(&grace, id).await;
    let refused = pond.groups.change(&plain, &new).await;
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
}

#[tokio::test]
async fn a_change_leaves_what_others_have_changed_meanwhile() {
    let pond = Pond::build().await;
    let [ada] = pond.people(["ada"]).await;
    let id = pond.group(&[&ada], NEW).await;
    let owner = pond.member(&ada, id).await;
    let patch = |query| GroupPatch::read(&Fields::of_query(query)).unwrap();
    let (one, other) = (patch("title=The+lake"), patch("description=Of+frogs&open=1"));
    let changes = tokio::join!(pond.groups.change(&owner, one), pond.groups.change(&owner, other));
    assert!(changes.0.is_ok() && changes.1.is_ok());
    let group = pond.member(&ada, id).await.conversation.kind.group().cloned().unwrap();
    assert_eq!((group.title.as_str(), group.description.as_str()), ("The lake", "Of frogs"));
    assert!(group.is_open && group.shows_history);
}

#[tokio::test]
async fn what_is_put_away_comes_back_for_those_whom_something_concerns() {
    let pond = Pond::build().await;
    let [ada, grace, emil, dora] = pond.people(["ada", "grace", "emil", "dora"]).await;
    let id = pond.group(&[&ada, &grace, &emil], New { is_open: true, ..NEW }).await;
    let put_away = "UPDATE members SET archived_seq = (SELECT last_seq FROM conversations)";
    let is_away = async |who: &Actor| pond.entry(who, id).await.unwrap().is_archived;
    pond.house.execute(put_away, []).await;
    pond.groups.join(&dora, id).await.unwrap().unwrap();
    pond.groups.change(&pond.member(&ada, id).await, &NEW.called("The lake")).await.unwrap();
    assert!(is_away(&grace).await && is_away(&emil).await);
    pond.makes(&ada, id, "grace", Role::Admin).await.unwrap();
    assert!(!is_away(&grace).await && is_away(&emil).await);
    pond.says(&ada, id, "hello").await;
    assert!(!is_away(&emil).await);
}

#[tokio::test]
async fn who_comes_and_goes_moves_no_list() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada], New { is_open: true, ..NEW }).await;
    pond.house.execute("UPDATE conversations SET last_message_at = 7", []).await;
    pond.groups.join(&grace, id).await.unwrap().unwrap();
    pond.leaves(&grace, id).await;
    assert_eq!(pond.entry(&ada, id).await.unwrap().last_message_at, 7);
    pond.adds(&ada, id, &["grace"]).await.unwrap();
    assert!(pond.entry(&ada, id).await.unwrap().last_message_at > 7);
}

#[tokio::test]
async fn a_group_ends_when_its_owner_types_its_title() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    let message = pond.says(&grace, id, "hello").await;
    let (owner, plain) = (pond.member(&ada, id).await, pond.member(&grace, id).await);
    let emoji = crate::message::Emoji::parse("👍").unwrap();
    pond.house.messages.react(&owner, message.seq, emoji, Some(true)).await.unwrap();
    pond.house.messages.hide(&plain, message.seq).await.unwrap();
    let refused = pond.groups.delete(&plain, "The pond").await;
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    assert!(pond.groups.delete(&owner, "The lake").await.unwrap().is_err());
    pond.house.heard.took();
    pond.groups.delete(&owner, " The pond ").await.unwrap().unwrap();
    for person in [&ada, &grace] {
        assert!(!pond.is_in(person, id).await && pond.entry(person, id).await.is_none());
    }
    let heard = pond.house.heard.took();
    assert_eq!(heard.iter().filter(|one| one.contains("MemberRemoved")).count(), 2);
    assert_eq!(heard.iter().filter(|one| one.ends_with("0 joined, 2 left")).count(), 1);
    let again = pond.groups.delete(&owner, "The pond").await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    for table in
        ["messages", "reactions", "hidden_messages", "members", "removals", "conversations"]
    {
        let row = pond.house.row(&format!("SELECT count(*) AS rows FROM {table}"), []).await;
        assert_eq!(row.try_get::<i64>("", "rows").unwrap(), 0, "{table}");
    }
}
