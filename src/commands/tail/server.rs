//! What is asked of the server.

use std::time::Duration;

use reqwest_0_12::{
    Client, RequestBuilder, Response, StatusCode,
    header::{AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER},
    redirect::Policy,
};
use serde::Deserialize;
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use crate::paths;

const CONNECT: Duration = Duration::from_secs(10);
/// Three pings.
const SILENCE: Duration = Duration::from_secs(45);

/// Why a stream has failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// It may work soon, and not before this time.
    Passing { sentence: String, wait: Option<Duration> },
    /// Coming back does not help.
    Lasting(String),
}

impl Failure {
    pub(super) fn passing(sentence: &str) -> Self {
        Self::Passing { sentence: sentence.to_owned(), wait: None }
    }
}

/// Up to where everything of the conversation is known.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Place {
    pub(super) version: i64,
    epoch: Option<String>,
}

/// The way to the server, with the token.
pub(super) struct Server {
    client: Client,
    url: Url,
    conversation: Option<Uuid>,
}

impl Server {
    /// A redirect is not followed: the token is for this server.
    pub(super) fn new(url: Url, token: &str, conversation: Option<Uuid>) -> Result<Self, String> {
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", token.trim()))
            .map_err(|_| "The token has characters that no token has.".to_owned())?;
        bearer.set_sensitive(true);
        let client = Client::builder()
            .user_agent(concat!("natter-tail/", env!("CARGO_PKG_VERSION")))
            .default_headers(HeaderMap::from_iter([(AUTHORIZATION, bearer)]))
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { client, url, conversation })
    }

    /// Where the conversation is now, but at this version if one is known.
    pub(super) async fn place(&self, known: Option<i64>) -> Result<Place, Failure> {
        let Some(id) = self.conversation else { return Ok(Place::default()) };
        let path = format!("{}{}", paths::API_V1, paths::conversation(&id));
        let answer = answered(self.get(&path)).await?;
        let body = answer.bytes().await.map_err(broken)?;
        let now: Place = serde_json::from_slice(&body)
            .map_err(|_| Failure::Lasting("What answers there is no Natter.".to_owned()))?;
        Ok(Place { version: known.unwrap_or(now.version), ..now })
    }

    pub(super) async fn stream(&self, place: &Place) -> Result<Response, Failure> {
        let mut query = vec![];
        if let Some(id) = self.conversation {
            query.push(("conversation", id.to_string()));
            query.push(("after", place.version.to_string()));
            query.extend(place.epoch.clone().map(|epoch| ("epoch", epoch)));
        }
        answered(self.get(&format!("{}{}", paths::API_V1, paths::EVENTS)).query(&query)).await
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(paths::absolute(&self.url, path))
    }
}

/// An answer that is what was asked for.
async fn answered(request: RequestBuilder) -> Result<Response, Failure> {
    let answer = request.send().await.map_err(broken)?;
    let status = answer.status();
    if status == StatusCode::OK {
        return Ok(answer);
    }
    let wait = answer.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
    let body = answer.text().await.unwrap_or_default();
    let sentence = format!("The server answered {}: {}", status.as_u16(), detail(&body));
    let is_passing = status.is_server_error()
        || [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT].contains(&status);
    Err(match is_passing {
        true => Failure::Passing { sentence, wait: wait.map(Duration::from_secs) },
        false => Failure::Lasting(sentence),
    })
}

pub(super) fn broken(error: reqwest_0_12::Error) -> Failure {
    let error = error.without_url();
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
    Failure::passing(&format!("The connection has failed: {error}{}.", cause.unwrap_or_default()))
}

/// The sentence of a problem or of a last event.
pub(super) fn detail(json: &str) -> String {
    let said: Value = serde_json::from_str(json).unwrap_or_default();
    said["detail"].as_str().unwrap_or("It does not say why.").to_owned()
}
