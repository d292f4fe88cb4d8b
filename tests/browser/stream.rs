//! The line is cut and comes back.

use crate::journey::{
    COMPOSER, Journey, is_offline, is_read_by, loses_stream, says, shows_range, shows_texts,
};

#[tokio::test]
async fn a_cut_stream_resumes_where_it_was() {
    let journey = Journey::start().await;
    let grace = journey.window_of(&journey.grace).await;
    journey.ada.counts(&journey.conversation, 3).await;
    shows_range(&grace, 1, 3).await;

    is_offline(&grace, true).await;
    loses_stream(&grace).await;
    journey.ada.counts(&journey.conversation, 5).await;
    is_offline(&grace, false).await;
    shows_range(&grace, 1, 8).await;
    journey.ada.says(&journey.conversation, "and on").await;
    shows_range(&grace, 1, 9).await;
}

#[tokio::test]
async fn a_page_that_is_too_far_behind_is_made_anew_and_keeps_what_was_typed() {
    let journey = Journey::start().await;
    let grace = journey.window_of(&journey.grace).await;
    journey.ada.says(&journey.conversation, "seen").await;
    is_read_by(&journey.grace, &journey.conversation).await;
    grace.fills_in(COMPOSER, "half a sentence").await;

    is_offline(&grace, true).await;
    loses_stream(&grace).await;
    journey.ada.counts(&journey.conversation, 205).await;
    is_offline(&grace, false).await;
    // At what she has not seen.
    shows_range(&grace, 1, 50).await;
    grace.sees(".divider", "New messages · 99+").await;
    let typed = "document.querySelector('#composer textarea').value";
    assert_eq!(grace.knows::<String>(typed).await, "half a sentence");

    grace.clicks(".jump button").await;
    shows_range(&grace, 157, 206).await;
    journey.ada.says(&journey.conversation, "live again").await;
    shows_range(&grace, 157, 207).await;
}

#[tokio::test]
async fn signing_out_in_one_tab_ends_the_streams_of_the_others() {
    let journey = Journey::start().await;
    let grace = journey.window_of(&journey.grace).await;
    let other = "fetch('/logout', {method: 'POST'}).then(() => true)";
    grace.knows::<bool>(other).await;
    grace.sees("#banner:not([hidden])", "signed out").await;

    journey.ada.says(&journey.conversation, "not for her").await;
    grace.clicks(".conversation h1").await;
    grace.expects("location.pathname === '/login'").await;
}

#[tokio::test]
async fn one_conversation_never_shows_what_is_said_in_another() {
    let journey = Journey::start().await;
    let mary = journey.chat.person("mary").await;
    let elsewhere = journey.ada.talks_to(&mary).await;
    let grace = journey.window_of(&journey.grace).await;

    journey.ada.says(&elsewhere, "a secret").await;
    let ada = journey.window_of(&journey.ada).await;
    says(&ada, "for Grace").await;
    shows_texts(&grace, &["for Grace"]).await;
    assert!(!grace.knows::<bool>("document.body.innerText.includes('a secret')").await);
}

#[tokio::test]
async fn a_clock_that_is_set_back_hides_no_silence() {
    let journey = Journey::start().await;
    let grace = journey.window_of(&journey.grace).await;
    // What was heard lies in the future now, and nothing more is heard.
    let set_back = "window.opened = 0, window.deaf = (event) => event.stopImmediatePropagation(), \
        document.addEventListener('htmx:sse:after:connection', () => opened++), \
        addEventListener('htmx:sse:before:message', deaf, true), \
        window.really = Date.now, Date.now = () => really() - 3600000, true";
    assert!(grace.knows::<bool>(set_back).await);
    grace.expects("opened > 0").await;
    let hears = "removeEventListener('htmx:sse:before:message', deaf, true), true";
    assert!(grace.knows::<bool>(hears).await);
    journey.ada.says(&journey.conversation, "still heard").await;
    shows_texts(&grace, &["still heard"]).await;
}
