//! Messages are found again, in both databases alike, and by nobody who may not see them.

use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use crate::harness::{Chat, Conversation, Mode, Person, Program, eventually};

/// What is said, by Ada; the first is number 1.
const TEXTS: [&str; 22] = [
    "First coat is on. Пахнет летом ☀️",
    "Can you bring the clamps on Saturday?",
    "Лодки стоят у причала, ёлки рядом",
    "Мы сели в лодку и поплыли",
    "How to place them: https://example.org/clamps/keel?size=4",
    "Write to anna.petrova@example.org or call +7 912 345-67-89",
    "Don’t forget Anna's meeting at 18:30",
    "@grace the café is closed, naïve me",
    "Ｗｉｄｅ letters and ﬁne ligatures",
    "Йод и мой край",
    "Version 3.14.15 costs 1,000 roubles",
    "кто-то оставил что-то 👍🏽",
    "東京に行きます",
    "**High** water _today_, `code_block` too",
    "Wir treffen uns in der Straße",
    "running runners ran",
    "Собрание перенесли, собрания больше не будет",
    "%_\\ \" ' NEAR AND OR NOT * percent",
    "пирожки с капустой и с грибами 🥟",
    "#pond @ada-maria O’Brien",
    "a b c d e",
    "The first coat, and the second coat",
];

/// What is looked for, and which numbers are found, newest first. After the texts comes a
/// message with a file, number 23.
const QUERIES: &[(&str, &[u64])] = &[
    ("coat", &[22, 1]),
    ("COATS", &[22, 1]),
    ("coat first", &[22, 1]),
    ("\"first coat\"", &[22, 1]),
    ("\"coat first\"", &[]),
    ("«second coat»", &[22]),
    ("лодка", &[4, 3]),
    ("лодками", &[4, 3]),
    ("лодко", &[4, 3]),
    ("ло", &[4, 3]),
    ("ЕЛКА", &[3]),
    ("ёлками", &[3]),
    ("лето", &[1]),
    ("clamp", &[5, 2]),
    ("clamps saturday", &[2]),
    ("https://example.org/clamps/keel", &[5]),
    ("example.org", &[6, 5]),
    ("keel size", &[5]),
    ("anna.petrova@example.org", &[6]),
    ("345-67-89", &[6]),
    ("912", &[6]),
    ("anna", &[7, 6]),
    ("dont", &[7]),
    ("don't", &[7]),
    ("meeti", &[7]),
    ("meetings", &[7]),
    ("18:30", &[7]),
    ("@grace", &[8]),
    ("@gra", &[8]),
    ("grace", &[8]),
    ("cafe naive", &[8]),
    ("wide", &[9]),
    ("fine", &[9]),
    ("йод", &[10]),
    ("иод", &[]),
    ("3.14", &[11]),
    ("1,000", &[11]),
    ("кто-то", &[12]),
    ("👍🏽", &[12]),
    ("👍", &[]),
    ("☀", &[1]),
    ("🥟", &[19]),
    ("東京", &[13]),
    ("京", &[13]),
    ("high water", &[14]),
    ("\"water high\"", &[]),
    ("code_block", &[14]),
    ("STRASSE", &[15]),
    ("runn", &[16]),
    ("run", &[16]),
    ("собраниями", &[17]),
    ("\"собрание перенесли\"", &[17]),
    ("перенес", &[17]),
    ("NEAR AND OR", &[18]),
    ("percent*", &[18]),
    ("грибы с капустой", &[19]),
    ("#pond", &[20]),
    ("pond", &[20]),
    ("obrien", &[20]),
    ("Brien", &[20]),
    ("@ada-maria", &[20]),
    ("a", &[21]),
    ("oars", &[23]),
    ("plan.pdf", &[23]),
    ("has:file", &[23]),
    ("has:picture", &[]),
    ("has:link", &[5]),
    ("has:link clamps", &[5]),
    ("has:dragon", &[]),
    ("from:ada pond", &[20]),
    ("from:me pond", &[20]),
    ("from:@ada pond", &[20]),
    ("from:grace pond", &[]),
    ("from:nobody pond", &[]),
    ("in:Grace coat", &[22, 1]),
    ("in:\"grace\" coat", &[22, 1]),
    ("in:Nowhere coat", &[]),
    ("before:2000-01-01 coat", &[]),
    ("after:2000-01-01 coat", &[22, 1]),
    ("after:2999-12-31 coat", &[]),
    ("before:2026-13-45 coat", &[]),
    ("nothing like it", &[]),
    ("", &[]),
    ("?!", &[]),
];

/// Whatever the query languages of either database know, and what no database likes.
pub const HOSTILE: &[&str] = &[
    "\"",
    "\"\"",
    "\"a",
    "*",
    "a*",
    "NEAR",
    "NEAR(a b)",
    "a NEAR/2 b",
    "&|!:",
    "a & b",
    "!a",
    "a:*",
    "a <-> b",
    "%",
    "_",
    "\\",
    "'",
    "''",
    "';--",
    "\0",
    "a\0b",
    "(",
    ")",
    "((",
    "-a",
    "+a",
    "^a",
    "words:a",
    "{a}",
    "AND",
    "OR NOT",
    "\u{301}",
    "\u{200b}",
    "\u{e000}",
    "\u{e000}infff",
    "\u{feff}",
    "🏴\u{e0067}",
    "from:",
    "from:\0",
    "in:\"",
    "in:\0",
    "before:",
    "before:\0",
    "after:9999-99-99",
    "before:9999-12-31",
    "after:-9999-01-01",
    "has:",
    "has:\0",
    "from:from:",
    "я",
    "?",
];

struct Talk {
    chat: Chat,
    ada: Person,
    grace: Person,
    program: Program,
    conversation: Conversation,
}

impl Talk {
    async fn start() -> Self {
        let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
        let (ada, grace, conversation) = chat.pair().await;
        let program = Program::of(&ada).await;
        Self { chat, ada, grace, program, conversation }
    }
}

fn path(typed: &str) -> String {
    let typed: String = byte_serialize(typed.as_bytes()).collect();
    format!("/search?q={typed}")
}

async fn search(program: &Program, typed: &str) -> Value {
    program.reads(&path(typed)).await
}

/// The numbers of what is found.
async fn finds(program: &Program, typed: &str) -> Vec<u64> {
    numbers(&search(program, typed).await)
}

fn numbers(found: &Value) -> Vec<u64> {
    let hits = found["hits"].as_array().unwrap().iter();
    hits.map(|hit| hit["seq"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn the_same_is_found_in_both_databases() {
    let Talk { chat: _chat, ada, program, conversation, .. } = Talk::start().await;
    for text in TEXTS {
        program.says(&conversation, text).await;
    }
    let file = ada.uploaded(&conversation, "oars plan.pdf", b"%PDF-1.4").await;
    ada.sends(&conversation, &[("body", "look"), ("file", &file), ("nonce", "n")]).await.is(200);
    let mut wrong = Vec::new();
    for (typed, expected) in QUERIES {
        let found = finds(&program, typed).await;
        if found != *expected {
            wrong.push(format!("{typed}: {found:?} and not {expected:?}"));
        }
    }
    assert!(QUERIES.len() >= 50 && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_hit_shows_a_little_of_the_message() {
    let Talk { chat: _chat, program, conversation, .. } = Talk::start().await;
    program
        .says(&conversation, "> quoted\n\nThe **varnish** 🥟 arrived, three tins of Varnish")
        .await;
    let found = search(&program, "varnish tin").await;
    let hit = &found["hits"][0];
    assert_eq!(hit["author"], json!({ "username": "ada", "display_name": "Ada" }));
    assert_eq!((&hit["conversation_id"], &hit["seq"]), (&json!(conversation.id), &json!(1)));
    assert!(hit["created_at"].as_str().unwrap().ends_with('Z'));
    let text = hit["text"].as_str().unwrap();
    let marked = hit["marks"].as_array().unwrap().iter().map(|mark| {
        let [from, to] = [0, 1].map(|end| mark[end].as_u64().unwrap() as usize);
        text.chars().skip(from).take(to - from).collect::<String>()
    });
    assert_eq!(marked.collect::<Vec<_>>(), ["varnish", "tins", "Varnish"], "{text}");
    assert!(!text.contains('*') && !text.contains('\n'), "{text}");
    assert_eq!((&found["next"], &found["unindexed"]), (&Value::Null, &json!(0)));
}

#[tokio::test]
async fn what_is_said_edited_or_deleted_is_found_so_at_once() {
    let Talk { chat, program, conversation, .. } = Talk::start().await;
    program.says(&conversation, "teh varnish").await;
    assert_eq!(finds(&program, "varnish").await, [1]);
    let message = format!("{}/1", conversation.messages());
    program.patch(&message, json!({ "body": "the paint", "version": 1 })).await.is(200);
    assert_eq!(finds(&program, "varnish").await, [0; 0]);
    assert_eq!(finds(&program, "paint").await, [1]);
    let on = json!({ "messages": [1], "to": [conversation.id] });
    program.post(&format!("{}/forward", conversation.path()), on).await.is(204);
    assert_eq!(finds(&program, "paint").await, [2, 1]);
    program.delete(&message).await.is(200);
    program.delete(&message).await.is(200);
    assert_eq!(finds(&program, "paint").await, [2]);
    // Nothing of it is left in the database.
    let stale = match Mode::current() {
        Mode::Full => "SELECT count(*) FROM message_words WHERE words @@ 'paint'",
        Mode::Embedded => "SELECT count(*) FROM message_index WHERE message_index MATCH 'paint'",
    };
    assert_eq!(chat.place.count(stale).await, 1);
}

#[tokio::test]
async fn no_word_of_what_was_deleted_stays_in_the_file() {
    if Mode::is_full() {
        return;
    }
    let Talk { mut chat, program, conversation, .. } = Talk::start().await;
    program.says(&conversation, "zyzzyva").await;
    program.delete(&format!("{}/1", conversation.messages())).await.is(200);
    program.says(&conversation, "something else").await;
    let left = "SELECT count(*) FROM message_index_data
        WHERE instr(block, CAST('zyzzyva' AS BLOB)) > 0";
    assert_eq!(chat.place.count(left).await, 1, "FTS5 has only noted that it is gone");
    // A process looks after it when it begins, and once a day.
    chat.restart().await;
    let is_gone = async || (chat.place.count(left).await == 0).then_some(());
    eventually("the index to be merged", is_gone).await;
}

#[tokio::test]
async fn only_what_one_may_see_is_found() {
    let Talk { chat, ada, grace, program, conversation } = Talk::start().await;
    let theirs = Program::of(&grace).await;
    let dora = chat.person("dora").await;
    let stranger = Program::of(&dora).await;
    for text in ["varnish one", "varnish two", "varnish three"] {
        program.says(&conversation, text).await;
    }
    assert_eq!(finds(&theirs, "varnish").await, [3, 2, 1]);
    for typed in ["varnish", "from:ada", "from:ada varnish", "in:Ada varnish"] {
        assert_eq!(finds(&stranger, typed).await, [0; 0], "{typed}");
    }
    let within = format!("/search?q=varnish&in={}", conversation.id);
    assert_eq!(numbers(&stranger.reads(&within).await), [0; 0]);
    assert_eq!(numbers(&theirs.reads(&within).await), [3, 2, 1]);

    grace.does(&conversation, 2, "hide", &[]).await.is(204);
    assert_eq!(
        (finds(&theirs, "varnish").await, finds(&program, "varnish").await.len()),
        (vec![3, 1], 3)
    );
    grace.post(&format!("{}/clear", conversation.path())).htmx().await.is(204);
    program.says(&conversation, "varnish four").await;
    assert_eq!(finds(&theirs, "varnish").await, [4]);

    // Of a group as long as one is a member of it, and from where one's history begins.
    let group = ada.makes_group("The pond", &[&grace]).await;
    let said = ada.says(&group, "oars before").await.seq;
    ada.takes_in(&group, &[&dora]).await;
    let later = ada.says(&group, "oars after").await.seq;
    assert_eq!(finds(&theirs, "oars in:\"the pond\"").await, [later, said]);
    let hers = finds(&stranger, "oars").await;
    assert!(hers == [later] || hers == [later, said], "{hers:?}");
    ada.turns_out(&group, &dora).await;
    assert_eq!(finds(&stranger, "oars").await, [0; 0]);
    // Lines are nobody's words.
    assert_eq!(finds(&program, "pond").await, [0; 0]);
}

#[tokio::test]
async fn no_text_is_an_error() {
    let Talk { chat: _chat, program, conversation, .. } = Talk::start().await;
    for typed in HOSTILE {
        program.get(&path(typed)).await.is(200);
        program.get(&path(&format!("word {typed} word"))).await.is(200);
        if !typed.contains('\0') && !typed.trim_matches(['\u{200b}', '\u{feff}']).is_empty() {
            program.sends(&conversation, json!({ "body": format!("x {typed}") })).await.is(201);
        }
        for name in ["from", "in", "after", "before", "has"] {
            let value: String = byte_serialize(typed.as_bytes()).collect();
            program.get(&format!("/search?q=x&{name}={value}")).await.is(200);
        }
    }
    for long in ["a".repeat(7_000), "a ".repeat(3_500), "\"".repeat(2_500), "я".repeat(1_200)] {
        program.get(&path(&long)).await.is(200);
    }
    for cursor in ["x", "1-2-3", "99999999999999999999-0-0"] {
        program.get(&format!("/search?q=x&cursor={cursor}")).await.problem(400);
    }
    let far = format!("/search?q=x&cursor={}-{}-{}", i64::MAX, "f".repeat(32), i64::MAX);
    program.get(&far).await.is(200);
}

#[tokio::test]
async fn pages_of_hits_follow_each_other() {
    let Talk { chat: _chat, ada, program, conversation, .. } = Talk::start().await;
    let notes = ada.talks_to(&ada).await;
    for number in 0..45 {
        let place = if number % 3 == 0 { &notes } else { &conversation };
        program.says(place, &format!("varnish {number}")).await;
    }
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = program.reads(&format!("/search?q=varnish&cursor={cursor}")).await;
        let hits = page["hits"].as_array().unwrap();
        assert!((1..=20).contains(&hits.len()));
        found.extend(hits.iter().map(|hit| hit["text"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = next.to_owned();
    }
    let expected: Vec<String> = (0..45).rev().map(|number| format!("varnish {number}")).collect();
    assert_eq!(found, expected);
    let in_notes = program.reads("/search?q=varnish&in=nobody").await;
    assert_eq!(in_notes["hits"], json!([]));
}

/// As an upgrade finds it: nothing of this release is there.
async fn forget(chat: &Chat) {
    for statement in [
        "DROP TABLE message_words",
        "DROP TABLE IF EXISTS message_index",
        "DROP TABLE search_backlog",
        "DELETE FROM seaql_migrations WHERE version LIKE '%_search'",
    ] {
        chat.place.executes(statement).await;
    }
}

/// Messages past the program, as the release before would have written them.
fn said_before(conversation: &Conversation, last: u32) -> String {
    let (id, rows) = match Mode::current() {
        Mode::Full => (
            format!("'{}'", conversation.id),
            format!("SELECT n FROM generate_series(3, {last}) AS n"),
        ),
        Mode::Embedded => (
            format!("unhex('{}')", conversation.id.replace('-', "")),
            format!(
                "WITH RECURSIVE all_of(n) AS (SELECT 3 UNION ALL SELECT n + 1 FROM all_of WHERE n < {last}) SELECT n FROM all_of"
            ),
        ),
    };
    format!(
        "INSERT INTO messages (conversation_id, seq, version, author_id, nonce, body, created_at, format)
         SELECT {id}, n, n, (SELECT id FROM users WHERE username = 'ada'), 'old' || n,
                'varnish number' || n, 1700000000000000 + CAST(n AS BIGINT) * 1000000, 'markdown' FROM ({rows}) AS many;
         UPDATE conversations SET last_seq = {last}, version = {last} WHERE id = {id}"
    )
}

const WORDS: &str = "SELECT count(*) FROM message_words";

async fn is_indexed(chat: &Chat, program: &Program, messages: i64) {
    eventually("all is indexed", async || {
        (search(program, "varnish").await["unindexed"] == 0).then_some(())
    })
    .await;
    assert_eq!(chat.place.count(WORDS).await, messages);
    if !Mode::is_full() {
        let indexed = "SELECT count(*) FROM message_index_docsize";
        assert_eq!(chat.place.count(indexed).await, messages);
    }
}

#[tokio::test]
async fn what_was_said_before_an_upgrade_is_found_although_it_was_killed_meanwhile() {
    const LAST: u32 = 6_000;
    let Talk { mut chat, program, conversation, .. } = Talk::start().await;
    program.says(&conversation, "first").await;
    program.says(&conversation, "second").await;
    chat.stop().await;
    chat.place.executes(&said_before(&conversation, LAST)).await;
    forget(&chat).await;
    chat.resume().await;
    let part = eventually("a part is indexed", async || {
        let words = chat.place.count(WORDS).await;
        (words > 0).then_some(words)
    });
    let part = part.await;
    chat.kill();
    assert!(part < i64::from(LAST), "it was too quick to be killed");
    let check = chat.place.natter(["check"]).run().await;
    assert!(
        check.output.contains("messages from before are still to be indexed"),
        "{}",
        check.output
    );
    chat.resume().await;
    // What is newest is found first, and what is said meanwhile at once.
    program.says(&conversation, "meanwhile").await;
    assert_eq!(finds(&program, "meanwhile").await, [u64::from(LAST) + 1]);
    is_indexed(&chat, &program, i64::from(LAST) + 1).await;
    assert_eq!(finds(&program, "\"number17\"").await, [17]);
    assert_eq!(finds(&program, "first").await, [1]);
    assert_eq!(finds(&program, "varnish").await.len(), 20);
    let check = chat.place.natter(["check"]).run().await;
    assert!(check.output.contains("search: ok"), "{}", check.output);
}

#[tokio::test]
async fn what_the_release_before_writes_during_an_upgrade_is_found_too() {
    let Talk { mut chat, program, conversation, .. } = Talk::start().await;
    for text in ["varnish", "second", "third"] {
        program.says(&conversation, text).await;
    }
    chat.stop().await;
    forget(&chat).await;
    chat.resume().await;
    is_indexed(&chat, &program, 3).await;
    let id = match Mode::current() {
        Mode::Full => format!("'{}'", conversation.id),
        Mode::Embedded => format!("unhex('{}')", conversation.id.replace('-', "")),
    };
    for statement in [
        format!("INSERT INTO messages (conversation_id, seq, version, author_id, nonce, body, created_at)
                 SELECT {id}, 4, 4, author_id, 'old', 'oars', created_at + 1
                 FROM messages WHERE seq = 3 AND conversation_id = {id}"),
        format!("UPDATE messages SET body = 'paint', version = 5, text_version = 5
                 WHERE seq = 1 AND conversation_id = {id}"),
        format!("UPDATE messages SET body = '', version = 6, text_version = 6, deleted_at = 1
                 WHERE seq = 2 AND conversation_id = {id}"),
        format!("UPDATE conversations SET last_seq = 4, version = 6 WHERE id = {id}"),
    ] {
        chat.place.executes(&statement).await;
    }
    chat.restart().await;
    eventually("it is found", async || (finds(&program, "oars").await == [4]).then_some(())).await;
    assert_eq!(
        (finds(&program, "paint").await, finds(&program, "varnish").await),
        (vec![1], vec![])
    );
    assert_eq!(finds(&program, "second").await, [0; 0]);
    assert_eq!(finds(&program, "third").await, [3]);
    // After a day nobody is expected any more.
    chat.stop().await;
    chat.place.executes("UPDATE search_backlog SET since = 0").await;
    chat.resume().await;
    eventually("the end", async || {
        (chat.place.count("SELECT count(*) FROM search_backlog").await == 0).then_some(())
    })
    .await;
}
