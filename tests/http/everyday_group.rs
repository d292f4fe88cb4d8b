//! What people do every day in a large group, for tests that look at how it is done.

use serde_json::json;

use crate::harness::{Conversation, Person, Place, Program};

/// Groups that anybody may join: the titles of all are gone through.
const OTHERS: u32 = 2_000;

/// A group of Ada's: Grace and everybody who is called a guest are in it, and Ada
/// was mentioned in every hundredth message. There are others that anybody may join.
pub async fn large_group(place: &Place, messages: u64) -> Conversation {
    let id = "019ac000-0000-7000-8000-000000000001";
    let text = format!(
        "SET session_replication_role = replica;
         CREATE TEMP TABLE pond AS
             SELECT id, username, row_number() OVER (ORDER BY username) AS n FROM users
             WHERE username IN ('ada', 'grace') OR username LIKE 'guest%' LIMIT 1000;
         INSERT INTO conversations
                 (id, kind, title, search_title, members, is_open, last_seq, version,
                  last_message_at, created_at)
             SELECT '{id}', 'group', 'The pond', 'the pond', count(*), TRUE, {messages}, {messages},
                    1, 1 FROM pond;
         INSERT INTO members
                 (conversation_id, user_id, role, in_group, last_read_seq, joined_at)
             SELECT '{id}', id, CASE username WHEN 'ada' THEN 'owner' ELSE 'member' END, TRUE,
                    {messages} - n * 7, n FROM pond;
         INSERT INTO messages
                 (conversation_id, seq, version, author_id, nonce, body, created_at, mentions)
             SELECT '{id}', s, s, pond.id, s, 'hello', s,
                    CASE WHEN s % 100 = 0 THEN jsonb_build_array(ada.id)::text END
             FROM generate_series(1, {messages}) AS s
             JOIN pond ON pond.n = s % 998 + 1
             CROSS JOIN (SELECT id FROM pond WHERE username = 'ada') AS ada;
         INSERT INTO conversations
                 (id, kind, title, search_title, members, is_open, last_seq, version,
                  last_message_at, created_at)
             SELECT gen_random_uuid(), 'group', 'Lake ' || n, 'lake ' || n, 0, TRUE, 0, 0, 1, 1
             FROM generate_series(1, {OTHERS}) AS n;
         DROP TABLE pond;"
    );
    place.executes(&text).await;
    Conversation { id: id.to_owned() }
}

/// Of Ada, who owns it, and Grace.
pub async fn everyday_in_a_group([ada, grace]: [&Person; 2], group: &Conversation) {
    let mut lists = [ada.listens_to_the_list().await, grace.listens_to_the_list().await];
    let mut stream = ada.listens_to(group).await;
    let said = grace.says(group, "who has the boat, @ada?").await;
    stream.expects_message("who has the boat, @ada?").await;
    for list in &mut lists {
        list.expects_entry(group, |_| true).await;
    }
    ada.reads(group, said.seq).await;
    for part in ["", "/members", "/members?q=guest77", "/settings", "/members?count=1"] {
        ada.get(&format!("{}{part}", group.path())).await.is(200);
    }
    let own = ada.says(group, "I have, @all").await;
    grace.reads(group, own.seq).await;
    ada.edits(group, own.seq, "I have, @grace").await;
    grace.get("/people?q=lake").await.is(200);
    grace.get("/conversations?show=groups").await.is(200);
    let members = format!("{}/members", group.path());
    ada.post(&format!("{members}/guest42/remove")).form(&[("reader", "ada")]).await.is(303);
    ada.post(&members).form(&[("username", "guest42")]).await.is(303);
    ada.post(&format!("{members}/guest43/role")).form(&[("role", "admin")]).await.is(303);
    let program = Program::of(grace).await;
    program.reads(&format!("{}/members", group.path())).await;
    program.reads(&group.messages()).await;
    program.sends(group, json!({ "body": "beep" })).await.is(201);
}
