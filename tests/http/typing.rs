//! Who is typing in a group: several are told together, each as long as they do.

use std::time::Duration;

use tokio::time::interval;

use crate::harness::event::Event;
use crate::harness::{Chat, Group, Person, Stream};

/// What the stream says next of who is typing, beside the conversation.
async fn said(stream: &mut Stream) -> String {
    let event = stream.expects_typing().await;
    assert_eq!(event.id, None, "it is state");
    event.page().text_of("[data-conversation]").unwrap_or_default()
}

async fn says_until(stream: &mut Stream, wanted: &str) {
    while said(stream).await != wanted {}
}

async fn five(chat: &Chat) -> (Vec<Person>, Group) {
    let mut people = Vec::new();
    for name in ["ada", "grace", "dora", "emil", "fay"] {
        people.push(chat.person(name).await);
    }
    let group = people[0].makes_group("The pond", &people[1..].iter().collect::<Vec<_>>()).await;
    (people, group)
}

#[tokio::test]
async fn several_are_told_together_and_each_ends_by_itself() {
    let chat = Chat::start().await;
    let (people, group) = five(&chat).await;
    let [ada, grace, dora, emil, fay] = people.as_slice() else { panic!("five") };
    let (mut theirs, mut own) = (grace.listens_to(&group).await, ada.listens_to(&group).await);
    ada.types(&group).await;
    assert_eq!(said(&mut theirs).await, "Ada is typing");
    dora.types(&group).await;
    assert_eq!(said(&mut theirs).await, "Ada and Dora are typing");
    assert_eq!(said(&mut own).await, "Dora is typing", "who types is told of the others");
    emil.types(&group).await;
    let event = theirs.expects_typing().await.page();
    let text = event.text_of("[data-conversation]");
    assert_eq!(text.as_deref(), Some("Ada, Dora and 1 other are typing"));
    assert_eq!(event.text_of(".conversation-entry__typing").as_deref(), Some("Ada, Dora +1"));
    fay.types(&group).await;
    assert_eq!(said(&mut theirs).await, "Ada, Dora and 2 others are typing");

    // Whose page opens now is told, too.
    for person in [ada, dora, emil, fay] {
        person.types(&group).await;
    }
    let mut late = grace.listens_to(&group).await;
    assert_eq!(said(&mut late).await, "Ada, Dora and 2 others are typing");

    ada.says(&group, "here it is").await;
    says_until(&mut theirs, "Dora, Emil and 1 other are typing").await;
    ada.turns_out(&group, dora).await;
    says_until(&mut theirs, "Emil and Fay are typing").await;
    // Until nothing is heard of Emil any more.
    let goes_on = async {
        let mut again = interval(Duration::from_secs(1));
        loop {
            again.tick().await;
            fay.types(&group).await;
        }
    };
    tokio::select! {
        () = says_until(&mut theirs, "Fay is typing") => {}
        () = goes_on => {}
    }
    says_until(&mut theirs, "").await;
    says_until(&mut own, "").await;
}

#[tokio::test]
async fn who_types_alone_is_told_nothing_and_strangers_are_not() {
    let chat = Chat::start().await;
    let (people, group) = five(&chat).await;
    let mallory = chat.person("mallory").await;
    let (mut own, mut elsewhere) =
        (people[0].listens_to(&group).await, mallory.listens_to_the_list().await);
    people[0].types(&group).await;
    people[1].says(&group, "hello").await;
    let heard = own.up_to("a message", |event| event.data.contains("hello</p>")).await;
    assert!(!heard.iter().any(Event::is_typing));
    let notes = mallory.talks_to(&mallory).await;
    let heard = elsewhere.up_to("an entry", |event| event.page().entry(&notes).is_some()).await;
    assert!(!heard.iter().any(Event::is_typing));
}

#[tokio::test]
async fn in_russian_the_others_are_counted_as_they_are_there() {
    let chat = Chat::start().await;
    let (people, group) = five(&chat).await;
    people[1].post("/settings/preferences").form(&[("language", "ru")]).await.is(303);
    let mut theirs = people[1].listens_to(&group).await;
    for person in [&people[0], &people[2], &people[3], &people[4]] {
        person.types(&group).await;
    }
    says_until(&mut theirs, "Ada и Dora печатают").await;
    says_until(&mut theirs, "Ada, Dora и ещё 1 участник печатают").await;
    says_until(&mut theirs, "Ada, Dora и ещё 2 участника печатают").await;
}
