//! A page is for the person it was made for, whoever has signed in since.

use crate::harness::person::PASSWORD;
use crate::harness::{Chat, Page};

/// The fields of the composer on this page, with these words.
fn composer(page: &Page, path: &str, words: &str) -> Vec<(String, String)> {
    let mut form = page.form(path);
    for (name, value) in &mut form {
        if name == "body" {
            *value = words.to_owned();
        }
    }
    form
}

#[tokio::test]
async fn what_an_old_page_sends_is_never_said_by_somebody_else() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let page = ada.looks_at(&conversation).await;
    let settings = ada.opens("/settings").await;
    let (path, stream) = (conversation.messages(), page.stream());
    // In the same browser Grace signs in.
    ada.post("/logout").await.is(303);
    ada.signs_in("grace", PASSWORD).await.is(303);

    let form = composer(&page, &path, "typed by Ada");
    ada.post(&path).form(&form).await.is(403);
    ada.post(&path).htmx().form(&form).await.is(403);
    for (path, field) in [("read", ("seq", "1")), ("typing", ("", ""))] {
        let fields = [("reader", "ada"), field];
        ada.post(&format!("{}/{path}", conversation.path())).htmx().form(&fields).await.is(403);
    }
    ada.post("/presence").form(&[("reader", "ada"), ("connection", "x")]).await.is(403);
    let profile = settings.form("/settings/profile");
    ada.post("/settings/profile").form(&profile).await.is(403);
    assert_eq!(ada.asks_for_stream(&stream, None).await.status(), 401);
    assert!(grace.looks_at(&conversation).await.messages().is_empty());

    // Her own page is good.
    let page = ada.looks_at(&conversation).await;
    ada.post(&path).form(&composer(&page, &path, "by Grace")).await.is(303);
    let messages = grace.looks_at(&conversation).await.messages();
    assert_eq!((messages.len(), messages[0].author.as_str()), (1, "grace"));
}
