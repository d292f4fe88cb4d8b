//! A browser without a person: cookies, and no redirect followed unasked.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use reqwest::redirect::Policy;

use super::Page;
use super::ask::Ask;
use super::chat::Address;
use super::jar::Jar;
use super::person::PASSWORD;

#[derive(Clone)]
pub struct Visitor {
    http: reqwest::Client,
    pub jar: Arc<Jar>,
    address: Address,
    pub language: &'static str,
    /// What the browser calls itself; empty when it does not tell.
    pub user_agent: &'static str,
}

impl Visitor {
    pub fn new(address: Address) -> Self {
        Self {
            http: browser().build().unwrap(),
            jar: Arc::default(),
            address,
            language: "en",
            user_agent: "",
        }
    }

    /// The same visitor with another wish for the language.
    pub fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// The same visitor with a browser that calls itself this.
    pub fn using(mut self, user_agent: &'static str) -> Self {
        self.user_agent = user_agent;
        self
    }

    /// The same visitor at another of this machine's own addresses.
    pub fn coming_from(mut self, address: [u8; 4]) -> Self {
        self.http = browser().local_address(IpAddr::from(address)).build().unwrap();
        self
    }

    /// Another browser that has never been here.
    pub fn new_like(other: &Self) -> Self {
        Self::new(other.address.clone()).speaking(other.language).using(other.user_agent)
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

    /// A form that would be accepted from Ada, with some fields replaced.
    pub fn registers(&self, changes: &[(&str, &str)]) -> Ask<'_> {
        let mut form = vec![("username", "ada"), ("display_name", "Ada"), ("password", PASSWORD)];
        form.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        form.extend_from_slice(changes);
        self.post("/register").form(&form)
    }

    /// Whether this browser is signed in.
    pub async fn is_in(&self) -> bool {
        match self.get("/conversations").await.status {
            200 => true,
            303 => false,
            other => panic!("neither signed in nor sent to sign in: {other}"),
        }
    }

    /// A page that must be there.
    pub async fn opens(&self, path: &str) -> Page {
        self.get(path).await.is(200).page()
    }
}

/// Natter closes a connection on which nothing was asked for ten seconds: what is
/// sent on it in that moment is lost, as it would be for any client.
fn browser() -> reqwest::ClientBuilder {
    let reused_within = Duration::from_secs(5);
    reqwest::Client::builder().redirect(Policy::none()).no_proxy().pool_idle_timeout(reused_within)
}
