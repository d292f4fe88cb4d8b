//! The composer, and what becomes of a message on a bad line.

use crate::harness::fault::history;
use crate::journey::{
    COMPOSER, Journey, has_states, has_waiting, is_answered, is_offline, loses_stream, pastes,
    says, shows_texts, texts,
};

const TYPED: &str = "document.querySelector('#composer textarea').value";

#[tokio::test]
async fn enter_sends_and_shift_enter_breaks_the_line() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;

    ada.fills_in(COMPOSER, "one").await;
    // The key with Shift is only looked at by the script; the break itself is the browser's.
    let shifted = "document.querySelector('#composer textarea').dispatchEvent(new KeyboardEvent('keydown', \
         {key: 'Enter', shiftKey: true, bubbles: true, cancelable: true}))";
    assert!(ada.knows::<bool>(shifted).await, "Shift and Enter is left to the browser");
    ada.knows::<bool>(
        "document.querySelector('#composer textarea').setRangeText('\\ntwo', 3, 3, 'end'), true",
    )
    .await;
    ada.presses("Enter").await;
    shows_texts(&ada, &["one\ntwo"]).await;
    assert_eq!(ada.knows::<String>(TYPED).await, "");
}

#[tokio::test]
async fn two_texts_may_be_sent_in_the_time_of_a_double_click() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;

    let button = "#composer button[type=submit]";
    ada.fills_in(COMPOSER, "o").await;
    ada.clicks(button).await;
    ada.fills_in(COMPOSER, "k").await;
    ada.clicks_again(ada.place_of(button).await).await;
    shows_texts(&ada, &["o", "k"]).await;
}

#[tokio::test]
async fn enter_that_belongs_to_a_composition_does_not_send() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;

    ada.fills_in(COMPOSER, "nihon").await;
    // Elsewhere the composition still lasts; in Safari it has just ended.
    for (code, composing) in [(13, true), (229, false)] {
        let pressed = format!(
            "document.querySelector('#composer textarea').dispatchEvent(new KeyboardEvent('keydown', \
             {{key: 'Enter', keyCode: {code}, isComposing: {composing}, bubbles: true, cancelable: true}}))"
        );
        assert!(ada.knows::<bool>(&pressed).await, "left to the input method");
    }
    assert_eq!(ada.knows::<String>(TYPED).await, "nihon");
    ada.presses("Enter").await;
    shows_texts(&ada, &["nihon"]).await;
}

#[tokio::test]
async fn a_long_paste_stays_whole_and_is_counted_and_refused() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let count = async || -> String {
        let shown = "(e => e.hidden ? '' : e.lastElementChild.textContent)";
        ada.knows(&format!("{shown}(document.getElementById('body-count'))")).await
    };

    pastes(&ada, &"a".repeat(3_799)).await;
    assert_eq!(count().await, "");
    pastes(&ada, &format!("  {}\n", "a".repeat(3_900))).await;
    assert_eq!(count().await, "100", "blanks around it do not count");
    // Each is one character in two units.
    let (whole, fitting) = ("👍".repeat(4_001), "👍".repeat(4_000));
    pastes(&ada, &whole).await;
    assert_eq!(count().await, "-1");
    ada.clicks("#composer [type=submit]").await;
    ada.sees("#composer .field__error", "at most 4,000 characters").await;
    assert_eq!(ada.knows::<String>(TYPED).await, whole);

    pastes(&ada, &fitting).await;
    assert_eq!(count().await, "0");
    ada.clicks("#composer [type=submit]").await;
    shows_texts(&ada, &[&fitting]).await;
    ada.expects("!document.querySelector('#composer .field__error')").await;
    assert_eq!(count().await, "");

    // How far its first line is indented is part of a text.
    pastes(&ada, "\n  indented\n").await;
    ada.clicks("#composer [type=submit]").await;
    shows_texts(&ada, &[&fitting, "  indented"]).await;
}

#[tokio::test]
async fn what_is_written_offline_goes_out_in_order_when_the_line_is_back() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);

    is_offline(&ada, true).await;
    for text in ["first", "second", "never mind", "third"] {
        says(&ada, text).await;
    }
    has_waiting(&ada, &["first", "second", "never mind", "third"]).await;
    has_states(&ada, &["sending"; 4]).await;
    let shown = |part: &str| {
        format!(
            "getComputedStyle(document.querySelector('article[data-state] {part}')).display !== 'none'"
        )
    };
    // After five seconds.
    ada.expects("document.querySelectorAll('article[data-slow]').length === 4").await;
    assert!(ada.knows::<bool>(&shown(".message__slow")).await);
    ada.sees("#conversations [data-kept=waiting]", "Sending: first").await;
    assert!(!ada.knows::<bool>(&shown(".message__failed")).await);
    ada.clicks("article[data-state]:nth-last-of-type(2) .message__waiting [data-discard]").await;
    has_waiting(&ada, &["first", "second", "third"]).await;

    is_offline(&ada, false).await;
    for window in [&ada, &grace] {
        shows_texts(window, &["first", "second", "third"]).await;
    }
    has_states(&ada, &[]).await;
    ada.expects("!document.querySelector('[data-kept]')").await;
}

#[tokio::test]
async fn sending_again_what_had_arrived_does_not_double_it() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);

    is_offline(&ada, true).await;
    loses_stream(&ada).await;
    says(&ada, "once").await;
    says(&ada, "afterwards").await;
    has_states(&ada, &["sending", "sending"]).await;
    // The request had arrived and only the answer was lost: the server has it
    // under the very nonce that the copy keeps.
    let nonce: String =
        ada.knows("document.querySelector('article[data-state]').dataset.nonce").await;
    journey.ada.sends(&journey.conversation, &[("body", "once"), ("nonce", &nonce)]).await.is(200);
    shows_texts(&grace, &["once"]).await;

    is_offline(&ada, false).await;
    for window in [&ada, &grace] {
        shows_texts(window, &["once", "afterwards"]).await;
    }
    has_states(&ada, &[]).await;
    assert_eq!(texts(&ada).await, ["once", "afterwards"]);
}

#[tokio::test]
async fn two_pages_send_what_waits_once_and_in_the_order_of_writing() {
    let journey = Journey::start().await;
    let grace = journey.window_of(&journey.grace).await;
    let ada = journey.window_of(&journey.ada).await;
    let beside = journey.browser.window_beside(&ada).await;
    journey.opens_conversation(&beside, "").await;

    for window in [&ada, &beside] {
        is_offline(window, true).await;
    }
    let all = ["one", "two", "three", "four"];
    for (window, text) in [&ada, &beside].into_iter().cycle().zip(all) {
        says(window, text).await;
    }
    for window in [&ada, &beside] {
        has_waiting(window, &all).await;
    }
    for window in [&beside, &ada] {
        is_offline(window, false).await;
    }
    for window in [&ada, &beside, &grace] {
        shows_texts(window, &all).await;
        has_waiting(window, &[]).await;
    }
    let stored = history(&journey.ada, &journey.conversation).await;
    assert_eq!(stored.len(), all.len());
}

#[tokio::test]
async fn a_server_that_cannot_take_it_now_is_asked_again() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;

    // The second is what a network says that one has to sign in to.
    is_answered(&ada, &[(429, ""), (200, "<p>Welcome to our hotel</p>")]).await;
    says(&ada, "patience").await;
    shows_texts(&ada, &["patience"]).await;
    assert_eq!(ada.knows::<usize>("answers.length").await, 0);
    has_states(&ada, &[]).await;
}

#[tokio::test]
async fn what_is_refused_for_good_says_so_and_holds_those_behind_it() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);

    let gone = (410, "<p role='alert'>Not here any more.</p>");
    is_answered(&ada, &[gone, gone]).await;
    says(&ada, "first").await;
    ada.sees("article[data-state=failed] .message__failed", "Not here any more.").await;
    says(&ada, "second").await;
    has_states(&ada, &["failed", "sending"]).await;
    let state = "getComputedStyle(document.querySelector('[data-state=failed] .message__state'))";
    assert_eq!(ada.knows::<String>(&format!("{state}.display")).await, "none", "no clock");
    ada.sees("#conversations [data-kept=failed]", "Not sent: first").await;

    // It is as refused after a reload, and a second try may be taken.
    journey.opens_conversation(&ada, "").await;
    has_states(&ada, &["failed", "sending"]).await;
    ada.sees("article[data-state=failed] .message__failed", "Not here any more.").await;
    ada.clicks("article[data-state=failed] button").await;
    shows_texts(&ada, &["first", "second"]).await;
    shows_texts(&grace, &["first", "second"]).await;

    is_answered(&ada, &[gone]).await;
    says(&ada, "never mind").await;
    has_states(&ada, &["failed"]).await;
    says(&ada, "but this").await;
    ada.clicks("article[data-state=failed] [data-discard]").await;
    shows_texts(&ada, &["first", "second", "but this"]).await;
    has_states(&ada, &[]).await;
}

/// Notes every article that a screen reader reads out when it comes in.
const HEARS: &str = "window.heard = [], new MutationObserver(changes => { \
    for (const {addedNodes} of changes) for (const node of addedNodes) \
        if (node.matches?.('article') && node.closest('[aria-live]').ariaLive === 'polite') \
            heard.push(node.querySelector('.message__body').textContent); \
    }).observe(document.querySelector('.log'), {childList: true, subtree: true}), true";
/// Where the bubbles are; the last one stands at the end of the log anyway.
const PLACES: &str = "JSON.stringify([...document.querySelectorAll('article .message__bubble')] \
    .map(e => e.getBoundingClientRect()).map(e => [e.top, e.bottom, e.right].map(Math.round)))";

#[tokio::test]
async fn the_own_message_is_read_out_once_and_stays_where_it_appeared() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    says(&ada, "begins").await;
    shows_texts(&ada, &["begins"]).await;
    ada.knows::<bool>(HEARS).await;

    for (count, text) in ["continues", "next", "👍"].into_iter().enumerate() {
        journey.chat.signal("STOP");
        pastes(&ada, text).await;
        ada.clicks("#composer [type=submit]").await;
        has_states(&ada, &["sending"]).await;
        let copy: String = ada.knows(PLACES).await;
        journey.chat.signal("CONT");
        has_states(&ada, &[]).await;
        ada.expects(&format!("document.querySelectorAll('article').length === {}", count + 2))
            .await;
        assert_eq!(ada.knows::<String>(PLACES).await, copy, "{text}");
    }
    assert_eq!(ada.knows::<Vec<String>>("heard").await, ["continues", "next", "👍"]);
}

#[tokio::test]
async fn a_refused_message_goes_back_to_be_changed_and_holds_nobody_up() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;

    ada.fills_in(COMPOSER, "x").await;
    let bell = "document.querySelector('#composer textarea').value = 'bell \\u0007', true";
    ada.knows::<bool>(bell).await;
    ada.presses("Enter").await;
    ada.sees("#composer .field__error", "invisible characters").await;
    assert_eq!(ada.knows::<String>(TYPED).await, "bell \u{7}");
    assert!(texts(&ada).await.is_empty());

    ada.knows::<bool>("document.querySelector('#composer textarea').value = '', true").await;
    says(&ada, "bell").await;
    shows_texts(&ada, &["bell"]).await;
    ada.expects("!document.querySelector('#composer .field__error')").await;
}
