//! The number of unread messages in the title and on the favicon.

use crate::crowded::Crowded;
use crate::harness::browser::Window;
use crate::journey::{Journey, STREAM, is_offline, loses_stream, resets, signs_in};

const ICON: &str = "document.querySelector('link[rel=icon]').href";

async fn is_titled(window: &Window, title: &str) {
    window.expects(&format!("document.title === {}", serde_json::Value::from(title))).await;
    let icon = if title.starts_with('(') { "/favicon-unread.svg" } else { "/favicon.svg" };
    window.expects(&format!("{ICON}.endsWith('{icon}')")).await;
}

#[tokio::test]
async fn a_tab_in_the_background_counts_what_is_unread_until_it_is_read() {
    let journey = Journey::start().await;
    let grace = journey.window_of(&journey.grace).await;
    is_titled(&grace, "Ada – Natter").await;
    assert!(grace.knows::<bool>(&format!("fetch({ICON}).then(answer => answer.ok)")).await);

    let elsewhere = journey.browser.tab_beside(&grace).await;
    grace.expects("document.hidden").await;
    journey.ada.counts(&journey.conversation, 3).await;
    is_titled(&grace, "(3) Ada – Natter").await;
    assert!(grace.knows::<bool>(&format!("fetch({ICON}).then(answer => answer.ok)")).await);

    grace.comes_to_front().await;
    is_titled(&grace, "Ada – Natter").await;
    elsewhere.comes_to_front().await;
    grace.expects("document.hidden").await;
    journey.ada.says(&journey.conversation, "one more").await;
    is_titled(&grace, "(1) Ada – Natter").await;
}

#[tokio::test]
async fn a_page_without_a_list_counts_too() {
    let journey = Journey::start().await;
    let ada = journey.browser.window(&journey.chat).await;
    signs_in(&ada, &journey.ada).await;
    ada.opens("/settings").await;
    ada.expects(STREAM).await;
    is_titled(&ada, "Settings – Natter").await;
    journey.grace.says(&journey.conversation, "hello").await;
    is_titled(&ada, "(1) Settings – Natter").await;
}

#[tokio::test]
async fn a_list_that_the_stream_does_not_change_is_counted_too() {
    let journey = Journey::start().await;
    journey.ada.counts(&journey.conversation, 2).await;
    let grace = journey.browser.window(&journey.chat).await;
    signs_in(&grace, &journey.grace).await;
    for _ in 0..2 {
        grace.expects(STREAM).await;
        is_titled(&grace, "(2) Conversations – Natter").await;
        grace.reloads().await;
    }
}

#[tokio::test]
async fn the_number_is_right_after_the_page_was_made_anew() {
    let journey = Journey::start().await;
    let grace = journey.browser.window(&journey.chat).await;
    signs_in(&grace, &journey.grace).await;
    grace.expects(STREAM).await;
    journey.ada.counts(&journey.conversation, 2).await;
    is_titled(&grace, "(2) Conversations – Natter").await;

    resets(&grace, "conversations").await;
    journey.ada.counts(&journey.conversation, 98).await;
    is_titled(&grace, "(99+) Conversations – Natter").await;
    journey.grace.reads(&journey.conversation, 100).await;
    is_titled(&grace, "Conversations – Natter").await;
}

#[tokio::test]
async fn a_tab_that_gave_its_stream_up_does_not_pretend_to_know() {
    let journey = Journey::start().await;
    let mary = journey.chat.person("mary").await;
    let elsewhere = mary.talks_to(&journey.grace).await;
    mary.counts(&elsewhere, 2).await;
    let first = journey.window_of(&journey.grace).await;
    is_titled(&first, "(2) Ada – Natter").await;
    for _ in 1..5 {
        journey.tab_beside(&first).await;
    }
    is_titled(&first, "Ada – Natter").await;
    mary.says(&elsewhere, "third").await;
    first.comes_to_front().await;
    is_titled(&first, "(3) Ada – Natter").await;
}

/// Near its end the list goes on by itself.
async fn loads_the_rest(window: &Window) {
    let end = "document.querySelector('#conversations .older').scrollIntoView(), true";
    window.knows::<bool>(end).await;
}

#[tokio::test]
async fn what_is_beyond_the_loaded_part_of_the_list_counts_too() {
    let Crowded { ada, crowd, window, .. } = &Crowded::by(33).await;
    is_titled(window, "(33) Conversations – Natter").await;

    // The first one comes up from beyond and takes its earlier message along.
    let (first, conversation) = &crowd[0];
    first.says(conversation, "again").await;
    window.sees("#conversations li:first-child .unread", "2").await;
    is_titled(window, "(34) Conversations – Natter").await;
    // The second one stays there and is read elsewhere.
    ada.reads(&crowd[1].1, 1).await;
    is_titled(window, "(33) Conversations – Natter").await;

    loads_the_rest(window).await;
    window
        .expects("document.querySelectorAll('#conversations li[data-order]').length === 33")
        .await;
    is_titled(window, "(33) Conversations – Natter").await;
}

#[tokio::test]
async fn a_whole_list_sent_anew_doubles_and_loses_nothing() {
    let Crowded { crowd, window, .. } = &Crowded::by(33).await;
    loads_the_rest(window).await;
    let all = "document.querySelectorAll('#conversations li[data-order]').length === 33 \
               && !document.querySelector('#conversations .older')";
    window.expects(all).await;
    let top = "document.querySelector('.conversation-list').scrollTop = 0, true";
    window.knows::<bool>(top).await;

    // The list comes with each stream.
    let list = "document.querySelector('#conversations li').className = 'old', true";
    window.knows::<bool>(list).await;
    loses_stream(window).await;
    window.expects("!document.querySelector('#conversations li.old')").await;
    assert!(window.knows::<bool>(all).await);
    is_titled(window, "(33) Conversations – Natter").await;

    // While there is no stream, those at the end come to the top and leave a gap.
    is_offline(window, true).await;
    loses_stream(window).await;
    for (other, conversation) in &crowd[..31] {
        other.says(conversation, "again").await;
    }
    is_offline(window, false).await;
    let end = "document.querySelector('#conversations .older a')";
    window.expects(end).await;
    loads_the_rest(window).await;
    window.expects(all).await;
    let ids = "new Set([...document.querySelectorAll('#conversations li')].map(e => e.id)).size";
    assert_eq!(window.knows::<usize>(ids).await, 33);
    is_titled(window, "(64) Conversations – Natter").await;
}
