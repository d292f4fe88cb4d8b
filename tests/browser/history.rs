//! Reading further up.

use crate::journey::{Journey, says, seqs, shows_range, texts};

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

/// Holds back what the server answers about older messages.
const HOLD: &str =
    "const fetching = window.fetch; const held = new Promise(go => window.letGo = go);
    window.fetch = async (what, ...rest) => {
        const answer = await fetching(what, ...rest);
        if (String(what.url ?? what).includes('before=')) { window.isHeld = true; await held; }
        return answer;
    }; true";

/// There is no editing yet, so it is done past the program; the rounds tell.
fn edit(seq: u64) -> String {
    format!(
        "UPDATE conversations SET version = version + 1;
         UPDATE messages SET body = 'edited', version = (SELECT max(version) FROM conversations)
         WHERE seq = {seq}"
    )
}

#[tokio::test]
async fn what_changes_while_older_messages_are_on_their_way_is_not_lost() {
    let journey = Journey::start().await;
    journey.grace.counts(&journey.conversation, 70).await;
    let ada = journey.window_of(&journey.ada).await;
    shows_range(&ada, 21, 70).await;
    ada.knows::<bool>(HOLD).await;
    ada.clicks("#messages .older").await;
    ada.expects("window.isHeld").await;

    // The answer on its way was made before both; the second one tells that
    // the first one has come.
    journey.chat.place.executes(&edit(5)).await;
    journey.chat.place.executes(&edit(69)).await;
    ada.sees("#message-69", "edited").await;
    shows_range(&ada, 21, 70).await;
    ada.knows::<bool>("window.letGo(), true").await;
    shows_range(&ada, 1, 70).await;
    ada.sees("#message-5", "edited").await;
    assert_eq!(texts(&ada).await.iter().filter(|text| *text == "edited").count(), 2);
}
