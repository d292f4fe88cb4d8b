//! Without a mouse.

use crate::harness::browser::{Held, Window};
use crate::journey::{COMPOSER, Journey, signs_in};

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

const COMPOSER_HAS: &str = "document.querySelector('#composer textarea').value";

async fn writes(window: &Window, text: &str) {
    window.expects(&format!("{COMPOSER_HAS} === '{text}' && {FOCUS}.matches('{COMPOSER}')")).await;
}

/// Switches single keys on, as the sheet does.
async fn uses_single_keys(window: &Window) {
    window.presses_with(Held::Ctrl, "/", "Slash").await;
    window.clicks("[data-single-keys]").await;
    window.clicks("#keys form button").await;
    window.expects("!document.getElementById('keys').open").await;
    window.knows::<bool>("document.activeElement.blur(), true").await;
}

#[tokio::test]
async fn conversations_are_walked_through_with_keys() {
    let (_journey, ada) = with_three().await;
    uses_single_keys(&ada).await;
    ada.presses_with(Held::Nothing, "j", "KeyJ").await;
    is_at(&ada, "Grace").await;
    // Also while writing.
    ada.expects(&format!("{FOCUS}.matches('{COMPOSER}')")).await;
    ada.presses_with(Held::Alt, "ArrowDown", "ArrowDown").await;
    is_at(&ada, "Barbara").await;
    ada.presses_with(Held::Alt, "ArrowDown", "ArrowDown").await;
    is_at(&ada, "Edsger").await;
    ada.presses_with(Held::Alt, "ArrowUp", "ArrowUp").await;
    is_at(&ada, "Barbara").await;
    // On a Russian keyboard a key counts by its place.
    ada.opens("/conversations").await;
    ada.expects("document.querySelector('#live')?._htmx?.sse?.reader").await;
    ada.presses_with(Held::Nothing, "л", "KeyK").await;
    is_at(&ada, "Edsger").await;
}

#[tokio::test]
async fn what_is_typed_goes_to_whom_one_sees() {
    let (journey, ada) = with_three().await;
    uses_single_keys(&ada).await;
    journey.opens_conversation(&ada, "").await;
    // Nothing is clicked before.
    ada.types("jack cannot come").await;
    writes(&ada, "jack cannot come").await;
    ada.presses_with(Held::Nothing, "Escape", "Escape").await;
    ada.expects(&format!("{FOCUS}.matches('.log')")).await;
    ada.types("/?kc").await;
    writes(&ada, "jack cannot come/?kc").await;
    // Not what is no text, and not what belongs to another field.
    ada.presses_with(Held::Nothing, "Escape", "Escape").await;
    for (held, key, code) in [(Held::Nothing, " ", "Space"), (Held::Ctrl, "c", "KeyC")] {
        ada.knows::<bool>("document.querySelector('.log').focus(), true").await;
        ada.presses_with(held, key, code).await;
        ada.expects(&format!("!{FOCUS}.matches('{COMPOSER}')")).await;
    }
    ada.fills_in("#search", "jk").await;
    ada.expects("document.querySelector('#search').value === 'jk'").await;
    ada.expects(&format!("{COMPOSER_HAS} === 'jack cannot come/?kc'")).await;
    is_at(&ada, "Grace").await;

    // Who came for a message is left there; on touch no keyboard comes up.
    ada.opens("/conversations").await;
    journey.opens_conversation(&ada, "#message-1").await;
    assert!(!ada.knows::<bool>(&format!("{FOCUS}.matches('{COMPOSER}')")).await);
    ada.is_touched().await;
    journey.opens_conversation(&ada, "").await;
    assert!(!ada.knows::<bool>(&format!("{FOCUS}.matches('{COMPOSER}')")).await);
}

#[tokio::test]
async fn search_and_log_are_one_key_away() {
    let (journey, ada) = with_three().await;
    journey.opens_conversation(&ada, "").await;
    ada.presses_with(Held::Nothing, "Escape", "Escape").await;
    ada.expects(&format!("{FOCUS}.matches('.log')")).await;
    ada.presses_with(Held::Ctrl, "k", "KeyK").await;
    ada.expects(&format!("{FOCUS}.id === 'search'")).await;
    ada.fills_in("#search", "barb").await;
    ada.sees("#found:not([inert])", "Barbara").await;
    ada.presses_with(Held::Nothing, "ArrowDown", "ArrowDown").await;
    ada.expects(&format!("{FOCUS}.value === 'barbara'")).await;
    ada.presses_with(Held::Nothing, "ArrowUp", "ArrowUp").await;
    ada.expects(&format!("{FOCUS}.id === 'search'")).await;
    // Away from what was found, and then away with it.
    ada.presses_with(Held::Nothing, "ArrowDown", "ArrowDown").await;
    ada.presses_with(Held::Nothing, "Escape", "Escape").await;
    ada.expects(&format!("{FOCUS}.id === 'search' && {FOCUS}.value === 'barb'")).await;
    ada.presses_with(Held::Nothing, "Escape", "Escape").await;
    ada.expects(&format!("{FOCUS}.id === 'search' && {FOCUS}.value === ''")).await;
    ada.expects("!document.querySelector('#found .person')").await;

    ada.fills_in("#search", "barb").await;
    ada.sees("#found:not([inert])", "Barbara").await;
    ada.presses_with(Held::Nothing, "ArrowDown", "ArrowDown").await;
    ada.presses("Enter").await;
    is_at(&ada, "Barbara").await;

    // On a page of people too.
    ada.opens("/contacts").await;
    ada.fills_in("main [type=search]", "grac").await;
    ada.sees("#matches", "Grace").await;
    ada.presses_with(Held::Nothing, "Escape", "Escape").await;
    ada.expects("!document.querySelector('#matches .person')").await;
    ada.expects(&format!("{FOCUS}.matches('main [type=search]') && {FOCUS}.value === ''")).await;
}

#[tokio::test]
async fn the_first_tab_leads_past_the_list() {
    let (journey, ada) = with_three().await;
    ada.opens("/contacts").await;
    ada.presses_with(Held::Nothing, "Tab", "Tab").await;
    ada.expects(&format!("{FOCUS}.matches('.skip') && {FOCUS}.offsetWidth > 40")).await;
    ada.presses("Enter").await;
    ada.presses_with(Held::Nothing, "Tab", "Tab").await;
    ada.expects(&format!("{FOCUS}.closest('#content')")).await;

    journey.opens_conversation(&ada, "").await;
    let first = "document.querySelector('a, button, input, textarea, [tabindex]')";
    ada.knows::<bool>(&format!("{first}.focus(), true")).await;
    ada.expects(&format!("{FOCUS}.matches('.skip')")).await;
    ada.presses("Enter").await;
    ada.expects(&format!("{FOCUS}.matches('{COMPOSER}') && location.hash === ''")).await;
}

#[tokio::test]
async fn the_sheet_opens_closes_and_can_turn_single_keys_on() {
    let (_journey, ada) = with_three().await;
    let open = "document.getElementById('keys').open";
    let on = "document.querySelector('[data-single-keys]').checked";
    // Off until somebody wants them.
    ada.presses_with(Held::Nothing, "?", "Slash").await;
    ada.presses_with(Held::Nothing, "j", "KeyJ").await;
    assert!(!ada.knows::<bool>(open).await);
    ada.presses_with(Held::Ctrl, "/", "Slash").await;
    ada.expects(&format!("{open} && !{on}")).await;
    // While it is open, keys belong to it.
    ada.clicks("[data-single-keys]").await;
    ada.presses_with(Held::Nothing, "j", "KeyJ").await;
    ada.clicks("#keys form button").await;
    ada.expects(&format!("!{open} && location.pathname === '/conversations'")).await;

    ada.opens("/conversations").await;
    ada.expects("document.querySelector('#live')?._htmx?.sse?.reader").await;
    ada.presses_with(Held::Nothing, "?", "Slash").await;
    ada.expects(&format!("{open} && {on}")).await;
    ada.clicks("[data-single-keys]").await;
    ada.clicks("#keys form button").await;
    ada.presses_with(Held::Nothing, "?", "Slash").await;
    ada.presses_with(Held::Nothing, "j", "KeyJ").await;
    ada.presses_with(Held::Alt, "ArrowDown", "ArrowDown").await;
    is_at(&ada, "Grace").await;
    ada.expects(&format!("!{open}")).await;
}
