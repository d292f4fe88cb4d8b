//! Coming in.

use crate::harness::Chat;
use crate::harness::browser::Browser;
use crate::harness::person::PASSWORD;
use crate::journey::signs_in;

#[tokio::test]
async fn a_visitor_is_led_to_the_sign_in_page_and_gets_in() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;

    window.opens("/").await;
    window.sees("h1", "Sign in").await;
    assert_eq!(window.path().await, "/login");

    window.fills_in("[name=username]", "ada").await;
    window.fills_in("[name=password]", PASSWORD).await;
    window.presses("Enter").await;
    window.expects("location.pathname === '/conversations'").await;
    window.expects("document.querySelector('#conversations')").await;
}

#[tokio::test]
async fn a_password_can_be_looked_at_and_is_hidden_again_when_sent() {
    let chat = Chat::start().await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    window.opens("/login").await;
    window.expects("document.activeElement.id === 'username'").await;
    window.fills_in("#username", "ada").await;
    window.fills_in("#password", "not hers").await;
    window.knows::<bool>("password.setSelectionRange(3, 3), true").await;
    let is = async |kind: &str, pressed: bool| {
        let button = "document.querySelector('[data-show-password]').ariaPressed";
        window.expects(&format!("password.type === '{kind}' && {button} === '{pressed}'")).await;
        window
            .expects("document.activeElement === password && password.selectionStart === 3")
            .await;
    };
    window.clicks("[data-show-password]").await;
    is("text", true).await;
    window.clicks("[data-show-password]").await;
    is("password", false).await;
    window.clicks("[data-show-password]").await;
    is("text", true).await;

    let keep = "document.forms[0].addEventListener('submit', (event) => \
                (event.preventDefault(), window.sentAs = password.type)), true";
    window.knows::<bool>(keep).await;
    window.presses("Enter").await;
    window.expects("window.sentAs === 'password'").await;
}

#[tokio::test]
async fn every_password_field_can_be_shown_by_a_finger() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let reset = chat.reset_link("ada").await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    window.opens("/login").await;
    window.is_wide(320).await;
    window.is_touched().await;
    let can_be_shown = async |path: &str, fields: usize| {
        window.opens(path).await;
        let buttons = "[...document.querySelectorAll('[type=password] + button')]";
        window
            .expects(&format!(
                "{buttons}.length === {fields} && document.querySelectorAll('[type=password]').length === {fields} && \
                 {buttons}.every(({{ariaLabel, offsetWidth, offsetHeight}}) => \
                     ariaLabel === 'Show password' && offsetWidth >= 44 && offsetHeight >= 44)"
            ))
            .await;
    };
    can_be_shown("/login", 1).await;
    can_be_shown("/register", 1).await;
    can_be_shown(&reset, 1).await;
    signs_in(&window, &ada).await;
    can_be_shown("/settings", 2).await;
}
