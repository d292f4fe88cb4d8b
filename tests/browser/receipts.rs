//! Ticks and who is typing.

use crate::harness::browser::{Browser, Window};
use crate::harness::{Chat, eventually};
use crate::journey::{COMPOSER, Journey, STREAM, says, shows_texts, signs_in};

const TICKS: &str = "[...document.querySelectorAll('article[data-author=ada] .message__receipt')]\
    .map(tick => tick.dataset.receipt).join()";

async fn shows_ticks(window: &Window, ticks: &str) {
    window.expects(&format!("{TICKS} === '{ticks}'")).await;
}

#[tokio::test]
async fn a_second_tick_comes_when_the_other_has_really_seen_it() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    says(&ada, "one").await;
    says(&ada, "two").await;
    shows_ticks(&ada, "sent,sent").await;
    let label = "document.querySelector('.message__receipt').ariaLabel";
    assert_eq!(ada.knows::<String>(label).await, "Sent");

    let grace = journey.window_of(&journey.grace).await;
    shows_ticks(&ada, "read,read").await;
    ada.expects(
        "document.querySelector('#conversations [data-receipt=read]').ariaLabel === 'Read'",
    )
    .await;
    assert_eq!(ada.knows::<String>(label).await, "Read");
    says(&ada, "three").await;
    shows_ticks(&ada, "read,read,read").await;
    // Only the author is shown ticks.
    let shown = "document.querySelector('.message__receipt').offsetParent !== null";
    assert!(ada.knows::<bool>(shown).await);
    assert!(!grace.knows::<bool>(shown).await);
}

#[tokio::test]
async fn the_other_sees_that_somebody_is_typing_until_the_message_comes() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    let elsewhere = journey.browser.window_beside(&grace).await;
    elsewhere.opens("/conversations").await;
    elsewhere.expects(STREAM).await;
    ada.fills_in(COMPOSER, "well").await;
    grace.sees("#typing", "Ada is typing").await;
    elsewhere.sees("#conversations .conversation-entry__typing", "typing").await;
    ada.presses("Enter").await;
    elsewhere.sees("#conversations .conversation-entry__preview", "well").await;
    elsewhere.expects("!document.querySelector('.conversation-entry__typing')").await;
    shows_texts(&grace, &["well"]).await;
    grace.expects("document.querySelector('#typing').textContent === ''").await;
    ada.expects("document.querySelector('#typing').textContent === ''").await;
}

#[tokio::test]
async fn who_stops_typing_is_not_said_to_go_on() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    ada.fills_in(COMPOSER, "well").await;
    grace.sees("#typing", "Ada is typing").await;
    grace.sees("#conversations .conversation-entry__typing", "typing").await;
    grace.expects("document.querySelector('#typing').textContent === ''").await;
    grace.expects("!document.querySelector('.conversation-entry__typing')").await;
}

const BOTH_TYPE: &str = "document.querySelector('#typing').textContent.includes('Grace and Dora') \
    && document.querySelector('#conversations .conversation-entry__typing')?.textContent\
        .includes('Grace, Dora') === true";

#[tokio::test]
async fn in_a_group_several_are_seen_to_type_together() {
    let (chat, browser) = (Chat::start().await, Browser::start().await);
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let dora = chat.person("dora").await;
    let group = ada.makes_group("The pond", &[&grace, &dora]).await;
    let window = browser.window(&chat).await;
    signs_in(&window, &ada).await;
    window.opens(&group.path()).await;
    window.expects(STREAM).await;
    grace.types(&group).await;
    window.sees("#typing", "Grace is typing").await;
    window.sees("#conversations .conversation-entry__typing", "Grace").await;
    // Each is told for five seconds.
    eventually("both to be seen", async || {
        grace.types(&group).await;
        dora.types(&group).await;
        window.knows::<bool>(BOTH_TYPE).await.then_some(())
    })
    .await;
    grace.says(&group, "here it is").await;
    window.sees("#typing", "Dora is typing").await;
    window.expects("document.querySelector('#typing').textContent === ''").await;
    window.expects("!document.querySelector('.conversation-entry__typing')").await;
}

/// Refuses the next note of what was read, as a database that is away does.
const REFUSE_ONE: &str = "const fetching = window.fetch; let refused = false;
    window.fetch = (what, ...rest) => {
        if (refused || !String(what).endsWith('/read')) return fetching(what, ...rest);
        refused = true;
        return Promise.resolve(new Response('', {status: 503}));
    }; true";

#[tokio::test]
async fn what_was_seen_is_noted_again_when_that_fails() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    grace.knows::<bool>(REFUSE_ONE).await;
    says(&ada, "seen").await;
    shows_texts(&grace, &["seen"]).await;
    // Nothing else happens that could remind the page.
    shows_ticks(&ada, "read").await;
}
