//! Who is online, away or offline, and who is told.

use crate::harness::event::Event;
use crate::harness::{Chat, Conversation, Page, Person, eventually};

/// Closing counts at once.
const NO_GRACE: (&str, &str) = ("PRESENCE_GRACE", "0s");

/// The page once it says when the other one was last here: that is stored a
/// moment after they went.
async fn seen_page(person: &Person, conversation: &Conversation) -> Page {
    eventually("the last use to be stored", async || {
        let page = person.looks_at(conversation).await;
        let gone = page.presence().as_deref() == Some("offline") && page.last_seen().is_some();
        gone.then_some(page)
    })
    .await
}

#[tokio::test]
async fn who_opens_a_stream_is_online_until_it_is_closed() {
    let chat = Chat::with(&[NO_GRACE]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut watching = grace.listens_to(&conversation).await;
    let page = grace.looks_at(&conversation).await;
    assert_eq!(page.presence().as_deref(), Some("offline"));
    assert_eq!(page.listed_presence(&conversation).as_deref(), Some("offline"));
    assert_eq!(page.last_seen(), None, "nobody has seen her yet");

    let before = jiff::Timestamp::now();
    let stream = ada.listens_to(&conversation).await;
    watching.expects_presence("ada", "online").await;
    let page = grace.looks_up(&conversation, "online").await;
    assert!(page.text().contains("Online"), "{}", page.text());
    drop(stream);
    watching.expects_presence("ada", "offline").await;
    let page = seen_page(&grace, &conversation).await;
    assert!(page.text().contains("last seen"), "{}", page.text());
    let seen: jiff::Timestamp = page.last_seen().expect("a moment").parse().unwrap();
    let now = jiff::Timestamp::now();
    assert!(before.as_second() <= seen.as_second() && seen <= now, "{before} {seen} {now}");
}

#[tokio::test]
async fn a_stop_in_order_does_not_forget_who_was_here() {
    let mut chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let before = jiff::Timestamp::now();
    let _stream = ada.listens_to(&conversation).await;
    grace.looks_up(&conversation, "online").await;
    chat.restart().await;
    let page = seen_page(&grace, &conversation).await;
    let seen: jiff::Timestamp = page.last_seen().expect("a moment").parse().unwrap();
    assert!(before.as_second() <= seen.as_second(), "{before} {seen}");
}

#[tokio::test]
async fn a_page_without_a_conversation_counts_too() {
    let chat = Chat::with(&[NO_GRACE]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let list = ada.listens_to_the_list().await;
    grace.looks_up(&conversation, "online").await;
    drop(list);
    grace.looks_up(&conversation, "offline").await;
}

#[tokio::test]
async fn a_hidden_or_idle_page_is_away_and_comes_back() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut watching = grace.listens_to_the_list().await;
    let (_stream, page) = ada.is_at(&conversation).await;
    watching.expects_presence("ada", "online").await;
    for (visible, idle) in [(0, 0), (1, 1), (0, 1)] {
        ada.beats(&page, visible, idle).await;
        watching.expects_presence("ada", "away").await;
        grace.looks_up(&conversation, "away").await;
        ada.beats(&page, 1, 0).await;
        watching.expects_presence("ada", "online").await;
        grace.looks_up(&conversation, "online").await;
    }
}

#[tokio::test]
async fn of_several_pages_the_one_that_is_looked_at_counts() {
    let chat = Chat::with(&[NO_GRACE]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let (desk, at_the_desk) = ada.is_at(&conversation).await;
    let phone = ada.on_another_device().await;
    let (pocket, in_the_pocket) = phone.is_at(&conversation).await;

    ada.beats(&at_the_desk, 0, 0).await;
    grace.looks_up(&conversation, "online").await;
    phone.beats(&in_the_pocket, 1, 1).await;
    grace.looks_up(&conversation, "away").await;
    drop(desk);
    phone.beats(&in_the_pocket, 1, 0).await;
    grace.looks_up(&conversation, "online").await;
    drop(pocket);
    grace.looks_up(&conversation, "offline").await;
}

#[tokio::test]
async fn a_stream_that_is_reopened_within_the_grace_never_flickers() {
    let chat = Chat::with(&[("PRESENCE_GRACE", "1m")]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let mary = chat.person("mary").await;
    let with_mary = mary.talks_to(&grace).await;
    let mut watching = grace.listens_to(&conversation).await;
    let page = ada.looks_at(&conversation).await;
    let mut stream = ada.stream(&page.stream(), None).await;
    watching.expects_presence("ada", "online").await;
    for _ in 0..3 {
        // The same page resumes, and another one is opened.
        drop(stream);
        drop(ada.stream(&page.stream(), None).await);
        stream = ada.listens_to(&conversation).await;
    }
    // What comes later proves that all before it has arrived.
    let _mary = mary.listens_to(&with_mary).await;
    watching
        .expects("Mary", |event| {
            assert!(!event.data.contains("data-person=\"ada\""), "{}", event.data);
            event.page().has("[data-person='mary'][data-presence='online']").then_some(())
        })
        .await;
    grace.looks_up(&conversation, "online").await;
}

#[tokio::test]
async fn an_old_stream_of_a_page_that_resumed_may_end() {
    let chat = Chat::with(&[NO_GRACE]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let page = ada.looks_at(&conversation).await;
    let mut watching = grace.listens_to(&conversation).await;
    let first = ada.stream(&page.stream(), None).await;
    watching.expects_presence("ada", "online").await;
    let second = ada.stream(&page.stream(), None).await;
    drop(first);
    ada.says(&conversation, "still here").await;
    watching
        .expects("the message", |event| {
            let gone = ["away", "offline"].map(|state| format!("data-presence=\"{state}\""));
            assert!(!gone.iter().any(|state| event.data.contains(state)), "{}", event.data);
            event.messages().iter().any(|m| m.text == "still here").then_some(())
        })
        .await;
    grace.looks_up(&conversation, "online").await;
    drop(second);
    watching.expects_presence("ada", "offline").await;
}

#[tokio::test]
async fn somebody_who_shares_no_conversation_is_told_nothing() {
    let chat = Chat::with(&[NO_GRACE]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let edsger = chat.person("edsger").await;
    let with_grace = edsger.talks_to(&grace).await;
    let mut stranger = edsger.listens_to(&with_grace).await;
    let mut watching = grace.listens_to(&conversation).await;
    drop(ada.listens_to(&conversation).await);
    watching.expects_presence("ada", "offline").await;
    grace.says(&with_grace, "after that").await;
    let of_ada = "[data-person='ada'], [data-author='ada'], [data-name='ada'], [href*='/ada'], \
                  [aria-label*='Ada'], [title*='Ada']";
    let (mut said, mut online) = (false, false);
    stranger
        .expects("the message and who said it", |event| {
            let page = event.page();
            assert!(!page.has(of_ada) && !page.text().contains("Ada"), "{}", event.data);
            said |= event.messages().iter().any(|message| message.text == "after that");
            online |= page.has(".presence[data-person='grace'][data-presence='online']");
            (said && online).then_some(())
        })
        .await;
}

#[tokio::test]
async fn entries_that_change_keep_the_presence() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let (mut list, _) = grace.is_at(&conversation).await;
    let _stream = ada.listens_to(&conversation).await;
    list.expects_presence("ada", "online").await;
    ada.says(&conversation, "news").await;
    list.expects("the entry", |event| {
        let page = event.page();
        page.entry(&conversation).filter(|entry| entry.text.contains("news"))?;
        assert_eq!(page.listed_presence(&conversation).as_deref(), Some("online"));
        Some(())
    })
    .await;
}

#[tokio::test]
async fn a_stream_begins_with_the_presence_of_the_other_one() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let page = grace.looks_at(&conversation).await;
    let _ada = ada.listens_to(&conversation).await;
    let mut stream = grace.stream(&page.stream(), None).await;
    let header = ".presence-line[data-person='ada'] [data-presence='online']";
    stream.expects("the header", |event| event.page().has(header).then_some(())).await;
}

#[tokio::test]
async fn who_hides_it_is_offline_for_others_at_once() {
    let chat = Chat::with(&[NO_GRACE]).await;
    let (ada, grace, conversation) = chat.pair().await;
    drop(ada.listens_to(&conversation).await);
    seen_page(&grace, &conversation).await;
    let (_stream, page) = ada.is_at(&conversation).await;
    let mut watching = grace.listens_to(&conversation).await;
    watching.expects_presence("ada", "online").await;

    let hide = |value| ada.post("/settings/preferences").form(&[("presence", value)]);
    assert!(ada.opens("/settings").await.has("input[type=checkbox][name=presence][checked]"));
    hide("off").await.is(303);
    watching.expects_presence("ada", "offline").await;
    let seen = grace.looks_up(&conversation, "offline").await;
    assert_eq!(seen.last_seen(), None);
    assert!(!ada.opens("/settings").await.has("input[type=checkbox][name=presence][checked]"));
    // Another form leaves it alone, and others stay visible to her.
    ada.post("/settings/preferences").form(&[("theme", "dark")]).await.is(303);
    assert!(!ada.opens("/settings").await.has("input[type=checkbox][name=presence][checked]"));
    ada.looks_up(&conversation, "online").await;

    // Nothing of what she does now is told.
    ada.beats(&page, 0, 0).await;
    ada.beats(&page, 1, 0).await;
    ada.says(&conversation, "after that").await;
    watching
        .expects("the message", |event| {
            assert!(!event.data.contains("data-presence=\"online\""), "{}", event.data);
            event.messages().iter().any(|m| m.text == "after that").then_some(())
        })
        .await;
    hide("on").await.is(303);
    watching.expects_presence("ada", "online").await;
    hide("perhaps").await.is(422);
}

#[tokio::test]
async fn who_hides_it_is_not_betrayed_by_what_waited() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let (_stream, page) = ada.is_at(&conversation).await;
    let mut list = grace.listens_to_the_list().await;
    list.expects_presence("ada", "online").await;
    ada.beats(&page, 0, 0).await;
    list.expects_presence("ada", "away").await;

    // Told a second after the one before, and hidden meanwhile.
    ada.beats(&page, 1, 0).await;
    ada.changes("preferences", &[("presence", "off")]).await.is(303);
    // What waits later is told later.
    ada.is_now_called("Lady").await;
    ada.is_now_called("Countess").await;
    let named = |event: &Event| {
        event.page().entry(&conversation).is_some_and(|entry| entry.text.contains("Countess"))
    };
    let heard = list.up_to("the last name", named).await;
    let shows = |presence| {
        let mark = format!("[data-person='ada'][data-presence='{presence}']");
        move |event: &Event| event.page().has(&mark)
    };
    let hidden = heard.iter().position(shows("offline")).expect("told at once");
    assert!(!heard[hidden..].iter().any(shows("online")), "{heard:?}");
}

#[tokio::test]
async fn a_foreign_connection_changes_nothing_for_its_owner() {
    let chat = Chat::with(&[NO_GRACE]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let mallory = chat.person("mallory").await;
    let page = ada.looks_at(&conversation).await;
    let stream = ada.stream(&page.stream(), None).await;
    grace.looks_up(&conversation, "online").await;

    mallory.beats(&page.connection(), 0, 0).await;
    let path = format!("/events?connection={}", page.connection());
    drop(mallory.stream(&path, None).await);
    assert_eq!(grace.looks_at(&conversation).await.presence().as_deref(), Some("online"));
    drop(stream);
    grace.looks_up(&conversation, "offline").await;
    mallory.beats(&page.connection(), 1, 0).await;
    assert_eq!(grace.looks_at(&conversation).await.presence().as_deref(), Some("offline"));
}

#[tokio::test]
async fn odd_connections_are_refused_and_do_no_harm() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    for connection in ["", "a b", "{natter:online}", &"x".repeat(65), "\0", "ж"] {
        let fields = [("connection", connection), ("visible", "1")];
        ada.post("/presence").form(&fields).await.is(400);
    }
    ada.post("/presence").form(&[("connection", "x"), ("visible", "perhaps")]).await.is(400);
    ada.post("/presence").body("connection=%ff").await.is(400);
    let path = format!("/events?connection={}", "x".repeat(65));
    assert_eq!(ada.asks_for_stream(&path, None).await.status(), 400);
    assert_eq!(grace.looks_at(&conversation).await.presence().as_deref(), Some("offline"));

    chat.visitor().post("/presence").htmx().form(&[("connection", "x")]).await.is(401);
    for number in 0..100 {
        ada.beats(&format!("c{number}"), 1, 0).await;
    }
    grace.looks_up(&conversation, "online").await;
}

#[tokio::test]
async fn notes_to_oneself_have_no_presence() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    let _stream = ada.listens_to(&notes).await;
    assert!(!ada.looks_at(&notes).await.has("[data-presence]"));
}
