//! The list of conversations keeps its place.

use crate::crowded::Crowded;
use crate::harness::Conversation;
use crate::harness::browser::Window;
use crate::journey::{Journey, STREAM, loses_stream, resets};

const PANE: &str = "document.querySelector('.conversation-list')";
const CURRENT: &str = "document.querySelector('#conversations [aria-current=page]')";
const ENTRIES: &str = "[...document.querySelectorAll('#conversations li[data-order]')]";

async fn scrolls_to_the_end(window: &Window) {
    window.knows::<bool>(&format!("{PANE}.scrollTop = {PANE}.scrollHeight, true")).await;
}

/// So many entries, each once and in order, the newest first.
async fn shows_entries(window: &Window, count: usize) {
    let ranks = format!("{ENTRIES}.map(e => e.dataset.order.padStart(20, '0') + e.id)");
    window
        .expects(&format!("{ENTRIES}.length === {count} && new Set({ranks}).size === {count}"))
        .await;
    window.expects(&format!("{ranks}.join() === {ranks}.sort().reverse().join()")).await;
}

async fn is_at(window: &Window, conversation: &Conversation) {
    window.expects(&format!("location.pathname === '{}'", conversation.path())).await;
    window.expects(STREAM).await;
    window
        .expects(&format!("{CURRENT}?.parentNode.id === 'conversation-{}'", conversation.id))
        .await;
}

async fn scrolled(window: &Window) -> f64 {
    window.knows(&format!("{PANE}.scrollTop")).await
}

async fn is_scrolled(window: &Window, top: f64) {
    window.expects(&format!("Math.abs({PANE}.scrollTop - {top}) < 2")).await;
}

#[tokio::test]
async fn the_list_stays_as_long_and_as_far_down_as_it_was() {
    let list = Crowded::by(40).await;
    let window = &list.window;
    // Near the end more comes by itself.
    shows_entries(window, 30).await;
    scrolls_to_the_end(window).await;
    shows_entries(window, 40).await;
    let target = list.at(35);
    let entry = format!("#conversation-{} a", target.id);
    let centre = format!("document.querySelector('{entry}').scrollIntoView({{block: 'center'}})");
    window.knows::<bool>(&format!("{centre}, true")).await;
    let top = scrolled(window).await;
    assert!(top > 500.0, "{top}");

    window.follows(&entry).await;
    is_at(window, target).await;
    shows_entries(window, 40).await;
    is_scrolled(window, top).await;
    // The page is made anew, and the list is as it was.
    resets(window, "conversations").await;
    shows_entries(window, 40).await;
    is_scrolled(window, top).await;
    is_at(window, target).await;

    window.knows::<bool>("window.isLeft = true, history.back(), true").await;
    window
        .expects(&format!("!window.isLeft && location.pathname === '/conversations' && {PANE}"))
        .await;
    shows_entries(window, 40).await;
    is_scrolled(window, top).await;
}

#[tokio::test]
async fn the_open_conversation_stands_in_the_list_beyond_what_is_loaded() {
    let list = Crowded::by(40).await;
    let tab = list.browser.tab_beside(&list.window).await;
    let (target, other) = (list.at(35), list.at(33));
    tab.opens(&target.path()).await;
    is_at(&tab, target).await;
    shows_entries(&tab, 31).await;
    tab.expects("document.title.startsWith('(39) ')").await;

    // What changes in between stays where it is.
    list.ada.reads(other, 1).await;
    tab.expects("document.title.startsWith('(38) ')").await;
    shows_entries(&tab, 31).await;
    scrolls_to_the_end(&tab).await;
    shows_entries(&tab, 40).await;
    is_at(&tab, target).await;
    tab.expects("document.title.startsWith('(38) ') && !document.querySelector('[data-apart]')")
        .await;
    // And it comes up with the next message.
    list.ada.says(target, "hello").await;
    tab.expects(&format!("{ENTRIES}[0].contains({CURRENT})")).await;
    shows_entries(&tab, 40).await;
}

#[tokio::test]
async fn who_asks_for_more_with_the_keyboard_goes_on_from_there() {
    let list = Crowded::by(40).await;
    let window = &list.window;
    let link = "document.querySelector('#conversations .older a')";
    // Not scrolled to: only the link loads.
    window.knows::<bool>(&format!("{link}.focus({{preventScroll: true}}), true")).await;
    window.presses("Enter").await;
    shows_entries(window, 40).await;
    window.expects(&format!("document.activeElement === {ENTRIES}[30].querySelector('a')")).await;
}

#[tokio::test]
async fn an_entry_that_has_not_changed_is_not_replaced_under_the_pointer() {
    let journey = Journey::start().await;
    journey.ada.says(&journey.conversation, "hello").await;
    let window = journey.window_of(&journey.grace).await;
    window.expects("!document.querySelector('#conversations .unread')").await;
    let watch = "document.addEventListener('natter:listed', () => (window.isListed = true))";
    window.knows::<bool>(&format!("window.entry = {ENTRIES}[0], {watch}, true")).await;
    loses_stream(&window).await;
    window.expects("window.isListed").await;
    assert!(window.knows::<bool>("entry.isConnected").await);
}

#[tokio::test]
async fn to_and_fro_on_a_phone_does_not_fill_the_history() {
    let list = Crowded::by(40).await;
    let window = &list.window;
    window.is_wide(390).await;
    let length: u64 = window.knows("history.length").await;
    for place in 0..3 {
        window.follows(&format!("#conversation-{} a", list.at(place).id)).await;
        is_at(window, list.at(place)).await;
        window.follows(".conversation .back").await;
        window.expects("location.pathname === '/conversations'").await;
        window.expects(STREAM).await;
    }
    assert_eq!(window.knows::<u64>("history.length").await, length + 1);
    // Where the list was not before, the arrow leads there all the same.
    window.opens(&list.at(1).path()).await;
    window.opens(&list.at(2).path()).await;
    window.follows(".conversation .back").await;
    window.expects("location.pathname === '/conversations'").await;
}
