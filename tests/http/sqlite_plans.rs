//! How SQLite finds what requests ask for. It has no statistics, so it takes the same way
//! through any database, and how much there is does not matter.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::everyday::everyday;
use crate::everyday_files::everyday_with_files;
use crate::everyday_group::everyday_in_a_group;
use crate::harness::{Chat, Conversation, Mode, Program};

/// Tables that grow with what people say.
const LARGE: [&str; 8] = [
    "messages",
    "message_words",
    "members",
    "conversations",
    "reactions",
    "hidden_messages",
    "files",
    "objects",
];
/// What is gone through whole, and is meant to be: titles of open groups alone.
const WALKED: &str = "open_groups";
/// A step that sorts what it goes through as often as it is asked. There is little where a
/// statement writes what a few people have said at once.
const SORTED: &str = "AUTOMATIC";
const FEW: &str = "held";

const MESSAGES: u64 = 250;

/// Its id as labels, cursors and SQLite have it.
fn digits(conversation: &Conversation) -> String {
    conversation.id.replace('-', "")
}

/// Messages of Ada.
fn long(conversation: &Conversation) -> String {
    let id = format!("unhex('{}')", digits(conversation));
    format!(
        "WITH RECURSIVE said (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM said LIMIT {MESSAGES})
         INSERT INTO messages
                 (conversation_id, seq, version, author_id, nonce, body, format, created_at)
             SELECT {id}, n, n, users.id, n, 'hello', 'markdown', n
             FROM said, users WHERE username = 'ada';
         UPDATE conversations SET last_seq = {MESSAGES}, version = {MESSAGES} WHERE id = {id}"
    )
}

/// What somebody else has said since, with a word that Ada has said once: more than are
/// looked through before the index is asked for Ada's conversations alone.
fn often(conversation: &Conversation) -> String {
    let digits = digits(conversation);
    format!(
        "WITH RECURSIVE said (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM said LIMIT 1500)
         INSERT INTO message_words (id, conversation_id, seq, text_version)
             SELECT w.id + n, unhex('{digits}'), n + 1, 0
             FROM said, (SELECT max(id) AS id FROM message_words) AS w;
         INSERT INTO message_index (rowid, words)
             SELECT id, 'tide ' || char(57344) || 'in{digits}' FROM message_words
             WHERE conversation_id = unhex('{digits}') AND seq > 1"
    )
}

/// The steps that go through a large table, or through all that another step has found.
fn slow_steps(text: &str, steps: &[String]) -> Vec<String> {
    let names = |step: &str, name: &str| step.split(' ').any(|word| word == name);
    let is_slow = |step: &&String| {
        let walks = step.strip_prefix("SCAN ").filter(|_| !names(step, WALKED));
        let name = walks.and_then(|walked| walked.split(' ').next());
        // A part of the statement may be called like a table within it.
        let is_part = |name: &str| text.contains(&format!(") AS {name} "));
        let is_of = |name: &str, table: &str| {
            name == table || (text.contains(&format!(" {table} AS {name} ")) && !is_part(name))
        };
        name.is_some_and(|name| LARGE.iter().any(|table| is_of(name, table)))
            || (names(step, SORTED) && !names(step, FEW))
    };
    steps.iter().filter(is_slow).cloned().collect()
}

async fn steps(database: &DatabaseConnection, text: &str) -> Vec<String> {
    let explain = Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {text}"));
    let rows = database.query_all_raw(explain).await;
    let rows = rows.unwrap_or_else(|error| panic!("{error}: {text}"));
    rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect()
}

#[tokio::test]
async fn what_people_ask_every_day_is_found_by_indexes() {
    if Mode::is_full() {
        return;
    }
    let settings = [("RUST_LOG", "info,natter::store=trace"), ("RATE_LIMITS", "off")];
    let mut chat = Chat::with(&settings).await;
    let (ada, grace, conversation) = chat.pair().await;
    let [one, other] = [chat.person("guest42").await, chat.person("guest43").await];
    chat.place.executes(&long(&conversation)).await;
    let group = ada.makes_group("The pond", &[&grace, &one, &other]).await;
    let notes = grace.talks_to(&grace).await;
    chat.place.executes(&often(&notes)).await;
    ada.get("/search?q=tide").await.is(200);
    everyday([&ada, &grace], &conversation, MESSAGES).await;
    everyday_in_a_group([&ada, &grace], &group).await;
    everyday_with_files([&ada, &grace], [&conversation, &group], MESSAGES).await;
    let log = chat.log().clone();
    chat.stop().await;
    let texts = log.messages_of("natter::store::database").into_iter();
    let texts = texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let is_asked =
        |text: &String| !["CREATE", "ALTER", "DROP"].iter().any(|word| text.starts_with(word));
    let texts: BTreeSet<String> = texts.filter(is_asked).collect();
    for table in LARGE {
        assert!(texts.iter().any(|text| text.contains(table)), "nobody has asked about {table}");
    }
    let database = chat.place.database().await;
    let mut slow = Vec::new();
    for text in &texts {
        let found = slow_steps(text, &steps(&database, text).await);
        slow.extend((!found.is_empty()).then(|| format!("{text}\n{}", found.join("\n"))));
    }
    database.close().await.unwrap();
    assert!(slow.is_empty(), "{} statements are slow:\n{}", slow.len(), slow.join("\n\n"));
}

#[tokio::test]
async fn connections_share_no_pages_and_plan_each_statement_once() {
    if Mode::is_full() {
        return;
    }
    // The same library is in the program; `.cargo/config.toml` says how it is built.
    let place = Chat::start().await.place;
    let options = "SELECT count(*) FROM pragma_compile_options
        WHERE compile_options IN
            ('ENABLE_MEMORY_MANAGEMENT', 'ENABLE_STAT4', 'DEFAULT_MEMSTATUS=0')";
    assert_eq!(place.count(options).await, 1);
}

#[tokio::test]
async fn what_was_true_of_an_empty_database_does_not_count_for_good() {
    if Mode::is_full() {
        return;
    }
    let mut chat = Chat::start().await;
    chat.place.executes("ANALYZE").await;
    let known = "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'message_index_data'";
    assert_eq!(chat.place.count(known).await, 1);
    chat.stop().await;
    chat.resume().await;
    let database = chat.place.database().await;
    // So FTS5 removes a part of its index.
    let removing = "DELETE FROM message_index_data WHERE id >= ?1 AND id <= ?2";
    let steps = steps(&database, removing).await;
    database.close().await.unwrap();
    assert!(steps[0].starts_with("SEARCH"), "{steps:?}");
}

#[tokio::test]
async fn what_others_say_often_does_not_hide_what_is_said_seldom() {
    if Mode::is_full() {
        return;
    }
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let notes = grace.talks_to(&grace).await;
    grace.says(&notes, "before the tide").await;
    let said = ada.says(&conversation, "the tide turns").await;
    chat.place.executes(&often(&notes)).await;
    let program = Program::of(&ada).await;
    let seqs = async |query: &str| {
        let found = program.reads(&format!("/search?q=tide{query}")).await;
        let hits = found["hits"].as_array().unwrap().iter();
        hits.map(|hit| hit["seq"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(seqs("").await, [said.seq]);
    // Where a page goes on tells nobody when something was said that they cannot see.
    let foreign = format!("&cursor=9000000000000000-{}-1", digits(&notes));
    assert_eq!(seqs(&foreign).await, [said.seq]);
}
