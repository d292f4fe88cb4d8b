//! A filled database as the release before had it, under this one.

use crate::harness::Chat;

/// What this release has added to the tables, taken away again.
const OF_THIS_RELEASE: [&str; 56] = [
    "DROP TABLE files",
    "DROP TABLE reactions",
    "DROP TABLE hidden_messages",
    "DROP TABLE drafts",
    "DROP TABLE tokens",
    "DROP TABLE removals",
    "DROP TABLE message_words",
    "DROP TABLE IF EXISTS message_index",
    "DROP TABLE search_backlog",
    "DROP INDEX avatars_of_users",
    "DROP INDEX avatars_of_conversations",
    "DROP INDEX pinned_messages",
    "DROP INDEX messages_by_time",
    "DROP INDEX archived_members",
    "DROP INDEX members_listed_apart",
    "DROP INDEX conversations_of_first",
    "DROP INDEX conversations_of_second",
    "DROP INDEX open_groups",
    "DROP INDEX group_links",
    "ALTER TABLE messages DROP COLUMN format",
    "ALTER TABLE messages DROP COLUMN attempt_hash",
    "ALTER TABLE messages DROP COLUMN reply_to",
    "ALTER TABLE messages DROP COLUMN forwarded_from",
    "ALTER TABLE messages DROP COLUMN edited_at",
    "ALTER TABLE messages DROP COLUMN text_version",
    "ALTER TABLE messages DROP COLUMN pinned_at",
    "ALTER TABLE messages DROP COLUMN reactions",
    "ALTER TABLE messages DROP COLUMN mentions",
    "ALTER TABLE messages DROP COLUMN files",
    "ALTER TABLE members DROP COLUMN first_seq",
    "ALTER TABLE members DROP COLUMN unread_from",
    "ALTER TABLE members DROP COLUMN pinned_at",
    "ALTER TABLE members DROP COLUMN archived_seq",
    "ALTER TABLE members DROP COLUMN hidden",
    "ALTER TABLE members DROP COLUMN changes",
    "ALTER TABLE members DROP COLUMN in_group",
    "ALTER TABLE members DROP COLUMN role",
    "ALTER TABLE members DROP COLUMN level",
    "ALTER TABLE conversations DROP COLUMN pinned_seq",
    "ALTER TABLE conversations DROP COLUMN title",
    "ALTER TABLE conversations DROP COLUMN description",
    "ALTER TABLE conversations DROP COLUMN search_title",
    "ALTER TABLE conversations DROP COLUMN is_open",
    "ALTER TABLE conversations DROP COLUMN shows_history",
    "ALTER TABLE conversations DROP COLUMN members",
    "ALTER TABLE conversations DROP COLUMN link_hash",
    "ALTER TABLE conversations DROP COLUMN link_invitation_id",
    "ALTER TABLE conversations DROP COLUMN avatar_id",
    "ALTER TABLE users DROP COLUMN avatar_id",
    "DROP TABLE objects",
    "ALTER TABLE notifications DROP COLUMN shown_hash",
    "ALTER TABLE notifications DROP COLUMN picture_id",
    "ALTER TABLE notices DROP COLUMN only_seq",
    "ALTER TABLE users DROP COLUMN notice_pictures",
    "ALTER TABLE database_epoch DROP COLUMN appearance",
    "DELETE FROM seaql_migrations WHERE version LIKE 'm20261129%'",
];

#[tokio::test]
async fn what_was_said_before_stays_and_lives_on() {
    let mut chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let sent = [("body", "as *it* was"), ("nonce", "n-1")];
    ada.sends(&conversation, &sent).await.is(200);
    ada.says(&conversation, "second").await;
    grace.reads(&conversation, 1).await;
    let open = grace.looks_at(&conversation).await.stream();
    chat.stop().await;
    for statement in OF_THIS_RELEASE {
        chat.place.executes(statement).await;
    }
    chat.resume().await;

    let page = grace.looks_at(&conversation).await;
    let texts: Vec<String> = page.messages().into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["as *it* was", "second"], "what was typed before is no markup");
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
    // A page that was open goes on, and a repeat of before is known.
    let mut stream = grace.stream(&open, None).await;
    let again = ada.sends(&conversation, &sent).await.is(200).page().messages();
    assert_eq!((again.len(), again[0].seq), (1, 1));
    ada.edits(&conversation, 1, "as *it* is").await;
    assert_eq!(stream.expects_message("as it is").await.seq, 1);
    ada.sends(&conversation, &sent).await.is(200);
    let reaction = [("emoji", "🎉"), ("on", "1")];
    let shown = grace.does(&conversation, 2, "reactions", &reaction).await.is(200).page();
    assert_eq!(shown.messages()[0].reactions, [("🎉".to_owned(), "grace".to_owned())]);
    assert_eq!(ada.looks_at(&conversation).await.messages().len(), 2);
}
