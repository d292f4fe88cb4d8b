//! What was typed and not sent is still there.

use crate::harness::browser::Window;
use crate::journey::{COMPOSER, Journey, is_offline, says, shows_texts, signs_in};

const TYPED: &str = "document.querySelector('#composer textarea').value";
const KEPT: &str = "Object.keys(localStorage).filter(key => key.includes(':kept:')).length";

async fn has_typed(window: &Window, text: &str) {
    window.expects(&format!("{TYPED} === {}", serde_json::Value::from(text))).await;
}

#[tokio::test]
async fn a_draft_is_there_after_a_reload_and_on_the_way_back() {
    let journey = Journey::start().await;
    let mary = journey.chat.person("mary").await;
    let elsewhere = journey.ada.talks_to(&mary).await;
    let ada = journey.window_of(&journey.ada).await;

    ada.fills_in(COMPOSER, "half a thought").await;
    journey.opens_conversation(&ada, "").await;
    has_typed(&ada, "half a thought").await;

    ada.opens(&elsewhere.path()).await;
    has_typed(&ada, "").await;
    journey.opens_conversation(&ada, "").await;
    has_typed(&ada, "half a thought").await;
}

#[tokio::test]
async fn a_draft_is_gone_after_sending() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;

    says(&ada, "a whole thought").await;
    shows_texts(&ada, &["a whole thought"]).await;
    ada.expects(&format!("{KEPT} === 0")).await;
    journey.opens_conversation(&ada, "").await;
    has_typed(&ada, "").await;
}

#[tokio::test]
async fn a_draft_is_gone_after_signing_out_and_never_shown_to_the_next_one() {
    let journey = Journey::start().await;
    let window = journey.window_of(&journey.ada).await;

    window.fills_in(COMPOSER, "between us").await;
    window.expects(&format!("{KEPT} === 1")).await;
    window.opens("/settings").await;
    window.clicks("form[action='/logout'] button").await;
    window.expects("location.pathname === '/login'").await;
    window.expects(&format!("{KEPT} === 0")).await;

    signs_in(&window, &journey.ada).await;
    journey.opens_conversation(&window, "").await;
    has_typed(&window, "").await;
    // Signed out from elsewhere, the way leads over the sign-in page.
    window.fills_in(COMPOSER, "between us").await;
    window.expects(&format!("{KEPT} === 1")).await;
    window.knows::<bool>("fetch('/logout', {method: 'POST'}).then(() => true)").await;
    window.opens("/login").await;
    window.expects(&format!("{KEPT} === 0")).await;
}

#[tokio::test]
async fn an_unsent_message_outlives_its_page_and_is_sent_once() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);

    is_offline(&ada, true).await;
    says(&ada, "from the tunnel").await;
    ada.expects("document.querySelector('article[data-state=failed]')").await;
    let nonce: String =
        ada.knows("document.querySelector('article[data-state]').dataset.nonce").await;
    is_offline(&ada, false).await;
    let ada = journey.browser.reopens(ada).await;
    journey.opens_conversation(&ada, "").await;
    ada.sees("article[data-state=failed]", "from the tunnel").await;
    let again: String =
        ada.knows("document.querySelector('article[data-state]').dataset.nonce").await;
    assert_eq!(again, nonce);

    ada.clicks("article[data-state=failed] button").await;
    shows_texts(&ada, &["from the tunnel"]).await;
    shows_texts(&grace, &["from the tunnel"]).await;
    ada.expects(&format!("{KEPT} === 0")).await;
}

#[tokio::test]
async fn what_had_arrived_is_not_offered_again() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;

    is_offline(&ada, true).await;
    says(&ada, "it had arrived").await;
    ada.expects("document.querySelector('article[data-state=failed]')").await;
    let nonce: String =
        ada.knows("document.querySelector('article[data-state]').dataset.nonce").await;
    let fields = [("body", "it had arrived"), ("nonce", nonce.as_str())];
    journey.ada.sends(&journey.conversation, &fields).await.is(200);
    is_offline(&ada, false).await;
    journey.opens_conversation(&ada, "").await;
    shows_texts(&ada, &["it had arrived"]).await;
    ada.expects(&format!("{KEPT} === 0 && !document.querySelector('article[data-state]')")).await;
}

#[tokio::test]
async fn a_failed_message_can_be_discarded_and_lets_those_behind_it_go() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;

    is_offline(&ada, true).await;
    says(&ada, "never mind").await;
    says(&ada, "but this").await;
    ada.expects("document.querySelector('article[data-state=failed]')").await;
    is_offline(&ada, false).await;
    ada.clicks("article[data-state=failed] [data-discard]").await;
    shows_texts(&ada, &["but this"]).await;
    ada.expects(&format!("{KEPT} === 0")).await;
}
