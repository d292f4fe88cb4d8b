//! The one extractor of forms.

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, Method, header::CONTENT_TYPE},
    middleware::Next,
    response::Response,
};

use super::session::SignedIn;
use crate::{body::body_of, error::Error, form::Fields};

/// Takes a post in before anybody looks at it: whether somebody is (still)
/// signed in counts when all of it is here.
pub async fn take_in(request: Request, next: Next) -> Result<Response, Error> {
    // A form with files in it is read as it comes.
    if request.method() != Method::POST || is_multipart(request.headers()) {
        return Ok(next.run(request).await);
    }
    let (head, body) = request.into_parts();
    let body = body_of(Request::from_parts(head.clone(), body)).await?;
    Ok(next.run(Request::from_parts(head, body.into())).await)
}

/// Every form that somebody signed in may post is taken by this, even one that
/// says nothing more: a page is for the person it was made for.
impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        let is_form = is_form(request.headers());
        let reader = request.extensions().get::<SignedIn>().map(|one| one.user.username.clone());
        let body = body_of(request).await?;
        if !body.is_empty() && !is_form {
            return Err(Error::BadRequest("error-not-a-form"));
        }
        let fields = Self::parse(&body);
        match reader {
            Some(reader) => fields.of(&reader),
            None => Ok(fields),
        }
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    is_of_kind(headers, b"application/x-www-form-urlencoded")
}

/// With files in it, perhaps.
pub fn is_multipart(headers: &HeaderMap) -> bool {
    is_of_kind(headers, b"multipart/form-data")
}

fn is_of_kind(headers: &HeaderMap, wanted: &[u8]) -> bool {
    // As bytes, and whatever parameters follow: RFC 9110, 8.3.1.
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let essence = kind.split(|byte| *byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(wanted)
}
