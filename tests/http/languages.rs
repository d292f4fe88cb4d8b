//! Every word a person reads is in their language.

use crate::harness::person::PASSWORD;
use crate::harness::{Chat, Page};

fn has_cyrillic(page: &Page) -> bool {
    page.text().chars().any(|c| ('а'..='я').contains(&c))
}

#[tokio::test]
async fn the_browsers_wish_is_followed() {
    let chat = Chat::start().await;
    for (wish, language) in [
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en", "en"),
        ("en-GB;q=0.9, ru;q=0.4", "en"),
        ("ru;q=0.3, en;q=0.7", "en"),
        ("de, ru;q=0.5", "ru"),
        ("de", "en"),
        ("*", "en"),
        (";;;q=,", "en"),
    ] {
        for path in ["/login", "/register", "/nothing-here"] {
            let page = chat.visitor().speaking(wish).get(path).await.page();
            assert_eq!(page.language().as_deref(), Some(language), "{path} for {wish}");
            assert_eq!(has_cyrillic(&page), language == "ru", "{path} for {wish}");
        }
    }
}

#[tokio::test]
async fn signed_in_pages_errors_and_the_stream_speak_it_too() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    let visitor = chat.visitor().speaking("ru");
    let refused = visitor.signs_in("ada", "wrong password").await.is(422).page();
    assert!(refused.complaint("username").unwrap().chars().any(|c| ('а'..='я').contains(&c)));
    visitor.signs_in("ada", PASSWORD).await.is(303);
    let page = visitor.opens("/conversations").await;
    assert_eq!(page.language().as_deref(), Some("ru"));
    assert!(has_cyrillic(&page));
    assert!(has_cyrillic(&visitor.get("/conversations/x").await.is(404).page()));
    let json = visitor.post("/login").body("{}").header("content-type", "application/json").await;
    assert!(has_cyrillic(&json.refused().page()));
}
