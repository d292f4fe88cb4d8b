//! A browser without a person: cookies, and no redirect followed unasked.

use std::sync::Arc;

use reqwest::Method;
use reqwest::redirect::Policy;

use super::Page;
use super::ask::Ask;
use super::chat::Address;
use super::jar::Jar;

#[derive(Clone)]
pub struct Visitor {
    http: reqwest::Client,
    pub jar: Arc<Jar>,
    address: Address,
    pub language: &'static str,
}

impl Visitor {
    pub fn new(address: Address) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy();
        Self { http: http.build().unwrap(), jar: Arc::default(), address, language: "en" }
    }

    /// The same visitor with another wish for the language.
    pub fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// Another browser that has never been here.
    pub fn new_like(other: &Self) -> Self {
        Self::new(other.address.clone()).speaking(other.language)
    }

    /// Another browser, with an own copy of the cookies.
    pub fn twin(&self) -> Self {
        let twin = Self::new_like(self);
        twin.jar.copy(&self.jar);
        twin
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address.lock().unwrap())
    }

    pub fn get(&self, path: &str) -> Ask<'_> {
        self.ask(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Ask<'_> {
        self.ask(Method::POST, path).header("origin", &self.origin())
    }

    pub fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        let url = format!("{}{path}", self.origin());
        Ask::new(self, self.http.request(method, url))
    }

    pub fn signs_in(&self, username: &str, password: &str) -> Ask<'_> {
        let fields = [("username", username), ("password", password)];
        self.post("/login").form(&fields)
    }

    /// A page that must be there.
    pub async fn opens(&self, path: &str) -> Page {
        self.get(path).await.is(200).page()
    }
}
