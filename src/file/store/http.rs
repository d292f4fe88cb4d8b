//! How `object_store` asks S3: through the client that is here anyway, so that there
//! is one of TLS.

use std::time::Duration;

use http_body_util::BodyExt;
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
        HttpResponseBody, HttpService,
    },
};
use reqwest_0_12 as reqwest;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long S3 may say nothing.
const SILENCE: Duration = Duration::from_secs(15);

/// For questions whose bodies are small, so that an answer begins soon.
#[derive(Debug, Clone)]
pub(super) struct Client(reqwest::Client);

impl Client {
    pub fn new() -> Result<Self, reqwest::Error> {
        Ok(Self(builder().read_timeout(SILENCE).build()?))
    }
}

/// A client of its own, so that whom S3 keeps waiting keeps nobody else.
pub(super) fn builder() -> reqwest::ClientBuilder {
    // Elsewhere, what was signed for this address is worth nothing.
    let no_redirects = reqwest::redirect::Policy::none();
    reqwest::Client::builder().connect_timeout(CONNECT_TIMEOUT).redirect(no_redirects)
}

impl HttpConnector for Client {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait::async_trait]
impl HttpService for Client {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (head, body) = request.into_parts();
        let url = head.uri.to_string().parse::<reqwest::Url>();
        let url = url.map_err(|error| HttpError::new(HttpErrorKind::Unknown, error))?;
        let mut request = reqwest::Request::new(head.method, url);
        *request.headers_mut() = head.headers;
        *request.body_mut() = Some(reqwest::Body::wrap(body));
        let answer = self.0.execute(request).await.map_err(failed)?;
        let (head, body) = hyper::Response::<reqwest::Body>::from(answer).into_parts();
        Ok(HttpResponse::from_parts(head, HttpResponseBody::new(body.map_err(failed))))
    }
}

/// What may be tried again is told by its kind.
fn failed(error: reqwest::Error) -> HttpError {
    let kind = if error.is_connect() {
        HttpErrorKind::Connect
    } else if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if error.is_decode() {
        HttpErrorKind::Decode
    } else {
        HttpErrorKind::Interrupted
    };
    HttpError::new(kind, error.without_url())
}
