//! `GET /conversations/{id}/search?q=&seq=`: what was said in one conversation, a hit at
//! a time.

use askama::Template;
use axum::{extract::State, response::Response};
use serde::Deserialize;

use super::{MemberVisit, Opening, handlers::show_page};
use crate::{
    app::App,
    error::Result,
    paths,
    search::{self, InConversation, Place},
    web::{Chrome, Query, message::composer::Composer, pieces::varying},
};

#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    /// The hit one is at; none at the newest.
    seq: Option<i64>,
}

pub async fn show(
    State(app): State<App>,
    member: MemberVisit,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let bar = FindBar::new(&app, &member, asked).await?;
    let opening = match bar.place {
        Some(place) => Opening::marking(place.seq),
        None => Opening::default(),
    };
    show_page(&app, &member, Opening { bar: Some(bar), ..opening }, Composer::empty(&member)).await
}

/// The bar below the header, with what was found.
#[derive(Debug)]
pub struct FindBar {
    query: search::Query,
    /// Whether there is anything to look for.
    is_asked: bool,
    found: InConversation,
    place: Option<Place>,
    /// So many messages from before an upgrade are not found yet.
    remaining: i64,
}

impl FindBar {
    async fn new(app: &App, member: &MemberVisit, asked: Asked) -> Result<Self> {
        let query = search::Query::of(&asked.q);
        let found = app.search.find_in(member, &query, member.signed_in.clock.zone()).await?;
        let place = found.place(asked.seq);
        let is_asked = !query.text.trim().is_empty() && !query.is_only_days();
        let is_nothing = is_asked && place.is_none();
        let remaining = if is_nothing { app.search.remaining().await? } else { 0 };
        Ok(Self { query, is_asked, found, place, remaining })
    }

    pub fn query(&self) -> &search::Query {
        &self.query
    }

    /// As a part of the page that differs each time; `spelled` is what was found as it is
    /// written there.
    pub fn render(
        &self,
        chrome: &Chrome,
        member: &MemberVisit,
        spelled: &[String],
    ) -> Result<String> {
        let id = &member.conversation.id;
        let typed = &*self.query.text;
        let to = |seq: i64| paths::found(id, typed, &seq);
        let (older, newer) = self.place.map_or((None, None), |place| (place.older, place.newer));
        let view = FindView {
            chrome,
            action: paths::find(id),
            typed,
            said: self.said(chrome),
            hint: self.hint(chrome),
            spelled: serde_json::Value::from(spelled).to_string(),
            steps: [
                Step { key: "ArrowUp", word: "find-older", to: older.map(to) },
                Step { key: "ArrowDown", word: "find-newer", to: newer.map(to) },
            ],
            close: match self.place {
                Some(place) => paths::conversation_around(id, &place.seq),
                None => paths::conversation(id),
            },
        };
        Ok(varying(view.render()?))
    }

    /// Which hit of how many one is at; nothing where nothing was asked.
    fn said(&self, chrome: &Chrome) -> Option<String> {
        let words = chrome.words;
        let Some(place) = self.place else {
            return self.is_asked.then(|| words.say("find-none").into_owned());
        };
        let (number, count) = (place.number.to_string(), self.found.seqs.len().to_string());
        let counts = [("number", &*number), ("count", &*count)];
        let key = if self.found.is_more { "find-place-of-more" } else { "find-place" };
        Some(words.with_all(key, &counts).into_owned())
    }

    /// Why nothing may have been found.
    fn hint(&self, chrome: &Chrome) -> Option<String> {
        let words = chrome.words;
        if self.place.is_some() || !self.is_asked {
            return None;
        }
        Some(match self.remaining {
            0 => words.say("find-none-hint").into_owned(),
            remaining => words.count("find-remaining", &remaining).into_owned(),
        })
    }
}

/// From one hit to another.
struct Step {
    /// Which key does the same.
    key: &'static str,
    word: &'static str,
    to: Option<String>,
}

#[derive(Template)]
#[template(path = "components/find.html")]
struct FindView<'b> {
    chrome: &'b Chrome,
    action: String,
    typed: &'b str,
    said: Option<String>,
    hint: Option<String>,
    spelled: String,
    steps: [Step; 2],
    close: String,
}
