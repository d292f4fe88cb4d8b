//! `/conversations/{id}/messages`.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    composer::Composer,
    history::{HistoryView, Part},
    sent_form::SentForm,
    views::MessagePartial,
};
use crate::{
    app::App,
    error::Result,
    form::Fields,
    limits::Limit,
    message::{Cursor, MessageRepository, NO_SUCH_FILE, NewMessage, Posted, Window},
    paths,
    problem::{Problem, Problems},
    web::{
        Query, Visit,
        conversation::{
            MemberVisit,
            handlers::{Asked, show_page, unread},
        },
        form::is_multipart,
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
    let opening = asked.opening(&app, &member, cursor).await?;
    if !visit.htmx {
        return show_page(&app, &member, opening, Composer::empty(&member)).await;
    }
    let cursor = opening.cursor;
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
    request: Request,
) -> Result<Response> {
    let has_files = is_multipart(request.headers());
    if has_files {
        // Files come before it is known whether anything is sent.
        app.limits.take(Limit::Writing, &member.signed_in.user.id.to_string()).await?;
    }
    let SentForm { fields, refused } = SentForm::take_in(&app, &member, request).await?;
    if has_files {
        member.signed_in.again(&app).await?;
    }
    let refusal = Refusal { app: &app, member: &member, visit: &visit, fields: &fields };
    if let Some((status, problem)) = refused {
        return refusal.answer(status, problem.into()).await;
    }
    let new = match NewMessage::read(&fields) {
        Ok(new) => new,
        Err(problems) => return refusal.answer(StatusCode::UNPROCESSABLE_ENTITY, problems).await,
    };
    app.limits.take(Limit::Sending, &member.signed_in.user.id.to_string()).await?;
    let problem = match app.messages.post(&member, new).await? {
        Posted::Once(message) if visit.htmx => {
            let message = member.seen(&app.database, &message).await?;
            let partial = MessagePartial::new(&message, member.signed_in.words);
            return html(StatusCode::OK, &partial);
        }
        Posted::Once(_) => return Ok(see_other(&paths::conversation(&member.conversation.id))),
        Posted::NonceOfAnother => Problem { field: "nonce", sentence: "problem-nonce-used" },
        Posted::NothingToAnswer => {
            Problem { field: "reply_to", sentence: "problem-nothing-to-answer" }
        }
        Posted::NoSuchFile => NO_SUCH_FILE,
    };
    refusal.answer(StatusCode::UNPROCESSABLE_ENTITY, problem.into()).await
}

/// What was not sent, and how it is shown again.
struct Refusal<'r> {
    app: &'r App,
    member: &'r MemberVisit,
    visit: &'r Visit,
    fields: &'r Fields,
}

impl Refusal<'_> {
    /// What was typed, the sentence beside it and a fresh nonce.
    async fn answer(&self, status: StatusCode, problems: Problems) -> Result<Response> {
        let Self { app, member, visit, fields } = self;
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
            return html(status, &composer);
        }
        let member = member.again(app).await?;
        let page = show_page(app, &member, Cursor::Latest, composer).await?;
        Ok((status, page).into_response())
    }
}
