//! Opening a stream: it first joins the channels and then reads what its reader
//! has missed, so nothing falls between.

use std::collections::{BTreeSet, VecDeque};

use bytes::Bytes;
use metrics::counter;
use uuid::Uuid;

use super::{
    Hub,
    hub::Membership,
    in_time::in_time,
    queue::{Sender, queue},
    render::{Form, Render},
    rounds,
    subscriber::{Ending, Frame, Frames, QUEUE, Subscriber},
};
use crate::{
    announcement::{Topic, Typist},
    conversation::{Conversation, LIST_PAGE, ListCursor, ListRepository, Member, list},
    error::{Error, Result},
    message::{MessageRepository, Sight},
    metrics as names,
    store::Epoch,
    user::Actor,
};

/// More changes than this and the reader begins anew instead.
const MOST_CHANGES: u64 = 200;

/// The same for more bytes: a stream holds them until its reader takes them.
const MOST_MISSED_BYTES: usize = 1024 * 1024;

/// What a reader asks to hear.
#[derive(Debug)]
pub struct Opening {
    pub actor: Actor,
    /// Of the conversation that they follow, beside their list.
    pub member: Option<Member>,
    pub form: Form,
    pub known: Known,
}

/// What a reader knows of the conversation; none where they do not say.
#[derive(Debug)]
pub struct Known {
    /// Everything up to this version.
    pub version: i64,
    /// In which that was.
    pub epoch: Option<String>,
    /// Where it began for them.
    pub first_seq: Option<i64>,
    /// How many messages they had hidden.
    pub hidden: Option<i64>,
}

/// A stream that has joined.
#[derive(Debug)]
pub struct Opened {
    /// What was missed, then what is.
    pub first: VecDeque<Bytes>,
    /// The version that this comes up to.
    pub sent: i64,
    pub frames: Frames,
    pub memberships: Vec<Membership>,
    pub ending: Ending,
}

impl Hub {
    /// None when the reader must begin anew: too much changed, they know a version
    /// or an epoch that this database does not, or have cleared the history or
    /// hidden messages since.
    ///
    /// # Errors
    ///
    /// `SignInRequired` when what they have shown has ended meanwhile, `NotFound`
    /// when they are no member any more.
    pub async fn open(&self, opening: Opening) -> Result<Option<Opened>> {
        in_time(self.opened(opening)).await
    }

    async fn opened(&self, opening: Opening) -> Result<Option<Opened>> {
        // Dropped last, so that whoever tidies up finds the stream closed.
        let mut memberships = Vec::with_capacity(2);
        let (sender, frames) = queue(QUEUE);
        let sight = match &opening.member {
            Some(member) => member.sight(self.database()).await?,
            None => Sight::default(),
        };
        let subscriber = subscriber(&opening, sight.clone(), sender);
        let ending = subscriber.ending.clone();
        let user = Topic::User(opening.actor.user.id);
        memberships.push(self.join(user, subscriber.clone()).await?);
        // Looked at again after joining: what ended in between had nobody to tell.
        if !rounds::is_there(self, subscriber.standing(user)).await? {
            return Err(Error::SignInRequired);
        }
        let (mut first, mut sent, mut member) = (VecDeque::new(), 0, None);
        if let Some(before) = &opening.member {
            let id = before.conversation.id;
            memberships.push(self.join(Topic::Conversation(id), subscriber).await?);
            let now = Member::find(self.database(), opening.actor.clone(), id).await?;
            match self.missed(&now, &sight, &opening).await? {
                Some(missed) => (first, sent) = missed,
                None => {
                    counter!(names::RESETS).increment(1);
                    return Ok(None);
                }
            }
            member = Some(now);
        }
        first.extend(self.state(&opening, member.as_ref()).await?);
        Ok(Some(Opened { first, sent, frames, memberships, ending }))
    }

    /// What changed after the reader's version and how far the others have read,
    /// and the version reached. What they have taken out of their `sight` since
    /// joining nobody could have told.
    async fn missed(
        &self,
        member: &Member,
        sight: &Sight,
        opening: &Opening,
    ) -> Result<Option<(VecDeque<Bytes>, i64)>> {
        // Read after joining: of one that begins later the channels will tell.
        let current = Epoch::read(self.database()).await?;
        let Conversation { id, first_seq, hidden, version, .. } = member.conversation;
        let known = &opening.known;
        let other_epoch = known.epoch.as_ref().is_some_and(|epoch| epoch != current.as_str());
        let sees_less = known.first_seq.is_some_and(|first| first != first_seq)
            || known.hidden.is_some_and(|before| before != hidden)
            || !sight.is_as_of(first_seq, hidden);
        if other_epoch || sees_less || known.version > version {
            return Ok(None);
        }
        let messages = MessageRepository::of(self.database(), id);
        let mut changed = messages.changed_since(known.version, MOST_CHANGES + 1).await?;
        // They were a member as of this version, and perhaps are none any more. The
        // channel, which they have joined, tells what came later, and that.
        changed.retain(|message| message.version <= version);
        if changed.len() as u64 > MOST_CHANGES {
            return Ok(None);
        }
        let (render, language) = (self.render_for(opening), opening.form.language);
        let version = changed.last().map_or(known.version, |message| message.version);
        let seen = |message| sight.of(message).map(|seen| render.change(&seen, language));
        let mut frames: VecDeque<Bytes> = changed.iter().filter_map(seen).collect();
        if frames.iter().map(Bytes::len).sum::<usize>() > MOST_MISSED_BYTES {
            return Ok(None);
        }
        if changed.last().is_some_and(|message| sight.of(message).is_none()) {
            frames.push_back(render.nothing(version));
        }
        if !changed.is_empty() {
            let pins = messages.pinned(member.actor.user.id, 1).await?;
            frames.push_back(render.pin(id, pins.first(), language));
        }
        let others_read = member.others_read(self.database()).await?;
        frames.extend(others_read.map(|seq| render.receipt(id, seq)));
        Ok(Some((frames, version)))
    }

    /// What is sent whole at each connect: the first screen of the list, and the
    /// presence of the other one.
    async fn state(&self, opening: &Opening, member: Option<&Member>) -> Result<Vec<Bytes>> {
        let lists = ListRepository::of(self.database());
        let user_id = opening.actor.user.id;
        let mut part = lists.part(user_id, ListCursor::START, LIST_PAGE).await?;
        let peer = member.and_then(|member| member.conversation.peer().cloned());
        let peers = list::peers(&part.entries).chain(peer.as_ref().map(|peer| peer.id));
        let states = self.presence().of(peers).await;
        states.mark(&mut part.entries);
        let (render, language) = (self.render_for(opening), opening.form.language);
        let mut frames = vec![render.list(&part, language)];
        if let Some(peer) = peer {
            let presence = states.shown(&peer);
            frames.push(render.presence(&[(peer, presence)], language));
        }
        let open = member.map(|member| member.conversation.id);
        let shown: BTreeSet<Uuid> = part.entries.iter().map(|entry| entry.id).chain(open).collect();
        frames.extend(shown.into_iter().filter_map(|id| self.typing_beside(opening, id)));
        Ok(frames)
    }

    /// Who types in this conversation, where it is a group and somebody does.
    fn typing_beside(&self, opening: &Opening, id: Uuid) -> Option<Bytes> {
        let typists = self.typing().of(id);
        let others = typists.iter().filter(|one| one.user_id != opening.actor.user.id);
        let others: Vec<&Typist> = others.collect();
        let render = self.render_for(opening);
        (!others.is_empty()).then(|| render.typists(id, &others, opening.form.language))?
    }

    fn render_for(&self, opening: &Opening) -> &dyn Render {
        self.render().of(opening.form)
    }
}

fn subscriber(opening: &Opening, sight: Sight, frames: Sender<Frame>) -> Subscriber {
    let conversation = opening.member.as_ref().map(|member| &member.conversation);
    Subscriber {
        form: opening.form,
        user_id: opening.actor.user.id,
        session: opening.actor.proof.name(),
        peer: conversation.and_then(|one| one.peer()).map(|peer| peer.id),
        sight,
        frames,
        ending: Ending::default(),
    }
}
