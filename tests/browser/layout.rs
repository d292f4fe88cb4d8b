//! Two panes on a desktop, one at a time on a phone, nothing beyond the edge.

use crate::harness::telegram::Telegram;
use crate::journey::Journey;

const VISIBLE: &str = "e => e !== null && e.offsetParent !== null";
const NO_OVERFLOW: &str = "document.documentElement.scrollWidth <= innerWidth";

#[tokio::test]
async fn a_desktop_shows_both_panes_and_a_phone_one() {
    let journey = Journey::start().await;
    let long = "Donaudampfschifffahrt".repeat(12);
    journey.grace.says(&journey.conversation, &long).await;
    let ada = journey.window_of(&journey.ada).await;

    let list = format!("({VISIBLE})(document.querySelector('#conversations'))");
    let log = format!("({VISIBLE})(document.querySelector('#messages'))");
    let back = format!("({VISIBLE})(document.querySelector('.back'))");
    ada.is_wide(1280).await;
    ada.expects(&format!("{list} && {log} && !{back} && {NO_OVERFLOW}")).await;
    for width in [390, 320] {
        ada.is_wide(width).await;
        ada.expects(&format!("!{list} && {log} && {back} && {NO_OVERFLOW}")).await;
    }
    ada.clicks(".back").await;
    ada.expects("location.pathname === '/conversations'").await;
    ada.expects(&format!("{list} && {NO_OVERFLOW}")).await;
}

#[tokio::test]
async fn the_menu_that_mutes_fits_a_phone() {
    let telegram = Telegram::start().await;
    let journey = Journey::with(&telegram.settings()).await;
    let ada = journey.window_of(&journey.ada).await;
    for width in [1280, 390, 320] {
        ada.is_wide(width).await;
        ada.knows::<bool>("document.querySelector('#mute').open = true").await;
        ada.expects(
            "(({left, right}) => left >= 0 && right <= innerWidth && right - left > 100) \
             (document.querySelector('#mute form').getBoundingClientRect())",
        )
        .await;
        ada.expects(NO_OVERFLOW).await;
        // Nothing lies above it.
        let shown = "(button => (({left, top}) => document.elementFromPoint(left + 9, top + 9))\
                     (button.getBoundingClientRect()) === button)(document.querySelector('#mute [value=always]'))";
        ada.expects(shown).await;
    }
    let is_closed = "!document.querySelector('#mute').open";
    ada.clicks("#mute summary").await;
    ada.expects(is_closed).await;
    ada.clicks("#mute summary").await;
    ada.presses("Escape").await;
    ada.expects(&format!("{is_closed} && document.activeElement.matches('#mute summary')")).await;
    ada.clicks("#mute summary").await;
    ada.expects(&format!("!({is_closed})")).await;
    ada.clicks("#composer textarea").await;
    ada.expects(is_closed).await;
    ada.clicks("#mute summary").await;
    ada.clicks("#mute [value='8h']").await;
    ada.expects("document.querySelector('#mute[data-muted]')").await;
    ada.clicks("#mute summary").await;
    ada.clicks("#mute [value=off]").await;
    ada.expects("document.querySelector('#mute:not([data-muted])')").await;
}

#[tokio::test]
async fn no_page_breaks_its_own_security_policy() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    // The browser reports violations as events; an inline style is one.
    ada.knows::<bool>(
        "window.broken = [], document.addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective)), \
         document.body.insertAdjacentHTML('beforeend', '<i style=\"color:red\">x</i>'), true",
    )
    .await;
    ada.expects("broken.some(directive => directive.startsWith('style-src'))").await;
    ada.knows::<bool>("broken.length = 0, true").await;
    crate::journey::says(&ada, "a message").await;
    crate::journey::shows_texts(&ada, &["a message"]).await;
    assert_eq!(ada.knows::<Vec<String>>("broken").await, Vec::<String>::new());
}
