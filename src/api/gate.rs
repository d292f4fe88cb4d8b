//! The gate: only a program with a token that may do what it asks for comes in,
//! and no faster than is good for the others. Never by a cookie.

use std::time::{Duration, Instant};

use axum::{
    extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State},
    http::{HeaderMap, HeaderValue, Method, header::AUTHORIZATION, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use super::{
    caller::{Caller, Found},
    problem::{Fault, Result},
};
use crate::{
    app::App,
    body::body_of,
    conversation::TokenVisit,
    entity::{token, user},
    language::Language,
    limits::{Left, Limit},
    paths,
    request::{ClientAddress, Reader, asked_for, user_agent},
    token::{Bearer, Scope, Scopes},
    user::{Actor, saved_language},
};

/// What is asked of whoever comes here.
#[derive(Debug, Clone)]
pub struct Gate {
    pub app: App,
    /// None where any token will do.
    pub scope: Option<Scope>,
    /// By which what its user changes is counted, over all faces.
    pub limit: Option<Limit>,
}

/// Where files are uploaded.
const UPLOADS: [&str; 3] =
    ["/conversations/{id}/files", "/conversations/{id}/avatar", "/me/avatar"];

/// A body that took longer may have outlived its token.
const AT_ONCE: Duration = Duration::from_millis(50);

/// Lets a program in, and tells it how much it may still ask for.
pub async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Result<Response> {
    let (mut head, body) = request.into_parts();
    let conversation = conversation_of(&mut head).await;
    let visit = visit(&gate.app, &head.headers, conversation).await?;
    let Bearer { user, token } = &visit.bearer;
    if let Some(reader) = head.extensions.get::<Reader>() {
        reader.set(user.id, language_of(user, &head.headers));
    }
    let left = gate.app.limits.spend(Limit::Program, &token.id.to_string()).await?;
    let answer = gate.let_in(visit, conversation, Request::from_parts(head, body), next).await;
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    tell(response.headers_mut(), left);
    Ok(response)
}

impl Gate {
    async fn let_in(
        &self,
        visit: TokenVisit,
        conversation: Option<Uuid>,
        request: Request,
        next: Next,
    ) -> Result<Response> {
        if let Some(scope) = self.scope {
            demand(&visit.bearer.token, scope)?;
        }
        let user_id = visit.bearer.user.id.to_string();
        self.app.limits.take(Limit::Programs, &user_id).await?;
        if let Some(limit) = self.limit {
            self.app.limits.take(limit, &user_id).await?;
        }
        let (visit, request) = self.take_in(visit, conversation, request).await?;
        let (mut head, body) = request.into_parts();
        let Ok(address) = ClientAddress::from_request_parts(&mut head, &self.app).await;
        let TokenVisit { bearer, conversation, era } = visit;
        let (from, by) = (address.0.to_string(), user_agent(&head.headers));
        self.app.tokens.note_use(&bearer, &from, &by).await;
        let Bearer { user, token } = bearer;
        head.extensions.insert(Caller { actor: Actor::by_token(user, token.id), token });
        head.extensions.insert(Found { conversation, era });
        Ok(next.run(Request::from_parts(head, body)).await)
    }

    /// Takes the body in before anybody looks at it: whether the token counts is
    /// asked again when all of it is here, unless that was at once.
    async fn take_in(
        &self,
        visit: TokenVisit,
        conversation: Option<Uuid>,
        request: Request,
    ) -> Result<(TokenVisit, Request)> {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        if is_read || takes_files(&request) {
            return Ok((visit, request));
        }
        let began = Instant::now();
        let (head, body) = request.into_parts();
        let body = body_of(Request::from_parts(head.clone(), body)).await?;
        let visit = match began.elapsed() < AT_ONCE {
            true => visit,
            false => self::visit(&self.app, &head.headers, conversation).await?,
        };
        Ok((visit, Request::from_parts(head, body.into())))
    }
}

/// What comes in piece by piece is for the handler to read.
fn takes_files(request: &Request) -> bool {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let path = route.and_then(|route| route.strip_prefix(paths::API_V1));
    request.method() == Method::POST && path.is_some_and(|path| UPLOADS.contains(&path))
}

/// The conversation that the address names, where it names one.
async fn conversation_of(head: &mut Parts) -> Option<Uuid> {
    let route = head.extensions.get::<MatchedPath>()?;
    route.as_str().strip_prefix(paths::API_V1)?.strip_prefix("/conversations/{id}")?;
    let named = RawPathParams::from_request_parts(head, &()).await.ok()?;
    let (_, id) = named.iter().find(|(name, _)| *name == "id")?;
    Uuid::try_parse(id).ok()
}

/// Refuses a token that may not do this.
pub fn demand(token: &token::Model, scope: Scope) -> Result<()> {
    let may = Scopes::parse(&token.scopes).is_some_and(|scopes| scopes.contains(scope));
    may.then_some(()).ok_or(Fault::MissingScope(scope))
}

/// The one that is asked for, else the user's own choice.
pub fn language_of(user: &user::Model, headers: &HeaderMap) -> Language {
    asked_for(headers).or_else(|| saved_language(user)).unwrap_or_default()
}

/// Whose token came with the request (RFC 6750, section 2.1), and nowhere else
/// than in its head.
async fn visit(app: &App, headers: &HeaderMap, conversation: Option<Uuid>) -> Result<TokenVisit> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let (Some(one), None) = (given.next(), given.next()) else {
        return Err(Fault::NoToken(headers.contains_key(AUTHORIZATION)));
    };
    // Another scheme is no token.
    let secret = one.to_str().ok().and_then(secret_of).ok_or(Fault::NoToken(false))?;
    let now = jiff::Timestamp::now().as_microsecond();
    let found = TokenVisit::find(&app.database, secret, now, conversation).await?;
    found.ok_or(Fault::NoToken(true))
}

fn secret_of(header: &str) -> Option<&str> {
    let (scheme, secret) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
}

/// As draft-ietf-httpapi-ratelimit-headers writes it.
fn tell(headers: &mut HeaderMap, left: Left) {
    let window = (left.rate.period * left.rate.burst).as_secs();
    let policy = format!("\"token\";q={};w={window}", left.rate.burst);
    let limit = format!("\"token\";r={};t={}", left.tokens, left.until_full.as_secs_f64().ceil());
    for (name, text) in [("ratelimit-policy", policy), ("ratelimit", limit)] {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_stands_behind_its_scheme() {
        assert_eq!(secret_of("Bearer nat_x"), Some("nat_x"));
        assert_eq!(secret_of("bearer  nat_x"), Some("nat_x"));
        for wrong in ["", "nat_x", "Bearer", "Basic nat_x", "Bearernat_x"] {
            assert_eq!(secret_of(wrong), None, "{wrong}");
        }
    }
}
