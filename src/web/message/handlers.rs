//! `/conversations/{id}/messages`.

use axum::{extract::State, http::StatusCode, response::Response};

use super::{
    composer::Composer,
    history::{HistoryView, Part},
    views::MessagePartial,
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
            handlers::{Asked, show_page, unread},
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
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let cursor = asked.place(&app, &member, cursor).await?;
    if !visit.htmx {
        return show_page(&app, &member, cursor, None, Composer::empty(&member)).await;
    }
    let conversation = &member.conversation;
    let window = Window::at(cursor, conversation.history());
    let hidden_by = conversation.hides().then_some(member.signed_in.user.id);
    let messages = MessageRepository::of(&app.database, conversation.id)
        .within(window, None, hidden_by)
        .await?;
    let unread = unread(&app, &member).await?;
    let part = Part { window, messages: &messages, unread, marked: None };
    html(StatusCode::OK, &HistoryView::new(&member, &part).beside(cursor))
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
            let message = member.seen(&app.database, &message).await?;
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
    let answered = match fields.number("reply_to") {
        Ok(seq) if seq > 0 => {
            let messages = MessageRepository::of(&app.database, member.conversation.id);
            messages.visible(member.signed_in.user.id, seq).await?
        }
        _ => None,
    };
    let composer = composer.replying_to(answered.as_ref());
    if visit.htmx {
        return html(StatusCode::UNPROCESSABLE_ENTITY, &composer);
    }
    show_page(app, member, Cursor::Latest, None, composer).await
}
