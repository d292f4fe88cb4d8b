//! Times as pages show them to each reader.

use jiff::Timestamp;

use crate::harness::{Chat, Conversation, Page, Person};

/// Ada in a house where all that was ever said was said in January 2025, in
/// the afternoon by UTC.
async fn long_ago(language: &'static str) -> (Chat, Person, Conversation) {
    let chat = Chat::start().await;
    let ada = Person::registers(chat.visitor().speaking(language), "ada").await;
    let notes = ada.talks_to(&ada).await;
    ada.says(&notes, "long ago").await;
    let then: Timestamp = "2025-01-15T20:49:00Z".parse().unwrap();
    let then = then.as_microsecond();
    let past = format!(
        "UPDATE messages SET created_at = {then}; UPDATE conversations SET last_message_at = {then}"
    );
    chat.place.executes(&past).await;
    (chat, ada, notes)
}

const CLOCK: &str = "natter_clock";

/// What a page says about the message: its time, its day, and the list's word.
fn shown(page: &Page) -> [String; 3] {
    ["article.message time", ".day time", "#conversations time"]
        .map(|selector| page.text_of(selector).unwrap())
}

const BY_UTC: [&str; 3] = ["20:49", "Wednesday, 15 January 2025", "15 Jan"];

#[tokio::test]
async fn the_clock_of_the_browser_counts_and_the_saved_zone_more() {
    let (_chat, ada, notes) = long_ago("en").await;
    assert_eq!(shown(&ada.looks_at(&notes).await), BY_UTC);
    for (clock, expected) in [
        ("America/New_York.h12", ["3:49 PM", "Wednesday, 15 January 2025", "15 Jan"]),
        ("America/New_York.h23", ["15:49", "Wednesday, 15 January 2025", "15 Jan"]),
        ("Asia/Tokyo.h12", ["5:49 AM", "Thursday, 16 January 2025", "16 Jan"]),
        ("Asia/Calcutta.h23", ["02:19", "Thursday, 16 January 2025", "16 Jan"]),
    ] {
        ada.jar.holds(CLOCK, clock);
        assert_eq!(shown(&ada.looks_at(&notes).await), expected, "{clock}");
        let part = ada.get(&format!("{}?around=1", notes.messages())).htmx().await.page();
        assert_eq!(part.text_of("article.message time").as_deref(), Some(expected[0]));
        assert_eq!(part.text_of(".day time").as_deref(), Some(expected[1]));
        let page = ada.looks_at(&notes).await;
        let utc = page.attribute("article.message time", "datetime");
        assert_eq!(utc.as_deref(), Some("2025-01-15T20:49:00Z"));
    }
    ada.jar.holds(CLOCK, "America/New_York.h12");
    ada.changes("preferences", &[("time_zone", "Europe/Moscow")]).await.is(303);
    let expected = ["11:49 PM", "Wednesday, 15 January 2025", "15 Jan"];
    assert_eq!(shown(&ada.looks_at(&notes).await), expected);
}

#[tokio::test]
async fn russian_has_its_own_days_and_months() {
    let (_chat, ada, notes) = long_ago("ru").await;
    ada.jar.holds(CLOCK, "Asia/Tokyo.h23");
    let expected = ["05:49", "Четверг, 16 января 2025 г.", "16 янв"];
    assert_eq!(shown(&ada.looks_at(&notes).await), expected);
}

#[tokio::test]
async fn a_clock_that_makes_no_sense_counts_as_absent() {
    let (_chat, ada, notes) = long_ago("en").await;
    for junk in
        ["x", "Europe/Atlantis.h12", "Europe/Berlin", "Europe/Berlin.h25", "\u{fc}\u{ff}", "/.h12"]
    {
        ada.jar.holds(CLOCK, junk);
        assert_eq!(shown(&ada.looks_at(&notes).await), BY_UTC, "{junk}");
        ada.get("/settings").await.is(200);
    }
    // Of two the one that makes sense.
    ada.jar.holds(CLOCK, "x.h12; natter_clock=America/New_York.h12");
    assert_eq!(shown(&ada.looks_at(&notes).await)[0], "3:49 PM");
}

#[tokio::test]
async fn what_a_stream_brings_is_in_utc_for_everybody() {
    let (_chat, ada, notes) = long_ago("en").await;
    ada.jar.holds(CLOCK, "Asia/Tokyo.h12");
    let page = ada.looks_at(&notes).await;
    let mut stream = ada.stream(&page.stream(), None).await;
    let answer = ada.sends(&notes, &[("body", "now")]).await.page();
    let streamed = stream
        .expects("the message", |event| (!event.messages().is_empty()).then(|| event.page()))
        .await;
    for fragment in [answer, streamed] {
        let utc = fragment.attribute("article time", "datetime").unwrap();
        assert_eq!(fragment.text_of("article time").as_deref(), Some(&utc[11..16]));
    }
}

#[tokio::test]
async fn nobody_was_seen_in_the_future() {
    let chat = Chat::start().await;
    let (ada, _grace, conversation) = chat.pair().await;
    let now = Timestamp::now().as_microsecond();
    for (minutes, words) in [(5, "this minute"), (-5, "5 minutes ago"), (-180, "3 hours ago")] {
        // A little more, so that it is not more by the time it is looked at.
        let seen = now + minutes * 60_000_000 - 5_000_000;
        chat.place.executes(&format!("UPDATE users SET last_active_at = {seen}")).await;
        let page = ada.looks_at(&conversation).await;
        assert_eq!(page.text_of("#presence time").as_deref(), Some(words), "{minutes}");
    }
    chat.place.executes(&format!("UPDATE sessions SET signed_in_at = {}", now + 300_000_000)).await;
    let page = ada.opens("/settings").await;
    assert_eq!(page.text_of(".sessions time").as_deref(), Some("this minute"));
}
