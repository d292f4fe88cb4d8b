//! What was chosen for a message, and what was shared in a conversation.

use crate::harness::{Chat, Conversation, Person};

/// A message with one file that is called so.
async fn sends_file(person: &Person, conversation: &Conversation, name: &str) {
    let id = person.uploaded(conversation, name, b"\x01some bytes").await;
    person.sends(conversation, &[("body", ""), ("file", &id)]).await.is(200);
}

/// The names of the files on the page of what was shared.
async fn shared(person: &Person, conversation: &Conversation, kind: &str) -> Vec<String> {
    let page = person.opens(&format!("{}/files?kind={kind}", conversation.path())).await;
    page.all("main .file b", |name| name.text().collect::<String>())
}

#[tokio::test]
async fn what_is_chosen_is_its_uploaders_alone_until_it_is_sent() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let id = ada.uploaded(&conversation, "plan.bin", b"\x01bytes").await;
    let path = format!("/files/{id}");
    let shown = ada.get(&path).htmx().await.is(200);
    assert!(shown.body.contains("plan.bin"), "{}", shown.body);
    grace.get(&path).await.is(404);
    grace.post(&path).form(&[("alt", "mine")]).await.is(404);
    grace.post(&path).form(&[("discard", "1")]).await.is(204);
    ada.post(&path).form(&[("alt", &*"x".repeat(401))]).await.is(422);
    ada.post(&path).form(&[("alt", " A\nplan ")]).await.is(204);
    let alt = "SELECT count(*) FROM files WHERE alt = 'A plan'";
    assert_eq!(chat.place.count(alt).await, 1);
    ada.sends(&conversation, &[("file", &id)]).await.is(200);
    for person in [&ada, &grace] {
        person.get(&path).await.is(404);
        person.post(&path).form(&[("alt", "later")]).await.is(404);
        person.post(&path).form(&[("discard", "1")]).await.is(204);
        person.downloads(&id).await.is(200);
    }
    let other = ada.uploaded(&conversation, "b.bin", b"\x01bytes").await;
    ada.post(&format!("/files/{other}")).form(&[("discard", "1")]).await.is(204);
    ada.downloads(&other).await.is(404);
    assert_eq!(chat.place.count("SELECT count(*) FROM objects").await, 1);
}

#[tokio::test]
async fn what_was_shared_is_what_its_reader_may_see() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let edsger = chat.person("edsger").await;
    for name in ["a.bin", "b.bin", "c.bin"] {
        sends_file(&ada, &conversation, name).await;
    }
    ada.says(&conversation, "See https://example.org/x and http://example.com/.").await;
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(shared(&grace, &conversation, "files").await, names(&["c.bin", "b.bin", "a.bin"]));
    let links = names(&["example.org/x", "example.com"]);
    assert_eq!(shared(&grace, &conversation, "links").await, links);
    assert!(shared(&grace, &conversation, "pictures").await.is_empty());
    assert!(shared(&grace, &conversation, "voice").await.is_empty());
    edsger.get(&format!("{}/files", conversation.path())).await.is(404);
    ada.get(&format!("{}/files?kind=secrets", conversation.path())).await.refused();

    grace.does(&conversation, 2, "hide", &[]).await.is(204);
    ada.does(&conversation, 3, "delete", &[]).await.is(200);
    assert_eq!(shared(&grace, &conversation, "files").await, names(&["a.bin"]));
    assert_eq!(shared(&ada, &conversation, "files").await, names(&["b.bin", "a.bin"]));
    grace.post(&format!("{}/clear", conversation.path())).form(&[("x", "")]).await.is(303);
    assert!(shared(&grace, &conversation, "files").await.is_empty());
    assert!(shared(&grace, &conversation, "links").await.is_empty());
}

#[tokio::test]
async fn what_was_shared_is_paged_without_gaps() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let (ada, _, conversation) = chat.pair().await;
    for message in 0..13 {
        let mut fields = vec![("body".to_owned(), String::new())];
        for place in 0..5 {
            let name = format!("{message}-{place}.bin");
            fields.push(("file".to_owned(), ada.uploaded(&conversation, &name, b"\x01x").await));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (&**a, &**b)).collect();
        ada.sends(&conversation, &fields).await.is(200);
    }
    let mut seen = Vec::new();
    let mut path = Some(format!("{}/files?kind=files", conversation.path()));
    while let Some(next) = path {
        let page = ada.opens(&next).await;
        seen.extend(page.all("main .file b", |name| name.text().collect::<String>()));
        path = page.attribute(".older a", "href");
    }
    let wanted: Vec<String> = (0..13)
        .rev()
        .flat_map(|message| (0..5).rev().map(move |place| format!("{message}-{place}.bin")))
        .collect();
    assert_eq!(seen, wanted);
}
