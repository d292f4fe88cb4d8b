//! What was typed and not sent is still there.

use chromiumoxide::cdp::browser_protocol::page::{
    EventJavascriptDialogOpening, HandleJavaScriptDialogParams,
};
use futures_util::StreamExt;

use crate::harness::browser::Window;
use crate::harness::fault::history;
use crate::harness::person::PASSWORD;
use crate::journey::{
    COMPOSER, Journey, KEPT, has_states, has_waiting, is_offline, loses_stream, says, shows_texts,
    signs_in,
};

const TYPED: &str = "document.querySelector('#composer textarea').value";

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

    signs_in(&window, &journey.grace).await;
    journey.opens_conversation(&window, "").await;
    has_typed(&window, "").await;
}

#[tokio::test]
async fn what_was_not_sent_is_still_there_for_who_did_not_sign_out() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let borrowed = journey.browser.window_beside(&ada).await;
    borrowed.opens("/healthz").await;

    is_offline(&ada, true).await;
    says(&ada, "from the tunnel").await;
    has_waiting(&ada, &["from the tunnel"]).await;
    ada.fills_in(COMPOSER, "half a thought").await;
    // The session ends meanwhile, and somebody else borrows the browser.
    borrowed.knows::<bool>("fetch('/logout', {method: 'POST'}).then(() => true)").await;
    borrowed.opens("/login").await;
    borrowed.expects("document.readyState === 'complete'").await;
    let clock = "localStorage.getItem('natter:kept:clock') !== null";
    assert!(borrowed.knows::<bool>(clock).await, "what is nobody's stays");
    signs_in(&borrowed, &journey.grace).await;
    journey.opens_conversation(&borrowed, "").await;
    has_typed(&borrowed, "").await;
    shows_texts(&borrowed, &[]).await;
    borrowed.opens("/settings").await;
    borrowed.clicks("form[action='/logout'] button").await;
    borrowed.expects("location.pathname === '/login'").await;

    signs_in(&borrowed, &journey.ada).await;
    journey.opens_conversation(&borrowed, "").await;
    shows_texts(&borrowed, &["from the tunnel"]).await;
    has_typed(&borrowed, "half a thought").await;
}

#[tokio::test]
async fn who_could_not_sign_out_loses_nothing_when_the_session_ends() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    ada.opens("/settings").await;
    is_offline(&ada, true).await;
    ada.clicks("form[action='/logout'] button").await;
    ada.expects("!location.protocol.startsWith('http')").await;
    is_offline(&ada, false).await;

    // What was wanted then is past.
    journey.opens_conversation(&ada, "").await;
    ada.fills_in(COMPOSER, "half a thought").await;
    ada.expects(&format!("{KEPT} === 1")).await;
    ada.knows::<bool>("fetch('/logout', {method: 'POST'}).then(() => true)").await;
    ada.opens("/settings").await;
    ada.expects("location.pathname === '/login'").await;
    signs_in(&ada, &journey.ada).await;
    journey.opens_conversation(&ada, "").await;
    has_typed(&ada, "half a thought").await;
}

#[tokio::test]
async fn a_draft_stands_in_the_list_while_another_conversation_is_open() {
    let journey = Journey::start().await;
    let mary = journey.chat.person("mary").await;
    let elsewhere = journey.ada.talks_to(&mary).await;
    let ada = journey.window_of(&journey.ada).await;

    ada.fills_in(COMPOSER, "half a thought").await;
    ada.expects(&format!("{KEPT} === 1")).await;
    let entry = format!("#conversation-{} [data-kept=draft]", journey.conversation.id);
    ada.expects(&format!("document.querySelector('{entry}')")).await;
    let is_shown = format!("document.querySelector('{entry}').offsetParent !== null");
    assert!(!ada.knows::<bool>(&is_shown).await, "it is open");
    ada.opens(&elsewhere.path()).await;
    ada.sees(&entry, "Draft: half a thought").await;
    // The entry comes anew with each message.
    journey.grace.says(&journey.conversation, "Well?").await;
    ada.sees(&format!("#conversation-{}", journey.conversation.id), "Well?").await;
    ada.sees(&entry, "Draft: half a thought").await;

    // Sent in another tab.
    let beside = journey.tab_beside(&ada).await;
    beside.clicks(COMPOSER).await;
    beside.presses("Enter").await;
    shows_texts(&beside, &["Well?", "half a thought"]).await;
    ada.expects("!document.querySelector('[data-kept]')").await;
}

#[tokio::test]
async fn a_draft_goes_on_and_ends_on_another_device() {
    let journey = Journey::start().await;
    let mary = journey.chat.person("mary").await;
    let elsewhere = journey.ada.talks_to(&mary).await;
    let ada = journey.window_of(&journey.ada).await;
    let phone = journey.window_of(&journey.ada).await;
    phone.opens(&elsewhere.path()).await;
    let entry = format!("#conversation-{} [data-kept=draft]", journey.conversation.id);

    ada.fills_in(COMPOSER, "half a thought").await;
    phone.sees(&entry, "Draft: half a thought").await;
    journey.opens_conversation(&phone, "").await;
    has_typed(&phone, "half a thought").await;
    // It goes on there: the first device had nothing else to say.
    phone.fills_in(COMPOSER, " or two").await;
    // What was not told before the page was left would count as newer there.
    let told = format!("localStorage['natter:kept:told:ada:{}']", journey.conversation.id);
    phone.expects(&format!("{told}?.includes('or two')")).await;
    phone.opens(&elsewhere.path()).await;
    phone.sees(&entry, "Draft: half a thought or two").await;
    journey.opens_conversation(&ada, "").await;
    has_typed(&ada, "half a thought or two").await;

    // What is sent, or taken back, is nobody's draft any more.
    ada.clicks(COMPOSER).await;
    ada.presses("Enter").await;
    shows_texts(&ada, &["half a thought or two"]).await;
    phone.expects(&format!("!document.querySelector('{entry}')")).await;
    journey.opens_conversation(&phone, "").await;
    has_typed(&phone, "").await;
}

#[tokio::test]
async fn what_the_server_was_not_told_is_newer_than_what_it_has() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let draft = format!("{}/draft", journey.conversation.path());
    journey.ada.post(&draft).form(&[("body", "of before")]).await.is(303);
    journey.opens_conversation(&ada, "").await;
    has_typed(&ada, "of before").await;

    ada.knows::<bool>("window.fetch = () => Promise.reject(new Error('away')), true").await;
    ada.fills_in(COMPOSER, ", and newer").await;
    journey.opens_conversation(&ada, "").await;
    has_typed(&ada, "of before, and newer").await;
    let other = journey.window_of(&journey.ada).await;
    other
        .expects("document.querySelector('[data-kept=draft]')?.textContent.includes('newer')")
        .await;
}

#[tokio::test]
async fn what_was_not_sent_outlives_its_page_and_is_sent_by_any_other() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);

    is_offline(&ada, true).await;
    says(&ada, "from the tunnel").await;
    says(&ada, "still there").await;
    has_states(&ada, &["sending", "sending"]).await;
    let ada = journey.browser.reopens(ada).await;
    ada.opens("/settings").await;
    shows_texts(&grace, &["from the tunnel", "still there"]).await;
    ada.expects(&format!("{KEPT} === 0")).await;
    journey.opens_conversation(&ada, "").await;
    shows_texts(&ada, &["from the tunnel", "still there"]).await;
    has_states(&ada, &[]).await;

    // As the release before has kept it.
    let before = format!(
        "localStorage.setItem('natter:kept:unsent:ada:{}', \
             JSON.stringify([{{nonce: 'of-before', text: 'before the upgrade'}}])), true",
        journey.conversation.id
    );
    ada.knows::<bool>(&before).await;
    ada.opens("/settings").await;
    ada.hovers_over("h1").await;
    shows_texts(&grace, &["from the tunnel", "still there", "before the upgrade"]).await;
    ada.expects(&format!("{KEPT} === 0")).await;
}

#[tokio::test]
async fn what_had_arrived_is_not_offered_again() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;

    is_offline(&ada, true).await;
    says(&ada, "it had arrived").await;
    has_states(&ada, &["sending"]).await;
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
async fn nothing_is_sent_in_the_name_of_whoever_signed_in_since() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let beside = journey.browser.window_beside(&ada).await;
    beside.opens("/healthz").await;

    is_offline(&ada, true).await;
    loses_stream(&ada).await;
    says(&ada, "by Ada").await;
    has_waiting(&ada, &["by Ada"]).await;
    let signs_in_as_grace = format!(
        "fetch('/logout', {{method: 'POST'}}).then(() => fetch('/login', {{method: 'POST', \
         body: new URLSearchParams({{username: 'grace', password: '{PASSWORD}'}})}})).then(() => true)"
    );
    assert!(beside.knows::<bool>(&signs_in_as_grace).await);
    is_offline(&ada, false).await;
    // The page finds out who it is for now.
    ada.expects("document.body.dataset.username === 'grace'").await;
    ada.expects(crate::journey::STREAM).await;
    assert!(history(&journey.grace, &journey.conversation).await.is_empty());
    assert!(
        ada.knows::<bool>(&format!("{KEPT} === 1 && !document.querySelector('article')")).await
    );
}

#[tokio::test]
async fn a_page_asks_before_it_is_left_only_when_words_would_be_lost() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let mut questions = ada.tab.event_listener::<EventJavascriptDialogOpening>().await.unwrap();

    journey.chat.signal("STOP");
    says(&ada, "kept").await;
    has_states(&ada, &["sending"]).await;
    let asks = "!dispatchEvent(new Event('beforeunload', {cancelable: true}))";
    assert!(!ada.knows::<bool>(asks).await, "it is kept");
    let full = "Storage.prototype.setItem = () => { throw new Error('full') }, true";
    ada.knows::<bool>(full).await;
    says(&ada, "not kept").await;
    has_waiting(&ada, &["kept", "not kept"]).await;
    ada.knows::<bool>("setTimeout(() => location.reload()), true").await;
    questions.next().await.expect("it asks before it is left");
    ada.tab.execute(HandleJavaScriptDialogParams::new(false)).await.unwrap();
    journey.chat.signal("CONT");
    shows_texts(&ada, &["kept", "not kept"]).await;
    assert!(!ada.knows::<bool>(asks).await, "it is stored");
}
