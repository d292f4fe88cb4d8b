//! What people do every day, for tests that look at how it is done.

use futures_util::future::{join, join_all};
use serde_json::json;

use crate::harness::{Chat, Conversation, Person, Program, eventually};

/// Messages that are sent at once: as many as are written together.
const TOGETHER: usize = 64;
/// Somebody waits for a lock.
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// Of Ada and Grace, in a conversation of so many messages of Ada's.
pub async fn everyday([ada, grace]: [&Person; 2], conversation: &Conversation, messages: u64) {
    // One that nobody has hidden.
    let middle = messages / 2 + 7;
    reads_pages(ada, conversation, middle).await;
    reads_pages(grace, conversation, middle).await;
    let mut list = ada.listens_to_the_list().await;
    let mut stream = ada.listens_to(conversation).await;
    let said = grace.says(conversation, "so much").await;
    stream.expects_message("so much").await;
    list.expects_entry(conversation, |_| true).await;
    ada.edits(conversation, middle, "was it?").await;
    ada.does(conversation, said.seq, "reactions", &[("emoji", "👍")]).await.is(200);
    ada.reads(conversation, said.seq).await;
    let behind = ada.stream(&conversation.events(messages - 100), None).await;
    drop(behind);
    ada.searches("guest1").await.is(200);
    pins_and_answers(ada, conversation, middle).await;
    begins_to_write(ada, conversation).await;
    let program = Program::of(ada).await;
    asks_as_program(&program, conversation, middle).await;
    drop((list, stream));
    says_much_at_once(ada, &program).await;
}

async fn reads_pages(person: &Person, conversation: &Conversation, middle: u64) {
    let (page, messages) = (conversation.path(), conversation.messages());
    for path in ["/conversations", "/conversations?archived=1", &page, "/people", "/contacts"] {
        person.get(path).await.is(200);
    }
    for query in ["q=much", "q=so+much+from:grace", "q=much+in:ada", "q=has:link"] {
        person.get(&format!("/search?{query}")).await.is(200);
    }
    for what in ["?on=2026-11-29", "/calendar", "/search?q=much", "/search?q=1"] {
        person.get(&format!("{page}{what}")).await.is(200);
    }
    for query in ["before", "after", "around"] {
        person.get(&format!("{messages}?{query}={middle}")).htmx().await.is(200);
    }
}

async fn pins_and_answers(person: &Person, conversation: &Conversation, middle: u64) {
    person.does(conversation, middle, "pin", &[]).await.is(200);
    person.get(&format!("{}/pins", conversation.path())).await.is(200);
    // Who hides messages is shown the newest pin that they have not hidden.
    person.get(&conversation.path()).await.is(200);
    let answer = [("body", "it was"), ("reply_to", &middle.to_string())];
    person.sends(conversation, &answer).await.is(200);
    person.does(conversation, middle, "unpin", &[]).await.is(200);
}

async fn begins_to_write(person: &Person, conversation: &Conversation) {
    let path = format!("{}/draft", conversation.path());
    person.post(&path).htmx().form(&[("body", "well, well")]).await.is(204);
    person.sends(conversation, &[("body", "well, well")]).await.is(200);
}

async fn asks_as_program(program: &Program, conversation: &Conversation, middle: u64) {
    program.reads("/conversations").await;
    program.reads(&format!("{}?before={middle}", conversation.messages())).await;
    program.sends(conversation, json!({ "body": "beep" })).await.is(201);
    let on = json!({ "messages": [middle, middle + 1], "to": others(program).await });
    program.post(&format!("{}/forward", conversation.path()), on).await.is(204);
    drop(program.listens(&format!("conversation={}", conversation.id), None).await);
}

/// Some conversations of this program's user.
async fn others(program: &Program) -> Vec<String> {
    let list = program.reads("/conversations").await;
    let all = list["conversations"].as_array().expect("conversations").iter();
    all.take(10).map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}

/// In several conversations, and more than once in each.
async fn says_much_at_once(person: &Person, program: &Program) {
    let others: Vec<_> = others(program).await.into_iter().map(|id| Conversation { id }).collect();
    let sends = (0..TOGETHER).map(async |number: usize| {
        let other = &others[number % others.len()];
        person.sends(other, &[("body", "and on")]).await.is(200)
    });
    join_all(sends).await;
}

/// In one that somebody else has locked meanwhile, in PostgreSQL.
pub async fn says_much_when_it_is_free(chat: &Chat, person: &Person, conversation: &Conversation) {
    let lock = format!("SELECT 1 FROM conversations WHERE id = '{}' FOR UPDATE", conversation.id);
    let held = chat.place.holds(&lock).await;
    let sends = (0..TOGETHER)
        .map(async |_| person.sends(conversation, &[("body", "and on")]).await.is(200));
    let release = async {
        eventually("who waits", async || (chat.place.count(WAITING).await > 0).then_some(())).await;
        held.rollback().await.unwrap();
    };
    join(join_all(sends), release).await;
}
