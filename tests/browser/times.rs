//! Times and days: what the server has written stays, and what comes over the
//! stream is written by the same rules.

use jiff::{Timestamp, ToSpan};

use crate::harness::browser::Window;
use crate::journey::{Journey, STREAM, says, shows_range, signs_in};

/// Remembers the times as the page came, and what scripts then do to them.
const WATCH: &str = "
    const times = () => [...document.querySelectorAll('time')].filter(time => time.checkVisibility()).map(time => time.textContent);
    document.addEventListener('readystatechange', () => {
        if (document.readyState !== 'interactive') return;
        window.came = times();
        window.changed = [];
        new MutationObserver(records => {
            for (const { target, addedNodes, removedNodes } of records) {
                if ((target.closest ? target : target.parentElement)?.closest('time')) changed.push(target.textContent);
                for (const node of [...addedNodes, ...removedNodes])
                    if (node.className === 'day') changed.push(node.textContent);
            }
        }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    window.times = times;";

/// Waits until the scripts have done what they do, and tells what they did to
/// the times that the page came with.
async fn stays_as_it_came(window: &Window) {
    window.expects("document.readyState === 'complete' && window.htmx").await;
    if window.knows("document.getElementById('live') !== null").await {
        window.expects(STREAM).await;
    }
    let changed: Vec<String> = window.knows("changed").await;
    assert!(changed.is_empty(), "{changed:?} on {}", window.path().await);
    let (came, now): (Vec<String>, Vec<String>) = window.knows("[came, times()]").await;
    assert_eq!(came, now, "on {}", window.path().await);
    assert!(!came.is_empty(), "no time at all on {}", window.path().await);
}

/// Puts messages 1 to 5 and the conversation's place in the list far apart.
async fn spread_over_the_years(journey: &Journey) {
    let now = Timestamp::now();
    let days_ago = |days: i64| (now - (days * 24).hours()).as_microsecond();
    let then: Timestamp = "2025-01-15T20:49:00Z".parse().unwrap();
    let stamps = [then.as_microsecond(), days_ago(9), days_ago(3), days_ago(1), days_ago(0)];
    for (seq, stamp) in (1..).zip(stamps) {
        let change = format!("UPDATE messages SET created_at = {stamp} WHERE seq = {seq}");
        journey.chat.place.executes(&change).await;
    }
    let listed = format!("UPDATE conversations SET last_message_at = {}", days_ago(3));
    journey.chat.place.executes(&listed).await;
}

const FIRST: &str = "document.querySelector('#message-1 time').textContent";
const LAST: &str = "[...document.querySelectorAll('article time')].at(-1)";
const DAYS: &str =
    "[...document.querySelectorAll('#messages > .day')].map(day => day.textContent.trim())";

async fn first_day(window: &Window) -> String {
    window.knows(&format!("{DAYS}[0]")).await
}

/// What was just said is shown in this zone.
async fn last_is_in(window: &Window, zone: &str, hours: &str) {
    window
        .expects(&format!(
            "{LAST}.textContent === new Date({LAST}.dateTime).toLocaleTimeString('en-US',
                {{ timeZone: '{zone}', {hours}, minute: '2-digit' }}).replace(/\\s/, ' ')"
        ))
        .await;
}

#[tokio::test]
async fn what_the_server_has_written_stays_when_the_scripts_start() {
    let journey = Journey::start().await;
    journey.grace.counts(&journey.conversation, 5).await;
    spread_over_the_years(&journey).await;
    const H12: &str = "hour: 'numeric', hour12: true";
    const H23: &str = "hour: '2-digit', hourCycle: 'h23'";
    for (language, device, saved, time, day, hours) in [
        ("en", ["America/New_York", "en-US"], "", "3:49 PM", "Wednesday, 15 January 2025", H12),
        ("ru", ["Asia/Tokyo", "ru-RU"], "", "05:49", "Четверг, 16 января 2025 г.", H23),
        ("en", ["Asia/Tokyo", "de-DE"], "Asia/Kolkata", "02:19", "Thursday, 16 January 2025", H23),
    ] {
        let preferences = [("language", language), ("time_zone", saved)];
        journey.ada.changes("preferences", &preferences).await.is(303);
        let ada = journey.browser.window(&journey.chat).await;
        ada.is_in(device[0], device[1]).await;
        ada.runs_first(WATCH).await;
        signs_in(&ada, &journey.ada).await;
        stays_as_it_came(&ada).await;
        for path in ["/settings", &journey.conversation.path()] {
            ada.opens(path).await;
            stays_as_it_came(&ada).await;
        }
        assert_eq!(ada.knows::<String>(FIRST).await, time);
        assert_eq!(first_day(&ada).await, day);

        // To the letter: what has become stale is written as it came.
        let again =
            "document.querySelectorAll('.day time, .conversation-entry time, #presence time')
            .forEach(time => time.textContent = '?');
            document.dispatchEvent(new Event('visibilitychange')), true";
        assert!(ada.knows::<bool>(again).await);
        ada.expects("JSON.stringify(times()) === JSON.stringify(came)").await;

        // What comes is right before it is seen: no time changes in the page.
        ada.knows::<bool>("changed.length = 0, true").await;
        let said = journey.grace.says(&journey.conversation, "now").await;
        ada.sees(&format!("#message-{}", said.seq), "now").await;
        last_is_in(&ada, if saved.is_empty() { device[0] } else { saved }, hours).await;
        let changed: Vec<String> = ada.knows("changed").await;
        assert!(changed.len() <= 1, "at most the heading of a day: {changed:?}");
        ada.closes().await;
    }
}

#[tokio::test]
async fn a_browser_that_has_not_told_its_clock_is_put_right_once() {
    let journey = Journey::start().await;
    journey.grace.counts(&journey.conversation, 5).await;
    spread_over_the_years(&journey).await;
    let ada = journey.browser.window(&journey.chat).await;
    ada.is_in("Asia/Tokyo", "en-US").await;
    signs_in(&ada, &journey.ada).await;
    ada.knows::<bool>("document.cookie = 'natter_clock=; Path=/; Max-Age=0', true").await;
    // And its clock is two days behind.
    ada.runs_first(
        "const real = Date; const now = () => real.now() - 2 * 86_400_000;
        Date = class extends real { constructor(...given) { given.length ? super(...given) : super(now()); } static now() { return now(); } };",
    )
    .await;
    journey.opens_conversation(&ada, "").await;
    assert_eq!(ada.knows::<String>(FIRST).await, "5:49 AM");
    assert_eq!(first_day(&ada).await, "Thursday, 16 January 2025");
    let days: usize = ada.knows(&format!("new Set({DAYS}).size")).await;
    assert_eq!(ada.knows::<Vec<String>>(DAYS).await.len(), days, "each day once");
    assert!(ada.knows::<bool>("document.cookie.includes('natter_clock=Asia/Tokyo.h12')").await);

    // Days go by the server's clock, also for what is said here.
    says(&ada, "today").await;
    shows_range(&ada, 1, 6).await;
    last_is_in(&ada, "Asia/Tokyo", "hour: 'numeric', hour12: true").await;
    assert_eq!(ada.knows::<String>(&format!("{DAYS}.at(-1)")).await, "Today");
}

/// Counts the headings that come and go.
const COUNT: &str = "window.headings = { added: 0, removed: 0 };
    new MutationObserver(records => {
        for (const { addedNodes, removedNodes } of records) {
            headings.added += [...addedNodes].filter(node => node.className === 'day').length;
            headings.removed += [...removedNodes].filter(node => node.className === 'day').length;
        }
    }).observe(document.getElementById('messages'), { childList: true }); true";

async fn headings(window: &Window) -> (u64, u64) {
    window.knows("[headings.added, headings.removed]").await
}

/// There is no editing yet, so it is done past the program; the rounds tell.
fn dated(seq: u64, stamp: i64) -> String {
    format!(
        "UPDATE conversations SET version = version + 1;
         UPDATE messages SET created_at = {stamp}, version = (SELECT max(version) FROM conversations)
         WHERE seq = {seq}"
    )
}

#[tokio::test]
async fn an_arrival_touches_only_the_heading_of_its_own_place() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    ada.knows::<bool>(COUNT).await;
    journey.grace.counts(&journey.conversation, 100).await;
    shows_range(&ada, 1, 100).await;
    assert_eq!(headings(&ada).await, (1, 0));
    assert_eq!(ada.knows::<Vec<String>>(DAYS).await, ["Today"]);
    let quiet = "document.querySelector('#messages > .day').getAttribute('aria-live') === 'off'";
    assert!(ada.knows::<bool>(quiet).await, "a heading is not read out");

    // A day of its own in the middle has a heading before and behind it.
    let yesterday = (Timestamp::now() - 24.hours()).as_microsecond();
    journey.chat.place.executes(&dated(50, yesterday)).await;
    ada.expects(&format!("{DAYS}.join() === 'Today,Yesterday,Today'")).await;
    assert_eq!(headings(&ada).await, (3, 0));
    let next = "document.querySelectorAll('#messages > .day')[1].nextElementSibling.id";
    assert_eq!(ada.knows::<String>(next).await, "message-50");

    // Whatever is taken away, no heading is left over and none is missing.
    let remove = |from: u64, to: u64| {
        format!(
            "for (let seq = {from}; seq <= {to}; seq++) document.getElementById(`message-${{seq}}`).remove(); true"
        )
    };
    ada.knows::<bool>(&remove(1, 20)).await;
    ada.expects("document.querySelector('#messages').firstElementChild.nextElementSibling.id === 'message-21'").await;
    assert_eq!(ada.knows::<Vec<String>>(DAYS).await.len(), 3);
    ada.knows::<bool>(&remove(50, 50)).await;
    ada.expects(&format!("{DAYS}.join() === 'Today'")).await;
    ada.knows::<bool>(&remove(21, 49)).await;
    ada.expects("document.querySelector('#messages').firstElementChild.className === 'day'").await;
    ada.expects(&format!("{DAYS}.join() === 'Today'")).await;

    // Tomorrow the same heading says so, where it is.
    ada.knows::<bool>("window.heading = document.querySelector('#messages > .day'), true").await;
    ada.knows::<bool>(
        "{ const now = Date.now; Date.now = () => now() + 86_400_000; }
        document.dispatchEvent(new Event('visibilitychange')), true",
    )
    .await;
    ada.expects("heading.isConnected && heading.textContent === 'Yesterday'").await;
    ada.knows::<bool>(&remove(51, 100)).await;
    ada.expects("!document.querySelector('#messages > .day')").await;
}
