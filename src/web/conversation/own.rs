//! What a member keeps for themselves about a conversation.

use axum::{extract::State, http::StatusCode, response::Response};

use super::{MemberVisit, handlers::show_page};
use crate::{
    app::App,
    conversation::Draft,
    error::{Error, Result},
    form::Fields,
    message::Cursor,
    paths,
    web::{Visit, done, html, message::composer::Composer},
};

/// `POST /conversations/{id}/unread`: from `seq` on, else the last message of
/// somebody else. Back to the list: the page would read it again.
pub async fn unread(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    let seq = fields.number("seq").map_err(|problem| Error::BadRequest(problem.sentence))?;
    app.conversations.mark_unread(&member, (seq > 0).then_some(seq)).await?;
    Ok(done(visit, paths::CONVERSATIONS))
}

/// `POST /conversations/{id}/pinned`: `pinned` = 1 or 0.
pub async fn pinned(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    app.conversations.set_pinned(&member, is_on(&fields, "pinned")?).await?;
    Ok(done(visit, &paths::conversation(&member.conversation.id)))
}

/// `POST /conversations/{id}/archived`: `archived` = 1 or 0. What was put away
/// is left.
pub async fn archived(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    let is_archived = is_on(&fields, "archived")?;
    app.conversations.set_archived(&member, is_archived).await?;
    let page = paths::conversation(&member.conversation.id);
    Ok(done(visit, if is_archived { paths::CONVERSATIONS } else { &page }))
}

/// `POST /conversations/{id}/clear`.
pub async fn clear(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    _: Fields,
) -> Result<Response> {
    app.conversations.clear(&member).await?;
    Ok(done(visit, &paths::conversation(&member.conversation.id)))
}

/// `POST /conversations/{id}/draft`: `body` and `reply_to`; an empty one is
/// forgotten.
pub async fn draft(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    match Draft::read(&fields) {
        Ok(draft) => {
            app.conversations.keep_draft(&member, draft.as_ref()).await?;
            Ok(done(visit, &paths::conversation(&member.conversation.id)))
        }
        Err(problems) => {
            let composer = Composer::refused(&member, fields.typed("body"), problems);
            if visit.htmx {
                return html(StatusCode::UNPROCESSABLE_ENTITY, &composer);
            }
            show_page(&app, &member, Cursor::Latest, composer).await
        }
    }
}

fn is_on(fields: &Fields, name: &'static str) -> Result<bool> {
    match fields.text(name) {
        Ok("1") => Ok(true),
        Ok("0") => Ok(false),
        _ => Err(Error::BadRequest("error-neither-on-nor-off")),
    }
}
