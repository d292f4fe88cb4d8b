//! Reading further up.

use crate::journey::{Journey, says, seqs, shows_range};

const AT_END: &str = "Math.abs(document.querySelector('.log').scrollTop) < 2";

async fn top_of(window: &crate::harness::browser::Window, seq: u64) -> f64 {
    window
        .knows(&format!("document.querySelector('#message-{seq}').getBoundingClientRect().top"))
        .await
}

#[tokio::test]
async fn older_messages_load_above_without_moving_the_text() {
    let journey = Journey::start().await;
    journey.grace.counts(&journey.conversation, 70).await;
    let ada = journey.window_of(&journey.ada).await;
    shows_range(&ada, 21, 70).await;
    assert!(ada.knows::<bool>(AT_END).await, "a page opens at its newest message");

    ada.knows::<bool>("document.querySelector('.log').scrollTop = -1e6, true").await;
    let before = top_of(&ada, 21).await;
    ada.clicks("#messages .older").await;
    shows_range(&ada, 1, 70).await;
    let after = top_of(&ada, 21).await;
    assert!((before - after).abs() < 2.0, "the text moved from {before} to {after}");
    ada.expects("!document.querySelector('#messages .older')").await;
}

#[tokio::test]
async fn a_page_in_the_middle_only_counts_what_arrives_below_and_can_read_on() {
    let journey = Journey::start().await;
    journey.grace.counts(&journey.conversation, 120).await;
    let ada = journey.window_of(&journey.ada).await;
    journey.opens_conversation(&ada, "?around=40").await;
    shows_range(&ada, 16, 65).await;

    journey.grace.says(&journey.conversation, "below").await;
    ada.expects("!document.querySelector('.jump button').hidden").await;
    shows_range(&ada, 16, 65).await;

    ada.knows::<bool>("document.querySelector('.log').scrollTop = 0, true").await;
    ada.clicks("#messages .newer").await;
    shows_range(&ada, 16, 115).await;
    ada.clicks("#messages .newer").await;
    shows_range(&ada, 16, 121).await;
}

#[tokio::test]
async fn who_reads_above_stays_there_and_is_told_of_new_messages() {
    let journey = Journey::start().await;
    journey.grace.counts(&journey.conversation, 50).await;
    let ada = journey.window_of(&journey.ada).await;
    shows_range(&ada, 1, 50).await;
    ada.knows::<bool>("document.querySelector('.log').scrollTop = -600, true").await;
    let before = top_of(&ada, 30).await;

    journey.grace.says(&journey.conversation, "new").await;
    shows_range(&ada, 1, 51).await;
    let after = top_of(&ada, 30).await;
    assert!((before - after).abs() < 2.0, "the text moved from {before} to {after}");

    ada.clicks(".jump button").await;
    ada.expects(AT_END).await;
    ada.expects("document.querySelector('.jump button').hidden").await;
    says(&ada, "seen").await;
    shows_range(&ada, 1, 52).await;
    assert!(ada.knows::<bool>(AT_END).await);
    assert_eq!(seqs(&ada).await.len(), 52);
}
