//! `docs/greeter.py`, a program as anybody could write it from the page `/api`.

use crate::harness::process::{Process, Recipe};
use crate::harness::{Chat, Conversation, Person, Program, eventually};

const GREETER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/greeter.py");
const ANSWER: &str = "Hello to you, too.";

fn starts(chat: &Chat, token: &str) -> Process {
    Recipe::new("/usr/bin/python3", &chat.place.folder)
        .argument(GREETER)
        .set("NATTER_URL", &format!("http://{}", chat.address()))
        .set("NATTER_TOKEN", token)
        .start()
}

async fn texts(ada: &Person, conversation: &Conversation) -> Vec<String> {
    let messages = ada.looks_at(conversation).await.messages();
    messages.into_iter().map(|message| message.text).collect()
}

async fn are_answered(ada: &Person, conversation: &Conversation, greetings: usize) {
    eventually("the answers", async || {
        let texts = texts(ada, conversation).await;
        let answers = texts.iter().filter(|text| *text == ANSWER).count();
        assert!(answers <= greetings, "{texts:?}");
        (answers == greetings).then_some(())
    })
    .await;
}

#[tokio::test]
async fn every_greeting_is_answered_once_whoever_is_killed() {
    let mut chat = Chat::start().await;
    let (ada, bot) = (chat.person("ada").await, chat.person("greeter").await);
    let conversation = ada.talks_to(&bot).await;
    let token = Program::of(&bot).await.token;
    ada.says(&conversation, "Hello, are you there?").await;
    let greeter = starts(&chat, &token);
    are_answered(&ada, &conversation, 1).await;
    ada.says(&conversation, "Nothing to answer").await;

    ada.says(&conversation, "Hi, still there?").await;
    chat.kill();
    chat.resume_for_open_pages().await;
    are_answered(&ada, &conversation, 2).await;

    ada.says(&conversation, "Good morning").await;
    drop(greeter);
    ada.says(&conversation, "Good evening").await;
    let _greeter = starts(&chat, &token);
    are_answered(&ada, &conversation, 4).await;

    // Whatever else it would say comes before this.
    ada.says(&conversation, "Hello for the last time").await;
    are_answered(&ada, &conversation, 5).await;
    assert_eq!(texts(&ada, &conversation).await.len(), 11);
}
