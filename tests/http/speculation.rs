//! What browsers may fetch before anybody clicks.

use serde_json::Value;

use crate::harness::Chat;

const HEADER: &str = "speculation-rules";

#[tokio::test]
async fn pages_of_people_who_are_signed_in_name_what_may_be_fetched_ahead() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    let page = ada.get(&notes.path()).await.is(200);
    let url = page.header(HEADER).unwrap().trim_matches('"').to_owned();
    let rules = ada.get(&url).await.is(200);
    assert_eq!(rules.header("content-type"), Some("application/speculationrules+json"));
    assert!(rules.header("cache-control").unwrap().contains("immutable"));
    let rules: Value = serde_json::from_str(&rules.body).unwrap();
    assert!(rules.get("prerender").is_none(), "a page must not run before it is seen");
    assert_eq!(rules["prefetch"][0]["eagerness"], "moderate");
    assert!(rules.to_string().contains("/conversations/*"));

    for path in ["/conversations", "/settings"] {
        assert!(ada.get(path).await.is(200).header(HEADER).is_some(), "{path}");
    }
    assert!(chat.visitor().get("/login").await.is(200).header(HEADER).is_none());
    let part = ada.get(&notes.messages()).htmx().await.is(200);
    assert!(part.header(HEADER).is_none());
}
