//! Two people talk.

use crate::harness::Chat;
use crate::harness::browser::Browser;
use crate::journey::{Journey, says, seqs, shows_range, shows_texts, signs_in, texts};

#[tokio::test]
async fn what_one_says_stands_at_the_other_side_without_reloading() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);

    says(&ada, "It computes").await;
    shows_texts(&grace, &["It computes"]).await;
    says(&grace, "It does").await;
    shows_texts(&ada, &["It computes", "It does"]).await;

    let mine = "getComputedStyle(document.querySelector('article')).flexDirection";
    assert_eq!(ada.knows::<String>(mine).await, "row-reverse");
    assert_eq!(grace.knows::<String>(mine).await, "row");
}

#[tokio::test]
async fn the_senders_other_tab_follows() {
    let journey = Journey::start().await;
    let (one, other) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.ada).await);

    says(&one, "From here").await;
    shows_texts(&other, &["From here"]).await;
}

#[tokio::test]
async fn messages_sent_in_a_hurry_keep_their_order_and_come_once() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);

    let said: Vec<String> = (1..=12).map(|number| format!("number {number}")).collect();
    for text in &said {
        says(&ada, text).await;
    }
    shows_range(&ada, 1, 12).await;
    shows_range(&grace, 1, 12).await;
    assert_eq!(texts(&ada).await, said);
    assert_eq!(texts(&grace).await, said);
    ada.expects("!document.querySelector('article[data-state]')").await;
}

#[tokio::test]
async fn the_list_follows_with_preview_count_and_order() {
    let journey = Journey::start().await;
    let mary = journey.chat.person("mary").await;
    journey.grace.talks_to(&mary).await;
    let list = journey.browser.window(&journey.chat).await;
    signs_in(&list, &journey.grace).await;
    let first = "document.querySelector('#conversations li .conversation-entry__name').innerText";
    list.expects(&format!("{first} === 'Mary'")).await;

    let ada = journey.window_of(&journey.ada).await;
    says(&ada, "Are you there?").await;
    says(&ada, "Hello?").await;
    list.expects(&format!("{first} === 'Ada'")).await;
    list.sees("#conversations li:first-child .conversation-entry__preview", "Hello?").await;
    list.expects(
        "document.querySelector('#conversations li:first-child .unread')?.innerText === '2'",
    )
    .await;
    assert_eq!(list.knows::<u64>("document.querySelectorAll('#conversations li').length").await, 2);

    let _reading = journey.window_of(&journey.grace).await;
    list.expects("!document.querySelector('#conversations .unread')").await;
}

#[tokio::test]
async fn text_is_text_and_links_are_links() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);

    ada.fills_in(crate::journey::COMPOSER, "<b>one</b> https://example.org/x").await;
    ada.presses("Enter").await;
    shows_texts(&grace, &["<b>one</b> https://example.org/x"]).await;
    let link = "document.querySelector('.message__body a')";
    assert_eq!(grace.knows::<String>(&format!("{link}.rel")).await, "noopener noreferrer nofollow");
    assert_eq!(
        grace.knows::<String>(&format!("{link}.getAttribute('href')")).await,
        "https://example.org/x"
    );
    assert_eq!(seqs(&grace).await, [1]);
}

#[tokio::test]
async fn a_long_list_keeps_its_last_entry_when_the_stream_brings_it() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, 31).await;
    let browser = Browser::start().await;
    let list = browser.window(&chat).await;
    signs_in(&list, &ada).await;
    let (last, conversation) = &crowd[1];
    let entry = format!("#conversation-{}", conversation.id);
    list.sees(&entry, "hello").await;

    // The stream brings the whole list first, and then this one of it.
    ada.reads(conversation, 1).await;
    list.expects(&format!("!document.querySelector('{entry} .unread')")).await;
    list.sees(&entry, "hello").await;
    last.says(conversation, "at the top").await;
    list.sees("#conversations li:first-child", "at the top").await;
}
