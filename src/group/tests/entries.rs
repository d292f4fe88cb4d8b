//! The entries of one group for all of its members are those that each is shown
//! alone.

use rand::Rng;
use uuid::Uuid;

use super::{NEW, Pond, pond::New};
use crate::{
    conversation::{Entry, ListRepository},
    group::Role,
    message::MessageRepository,
    store::queries_of,
    user::Actor,
};

const HIDES_HISTORY: New = New { shows_history: false, ..NEW };
/// More than are looked at to count them.
const MESSAGES: i64 = 230;

/// As they are for each alone and for all together, and in how many statements.
async fn both(pond: &Pond, id: Uuid, people: &[&Actor]) -> ([Vec<String>; 2], u32) {
    let lists = ListRepository::of(&pond.house.database);
    let users: Vec<Uuid> = people.iter().map(|person| person.user.id).collect();
    let pairs: Vec<(Uuid, Uuid)> = users.iter().map(|user| (*user, id)).collect();
    let alone = lists.entries_for(&pairs).await.unwrap();
    let (together, queries) = queries_of(lists.entries_of_group(id, &users)).await;
    let sorted = |mut entries: Vec<Entry>| {
        entries.sort_by_key(|entry| entry.reader);
        entries.iter().map(|entry| format!("{entry:?}")).collect::<Vec<_>>()
    };
    ([sorted(alone), sorted(together.unwrap())], queries)
}

async fn busy(pond: &Pond, people: &[Actor; 4]) -> Uuid {
    let [ada, grace, emil, _] = people;
    let id = pond.group(&[ada, grace], HIDES_HISTORY).await;
    for number in 0..MESSAGES {
        let person = [ada, grace][usize::from(number % 3 == 0)];
        let message = pond.says(person, id, "hello").await;
        if number % 17 == 0 {
            let member = pond.member(person, id).await;
            pond.house.messages.delete(&member, message.seq).await.unwrap();
        }
    }
    pond.adds(ada, id, &["emil"]).await.unwrap();
    pond.makes(ada, id, "emil", Role::Admin).await.unwrap();
    pond.says(emil, id, "a word").await;
    id
}

#[tokio::test]
async fn all_together_are_shown_what_each_is_shown_alone() {
    let pond = Pond::build().await;
    let people = pond.people(["ada", "grace", "emil", "dora"]).await;
    let id = busy(&pond, &people).await;
    let [ada, grace, emil, dora] = &people;
    let all = [ada, grace, emil, dora];
    let set = async |person: &Actor, what: String| {
        let text = format!("UPDATE members SET {what} WHERE user_id = $1");
        pond.house.execute(&text, [person.user.id.into()]).await;
    };
    for _ in 0..40 {
        for person in [ada, grace, emil] {
            let read = rand::rng().random_range(0..=MESSAGES + 4);
            let unread = rand::rng().random_range(1..=MESSAGES + 4);
            let changes = format!("last_read_seq = {read}, unread_from = {unread}");
            set(person, format!("{changes}, pinned_at = NULL, changes = changes + 1")).await;
        }
        set(grace, "unread_from = NULL, pinned_at = 5".to_owned()).await;
        let ([alone, together], queries) = both(&pond, id, &all).await;
        assert_eq!((together.len(), queries), (3, 3), "dora is no member");
        assert_eq!(together, alone);
    }
    let text = "UPDATE users SET shares_reading = FALSE WHERE id = $1";
    pond.house.execute(text, [ada.user.id.into()]).await;
    pond.adds(ada, id, &["dora"]).await.unwrap();
    pond.house.messages.hide(&pond.member(grace, id).await, MESSAGES + 4).await.unwrap();
    let ([alone, together], queries) = both(&pond, id, &all).await;
    assert_eq!((together.len(), queries), (4, 4), "one more for who has hidden something");
    assert_eq!(together, alone);
}

#[tokio::test]
async fn those_who_come_and_go_hide_nothing_that_is_unread() {
    let pond = Pond::build().await;
    let [ada, grace, dora] = pond.people(["ada", "grace", "dora"]).await;
    let id = pond.group(&[&ada, &grace], New { is_open: true, ..NEW }).await;
    pond.says(&ada, id, "before").await;
    // Twice as many lines as messages are counted.
    for _ in 0..200 {
        pond.groups.join(&dora, id).await.unwrap().unwrap();
        pond.leaves(&dora, id).await;
    }
    pond.says(&ada, id, "after").await;
    let shown = pond.entry(&grace, id).await.unwrap();
    // The line of the beginning names her, too.
    assert_eq!(shown.unread, 3);
    let ([alone, together], _) = both(&pond, id, &[&grace]).await;
    assert_eq!(together, alone);
    let messages = MessageRepository::of(&pond.house.database, id);
    let last_seq = pond.member(&grace, id).await.conversation.last_seq;
    let unread = messages.unread(grace.user.id, 0, last_seq, false).await.unwrap();
    assert_eq!(unread.map(|unread| unread.count), Some(3));
}

#[tokio::test]
async fn a_title_that_is_somebodys_number_concerns_nobody() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    let title = grace.user.id.simple().to_string();
    let member = pond.member(&ada, id).await;
    pond.groups.change(&member, &NEW.called(&title)).await.unwrap();
    assert_eq!(pond.entry(&grace, id).await.unwrap().unread, 1, "the line of the beginning");
    let ([alone, together], _) = both(&pond, id, &[&grace]).await;
    assert_eq!(together, alone);
}

#[tokio::test]
async fn who_came_later_is_not_shown_what_was_said_before() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada], HIDES_HISTORY).await;
    pond.says(&ada, id, "before").await;
    pond.adds(&ada, id, &["grace"]).await.unwrap();
    let text = "UPDATE members SET first_seq = 4 WHERE user_id = $1";
    pond.house.execute(text, [grace.user.id.into()]).await;
    let ([alone, together], _) = both(&pond, id, &[&ada, &grace]).await;
    assert_eq!(together, alone);
    assert!(together.iter().any(|entry| entry.contains("last: None")), "{together:?}");
    let known = pond.house.database.clone();
    let groups = ListRepository::of(&known).groups_of(&[grace.user.id]).await.unwrap();
    assert_eq!(groups, [(grace.user.id, id, 3)]);
}

#[tokio::test]
async fn page_and_list_count_very_many_unread_messages_alike() {
    let pond = Pond::build().await;
    let [ada, grace] = pond.people(["ada", "grace"]).await;
    let id = pond.group(&[&ada, &grace], NEW).await;
    // Own ones use up what is looked at, and the pointer stays below the others.
    for (person, count) in [(&ada, 150), (&grace, 150)] {
        for _ in 0..count {
            pond.says(person, id, "hello").await;
        }
    }
    assert_eq!(pond.unread(&grace, id).await, 50);
    let messages = MessageRepository::of(&pond.house.database, id);
    let unread = messages.unread(grace.user.id, 0, 301, false).await.unwrap().unwrap();
    assert_eq!(unread.first, 1, "the page opens at the oldest");
}
