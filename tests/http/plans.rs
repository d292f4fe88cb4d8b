//! How PostgreSQL finds what requests ask for, where there is much of it and its
//! statistics were taken when there was nearly nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use crate::everyday::{everyday, says_much_when_it_is_free};
use crate::everyday_files::{everyday_with_files, needless_files, needless_left, old_files};
use crate::everyday_group::{everyday_in_a_group, large_group};
use crate::files_kept::grows_old;
use crate::harness::plans::{Plan, SETTINGS};
use crate::harness::postgres::Postgres;
use crate::harness::redis::Redis;
use crate::harness::{Chat, Conversation, Mode, Person, Place, eventually};

/// Tables that grow with what people say. Notifications do, too, but only where
/// there is a bot.
const LARGE: [&str; 7] =
    ["messages", "members", "conversations", "reactions", "hidden_messages", "files", "objects"];
/// Statements that a connection keeps.
const KEPT: usize = 160;
/// Rows of one step. With whom Ada talks is read whole, when streams open and for
/// presence: both members of a thousand conversations.
const MOST_ROWS: u64 = 2_200;
/// Rows of one step where a part of a list is looked for: the members of a large
/// group and of some pairs, or with what is unread not even half of a thousand
/// conversations.
const MOST_WALKED: u64 = 1_100;
/// Old files that were not sent, and objects without one: more than one step removes.
const NEEDLESS: u32 = 150;
/// Pages of 8 kB of one statement.
const MOST_PAGES: u64 = 10_000;
/// Of the one that reads what all conversations of Ada are called, to find one by its name.
const MOST_NAMED: u64 = 12_000;
/// In one conversation, unless `NATTER_TEST_MESSAGES` says another number.
const MESSAGES: u64 = 200_000;

/// From now on.
const KEEP_STATISTICS: &str = "
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = off)', name);
        END LOOP;
    END $$;";

fn messages() -> u64 {
    let set = std::env::var("NATTER_TEST_MESSAGES").ok();
    set.map_or(MESSAGES, |number| number.parse().expect("NATTER_TEST_MESSAGES is a number"))
}

/// People who have each said so much to Ada.
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
         INSERT INTO search_names (name, user_id) SELECT convert_to(name, 'UTF8'), id FROM crowd;
         INSERT INTO conversations
                 (id, kind, pair_key, last_seq, version, last_message_at, created_at)
             SELECT talk, 'direct', LEAST(crowd.id, ada.id) || ':' || GREATEST(crowd.id, ada.id),
                    {said}, {said}, n, n FROM crowd, ada;
         INSERT INTO members (conversation_id, user_id, last_read_seq, joined_at)
             SELECT talk, id, {said}, n FROM crowd
             UNION ALL SELECT talk, ada.id, {said} - 2, n FROM crowd, ada;
         INSERT INTO messages (conversation_id, seq, version, author_id, nonce, body, created_at)
             SELECT talk, seq, seq, id, seq, 'hello', seq
             FROM crowd, generate_series(1, {said}) AS seq;
         INSERT INTO hidden_messages (conversation_id, user_id, seq)
             SELECT talk, id, seq FROM crowd, generate_series(1, {said}, 4) AS seq;
         INSERT INTO drafts (user_id, conversation_id, body, saved_at)
             SELECT id, talk, 'well', 1 FROM crowd;
         DROP TABLE ada, crowd;"
    )
}

/// Messages of Ada, some of them with a reaction and some hidden by her.
fn long(conversation: &Conversation) -> String {
    let (id, last) = (&conversation.id, messages());
    format!(
        "SET session_replication_role = replica;
         CREATE TEMP TABLE ada AS SELECT id FROM users WHERE username = 'ada';
         INSERT INTO messages
                 (conversation_id, seq, version, author_id, nonce, body, created_at, reactions)
             SELECT '{id}', n, n, id, n, 'hello', n, CAST(n % 20 = 0 AS integer)
             FROM ada, generate_series(1, {last}) AS n;
         INSERT INTO reactions (conversation_id, seq, emoji, user_id, created_at)
             SELECT '{id}', n, '👍', id, n FROM ada, generate_series(20, {last}, 20) AS n;
         INSERT INTO hidden_messages (conversation_id, user_id, seq)
             SELECT '{id}', id, n FROM ada, generate_series(1000, {last}, 1000) AS n;
         UPDATE conversations SET last_seq = {last}, version = {last} WHERE id = '{id}';
         UPDATE members SET last_read_seq = {last} - 10 WHERE conversation_id = '{id}';
         UPDATE members SET hidden = {last} / 1000 FROM ada
             WHERE conversation_id = '{id}' AND user_id = id;
         DROP TABLE ada;"
    )
}

/// A chat with much in it, whose database tells its plans from the next start on.
async fn large_chat(postgres: &Postgres) -> (Chat, [Person; 2], [Conversation; 2]) {
    let url = postgres.database().await;
    let (_, name) = url.rsplit_once('/').expect("an address of a database");
    let place = Place::fresh().await.with("DATABASE_URL", &url).with("RATE_LIMITS", "off");
    let chat = Chat::at(place.clone(), &[]).await;
    let (ada, grace, conversation) = chat.pair().await;
    place.executes(&crowd(1..=30, 4)).await;
    place.executes(&format!("{KEEP_STATISTICS} ANALYZE")).await;
    place.executes(&crowd(31..=1030, 100)).await;
    place.executes(&long(&conversation)).await;
    let group = large_group(&place, messages()).await;
    for talk in [&conversation, &group] {
        place.executes(&old_files(talk)).await;
    }
    place.executes(&needless_files(&conversation, NEEDLESS, NEEDLESS)).await;
    assert_eq!(needless_left(&place).await, 2 * i64::from(NEEDLESS));
    for setting in SETTINGS {
        postgres.execute(&format!("ALTER DATABASE {name} SET {setting}")).await;
    }
    (chat, [ada, grace], [conversation, group])
}

/// Where a part of a list begins.
fn walks(plan: &Plan) -> bool {
    plan.text.contains("WITH start AS")
}

/// What all files of somebody take up is a sum, of an index that has the sizes.
fn adds_up(plan: &Plan) -> bool {
    plan.text.contains("SUM(size)")
}

fn most_rows(plan: &Plan) -> u64 {
    match () {
        () if walks(plan) => MOST_WALKED,
        // Ada has sent every message of the conversation, and each tenth has a file.
        () if adds_up(plan) => messages() / 10 + 2 * MOST_ROWS,
        () => MOST_ROWS,
    }
}

fn most_pages(plan: &Plan) -> u64 {
    if plan.text.contains("TRUE AS is_user") { MOST_NAMED } else { MOST_PAGES }
}

fn is_bounded(plan: &Plan) -> bool {
    let reads_whole = |table| LARGE.contains(&table);
    let most_rows = most_rows(plan);
    let steps = plan.steps();
    plan.pages() <= most_pages(plan)
        && !steps.iter().any(|step| step.reads_whole().is_some_and(reads_whole))
        && steps.iter().all(|step| step.rows() <= most_rows)
}

/// Starts again, which sweeps: nobody has swept by this other Redis within the hour.
async fn sweeps(chat: &mut Chat) {
    chat.place.executes("UPDATE seaql_migrations SET applied_at = applied_at - 300000").await;
    let folder = chat.place.folder.join("natter-files/ab");
    let leftover = folder.join("ab000000-0000-4000-8000-000000000000");
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(&leftover, "x").unwrap();
    grows_old(&leftover, 172_800);
    chat.stop().await;
    let redis = Redis::shared().await.database();
    chat.place = chat.place.clone().with("REDIS_URL", &redis);
    chat.resume().await;
    eventually("the end of a sweep", async || (!leftover.exists()).then_some(())).await;
}

#[tokio::test]
async fn much_is_found_by_indexes_whatever_the_statistics_say() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::start().await;
    let (mut chat, [ada, grace], [conversation, group]) = large_chat(&postgres).await;
    chat.restart().await;
    everyday([&ada, &grace], &conversation, messages()).await;
    says_much_when_it_is_free(&chat, &ada, &conversation).await;
    everyday_in_a_group([&ada, &grace], &group).await;
    let often = Plan::all_of(&postgres, &chat.place).await;
    let texts: BTreeSet<&str> = often.iter().map(|plan| &*plan.text).collect();
    assert!(texts.len() <= KEPT, "{} statements push each other out", texts.len());
    sweeps(&mut chat).await;
    everyday_with_files([&ada, &grace], [&conversation, &group], messages()).await;
    chat.stop().await;
    let plans = Plan::all_of(&postgres, &chat.place).await;
    assert_eq!(needless_left(&chat.place).await, 0);
    // Who fails while they are there shows all that they have written.
    drop((chat, postgres));
    for table in LARGE {
        let names = |plan: &Plan| plan.text.contains(table);
        assert!(plans.iter().any(names), "nobody has asked about {table}");
    }
    assert!(plans.iter().any(walks), "nobody has asked for a part of a list");
    assert!(plans.iter().any(adds_up), "nobody has asked what files take up");
    let slow: BTreeMap<&str, &Plan> =
        plans.iter().filter(|plan| !is_bounded(plan)).map(|plan| (&*plan.text, plan)).collect();
    let told: Vec<String> = slow.values().map(|plan| plan.told()).collect();
    assert!(told.is_empty(), "{} statements are slow:\n{}", told.len(), told.join("\n\n"));
}
