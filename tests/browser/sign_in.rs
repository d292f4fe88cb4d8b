//! Coming in.

use crate::harness::Chat;
use crate::harness::browser::Browser;
use crate::harness::person::PASSWORD;

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
