//! Who is online, seen from the other side.

use crate::harness::Chat;
use crate::harness::browser::{Browser, Window};
use crate::journey::{Journey, says, shows_texts, signs_in};

const HEADER: &str = "#presence [data-presence]";

fn marked(selector: &str, presence: &str) -> String {
    format!("document.querySelector(\"{selector}\")?.dataset.presence === '{presence}'")
}

/// The list and the header show this about the only other one.
async fn shows(window: &Window, presence: &str) {
    window.expects(&marked("#conversations [data-presence]", presence)).await;
    window.expects(&marked(HEADER, presence)).await;
}

async fn a_short_grace() -> Journey {
    let chat = Chat::with(&[("PRESENCE_GRACE", "0s")]).await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let browser = Browser::start().await;
    Journey { chat, ada, grace, conversation, browser }
}

#[tokio::test]
async fn the_mark_follows_the_other_one_who_comes_and_goes() {
    let journey = a_short_grace().await;
    let ada = journey.window_of(&journey.ada).await;
    shows(&ada, "offline").await;
    ada.expects("!document.querySelector('#presence').innerText.trim()").await;

    let grace = journey.window_of(&journey.grace).await;
    shows(&ada, "online").await;
    ada.sees("#presence", "Online").await;
    ada.sees("#conversations .presence", "Online").await;
    // An entry that changes keeps it.
    says(&grace, "here I am").await;
    shows_texts(&ada, &["here I am"]).await;
    shows(&ada, "online").await;

    grace.tab.close().await.unwrap();
    shows(&ada, "offline").await;
    // In the words of the script and not as it came.
    ada.sees("#presence", "last seen this minute").await;
    ada.expects(
        "getComputedStyle(document.querySelector('#conversations .presence')).display === 'none'",
    )
    .await;
}

/// As if so much time had passed on this page.
async fn waits(window: &Window, milliseconds: u64) {
    let later =
        format!("{{ const now = Date.now; Date.now = () => now() + {milliseconds}; }} true");
    window.knows::<bool>(&later).await;
}

#[tokio::test]
async fn a_page_that_nobody_touches_is_away_until_it_is_used() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    shows(&ada, "online").await;
    waits(&grace, 180_000).await;
    shows(&ada, "away").await;
    ada.sees("#presence", "Away").await;
    // What arrives moves the page, but nobody has touched it.
    says(&ada, "are you there?").await;
    shows_texts(&grace, &["are you there?"]).await;
    shows(&ada, "away").await;
    grace.clicks(".conversation h1").await;
    shows(&ada, "online").await;
}

#[tokio::test]
async fn a_hidden_page_is_away() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    shows(&ada, "online").await;
    let hidden = |hidden: bool| {
        format!(
            "Object.defineProperty(document, 'hidden', {{ value: {hidden}, configurable: true }}), \
             document.dispatchEvent(new Event('visibilitychange')), true"
        )
    };
    grace.knows::<bool>(&hidden(true)).await;
    shows(&ada, "away").await;
    grace.knows::<bool>(&hidden(false)).await;
    shows(&ada, "online").await;
}

#[tokio::test]
async fn who_reloads_or_changes_the_conversation_never_flickers() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    shows(&ada, "online").await;
    let watch = "window.seen = [], new MutationObserver(() => seen.push(document.querySelector('#presence [data-presence]').dataset.presence)).observe(document.querySelector('#presence'), { childList: true }), true";
    ada.knows::<bool>(watch).await;
    for _ in 0..2 {
        grace.opens("/conversations").await;
        journey.opens_conversation(&grace, "").await;
    }
    says(&grace, "back").await;
    shows_texts(&ada, &["back"]).await;
    let seen: Vec<String> = ada.knows("seen").await;
    assert!(seen.iter().all(|presence| presence == "online"), "{seen:?}");
}

#[tokio::test]
async fn the_setting_hides_and_shows_it() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    shows(&ada, "online").await;
    let settings = journey.browser.window(&journey.chat).await;
    signs_in(&settings, &journey.grace).await;
    for (presence, checked) in [("offline", false), ("online", true)] {
        settings.opens("/settings").await;
        settings.clicks("input[type=checkbox][name=presence]").await;
        settings.clicks("form[action='/settings/preferences'] > button").await;
        settings.sees(".toast", "Saved").await;
        let box_ = "document.querySelector('input[type=checkbox][name=presence]').checked";
        assert_eq!(settings.knows::<bool>(box_).await, checked);
        shows(&ada, presence).await;
        shows(&grace, "online").await;
    }
}
