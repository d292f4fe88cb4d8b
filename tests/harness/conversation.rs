//! A conversation and its messages as a page shows them.

use scraper::{ElementRef, Selector};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Conversation {
    pub id: String,
}

impl Conversation {
    pub fn path(&self) -> String {
        format!("/conversations/{}", self.id)
    }

    pub fn messages(&self) -> String {
        format!("{}/messages", self.path())
    }

    /// Where this is done with a message.
    pub fn with(&self, seq: u64, what: &str) -> String {
        format!("{}/{seq}/{what}", self.messages())
    }

    pub fn read(&self) -> String {
        format!("{}/read", self.path())
    }

    pub fn typing(&self) -> String {
        format!("{}/typing", self.path())
    }

    pub fn events(&self, after: u64) -> String {
        format!("/events?conversation={}&after={after}", self.id)
    }
}

/// One `article.message`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub seq: u64,
    pub version: u64,
    pub author: String,
    pub nonce: Option<String>,
    /// The text in `.message__body`.
    pub text: String,
    /// What stands inside `.message__body`.
    pub html: String,
    /// Each emoji and who has put it there.
    pub reactions: Vec<(String, String)>,
}

impl Message {
    pub fn read(article: ElementRef) -> Self {
        let number = |name: &str| article.attr(name).unwrap().parse().unwrap();
        let seq = number("data-seq");
        assert_eq!(article.attr("id"), Some(format!("message-{seq}").as_str()));
        let time = Selector::parse("time[datetime$=Z]").unwrap();
        assert!(article.select(&time).next().is_some(), "message {seq} has no time");
        let body = Selector::parse(".message__body").unwrap();
        let body = article.select(&body).next().expect("a message has a body");
        Self {
            seq,
            version: number("data-version"),
            author: article.attr("data-author").unwrap().to_owned(),
            nonce: article.attr("data-nonce").map(str::to_owned),
            text: body.text().collect::<String>().trim().to_owned(),
            html: body.inner_html(),
            reactions: reactions_of(article),
        }
    }
}

fn reactions_of(article: ElementRef) -> Vec<(String, String)> {
    let buttons = Selector::parse("button[data-emoji][data-by]").unwrap();
    let value = |button: ElementRef, name| button.attr(name).unwrap().to_owned();
    let buttons = article.select(&buttons);
    buttons.map(|button| (value(button, "data-emoji"), value(button, "data-by"))).collect()
}

/// The entry of one conversation in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    /// What `.unread` shows; nothing when that is absent.
    pub unread: Option<String>,
    /// Whether `.unread[data-mentioned]` is there.
    pub mentioned: bool,
    pub text: String,
}

impl Entry {
    pub fn read(entry: ElementRef) -> Self {
        let id = entry.attr("id").unwrap().trim_start_matches("conversation-");
        let unread = Selector::parse(".unread[data-count]").unwrap();
        let unread = entry.select(&unread).next();
        let mentioned = Selector::parse(".unread[data-mentioned]").unwrap();
        Self {
            id: id.to_owned(),
            unread: unread.map(|unread| unread.text().collect()),
            mentioned: entry.select(&mentioned).next().is_some(),
            text: entry.text().collect(),
        }
    }
}
