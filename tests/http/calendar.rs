//! The days on which something was said.

use jiff::{Timestamp, tz::TimeZone};

use crate::harness::{Chat, Conversation, Page, Person};

/// The session with its user and the membership, the list, the last month, and its days.
const CALENDAR_PAGE: u64 = 4;

/// When five messages were said. In Kiritimati it is 14 hours later than in UTC.
const SAID: [&str; 5] = [
    "2025-12-31T09:00:00Z",
    "2025-12-31T10:00:00Z",
    "2026-03-10T12:00:00Z",
    "2026-03-10T13:00:00Z",
    "2026-03-29T12:00:00Z",
];

async fn a_talk() -> (Chat, Person, Person, Conversation) {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 5).await;
    for (seq, at) in (1..).zip(SAID) {
        let at = at.parse::<Timestamp>().unwrap().as_microsecond();
        chat.place
            .executes(&format!("UPDATE messages SET created_at = {at} WHERE seq = {seq}"))
            .await;
    }
    (chat, ada, grace, conversation)
}

fn path(conversation: &Conversation, month: &str) -> String {
    format!("{}/calendar?month={month}", conversation.path())
}

/// The days that lead somewhere.
fn days(page: &Page) -> Vec<String> {
    page.all(".calendar td a time", |time| time.attr("datetime").unwrap().to_owned())
}

/// Which months the page leads to.
fn ways(page: &Page) -> [Option<String>; 2] {
    ["prev", "next"].map(|rel| {
        let path = page.attribute(&format!(".calendar a[rel={rel}]"), "href")?;
        Some(path.split_once("?month=").unwrap().1.to_owned())
    })
}

fn some(month: &str) -> Option<String> {
    Some(month.to_owned())
}

#[tokio::test]
async fn days_are_those_of_the_readers_zone_and_months_lead_to_the_next_that_has_some() {
    let (_chat, ada, grace, conversation) = a_talk().await;
    let zone = [("time_zone", "Pacific/Kiritimati")];
    ada.post("/settings/preferences").form(&zone).await.is(303);
    let last = ada.opens(&format!("{}/calendar", conversation.path())).await;
    assert_eq!(days(&last), ["2026-03-11", "2026-03-30"]);
    assert_eq!(ways(&last), [some("2026-01"), None]);
    assert_eq!(last.text_of(".calendar h2").as_deref(), Some("March 2026"));
    assert_eq!(last.all(".calendar tbody time", |_| ()).len(), 31);
    for (month, said, around) in [
        ("2025-11", &[][..], [None, some("2025-12")]),
        ("2025-12", &["2025-12-31"], [None, some("2026-01")]),
        ("2026-01", &["2026-01-01"], [some("2025-12"), some("2026-03")]),
        ("2026-02", &[], [some("2026-01"), some("2026-03")]),
        ("2100-01", &[], [some("2026-03"), None]),
    ] {
        let page = ada.opens(&path(&conversation, month)).await;
        assert_eq!(
            (days(&page), ways(&page)),
            (said.iter().map(ToString::to_string).collect(), around)
        );
        assert_eq!(page.text().contains("Nothing was said in this month."), said.is_empty());
    }
    let hers = grace.opens(&path(&conversation, "2026-03")).await;
    assert_eq!(days(&hers), ["2026-03-10", "2026-03-29"]);
    assert_eq!(ways(&hers), [some("2025-12"), None]);
}

#[tokio::test]
async fn a_day_leads_to_its_first_message() {
    let (_chat, ada, grace, conversation) = a_talk().await;
    let page = grace.opens(&path(&conversation, "2026-03")).await;
    let day = page.attribute(".calendar td a", "href").unwrap();
    assert_eq!(day, format!("{}?on=2026-03-10", conversation.path()));
    let marked = async || grace.opens(&day).await.attribute(".message--marked", "data-seq");
    assert_eq!(marked().await.as_deref(), Some("3"));
    grace.does(&conversation, 3, "hide", &[]).await.is(204);
    assert_eq!(marked().await.as_deref(), Some("4"));
    // After the last one is nothing to be marked.
    let late = format!("{}?on=2100-01-01", conversation.path());
    assert!(!grace.opens(&late).await.has(".message--marked"));
    let menu = ada.looks_at(&conversation).await;
    assert!(menu.has(&format!("#menu a[href='{}/calendar']", conversation.path())));
}

#[tokio::test]
async fn a_calendar_has_only_what_its_reader_is_shown() {
    let (chat, ada, grace, conversation) = a_talk().await;
    let march = async |person: &Person| days(&person.opens(&path(&conversation, "2026-03")).await);
    for seq in [3, 4] {
        grace.does(&conversation, seq, "hide", &[]).await.is(204);
    }
    assert_eq!(march(&grace).await, ["2026-03-29"]);
    // What was deleted still stands there.
    ada.does(&conversation, 5, "delete", &[]).await.is(200);
    assert_eq!(march(&grace).await, ["2026-03-29"]);
    grace.post(&format!("{}/clear", conversation.path())).await.is(303);
    let today = || Timestamp::now().to_zoned(TimeZone::UTC).date();
    let before = today();
    let nothing = grace.opens(&format!("{}/calendar", conversation.path())).await;
    assert!(days(&nothing).is_empty() && ways(&nothing) == [None, None], "{}", nothing.text());
    ada.says(&conversation, "anew").await;
    let anew = grace.opens(&format!("{}/calendar", conversation.path())).await;
    assert_eq!(ways(&anew), [None, None]);
    let current = anew.attribute(".calendar a[aria-current=date] time", "datetime");
    // Unless midnight has passed meanwhile.
    if before == today() {
        assert_eq!(current, Some(before.to_string()));
        assert_eq!(days(&anew), [before.to_string()]);
    }
    assert_eq!(march(&ada).await, ["2026-03-10", "2026-03-29"]);
    chat.person("edsger").await.get(&path(&conversation, "2026-03")).await.is(404);
}

#[tokio::test]
async fn an_impossible_month_leads_nowhere() {
    let (_chat, ada, _grace, conversation) = a_talk().await;
    for month in
        ["2026-13", "2026-00", "2026-3", "x", "", "2026-03-01", "9999-12", "10000-01", "-001-01"]
    {
        ada.get(&path(&conversation, month)).await.is(400);
    }
    let first = ada.opens(&path(&conversation, "0001-01")).await;
    assert_eq!(ways(&first), [None, some("2025-12")]);
    assert_eq!(ways(&ada.opens(&path(&conversation, "9999-11")).await), [some("2026-03"), None]);
    for day in ["0001-01-01", "9999-12-31"] {
        let status = ada.get(&format!("{}?on={day}", conversation.path())).await.status;
        assert!(matches!(status, 200 | 400), "{day}: {status}");
    }
}

#[tokio::test]
async fn a_month_costs_one_query() {
    let (chat, ada, _grace, conversation) = a_talk().await;
    let cost = async |query: &str| {
        // Nothing of her list is kept then.
        ada.says(&conversation, "something new").await;
        let page = async { ada.get(&format!("{}/calendar{query}", conversation.path())).await };
        chat.request_of(("GET", "/conversations/{id}/calendar"), page).await.queries
    };
    assert_eq!(cost("").await, CALENDAR_PAGE);
    assert_eq!(cost("?month=2026-03").await, CALENDAR_PAGE - 1);
}
