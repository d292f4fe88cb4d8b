//! The gate: only a program with a token that may do what it asks for comes in,
//! and no faster than is good for the others. Never by a cookie.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, header::AUTHORIZATION},
    middleware::Next,
    response::Response,
};

use super::{
    caller::Caller,
    problem::{Fault, Result},
};
use crate::{
    app::App,
    language::Language,
    limits::{Left, Limit},
    request::{ClientAddress, Reader, accepted, user_agent},
    token::{Bearer, Scope, Scopes, TokenRepository},
    user::Actor,
};

/// What is asked of whoever comes here.
#[derive(Debug, Clone)]
pub struct Gate {
    pub app: App,
    /// None: any token will do.
    pub scope: Option<Scope>,
    /// By which what its user changes is counted, over all faces.
    pub limit: Option<Limit>,
}

/// Lets a program in, and tells it how much it may still ask for.
pub async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Result<Response> {
    let (mut head, body) = request.into_parts();
    let Ok(address) = ClientAddress::from_request_parts(&mut head, &gate.app).await;
    let bearer = bearer(&gate.app, &head.headers).await?;
    let left = gate.app.limits.spend(Limit::Program, &bearer.token.id.to_string()).await?;
    let scopes = Scopes::parse(&bearer.token.scopes);
    let may = |scope: &Scope| scopes.is_some_and(|scopes| scopes.contains(*scope));
    if let Some(missing) = gate.scope.filter(|scope| !may(scope)) {
        return Err(Fault::MissingScope(missing));
    }
    if let Some(limit) = gate.limit {
        gate.app.limits.take(limit, &bearer.user.id.to_string()).await?;
    }
    let from = address.0.to_string();
    gate.app.tokens.note_use(&bearer, &from, &user_agent(&head.headers)).await;
    let Bearer { user, token } = bearer;
    if let Some(reader) = head.extensions.get::<Reader>() {
        let own = user.language.as_deref().and_then(Language::from_tag);
        reader.set(user.id, own.unwrap_or_else(|| accepted(&head.headers)));
    }
    head.extensions.insert(Caller { actor: Actor::by_token(user, token.id), token });
    let mut response = next.run(Request::from_parts(head, body)).await;
    tell(response.headers_mut(), left);
    Ok(response)
}

/// Whose token came with the request (RFC 6750, section 2.1), and nowhere else
/// than in its head.
async fn bearer(app: &App, headers: &HeaderMap) -> Result<Bearer> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let (Some(one), None) = (given.next(), given.next()) else {
        return Err(Fault::NoToken(headers.contains_key(AUTHORIZATION)));
    };
    let secret = one.to_str().ok().and_then(secret_of).ok_or(Fault::NoToken(true))?;
    let now = jiff::Timestamp::now().as_microsecond();
    let found = TokenRepository::of(&app.database).bearer(secret, now).await?;
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
