//! Everything but live updates works with scripts off.

use chromiumoxide::cdp::browser_protocol::dom::{
    FocusParams, GetDocumentParams, GetOuterHtmlParams,
};
use chromiumoxide::cdp::browser_protocol::emulation::SetScriptExecutionDisabledParams;
use chromiumoxide::cdp::browser_protocol::input::InsertTextParams;

use crate::harness::browser::{Browser, Window};
use crate::harness::person::PASSWORD;
use crate::harness::{Chat, eventually};

/// What the page says. Asked over the protocol, because no script runs in it.
pub async fn reads(window: &Window, words: &str) {
    eventually(words, async || {
        let root = window.tab.execute(GetDocumentParams::default()).await.ok()?.root.node_id;
        let asked = GetOuterHtmlParams::builder().node_id(root).build();
        let html = window.tab.execute(asked).await.ok()?.outer_html.clone();
        html.contains(words).then_some(())
    })
    .await;
}

/// Asked again when the page is just being left: then the element is gone.
async fn focuses(window: &Window, selector: &str) {
    eventually(selector, async || {
        let element = window.tab.find_element(selector).await.ok()?;
        let focus = FocusParams::builder().backend_node_id(element.backend_node_id).build();
        window.tab.execute(focus).await.ok().map(drop)
    })
    .await;
}

pub async fn types(window: &Window, selector: &str, text: &str) {
    focuses(window, selector).await;
    window.tab.execute(InsertTextParams::new(text)).await.unwrap();
}

pub async fn presses_enter(window: &Window, selector: &str) {
    presses(window, selector, "Enter").await;
}

pub async fn presses_space(window: &Window, selector: &str) {
    presses(window, selector, " ").await;
}

async fn presses(window: &Window, selector: &str, key: &str) {
    focuses(window, selector).await;
    // The element that was focused may be asked for again at a bad moment.
    eventually(selector, async || {
        let element = window.tab.find_element(selector).await.ok()?;
        element.press_key(key).await.ok().map(drop)
    })
    .await;
}

#[tokio::test]
async fn two_people_register_and_talk_by_forms_alone() {
    let chat = Chat::start().await;
    chat.person("grace").await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    window.tab.execute(SetScriptExecutionDisabledParams::new(true)).await.unwrap();

    window.opens("/register").await;
    types(&window, "[name=username]", "ada").await;
    types(&window, "[name=display_name]", "Ada").await;
    types(&window, "[name=password]", PASSWORD).await;
    presses_enter(&window, "[name=password]").await;
    reads(&window, "Hello, Ada").await;

    types(&window, "#search", "gra").await;
    presses_enter(&window, "#search").await;
    reads(&window, "1 person").await;
    presses_enter(&window, ".person__open button").await;
    reads(&window, "@grace").await;

    types(&window, "#composer textarea", "By form").await;
    presses_enter(&window, "#composer [type=submit]").await;
    reads(&window, "By form</p>").await;
    reads(&window, "id=\"message-1\"").await;
}

#[tokio::test]
async fn contacts_settings_and_devices_work_by_forms_alone() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    window.tab.execute(SetScriptExecutionDisabledParams::new(true)).await.unwrap();
    window.opens("/login").await;
    types(&window, "[name=username]", &ada.username).await;
    types(&window, "[name=password]", PASSWORD).await;
    presses_enter(&window, "[name=password]").await;
    reads(&window, "Hello, Ada").await;

    window.opens("/contacts").await;
    types(&window, "#username", &grace.username).await;
    presses_enter(&window, "[formaction='/contacts']").await;
    reads(&window, "In your contacts").await;
    presses_enter(&window, "form[action='/contacts/grace/remove'] button").await;
    reads(&window, "Not in your contacts").await;

    window.opens("/settings").await;
    types(&window, "#display_name", "Lovelace, ").await;
    presses_enter(&window, "form[action='/settings/profile'] button").await;
    reads(&window, "Saved").await;
    reads(&window, "Lovelace, Ada").await;
    presses_enter(&window, "[name=session][value=others]").await;
    reads(&window, "All other devices are signed out").await;
    ada.get("/conversations").await.is(303);

    types(&window, "#current_password", PASSWORD).await;
    types(&window, "#new_password", "another horse 43").await;
    presses_enter(&window, "#new_password").await;
    reads(&window, "Password changed").await;
    presses_enter(&window, "form[action='/logout'] button").await;
    reads(&window, "User name or e-mail").await;
}

#[tokio::test]
async fn messages_are_dealt_with_by_forms_alone() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let notes = ada.talks_to(&ada).await;
    grace.says(&conversation, "good morning").await;
    ada.says(&conversation, "hello").await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    window.has_the_session_of(&ada).await;
    window.tab.execute(SetScriptExecutionDisabledParams::new(true)).await.unwrap();
    let actions = |seq: u64| format!("{}/messages/{seq}/actions", conversation.path());

    window.opens(&actions(1)).await;
    presses_enter(&window, ".message-menu [data-act=reply]").await;
    reads(&window, "Reply to Grace").await;
    types(&window, "#composer textarea", "by form").await;
    presses_enter(&window, "#composer [type=submit]").await;
    reads(&window, "by form</p>").await;
    window.opens(&actions(2)).await;
    presses_enter(&window, ".message-menu [data-act=edit]").await;
    reads(&window, "Edit message").await;
    types(&window, "#composer textarea", " there").await;
    presses_enter(&window, "#composer [type=submit]").await;
    reads(&window, "Edited").await;

    window.opens(&actions(1)).await;
    presses_enter(&window, ".message-menu [value='👍']").await;
    reads(&window, "data-by=\"ada\"").await;
    window.opens(&actions(1)).await;
    types(&window, "main [name=q]", "fire").await;
    presses_enter(&window, "main [name=q]").await;
    reads(&window, "value=\"fire\"").await;
    presses_enter(&window, ".emoji-picker__list [value='🔥']").await;
    reads(&window, "data-emoji=\"🔥\"").await;
    window.opens(&actions(1)).await;
    presses_enter(&window, ".message-menu [formaction$='/pin']").await;
    reads(&window, "All pinned messages").await;
    window.opens(&format!("{}/messages/1/forward", conversation.path())).await;
    presses_space(&window, &format!("[name=to][value='{}']", notes.id)).await;
    presses_enter(&window, "main form button[type=submit]").await;
    reads(&window, "Forwarded from Grace").await;
    window.opens(&actions(2)).await;
    presses_enter(&window, "#delete .button--danger").await;
    reads(&window, "Message deleted").await;
    window.opens(&actions(1)).await;
    presses_enter(&window, "#delete [formaction$='/hide']").await;
    reads(&window, "id=\"message-1\" data-seq=\"1\" data-version=\"9007199254740991\"").await;
}
