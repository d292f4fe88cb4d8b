//! Two panes on a desktop, one at a time on a phone, nothing beyond the edge.

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
