//! How PostgreSQL finds words among many messages, when its statistics were taken while
//! there was nearly nothing.

use std::ops::RangeInclusive;

use crate::harness::plans::{Plan, SETTINGS};
use crate::harness::postgres::Postgres;
use crate::harness::{Chat, Conversation, Mode, Place, Program};

/// Rows of one step: a bounded part of the newest messages is looked through, and what
/// the index has of a word that is not common.
const MOST_ROWS: u64 = 8_000;
/// In one conversation more of the newest are looked through.
const MOST_ROWS_IN_ONE: u64 = 20_001;
const MOST_PAGES: u64 = 15_000;

/// Ada talks to these people, and each has said so much. One in three messages has a common
/// word, one in five hundred one that is less so.
fn crowd(people: RangeInclusive<u32>, said: u32) -> String {
    let (first, last) = people.into_inner();
    format!(
        "SET session_replication_role = replica;
         CREATE TEMP TABLE ada AS SELECT id FROM users WHERE username = 'ada';
         CREATE TEMP TABLE crowd AS
             SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS talk, 'guest' || n AS name
             FROM generate_series({first}, {last}) AS n;
         INSERT INTO users (id, username, display_name, password_hash, created_at)
             SELECT id, name, name, '', n FROM crowd;
         INSERT INTO conversations
                 (id, kind, pair_key, last_seq, version, last_message_at, created_at)
             SELECT talk, 'direct', LEAST(crowd.id, ada.id) || ':' || GREATEST(crowd.id, ada.id),
                    {said}, {said}, {said} * 5000000000::bigint + n, n FROM crowd, ada;
         INSERT INTO members (conversation_id, user_id, joined_at)
             SELECT talk, crowd.id, n FROM crowd UNION ALL SELECT talk, ada.id, n FROM crowd, ada;
         CREATE TEMP TABLE said AS
             SELECT talk, crowd.id AS author, seq, seq * 5000000000::bigint + n AS at
             FROM crowd, generate_series(1, {said}) AS seq;
         {SAID} DROP TABLE said, crowd, ada;"
    )
}

/// Messages of Ada in one conversation, one of them with a rare word.
fn long(conversation: &Conversation) -> String {
    let id = &conversation.id;
    format!(
        "SET session_replication_role = replica;
         UPDATE conversations SET last_seq = 100000, version = 100000,
                last_message_at = 500000000000 WHERE id = '{id}';
         CREATE TEMP TABLE said AS
             SELECT CAST('{id}' AS uuid) AS talk, users.id AS author, seq, seq * 5000000::bigint AS at
             FROM users, generate_series(1, 100000) AS seq WHERE username = 'ada';
         {SAID} DROP TABLE said;"
    )
}

const SAID: &str = "
    INSERT INTO messages (conversation_id, seq, version, author_id, nonce, body, created_at)
        SELECT talk, seq, seq, author, seq, 'common', at FROM said;
    INSERT INTO message_words (conversation_id, seq, at, text_version, words)
        SELECT talk, seq, at, 0, CAST('''hello'':1 '
            || CASE WHEN seq % 3 = 0 THEN '''common'':2 ' ELSE '' END
            || CASE WHEN seq % 500 = 0 THEN '''seldom'':3 ' ELSE '' END
            || CASE WHEN seq = 77777 THEN '''rare'':4 ' ELSE '' END
            || '''' || chr(57344) || 'in' || replace(CAST(talk AS text), '-', '') || ''' '''
            || chr(57344) || 'on' || at / 86400000000 || '''' AS tsvector)
        FROM said ORDER BY at;";

const KEEP_STATISTICS: &str = "
    ALTER TABLE message_words SET (autovacuum_enabled = off);
    ALTER TABLE messages SET (autovacuum_enabled = off);
    ALTER TABLE members SET (autovacuum_enabled = off);
    ALTER TABLE conversations SET (autovacuum_enabled = off);
    ANALYZE";

/// What such statistics call rare by mistake is noted in the index, and given up after three
/// thousand rows of the table.
fn is_taken_as_rare(plan: &Plan) -> bool {
    plan.text.contains("LIMIT 3000 + 1")
}

fn most_rows(plan: &Plan) -> u64 {
    if plan.text.contains("LIMIT 20000)") { MOST_ROWS_IN_ONE } else { MOST_ROWS }
}

fn is_bounded(plan: &Plan) -> bool {
    // All conversations are Ada's, so they may as well be read in one go.
    let large = ["message_words", "messages", "members"];
    let reads_whole = |table| large.contains(&table);
    let steps = plan.steps();
    plan.pages() <= MOST_PAGES
        && !steps.iter().any(|step| step.reads_whole().is_some_and(reads_whole))
        && steps.iter().all(|step| {
            step.rows() <= most_rows(plan) || (is_taken_as_rare(plan) && step.notes_places())
        })
}

/// Whether a hit is found among the newest messages, in some days or in the whole index:
/// pages follow each other without a gap.
async fn pages_are_whole(program: &Program, conversation: &Conversation) {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let query = format!("q=seldom&in={}&cursor={cursor}", conversation.id);
        let page = program.reads(&format!("/search?{query}")).await;
        let hits = page["hits"].as_array().unwrap();
        found.extend(hits.iter().map(|hit| hit["seq"].as_u64().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = next.to_owned();
    }
    let all: Vec<u64> = (1..=200).rev().map(|number| number * 500).collect();
    assert_eq!(found, all);
}

#[tokio::test]
async fn words_are_found_by_the_index_or_among_the_newest_and_nothing_is_sorted_whole() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::start().await;
    let url = postgres.database().await;
    let (_, name) = url.rsplit_once('/').expect("an address of a database");
    let place = Place::fresh().await.with("DATABASE_URL", &url).with("RATE_LIMITS", "off");
    let mut chat = Chat::at(place.clone(), &[]).await;
    let (ada, _, conversation) = chat.pair().await;
    let program = Program::of(&ada).await;
    place.executes(&crowd(1..=30, 4)).await;
    place.executes(KEEP_STATISTICS).await;
    place.executes(&crowd(31..=430, 250)).await;
    place.executes(&long(&conversation)).await;
    pages_are_whole(&program, &conversation).await;
    for setting in SETTINGS {
        postgres.execute(&format!("ALTER DATABASE {name} SET {setting}")).await;
    }
    chat.restart().await;
    let within = format!("&in={}", conversation.id);
    for (query, hits) in [
        ("q=common", 20),
        ("q=common&cursor=400000000000-ffffffffffffffffffffffffffffffff-1", 20),
        ("q=seldom", 20),
        ("q=rare", 1),
        ("q=nothing", 0),
        ("q=hello&from=ada", 0),
        (&*format!("q=common{within}"), 20),
        (&*format!("q=seldom{within}"), 20),
        (&*format!("q=rare{within}"), 1),
    ] {
        let found = program.reads(&format!("/search?{query}")).await;
        assert_eq!(found["hits"].as_array().unwrap().len(), hits, "{query}");
    }
    for typed in ["common", "seldom", "rare", "nothing"] {
        ada.get(&format!("{}/search?q={typed}", conversation.path())).await.is(200);
    }
    chat.stop().await;
    let plans = Plan::all_of(&postgres, &chat.place).await;
    drop((chat, postgres));
    let searches = |plan: &&Plan| plan.text.contains("WITH asked AS");
    let plans: Vec<&Plan> = plans.iter().filter(searches).collect();
    let walks = |plan: &&&Plan| plan.text.contains("CROSS JOIN LATERAL");
    assert_eq!(plans.iter().filter(walks).count(), 3, "the newest are looked through for `common`");
    let rare = plans.iter().filter(|plan| is_taken_as_rare(plan)).count();
    // `common` and all of one conversation, of which they have not heard, too.
    assert_eq!(rare, 7, "and the index alone for what the statistics call rare");
    let in_one = plans.iter().filter(|plan| most_rows(plan) == MOST_ROWS_IN_ONE);
    assert_eq!(in_one.count(), 4, "the newest of the conversation are looked through first");
    let slow = plans.iter().filter(|plan| !is_bounded(plan));
    let told: Vec<String> = slow.map(|plan| plan.told()).collect();
    assert!(told.is_empty(), "{} statements are slow:\n{}", told.len(), told.join("\n\n"));
}
