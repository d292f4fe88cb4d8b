//! One request, built up and then awaited.

use std::future::IntoFuture;
use std::pin::Pin;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, RequestBuilder, Response};
use url::form_urlencoded;

use super::{Answer, Visitor};

pub const FORM: &str = "application/x-www-form-urlencoded";

#[must_use = "nothing is asked before it is awaited"]
pub struct Ask<'v> {
    visitor: &'v Visitor,
    request: RequestBuilder,
    headers: HeaderMap,
}

impl<'v> Ask<'v> {
    pub fn new(visitor: &'v Visitor, request: RequestBuilder) -> Self {
        let ask = Self { visitor, request, headers: HeaderMap::new() };
        let ask = ask.header("accept-language", visitor.language);
        match visitor.user_agent {
            "" => ask,
            user_agent => ask.header("user-agent", user_agent),
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        self.headers.insert(name, HeaderValue::from_str(value).unwrap());
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    /// Asked by the script of the page, which wants a fragment.
    pub fn htmx(self) -> Self {
        self.header("hx-request", "true")
    }

    pub fn form<K: AsRef<str>, V: AsRef<str>>(self, fields: &[(K, V)]) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        self.body(form.finish())
    }

    /// A form body as it is, for what no honest form would contain.
    pub fn body(self, body: impl Into<Body>) -> Self {
        let mut ask = self.header("content-type", FORM);
        ask.request = ask.request.body(body);
        ask
    }

    pub fn json(self, body: &serde_json::Value) -> Self {
        self.body(body.to_string()).header("content-type", "application/json")
    }

    /// The answer, or nothing when the connection fails.
    pub async fn tried(self) -> Option<Answer> {
        Answer::tried(self.sent().await.ok()?).await
    }

    /// The answer without its body, which may never end.
    pub async fn opened(self) -> Response {
        self.sent().await.unwrap()
    }

    pub async fn sent(self) -> reqwest::Result<Response> {
        let mut headers = self.headers;
        if let Some(cookies) = self.visitor.jar.header() {
            // Latin-1, which may stand in a header and is no text for most.
            let cookies: Vec<u8> = cookies.chars().map(|letter| letter as u8).collect();
            headers.insert("cookie", HeaderValue::from_bytes(&cookies).unwrap());
        }
        let response = self.request.headers(headers).send().await?;
        let set = response.headers().get_all("set-cookie");
        self.visitor.jar.keep(set.iter().map(|cookie| cookie.to_str().unwrap()));
        Ok(response)
    }
}

impl<'v> IntoFuture for Ask<'v> {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send + 'v>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { Answer::read(self.opened().await).await })
    }
}
