//! What somebody keeps for themselves about a conversation, on open pages.

use crate::crowded::Crowded;
use crate::harness::browser::Window;
use crate::harness::eventually;
use crate::journey::{Journey, STREAM};

const ORDER: &str = "[...document.querySelectorAll('#conversations li[data-order]')]\
    .map(entry => entry.id).join()";

/// These are the first of the list, each once in it.
async fn begins_with(window: &Window, entries: &[&str]) {
    let ids: Vec<_> = entries.iter().map(|id| format!("conversation-{id}")).collect();
    let ids = ids.join(",");
    window.expects(&format!("{ORDER}.startsWith('{ids}')")).await;
    assert!(window.knows::<bool>(&format!("{ORDER}.split('{ids}').length === 2")).await);
}

#[tokio::test]
async fn a_page_that_stays_open_does_not_read_what_was_marked_unread() {
    let journey = Journey::start().await;
    journey.ada.counts(&journey.conversation, 3).await;
    let tab = journey.window_of(&journey.grace).await;
    tab.expects("!document.querySelector('.unread')").await;
    let other = journey.browser.window_beside(&tab).await;
    journey.opens_conversation(&other, "").await;

    other.clicks("#menu summary").await;
    other.follows("#menu [formaction$='/unread']").await;
    other.expects("location.pathname === '/conversations'").await;
    for window in [&other, &tab] {
        window.sees("#conversations .unread", "1").await;
    }
    // Nor when somebody comes back to it and looks at nothing new.
    let asked = tab.notes_requests().await;
    let reads = || asked.so_far().iter().filter(|url| url.ends_with("/read")).count();
    tab.comes_to_front().await;
    tab.knows::<bool>("document.dispatchEvent(new Event('visibilitychange')), true").await;
    assert_eq!(journey.grace.unread(&journey.conversation).await.as_deref(), Some("1"));
    // What is new was looked at: that alone was told.
    journey.ada.says(&journey.conversation, "four").await;
    tab.expects("!document.querySelector('#conversations .unread')").await;
    eventually("it was told", async || (reads() > 0).then_some(())).await;
    assert_eq!(reads(), 1);
}

#[tokio::test]
async fn pinned_ones_go_up_and_down_in_an_open_list() {
    let list = Crowded::by(33).await;
    let (window, far, last) = (&list.window, list.at(32), list.at(0));
    begins_with(window, &[&last.id]).await;
    let pin = async |pinned: &str| {
        let path = format!("{}/pinned", far.path());
        list.ada.post(&path).htmx().form(&[("pinned", pinned)]).await.is(204);
    };
    // Not to the end of the list, so that its rest is not loaded.
    pin("1").await;
    begins_with(window, &[&far.id, &last.id]).await;
    pin("0").await;
    begins_with(window, &[&last.id]).await;
    window.expects(&format!("!document.getElementById('conversation-{}')", far.id)).await;
    window.expects("document.title.startsWith('(33) ')").await;
}

#[tokio::test]
async fn what_is_archived_leaves_the_open_list_and_comes_back() {
    let list = Crowded::by(2).await;
    let (window, archived) = (&list.window, list.at(1));
    let path = format!("{}/archived", archived.path());
    list.ada.post(&path).htmx().form(&[("archived", "1")]).await.is(204);
    window.expects(&format!("!document.getElementById('conversation-{}')", archived.id)).await;
    window.sees("#archived a", "Archived 1").await;
    window.expects("document.title.startsWith('(1) ')").await;

    window.follows("#archived a").await;
    window.expects("location.search === '?archived=1'").await;
    window.expects(STREAM).await;
    window.sees(&format!("#conversation-{}", archived.id), "hello").await;
    window.follows("main .bar a").await;
    window.expects("location.pathname === '/conversations' && !location.search").await;
    window.expects(STREAM).await;
    list.crowd[0].0.says(archived, "back again").await;
    begins_with(window, &[&archived.id, &list.at(0).id]).await;
    window.expects("document.querySelector('#archived a').hidden").await;
}

#[tokio::test]
async fn what_is_cleared_leaves_the_open_pages_of_who_clears_it() {
    let journey = Journey::start().await;
    journey.ada.counts(&journey.conversation, 3).await;
    let grace = journey.window_of(&journey.grace).await;
    let other = journey.window_of(&journey.grace).await;
    grace.expects("document.querySelectorAll('article[data-seq]').length === 3").await;
    other.clicks("#menu summary").await;
    other.clicks("#menu details:has([formaction$='/clear']) summary").await;
    other.follows("#menu [formaction$='/clear']").await;
    for window in [&grace, &other] {
        window.expects("!document.querySelector('article[data-seq]')").await;
        window.expects(STREAM).await;
    }
    journey.ada.says(&journey.conversation, "anew").await;
    for window in [&grace, &other] {
        window.sees("#messages", "anew").await;
    }
}
