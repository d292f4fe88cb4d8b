//! What somebody has hidden from themselves is shown to them nowhere, and to
//! the others as before.

use crate::harness::away::Scene;
use crate::harness::conversation::Entry;
use crate::harness::event::Event;
use crate::harness::{Chat, Conversation, Page, Person};

async fn hides(person: &Person, conversation: &Conversation, seq: u64) {
    person.does(conversation, seq, "hide", &[]).await.is(204);
}

async fn entry(person: &Person, conversation: &Conversation) -> Entry {
    person.opens("/conversations").await.entry(conversation).unwrap()
}

fn quotes(page: &Page) -> Vec<String> {
    page.all(".message__quote span", |line| line.text().collect())
}

fn pin(page: &Page) -> Option<String> {
    page.attribute("#pin a", "href")
}

fn has_pin(event: &Event) -> bool {
    event.data.contains("id=\"pin\"")
}

#[tokio::test]
async fn the_list_shows_the_last_line_that_is_not_hidden() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    for text in ["apples", "pears", "plums"] {
        ada.says(&conversation, text).await;
    }
    let mut stream = grace.on_another_device().await.listens_to_the_list().await;
    hides(&grace, &conversation, 3).await;
    stream.expects_entry(&conversation, |entry| entry.text.contains("pears")).await;
    hides(&grace, &conversation, 2).await;
    let hers = entry(&grace, &conversation).await;
    assert!(hers.text.contains("apples") && !hers.text.contains("plums"), "{}", hers.text);
    assert!(entry(&ada, &conversation).await.text.contains("plums"));
    hides(&grace, &conversation, 1).await;
    let nothing = entry(&grace, &conversation).await;
    assert!(nothing.text.contains("No messages yet"), "{}", nothing.text);
}

#[tokio::test]
async fn what_is_hidden_is_not_counted_as_unread() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 3).await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("3"));
    hides(&grace, &conversation, 1).await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("2"));
    let page = grace.looks_at(&conversation).await;
    assert!(page.text_of(".divider").unwrap().contains('2'), "{}", page.text());
    for seq in [2, 3] {
        hides(&grace, &conversation, seq).await;
    }
    assert_eq!(grace.unread(&conversation).await, None);
    assert!(!grace.looks_at(&conversation).await.has(".divider"));
    // Nor is it what is marked unread when nothing else is said.
    grace.reads(&conversation, 3).await;
    grace.post(&format!("{}/unread", conversation.path())).await.is(303);
    assert_eq!(grace.unread(&conversation).await, None);
}

#[tokio::test]
async fn beyond_the_first_page_of_the_list_it_is_not_counted_either() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let (_, oldest) = chat.crowd_around(&ada, 31).await.remove(0);
    let beyond = async || {
        let list = ada.opens("/conversations").await;
        list.attribute("li.older", "data-unread")
    };
    assert_eq!(beyond().await.as_deref(), Some("1"));
    hides(&ada, &oldest, 1).await;
    assert_eq!(beyond().await.as_deref(), Some("0"));
}

#[tokio::test]
async fn a_quote_of_it_has_no_line() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "secret").await;
    ada.sends(&conversation, &[("body", "re"), ("reply_to", "1")]).await.is(200);
    assert_eq!(quotes(&grace.looks_at(&conversation).await), ["secret"]);
    let page = grace.looks_at(&conversation).await;
    let mut stream = grace.listens_to(&conversation).await;
    hides(&grace, &conversation, 1).await;
    assert!(quotes(&grace.looks_at(&conversation).await).is_empty());
    let reacted = [("emoji", "👍"), ("on", "1")];
    let answer = grace.does(&conversation, 2, "reactions", &reacted).await.is(200).page();
    assert!(quotes(&answer).is_empty());
    let actions = grace.opens(&conversation.with(2, "actions")).await;
    assert!(quotes(&actions).is_empty());
    grace.does(&conversation, 2, "pin", &[]).await.is(200);
    assert!(quotes(&grace.opens(&format!("{}/pins", conversation.path())).await).is_empty());

    // Nor in what a stream brings, which says nothing of the message itself.
    ada.sends(&conversation, &[("body", "again"), ("reply_to", "1")]).await.is(200);
    ada.edits(&conversation, 1, "secrets").await;
    ada.says(&conversation, "end").await;
    let came = stream.up_to("the end", |event| event.data.contains(">end<")).await;
    assert!(came.iter().all(|event| !event.data.contains("secret")), "{came:?}");
    assert!(came.iter().any(|event| event.data.contains("again")));
    let mut late = grace.stream(&page.stream().replace("hidden=0", "hidden=1"), None).await;
    let came = late.up_to("the end", |event| event.data.contains(">end<")).await;
    assert!(came.iter().all(|event| !event.data.contains("secret")), "{came:?}");
    // For the others all is as it was.
    assert_eq!(quotes(&ada.looks_at(&conversation).await), ["secrets", "secrets"]);
}

#[tokio::test]
async fn the_bar_and_the_list_of_pins_show_the_others() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 3).await;
    for seq in [1, 3] {
        ada.does(&conversation, seq, "pin", &[]).await.is(200);
    }
    let leads_to = |seq: u64| Some(format!("{}/{seq}#message-{seq}", conversation.messages()));
    let mut stream = grace.listens_to(&conversation).await;
    hides(&grace, &conversation, 3).await;
    let bar = stream.expects("the bar", |event| has_pin(event).then(|| pin(&event.page()))).await;
    assert_eq!(bar, leads_to(1));
    assert_eq!(pin(&grace.looks_at(&conversation).await), leads_to(1));
    let pins = grace.opens(&format!("{}/pins", conversation.path())).await;
    assert_eq!(pins.messages().iter().map(|message| message.seq).collect::<Vec<_>>(), [1]);
    hides(&grace, &conversation, 1).await;
    let bar = stream.expects("the bar", |event| has_pin(event).then(|| pin(&event.page()))).await;
    assert_eq!(bar, None);
    assert!(grace.looks_at(&conversation).await.has("#pin[hidden]"));
    assert_eq!(pin(&ada.looks_at(&conversation).await), leads_to(3));
}

#[tokio::test]
async fn a_page_that_has_not_heard_of_it_is_made_anew() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 2).await;
    let page = grace.looks_at(&conversation).await;
    let mut open = grace.stream(&page.stream(), None).await;
    open.expects("its beginning", |event| event.data.contains("conversation-entry").then_some(()))
        .await;
    // By a process that does not tell: the rounds find it.
    chat.place
        .executes(
            "INSERT INTO hidden_messages (conversation_id, user_id, seq)
             SELECT conversation_id, user_id, 2 FROM members WHERE last_read_seq = 0",
        )
        .await;
    chat.place.executes("UPDATE members SET hidden = 1 WHERE last_read_seq = 0").await;
    open.is_reset().await;
    grace.stream(&page.stream(), None).await.is_reset().await;
}

#[tokio::test]
async fn a_notice_does_not_say_it() {
    let scene = Scene::start().await;
    for text in ["one", "two"] {
        scene.says(text).await;
    }
    scene.phone.hears("2 new messages from Grace\none\ntwo").await;
    scene.ada.does(&scene.conversation, 2, "hide", &[]).await.is(204);
    scene.phone.shows_just("Grace\none").await;
    scene.ada.does(&scene.conversation, 1, "hide", &[]).await.is(204);
    scene.is_taken_back().await;
}
