//! The banner that there is no connection: it comes at once when the browser
//! knows, else after five seconds, and goes by itself.

use crate::harness::browser::Window;
use crate::journey::{Journey, STREAM, is_offline, loses_stream};

async fn says_so(window: &Window) {
    window.sees("#offline", "No connection").await;
}

/// What still comes in would say that there is a line.
async fn hears_nothing(window: &Window) {
    let deaf = "addEventListener('htmx:sse:before:message', \
                event => event.stopImmediatePropagation(), true), true";
    window.knows::<bool>(deaf).await;
}

/// Notes on the page how long after now the banner came.
async fn takes_the_time(window: &Window) {
    let watch = "window.began = performance.now(), \
         new MutationObserver(() => window.took ??= performance.now() - began) \
             .observe(document.getElementById('offline'), { childList: true }), true";
    window.knows::<bool>(watch).await;
}

async fn is_quiet(window: &Window) -> bool {
    window.knows("document.getElementById('offline').textContent === ''").await
}

#[tokio::test]
async fn a_page_that_is_cut_off_says_so_at_once_and_until_it_is_back() {
    let journey = Journey::start().await;
    let (grace, ada) =
        (journey.window_of(&journey.grace).await, journey.window_of(&journey.ada).await);

    grace.sees("#presence", "Online").await;
    takes_the_time(&grace).await;
    hears_nothing(&grace).await;
    is_offline(&grace, true).await;
    says_so(&grace).await;
    assert!(grace.knows::<f64>("took").await < 5_000.0, "at once");
    loses_stream(&grace).await;
    // Hers is back before it would be worth a word.
    loses_stream(&ada).await;
    ada.expects(STREAM).await;
    assert!(is_quiet(&ada).await);

    is_offline(&grace, false).await;
    grace.expects("document.getElementById('offline').textContent === ''").await;
    grace.expects(STREAM).await;
}

#[tokio::test]
async fn a_link_waits_for_the_line_instead_of_leading_to_an_error() {
    let journey = Journey::start().await;
    let grace = journey.window_of(&journey.grace).await;
    let list = "a.brand";

    hears_nothing(&grace).await;
    is_offline(&grace, true).await;
    says_so(&grace).await;
    grace.clicks(list).await;
    grace.sees("#offline", "Other pages open when it is back").await;
    // A form that would lead there, too.
    grace.fills_in("#search", "ada").await;
    grace.presses("Enter").await;
    assert_eq!(grace.path().await, journey.conversation.path());

    is_offline(&grace, false).await;
    grace.expects("document.getElementById('offline').textContent === ''").await;
    grace.follows(list).await;
    assert_eq!(grace.path().await, "/conversations");
}

#[tokio::test]
async fn a_page_says_so_when_the_server_is_gone_for_a_while() {
    let mut journey = Journey::start().await;
    let grace = journey.window_of(&journey.grace).await;
    let list = journey.browser.tab_beside(&grace).await;
    list.opens("/conversations").await;
    list.expects(STREAM).await;

    for window in [&list, &grace] {
        takes_the_time(window).await;
    }
    journey.chat.kill();
    for window in [&list, &grace] {
        says_so(window).await;
        assert!(window.knows::<f64>("took").await >= 5_000.0, "not at once");
    }
}

#[tokio::test]
async fn a_tab_without_a_stream_by_intent_does_not_say_so() {
    let journey = Journey::start().await;
    let first = journey.window_of(&journey.grace).await;
    let mut beside = Vec::new();
    for _ in 1..5 {
        beside.push(journey.tab_beside(&first).await);
    }
    first.expects("!document.querySelector('#live')").await;

    // A fifth later the banner stands in another tab, so it would in this one.
    let last = beside.pop().unwrap();
    is_offline(&last, true).await;
    loses_stream(&last).await;
    says_so(&last).await;
    assert!(is_quiet(&first).await);
}

#[tokio::test]
async fn a_stream_that_was_ended_for_good_has_its_own_banner() {
    let journey = Journey::start().await;
    let (grace, ada) =
        (journey.window_of(&journey.grace).await, journey.window_of(&journey.ada).await);
    grace.knows::<bool>("fetch('/logout', {method: 'POST'}).then(() => true)").await;
    grace.sees("#banner:not([hidden])", "signed out").await;

    is_offline(&ada, true).await;
    loses_stream(&ada).await;
    says_so(&ada).await;
    assert!(is_quiet(&grace).await);
}
