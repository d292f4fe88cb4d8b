//! What a page makes the browser fetch.

use crate::harness::Chat;
use crate::harness::browser::Browser;
use crate::journey::STREAM;

/// Page, stream and pictures included.
const FIRST_VISIT: usize = 12;
const NEXT_CONVERSATION: usize = 4;

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
    let first = requests.so_far();
    assert!(first.len() <= FIRST_VISIT, "{first:#?}");
    assert!(first.iter().any(|url| url.contains("/events?")), "{first:#?}");

    window.follows(".conversation-entry:not([aria-current])").await;
    window.expects(STREAM).await;
    let all = requests.so_far();
    let next = &all[first.len()..];
    assert!((2..=NEXT_CONVERSATION).contains(&next.len()), "{next:#?}");
}
