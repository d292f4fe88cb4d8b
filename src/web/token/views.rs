//! Tokens as the settings show them.

use uuid::Uuid;

use crate::{
    entity::token,
    form::Fields,
    language::Words,
    token::{Scope, Scopes},
    web::time::{self, Clock},
};

/// What a scope is called.
fn word(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "token-read",
        Scope::Write => "token-write",
        Scope::Admin => "token-admin",
    }
}

/// A token that works.
pub struct TokenView {
    pub id: Uuid,
    pub name: String,
    /// Made by signing in.
    pub is_session: bool,
    /// What it may, in words.
    pub scopes: String,
    /// When it was last used: for the script, and in words.
    pub last_used: Option<(String, String)>,
    /// From where; empty when nobody knows.
    pub address: String,
    /// When it ends, as above. None means never.
    pub expires: Option<(String, String)>,
}

impl TokenView {
    pub fn new(row: &token::Model, clock: &Clock) -> Self {
        Self {
            id: row.id,
            name: row.name.clone(),
            is_session: row.is_session,
            scopes: in_words(&row.scopes, clock.words()),
            last_used: row.last_used_at.map(|at| (time::iso(at), clock.ago(at))),
            address: row.last_address.clone().unwrap_or_default(),
            expires: row.expires_at.map(|at| (time::iso(at), clock.in_words(at))),
        }
    }
}

fn in_words(scopes: &str, words: Words) -> String {
    let scopes = Scopes::parse(scopes).into_iter().flat_map(Scopes::iter);
    let said: Vec<String> = scopes.map(|scope| words.say(word(scope)).to_lowercase()).collect();
    said.join(", ")
}

/// The form for a new one: as it is at first, or as it was typed and refused.
pub struct NewTokenForm {
    pub name: String,
    /// Each scope as it is sent, its word, and whether it is ticked.
    pub scopes: [(&'static str, &'static str, bool); 3],
    /// For how long it is good, as it is sent and in words, and what is chosen.
    pub terms: [(&'static str, &'static str); 4],
    pub until: String,
}

impl NewTokenForm {
    pub fn new(typed: Option<&Fields>) -> Self {
        let ticked = match typed {
            None => vec!["read".to_owned()],
            Some(fields) => {
                fields.every("scope", |scope| Some(scope.to_owned())).unwrap_or_default()
            }
        };
        let scope = |scope: Scope| {
            (scope.as_str(), word(scope), ticked.iter().any(|one| one == scope.as_str()))
        };
        Self {
            name: typed.map(|fields| fields.typed("name")).unwrap_or_default(),
            scopes: Scope::ALL.map(scope),
            terms: [
                ("30", "token-until-month"),
                ("90", "token-until-quarter"),
                ("365", "token-until-year"),
                ("", "token-until-ever"),
            ],
            until: typed.map_or_else(|| "90".to_owned(), |fields| fields.typed("until")),
        }
    }
}
