//! `/invitations`, and `/inviters` for the owner.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::header,
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use super::{
    InviterVisit, Owner,
    views::{GuestView, InvitationView, InvitationsPage, InviterView, link},
};
use crate::{
    app::App,
    attempt::{Aim, Attempt},
    config::Registration,
    error::{Error, Result},
    form::Fields,
    invitation::{InvitationRepository, MOST_VALID, NewInvitation, TOO_MANY},
    paths,
    people::UNKNOWN_PERSON,
    problem::Problems,
    user::{Role, UserRepository},
    web::{Chrome, contact::handlers::find, html, qr, see_other, settings::SettingsNav, status_of},
};

/// The owner sees the invitations of all inviters.
const MOST_SHOWN: u64 = MOST_VALID * 20;
/// Guests that are shown, those who came last.
const MOST_GUESTS: u64 = 100;
/// `GET /invitations`.
pub async fn index(State(app): State<App>, inviter: InviterVisit) -> Result<Response> {
    show(&app, &inviter, &InvitationsPage::fresh(), Problems::default()).await
}

/// `POST /invitations`: `days` and `uses`, both optional. One, however often
/// the form comes.
pub async fn create(
    State(app): State<App>,
    inviter: InviterVisit,
    fields: Fields,
) -> Result<Response> {
    let new = match NewInvitation::read(&fields) {
        Ok(new) => new,
        Err(problems) => return show(&app, &inviter, &fields, problems).await,
    };
    let author = inviter.signed_in.user.id;
    let about = [author.to_string(), fields.typed("days"), fields.typed("uses")];
    let attempt = Attempt::read(Aim::Invite, &fields, &about.each_ref().map(String::as_str));
    if !app.invitations.create_once(author, new, &attempt).await? {
        return show(&app, &inviter, &fields, TOO_MANY.into()).await;
    }
    Ok(see_other(paths::INVITATIONS))
}

/// `POST /invitations/{id}/revoke`.
pub async fn revoke(
    State(app): State<App>,
    inviter: InviterVisit,
    id: Result<Path<Uuid>, PathRejection>,
    fields: Fields,
) -> Result<Response> {
    let Path(id) = id.map_err(|_| Error::NotFound)?;
    let attempt = Attempt::read(Aim::RevokeInvitation, &fields, &[&id.to_string()]);
    app.invitations.revoke_once(&inviter, id, &attempt).await?;
    Ok(see_other(paths::INVITATIONS))
}

/// `GET /invitations/{id}/qr.svg`: the link as a picture.
pub async fn qr(
    State(app): State<App>,
    inviter: InviterVisit,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Response> {
    let Path(id) = id.map_err(|_| Error::NotFound)?;
    let invitation = app.invitations.of(&inviter, id).await?;
    let picture = qr::file(&link(&app.config.public_url, &invitation.code))?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

/// The address of that form, opened as a page: back to where the form is.
pub async fn back() -> Response {
    see_other(paths::INVITATIONS)
}

/// `POST /inviters`: the owner lets somebody invite.
pub async fn create_inviter(
    State(app): State<App>,
    Owner(owner): Owner,
    fields: Fields,
) -> Result<Response> {
    let Some(person) = find(&app, &owner.signed_in, &fields).await? else {
        let fields = fields.over(InvitationsPage::fresh());
        return show(&app, &owner, &fields, UNKNOWN_PERSON.into()).await;
    };
    app.invitations.set_role(&person, Role::Inviter).await?;
    Ok(see_other(paths::INVITATIONS))
}

/// `POST /inviters/{username}/remove`.
pub async fn destroy_inviter(
    State(app): State<App>,
    _owner: Owner,
    username: Result<Path<String>, PathRejection>,
    _of_reader: Fields,
) -> Result<Response> {
    let Path(username) = username.map_err(|_| Error::NotFound)?;
    let person = app.users.named(&username).await?.ok_or(Error::NotFound)?;
    app.invitations.set_role(&person, Role::Member).await?;
    Ok(see_other(paths::INVITATIONS))
}

async fn show(
    app: &App,
    inviter: &InviterVisit,
    fields: &Fields,
    problems: Problems,
) -> Result<Response> {
    let status = status_of(&problems);
    let (user, clock) = (&inviter.signed_in.user, &inviter.signed_in.clock);
    let author = (!inviter.is_owner()).then_some(user.id);
    let invitations = InvitationRepository::of(&app.database).valid(author, MOST_SHOWN).await?;
    let guests = InvitationRepository::of(&app.database).guests(author, MOST_GUESTS).await?;
    let inviters = match inviter.is_owner() {
        true => Some(UserRepository::of(&app.database).with_role(Role::Inviter).await?),
        false => None,
    };
    let page = InvitationsPage {
        chrome: Chrome::of(&inviter.signed_in, &app.assets),
        nav: SettingsNav::new(app, user, true),
        is_closed: app.users.registration() == Registration::Closed,
        days: fields.typed("days"),
        uses: fields.typed("uses"),
        username: fields.typed("username"),
        problems,
        invitations: invitations
            .iter()
            .map(|one| InvitationView::new(one, &app.config.public_url, clock))
            .collect(),
        guests: guests.iter().map(|guest| GuestView::new(guest, clock)).collect(),
        inviters: inviters.map(|users| users.iter().map(InviterView::new).collect()),
    };
    html(status, &page)
}
