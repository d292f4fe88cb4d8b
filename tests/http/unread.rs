//! What counts as unread, and what moves the pointer.

use crate::harness::Chat;

#[tokio::test]
async fn only_messages_of_others_count() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    assert_eq!(grace.unread(&conversation).await, None);
    ada.counts(&conversation, 3).await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("3"));
    assert_eq!(ada.unread(&conversation).await, None);
}

#[tokio::test]
async fn the_number_is_shown_up_to_99() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 99).await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("99"));
    ada.says(&conversation, "one more").await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("99+"));
}

#[tokio::test]
async fn reading_moves_the_pointer_forward_only() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 3).await;
    grace.reads(&conversation, 2).await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
    for earlier in [1, 0] {
        grace.reads(&conversation, earlier).await;
    }
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
    grace.reads(&conversation, 3).await;
    assert_eq!(grace.unread(&conversation).await, None);
}

#[tokio::test]
async fn one_cannot_have_read_what_was_not_yet_said() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "one").await;
    grace.reads(&conversation, 1_000_000).await;
    grace.reads(&conversation, i64::MAX.unsigned_abs()).await;
    assert_eq!(grace.unread(&conversation).await, None);
    ada.says(&conversation, "two").await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
}

#[tokio::test]
async fn reading_by_a_plain_form_leads_back_to_the_conversation() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "one").await;
    let answer = grace.post(&conversation.read()).form(&[("seq", "1")]).await;
    assert!(answer.location().starts_with(&conversation.path()));
    assert_eq!(grace.unread(&conversation).await, None);
}

#[tokio::test]
async fn a_pointer_that_is_no_number_is_refused() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "one").await;
    for body in
        ["seq=abc", "seq=-1", "seq=1.5", "seq=99999999999999999999999", "seq=%ff", "seq=1%00"]
    {
        grace.post(&conversation.read()).body(body).await.refused();
        grace.post(&conversation.read()).htmx().body(body).await.refused();
    }
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
}

#[tokio::test]
async fn sending_reads_what_the_page_had_shown_and_no_more() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 2).await;
    grace.sends(&conversation, &[("body", "blind"), ("seen", "0")]).await.is(200);
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("2"));
    grace.sends(&conversation, &[("body", "half"), ("seen", "1")]).await.is(200);
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
    grace.sends(&conversation, &[("body", "all"), ("seen", "4")]).await.is(200);
    assert_eq!(grace.unread(&conversation).await, None);
    assert_eq!(ada.unread(&conversation).await.as_deref(), Some("3"));
}

#[tokio::test]
async fn sending_after_having_seen_all_reads_the_own_message_too() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "one").await;
    grace.sends(&conversation, &[("body", "two"), ("seen", "1")]).await.is(200);
    let page = grace.looks_at(&conversation).await;
    assert_eq!(page.attribute("#messages", "data-read").as_deref(), Some("2"));
    ada.says(&conversation, "three").await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
}

#[tokio::test]
async fn having_seen_the_future_reads_nothing_that_comes_later() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    grace.sends(&conversation, &[("body", "one"), ("seen", "999")]).await.is(200);
    ada.says(&conversation, "two").await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
}

#[tokio::test]
async fn the_link_to_the_rest_of_the_list_says_how_much_is_unread_there() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, 30).await;
    assert!(!ada.opens("/conversations").await.has("li.older"));

    let (first, conversation) = &crowd[0];
    let unread_there = async |path: &str| {
        let page = ada.get(path).htmx().await.is(200).page();
        page.attribute("li.older", "data-unread")
    };
    let late = chat.person("late").await;
    late.talks_to(&ada).await;
    assert_eq!(unread_there("/conversations").await.as_deref(), Some("1"));
    assert_eq!(unread_there(&crowd[29].1.path()).await.as_deref(), Some("1"));
    ada.reads(conversation, 1).await;
    assert_eq!(unread_there("/conversations").await.as_deref(), Some("0"));

    // Now the second one is there, with as much as is ever counted.
    first.says(conversation, "back").await;
    let (second, neglected) = &crowd[1];
    assert_eq!(unread_there("/conversations").await.as_deref(), Some("1"));
    second.counts(neglected, 120).await;
    for (other, conversation) in crowd.iter().filter(|(other, _)| other.username != second.username)
    {
        other.says(conversation, "later").await;
    }
    late.says(&late.talks_to(&ada).await, "later").await;
    assert_eq!(unread_there("/conversations").await.as_deref(), Some("100"));
}
