//! The composer, and what becomes of a message on a bad line.

use crate::journey::{COMPOSER, Journey, is_offline, loses_stream, says, shows_texts, texts};

const STATES: &str = "JSON.stringify([...document.querySelectorAll('article[data-state]')].map(e => e.dataset.state))";

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
    assert_eq!(ada.knows::<String>("document.querySelector('#composer textarea').value").await, "");
}

#[tokio::test]
async fn a_failed_message_keeps_its_text_holds_those_behind_it_and_can_be_sent_again() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);

    is_offline(&ada, true).await;
    says(&ada, "first").await;
    says(&ada, "second").await;
    ada.expects(&format!(r#"{STATES} === '["failed","sending"]'"#)).await;
    ada.sees("article[data-state=failed]", "first").await;
    ada.sees("article[data-state=failed] .message__failed", "Not sent").await;

    is_offline(&ada, false).await;
    ada.clicks("article[data-state=failed] button").await;
    shows_texts(&ada, &["first", "second"]).await;
    shows_texts(&grace, &["first", "second"]).await;
    ada.expects(&format!("{STATES} === '[]'")).await;
}

#[tokio::test]
async fn sending_again_what_had_arrived_does_not_double_it() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);

    is_offline(&ada, true).await;
    loses_stream(&ada).await;
    says(&ada, "once").await;
    ada.expects(&format!(r#"{STATES} === '["failed"]'"#)).await;
    // The request had arrived and only the answer was lost: the server has it
    // under the very nonce that the failed copy keeps.
    let nonce: String =
        ada.knows("document.querySelector('article[data-state]').dataset.nonce").await;
    journey.ada.sends(&journey.conversation, &[("body", "once"), ("nonce", &nonce)]).await.is(200);
    shows_texts(&grace, &["once"]).await;

    is_offline(&ada, false).await;
    // Unless the stream is back already and has brought the row.
    ada.knows::<bool>("document.querySelector('article[data-state] button')?.click(), true").await;
    shows_texts(&ada, &["once"]).await;
    says(&ada, "afterwards").await;
    shows_texts(&grace, &["once", "afterwards"]).await;
    assert_eq!(texts(&ada).await, ["once", "afterwards"]);
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
    assert_eq!(
        ada.knows::<String>("document.querySelector('#composer textarea').value").await,
        "bell \u{7}"
    );
    assert!(texts(&ada).await.is_empty());

    ada.knows::<bool>("document.querySelector('#composer textarea').value = '', true").await;
    says(&ada, "bell").await;
    shows_texts(&ada, &["bell"]).await;
    ada.expects("!document.querySelector('#composer .field__error')").await;
}
