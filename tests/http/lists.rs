//! The list of conversations, where it is longer than a page.

use crate::harness::{Chat, Conversation, Page, Person};

/// Ada, to whom so many people have written, the first one first.
async fn crowded(count: usize) -> (Chat, Person, Vec<Conversation>) {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, count).await;
    let conversations = crowd.into_iter().map(|(_, conversation)| conversation).collect();
    (chat, ada, conversations)
}

fn ids(page: &Page) -> Vec<String> {
    page.entries().into_iter().map(|entry| entry.id).collect()
}

fn open(page: &Page) -> Vec<String> {
    page.all("li:has([aria-current=page])", |entry| entry.attr("id").unwrap().to_owned())
}

fn unread(page: &Page) -> u64 {
    let count = |value: &str| value.parse::<u64>().unwrap();
    let shown = page.all(".unread", |one| count(one.attr("data-count").unwrap()));
    shown.iter().sum::<u64>()
        + page.attribute("li.older", "data-unread").map_or(0, |beyond| count(&beyond))
}

#[tokio::test]
async fn the_open_conversation_is_in_the_list_however_far_down_it_is() {
    let (_chat, ada, crowd) = crowded(33).await;
    for (place, is_apart) in [(32, false), (3, false), (2, true), (0, true)] {
        let page = ada.looks_at(&crowd[place]).await;
        let id = &crowd[place].id;
        assert_eq!(open(&page), [format!("conversation-{id}")], "{place}");
        assert_eq!(page.has("li[data-apart]"), is_apart, "{place}");
        // It stands after the part that is loaded, which goes on without it.
        assert_eq!(ids(&page).len(), 30 + usize::from(is_apart));
        assert_eq!(ids(&page).last() == Some(id), is_apart || place == 3, "{place}");
        assert_eq!(unread(&page), 33, "each is counted once, {place}");
        let more = page.attribute("li.older a", "href").expect("there is more");
        let part = ada.get(&more).htmx().await.is(200).page();
        let rest: Vec<String> = [2, 1, 0].map(|place| crowd[place].id.clone()).into();
        assert_eq!((ids(&part), open(&part)), (rest, Vec::new()));
    }
}

#[tokio::test]
async fn as_much_of_the_list_as_was_loaded_comes_in_one_part() {
    let (_chat, ada, crowd) = crowded(63).await;
    let more = ada.opens("/conversations").await.attribute("li.older a", "href").unwrap();
    for (asked, come) in [("", 30), ("&entries=1", 30), ("&entries=32", 32), ("&entries=999", 33)] {
        let part = ada.get(&format!("{more}{asked}")).htmx().await.is(200).page();
        let wanted: Vec<_> = crowd.iter().rev().skip(30).take(come).map(|one| &one.id).collect();
        assert_eq!(ids(&part).iter().collect::<Vec<_>>(), wanted, "{asked}");
        assert_eq!(part.has("li.older"), come < 33, "{asked}");
    }
    ada.get(&format!("{more}&entries=x")).htmx().await.is(400);
}
