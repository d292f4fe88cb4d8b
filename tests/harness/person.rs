//! Somebody with an account, doing what people do.

use std::ops::Deref;

use reqwest::Response;

use super::ask::Ask;
use super::conversation::Message;
use super::{Answer, Chat, Conversation, Page, Stream, Visitor};

pub const PASSWORD: &str = "correct horse 42";

pub struct Person {
    visitor: Visitor,
    pub username: String,
}

impl Deref for Person {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl Person {
    /// Fills in the form on the page and is signed in afterwards.
    pub async fn registers(visitor: Visitor, username: &str) -> Self {
        let (person, begins_at) = Self::registers_at("/register", visitor, username).await;
        assert_eq!(begins_at, "/conversations");
        person
    }

    /// The same by a link, which may have filled in something already, and the
    /// path where they begin.
    pub async fn registers_at(path: &str, visitor: Visitor, username: &str) -> (Self, String) {
        let page = visitor.opens(path).await;
        let mut form = page.form("/register");
        for (name, value) in &mut form {
            match name.as_str() {
                "username" => *value = username.to_owned(),
                "display_name" => *value = capitalised(username),
                "password" => *value = PASSWORD.to_owned(),
                "email" => *value = email(username),
                _ => {}
            }
        }
        let answer = visitor.post("/register").form(&form).await.is(303);
        (Self { visitor, username: username.to_owned() }, answer.location())
    }

    /// The same person in another browser.
    pub async fn on_another_device(&self) -> Self {
        self.signs_in_with(Visitor::new_like(&self.visitor)).await
    }

    /// The same person in a browser that calls itself this.
    pub async fn on_a(&self, user_agent: &'static str) -> Self {
        self.signs_in_with(Visitor::new_like(&self.visitor).using(user_agent)).await
    }

    /// The same person at another process.
    pub async fn on(&self, chat: &Chat) -> Self {
        self.signs_in_with(chat.visitor()).await
    }

    /// The same browser, whose next requests come to another process.
    pub fn led_to(&self, chat: &Chat) -> Self {
        let visitor = chat.visitor();
        visitor.jar.copy(&self.visitor.jar);
        Self { visitor, username: self.username.clone() }
    }

    async fn signs_in_with(&self, visitor: Visitor) -> Self {
        let answer = visitor.signs_in(&self.username, PASSWORD).await;
        answer.redirects_to("/conversations");
        Self { visitor, username: self.username.clone() }
    }

    pub async fn talks_to(&self, other: &Person) -> Conversation {
        let answer = self.starts_with(&other.username).await;
        let location = answer.location();
        let id = location.strip_prefix("/conversations/").expect(&location);
        Conversation { id: id.to_owned() }
    }

    pub fn starts_with(&self, username: &str) -> Ask<'_> {
        self.post("/conversations").form(&[("username", username)])
    }

    /// Sends as the page's script does, with a nonce of its own.
    pub async fn says(&self, conversation: &Conversation, text: &str) -> Message {
        let nonce = uuid::Uuid::new_v4().to_string();
        let answer = self.sends(conversation, &[("body", text), ("nonce", &nonce)]).await;
        let mut messages = answer.is(200).page().messages();
        let found = messages.iter().position(|m| m.nonce.as_deref() == Some(&nonce));
        messages.swap_remove(found.expect("the answer shows the new message"))
    }

    /// Posts these fields as the page's script does.
    pub fn sends(&self, conversation: &Conversation, fields: &[(&str, &str)]) -> Ask<'_> {
        self.post(&conversation.messages()).htmx().form(fields)
    }

    /// Posts what is done with a message, as the page's script does.
    pub fn does(
        &self,
        conversation: &Conversation,
        seq: u64,
        what: &str,
        fields: &[(&str, &str)],
    ) -> Ask<'_> {
        self.post(&conversation.with(seq, what)).htmx().form(fields)
    }

    /// Gives a message another text, having seen it as it is.
    pub async fn edits(&self, conversation: &Conversation, seq: u64, text: &str) -> Message {
        let version = self.looks_at(conversation).await.version().to_string();
        let fields = [("body", text), ("version", &version)];
        self.does(conversation, seq, "edit", &fields).await.is(200).page().messages().remove(0)
    }

    /// `count` messages, one after the other: "1", "2", and so on.
    pub async fn counts(&self, conversation: &Conversation, count: u64) {
        for number in 1..=count {
            self.says(conversation, &number.to_string()).await;
        }
    }

    pub async fn looks_at(&self, conversation: &Conversation) -> Page {
        self.opens(&conversation.path()).await
    }

    pub async fn reads(&self, conversation: &Conversation, seq: u64) {
        let seq = [("seq", seq.to_string())];
        let answer: Answer = self.post(&conversation.read()).htmx().form(&seq).await;
        answer.is(204);
    }

    /// As the page's script tells it.
    pub async fn types(&self, conversation: &Conversation) {
        self.post(&conversation.typing()).await.is(204);
    }

    /// The number beside the conversation in the list.
    pub async fn unread(&self, conversation: &Conversation) -> Option<String> {
        let list = self.opens("/conversations").await;
        list.entry(conversation).expect("it is in the list").unread
    }

    /// The stream that the conversation's page asks for.
    pub async fn listens_to(&self, conversation: &Conversation) -> Stream {
        let page = self.looks_at(conversation).await;
        self.stream(&page.stream(), None).await
    }

    pub async fn listens_to_the_list(&self) -> Stream {
        let page = self.opens("/conversations").await;
        self.stream(&page.stream(), None).await
    }

    pub async fn stream(&self, path: &str, last_id: Option<&str>) -> Stream {
        let response = self.asks_for_stream(path, last_id).await;
        assert_eq!(response.status().as_u16(), 200, "{path}");
        Stream::read(response)
    }

    /// The stream, or nothing when it cannot be had now.
    pub async fn tries_stream(&self, path: &str, last_id: Option<&str>) -> Option<Response> {
        let response = self.ask_for_stream(path, last_id).sent().await.ok()?;
        (response.status().as_u16() == 200).then_some(response)
    }

    pub async fn asks_for_stream(&self, path: &str, last_id: Option<&str>) -> Response {
        self.ask_for_stream(path, last_id).opened().await
    }

    pub fn ask_for_stream(&self, path: &str, last_id: Option<&str>) -> Ask<'_> {
        let ask = self.get(path).header("accept", "text/event-stream");
        match last_id {
            Some(id) => ask.header("last-event-id", id),
            None => ask,
        }
    }
}

pub fn email(username: &str) -> String {
    format!("{username}@example.org")
}

pub fn capitalised(username: &str) -> String {
    let (first, rest) = username.split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}
