//! A page is for the person it was made for, whoever has signed in since.

use scraper::Selector;

use crate::harness::person::PASSWORD;
use crate::harness::upload::{content_type, multipart};
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

/// Every form of her pages, and those that only Telegram brings.
#[tokio::test]
async fn no_form_of_an_old_page_does_anything_for_somebody_else() {
    let chat = Chat::start().await;
    let (ada, ..) = chat.pair().await;
    for path in ["/contacts", "/inviters", "/invitations"] {
        ada.post(path).form(&[("username", "grace")]).await.is(303);
    }
    let mut forms =
        vec!["/settings/telegram/unlink".to_owned(), "/settings/telegram/test".to_owned()];
    for path in ["/settings", "/contacts", "/invitations", "/people?q=g", "/people/grace"] {
        let page = ada.opens(path).await;
        let found = page.all("form[method=post]", |form| {
            let reader = Selector::parse("[name=reader]").unwrap();
            (form.attr("action").unwrap().to_owned(), form.select(&reader).next().is_some())
        });
        assert!(found.iter().all(|(_, names_reader)| *names_reader), "{path}: {found:?}");
        forms.extend(found.into_iter().map(|(action, _)| action));
    }
    for removal in ["/contacts/grace/remove", "/inviters/grace/remove"] {
        assert!(forms.iter().any(|action| action == removal), "{removal} in {forms:?}");
    }
    // Signing out is for whoever is here.
    for action in forms.iter().filter(|action| *action != "/logout") {
        let fields = [("reader", "grace")];
        let ask = ada.post(action);
        let answer = match action.ends_with("/avatar") {
            true => ask.body(multipart(&fields, None)).header("content-type", &content_type()),
            false => ask.form(&fields),
        };
        assert_eq!(answer.await.status, 403, "{action}");
    }
}
