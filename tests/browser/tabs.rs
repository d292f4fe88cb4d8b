//! Several tabs and windows of one person in one browser. Over plain http it
//! opens six connections to a server: with seven streams the last page would
//! never load.

use crate::harness::browser::Window;
use crate::journey::{Journey, STREAM, shows_texts, signs_in, texts};

const NO_STREAM: &str = "!document.querySelector('#live')";

/// The first window of Grace and others beside it, the last one in front.
async fn tabs_of_grace(journey: &Journey, count: usize) -> Vec<Window> {
    let mut tabs = vec![journey.window_of(&journey.grace).await];
    for _ in 1..count {
        tabs.push(journey.tab_beside(&tabs[0]).await);
    }
    tabs
}

/// Exactly these have a stream.
async fn share(tabs: &[Window], with_stream: &[usize]) {
    for (number, tab) in tabs.iter().enumerate() {
        tab.expects(if with_stream.contains(&number) { STREAM } else { NO_STREAM }).await;
    }
}

#[tokio::test]
async fn seven_tabs_share_four_streams_and_the_one_that_is_shown_catches_up() {
    let journey = Journey::start().await;
    let tabs = tabs_of_grace(&journey, 7).await;
    share(&tabs, &[3, 4, 5, 6]).await;

    journey.ada.says(&journey.conversation, "to all of them").await;
    shows_texts(&tabs[6], &["to all of them"]).await;
    shows_texts(&tabs[3], &["to all of them"]).await;
    shows_texts(&tabs[0], &[]).await;

    tabs[0].comes_to_front().await;
    shows_texts(&tabs[0], &["to all of them"]).await;
    share(&tabs, &[0, 4, 5, 6]).await;
    journey.ada.says(&journey.conversation, "and live").await;
    shows_texts(&tabs[0], &["to all of them", "and live"]).await;
    tabs[3].comes_to_front().await;
    shows_texts(&tabs[3], &["to all of them", "and live"]).await;
}

#[tokio::test]
async fn of_seven_windows_in_sight_the_one_that_is_used_catches_up() {
    let journey = Journey::start().await;
    let mut windows = vec![journey.window_of(&journey.grace).await];
    for _ in 1..7 {
        let window = journey.browser.window_beside(&windows[0]).await;
        journey.opens_conversation(&window, "").await;
        windows.push(window);
    }
    share(&windows, &[3, 4, 5, 6]).await;
    windows[0].expects("!document.hidden").await;

    journey.ada.says(&journey.conversation, "over here").await;
    shows_texts(&windows[6], &["over here"]).await;
    windows[0].clicks(".conversation h1").await;
    shows_texts(&windows[0], &["over here"]).await;
    share(&windows, &[0, 4, 5, 6]).await;
}

#[tokio::test]
async fn a_stream_goes_on_after_what_the_tab_has_seen() {
    let journey = Journey::start().await;
    let tabs = tabs_of_grace(&journey, 4).await;
    journey.ada.counts(&journey.conversation, 150).await;
    tabs[0].expects("document.querySelector('#message-150')").await;
    let fifth = journey.tab_beside(&tabs[0]).await;
    share(&tabs, &[1, 2, 3]).await;

    // More than two hundred after the page was made, but not after its stream.
    journey.ada.counts(&journey.conversation, 100).await;
    fifth.expects("document.querySelector('#message-250')").await;
    tabs[0].comes_to_front().await;
    tabs[0].expects("document.querySelector('#message-250')").await;
    tabs[0].expects("document.querySelector('#message-1')").await;
}

#[tokio::test]
async fn a_closed_tab_leaves_its_place_to_the_next() {
    let journey = Journey::start().await;
    let mut tabs = tabs_of_grace(&journey, 5).await;
    share(&tabs, &[1, 2, 3, 4]).await;

    tabs.remove(2).closes().await;
    share(&tabs, &[0, 1, 2, 3]).await;
    journey.ada.says(&journey.conversation, "room for all").await;
    shows_texts(&tabs[0], &["room for all"]).await;
}

#[tokio::test]
async fn a_crashed_tab_keeps_nobody_waiting() {
    let journey = Journey::start().await;
    let mut tabs = tabs_of_grace(&journey, 5).await;
    share(&tabs, &[1, 2, 3, 4]).await;

    // The least recently used of those with a stream: nobody else would go.
    tabs.remove(1).crashes();
    journey.ada.says(&journey.conversation, "still here").await;
    tabs[0].comes_to_front().await;
    shows_texts(&tabs[0], &["still here"]).await;
    share(&tabs, &[0, 1, 2, 3]).await;
}

#[tokio::test]
async fn a_tab_of_somebody_who_has_left_is_not_used_by_who_came() {
    let journey = Journey::start().await;
    let tabs = tabs_of_grace(&journey, 5).await;
    share(&tabs, &[1, 2, 3, 4]).await;
    tabs[0].expects("document.body.dataset.username === 'grace'").await;
    // The first tab has no stream, so nobody tells it.
    let last = &tabs[4];
    last.knows::<bool>("fetch('/logout', {method: 'POST'}).then(() => true)").await;
    signs_in(last, &journey.ada).await;
    tabs[0].comes_to_front().await;
    // Whether it finds nobody signed in first, or Ada already.
    tabs[0].expects("document.body.dataset.username !== 'grace'").await;
    assert!(texts(&tabs[0]).await.is_empty());
}

/// How many were asked for, once the log says what came after them, too.
async fn streams_of(journey: &Journey) -> usize {
    let last = async { journey.ada.get("/conversations").await };
    journey.chat.request_of(("GET", "/conversations"), last).await;
    journey.chat.log().requests("GET", "/events").len()
}

#[tokio::test]
async fn a_slow_first_answer_opens_one_stream_and_not_two() {
    let journey = Journey::start().await;
    let tabs = tabs_of_grace(&journey, 1).await;
    journey.chat.signal("STOP");
    let again = "document.getElementById('live').remove(), location.reload(), true";
    tabs[0].knows::<bool>(&format!("setTimeout(() => {{ {again} }}), true")).await;
    journey.chat.signal("CONT");
    tabs[0].expects(STREAM).await;
    let before = streams_of(&journey).await;
    // The next one is asked for while nobody answers, for longer than the page
    // waits between tries.
    journey.chat.signal("STOP");
    let asked = "new Promise(go => { document.dispatchEvent(new Event('freeze')); \
                 setTimeout(() => { document.dispatchEvent(new Event('resume')); }, 50); \
                 setTimeout(() => go(true), 5000); })";
    tabs[0].knows::<bool>(asked).await;
    journey.chat.signal("CONT");
    tabs[0].expects(STREAM).await;
    journey.ada.says(&journey.conversation, "one stream").await;
    shows_texts(&tabs[0], &["one stream"]).await;
    assert_eq!(streams_of(&journey).await, before + 1);
}
