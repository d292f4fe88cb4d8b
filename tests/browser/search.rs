//! Finding again what was said, by typing.

use crate::harness::browser::Held;
use crate::journey::{Journey, is_offline};

const FOCUS: &str = "document.activeElement";

#[tokio::test]
async fn hits_appear_while_one_types_and_lead_to_their_message() {
    let journey = Journey::with(&[("RATE_LIMITS", "off")]).await;
    journey.grace.says(&journey.conversation, "the tide waits for no one").await;
    journey.ada.counts(&journey.conversation, 60).await;
    let ada = journey.window_of(&journey.ada).await;
    // From the list: people at once, and messages by the same words.
    ada.presses_with(Held::Ctrl, "k", "KeyK").await;
    ada.expects(&format!("{FOCUS}.id === 'search'")).await;
    ada.fills_in("#search", "tides").await;
    ada.sees("#found .found__messages", "tides").await;
    ada.presses("Enter").await;
    ada.sees("#results [role=status]", "1 message").await;
    ada.expects("location.pathname === '/search'").await;

    ada.clicks("main [type=search]").await;
    ada.fills_in("main [type=search]", " nowhere").await;
    ada.sees("#results", "Nothing with “tides nowhere”").await;
    ada.expects("new URLSearchParams(location.search).get('q') === 'tides nowhere'").await;
    for _ in 0.." nowhere".len() {
        ada.presses("Backspace").await;
    }
    ada.sees("#results mark", "tide").await;
    // What was found for other words cannot be chosen while these are not answered, and
    // they are asked again.
    is_offline(&ada, true).await;
    ada.types(" f").await;
    ada.expects("document.querySelector('#results').inert").await;
    is_offline(&ada, false).await;
    ada.sees("#results", "Nothing with “tides f”").await;
    ada.expects("!document.querySelector('#results').inert").await;
    for _ in 0.." f".len() {
        ada.presses("Backspace").await;
    }
    ada.sees("#results:not([inert]) mark", "tide").await;
    ada.presses_with(Held::Nothing, "ArrowDown", "ArrowDown").await;
    ada.expects(&format!("{FOCUS}.matches('a.hit')")).await;
    ada.presses("Enter").await;
    ada.sees("#message-1.message--marked", "the tide waits").await;
    let top = "document.getElementById('message-1').getBoundingClientRect().top";
    ada.expects(&format!("{top} > 0 && {top} < innerHeight")).await;
    ada.knows::<bool>("history.back(), true").await;
    ada.expects(&format!("{FOCUS}.matches('a.hit')")).await;
    ada.sees("#results mark", "tide").await;
}

#[tokio::test]
async fn filters_say_what_is_chosen_and_further_hits_keep_the_focus() {
    let journey = Journey::with(&[("RATE_LIMITS", "off")]).await;
    journey.ada.counts(&journey.conversation, 50).await;
    journey.grace.says(&journey.conversation, "see https://example.org").await;
    let ada = journey.window_of(&journey.ada).await;
    ada.opens("/search?from=me").await;
    ada.sees("#results [role=status]", "More than 20").await;
    ada.knows::<bool>("document.querySelector('.hits__more a').focus(), true").await;
    ada.presses("Enter").await;
    ada.expects("document.querySelectorAll('a.hit').length === 40").await;
    ada.expects(&format!("{FOCUS} === document.querySelectorAll('a.hit')[20]")).await;

    ada.clicks(".chips .menu summary").await;
    ada.clicks("#from").await;
    ada.knows::<bool>("document.querySelector('#from').select(), true").await;
    ada.types("grace").await;
    ada.clicks(".chip:has([value=link])").await;
    ada.sees("#results [role=status]", "1 message").await;
    ada.sees(".chips summary[aria-current] b", "grace").await;
    ada.expects("location.search === '?from=grace&has=link'").await;
    // The same address finds the same.
    ada.reloads().await;
    ada.sees("#results [role=status]", "1 message").await;
    ada.expects("document.querySelector('[name=has][value=link]').checked").await;
}
