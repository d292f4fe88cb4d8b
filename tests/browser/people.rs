//! Finding people and keeping them at hand.

use crate::harness::browser::Window;
use crate::harness::person::PASSWORD;
use crate::journey::{Journey, signs_in};

async fn at_the_list(journey: &Journey) -> Window {
    let window = journey.browser.window(&journey.chat).await;
    signs_in(&window, &journey.ada).await;
    window.expects("document.querySelector('#live')?._htmx?.sse?.reader").await;
    window
}

const FOUND: &str = "[...document.querySelectorAll('#found .person__name')].map(e => e.innerText)";
const LIST_IS_SHOWN: &str = "document.querySelector('#conversations').offsetParent !== null";

#[tokio::test]
async fn who_types_in_the_search_sees_people_and_then_their_list_again() {
    let journey = Journey::start().await;
    journey.chat.person("gregor").await;
    let ada = at_the_list(&journey).await;

    ada.fills_in("#search", "gr").await;
    ada.expects(&format!(
        "JSON.stringify({FOUND}) === '[\"Grace\",\"Gregor\"]' && !({LIST_IS_SHOWN})"
    ))
    .await;
    ada.fills_in("#search", "e").await;
    ada.expects(&format!("JSON.stringify({FOUND}) === '[\"Gregor\"]'")).await;
    ada.sees("#found [role=status]", "1 person").await;
    ada.fills_in("#search", "x").await;
    ada.sees("#found [role=status]", "Nobody").await;

    for _ in 0.."grex".len() {
        ada.presses("Backspace").await;
    }
    ada.expects(&format!("{LIST_IS_SHOWN} && {FOUND}.length === 0")).await;
}

#[tokio::test]
async fn a_person_found_is_written_to_with_one_click() {
    let journey = Journey::start().await;
    let mary = journey.chat.person("mary").await;
    let ada = at_the_list(&journey).await;

    ada.fills_in("#search", "mar").await;
    ada.clicks("#found:not([inert]) .person__open button").await;
    ada.expects("location.pathname.startsWith('/conversations/')").await;
    ada.sees("h1", "Mary").await;

    ada.clicks(".bar h1 + p a").await;
    ada.expects("location.pathname === '/people/mary'").await;
    ada.sees("main", "Not in your contacts").await;
    drop(mary);
}

#[tokio::test]
async fn a_contact_is_added_and_removed_in_place_and_the_focus_stays() {
    let journey = Journey::start().await;
    let ada = at_the_list(&journey).await;

    ada.fills_in("#search", "grace").await;
    let toggle = "#found:not([inert]) .person > form:last-child button";
    let label = |words: &str| {
        format!(
            "document.querySelector('{toggle}')?.ariaLabel === '{words} Grace {}'",
            match words {
                "Add" => "to contacts",
                _ => "from contacts",
            }
        )
    };
    let focused = format!("document.activeElement === document.querySelector('{toggle}')");
    ada.expects(&label("Add")).await;
    ada.knows::<bool>(&format!("document.querySelector('{toggle}').focus(), true")).await;
    for words in ["Remove", "Add", "Remove"] {
        ada.presses("Enter").await;
        ada.expects(&format!("{} && {focused}", label(words))).await;
    }
    assert_eq!(ada.path().await, "/conversations");

    ada.opens("/contacts").await;
    ada.sees(".people .person__name", "Grace").await;
    // With a mouse, among the contacts.
    let toggle = ".page__section .person > form:last-child button";
    for words in ["from", "to", "from"] {
        ada.expects(&format!("document.querySelector('{toggle}').ariaLabel.includes('{words}')"))
            .await;
        ada.clicks(toggle).await;
    }
    ada.expects(&format!(
        "document.querySelector('{toggle}').ariaLabel.includes('to contacts') \
         && document.activeElement === document.querySelector('{toggle}')"
    ))
    .await;
}

#[tokio::test]
async fn a_guest_follows_a_link_that_was_copied_and_says_the_first_word() {
    let journey = Journey::start().await;
    let ada = at_the_list(&journey).await;
    ada.opens("/invitations").await;
    ada.follows("form[action='/invitations'] button").await;
    ada.clicks("[data-copy]").await;
    ada.sees("[data-give] [role=status]", "Copied").await;
    // As over plain http, where there is no clipboard to be asked.
    ada.knows::<bool>(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined }), \
         document.addEventListener('copy', () => window.copied = getSelection().toString()), true",
    )
    .await;
    ada.clicks("[data-copy]").await;
    ada.expects("window.copied === document.querySelector('[data-select]').value").await;
    let link: String = ada.knows("new URL(window.copied).search").await;
    ada.opens("/conversations").await;

    let mary = journey.browser.window(&journey.chat).await;
    mary.opens(&format!("/register{link}")).await;
    mary.sees("main", "Ada invites you").await;
    for (field, text) in [("username", "mary"), ("display_name", "Mary"), ("password", PASSWORD)] {
        mary.fills_in(&format!("#{field}"), text).await;
    }
    mary.presses("Enter").await;
    mary.sees("h1", "Ada").await;
    mary.sees(".conversation__empty", "Say hello to Ada").await;
    mary.expects("!document.querySelector('[aria-live] .conversation__empty')").await;
    ada.sees("#conversations", "Mary").await;
    ada.clicks("#conversations a").await;
    ada.sees(".conversation__empty", "Say hello to Mary").await;

    mary.fills_in("[name=body]", "Here I am").await;
    mary.presses("Enter").await;
    for window in [&mary, &ada] {
        window.sees("#messages", "Here I am").await;
        window.expects("!document.querySelector('.conversation__empty').offsetParent").await;
        window.expects("document.querySelector('.log').clientHeight > 100").await;
    }
}

#[tokio::test]
async fn one_field_of_a_new_conversation_finds_and_begins() {
    let journey = Journey::start().await;
    let ada = at_the_list(&journey).await;
    ada.opens("/contacts").await;
    ada.expects("document.querySelectorAll('[type=search]').length === 1").await;
    ada.sees("#everybody", "Grace").await;
    ada.fills_in("#username", "gra").await;
    ada.sees("#matches .person__name", "Grace").await;
    ada.expects("!document.querySelector('#everybody').offsetParent").await;
    ada.presses("Enter").await;
    ada.sees("#username-error", "Nobody").await;
    ada.sees("#matches .person__name", "Grace").await;
    ada.fills_in("#username", "ce").await;
    ada.presses("Enter").await;
    ada.sees("h1", "Grace").await;
}
