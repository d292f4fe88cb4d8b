//! `/conversations/{id}/messages`.

use axum::{extract::State, http::StatusCode, response::Response};

use super::{
    composer::Composer,
    views::{HistoryView, MessagePartial},
};
use crate::{
    app::App,
    error::Result,
    form::Fields,
    limits::Limit,
    message::{Cursor, MessageRepository, NewMessage, Posted, Window},
    paths,
    problem::{Problem, Problems},
    web::{
        Query, Visit,
        conversation::{
            MemberVisit,
            handlers::{show_page, unread},
        },
        html, see_other,
    },
};

/// `GET`: a part of the history; htmx gets the fragment, a visit the page.
pub async fn index(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    Query(cursor): Query<Cursor>,
) -> Result<Response> {
    if !visit.htmx {
        return show_page(&app, &member, cursor, Composer::empty(&member)).await;
    }
    let window = Window::at(cursor, member.conversation.history());
    let messages =
        MessageRepository::of(&app.database, member.conversation.id).within(window).await?;
    let unread = unread(&app, &member).await?;
    html(StatusCode::OK, &HistoryView::new(&member, window, &messages, unread).beside(cursor))
}

/// `POST`: htmx gets the message, a plain form goes back to the conversation.
pub async fn create(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    let new = match NewMessage::read(&fields) {
        Ok(new) => new,
        Err(problems) => return refuse(&app, &member, visit, &fields, problems).await,
    };
    app.limits.take(Limit::Sending, &member.signed_in.user.id.to_string()).await?;
    match app.messages.post(&member, new).await? {
        Posted::Once(message) if visit.htmx => {
            html(StatusCode::OK, &MessagePartial::new(&message, member.signed_in.words))
        }
        Posted::Once(_) => Ok(see_other(&paths::conversation(&member.conversation.id))),
        Posted::NonceOfAnother => {
            let problem = Problem { field: "nonce", sentence: "problem-nonce-used" };
            refuse(&app, &member, visit, &fields, problem.into()).await
        }
        Posted::NothingToAnswer => {
            let problem = Problem { field: "reply_to", sentence: "problem-nothing-to-answer" };
            refuse(&app, &member, visit, &fields, problem.into()).await
        }
    }
}

/// 422 with what was typed, the sentence beside it and a fresh nonce.
async fn refuse(
    app: &App,
    member: &MemberVisit,
    visit: Visit,
    fields: &Fields,
    problems: Problems,
) -> Result<Response> {
    let composer = Composer::refused(member, fields.typed("body"), problems);
    if visit.htmx {
        return html(StatusCode::UNPROCESSABLE_ENTITY, &composer);
    }
    show_page(app, member, Cursor::Latest, composer).await
}
