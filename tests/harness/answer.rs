//! What the server answered.

use reqwest::Response;
use reqwest::header::HeaderMap;
use url::Url;

use super::Page;

#[derive(Clone, Debug)]
pub struct Answer {
    pub url: Url,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        Self::tried(response).await.expect("a whole answer")
    }

    /// Nothing when the answer breaks off.
    pub async fn tried(response: Response) -> Option<Self> {
        Some(Self {
            url: response.url().clone(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.ok()?,
        })
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} answered: {}", self.url, self.excerpt());
        self
    }

    /// Refused as the asker's fault, and never as ours.
    #[track_caller]
    pub fn refused(self) -> Self {
        let refused = (400..500).contains(&self.status);
        assert!(refused, "{} answered {}: {}", self.url, self.status, self.excerpt());
        self
    }

    fn excerpt(&self) -> String {
        let text = self.page().text();
        text.chars().take(600).collect()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The path and query of a 303.
    #[track_caller]
    pub fn location(&self) -> String {
        assert_eq!(self.status, 303, "{} answered: {}", self.url, self.excerpt());
        self.header("location").expect("a 303 says where to").to_owned()
    }

    #[track_caller]
    pub fn redirects_to(self, path: &str) -> Self {
        assert_eq!(self.location(), path, "{}", self.url);
        self
    }

    pub fn cookies(&self) -> Vec<&str> {
        let cookies = self.headers.get_all("set-cookie").iter();
        cookies.map(|cookie| cookie.to_str().unwrap()).collect()
    }

    pub fn page(&self) -> Page {
        Page::new(&self.body)
    }
}
