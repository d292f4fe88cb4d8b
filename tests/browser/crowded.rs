//! Ada in front of a list that is longer than a page.

use crate::harness::browser::{Browser, Window};
use crate::harness::{Chat, Conversation, Person};
use crate::journey::{STREAM, signs_in};

pub struct Crowded {
    _chat: Chat,
    pub browser: Browser,
    pub ada: Person,
    /// Who has written to her, the first one first.
    pub crowd: Vec<(Person, Conversation)>,
    pub window: Window,
}

impl Crowded {
    /// So many have written to her.
    pub async fn by(count: usize) -> Self {
        let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
        let ada = chat.person("ada").await;
        let crowd = chat.crowd_around(&ada, count).await;
        let browser = Browser::start().await;
        let window = browser.window(&chat).await;
        signs_in(&window, &ada).await;
        window.expects(STREAM).await;
        Self { _chat: chat, browser, ada, crowd, window }
    }

    /// The conversation with whoever has written as the last but so many.
    pub fn at(&self, place: usize) -> &Conversation {
        &self.crowd[self.crowd.len() - 1 - place].1
    }
}
