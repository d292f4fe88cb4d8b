//! `GET /events`.

use std::collections::VecDeque;

use axum::{Extension, extract::State, http::HeaderMap, response::Response};
use bytes::Bytes;
use metrics::counter;
use serde::Deserialize;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    live_stream::{LiveStream, end_of, event_stream, single_event},
    render::Fragments,
};
use crate::{
    announcement::Topic,
    app::App,
    conversation::{Conversation, LIST_PAGE, ListCursor, ListRepository, list},
    error::{Error, Result},
    live::{Ending, Frame, QUEUE, Render, Subscriber},
    message::{MessageRepository, Sight},
    metrics as names,
    presence::ConnectionName,
    session::SessionRepository,
    store::Epoch,
    web::{Handover, Query, conversation::MemberVisit, session::SignedIn},
};

/// More changes than this and the page is made anew instead.
const MOST_CHANGES: u64 = 200;

/// The same for more bytes: a stream holds them until its reader takes them.
const MOST_MISSED_BYTES: usize = 1024 * 1024;

/// What the page asks to hear.
#[derive(Debug, Deserialize)]
pub struct Asked {
    conversation: Option<String>,
    #[serde(default)]
    after: i64,
    epoch: Option<String>,
    /// Where the conversation began when the page was made, and how many messages
    /// its reader had hidden.
    first: Option<i64>,
    hidden: Option<i64>,
    connection: Option<String>,
    /// For whom the page was made.
    reader: Option<String>,
}

/// Opens the stream of one page. It first joins the channels and then reads
/// what the page has missed, so nothing falls between.
pub async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(asked): Query<Asked>,
    handover: Option<Extension<Handover>>,
    headers: HeaderMap,
) -> Result<Response> {
    let (conversation, connection) = (asked.conversation()?, asked.connection()?);
    let after = asked.after(&headers)?;
    if asked.reader.as_ref().is_some_and(|reader| *reader != signed_in.user.username) {
        // Somebody else has signed in in this browser; their news are not for this page.
        return Err(Error::SignInRequired);
    }
    let member = match conversation {
        Some(id) => Some(MemberVisit::find(&app, signed_in.clone(), id).await?),
        None => None,
    };
    // Dropped last, so that whoever tidies up finds the stream closed.
    let mut memberships = Vec::new();
    let (sender, frames) = mpsc::channel(QUEUE);
    let sight = match &member {
        Some(member) => member.sight(&app.database).await?,
        None => Sight::default(),
    };
    let subscriber = subscriber(&signed_in, member.as_ref(), sight.clone(), sender);
    let end = end_of(subscriber.ending.clone(), app.hub.stopping().clone());
    memberships.push(app.hub.join(Topic::User(signed_in.user.id), subscriber.clone()).await?);
    check_session(&app, &signed_in).await?;
    let (mut first, mut sent) = (VecDeque::new(), 0);
    if let Some(member) = &member {
        let topic = Topic::Conversation(member.conversation.id);
        memberships.push(app.hub.join(topic, subscriber).await?);
        let member = MemberVisit::find(&app, signed_in.clone(), member.conversation.id).await?;
        match missed(&app, &member, &sight, &asked, after).await? {
            Some(missed) => (first, sent) = missed,
            None => {
                counter!(names::RESETS).increment(1);
                return Ok(single_event(Fragments.reset()));
            }
        }
    }
    let open = app.presence.opened(signed_in.user.id, connection).await;
    first.extend(state(&app, &signed_in, member.as_ref()).await?);
    let stream = LiveStream::new(first, sent, frames, memberships, open, end);
    Ok(event_stream(stream, handover.map(|Extension(handover)| handover)))
}

fn subscriber(
    signed_in: &SignedIn,
    member: Option<&MemberVisit>,
    sight: Sight,
    frames: mpsc::Sender<Frame>,
) -> Subscriber {
    Subscriber {
        language: signed_in.words.language(),
        user_id: signed_in.user.id,
        session: signed_in.session,
        peer: member.and_then(|member| member.conversation.peer()).map(|peer| peer.id),
        sight,
        frames,
        ending: Ending::default(),
    }
}

/// Looked at again after joining: a session that ended in between had nobody
/// to tell.
async fn check_session(app: &App, signed_in: &SignedIn) -> Result<()> {
    let standing = (signed_in.user.id, signed_in.session);
    let alive = SessionRepository::of(&app.database).alive_among(&[standing]).await?;
    if alive.contains(&standing) { Ok(()) } else { Err(Error::SignInRequired) }
}

/// What changed after the page's version and how far the others have read, and
/// the version reached. None when the page must be made anew: too much changed,
/// it knows a version or an epoch that this database does not, or its reader has
/// cleared the history or hidden messages since; also since the `sight` with
/// which it was joined, as nobody could have told it.
async fn missed(
    app: &App,
    member: &MemberVisit,
    sight: &Sight,
    asked: &Asked,
    after: i64,
) -> Result<Option<(VecDeque<Bytes>, i64)>> {
    // Read after joining: of one that begins later the channels will tell.
    let current = Epoch::read(&app.database).await?;
    let Conversation { first_seq, hidden, version, .. } = member.conversation;
    let other_epoch = asked.epoch.as_ref().is_some_and(|epoch| epoch != current.as_str());
    let sees_less = asked.first.is_some_and(|first| first != first_seq)
        || asked.hidden.is_some_and(|before| before != hidden)
        || !sight.is_as_of(first_seq, hidden);
    if other_epoch || sees_less || after > version {
        return Ok(None);
    }
    let messages = MessageRepository::of(&app.database, member.conversation.id);
    let changed = messages.changed_since(after, MOST_CHANGES + 1).await?;
    if changed.len() as u64 > MOST_CHANGES {
        return Ok(None);
    }
    let language = member.signed_in.words.language();
    let version = changed.last().map_or(after, |message| message.version);
    let seen = |message| sight.of(message).map(|seen| Fragments.change(&seen, language));
    let mut frames: VecDeque<Bytes> = changed.iter().filter_map(seen).collect();
    let bytes: usize = frames.iter().map(Bytes::len).sum();
    if bytes > MOST_MISSED_BYTES {
        return Ok(None);
    }
    if changed.last().is_some_and(|message| sight.of(message).is_none()) {
        frames.push_back(Fragments.nothing(version));
    }
    if !changed.is_empty() {
        let pins = messages.pinned(member.signed_in.user.id, 1).await?;
        frames.push_back(Fragments.pin(member.conversation.id, pins.first(), language));
    }
    frames.extend(member.others_read().map(|seq| Fragments.receipt(seq)));
    Ok(Some((frames, version)))
}

/// What is sent whole at each connect: the first screen of the list, and the
/// presence of the other one.
async fn state(
    app: &App,
    signed_in: &SignedIn,
    member: Option<&MemberVisit>,
) -> Result<Vec<Bytes>> {
    let (user_id, language) = (signed_in.user.id, signed_in.words.language());
    let lists = ListRepository::of(&app.database);
    let mut part = lists.part(user_id, ListCursor::START, LIST_PAGE, None).await?;
    let peer = member.and_then(|member| member.conversation.peer().cloned());
    let peers = list::peers(&part.entries).chain(peer.as_ref().map(|peer| peer.id));
    let states = app.presence.of(peers).await;
    states.mark(&mut part.entries);
    let mut frames = vec![Fragments.list(&part, language)];
    if let Some(peer) = peer {
        let presence = states.shown(&peer);
        frames.push(Fragments.presence(&[(peer, presence)], language));
    }
    Ok(frames)
}

impl Asked {
    fn conversation(&self) -> Result<Option<Uuid>> {
        let id = self.conversation.as_deref().map(Uuid::try_parse);
        id.transpose().map_err(|_| Error::NotFound)
    }

    fn connection(&self) -> Result<ConnectionName> {
        match &self.connection {
            None => Ok(ConnectionName::fresh()),
            Some(name) => ConnectionName::parse(name).ok_or(Error::BadRequest("error-connection")),
        }
    }

    /// The larger of `after` and `Last-Event-ID` counts: the page was made at
    /// the one and has perhaps received more since.
    fn after(&self, headers: &HeaderMap) -> Result<i64> {
        let mut last = 0;
        if let Some(header) = headers.get("last-event-id") {
            counter!(names::RESUMES).increment(1);
            let header = header.to_str().ok().and_then(|header| header.parse().ok());
            last = header.ok_or(Error::BadRequest("error-cursor"))?;
        }
        if self.after < 0 || last < 0 {
            return Err(Error::BadRequest("error-cursor"));
        }
        Ok(self.after.max(last))
    }
}
