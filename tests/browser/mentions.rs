//! Calling members of a group.

use crate::accessible::has_no_findings;
use crate::harness::browser::{Browser, Window};
use crate::harness::{Chat, Group, Person};
use crate::journey::{COMPOSER, STREAM, shows_texts, signs_in};

/// A window of Ada at her group with Grace and Gerda.
async fn pond(chat: &Chat, browser: &Browser) -> (Person, Person, Group, Window) {
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let gerda = chat.person("gerda").await;
    let group = ada.makes_group("The pond", &[&grace, &gerda]).await;
    let window = browser.window(chat).await;
    signs_in(&window, &ada).await;
    window.opens(&group.path()).await;
    window.expects(STREAM).await;
    (ada, grace, group, window)
}

/// Waits until these are offered, the first one chosen.
async fn is_offered(window: &Window, names: &str) {
    let offered = "[...document.querySelectorAll('.completion [role=option]')]\
        .map(one => one.dataset.name).join(' ')";
    window.expects(&format!("{offered} === '{names}'")).await;
    window
        .expects("document.querySelector('.completion [role=option]').ariaSelected === 'true'")
        .await;
}

async fn has_written(window: &Window, text: &str) {
    window.expects(&format!("document.querySelector('{COMPOSER}').value === '{text}'")).await;
}

const IS_CLOSED: &str = "!document.querySelector('.completion')";

#[tokio::test]
async fn a_member_is_chosen_with_keys_and_is_a_link() {
    let (chat, browser) = (Chat::start().await, Browser::start().await);
    let (_, grace, group, window) = pond(&chat, &browser).await;
    window.clicks(COMPOSER).await;
    window.types("ask @g").await;
    is_offered(&window, "gerda grace").await;
    has_no_findings(&window, "members who are offered").await;
    window.presses("ArrowDown").await;
    let active =
        format!("document.querySelector('{COMPOSER}').getAttribute('aria-activedescendant')");
    window.expects(&format!("{active} === 'mention-2'")).await;
    window.presses("Enter").await;
    has_written(&window, "ask @grace ").await;
    window.expects(IS_CLOSED).await;
    window.types("first").await;
    window.presses("Enter").await;
    shows_texts(&window, &["ask @grace first"]).await;
    window
        .sees(".message__body .mention[data-mention=grace][href='/people/grace']", "@grace")
        .await;

    let theirs = browser.window(&chat).await;
    signs_in(&theirs, &grace).await;
    theirs.sees("#conversations .unread[data-mentioned]", "@").await;
    theirs.opens(&group.path()).await;
    let paint = "getComputedStyle(document.querySelector('.mention')).backgroundColor";
    theirs.expects(&format!("{paint} !== 'rgba(0, 0, 0, 0)'")).await;
    assert_eq!(window.knows::<String>(paint).await, "rgba(0, 0, 0, 0)");
}

#[tokio::test]
async fn all_are_offered_and_what_is_offered_goes_away() {
    let (chat, browser) = (Chat::start().await, Browser::start().await);
    let (_, _, _, window) = pond(&chat, &browser).await;
    window.clicks(COMPOSER).await;
    window.types("@").await;
    is_offered(&window, "gerda grace all").await;
    window.presses("Escape").await;
    window.expects(IS_CLOSED).await;
    has_written(&window, "@").await;
    window.types("al").await;
    is_offered(&window, "all").await;
    window.clicks(".completion [data-name=all]").await;
    has_written(&window, "@all ").await;
    window.types("x@g").await;
    window.expects(IS_CLOSED).await;
    window.types(" @ge").await;
    is_offered(&window, "gerda").await;
    window.clicks(".log").await;
    window.expects(IS_CLOSED).await;
}
