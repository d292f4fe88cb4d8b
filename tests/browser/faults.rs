//! What people see while something breaks, and that nothing is lost or doubled
//! by it.

use chromiumoxide::cdp::browser_protocol::page::{
    SetWebLifecycleStateParams, SetWebLifecycleStateState,
};

use crate::harness::browser::Window;
use crate::harness::fault::history;
use crate::harness::postgres::free_port;
use crate::journey::{COMPOSER, Journey, is_offline, loses_stream, says, shows_texts};

const FAILED: &str = "document.querySelector('article[data-state=failed]')";
const QUIET: &str = "document.getElementById('offline').textContent === ''";

/// Once everything has settled: the same is stored and stands on both pages.
async fn all_agree(journey: &Journey, windows: [&Window; 2], texts: &[&str]) {
    for window in windows {
        shows_texts(window, texts).await;
        window.expects("!document.querySelector('article[data-state]')").await;
    }
    let stored = history(&journey.ada, &journey.conversation).await;
    assert_eq!(stored.iter().map(|message| &*message.text).collect::<Vec<_>>(), texts);
}

async fn sends_again(window: &Window) {
    window.clicks("article[data-state=failed] button").await;
}

#[tokio::test]
async fn the_server_is_restarted_behind_two_open_pages() {
    // Where the pages will look for it again.
    let address = format!("127.0.0.1:{}", free_port());
    let mut journey = Journey::with(&[("LISTEN_ADDR", &address)]).await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    says(&ada, "before").await;
    shows_texts(&grace, &["before"]).await;

    journey.chat.kill();
    says(&ada, "from Ada").await;
    says(&grace, "from Grace").await;
    for window in [&ada, &grace] {
        window.expects(FAILED).await;
        window.sees("#offline", "No connection").await;
    }
    journey.chat.resume().await;
    ada.expects(QUIET).await;
    sends_again(&ada).await;
    // Her page is back, too, though nobody has touched it.
    shows_texts(&grace, &["before", "from Ada"]).await;
    sends_again(&grace).await;
    all_agree(&journey, [&ada, &grace], &["before", "from Ada", "from Grace"]).await;
    assert!(ada.knows::<bool>(QUIET).await && grace.knows::<bool>(QUIET).await);
}

#[tokio::test]
async fn a_page_goes_offline_and_comes_back() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    is_offline(&ada, true).await;
    loses_stream(&ada).await;
    says(&ada, "one").await;
    says(&ada, "two").await;
    says(&grace, "meanwhile").await;
    shows_texts(&grace, &["meanwhile"]).await;
    ada.expects(FAILED).await;
    shows_texts(&ada, &[]).await;

    is_offline(&ada, false).await;
    shows_texts(&ada, &["meanwhile"]).await;
    sends_again(&ada).await;
    all_agree(&journey, [&ada, &grace], &["meanwhile", "one", "two"]).await;
}

#[tokio::test]
async fn a_page_that_the_browser_freezes_goes_on_where_it_was() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    says(&ada, "one").await;
    shows_texts(&grace, &["one"]).await;
    let state = async |state| {
        let frozen = SetWebLifecycleStateParams::new(state);
        grace.tab.execute(frozen).await.unwrap();
    };
    state(SetWebLifecycleStateState::Frozen).await;
    says(&ada, "two").await;
    says(&ada, "three").await;
    shows_texts(&ada, &["one", "two", "three"]).await;
    state(SetWebLifecycleStateState::Active).await;
    all_agree(&journey, [&ada, &grace], &["one", "two", "three"]).await;
}

#[tokio::test]
async fn going_back_after_sending_sends_nothing_again() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    says(&ada, "one").await;
    says(&ada, "two").await;
    shows_texts(&grace, &["one", "two"]).await;
    ada.follows(".brand").await;
    says(&grace, "three").await;
    shows_texts(&grace, &["one", "two", "three"]).await;

    ada.knows::<bool>("setTimeout(() => history.back()), true").await;
    shows_texts(&ada, &["one", "two", "three"]).await;
    assert_eq!(
        ada.knows::<String>(&format!("document.querySelector('{COMPOSER}').value")).await,
        ""
    );
    says(&ada, "four").await;
    all_agree(&journey, [&ada, &grace], &["one", "two", "three", "four"]).await;
}

#[tokio::test]
async fn a_page_that_is_closed_while_it_sends_sends_once() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    // The request arrives, and nobody answers it yet.
    journey.chat.signal("STOP");
    says(&ada, "once").await;
    ada.expects("document.querySelector('article[data-state=sending]')").await;
    let ada = journey.browser.reopens(ada).await;
    journey.chat.signal("CONT");
    journey.opens_conversation(&ada, "").await;
    // Unless it has come in already.
    ada.knows::<bool>("document.querySelector('article[data-state] button')?.click(), true").await;
    all_agree(&journey, [&ada, &grace], &["once"]).await;
}
