//! What is done with a message by finger, mouse, keys and clipboard.

use crate::harness::browser::{Held, Window};
use crate::journey::{COMPOSER, Journey, begins};
use crate::message_life::{MARKS, MENU, opens_menu};

const FIELD: &str = "document.querySelector('#composer textarea')";
const NO_REPLY: &str = "!document.querySelector('.composer__about')";

/// On a phone, where the first touch is one that stays.
async fn on_a_phone(window: &Window) {
    window.is_wide(390).await;
    window.is_touched().await;
    window.reloads().await;
    window
        .holds("#message-30 .message__bubble", "document.querySelector('[data-seq][data-held]')")
        .await;
    window.expects(MENU).await;
    window.knows::<bool>("document.querySelector('#message-menu').hidePopover(), true").await;
}

#[tokio::test]
async fn a_finger_answers_scrolls_and_opens_the_menu() {
    let journey = Journey::with(&[("RATE_LIMITS", "off")]).await;
    journey.ada.counts(&journey.conversation, 30).await;
    let grace = journey.window_of(&journey.grace).await;
    grace.opens(&format!("{}?before=31", journey.conversation.path())).await;
    on_a_phone(&grace).await;
    let rest = "const log = document.querySelector('.log'); log.scrollTop = 0; \
        log.addEventListener('scrollend', () => { window.rests = log.scrollTop < -2; }); true";
    grace.knows::<bool>(rest).await;
    grace.drags("#message-28 .message__bubble", 12.0, 200.0).await;
    grace.expects("window.rests").await;
    assert!(grace.knows::<bool>(NO_REPLY).await);

    grace.drags("#message-28 .message__bubble", 100.0, 4.0).await;
    grace.sees(".composer__about [data-line]", "28").await;
    grace
        .expects("document.querySelector('#message-28 .message__bubble').style.translate === ''")
        .await;
    // Not a little pull, and who lets it go again does not answer.
    grace.clicks("button.composer__leave").await;
    grace.drags("#message-28 .message__bubble", 30.0, 0.0).await;
    grace.expects(NO_REPLY).await;

    let held = "document.querySelector('#message-28[data-held]')";
    grace.holds("#message-28 .message__bubble", held).await;
    grace.expects(MENU).await;
    grace.taps("#message-menu [data-emoji='👍']").await;
    grace.sees("#message-28 button[data-emoji]", "👍 1").await;
    grace.taps("#message-28 .message__meta").await;
    grace.expects(MENU).await;
    grace.taps("#message-menu [data-act=reply]").await;
    grace.sees(".composer__about [data-line]", "28").await;
}

#[tokio::test]
async fn two_clicks_beside_the_words_answer_a_message() {
    let journey = Journey::start().await;
    journey.ada.says(&journey.conversation, "hello there").await;
    let grace = journey.window_of(&journey.grace).await;
    begins(&grace).await;
    for (part, answers) in [(".message__body p", false), (".message__meta", true)] {
        let part = format!("#message-1 {part}");
        let place = grace.place_of(&part).await;
        grace.clicks(&part).await;
        grace.clicks_again(place).await;
        if answers {
            grace.sees(".composer__about [data-line]", "hello there").await;
        } else {
            // A word is chosen.
            grace.expects("getSelection().toString().trim() !== ''").await;
            assert!(grace.knows::<bool>(NO_REPLY).await);
        }
    }
}

#[tokio::test]
async fn texts_and_links_are_copied_and_pasted_over_words() {
    let journey = Journey::start().await;
    journey.ada.says(&journey.conversation, "bring **boots**").await;
    let grace = journey.window_of(&journey.grace).await;
    opens_menu(&grace, 1).await;
    grace.clicks("#message-menu [data-act=copy]").await;
    grace.sees("#banner:not([hidden])", "Copied").await;
    grace.clicks(COMPOSER).await;
    grace.pastes().await;
    grace.expects(&format!("{FIELD}.value === 'bring **boots**'")).await;

    grace.expects("document.getElementById('banner').hidden").await;
    opens_menu(&grace, 1).await;
    grace.clicks("#message-menu [data-act=link]").await;
    grace.sees("#banner:not([hidden])", "Copied").await;
    grace.knows::<bool>(&format!("{FIELD}.focus(), {FIELD}.setSelectionRange(0, 5), true")).await;
    grace.pastes().await;
    let link = format!("{}/messages/1#message-1) **boots**'", journey.conversation.path());
    grace.expects(&format!("{FIELD}.value.startsWith('[bring](http')")).await;
    grace.expects(&format!("{FIELD}.value.endsWith('{link})")).await;
    // The same address where nothing is chosen is only itself.
    grace.knows::<bool>(&format!("{FIELD}.select(), document.execCommand('delete')")).await;
    grace.pastes().await;
    grace.expects(&format!("{FIELD}.value.startsWith('http')")).await;
}

#[tokio::test]
async fn keys_for_marks_are_those_of_the_keyboard() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let mac = "Object.defineProperty(navigator, 'platform', { get: () => 'MacIntel' })";
    let marked = async |held, key: &str, code, text: &str| {
        ada.knows::<bool>(&format!("{FIELD}.value = 'hi', {FIELD}.select(), true")).await;
        ada.expects(MARKS).await;
        ada.presses_with(held, key, code).await;
        ada.expects(&format!("{FIELD}.value === '{text}'")).await;
    };
    ada.clicks(COMPOSER).await;
    marked(Held::Ctrl, "b", "KeyB", "**hi**").await;
    marked(Held::Ctrl, "i", "KeyI", "*hi*").await;
    marked(Held::Ctrl, "и", "KeyB", "**hi**").await;
    // On another layout that place is for what is copied.
    marked(Held::Ctrl, "c", "KeyI", "hi").await;
    marked(Held::Command, "b", "KeyB", "hi").await;
    ada.runs_first(mac).await;
    ada.reloads().await;
    ada.clicks(COMPOSER).await;
    marked(Held::Command, "e", "KeyE", "`hi`").await;
    marked(Held::Command, "b", "KeyB", "**hi**").await;
    // There these go to the end of the line.
    marked(Held::Ctrl, "e", "KeyE", "hi").await;
}
