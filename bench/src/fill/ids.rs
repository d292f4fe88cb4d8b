//! Who and what is in the database: everybody and everything has a number, from
//! which its id is made.

/// Person number n is called `b<n>`. Those of 1 to this have a conversation of
/// their own, of the same number, with person n + `PEOPLE`.
pub const PEOPLE: u32 = 5000;
/// Reads the page: a list of 30, the first conversation with 200 messages.
pub const READER: u32 = 10_001;
/// Have lists of 10 and of 1,000 conversations.
pub const SHORT_LIST: u32 = 10_002;
pub const LONG_LIST: u32 = 10_003;
pub const LAST_PERSON: u32 = LONG_LIST;

/// Conversations of the three above; each has its own numbers from here on.
pub const READERS_FIRST: u32 = 20_001;
pub const SHORT_FIRST: u32 = 21_001;
pub const LONG_FIRST: u32 = 22_001;
/// The one that grows, between the persons 1 and 2.
pub const GROWING: u32 = 30_000;

/// The group of these many, of whom person 1 is the first.
pub const GROUP: u32 = 40_000;
pub const MEMBERS: u32 = 1000;

/// Conversations of two that are searched, by as many who search: the persons that come
/// after `PEOPLE`, each in as many of them.
pub const SEARCHED: u32 = 1000;
pub const SEARCHERS: u32 = 50;

pub const PASSWORD: &str = "correct horse battery";

/// How ids of people begin; those of conversations.
pub const PERSON: &str = "00000000-0000-7000-8000-";
pub const CONVERSATION: &str = "00000000-0000-7000-9000-";

pub fn person(number: u32) -> String {
    format!("{PERSON}{number:012}")
}

pub fn username(number: u32) -> String {
    format!("b{number}")
}

pub fn conversation(number: u32) -> String {
    format!("{CONVERSATION}{number:012}")
}

/// Its page.
pub fn page(number: u32) -> String {
    format!("/conversations/{}", conversation(number))
}

/// Where its messages are posted.
pub fn messages(number: u32) -> String {
    format!("{}/messages", page(number))
}
