//! What people do with files every day, for tests that look at how it is done.

use serde_json::json;

use crate::harness::{Conversation, Group, Person, Place, Program};

const BYTES: &[u8] = b"\x01what the tide does";

/// Files that were uploaded just now and are not sent.
const UNSENT: u32 = 3_000;

/// A file on every tenth message of a conversation. Most are pictures, and what can be
/// heard is old.
pub fn old_files(conversation: &Conversation) -> String {
    let id = &conversation.id;
    format!(
        "SET session_replication_role = replica;
         CREATE TEMP TABLE sent AS
             SELECT seq, author_id, gen_random_uuid() AS object FROM messages
             WHERE conversation_id = '{id}' AND seq % 10 = 0;
         INSERT INTO objects (id, size, media_type, thumbnail, created_at)
             SELECT object, 1 + seq / 10000, 'application/octet-stream', FALSE, seq FROM sent;
         INSERT INTO files
                 (id, object_id, conversation_id, uploader_id, nonce, message_seq, place, name,
                  kind, size, width, height, waveform, alt, animated, created_at)
             SELECT gen_random_uuid(), object, '{id}', author_id, object::text, seq, 0, 'tide',
                    CASE WHEN seq <= 100 THEN 'voice' WHEN seq % 500 = 10 THEN 'other'
                         ELSE 'picture' END,
                    1 + seq / 10000, 4, 3, '', '', FALSE, seq
             FROM sent ORDER BY seq;
         DROP TABLE sent;"
    )
}

/// Files that Ada has uploaded here and not sent, `old` more of them long ago, and
/// objects that no file has.
pub fn needless_files(conversation: &Conversation, old: u32, unused: u32) -> String {
    let id = &conversation.id;
    format!(
        "SET session_replication_role = replica;
         CREATE TEMP TABLE needless AS
             SELECT n, gen_random_uuid() AS object
             FROM generate_series(1, {UNSENT} + {old} + {unused}) AS n;
         INSERT INTO objects (id, size, media_type, thumbnail, created_at)
             SELECT object, 1, 'application/octet-stream', FALSE, n FROM needless;
         INSERT INTO files
                 (id, object_id, conversation_id, uploader_id, nonce, message_seq, place, name,
                  kind, size, waveform, alt, animated, created_at)
             SELECT gen_random_uuid(), object, '{id}', u.id, object::text, NULL, 0, 'tide', 'other',
                    1, '', '', FALSE,
                    CASE WHEN n <= {old} THEN n
                         ELSE CAST(EXTRACT(EPOCH FROM now()) * 1000000 AS bigint) END
             FROM needless, users AS u WHERE u.username = 'ada' AND n <= {UNSENT} + {old};
         DROP TABLE needless;"
    )
}

/// What of these is still there.
pub async fn needless_left(place: &Place) -> i64 {
    let unused = "SELECT count(*) FROM objects AS o
        WHERE o.created_at < 1000000
          AND NOT EXISTS (SELECT 1 FROM files AS f WHERE f.object_id = o.id)";
    let old = "SELECT count(*) FROM files WHERE message_seq IS NULL AND created_at < 1000000";
    place.count(unused).await + place.count(old).await
}

/// Of Ada and Grace, in a conversation of so many messages.
pub async fn everyday_with_files(
    [ada, grace]: [&Person; 2],
    [conversation, group]: [&Conversation; 2],
    messages: u64,
) {
    let (id, seq) = sends_file(ada, conversation).await;
    grace.downloads(&id).await.is(200);
    for kind in ["pictures", "files", "links", "sound"] {
        for talk in [conversation, group] {
            let path = format!("{}/files?kind={kind}", talk.path());
            grace.get(&path).await.is(200);
            ada.get(&format!("{path}&before={}&place=0", messages / 2)).await.is(200);
        }
    }
    let program = Program::of(grace).await;
    let on = json!({ "messages": [seq], "to": [group.id] });
    program.post(&format!("{}/forward", conversation.path()), on).await.is(204);
    ada.does(conversation, seq, "delete", &[]).await.is(200);
    let other = ada.uploaded(conversation, "tide.bin", BYTES).await;
    ada.post(&format!("/files/{other}")).form(&[("discard", "1")]).await.is(204);
    let lake: Group = ada.makes_group("The lake", &[grace]).await;
    sends_file(ada, &lake).await;
    ada.acts(&lake, "delete", &[("title", "The lake")]).await.redirects_to("/conversations");
}

/// As the page does: uploads it, looks at it, says what it shows, and sends it.
async fn sends_file(person: &Person, conversation: &Conversation) -> (String, u64) {
    let id = person.uploaded(conversation, "tide.bin", BYTES).await;
    person.get(&format!("/files/{id}")).htmx().await.is(200);
    person.post(&format!("/files/{id}")).form(&[("alt", "The tide")]).await.is(204);
    let fields = [("body", "the tide"), ("file", &id)];
    let answer = person.sends(conversation, &fields).await.is(200);
    let shown = answer.page().messages();
    let sent = shown.iter().find(|message| message.text.contains("the tide"));
    (id, sent.expect("the answer shows the message").seq)
}
