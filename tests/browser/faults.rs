//! What was sent, what is stored and what the pages show, after a fault.

use chromiumoxide::cdp::browser_protocol::page::{
    SetWebLifecycleStateParams, SetWebLifecycleStateState,
};

use crate::harness::browser::Window;
use crate::harness::eventually;
use crate::harness::fault::history;
use crate::journey::{
    Journey, STREAM, has_states, has_waiting, is_offline, loses_stream, says, shows_texts,
};

const TYPED: &str = "document.querySelector('#composer textarea').value";

/// These are stored, in this order and each once, and the pages show just that.
async fn agree(journey: &Journey, windows: &[&Window], texts: &[&str]) {
    for window in windows {
        shows_texts(window, texts).await;
        has_states(window, &[]).await;
    }
    let stored = history(&journey.ada, &journey.conversation).await;
    assert_eq!(stored.iter().map(|message| &*message.text).collect::<Vec<_>>(), texts);
    assert!(stored.iter().map(|message| message.seq).eq(1..=texts.len() as u64));
    for window in windows {
        shows_texts(window, texts).await;
    }
}

#[tokio::test]
async fn pages_come_back_after_the_server_and_what_was_under_way_is_stored_once() {
    let mut journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    says(&ada, "before").await;
    shows_texts(&grace, &["before"]).await;
    for window in [&ada, &grace] {
        shows_texts(window, &["before"]).await;
        window.knows::<bool>("window.isTheSame = true").await;
    }

    journey.chat.signal("STOP");
    says(&ada, "first").await;
    says(&ada, "second").await;
    says(&grace, "third").await;
    has_waiting(&ada, &["first", "second"]).await;
    has_waiting(&grace, &["third"]).await;
    journey.chat.kill();
    says(&grace, "fourth").await;
    has_states(&ada, &["sending", "sending"]).await;
    has_states(&grace, &["sending", "sending"]).await;
    for window in [&ada, &grace] {
        window.sees("#offline", "No connection").await;
    }

    journey.chat.resume_for_open_pages().await;
    for window in [&ada, &grace] {
        window.expects(STREAM).await;
        window.expects("document.getElementById('offline').textContent === ''").await;
    }
    // Each in their own order; between the two it is the server's.
    let is_stored = async || {
        let stored = history(&journey.ada, &journey.conversation).await;
        (stored.len() == 5).then_some(stored)
    };
    let stored = eventually("all to be stored", is_stored).await;
    let by = |author: &str| -> Vec<&str> {
        let own = stored.iter().filter(|message| message.author == author);
        own.map(|message| &*message.text).collect()
    };
    assert_eq!(by("ada"), ["before", "first", "second"]);
    assert_eq!(by("grace"), ["third", "fourth"]);
    let texts: Vec<&str> = stored.iter().map(|message| &*message.text).collect();
    agree(&journey, &[&ada, &grace], &texts).await;
    for window in [&ada, &grace] {
        assert!(window.knows::<bool>("window.isTheSame === true").await, "without a reload");
    }
}

#[tokio::test]
async fn a_tab_that_is_shown_again_has_missed_nothing_and_doubles_nothing() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let first = journey.window_of(&journey.grace).await;
    says(&ada, "seen").await;
    shows_texts(&first, &["seen"]).await;
    let mut beside = Vec::new();
    for _ in 1..=5 {
        beside.push(journey.tab_beside(&first).await);
    }
    first.expects("document.hidden && !document.querySelector('#live')").await;

    let last = &beside[4];
    says(&ada, "missed").await;
    shows_texts(last, &["seen", "missed"]).await;
    says(last, "from the other tab").await;
    shows_texts(&ada, &["seen", "missed", "from the other tab"]).await;
    shows_texts(&first, &["seen"]).await;

    first.comes_to_front().await;
    agree(&journey, &[&ada, &first, last], &["seen", "missed", "from the other tab"]).await;
    says(&ada, "live").await;
    let all = ["seen", "missed", "from the other tab", "live"];
    agree(&journey, &[&ada, &first, last], &all).await;
}

#[tokio::test]
async fn what_both_write_while_one_is_offline_is_there_for_both_afterwards() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    says(&grace, "before").await;
    shows_texts(&ada, &["before"]).await;

    is_offline(&ada, true).await;
    loses_stream(&ada).await;
    says(&ada, "kept").await;
    says(&ada, "kept behind it").await;
    says(&grace, "meanwhile").await;
    says(&grace, "and more").await;
    shows_texts(&grace, &["before", "meanwhile", "and more"]).await;
    shows_texts(&ada, &["before"]).await;
    has_states(&ada, &["sending", "sending"]).await;

    is_offline(&ada, false).await;
    let all = ["before", "meanwhile", "and more", "kept", "kept behind it"];
    agree(&journey, &[&ada, &grace], &all).await;
}

#[tokio::test]
async fn the_way_back_sends_nothing_again() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    says(&ada, "first").await;
    says(&ada, "second").await;
    agree(&journey, &[&ada, &grace], &["first", "second"]).await;

    ada.opens("/conversations").await;
    ada.knows::<bool>("history.back(), true").await;
    ada.expects(&format!("location.pathname === '{}'", journey.conversation.path())).await;
    ada.expects(STREAM).await;
    agree(&journey, &[&ada, &grace], &["first", "second"]).await;
    assert_eq!(ada.knows::<String>(TYPED).await, "");

    says(&ada, "third").await;
    agree(&journey, &[&ada, &grace], &["first", "second", "third"]).await;
    let posts = async || {
        let posts = journey.chat.log().requests("POST", "/conversations/{id}/messages").len();
        (posts >= 3).then_some(posts)
    };
    assert_eq!(eventually("all posts to be logged", posts).await, 3);
}

#[tokio::test]
async fn a_reload_before_the_answer_neither_loses_nor_doubles_the_message() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    journey.chat.signal("STOP");
    says(&ada, "under way").await;
    has_states(&ada, &["sending"]).await;
    ada.knows::<bool>("setTimeout(() => location.reload()), window.isLeft = true").await;
    journey.chat.signal("CONT");
    ada.expects("!window.isLeft").await;
    ada.expects(STREAM).await;

    agree(&journey, &[&ada, &grace], &["under way"]).await;
    says(&ada, "afterwards").await;
    agree(&journey, &[&ada, &grace], &["under way", "afterwards"]).await;
}

#[tokio::test]
async fn a_page_that_the_browser_freezes_goes_on_where_it_was() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    says(&ada, "one").await;
    shows_texts(&grace, &["one"]).await;
    let state = async |state| {
        let frozen = SetWebLifecycleStateParams::new(state);
        grace.tab.execute(frozen).await.unwrap();
    };
    state(SetWebLifecycleStateState::Frozen).await;
    says(&ada, "two").await;
    says(&ada, "three").await;
    shows_texts(&ada, &["one", "two", "three"]).await;
    state(SetWebLifecycleStateState::Active).await;
    agree(&journey, &[&ada, &grace], &["one", "two", "three"]).await;
}
