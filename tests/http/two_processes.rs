//! Two processes on one PostgreSQL and one Redis hear each other.

use futures_util::future::join;

use crate::harness::person::PASSWORD;
use crate::harness::{Chat, Conversation, Mode, Person, Place};

/// Without Redis there is only one process, which other tests look at.
async fn two() -> Option<(Chat, Chat)> {
    if !Mode::is_full() {
        return None;
    }
    Some(Chat::two_at(Place::fresh().await, &[]).await)
}

#[tokio::test]
async fn what_is_said_on_one_arrives_at_the_other() {
    let Some((here, there)) = two().await else { return };
    let (ada, grace) = (here.person("ada").await, here.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let grace = grace.on(&there).await;

    let mut stream = grace.listens_to(&conversation).await;
    for text in ["one", "two", "three"] {
        ada.says(&conversation, text).await;
        stream.expects_message(text).await;
    }
    ada.types(&conversation).await;
    stream.expects_typing().await;
    let mut list = grace.listens_to_the_list().await;
    ada.says(&conversation, "four").await;
    list.expects_entry(&conversation, |entry| entry.text.contains("four")).await;
}

#[tokio::test]
async fn a_page_of_one_is_continued_by_a_stream_of_the_other() {
    let Some((here, there)) = two().await else { return };
    let grace = here.person("grace").await;
    for round in 0..10 {
        // A conversation nobody listens to yet, so that the channel is new.
        let other = here.person(&format!("person{round}")).await;
        let conversation = other.talks_to(&grace).await;
        other.says(&conversation, "on the page").await;
        let page = grace.looks_at(&conversation).await;
        let listening = async {
            let mut stream = grace.led_to(&there).stream(&page.stream(), None).await;
            stream.messages_up_to(11).await
        };
        let ((), heard) = join(other.counts(&conversation, 10), listening).await;
        let all = page.messages().into_iter().chain(heard);
        let seqs: Vec<_> = all.map(|message| message.seq).collect();
        assert_eq!(seqs, (1..=11).collect::<Vec<_>>(), "round {round}");
    }
}

#[tokio::test]
async fn what_is_signed_out_on_one_ends_at_the_other() {
    let Some((here, there)) = two().await else { return };
    let ada = here.person("ada").await;
    let (phone, tablet) = (ada.on(&there).await, ada.on(&there).await);
    let mut streams = [phone.listens_to_the_list().await, tablet.listens_to_the_list().await];
    ada.revokes(&phone.session().await).await.is(303);
    assert!(!phone.is_in().await && tablet.is_in().await);
    streams[0].is_closed().await;
    ada.changes_password(PASSWORD, "battery staple 43").await.is(303);
    assert!(!tablet.is_in().await && ada.is_in().await);
    streams[1].is_closed().await;
}

/// What was said, each text after the one before.
async fn talks(person: &Person, conversation: &Conversation, texts: &[String]) {
    for text in texts {
        let said = [("body", &**text), ("nonce", &text.replace(' ', "-"))];
        // The second time nothing is said.
        for _ in 0..2 {
            person.sends(conversation, &said).await.is(200);
        }
    }
}

/// Changes that no send may undo, and how far they have read then.
async fn disturbs(person: &Person, conversation: &Conversation, rounds: u64) -> u64 {
    for round in 1..=rounds {
        person.does(conversation, 1, "reactions", &[("emoji", "👍")]).await.is(200);
        person.reads(conversation, round).await;
    }
    rounds
}

#[tokio::test]
async fn what_is_written_by_both_at_once_disturbs_nothing() {
    let Some((here, there)) = two().await else { return };
    let (ada, grace) = (here.person("ada").await, here.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let (adas, graces) = (ada.on(&there).await, grace.on(&there).await);
    ada.counts(&conversation, 12).await;
    let texts = |name: &str| -> Vec<String> { (0..8).map(|n| format!("{name} {n}")).collect() };
    let said = ["a", "b", "c", "d"].map(texts);
    let talk = join(
        join(talks(&ada, &conversation, &said[0]), talks(&adas, &conversation, &said[1])),
        join(talks(&grace, &conversation, &said[2]), talks(&graces, &conversation, &said[3])),
    );
    let (_, (_, read)) =
        join(talk, join(disturbs(&ada, &conversation, 7), disturbs(&graces, &conversation, 11)))
            .await;
    let shown = ada.looks_at(&conversation).await.messages();
    let seqs: Vec<u64> = shown.iter().map(|message| message.seq).collect();
    assert_eq!(seqs, (1..=12 + 32).collect::<Vec<_>>());
    for texts in &said {
        let own = shown.iter().map(|one| &one.text).filter(|text| texts.contains(text));
        assert!(own.eq(texts), "{texts:?}");
    }
    // Each change has a version of its own, and the pointer is where it was moved.
    let versions = "SELECT count(DISTINCT version) FROM messages";
    assert_eq!(here.place.count(versions).await, 44);
    let pointer = "SELECT last_read_seq FROM members AS m JOIN users AS u ON u.id = m.user_id
        WHERE u.username = 'grace'";
    assert!(here.place.count(pointer).await >= i64::try_from(read).unwrap());
}
