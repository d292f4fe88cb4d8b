//! Reading back: pages of fifty, unbroken, oldest first.

use std::ops::RangeInclusive;

use crate::harness::{Chat, Conversation, Page, Person};

async fn a_history(chat: &Chat, length: u64) -> (Person, Conversation) {
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    ada.counts(&conversation, length).await;
    (grace, conversation)
}

/// The part that `query` asks for, by htmx and by a visit alike.
async fn part(person: &Person, conversation: &Conversation, query: &str) -> Vec<u64> {
    let path = format!("{}?{query}", conversation.messages());
    let fragment = person.get(&path).htmx().await.is(200).page();
    assert!(!fragment.is_whole(), "{query} is a fragment for htmx");
    let visited = person.opens(&path).await;
    let shown = person.opens(&format!("{}?{query}", conversation.path())).await;
    for page in [&visited, &shown] {
        assert!(page.is_whole() && page.has("textarea[name=body]"), "{query} is a page");
        assert_eq!(page.articles(), fragment.articles(), "{query}");
    }
    let messages = fragment.messages();
    assert!(messages.iter().all(|message| message.text == message.seq.to_string()));
    messages.iter().map(|message| message.seq).collect()
}

fn shown(page: &Page) -> Vec<u64> {
    page.messages().iter().map(|message| message.seq).collect()
}

fn all(range: RangeInclusive<u64>) -> Vec<u64> {
    range.collect()
}

#[tokio::test]
async fn a_page_shows_the_newest_fifty_when_all_is_read() {
    let chat = Chat::start().await;
    let (grace, conversation) = a_history(&chat, 120).await;
    grace.reads(&conversation, 120).await;
    let page = grace.looks_at(&conversation).await;
    assert_eq!(shown(&page), all(71..=120));
    assert!(!page.has(".divider"));
    assert_eq!(page.value("seen").as_deref(), Some("120"));
}

#[tokio::test]
async fn a_page_shows_fifty_around_the_first_unread_one() {
    let chat = Chat::start().await;
    let (grace, conversation) = a_history(&chat, 160).await;
    grace.reads(&conversation, 30).await;
    grace.sends(&conversation, &[("body", "own"), ("seen", "30")]).await.is(200);
    let page = grace.looks_at(&conversation).await;
    assert_eq!(shown(&page), all(7..=56));
    assert!(page.text_of(".divider").unwrap().starts_with("New messages · 99+"));
    let divided = page.attribute(".divider + article", "data-seq");
    assert_eq!(divided.as_deref(), Some("31"));
    // A form without script claims no more than that.
    assert_eq!(page.value("seen").as_deref(), Some("30"));
    assert!(page.text().contains("Mark as read"));

    grace.reads(&conversation, 120).await;
    let page = grace.looks_at(&conversation).await;
    assert_eq!(shown(&page), all(97..=146));
    assert!(page.text_of(".divider").unwrap().starts_with("New messages · 40"));
    // Own messages are nothing new.
    grace.reads(&conversation, 160).await;
    let page = grace.looks_at(&conversation).await;
    assert_eq!(shown(&page), all(112..=161));
    assert!(!page.has(".divider"));
}

#[tokio::test]
async fn a_part_leads_on_at_its_outer_side_and_a_page_at_both() {
    let chat = Chat::start().await;
    let (grace, conversation) = a_history(&chat, 200).await;
    for (query, leads) in [
        ("before=120", (true, false)),
        ("after=60", (false, true)),
        ("around=100", (true, true)),
        ("before=40", (false, false)),
        ("after=160", (false, false)),
    ] {
        let path = format!("{}?{query}", conversation.messages());
        let part = grace.get(&path).htmx().await.is(200).page();
        assert_eq!((part.has(".older"), part.has(".newer")), leads, "{query}");
    }
    for query in ["before=120", "after=60", "around=100"] {
        let page = grace.opens(&format!("{}?{query}", conversation.path())).await;
        assert!(page.has("#messages > .older") && page.has("#messages > .newer"), "{query}");
    }
}

#[tokio::test]
async fn one_can_page_back_to_the_beginning_and_forth_to_the_end() {
    let chat = Chat::start().await;
    let (grace, conversation) = a_history(&chat, 120).await;
    assert_eq!(part(&grace, &conversation, "before=71").await, all(21..=70));
    assert_eq!(part(&grace, &conversation, "before=21").await, all(1..=20));
    assert_eq!(part(&grace, &conversation, "before=1").await, Vec::<u64>::new());
    assert_eq!(part(&grace, &conversation, "after=0").await, all(1..=50));
    assert_eq!(part(&grace, &conversation, "after=50").await, all(51..=100));
    assert_eq!(part(&grace, &conversation, "after=100").await, all(101..=120));
    assert_eq!(part(&grace, &conversation, "after=120").await, Vec::<u64>::new());
}

#[tokio::test]
async fn a_part_around_a_message_includes_it_and_is_unbroken() {
    let chat = Chat::start().await;
    let (grace, conversation) = a_history(&chat, 120).await;
    for seq in [1, 2, 30, 60, 119, 120] {
        let shown = part(&grace, &conversation, &format!("around={seq}")).await;
        assert!(shown.contains(&seq), "around={seq} shows {shown:?}");
        let (first, last) = (shown[0], shown[shown.len() - 1]);
        assert_eq!(shown, all(first..=last));
        assert!(shown.len() <= 50 && shown.len() >= 25, "{}", shown.len());
    }
    let middle = part(&grace, &conversation, "around=60").await;
    assert_eq!(middle.len(), 50);
    assert!(middle[0] < 60 && middle[49] > 60);
}

#[tokio::test]
async fn without_a_script_links_lead_through_the_whole_history() {
    let chat = Chat::start().await;
    let (grace, conversation) = a_history(&chat, 120).await;
    grace.reads(&conversation, 120).await;
    let mut page = grace.looks_at(&conversation).await;
    let mut seen = Vec::new();
    loop {
        seen.splice(0..0, shown(&page));
        match page.attribute("#messages a[href*='before=']", "href") {
            Some(older) => page = grace.opens(&older).await,
            None => break,
        }
    }
    assert_eq!(seen, all(1..=120));
    let newer = page.attribute("#messages a[href*='after=']", "href");
    let page = grace.opens(&newer.expect("a way back to the newer ones")).await;
    assert_eq!(page.messages()[0].seq, 21);
}

#[tokio::test]
async fn an_empty_conversation_has_an_empty_history() {
    let chat = Chat::start().await;
    let (grace, conversation) = a_history(&chat, 0).await;
    for query in ["", "before=1", "after=0", "around=1"] {
        assert!(part(&grace, &conversation, query).await.is_empty(), "{query}");
    }
}

#[tokio::test]
async fn a_cursor_that_is_no_number_is_refused() {
    let chat = Chat::start().await;
    let (grace, conversation) = a_history(&chat, 3).await;
    for name in ["before", "after", "around"] {
        for cursor in ["abc", "-1", "1.5", "0x10", "99999999999999999999999", "%ff", "1%00", "%27"]
        {
            for path in [conversation.messages(), conversation.path()] {
                let path = format!("{path}?{name}={cursor}");
                grace.get(&path).await.refused();
                grace.get(&path).htmx().await.refused();
            }
        }
    }
}

#[tokio::test]
async fn a_cursor_beyond_the_end_is_no_fault_of_ours() {
    let chat = Chat::start().await;
    let (grace, conversation) = a_history(&chat, 3).await;
    let huge = i64::MAX.to_string();
    for beyond in ["4", "1000000", &huge] {
        let before = part(&grace, &conversation, &format!("before={beyond}")).await;
        assert_eq!(before, all(1..=3));
        let after = part(&grace, &conversation, &format!("after={beyond}")).await;
        assert_eq!(after, Vec::<u64>::new());
        let path = format!("{}?around={beyond}", conversation.messages());
        assert!(grace.get(&path).htmx().await.status < 500);
    }
}
