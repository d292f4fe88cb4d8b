//! Token: with it a program acts as a user, as far as the token's scopes go.
//!
//! Most are made in the settings and have a name that their owner knows;
//! others are made by signing in, and end as sessions do. Only the hash of
//! what a program sends is kept, and what a token has begun ends with it.

mod new;
mod noted;
mod repository;
mod scopes;
mod secret;
mod service;
#[cfg(test)]
mod tests;

pub use self::{
    new::{MOST_DAYS, NewToken, OFFERED_DAYS, Until, name},
    repository::{Bearer, TokenRepository},
    scopes::{Scope, Scopes},
    secret::Secret,
    service::{
        MOST_NAMED, MOST_SESSIONS, Made, TOO_MANY, TokenService, end_session_tokens_within,
        end_tokens_within,
    },
};
