//! `…/messages/{seq}/readers`: who has read what one has said in a group.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::{actions::Seq, views::MessageView};
use crate::{
    app::App,
    error::Result,
    message::{MessageReader, Readers},
    paths,
    web::{
        Chrome,
        conversation::{MemberVisit, Sidebar},
        html,
        user::AvatarView,
    },
};

/// Somebody who has read it.
struct ReaderView {
    username: String,
    name: String,
    avatar: AvatarView,
}

#[derive(Template)]
#[template(path = "pages/readers.html")]
struct ReadersPage {
    chrome: Chrome,
    sidebar: Sidebar,
    events: String,
    back: String,
    message: MessageView,
    readers: Vec<ReaderView>,
    /// How many of how many.
    counted: String,
}

/// `GET …/readers`.
pub async fn index(State(app): State<App>, member: MemberVisit, Seq(seq): Seq) -> Result<Response> {
    let message = member.visible(&app.database, seq).await?;
    let Readers { readers, others } = Readers::of(&app.database, &member, &message).await?;
    let chrome = Chrome::of(&member.signed_in, &app.assets);
    let view = |MessageReader { by, avatar_id }| ReaderView {
        avatar: AvatarView::of(&by.username, &by.display_name, avatar_id),
        username: by.username,
        name: by.display_name,
    };
    let (some, all) = (readers.len().to_string(), others.to_string());
    let counts = [("readers", some.as_str()), ("others", &all)];
    let counted = chrome.words.with_all("readers-counted", &counts).into_owned();
    let shown = member.seen(&app.database, &message).await?;
    html(
        StatusCode::OK,
        &ReadersPage {
            events: chrome.events(),
            chrome,
            sidebar: Sidebar::load(&app, &member.signed_in).await?,
            back: paths::message(&member.conversation.id, &seq),
            message: MessageView::new(&shown, &member.signed_in.clock),
            readers: readers.into_iter().map(view).collect(),
            counted,
        },
    )
}
