//! What a page makes the browser fetch.

use crate::harness::browser::Browser;
use crate::harness::{Chat, eventually};
use crate::journey::{STREAM, shows_texts};

/// With the page, its stream, pictures, and what belongs to a home screen.
const FIRST_VISIT: usize = 14;
/// With what somebody fetches who does anything at all.
const NEXT_CONVERSATION: usize = 5;

#[tokio::test]
async fn a_first_visit_and_the_way_to_another_conversation_take_few_requests() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, 2).await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    window.has_the_session_of(&ada).await;

    let requests = window.notes_requests().await;
    window.opens(&crowd[0].1.path()).await;
    window.expects(STREAM).await;
    window.expects("!document.querySelector('#conversations [aria-current] .unread')").await;
    let first = requests.so_far();
    assert!(first.len() <= FIRST_VISIT, "{first:#?}");
    assert!(first.iter().any(|url| url.contains("/events?")), "{first:#?}");

    let fades = "onpageswap = event => sessionStorage.fades = event.viewTransition !== null, true";
    assert!(window.knows::<bool>(fades).await);
    window.follows(".conversation-entry:not([aria-current])").await;
    window.expects(STREAM).await;
    let all = requests.so_far();
    let next = &all[first.len()..];
    assert!((1..=NEXT_CONVERSATION).contains(&next.len()), "{next:#?}");
    assert!(next.iter().any(|url| url.contains("/events?")), "{next:#?}");
    assert_eq!(window.knows::<String>("sessionStorage.fades").await, "true");
}

#[tokio::test]
async fn a_conversation_that_was_fetched_ahead_is_unread_until_it_is_opened() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, 2).await;
    let (guest, conversation) = &crowd[0];
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    window.has_the_session_of(&ada).await;
    window.opens(&crowd[1].1.path()).await;
    window.expects(STREAM).await;
    let visits = || chat.log().requests("GET", "/conversations/{id}");
    assert_eq!(visits().len(), 1);

    let entry = format!("#conversations a[href='{}']", conversation.path());
    window.hovers_over(&entry).await;
    eventually("the page of the other conversation", async || (visits().len() == 2).then_some(()))
        .await;
    assert!(visits()[1].prefetch && !visits()[0].prefetch);
    assert_eq!(ada.unread(conversation).await.as_deref(), Some("1"));
    guest.says(conversation, "meanwhile").await;
    // It moves to the top.
    window.sees(&format!("#conversation-{}", conversation.id), "meanwhile").await;

    window.follows(&entry).await;
    shows_texts(&window, &["hello", "meanwhile"]).await;
    assert_eq!(visits().len(), 2, "it was not asked for again");
    // By this the page knows that its own time is old.
    let delivery = "performance.getEntriesByType('navigation')[0].deliveryType";
    assert_eq!(window.knows::<String>(delivery).await, "navigational-prefetch");
    eventually("read now", async || ada.unread(conversation).await.is_none().then_some(())).await;
}
