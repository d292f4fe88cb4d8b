//! What somebody marks unread again, for themselves alone.

use crate::harness::{Chat, Conversation, Person};

async fn marks_unread(person: &Person, conversation: &Conversation, seq: &str) {
    let path = format!("{}/unread", conversation.path());
    person.post(&path).form(&[("seq", seq)]).await.redirects_to("/conversations");
}

/// Grace has read five of what Ada has counted.
async fn five_read() -> (Chat, Person, Person, Conversation) {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 5).await;
    grace.reads(&conversation, 5).await;
    assert_eq!(grace.unread(&conversation).await, None);
    (chat, ada, grace, conversation)
}

#[tokio::test]
async fn the_last_message_of_others_is_unread_again_and_nobody_else_is_told() {
    let (_chat, ada, grace, conversation) = five_read().await;
    grace.sends(&conversation, &[("body", "mine"), ("seen", "5")]).await.is(200);
    let read = "[data-receipt=read]";
    ada.says(&conversation, "six").await;
    ada.reads(&conversation, 7).await;
    grace.reads(&conversation, 7).await;
    assert!(ada.opens("/conversations").await.has(read));
    marks_unread(&grace, &conversation, "").await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
    // Others go by how far she has really read.
    assert!(ada.opens("/conversations").await.has(read));
    let page = ada.looks_at(&conversation).await;
    assert_eq!(page.attribute("#messages", "data-others-read").as_deref(), Some("7"));
}

#[tokio::test]
async fn the_page_begins_at_what_was_marked() {
    let (_chat, _, grace, conversation) = five_read().await;
    marks_unread(&grace, &conversation, "3").await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("3"));
    let page = grace.looks_at(&conversation).await;
    assert_eq!(page.attribute("#messages", "data-read").as_deref(), Some("2"));
    assert!(page.has("#message-2 + .divider + #message-3"), "{}", page.html);
}

#[tokio::test]
async fn reading_again_takes_the_mark_away_as_far_as_it_goes() {
    let (_chat, ada, grace, conversation) = five_read().await;
    marks_unread(&grace, &conversation, "3").await;
    for (seq, left) in [(2, Some("3")), (3, Some("2")), (5, None)] {
        grace.reads(&conversation, seq).await;
        assert_eq!(grace.unread(&conversation).await.as_deref(), left, "{seq}");
    }
    ada.says(&conversation, "six").await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
}

#[tokio::test]
async fn sending_takes_the_mark_from_what_was_seen() {
    let (_chat, _, grace, conversation) = five_read().await;
    marks_unread(&grace, &conversation, "3").await;
    grace.sends(&conversation, &[("body", "blind"), ("seen", "2")]).await.is(200);
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("3"));
    grace.sends(&conversation, &[("body", "half"), ("seen", "4")]).await.is(200);
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
    grace.sends(&conversation, &[("body", "all"), ("seen", "7")]).await.is(200);
    assert_eq!(grace.unread(&conversation).await, None);
}

#[tokio::test]
async fn own_other_pages_follow() {
    let (_chat, _, grace, conversation) = five_read().await;
    let phone = grace.on_another_device().await;
    let mut stream = phone.listens_to_the_list().await;
    stream.expects_entry(&conversation, |entry| entry.unread.is_none()).await;
    let path = format!("{}/unread", conversation.path());
    grace.post(&path).htmx().form(&[("seq", "4")]).await.is(204);
    stream.expects_entry(&conversation, |entry| entry.unread.as_deref() == Some("2")).await;
    grace.reads(&conversation, 5).await;
    stream.expects_entry(&conversation, |entry| entry.unread.is_none()).await;
}

#[tokio::test]
async fn what_is_not_there_cannot_be_marked() {
    let (chat, ada, grace, conversation) = five_read().await;
    let path = format!("{}/unread", conversation.path());
    for seq in ["6", "-1", "x", "99999999999999999999"] {
        grace.post(&path).form(&[("seq", seq)]).await.is(400);
    }
    chat.person("mallory").await.post(&path).await.is(404);
    // Nobody else has said anything there.
    marks_unread(&ada, &conversation, "").await;
    for person in [&ada, &grace] {
        assert_eq!(person.unread(&conversation).await, None);
    }
}
