//! What is kept of histories for programs is never read by whom it is not for, nor
//! after it has become another. That anything is kept at all shows in what reading
//! costs (`queries`).

use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::harness::redis::Redis;
use crate::harness::{Chat, Conversation, Mode, Person, Place, Program};

/// As often as it takes to have the history kept.
async fn warms(program: &Program, conversation: &Conversation) {
    for _ in 0..2 {
        program.reads(&conversation.messages()).await;
    }
}

async fn texts(program: &Program, conversation: &Conversation) -> Vec<String> {
    program.texts(conversation, "").await
}

/// The first message, after something was kept of how it was before.
async fn first(program: &Program, conversation: &Conversation) -> Value {
    program.reads(&conversation.messages()).await["messages"][0].clone()
}

/// Each change is made by `ada` and is there when the program looks next.
async fn changes_are_read(ada: &Person, program: &Program, conversation: &Conversation) {
    ada.counts(conversation, 3).await;
    warms(program, conversation).await;
    ada.edits(conversation, 3, "three").await;
    assert_eq!(texts(program, conversation).await, ["1", "2", "three"]);
    ada.does(conversation, 2, "delete", &[]).await.is(200);
    assert_eq!(texts(program, conversation).await, ["1", "", "three"]);
    ada.does(conversation, 1, "reactions", &[("emoji", "👍")]).await.is(200);
    assert_eq!(first(program, conversation).await["reactions"][0]["count"], 1);
    ada.does(conversation, 1, "pin", &[]).await.is(200);
    assert_eq!(first(program, conversation).await["pinned"], true);
    ada.says(conversation, "four").await;
    assert_eq!(texts(program, conversation).await.len(), 4);
    for name in ["Countess", "Ada King", "Enchantress"] {
        warms(program, conversation).await;
        ada.changes("profile", &[("display_name", name)]).await.is(303);
        assert_eq!(first(program, conversation).await["author"]["display_name"], name);
    }
}

#[tokio::test]
async fn a_change_is_read_at_once() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    changes_are_read(&ada, &Program::of(&grace).await, &conversation).await;
}

#[tokio::test]
async fn nobody_reads_what_was_kept_for_others() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mallory = chat.person("mallory").await;
    ada.counts(&conversation, 3).await;
    let (hers, theirs) = (Program::of(&ada).await, Program::of(&grace).await);
    warms(&hers, &conversation).await;
    warms(&theirs, &conversation).await;
    Program::of(&mallory).await.get(&conversation.messages()).await.problem(404);
    // What one has hidden is gone for oneself alone, what one has cleared too.
    grace.does(&conversation, 2, "hide", &[]).await.is(204);
    assert_eq!(texts(&theirs, &conversation).await, ["1", "3"]);
    assert_eq!(texts(&hers, &conversation).await, ["1", "2", "3"]);
    ada.post(&format!("{}/clear", conversation.path())).await.is(303);
    assert!(texts(&hers, &conversation).await.is_empty());
    assert_eq!(texts(&theirs, &conversation).await, ["1", "3"]);
    // Whose token is over, or may not sign in any more, reads nothing.
    let ended = Program::of(&grace).await;
    warms(&ended, &conversation).await;
    ended.delete("/sessions/current").await.is(204);
    ended.get(&conversation.messages()).await.problem(401);
    chat.place.obeys("user disable grace").await;
    theirs.get(&conversation.messages()).await.problem(401);
}

#[tokio::test]
async fn a_history_says_the_same_in_each_form() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    ada.counts(&conversation, 60).await;
    let program = Program::of(&ada).await;
    for query in ["", "", "?before=20", "?after=7", "?around=30"] {
        let path = format!("{}{query}", conversation.messages());
        let plain = program.reads(&path).await;
        for _ in 0..2 {
            let zipped = program.get(&path).header("accept-encoding", "gzip").opened().await;
            assert_eq!(zipped.headers()["content-encoding"], "gzip", "{query}");
            assert_eq!(zipped.headers()["content-type"], "application/json");
            let bytes = zipped.bytes().await.unwrap();
            let mut text = String::new();
            GzDecoder::new(&*bytes).read_to_string(&mut text).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), plain, "{query}");
        }
    }
}

#[tokio::test]
async fn another_process_tells_it_at_once_with_redis_away() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let place = Place::on(&redis).await;
    let (here, there) = Chat::two_at(place, &[]).await;
    let (ada, grace) = (here.person("ada").await, here.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let program = Program::of(&grace.on(&there).await).await;
    redis.stop().await;
    changes_are_read(&ada, &program, &conversation).await;
    // The database lives another life, in which other things were said.
    warms(&program, &conversation).await;
    for restored in
        ["UPDATE messages SET body = 'otherwise'", "UPDATE database_epoch SET id = 'another'"]
    {
        here.place.executes(restored).await;
    }
    assert!(texts(&program, &conversation).await.contains(&"otherwise".to_owned()));
}
