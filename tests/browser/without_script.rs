//! Everything but live updates works with scripts off.

use chromiumoxide::cdp::browser_protocol::dom::{
    FocusParams, GetDocumentParams, GetOuterHtmlParams,
};
use chromiumoxide::cdp::browser_protocol::emulation::SetScriptExecutionDisabledParams;
use chromiumoxide::cdp::browser_protocol::input::InsertTextParams;

use crate::harness::browser::Window;
use crate::harness::person::PASSWORD;
use crate::harness::{Chat, eventually};

/// What the page says. Asked over the protocol, because no script runs in it.
async fn reads(window: &Window, words: &str) {
    eventually(words, async || {
        let root = window.tab.execute(GetDocumentParams::default()).await.ok()?.root.node_id;
        let asked = GetOuterHtmlParams::builder().node_id(root).build();
        let html = window.tab.execute(asked).await.ok()?.outer_html.clone();
        html.contains(words).then_some(())
    })
    .await;
}

async fn focuses(window: &Window, selector: &str) {
    let element = window.tab.find_element(selector).await.unwrap();
    let focus = FocusParams::builder().backend_node_id(element.backend_node_id).build();
    window.tab.execute(focus).await.unwrap();
}

async fn types(window: &Window, selector: &str, text: &str) {
    focuses(window, selector).await;
    window.tab.execute(InsertTextParams::new(text)).await.unwrap();
}

async fn presses_enter(window: &Window, selector: &str) {
    focuses(window, selector).await;
    window.tab.find_element(selector).await.unwrap().press_key("Enter").await.unwrap();
}

#[tokio::test]
async fn two_people_register_and_talk_by_forms_alone() {
    let chat = Chat::start().await;
    chat.person("grace").await;
    let browser = crate::harness::browser::Browser::start().await;
    let window = browser.window(&chat).await;
    window.tab.execute(SetScriptExecutionDisabledParams::new(true)).await.unwrap();

    window.opens("/register").await;
    types(&window, "[name=username]", "ada").await;
    types(&window, "[name=display_name]", "Ada").await;
    types(&window, "[name=password]", PASSWORD).await;
    presses_enter(&window, "[name=password]").await;
    reads(&window, "Hello, Ada").await;

    types(&window, ".search input", "grace").await;
    presses_enter(&window, ".search input").await;
    reads(&window, "@grace").await;

    types(&window, "#composer textarea", "By form").await;
    presses_enter(&window, "#composer button").await;
    reads(&window, "By form</p>").await;
    reads(&window, "id=\"message-1\"").await;
}
