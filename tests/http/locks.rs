//! Somebody else has a conversation locked for long: another process that is frozen,
//! or an operator. SQLite knows no such thing.

use std::cell::Cell;

use futures_util::future::{join, join_all};

use crate::harness::{Chat, Conversation, Mode, Person, eventually};

/// Connections of the program that wait for a lock.
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'";

async fn chat() -> Option<Chat> {
    if !Mode::is_full() {
        return None;
    }
    Some(Chat::with(&[("RATE_LIMITS", "off")]).await)
}

async fn so_many_wait(chat: &Chat, connections: i64) {
    let waiting = async || (chat.place.count(WAITING).await == connections).then_some(());
    eventually("connections that wait", waiting).await;
}

/// The `seq` that the message got, whose text is its nonce.
async fn says(person: &Person, conversation: &Conversation, text: &str) -> u64 {
    let answer = person.sends(conversation, &[("body", text), ("nonce", text)]).await;
    let messages = answer.is(200).page().messages();
    messages.iter().find(|message| message.text == text).expect("what was said").seq
}

/// What Grace says while these rows are locked, is written in its order and once
/// when they are free; Ada talks elsewhere all the time.
async fn talk_while_locked(
    chat: &Chat,
    [ada, grace]: [&Person; 2],
    locked: &Conversation,
    rows: &str,
) {
    let elsewhere = ada.talks_to(ada).await;
    let lock = format!("SELECT 1 FROM {rows} = '{}' FOR UPDATE", locked.id);
    let (held, is_locked) = (chat.place.holds(&lock).await, Cell::new(true));
    let says_when_free = async |text: &str| {
        let seq = says(grace, locked, text).await;
        assert!(!is_locked.get(), "{text} was answered while {rows} were locked");
        seq
    };
    let others = async {
        so_many_wait(chat, 1).await;
        let others = ["two", "one", "three", "three", "four"].map(&says_when_free);
        let release = async {
            ada.counts(&elsewhere, 10).await;
            assert_eq!(chat.place.count(WAITING).await, 1, "one connection for all of them");
            is_locked.set(false);
            held.rollback().await.unwrap();
        };
        join(join_all(others), release).await.0
    };
    let (first, mut others) = join(says_when_free("one"), others).await;
    assert_eq!((first, others[1], others[2]), (1, 1, others[3]), "a repeat is the same");
    others.sort_unstable();
    others.dedup();
    assert_eq!(others, [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_locked_conversation_holds_up_no_other() {
    let Some(chat) = chat().await else { return };
    let (ada, grace, conversation) = chat.pair().await;
    talk_while_locked(&chat, [&ada, &grace], &conversation, "conversations WHERE id").await;
}

#[tokio::test]
async fn a_locked_membership_holds_up_no_other_conversation() {
    let Some(chat) = chat().await else { return };
    let (ada, grace, conversation) = chat.pair().await;
    talk_while_locked(&chat, [&ada, &grace], &conversation, "members WHERE conversation_id").await;
}

#[tokio::test]
async fn many_locked_conversations_leave_connections_for_all_others() {
    let Some(chat) = chat().await else { return };
    let ada = chat.person("ada").await;
    let free = ada.talks_to(&ada).await;
    let crowd = chat.crowd_around(&ada, 20).await;
    let lock = format!("SELECT 1 FROM conversations WHERE id <> '{}' FOR UPDATE", free.id);
    let held = chat.place.holds(&lock).await;
    let later = crowd.iter().map(|(guest, conversation)| says(guest, conversation, "later"));
    let elsewhere = async {
        so_many_wait(&chat, 8).await;
        ada.counts(&free, 20).await;
        held.rollback().await.unwrap();
    };
    let (seqs, ()) = join(join_all(later), elsewhere).await;
    assert_eq!(seqs, [2; 20]);
}

/// PostgreSQL ends one of those that wait for each other: what was sent is tried again.
#[tokio::test]
async fn what_a_deadlock_has_ended_is_said_all_the_same() {
    let Some(chat) = chat().await else { return };
    let (ada, grace, conversation) = chat.pair().await;
    for statement in [
        "CREATE SEQUENCE deadlocks",
        "CREATE FUNCTION ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF nextval('deadlocks') < 3 THEN
                 RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01';
             END IF;
             RETURN NEW;
         END $$",
        "CREATE TRIGGER ends BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION ends()",
    ] {
        chat.place.executes(statement).await;
    }
    assert_eq!(says(&grace, &conversation, "one").await, 1);
    assert_eq!(chat.place.count("SELECT last_value FROM deadlocks").await, 3);
    let texts: Vec<String> =
        ada.looks_at(&conversation).await.messages().into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["one"]);
}
