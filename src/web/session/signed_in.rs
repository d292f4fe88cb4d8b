//! The proof that somebody is signed in.

use std::time::Duration;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use tokio::time::sleep;
use tower_sessions::Session;
use uuid::Uuid;

use super::cookie::OldCookie;
use crate::{
    announcement::{Announcement, Announcer},
    app::App,
    conversation::{Conversation, SessionVisit},
    entity::user,
    error::{Error, Result},
    language::{Language, Words},
    request::{Reader, accepted, user_agent},
    session::{KEY, SignIn, key, lifetime},
    store::Era,
    user::{Actor, UserRepository, saved_language},
    web::{Visit, form::is_multipart, is_prefetch, time::Clock},
};

/// How often a session in use is written again, which moves its end and tells
/// when it was last used: five minutes.
const TOUCH_AFTER_MICROS: i64 = 5 * 60 * 1_000_000;
/// By then the answer with the new cookie has reached the browser.
const NEW_COOKIE_ARRIVES: Duration = Duration::from_secs(5);

impl SignIn {
    /// Signs this browser in: the session gets a new id, so that one planted
    /// before is worth nothing.
    pub async fn begin(
        session: &Session,
        user: &user::Model,
        visit: &Visit,
        announcer: &Announcer,
    ) -> Result<()> {
        if let Some(before) = Self::of(session).await? {
            before.announce_end(announcer);
        }
        let now = now();
        let sign_in = Self {
            user_id: user.id,
            epoch: user.session_epoch,
            name: Uuid::now_v7(),
            renewed: false,
            user_agent: visit.user_agent.clone(),
            signed_in_at: now,
            last_used_at: now,
            confirmed_at: Some(now),
        };
        sign_in.keep_under_new_id(session).await
    }

    /// Goes on in a new epoch, in which all other sessions of this user have
    /// ended. The streams of this one begin anew a little later: those of the
    /// browser with its new cookie, those of a thief not at all.
    pub async fn renew(self, session: &Session, epoch: i32, announcer: &Announcer) -> Result<()> {
        // What called for the renewal is done; if this fails, one signs in anew.
        let renewed = Self { epoch, renewed: true, ..self };
        let (user_id, name) = (renewed.user_id, renewed.name);
        renewed.keep_under_new_id(session).await.map_err(|_| Error::SignInRequired)?;
        let announcer = announcer.clone();
        tokio::spawn(async move {
            sleep(NEW_COOKIE_ARRIVES).await;
            announcer.announce(Announcement::SessionRenewed { user_id, session: name });
        });
        Ok(())
    }

    /// Notes that the password was given just now.
    pub(super) async fn confirm(session: &Session) -> Result<()> {
        let sign_in = Self::required(session).await?;
        Self { confirmed_at: Some(now()), ..sign_in }.keep(session, now()).await
    }

    async fn keep_under_new_id(self, session: &Session) -> Result<()> {
        session.cycle_id().await?;
        self.keep(session, now()).await?;
        // Saved here and not after the answer, where a failure would be silent.
        session.save().await?;
        Ok(())
    }

    /// Writes it into the session, which goes on from now as long as it may.
    async fn keep(self, session: &Session, now: i64) -> Result<()> {
        session.set_expiry(Some(lifetime::expiry(self.signed_in_at, now)));
        Ok(session.insert(KEY, self).await?)
    }

    /// Ends the session's streams, in every tab and on every process.
    fn announce_end(&self, announcer: &Announcer) {
        announcer
            .announce(Announcement::SessionEnded { user_id: self.user_id, session: self.name });
    }

    /// None, too, when an older release has written it: then one signs in anew.
    pub async fn of(session: &Session) -> Result<Option<Self>> {
        let value = session.get_value(KEY).await?;
        Ok(value.and_then(|value| serde_json::from_value(value).ok()))
    }

    /// What the session holds. Whoever renews it asks before they free its id:
    /// afterwards nothing is found under that.
    pub async fn required(session: &Session) -> Result<Self> {
        Self::of(session).await?.ok_or(Error::SignInRequired)
    }

    /// Writes the session again from time to time, so that it does not end
    /// while somebody uses it; and with it the cookie, at once when that is old. What
    /// brings files does not: by the time of its answer the browser may have another
    /// cookie. False when it has ended meanwhile: what is written without having been
    /// loaded would be a new one.
    async fn touch(mut self, session: &Session, headers: &HeaderMap, is_old: bool) -> Result<bool> {
        let now = now();
        // A clock that was ahead must not keep it from being used.
        let is_due = now.abs_diff(self.last_used_at) >= TOUCH_AFTER_MICROS.unsigned_abs();
        let takes_long = is_multipart(headers);
        if !takes_long && (is_old || (is_due && !is_prefetch(headers))) {
            if Self::of(session).await?.is_none() {
                return Ok(false);
            }
            self.last_used_at = now;
            self.user_agent = user_agent(headers);
            self.keep(session, now).await?;
        }
        Ok(true)
    }
}

pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

/// The visitor is signed in as `user`. Holding this is the permission.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub user: user::Model,
    /// Public name of the session.
    pub session: Uuid,
    pub(super) confirmed_at: Option<i64>,
    pub words: Words,
    pub clock: Clock,
    /// When the request came.
    pub era: Era,
}

impl SignedIn {
    pub fn actor(&self) -> Actor {
        Actor::by_session(self.user.clone(), self.session)
    }

    /// An error for who was signed out while the body of the request came.
    pub async fn again(&self, app: &App) -> Result<()> {
        let still = UserRepository::of(&app.database).still_counts(&self.actor()).await?;
        still.then_some(()).ok_or(Error::SignInRequired)
    }

    /// Together with the conversation that the request names, where they are a
    /// member: one statement for all.
    pub(in crate::web) async fn find(
        parts: &mut Parts,
        app: &App,
        conversation: Option<Uuid>,
    ) -> Result<Option<(Self, Option<Conversation>)>> {
        let Some(session) = parts.extensions.get::<Session>().cloned() else { return Ok(None) };
        let Some(id) = session.id() else { return Ok(None) };
        let visit = SessionVisit::find(&app.database, key(&id), conversation).await?;
        let Some(SessionVisit { user, sign_in, conversation, era }) = visit else {
            return Ok(None);
        };
        let Some(sign_in) = of_now(sign_in, &user, &session).await? else { return Ok(None) };
        let is_old = parts.extensions.get::<OldCookie>().is_some();
        if is_old && app.config.is_https() && !sign_in.is_of_release_before() {
            return Ok(None);
        }
        let SignIn { name, confirmed_at, .. } = sign_in;
        if !sign_in.touch(&session, &parts.headers, is_old).await? {
            return Ok(None);
        }
        let words = language_of(&user, &parts.headers).words();
        if let Some(reader) = parts.extensions.get::<Reader>() {
            reader.set(user.id, words.language());
        }
        let clock = Clock::of(&user, &parts.headers, words);
        let signed_in = Self { user, session: name, confirmed_at, words, clock, era };
        parts.extensions.insert(signed_in.clone());
        Ok(Some((signed_in, conversation)))
    }
}

/// What the session holds, unless it is of an older epoch or its user disabled.
async fn of_now(
    in_row: Option<SignIn>,
    user: &user::Model,
    session: &Session,
) -> Result<Option<SignIn>> {
    let sign_in = match in_row {
        None => SignIn::of(session).await?,
        known => known,
    };
    let is_of_now = |one: &SignIn| one.user_id == user.id && one.epoch == user.session_epoch;
    Ok(sign_in.filter(is_of_now).filter(|_| user.disabled_at.is_none()))
}

/// The user's own choice, else what the browser asks for.
fn language_of(user: &user::Model, headers: &HeaderMap) -> Language {
    saved_language(user).unwrap_or_else(|| accepted(headers))
}

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let found = Self::find(parts, &App::from_ref(state), None).await?;
        found.map(|(signed_in, _)| signed_in).ok_or(Error::SignInRequired)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tower_sessions::{
        SessionStore,
        session::{Id, Record},
        session_store,
    };

    use super::*;

    /// A store that has this session, or none.
    #[derive(Debug)]
    struct Holds(Option<Record>);

    #[async_trait::async_trait]
    impl SessionStore for Holds {
        async fn save(&self, _: &Record) -> session_store::Result<()> {
            Ok(())
        }

        async fn load(&self, _: &Id) -> session_store::Result<Option<Record>> {
            Ok(self.0.clone())
        }

        async fn delete(&self, _: &Id) -> session_store::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_session_that_has_ended_meanwhile_does_not_come_back() {
        let session = Session::new(Some(Id(1)), Arc::new(Holds(None)), None);
        let goes_on = used_at(0).touch(&session, &HeaderMap::new(), false).await.unwrap();
        assert!(!goes_on && !session.is_modified());
    }

    #[tokio::test]
    async fn what_a_browser_fetches_ahead_is_no_use_of_a_session() {
        for (purpose, is_use) in [("", true), ("prefetch", false), ("prefetch;prerender", false)] {
            let mut headers = HeaderMap::new();
            headers.insert("sec-purpose", purpose.parse().unwrap());
            assert_eq!(is_written_again(0, &headers).await, is_use, "{purpose}");
        }
    }

    #[tokio::test]
    async fn what_brings_files_leaves_the_cookie_alone() {
        let mut headers = HeaderMap::new();
        for (kind, is_written) in [
            ("application/x-www-form-urlencoded", true),
            ("multipart/form-data; boundary=x", false),
        ] {
            headers.insert("content-type", kind.parse().unwrap());
            assert_eq!(is_written_again(0, &headers).await, is_written, "{kind}");
        }
    }

    #[tokio::test]
    async fn a_session_last_used_when_the_clock_was_ahead_is_written_again() {
        let a_year = 365 * 24 * 60 * 60 * 1_000_000;
        for (last_used_at, is_written) in [(now() + a_year, true), (now() + 1_000_000, false)] {
            let written = is_written_again(last_used_at, &HeaderMap::new()).await;
            assert_eq!(written, is_written, "{last_used_at}");
        }
    }

    /// Whether using a session that was last used then writes it.
    async fn is_written_again(last_used_at: i64, headers: &HeaderMap) -> bool {
        let sign_in = used_at(last_used_at);
        let record = Record {
            id: Id(1),
            data: [(KEY.to_owned(), serde_json::to_value(&sign_in).unwrap())].into(),
            expiry_date: time::OffsetDateTime::now_utc() + time::Duration::days(1),
        };
        let session = Session::new(Some(Id(1)), Arc::new(Holds(Some(record))), None);
        assert!(sign_in.touch(&session, headers, false).await.unwrap());
        session.is_modified()
    }

    fn used_at(last_used_at: i64) -> SignIn {
        SignIn {
            user_id: Uuid::nil(),
            epoch: 0,
            name: Uuid::nil(),
            renewed: false,
            user_agent: String::new(),
            signed_in_at: 0,
            last_used_at,
            confirmed_at: None,
        }
    }
}
