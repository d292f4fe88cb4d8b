//! A conversation of many, put into the database by hand: nothing makes one
//! yet, and whatever reads conversations must not take it for one of two.

use crate::harness::{Chat, Conversation, Person};

/// The conversation of ada and grace, which dora and emil join.
async fn many() -> (Chat, [Person; 4], Conversation) {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let (dora, emil) = (chat.person("dora").await, chat.person("emil").await);
    ada.says(&conversation, "hello").await;
    for statement in [
        "UPDATE conversations SET kind = 'group', title = 'The pond', pair_key = NULL",
        "INSERT INTO members (conversation_id, user_id, last_read_seq, joined_at)
         SELECT c.id, u.id, 0, 0 FROM conversations AS c, users AS u
         WHERE u.username IN ('dora', 'emil')",
        "UPDATE members SET in_group = TRUE",
    ] {
        chat.place.executes(statement).await;
    }
    (chat, [ada, grace, dora, emil], conversation)
}

#[tokio::test]
async fn each_of_many_members_has_it_once_in_the_list() {
    let (_chat, people, conversation) = many().await;
    for person in &people {
        let page = person.opens("/conversations").await;
        assert_eq!(page.entries().len(), 1);
        let list = page.text_of(&format!("[id=conversation-{}]", conversation.id)).unwrap();
        assert!(list.contains("The pond") && list.contains("hello"), "{list}");
        let open = person.looks_at(&conversation).await;
        assert_eq!(open.text_of("h1").as_deref(), Some("The pond"));
        assert_eq!(open.entries().len(), 1);
        assert!(!open.has("#presence"), "many have no common presence");
    }
}

#[tokio::test]
async fn who_has_read_furthest_of_the_others_is_told_to_each() {
    let (_chat, [ada, grace, dora, emil], conversation) = many().await;
    let shown = async |person: &Person| {
        let page = person.looks_at(&conversation).await;
        page.attribute("#messages", "data-others-read").unwrap()
    };
    ada.counts(&conversation, 4).await;
    assert_eq!(shown(&ada).await, "0");
    let (mut hers, mut his) =
        (ada.listens_to(&conversation).await, emil.listens_to(&conversation).await);
    grace.reads(&conversation, 2).await;
    for (reader, seq) in [(&dora, 3), (&emil, 5)] {
        reader.reads(&conversation, seq).await;
        let wanted = format!("data-seq=\"{seq}\"");
        hers.expects("a receipt", |event| event.data.contains(&wanted).then_some(())).await;
    }
    // Ada has read up to five by sending, Emil by reading.
    let wanted = "data-seq=\"5\"";
    his.expects("a receipt", |event| event.data.contains(wanted).then_some(())).await;
    for person in [&ada, &grace, &dora, &emil] {
        assert_eq!(shown(person).await, "5");
    }
    emil.changes("preferences", &[("receipts", "off")]).await;
    assert_eq!((shown(&ada).await.as_str(), shown(&emil).await.as_str()), ("3", "0"));
}

#[tokio::test]
async fn only_who_is_alone_with_somebody_is_told_their_presence() {
    let (chat, [ada, grace, dora, _], _) = many().await;
    dora.talks_to(&ada).await;
    let mut stream = ada.listens_to_the_list().await;
    let _open = (grace.listens_to_the_list().await, dora.listens_to_the_list().await);
    let told = stream
        .up_to("presence of dora", |event| {
            event.data.contains("data-person=\"dora\"") && event.data.contains("online")
        })
        .await;
    assert!(told.iter().all(|event| !event.data.contains("data-person=\"grace\"")));
    drop(chat);
}
