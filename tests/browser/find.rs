//! Finding something in the conversation that is open, by keys and by clicks.

use crate::journey::{Journey, STREAM, lies, resets, says};

const MARKED: &str = "document.querySelector('.message--marked')";
const IN_FIELD: &str = "document.activeElement.matches('.find [name=q]')";
/// What stands out, as it is written.
const FOUND: &str = "[...CSS.highlights.get('found')].map(({ startContainer, startOffset, endOffset }) => \
    startContainer.data.slice(startOffset, endOffset)).sort().join()";

#[tokio::test]
async fn keys_lead_from_hit_to_hit_and_away() {
    let journey = Journey::with(&[("RATE_LIMITS", "off")]).await;
    let Journey { ada, grace, conversation, .. } = &journey;
    for (others, text) in [(19, "The **tide** turned, betide"), (40, "Tides and a tide.")] {
        ada.counts(conversation, others).await;
        ada.says(conversation, text).await;
    }
    ada.counts(conversation, 20).await;
    grace.reads(conversation, 81).await;
    let window = journey.window_of(grace).await;
    window.is_wide(320).await;
    lies(&window, ".bar .menu summary", "right <= 320 && width >= 36").await;
    window.follows(".bar [href$='/search']").await;
    window.expects(IN_FIELD).await;
    window.types("tide").await;
    window.presses("Enter").await;

    let at = async |place: &str, seq: u64| {
        window.sees(".find output", place).await;
        window.expects(&format!("{MARKED}?.dataset.seq === '{seq}' && {IN_FIELD}")).await;
        lies(&window, ".message--marked", "top > 100 && bottom < innerHeight - 60").await;
    };
    at("1 of 2", 61).await;
    window.expects(&format!("{FOUND} === 'Tides,tide'")).await;
    window.expects("document.documentElement.scrollWidth <= innerWidth").await;
    window.presses("ArrowUp").await;
    at("2 of 2", 20).await;
    window.expects(&format!("{FOUND} === 'tide'")).await;
    // There is none that is older.
    window.presses("ArrowUp").await;
    window.follows(".find [data-key=ArrowDown]").await;
    at("1 of 2", 61).await;

    // It is the page of a conversation all the same, and stays what it is.
    window.expects(STREAM).await;
    says(&window, "found a tide").await;
    window.sees("#message-82", "found a tide").await;
    window.expects(&format!("{FOUND} === 'Tides,tide,tide'")).await;
    window.expects("document.querySelector('.log').scrollTop === 0").await;
    window.reloads().await;
    // What one has said meanwhile is found, too.
    window.sees(".find output", "2 of 3").await;
    resets(&window, "messages").await;
    window.expects(&format!("{MARKED}?.dataset.seq === '61'")).await;

    window.expects(IN_FIELD).await;
    window.presses("Escape").await;
    window.expects(&format!("location.pathname === '{}'", conversation.path())).await;
    window.sees("#message-61", "Tides").await;
    window.expects("!document.querySelector('.find')").await;
}
