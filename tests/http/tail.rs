//! `natter tail`: what it prints, and how it ends.

use std::fs;

use serde_json::Value;

use crate::harness::process::{Process, Recipe};
use crate::harness::wait::DEADLINE;
use crate::harness::{Chat, Conversation, Person, Program, eventually};

struct Tail(Process);

impl Tail {
    fn recipe(chat: &Chat, arguments: &[&str]) -> Recipe {
        let url = format!("http://{}", chat.address());
        let always = ["tail", "--url", url.as_str()];
        chat.place.natter(always.into_iter().chain(arguments.iter().copied()))
    }

    fn start(chat: &Chat, token: &str, arguments: &[&str]) -> Self {
        Self(Self::recipe(chat, arguments).set("NATTER_TOKEN", token).start())
    }

    fn events(&self) -> Vec<Value> {
        let lines = self.0.log.lines();
        let events = lines.iter().filter(|line| line.starts_with('{'));
        events.map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Texts of messages, as often as they were printed.
    fn texts(&self) -> Vec<String> {
        let events = self.events();
        let bodies = events.iter().filter_map(|event| event["message"]["body"].as_str());
        bodies.map(str::to_owned).collect()
    }

    async fn prints(&self, text: &str) {
        let what = format!("tail to print {text:?}");
        eventually(&what, async || self.texts().iter().any(|one| one == text).then_some(())).await;
    }

    async fn says(&self, words: &str) {
        let said = async || self.0.log.text().contains(words).then_some(());
        eventually(&format!("tail to say {words:?}"), said).await;
    }

    /// Ends by itself with a sentence, which does not tell the token.
    async fn gives_up(mut self, token: &str, words: &str) {
        let ended = self.0.ended(DEADLINE).await;
        assert_eq!(ended.status.code(), Some(1), "{}", ended.output);
        assert!(ended.output.contains(words), "{}", ended.output);
        assert!(!ended.output.contains(token), "{}", ended.output);
    }
}

/// Ada's token, and Grace who writes to her.
async fn scene(chat: &Chat) -> (String, Person, Conversation) {
    let (ada, grace, conversation) = chat.pair().await;
    (Program::of(&ada).await.token, grace, conversation)
}

#[tokio::test]
async fn nothing_is_missed_or_doubled_when_the_server_is_killed() {
    let mut chat = Chat::start().await;
    let (token, grace, conversation) = scene(&chat).await;
    grace.says(&conversation, "zero").await;
    let tail = Tail::start(&chat, &token, &[&conversation.id, "--after", "0"]);
    tail.prints("zero").await;
    for (before, after) in [("one", "two"), ("three", "four")] {
        grace.says(&conversation, before).await;
        chat.kill();
        tail.says("The connection has failed").await;
        chat.resume_for_open_pages().await;
        grace.says(&conversation, after).await;
        tail.prints(after).await;
    }
    assert_eq!(tail.texts(), ["zero", "one", "two", "three", "four"]);
    let lists = tail.events().iter().filter(|event| event["type"] == "list").count();
    assert_eq!(lists, 3, "the list comes at every beginning");
}

#[tokio::test]
async fn it_begins_anew_where_nobody_can_tell_what_was_missed() {
    let chat = Chat::start().await;
    let (token, grace, conversation) = scene(&chat).await;
    grace.says(&conversation, "before").await;
    let tail = Tail::start(&chat, &token, &[&conversation.id, "--after", "999"]);
    tail.says("it begins anew").await;
    eventually("the list", async || (!tail.events().is_empty()).then_some(())).await;
    grace.says(&conversation, "after").await;
    tail.prints("after").await;
    assert_eq!(tail.texts(), ["after"]);
}

#[tokio::test]
async fn it_ends_when_its_token_does() {
    let chat = Chat::start().await;
    let (token, grace, _) = scene(&chat).await;
    let tail = Tail::start(&chat, &token, &[]);
    eventually("the list", async || (!tail.events().is_empty()).then_some(())).await;
    let visitor = chat.visitor();
    let revoke = visitor.ask(reqwest::Method::DELETE, "/api/v1/sessions/current");
    revoke.header("authorization", &format!("Bearer {token}")).await.is(204);
    tail.gives_up(&token, "This token was withdrawn").await;
    Tail::start(&chat, &token, &[]).gives_up(&token, "The server answered 401").await;
    let broken = "nat_geheim\u{1}";
    Tail::start(&chat, broken, &[]).gives_up("geheim", "characters").await;
    let foreign = grace.talks_to(&grace).await;
    let token = scene_of_another(&chat).await;
    Tail::start(&chat, &token, &[&foreign.id]).gives_up(&token, "The server answered 404").await;
}

async fn scene_of_another(chat: &Chat) -> String {
    Program::of(&chat.person("eve").await).await.token
}

#[tokio::test]
async fn the_token_may_stand_in_a_file_and_must_stand_somewhere() {
    let chat = Chat::start().await;
    let (token, ..) = scene(&chat).await;
    fs::write(chat.place.folder.join("token"), format!("{token}\n")).unwrap();
    let mut tail = Tail(Tail::recipe(&chat, &["--token-file", "token"]).start());
    eventually("the list", async || (!tail.events().is_empty()).then_some(())).await;
    for (signal, mut tail) in
        [("TERM", Tail::start(&chat, &token, &[])), ("INT", Tail::start(&chat, &token, &[]))]
    {
        eventually("the list", async || (!tail.events().is_empty()).then_some(())).await;
        tail.0.signal(signal);
        assert!(tail.0.ended(DEADLINE).await.status.success(), "{signal}");
    }
    tail.0.signal("TERM");
    assert!(tail.0.ended(DEADLINE).await.status.success());
    Tail(Tail::recipe(&chat, &[]).start()).gives_up(&token, "NATTER_TOKEN is not set").await;
    let nowhere = Tail(Tail::recipe(&chat, &["--token-file", "nothing"]).start());
    nowhere.gives_up(&token, "nothing: ").await;
}
