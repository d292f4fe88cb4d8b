//! One running Natter with people on it.

use std::sync::{Arc, Mutex};

use super::app::App;
use super::log::{Log, Request};
use super::process::Ended;
use super::{Answer, Conversation, Page, Person, Place, Visitor, eventually};

/// Where the program listens now; it changes when the program is restarted.
pub type Address = Arc<Mutex<String>>;

pub struct Chat {
    pub place: Place,
    settings: Vec<(String, String)>,
    app: Option<App>,
    address: Address,
}

impl Chat {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(settings: &[(&str, &str)]) -> Self {
        Self::at(Place::fresh().await, settings).await
    }

    pub async fn at(place: Place, settings: &[(&str, &str)]) -> Self {
        let app = App::start(&place, settings).await;
        let address = Arc::new(Mutex::new(app.address.clone()));
        let settings = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self { place, settings, app: Some(app), address }
    }

    /// Two processes at one place, which must have a Redis.
    pub async fn two_at(place: Place, settings: &[(&str, &str)]) -> (Self, Self) {
        (Self::at(place.clone(), settings).await, Self::at(place, settings).await)
    }

    /// Somebody of whom the server knows nothing.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address.clone())
    }

    /// A registered and signed-in person.
    pub async fn person(&self, username: &str) -> Person {
        Person::registers(self.visitor(), username).await
    }

    /// Ada and Grace, who have a conversation.
    pub async fn pair(&self) -> (Person, Person, Conversation) {
        let (ada, grace) = (self.person("ada").await, self.person("grace").await);
        let conversation = ada.talks_to(&grace).await;
        (ada, grace, conversation)
    }

    /// A page of every kind, each with its path, as visitors or Ada see them.
    pub async fn every_page(&self) -> Vec<(String, Page)> {
        let (visitor, ada) = (self.visitor(), self.person("ada").await);
        let notes = ada.talks_to(&ada).await;
        ada.says(&notes, "https://example.org/").await;
        let mut pages = Vec::new();
        for (person, path) in [
            (&visitor, "/login"),
            (&visitor, "/register"),
            (&visitor, "/api"),
            (&*ada, "/conversations"),
            (&*ada, "/conversations?archived=1"),
            (&*ada, &notes.path()),
            (&*ada, "/people?q=a"),
            (&*ada, "/people/ada"),
            (&*ada, "/search?q=example"),
            (&*ada, "/contacts"),
            (&*ada, "/groups/new"),
            (&*ada, "/settings"),
            (&*ada, "/invitations"),
        ] {
            pages.push((path.to_owned(), person.opens(path).await));
        }
        pages
    }

    /// So many people who have each said one thing to this person, the first
    /// one first. Only without limits, for they come in a hurry.
    pub async fn crowd_around(&self, person: &Person, count: usize) -> Vec<(Person, Conversation)> {
        let mut crowd = Vec::new();
        for number in 1..=count {
            let other = self.person(&format!("guest{number}")).await;
            let conversation = other.talks_to(person).await;
            other.says(&conversation, "hello").await;
            crowd.push((other, conversation));
        }
        crowd
    }

    pub async fn stop(&mut self) -> Ended {
        self.app.take().expect("it is running").stop().await
    }

    /// Starts it again at the same place, where it gets another port.
    pub async fn resume(&mut self) {
        self.starts_again(&[]).await;
    }

    /// Starts it again on the port that it had, where open pages look for it.
    pub async fn resume_for_open_pages(&mut self) {
        let address = self.address();
        self.starts_again(&[("LISTEN_ADDR", &address)]).await;
    }

    async fn starts_again(&mut self, more: &[(&str, &str)]) {
        let settings = self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let settings: Vec<_> = settings.chain(more.iter().copied()).collect();
        let app = App::start(&self.place, &settings).await;
        *self.address.lock().unwrap() = app.address.clone();
        self.app = Some(app);
    }

    /// `STOP` freezes the process, `CONT` lets it go on.
    pub fn signal(&self, signal: &str) {
        self.app.as_ref().expect("it is running").process().signal(signal);
    }

    pub fn pid(&self) -> u32 {
        self.app.as_ref().expect("it is running").process().pid()
    }

    /// Without any chance to tidy up.
    pub fn kill(&mut self) {
        drop(self.app.take());
    }

    pub async fn restart(&mut self) {
        let ended = self.stop().await;
        assert!(ended.status.success(), "{}: {}", ended.status, ended.output);
        self.resume().await;
    }

    pub fn address(&self) -> String {
        self.address.lock().unwrap().clone()
    }

    pub fn log(&self) -> &Log {
        &self.app.as_ref().expect("it is running").process().log
    }

    /// What the program wrote about the request that `act` makes.
    pub async fn request_of(
        &self,
        (method, route): (&str, &str),
        act: impl Future<Output = Answer>,
    ) -> Request {
        let before = self.log().requests(method, route).len();
        act.await;
        let what = format!("a line about {method} {route}");
        let requests = eventually(&what, async || {
            let requests = self.log().requests(method, route);
            (requests.len() > before).then_some(requests)
        });
        requests.await.pop().unwrap()
    }
}
