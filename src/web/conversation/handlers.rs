//! `/conversations` and one conversation.

use axum::{extract::State, http::StatusCode, response::Response};
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    MemberVisit, Opening, Sidebar,
    find::FindBar,
    menu::MenuView,
    views::{ArchivedPage, ConversationPage, ConversationsPage, ListView},
};
use crate::{
    app::App,
    conversation::{Entry, LIST_PAGE, Level, ListCursor, ListPart, ListRepository, Mute, Show},
    error::{Error, Result},
    form::Fields,
    limits::Limit,
    message::{Cursor, MessageRepository, Rights, Unread, Window, start_of},
    paths,
    people::UNKNOWN_PERSON,
    web::{
        Chrome, Query, Visit,
        contact::handlers as contacts,
        done, html,
        message::{composer::Composer, kept},
        pieces,
        query::parsed,
        see_other,
        session::SignedIn,
        status_of,
    },
};

/// Most entries of the list that are loaded at once.
const MOST_ENTRIES: usize = 300;

#[derive(Deserialize)]
pub struct PartOfList {
    #[serde(default, deserialize_with = "parsed")]
    before: Option<ListCursor>,
    entries: Option<usize>,
    archived: Option<u8>,
    #[serde(default, deserialize_with = "parsed")]
    show: Option<Show>,
}

/// `GET /conversations`: the list, or for htmx its next part, of so many
/// `entries` where more than a page of them was loaded before. With `archived`,
/// what was put away; with `show` only those that are unread, or groups.
pub async fn index(
    State(app): State<App>,
    signed_in: SignedIn,
    visit: Visit,
    Query(asked): Query<PartOfList>,
) -> Result<Response> {
    let older_than = asked.before.unwrap_or(ListCursor::START);
    if asked.archived.is_some_and(|archived| archived > 0) {
        return show_archived(&app, &signed_in, older_than).await;
    }
    if let Some(show) = asked.show.filter(|show| *show != Show::All) {
        return show_some(&app, &signed_in, show, older_than).await;
    }
    if visit.htmx && older_than != ListCursor::START {
        let most = asked.entries.unwrap_or(LIST_PAGE).clamp(LIST_PAGE, MOST_ENTRIES);
        let part = list_part(&app, &signed_in, older_than, most).await?;
        return html(StatusCode::OK, &ListView::new(&part, None, &signed_in.clock));
    }
    show_list(&app, &signed_in, older_than).await
}

/// A part of the list, with everybody's presence.
async fn list_part(
    app: &App,
    signed_in: &SignedIn,
    older_than: ListCursor,
    most: usize,
) -> Result<ListPart> {
    let lists = ListRepository::of(&app.database);
    let mut part = lists.part(signed_in.user.id, older_than, most).await?;
    Entry::look_up(&mut part.entries, app.presence.leases()).await;
    Ok(part)
}

async fn show_list(app: &App, signed_in: &SignedIn, older_than: ListCursor) -> Result<Response> {
    if older_than == ListCursor::START {
        let screen = app.hub.first_screen(signed_in.user.id, &signed_in.era).await?;
        return show_part(app, signed_in, &screen.part);
    }
    show_part(app, signed_in, &list_part(app, signed_in, older_than, LIST_PAGE).await?)
}

async fn show_some(
    app: &App,
    signed_in: &SignedIn,
    show: Show,
    older_than: ListCursor,
) -> Result<Response> {
    let lists = ListRepository::of(&app.database);
    let mut part = lists.some(signed_in.user.id, show, older_than).await?;
    Entry::look_up(&mut part.entries, app.presence.leases()).await;
    let chrome = Chrome::of(signed_in, &app.assets);
    let page = ConversationsPage {
        display_name: signed_in.user.display_name.clone(),
        has_conversations: true,
        sidebar: Sidebar::of_some(&chrome, &part, show, &signed_in.clock),
        events: chrome.events(),
        chrome,
    };
    html(StatusCode::OK, &page)
}

fn show_part(app: &App, signed_in: &SignedIn, part: &ListPart) -> Result<Response> {
    let chrome = Chrome::of(signed_in, &app.assets);
    let page = ConversationsPage {
        display_name: signed_in.user.display_name.clone(),
        has_conversations: !part.entries.is_empty() || part.archived > 0,
        sidebar: Sidebar::new(&chrome, part, None, &signed_in.clock),
        events: chrome.events(),
        chrome,
    };
    pieces::html(StatusCode::OK, &page, Vec::new())
}

async fn show_archived(app: &App, signed_in: &SignedIn, after: ListCursor) -> Result<Response> {
    let lists = ListRepository::of(&app.database);
    let mut part = lists.archived(signed_in.user.id, after).await?;
    Entry::look_up(&mut part.entries, app.presence.leases()).await;
    let chrome = Chrome::of(signed_in, &app.assets);
    let page = ArchivedPage {
        list: ListView::of_archived(&part, &signed_in.clock),
        events: chrome.events(),
        chrome,
    };
    html(StatusCode::OK, &page)
}

/// `POST /conversations`: to the direct conversation with somebody.
pub async fn create(
    State(app): State<App>,
    signed_in: SignedIn,
    fields: Fields,
) -> Result<Response> {
    let Some(person) = contacts::find(&app, &signed_in, &fields).await? else {
        return contacts::refuse(&app, &signed_in, &fields, UNKNOWN_PERSON).await;
    };
    match app.conversations.start_direct(signed_in.user.id, &person).await? {
        Ok(id) => Ok(see_other(&paths::conversation(&id))),
        Err(problem) => contacts::refuse(&app, &signed_in, &fields, problem).await,
    }
}

/// `GET /conversations/{id}`.
pub async fn show(
    State(app): State<App>,
    member: MemberVisit,
    Query(cursor): Query<Cursor>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let opening = asked.opening(&app, &member, cursor).await?;
    let composer = asked.composer(&app, &member).await?;
    show_page(&app, &member, opening, composer).await
}

/// What else one may ask of the page: a day to begin at, a message to answer, a
/// message to change.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// Empty where none was chosen.
    #[serde(default)]
    on: String,
    reply: Option<i64>,
    edit: Option<i64>,
}

impl Asked {
    /// At the first message on or after the day, by the reader's clock; at the end
    /// where there is none.
    pub async fn opening(
        &self,
        app: &App,
        member: &MemberVisit,
        cursor: Cursor,
    ) -> Result<Opening> {
        if self.on.is_empty() {
            return Ok(cursor.into());
        }
        let day: Option<Date> = self.on.parse().ok();
        let start = day.and_then(|day| start_of(day, member.signed_in.clock.zone()));
        let start = start.ok_or(Error::BadRequest("error-cursor"))?;
        let first = member.moments(&app.database).first_since(start).await?;
        Ok(first.map_or_else(|| Cursor::Before(i64::MAX).into(), Opening::marking))
    }

    /// An empty composer where the message is not there or not theirs.
    async fn composer(&self, app: &App, member: &MemberVisit) -> Result<Composer> {
        let composer = Composer::empty(member);
        let Some(seq) = self.edit.or(self.reply) else { return Ok(composer) };
        let messages = MessageRepository::of(&app.database, member.conversation.id);
        let message = messages.visible(member.signed_in.user.id, seq).await?;
        Ok(match message {
            Some(message) if self.edit.is_some() && Rights::of(member, &message).edit => {
                composer.editing(&message, None)
            }
            message if self.edit.is_none() => composer.replying_to(message.as_ref()),
            _ => composer,
        })
    }
}

/// What others wrote and this member has not read, if anything.
pub async fn unread(app: &App, member: &MemberVisit) -> Result<Option<Unread>> {
    let conversation = &member.conversation;
    if conversation.last_read_seq >= conversation.last_seq {
        return Ok(None);
    }
    let (reader, read) = (member.signed_in.user.id, conversation.last_read_seq);
    Ok(MessageRepository::of(&app.database, conversation.id)
        .unread(reader, read, conversation.last_seq, conversation.hides())
        .await?)
}

/// The page of a conversation, with the composer as it should be. It opens at
/// the first unread message that it shows, else at its end, and `seen` is what
/// is in view there.
pub async fn show_page(
    app: &App,
    member: &MemberVisit,
    opening: impl Into<Opening>,
    composer: Composer,
) -> Result<Response> {
    let Opening { cursor, marked, bar } = opening.into();
    let conversation = &member.conversation;
    let unread = unread(app, member).await?;
    let window = Window::at(cursor.or_at(unread), conversation.history());
    let query = bar.as_ref().filter(|_| marked.is_some()).map(FindBar::query);
    let asked = kept::Asked { window, unread, marked, query };
    let shown = kept::shown(app, member, asked).await?;
    let SignedIn { user, era, .. } = &member.signed_in;
    let screen = app.hub.first_screen_beside(user.id, conversation, era).await?;
    let mut composer = composer;
    composer.seen = match unread {
        Some(unread) if window.contains(unread.first) => unread.first - 1,
        _ => window.last,
    };
    let status = status_of(&composer.problems);
    let chrome = Chrome::of(&member.signed_in, &app.assets);
    let menu = MenuView::of(app, member);
    let read = member.others_read(&app.database).await?;
    let find = bar.map(|bar| bar.render(&chrome, member, &shown.found)).transpose()?;
    let mut page = ConversationPage::new(chrome, member, read, &screen, window, composer, menu);
    page.find = find;
    pieces::html(status, &page, vec![shown.pin, shown.history])
}

/// `POST /conversations/{id}/typing`. More often than anybody would look at is
/// not told.
pub async fn typing(State(app): State<App>, member: MemberVisit, _: Fields) -> Result<StatusCode> {
    if app.limits.take(Limit::Typing, &member.signed_in.user.id.to_string()).await.is_ok() {
        app.conversations.typing(&member);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /conversations/{id}/mute`: `mute` = `1h`, `8h`, `tomorrow`, `always` or `off`;
/// or `level` = `all`, `mentions` or `nothing`, of a group.
pub async fn mute(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    let (mute, level) = (fields.typed("mute"), fields.typed("level"));
    if level.is_empty() {
        let until = Mute::parse(&mute)?.map(|mute| mute.until(member.signed_in.clock.zone()));
        app.conversations.mute(&member, until).await?;
    } else {
        app.conversations.set_level(&member, Level::parse(&level)?).await?;
    }
    Ok(done(visit, &paths::conversation(&member.conversation.id)))
}

/// `POST /conversations/{id}/read`.
pub async fn read(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    let seq = fields.number("seq").map_err(|problem| Error::BadRequest(problem.sentence))?;
    app.conversations.mark_read(&member, seq).await?;
    Ok(done(visit, &paths::conversation(&member.conversation.id)))
}
