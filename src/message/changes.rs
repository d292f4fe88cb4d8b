//! What becomes of a message that was posted: it is edited, deleted, reacted
//! to, pinned. Each change takes the next version of its conversation.

use super::{
    Emoji, Format, Mentions, Message, MessageBody, MessageRepository, MessageService, Rights,
    new::attempt_hash, reaction::MOST_KINDS, rights::takes_away,
};
use crate::{
    announcement::Announcement,
    conversation::{ConversationRepository, Kind, Member},
    error::{Error, Result},
    problem::Problem,
    search::{Words, WordsRepository},
    store::UnitOfWork,
};

const NOT_YOURS: Error = Error::NotAllowed("error-not-yours");

/// What became of an attempt to change something.
#[derive(Debug)]
pub enum Changed {
    /// So it is now, also when it was so before.
    To(Message),
    /// Its text has changed since; so it is now.
    Meanwhile(Message),
    Refused(Problem),
}

/// Another text for a message, from somebody who has seen it at `version`. It may be
/// empty where the message has files.
#[derive(Debug, Clone)]
pub struct Edit {
    pub body: MessageBody,
    pub version: i64,
}

/// A message whose conversation is locked, with the version that it gets.
struct Change {
    work: UnitOfWork,
    /// Who changes it, with the role that they have now.
    member: Member,
    before: Message,
    version: i64,
    at: i64,
    /// The last `seq` of the conversation.
    last_seq: i64,
}

impl MessageService {
    /// Gives a message another text. A repeat of the same edit changes nothing.
    pub async fn edit(&self, member: &Member, seq: i64, edit: &Edit) -> Result<Changed> {
        let words = Words::of(edit.body.as_str());
        let mut change = self.begin(member, seq).await?;
        if !Rights::of(&change.member, &change.before).edit {
            return not_allowed(&change.before);
        }
        let (body, before) = (edit.body.as_str(), &change.before);
        if body.is_empty() && before.files.is_empty() {
            let problem = Problem { field: "body", sentence: "problem-body-empty" };
            return Ok(Changed::Refused(problem));
        }
        if before.body == body {
            return Ok(Changed::To(change.before));
        }
        if before.text_version.is_some_and(|version| version > edit.version) {
            return Ok(Changed::Meanwhile(change.before));
        }
        let first_attempt = first_attempt(before);
        let text = (body, Format::Markdown);
        let mentions = Mentions::of(&change.work, &change.member, text).await?;
        let message = Message {
            body: body.to_owned(),
            mentions: mentions.names(),
            format: Format::Markdown,
            edited_at: Some(change.at),
            text_version: Some(change.version),
            ..change.at_its_version()
        };
        let stored = mentions.to_json();
        change.messages(member).set_text(&message, stored, &first_attempt).await?;
        WordsRepository::of(&change.work).put(&message, &words).await?;
        let added = mentions.beyond(&change.before.mentions);
        self.outbox.mentioned(&mut change.work, &message, &added).await?;
        self.finish(change, member, message, Concerns::Text).await
    }

    /// Takes a message away for everybody; a tombstone stays. A second time
    /// changes nothing.
    pub async fn delete(&self, member: &Member, seq: i64) -> Result<Changed> {
        let mut change = self.begin(member, seq).await?;
        if change.before.is_deleted() && takes_away(&change.member, &change.before) {
            return Ok(Changed::To(change.before));
        }
        if !Rights::of(&change.member, &change.before).delete {
            return not_allowed(&change.before);
        }
        let first_attempt = first_attempt(&change.before);
        let message = Message {
            body: String::new(),
            mentions: Vec::new(),
            deleted_at: Some(change.at),
            edited_at: None,
            text_version: Some(change.version),
            quote: None,
            forwarded_from: None,
            is_pinned: false,
            reactions: Vec::new(),
            files: Vec::new(),
            ..change.at_its_version()
        };
        let messages = change.messages(member);
        messages.bury(&message, &first_attempt).await?;
        WordsRepository::of(&change.work).put(&message, &Words::default()).await?;
        if change.before.is_pinned {
            messages.show_newest_pin().await?;
        }
        if !change.before.files.is_empty() {
            let id = message.conversation_id;
            self.files.forget_within(&mut change.work, id, seq).await?;
        }
        self.finish(change, member, message, Concerns::Text).await
    }

    /// Puts an emoji to a message, or takes it away; without a wish it changes to
    /// the other.
    pub async fn react(
        &self,
        member: &Member,
        seq: i64,
        emoji: Emoji,
        is_wanted: Option<bool>,
    ) -> Result<Changed> {
        let change = self.begin(member, seq).await?;
        if !Rights::of(&change.member, &change.before).react {
            return not_allowed(&change.before);
        }
        let (user, messages) = (member.actor.user.id, change.messages(member));
        let is_gone =
            is_wanted != Some(true) && messages.unreact(seq, user, emoji.as_str()).await?;
        let is_new = !is_gone
            && is_wanted != Some(false)
            && messages.react(seq, user, emoji.as_str(), change.at).await?;
        if !is_gone && !is_new {
            return Ok(Changed::To(change.before));
        }
        if messages.count_reactions(seq, change.version).await? > MOST_KINDS {
            return Ok(refused("problem-too-many-reactions"));
        }
        let changed = messages.visible(user, seq).await?.ok_or(Error::NotFound)?;
        self.finish(change, member, changed, Concerns::Page).await
    }

    /// Pins a message, or takes its pin away.
    pub async fn pin(&self, member: &Member, seq: i64, is_pinned: bool) -> Result<Changed> {
        let change = self.begin(member, seq).await?;
        if !Rights::of(&change.member, &change.before).pin {
            return not_allowed(&change.before);
        }
        if change.before.is_pinned == is_pinned {
            return Ok(Changed::To(change.before));
        }
        let pinned_at = is_pinned.then_some(change.at);
        change.messages(member).set_pinned(seq, change.version, pinned_at).await?;
        let message = Message { is_pinned, ..change.at_its_version() };
        self.finish(change, member, message, Concerns::Page).await
    }

    /// Takes a message away for this member alone, wherever they read: on pages,
    /// in their list, and in their notices.
    pub async fn hide(&self, member: &Member, seq: i64) -> Result<()> {
        let (id, user_id) = (member.conversation.id, member.actor.user.id);
        let mut work = self.database.begin(&self.announcer).await?;
        let messages = MessageRepository::of(&work, id);
        let message = messages.hideable(user_id, seq).await?.ok_or(Error::NotFound)?;
        if message.is_line {
            return Err(NOT_YOURS);
        }
        if !messages.hide(seq, user_id).await? {
            return Ok(());
        }
        work.announce(Announcement::MessageHidden { conversation_id: id, user_id, seq });
        if message.is_pinned {
            work.announce(Announcement::PinMoved { conversation_id: id });
        }
        work.announce(Announcement::entry_changed(id, vec![user_id]));
        self.outbox.changed_for(&mut work, user_id, id).await?;
        Ok(work.commit().await?)
    }

    /// Locks the conversation and looks, under its lock, whether the member may
    /// see the message. Dropping it is the rollback.
    async fn begin(&self, member: &Member, seq: i64) -> Result<Change> {
        let work = self.database.begin(&self.announcer).await?;
        let messages = MessageRepository::of(&work, member.conversation.id);
        let taken = messages.take_version().await?.ok_or(Error::NotFound)?;
        let before = messages.visible(member.actor.user.id, seq).await?.ok_or(Error::NotFound)?;
        let member = as_now(&work, member).await?;
        Ok(Change {
            work,
            member,
            before,
            version: taken.version,
            at: taken.at,
            last_seq: taken.seq,
        })
    }

    async fn finish(
        &self,
        change: Change,
        member: &Member,
        message: Message,
        concerns: Concerns,
    ) -> Result<Changed> {
        let Change { mut work, before, last_seq, .. } = change;
        let id = message.conversation_id;
        if before.is_pinned != message.is_pinned {
            work.announce(Announcement::PinMoved { conversation_id: id });
        }
        work.announce(Announcement::message_changed(message.clone()));
        if let Concerns::Text = concerns {
            // The line of the last message, and what is unread.
            let is_for_others = before.mentions != message.mentions;
            if message.seq == last_seq || message.is_deleted() || is_for_others {
                work.announce(member.entries_changed(message.version));
            }
            self.outbox.message_changed(&mut work, id, message.seq).await?;
        }
        work.commit().await?;
        Ok(Changed::To(message))
    }
}

/// Where a change is seen.
enum Concerns {
    /// On pages that show the message.
    Page,
    /// Also in lists and notices.
    Text,
}

impl Change {
    fn at_its_version(&self) -> Message {
        Message { version: self.version, ..self.before.clone() }
    }

    fn messages(&self, member: &Member) -> MessageRepository<'_, sea_orm::DatabaseTransaction> {
        MessageRepository::of(&self.work, member.conversation.id)
    }
}

/// The member under the lock: in a group their role may be another by now.
async fn as_now(work: &UnitOfWork, member: &Member) -> Result<Member> {
    let mut member = member.clone();
    if let Kind::Group(_) = member.conversation.kind {
        let conversations = ConversationRepository::of(work);
        let now = conversations.of_member(member.conversation.id, member.actor.user.id).await?;
        member.conversation = now.ok_or(Error::NotFound)?;
    }
    Ok(member)
}

/// For a message from before there were hashes, which has its first text still.
fn first_attempt(before: &Message) -> String {
    let files: Vec<_> = before.files.iter().map(|file| file.id).collect();
    attempt_hash(&before.body, before.quote.as_ref().map(|quote| quote.seq), &files)
}

fn not_allowed(message: &Message) -> Result<Changed> {
    if message.is_deleted() {
        return Ok(refused("problem-message-deleted"));
    }
    Err(NOT_YOURS)
}

fn refused(sentence: &'static str) -> Changed {
    Changed::Refused(Problem { field: "message", sentence })
}
