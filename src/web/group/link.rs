//! Links by which anybody may join a group.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    response::Response,
};
use serde::Deserialize;

use askama::Template;

use super::{
    members::managed,
    settings::{LinkView, Outcome, may_invite, show},
    views::FoundGroupView,
};
use crate::{
    app::App,
    error::{Error, Result},
    form::Fields,
    invitation::Inviter,
    paths,
    web::{
        Chrome, Query, Visit,
        conversation::{MemberVisit, Sidebar},
        done, html, qr, see_other,
        session::SignedIn,
    },
};

/// `POST …/invitation`: makes a link, which is shown this once, in the place of
/// the one before; with `guests` one that lets somebody make an account, too. With
/// `revoke` there is none any more.
pub async fn create(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    managed(&member)?;
    if fields.typed("revoke") == "1" {
        app.groups.revoke_link(&member).await?;
        let section = format!("{}#invitation", paths::group_settings(&member.conversation.id));
        return Ok(done(visit, &section));
    }
    let path = match fields.typed("guests") == "1" {
        true => path_for_guests(&app, &member).await?,
        false => paths::join(&app.groups.make_link(&member).await?),
    };
    let address = paths::absolute(&app.config.public_url, &path).to_string();
    let qr = qr::picture(&address)?;
    let new_link = Some(LinkView { address, qr });
    show(&app, &member, Outcome { new_link, ..Outcome::default() }).await
}

/// Where the new link leads that lets somebody make an account, too.
async fn path_for_guests(app: &App, member: &MemberVisit) -> Result<String> {
    let inviter = Inviter::of(&member.signed_in.user).filter(|_| may_invite(app, member));
    let inviter = inviter.ok_or(Error::NotAllowed("error-group-guests"))?;
    let link = app.groups.make_link_for_guests(member, &inviter).await?;
    Ok(paths::join_with(&link.token, &link.code))
}

#[derive(Template)]
#[template(path = "pages/group_join.html")]
struct JoinPage {
    chrome: Chrome,
    sidebar: Sidebar,
    events: String,
    group: FoundGroupView,
    action: String,
}

/// With which invitation somebody comes who has no account.
#[derive(Deserialize)]
pub struct Invited {
    #[serde(default)]
    invite: String,
}

/// `GET /join/{token}`: the group that a link leads to. Whoever is not signed in
/// does that first, or makes an account where the link lets them.
pub async fn new(
    State(app): State<App>,
    signed_in: Result<SignedIn, Error>,
    token: Result<Path<String>, PathRejection>,
    Query(Invited { invite }): Query<Invited>,
) -> Result<Response> {
    let Path(token) = token.map_err(|_| Error::NotFound)?;
    let signed_in = match signed_in {
        Err(Error::SignInRequired) if !invite.is_empty() => {
            app.groups.by_link(None, &token).await?.ok_or(GONE)?;
            return Ok(see_other(&paths::register_then(&invite, &paths::join(&token))));
        }
        signed_in => signed_in?,
    };
    let found = app.groups.by_link(Some(signed_in.user.id), &token).await?.ok_or(GONE)?;
    let chrome = Chrome::of(&signed_in, &app.assets);
    let page = JoinPage {
        sidebar: Sidebar::load(&app, &signed_in).await?,
        events: chrome.events(),
        chrome,
        group: FoundGroupView::new(&found),
        action: paths::join(&token),
    };
    html(axum::http::StatusCode::OK, &page)
}

const GONE: Error = Error::Gone("error-group-link");

/// `POST /join/{token}`.
pub async fn join(
    State(app): State<App>,
    signed_in: SignedIn,
    token: Result<Path<String>, PathRejection>,
    _of_reader: Fields,
) -> Result<Response> {
    let Path(token) = token.map_err(|_| Error::NotFound)?;
    match app.groups.join_by_link(&signed_in.actor(), &token).await {
        Ok(Ok(id)) => Ok(see_other(&paths::conversation(&id))),
        Ok(Err(problem)) => Err(Error::Refused(problem.sentence)),
        Err(Error::NotFound) => Err(GONE),
        Err(error) => Err(error),
    }
}
