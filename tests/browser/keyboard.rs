//! Without a mouse.

use crate::harness::browser::{Held, Window};
use crate::journey::{Journey, signs_in};

const FOCUS: &str = "document.activeElement";

async fn is_at(window: &Window, name: &str) {
    window.expects(&format!("document.querySelector('h1').innerText === '{name}'")).await;
    window.expects("document.querySelector('#live')?._htmx?.sse?.reader").await;
}

/// Ada with three conversations, the newest with Grace.
async fn with_three() -> (Journey, Window) {
    let journey = Journey::start().await;
    for name in ["edsger", "barbara"] {
        let other = journey.chat.person(name).await;
        let conversation = journey.ada.talks_to(&other).await;
        journey.ada.says(&conversation, "hello").await;
    }
    journey.ada.says(&journey.conversation, "hello").await;
    let window = journey.browser.window(&journey.chat).await;
    signs_in(&window, &journey.ada).await;
    window.expects("document.querySelector('#live')?._htmx?.sse?.reader").await;
    (journey, window)
}

#[tokio::test]
async fn conversations_are_walked_through_with_keys() {
    let (_journey, ada) = with_three().await;
    ada.presses_with(Held::Nothing, "j", "KeyJ").await;
    is_at(&ada, "Grace").await;
    ada.presses_with(Held::Alt, "ArrowDown", "ArrowDown").await;
    is_at(&ada, "Barbara").await;
    // Also while writing, and on a Russian keyboard.
    ada.knows::<bool>("document.querySelector('#composer textarea').focus(), true").await;
    ada.presses_with(Held::Alt, "ArrowDown", "ArrowDown").await;
    is_at(&ada, "Edsger").await;
    ada.presses_with(Held::Nothing, "л", "KeyK").await;
    is_at(&ada, "Barbara").await;
}

#[tokio::test]
async fn search_composer_and_log_are_one_key_away() {
    let (journey, ada) = with_three().await;
    journey.opens_conversation(&ada, "").await;
    ada.presses_with(Held::Nothing, "c", "KeyC").await;
    ada.expects(&format!("{FOCUS}.matches('#composer textarea')")).await;
    ada.presses_with(Held::Nothing, "Escape", "Escape").await;
    ada.expects(&format!("{FOCUS}.matches('.log')")).await;
    ada.presses_with(Held::Nothing, "/", "Slash").await;
    ada.expects(&format!("{FOCUS}.id === 'search'")).await;

    ada.knows::<bool>("document.querySelector('#composer textarea').focus(), true").await;
    ada.presses_with(Held::Ctrl, "k", "KeyK").await;
    ada.expects(&format!("{FOCUS}.id === 'search'")).await;
    ada.fills_in("#search", "barb").await;
    ada.sees("#found", "Barbara").await;
    ada.presses_with(Held::Nothing, "ArrowDown", "ArrowDown").await;
    ada.expects(&format!("{FOCUS}.value === 'barbara'")).await;
    ada.presses("Enter").await;
    is_at(&ada, "Barbara").await;
}

#[tokio::test]
async fn the_sheet_opens_closes_and_can_turn_single_keys_off() {
    let (_journey, ada) = with_three().await;
    let open = "document.getElementById('keys').open";
    ada.presses_with(Held::Nothing, "?", "Slash").await;
    ada.expects(open).await;
    // While it is open, keys belong to it.
    ada.presses_with(Held::Nothing, "j", "KeyJ").await;
    ada.presses("Enter").await;
    ada.expects(&format!("!{open} && location.pathname === '/conversations'")).await;

    ada.presses_with(Held::Nothing, "?", "Slash").await;
    ada.expects(open).await;
    ada.clicks("[data-single-keys]").await;
    ada.clicks("#keys form button").await;
    ada.expects(&format!("!{open}")).await;
    ada.opens("/conversations").await;
    ada.expects("document.querySelector('#live')?._htmx?.sse?.reader").await;
    ada.presses_with(Held::Nothing, "?", "Slash").await;
    ada.presses_with(Held::Nothing, "j", "KeyJ").await;
    ada.presses_with(Held::Alt, "ArrowDown", "ArrowDown").await;
    is_at(&ada, "Grace").await;
    ada.expects(&format!("!{open}")).await;
}

#[tokio::test]
async fn what_is_typed_is_no_shortcut() {
    let (journey, ada) = with_three().await;
    journey.opens_conversation(&ada, "").await;
    ada.fills_in("#composer textarea", "jack? c/k").await;
    ada.expects("document.querySelector('#composer textarea').value === 'jack? c/k'").await;
    ada.fills_in("#search", "jk").await;
    ada.expects("document.querySelector('#search').value === 'jk'").await;
    is_at(&ada, "Grace").await;
}
