//! Groups in messages and lists: who said it, and which conversations are shown.

use crate::harness::{Chat, Page};

fn preview(page: &Page) -> String {
    page.text_of("#conversations .conversation-entry__preview").unwrap_or_default()
}

#[tokio::test]
async fn in_a_group_a_message_names_its_author_and_elsewhere_it_does_not() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let group = ada.makes_group("The pond", &[&grace]).await;
    for place in [&conversation, &*group] {
        grace.says(place, "one").await;
        grace.says(place, "two").await;
    }
    let page = ada.looks_at(&group).await;
    assert_eq!(page.all("article .message__avatar", |_| ()).len(), 2);
    assert_eq!(page.all("article .message__author:not(.visually-hidden)", |_| ()).len(), 1);
    assert_eq!(page.attribute(".message__author a", "href").as_deref(), Some("/people/grace"));
    // The same for everybody: who reads it takes it away from their own.
    assert_eq!(grace.looks_at(&group).await.articles(), page.articles());
    let own = grace.get("/own/grace.css").await.is(200).body;
    assert!(own.contains("--message-avatar: none"), "{own}");
    let page = ada.looks_at(&conversation).await;
    assert!(!page.has(".message__avatar"));
    assert!(!page.has("article .message__author:not(.visually-hidden)"));
}

#[tokio::test]
async fn a_line_and_a_message_of_a_group_come_live_as_they_are_on_the_page() {
    let chat = Chat::start().await;
    let (ada, grace, dora) =
        (chat.person("ada").await, chat.person("grace").await, chat.person("dora").await);
    let group = ada.makes_group("The pond", &[&grace]).await;
    let mut stream = grace.listens_to(&group).await;
    ada.takes_in(&group, &[&dora]).await;
    let line =
        stream.expects("a line", |event| Page::new(&event.data).lines().first().cloned()).await;
    assert_eq!(line, "Ada added Dora");
    ada.says(&group, "welcome").await;
    stream.expects("a message", |event| event.data.contains("message__avatar").then_some(())).await;
    let page = grace.looks_at(&group).await;
    assert!(!page.has(".message--service .message__more"), "nothing is done with a line");
    assert!(!page.has(".message--continues"));
}

#[tokio::test]
async fn the_list_says_who_said_it_and_what_happened() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    grace.is_now_called("Grace Hopper").await;
    ada.is_now_called("Ada Lovelace").await;
    let group = ada.makes_group("The pond", &[&grace]).await;
    let list = grace.opens("/conversations").await;
    assert_eq!(preview(&list), "Ada made the group The pond");
    assert_eq!(grace.unread(&group).await.as_deref(), Some("1"), "it concerns her");
    assert_eq!(ada.unread(&group).await, None);
    grace.says(&group, "hello").await;
    assert_eq!(preview(&ada.opens("/conversations").await), "Grace: hello");
    assert_eq!(preview(&grace.opens("/conversations").await), "You: hello");
}

#[tokio::test]
async fn a_long_list_can_be_shortened_and_a_short_one_need_not_be() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, 10).await;
    let group = ada.makes_group("The pond", &[&crowd[0].0]).await;
    let ids = |page: Page| page.entries().into_iter().map(|entry| entry.id).collect::<Vec<_>>();
    assert!(!ada.opens("/conversations").await.has(".conversation-list__kinds"), "eleven");
    ada.talks_to(&ada).await;
    let page = ada.opens("/conversations").await;
    let links =
        page.all(".conversation-list__kinds a", |link| link.attr("href").map(str::to_owned));
    assert_eq!(
        links.into_iter().flatten().collect::<Vec<_>>(),
        ["/conversations", "/conversations?show=unread", "/conversations?show=groups"]
    );
    let page = ada.opens("/conversations?show=groups").await;
    assert_eq!(page.text_of(".chip[aria-current=page]").as_deref(), Some("Groups"));
    assert!(!page.has("#conversations"), "no stream changes it");
    assert_eq!(ids(page), std::slice::from_ref(&group.id));
    let unread = ids(ada.opens("/conversations?show=unread").await);
    assert_eq!(unread.len(), 10);
    assert!(!unread.contains(&group.id));
    for (_, conversation) in &crowd {
        ada.reads(conversation, 1).await;
    }
    let page = ada.opens("/conversations?show=unread").await;
    assert!(page.text().contains("All read"), "{}", page.text());
    let guest = &crowd[1].0;
    assert!(guest.opens("/conversations?show=groups").await.text().contains("You are in no group"));
    for wrong in ["show=x", "show=", "show=all&show=all"] {
        ada.get(&format!("/conversations?{wrong}")).await.is(400);
    }
    ada.opens("/conversations?show=all").await;
}

#[tokio::test]
async fn a_shortened_list_is_paged_too() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    chat.crowd_around(&ada, 31).await;
    let page = ada.opens("/conversations?show=unread").await;
    assert_eq!(page.entries().len(), 30);
    let more = page.attribute(".older a", "href").expect("more");
    let page = ada.opens(&more).await;
    assert_eq!(page.entries().len(), 1);
    assert_eq!(page.text_of(".chip[aria-current=page]").as_deref(), Some("Unread"));
}
