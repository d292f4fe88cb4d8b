//! Conversations that somebody has pinned stand first in their own list.

use futures_util::future::join_all;

use crate::harness::{Chat, Conversation, Page, Person};

async fn pins(person: &Person, conversation: &Conversation, pinned: &str) {
    let path = format!("{}/pinned", conversation.path());
    person.post(&path).form(&[("pinned", pinned)]).await.redirects_to(&conversation.path());
}

fn ids(page: &Page) -> Vec<String> {
    page.entries().into_iter().map(|entry| entry.id).collect()
}

fn orders(page: &Page) -> Vec<u64> {
    page.all("li[data-order]", |entry| entry.attr("data-order").unwrap().parse().unwrap())
}

#[tokio::test]
async fn the_pinned_ones_stand_first_newest_first_for_who_has_pinned_them() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, 4).await;
    let id = |place: usize| crowd[place].1.id.clone();
    for place in [2, 0] {
        pins(&ada, &crowd[place].1, "1").await;
    }
    let list = ada.opens("/conversations").await;
    assert_eq!(ids(&list), [id(2), id(0), id(3), id(1)]);
    assert!(orders(&list).is_sorted_by(|one, next| one > next), "{:?}", orders(&list));
    assert_eq!(list.all(".conversation-entry__pin", |_| ()).len(), 2);
    assert!(!crowd[0].0.opens("/conversations").await.has(".conversation-entry__pin"));

    crowd[1].0.says(&crowd[1].1, "news").await;
    crowd[0].0.says(&crowd[0].1, "news").await;
    assert_eq!(ids(&ada.opens("/conversations").await), [id(0), id(2), id(1), id(3)]);
    let menu = "#menu [name=pinned]";
    assert_eq!(ada.looks_at(&crowd[0].1).await.attribute(menu, "value").as_deref(), Some("0"));
    pins(&ada, &crowd[0].1, "0").await;
    assert_eq!(ids(&ada.opens("/conversations").await), [id(2), id(0), id(1), id(3)]);
    assert_eq!(ada.looks_at(&crowd[0].1).await.attribute(menu, "value").as_deref(), Some("1"));
}

#[tokio::test]
async fn a_list_with_pinned_ones_goes_on_without_gaps() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, 34).await;
    for place in [0, 33, 2] {
        pins(&ada, &crowd[place].1, "1").await;
    }
    let first = ada.opens("/conversations").await;
    let more = first.attribute("li.older a", "href").unwrap();
    let rest = ada.get(&more).htmx().await.is(200).page();
    let pinned = [33, 2, 0].into_iter();
    let places = pinned.chain((3..33).rev()).chain([1]);
    let wanted: Vec<_> = places.map(|place| crowd[place].1.id.clone()).collect();
    assert_eq!([ids(&first), ids(&rest)].concat(), wanted);
    assert_eq!((ids(&first).len(), rest.has("li.older")), (30, false));
}

#[tokio::test]
async fn one_can_pin_ten() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, 11).await;
    for (_, conversation) in &crowd[..10] {
        pins(&ada, conversation, "1").await;
    }
    let path = format!("{}/pinned", crowd[10].1.path());
    let refused = ada.post(&path).form(&[("pinned", "1")]).await.is(422);
    assert!(refused.page().text().contains("Ten conversations are pinned already"));
    ada.post(&path).htmx().form(&[("pinned", "1")]).await.is(422);
    // Those that are may be pinned again, and one that is not any more makes room.
    pins(&ada, &crowd[3].1, "1").await;
    pins(&ada, &crowd[3].1, "0").await;
    pins(&ada, &crowd[10].1, "1").await;
    assert_eq!(ada.opens("/conversations").await.all(".conversation-entry__pin", |_| ()).len(), 10);
}

#[tokio::test]
async fn also_at_once_one_can_pin_ten() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, 14).await;
    for (_, conversation) in &crowd[..8] {
        pins(&ada, conversation, "1").await;
    }
    let at_once = crowd[8..].iter().map(async |(_, conversation)| {
        let path = format!("{}/pinned", conversation.path());
        ada.post(&path).htmx().form(&[("pinned", "1")]).await.status
    });
    let mut came = join_all(at_once).await;
    came.sort_unstable();
    assert_eq!(came, [204, 204, 422, 422, 422, 422]);
}

#[tokio::test]
async fn own_other_pages_follow_a_pin() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let (_, conversation) = chat.crowd_around(&ada, 1).await.remove(0);
    let mut stream = ada.on_another_device().await.listens_to_the_list().await;
    let path = format!("{}/pinned", conversation.path());
    for (pinned, is_pinned) in [("1", true), ("0", false)] {
        ada.post(&path).htmx().form(&[("pinned", pinned)]).await.is(204);
        stream
            .expects("the entry with its pin", |event| {
                let page = event.page();
                let shown = page.entry(&conversation)?;
                (page.has(".conversation-entry__pin") == is_pinned).then_some(shown)
            })
            .await;
    }
}

#[tokio::test]
async fn only_members_pin_and_only_on_or_off() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let path = format!("{}/pinned", conversation.path());
    for wrong in ["", "2", "yes"] {
        ada.post(&path).form(&[("pinned", wrong)]).await.is(400);
    }
    ada.post(&path).body("pinned=%ff").await.is(400);
    chat.person("mallory").await.post(&path).form(&[("pinned", "1")]).await.is(404);
    assert!(!ada.opens("/conversations").await.has(".conversation-entry__pin"));
}
