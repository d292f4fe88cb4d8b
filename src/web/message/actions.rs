//! What is done with a message that stands there: a menu and a page that offer
//! it, and the forms in them. htmx gets the message as it is then, a plain form
//! goes back to it.

use axum::{
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    composer::Composer,
    menu::{ActionsPage, Deletion, Menu, MenuFragment, PinsPage},
    views::{MessagePartial, MessageView},
};
use crate::{
    app::App,
    error::{Error, Result},
    form::Fields,
    message::{Changed, Cursor, Edit, Emoji, MOST_PINNED, Message, MessageBody, MessageRepository},
    paths,
    problem::{Problem, Problems},
    web::{
        Chrome, Query, Visit,
        conversation::{MemberVisit, Opening, Sidebar, handlers::show_page},
        done,
        emoji::EmojiList,
        html, see_other,
    },
};

/// The number of the message that the route names.
pub struct Seq(pub i64);

#[derive(Deserialize)]
struct Named {
    seq: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Seq {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Path(named) =
            Path::<Named>::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
        let digits = named.seq.bytes().all(|byte| byte.is_ascii_digit());
        let seq = named.seq.parse().ok().filter(|_| digits);
        seq.map(Self).ok_or(Error::NotFound)
    }
}

/// `GET …/messages/{seq}`: the page around it, with it marked.
pub async fn show(State(app): State<App>, member: MemberVisit, Seq(seq): Seq) -> Result<Response> {
    member.visible(&app.database, seq).await?;
    let composer = Composer::empty(&member);
    show_page(&app, &member, Opening::marking(seq), composer).await
}

#[derive(Deserialize)]
pub struct EmojiSearch {
    q: Option<String>,
}

/// `GET …/actions`; on the page with the emoji that `q` is a name of. With a line
/// nobody does anything.
pub async fn index(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    Seq(seq): Seq,
    Query(search): Query<EmojiSearch>,
) -> Result<Response> {
    let message = member.visible(&app.database, seq).await?;
    if message.is_line() {
        return Err(Error::NotFound);
    }
    let chrome = Chrome::of(&member.signed_in, &app.assets);
    let path = paths::message(&member.conversation.id, &seq);
    let permalink = paths::absolute(&app.config.public_url, &path).to_string();
    let menu = Menu::new(&chrome, &member, &message, permalink);
    let deletion = Deletion::new(&chrome, &member, &message);
    if visit.htmx {
        return html(StatusCode::OK, &MenuFragment { menu, deletion });
    }
    let sidebar = Sidebar::load(&app, &member.signed_in).await?;
    let shown = member.seen(&app.database, &message).await?;
    let message = MessageView::new(&shown, &member.signed_in.clock);
    let events = chrome.events();
    let (id, typed) = (member.conversation.id, search.q.unwrap_or_default());
    html(
        StatusCode::OK,
        &ActionsPage {
            emoji: EmojiList::new(chrome.words, &typed),
            typed,
            actions: paths::with_message(&id, &seq, "actions"),
            reactions: paths::with_message(&id, &seq, "reactions"),
            chrome,
            sidebar,
            events,
            message,
            menu,
            deletion,
        },
    )
}

/// `POST …/edit`: `body`, and the `version` at which its writer saw it.
pub async fn edit(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    Seq(seq): Seq,
    fields: Fields,
) -> Result<Response> {
    let mut problems = Problems::default();
    let edit = Edit {
        body: problems.keep(fields.text("body").and_then(MessageBody::parse_or_none)),
        version: problems.keep(fields.number("version")),
    };
    let edit = match problems.or(edit) {
        Ok(edit) => edit,
        Err(problems) => return edit_anew(&app, &member, visit, seq, (&fields, problems)).await,
    };
    match app.messages.edit(&member, seq, &edit).await? {
        Changed::Refused(problem) if problem.field == "body" => {
            edit_anew(&app, &member, visit, seq, (&fields, problem.into())).await
        }
        Changed::Meanwhile(message) => meanwhile(&app, &member, visit, &message, &fields).await,
        changed => answer(&app, &member, visit, seq, changed).await,
    }
}

/// 422, with what was typed and what is wrong with it.
async fn edit_anew(
    app: &App,
    member: &MemberVisit,
    visit: Visit,
    seq: i64,
    (fields, problems): (&Fields, Problems),
) -> Result<Response> {
    let message = member.visible(&app.database, seq).await?;
    let refused = Composer::refused(member, String::new(), problems)
        .editing(&message, Some(fields.typed("body")));
    if visit.htmx {
        return html(StatusCode::UNPROCESSABLE_ENTITY, &refused);
    }
    show_page(app, member, Cursor::Around(seq), refused).await
}

/// 409, with the text as it stands and what was typed.
async fn meanwhile(
    app: &App,
    member: &MemberVisit,
    visit: Visit,
    message: &Message,
    fields: &Fields,
) -> Result<Response> {
    if visit.htmx {
        let seen = member.seen(&app.database, message).await?;
        return html(StatusCode::CONFLICT, &MessagePartial::new(&seen, member.signed_in.words));
    }
    let problem = Problem { field: "version", sentence: "problem-edited-meanwhile" };
    let composer = Composer::refused(member, String::new(), problem.into())
        .editing(message, Some(fields.typed("body")));
    let page = show_page(app, member, Cursor::Around(message.seq), composer).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// `POST …/delete`: for everybody.
pub async fn delete(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    Seq(seq): Seq,
    _: Fields,
) -> Result<Response> {
    let changed = app.messages.delete(&member, seq).await?;
    answer(&app, &member, visit, seq, changed).await
}

/// `POST …/hide`: for this reader alone.
pub async fn hide(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    Seq(seq): Seq,
    _: Fields,
) -> Result<Response> {
    app.messages.hide(&member, seq).await?;
    Ok(done(visit, &paths::conversation_around(&member.conversation.id, &seq)))
}

/// `POST …/reactions`: `emoji`, and `on` to say whether it shall be there;
/// without that it changes to the other.
pub async fn react(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    Seq(seq): Seq,
    fields: Fields,
) -> Result<Response> {
    let refused = |problem: Problem| Error::Refused(problem.sentence);
    let emoji = fields.text("emoji").and_then(Emoji::parse).map_err(refused)?;
    let is_wanted = match fields.text("on").map_err(refused)? {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    };
    let changed = app.messages.react(&member, seq, emoji, is_wanted).await?;
    answer(&app, &member, visit, seq, changed).await
}

/// `POST …/pin`.
pub async fn pin(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    Seq(seq): Seq,
    _: Fields,
) -> Result<Response> {
    let changed = app.messages.pin(&member, seq, true).await?;
    answer(&app, &member, visit, seq, changed).await
}

/// `POST …/unpin`.
pub async fn unpin(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    Seq(seq): Seq,
    _: Fields,
) -> Result<Response> {
    let changed = app.messages.pin(&member, seq, false).await?;
    answer(&app, &member, visit, seq, changed).await
}

/// `GET …/pins`: the pinned messages, newest first.
pub async fn pins(State(app): State<App>, member: MemberVisit) -> Result<Response> {
    let messages = MessageRepository::of(&app.database, member.conversation.id);
    let pinned = messages.pinned(member.signed_in.user.id, MOST_PINNED).await?;
    let (clock, first_seq) = (&member.signed_in.clock, member.conversation.first_seq);
    let chrome = Chrome::of(&member.signed_in, &app.assets);
    html(
        StatusCode::OK,
        &PinsPage {
            events: chrome.events(),
            chrome,
            sidebar: Sidebar::load(&app, &member.signed_in).await?,
            back: paths::conversation(&member.conversation.id),
            messages: pinned
                .iter()
                .map(|one| MessageView::new(&one.seen_from(first_seq), clock))
                .collect(),
        },
    )
}

async fn answer(
    app: &App,
    member: &MemberVisit,
    visit: Visit,
    seq: i64,
    changed: Changed,
) -> Result<Response> {
    match changed {
        Changed::Refused(problem) => Err(Error::Refused(problem.sentence)),
        Changed::To(message) | Changed::Meanwhile(message) if visit.htmx => {
            let seen = member.seen(&app.database, &message).await?;
            html(StatusCode::OK, &MessagePartial::new(&seen, member.signed_in.words))
        }
        _ => Ok(see_other(&paths::message(&member.conversation.id, &seq))),
    }
}
