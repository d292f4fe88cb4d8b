//! What is kept of pages is never shown to whom it is not for, nor after it has
//! become another. That anything is kept at all shows in what pages cost (`queries`).

use crate::harness::redis::Redis;
use crate::harness::{Chat, Conversation, Mode, Page, Person, Place, eventually};

/// As often as it takes to have the page kept.
async fn warms(person: &Person, conversation: &Conversation) {
    for _ in 0..2 {
        person.looks_at(conversation).await;
        person.opens("/conversations").await;
    }
}

async fn texts(person: &Person, conversation: &Conversation) -> Vec<String> {
    person.looks_at(conversation).await.messages().into_iter().map(|one| one.text).collect()
}

/// When a process hears of what was done in another one.
#[derive(Clone, Copy, PartialEq)]
enum Hears {
    AtOnce,
    Soon,
}

/// The list says so of the conversation, beside it and on the list's own page.
async fn lists_say(person: &Person, conversation: &Conversation, words: &str, hears: Hears) {
    let entry = |page: &Page| page.entry(conversation).expect("an entry").text;
    let beside = entry(&person.looks_at(conversation).await);
    assert!(beside.contains(words), "{beside}");
    let list = async || entry(&person.opens("/conversations").await);
    if hears == Hears::AtOnce {
        assert!(list().await.contains(words), "{words}");
    }
    eventually(words, async || list().await.contains(words).then_some(())).await;
}

/// Each change is made by `ada` and is there when `grace` looks next.
async fn changes_are_seen(ada: &Person, grace: &Person, conversation: &Conversation, hears: Hears) {
    ada.counts(conversation, 3).await;
    grace.reads(conversation, 3).await;
    warms(grace, conversation).await;
    ada.edits(conversation, 3, "three").await;
    assert_eq!(texts(grace, conversation).await, ["1", "2", "three"]);
    lists_say(grace, conversation, "three", hears).await;
    ada.does(conversation, 2, "delete", &[]).await.is(200);
    assert_eq!(texts(grace, conversation).await, ["1", "Message deleted", "three"]);
    ada.says(conversation, "four").await;
    assert_eq!(texts(grace, conversation).await.len(), 4);
    lists_say(grace, conversation, "four", hears).await;
    for name in ["Countess", "Ada King", "Enchantress"] {
        warms(grace, conversation).await;
        ada.changes("profile", &[("display_name", name)]).await.is(303);
        lists_say(grace, conversation, name, hears).await;
        let page = grace.looks_at(conversation).await;
        assert_eq!(page.text_of("#message-1 .message__author").as_deref(), Some(name));
    }
}

#[tokio::test]
async fn a_change_is_seen_at_once() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    changes_are_seen(&ada, &grace, &conversation, Hears::AtOnce).await;
}

#[tokio::test]
async fn how_times_and_words_are_read_is_each_readers_own() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "hello").await;
    chat.place.executes("UPDATE messages SET created_at = 1600000000000000").await;
    let shown = async |person: &Person| {
        let page = person.looks_at(&conversation).await;
        let day = page.text_of(".day").expect("a day");
        let time = page.text_of("#message-1 time").expect("a time");
        (day.trim().to_owned(), time.trim().to_owned())
    };
    warms(&ada, &conversation).await;
    let english = ("Sunday, 13 September 2020".to_owned(), "12:26".to_owned());
    assert_eq!(shown(&ada).await, english);
    grace.changes("preferences", &[("language", "ru"), ("time_zone", "Asia/Tokyo")]).await.is(303);
    let (day, time) = shown(&grace).await;
    assert!(day.starts_with("Воскресенье, 13 сентября") && time == "21:26", "{day} {time}");
    grace.changes("preferences", &[("time_zone", "Pacific/Kiritimati")]).await.is(303);
    let (day, time) = shown(&grace).await;
    assert!(day.starts_with("Понедельник, 14 сентября") && time == "02:26", "{day} {time}");
    assert_eq!(shown(&ada).await, english);
}

#[tokio::test]
async fn nobody_is_shown_what_was_kept_for_others() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mallory = chat.person("mallory").await;
    ada.counts(&conversation, 3).await;
    grace.reads(&conversation, 3).await;
    warms(&ada, &conversation).await;
    warms(&grace, &conversation).await;
    mallory.get(&conversation.path()).await.is(404);
    chat.visitor().get(&conversation.path()).await.is(303);
    // What one has hidden is gone for oneself alone, what one has cleared too.
    grace.does(&conversation, 2, "hide", &[]).await.is(204);
    assert_eq!(texts(&grace, &conversation).await, ["1", "3"]);
    assert_eq!(texts(&ada, &conversation).await, ["1", "2", "3"]);
    ada.post(&format!("{}/clear", conversation.path())).await.is(303);
    assert!(texts(&ada, &conversation).await.is_empty());
    assert_eq!(texts(&grace, &conversation).await, ["1", "3"]);
    // Who is signed out, or may not sign in any more, is shown nothing.
    let tablet = grace.on_another_device().await;
    warms(&tablet, &conversation).await;
    grace.revokes(&tablet.session().await).await.is(303);
    tablet.get(&conversation.path()).await.is(303);
    chat.place.obeys("user disable grace").await;
    grace.get(&conversation.path()).await.is(303);
    grace.get("/conversations").await.is(303);
}

#[tokio::test]
async fn another_process_shows_it_at_once_with_redis_away() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let place = Place::on(&redis).await;
    let (here, there) = Chat::two_at(place, &[]).await;
    let (ada, grace) = (here.person("ada").await, here.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let grace = grace.on(&there).await;
    changes_are_seen(&ada, &grace, &conversation, Hears::Soon).await;
    let jean = here.person("jean").await;
    let conversation = jean.talks_to(&grace).await;
    warms(&grace, &conversation).await;
    redis.stop().await;
    changes_are_seen(&jean, &grace, &conversation, Hears::AtOnce).await;
    // The database lives another life, in which other things were said.
    warms(&grace, &conversation).await;
    for restored in
        ["UPDATE messages SET body = 'otherwise'", "UPDATE database_epoch SET id = 'another'"]
    {
        here.place.executes(restored).await;
    }
    assert!(texts(&grace, &conversation).await.contains(&"otherwise".to_owned()));
    lists_say(&grace, &conversation, "otherwise", Hears::AtOnce).await;
    warms(&grace, &conversation).await;
    here.place.obeys("user disable grace").await;
    grace.get(&conversation.path()).await.is(303);
}
