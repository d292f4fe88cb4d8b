//! What the channel of a conversation delivers: its changes in the order of
//! their versions, and how far its members have read.

use std::{borrow::Cow, collections::BTreeMap};

use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    Hub,
    receipts::Receipts,
    render::{Closed, Form, PerForm},
    subscriber::{Frame, Subscriber, Subscribers},
};
use crate::{
    announcement::Hint,
    conversation::ConversationRepository,
    message::{Happening, Line, Message, MessageRepository},
};

/// Most changes read at once when a channel has fallen behind.
const CATCH_UP: u64 = 200;

/// Pinned messages that are looked at for one that its reader sees.
const MOST_PINS: u64 = 20;

/// The changes of one conversation.
pub(super) struct Changes {
    id: Uuid,
    hub: Hub,
    /// Everything up to this version was delivered. Only a successful read or
    /// the very next version moves it.
    mark: Option<i64>,
    /// Hints that came before an earlier one.
    waiting: BTreeMap<i64, Message>,
    receipts: Receipts,
}

impl Changes {
    pub fn new(id: Uuid, hub: &Hub) -> Self {
        Self {
            id,
            hub: hub.clone(),
            mark: None,
            waiting: BTreeMap::new(),
            receipts: Receipts::default(),
        }
    }

    pub async fn begin(&mut self) -> Result<(), DbErr> {
        if self.mark.is_none() {
            let conversations = ConversationRepository::of(self.hub.database());
            let versions = Box::pin(conversations.versions(&[self.id])).await?;
            self.mark = versions.first().map(|(_, version)| *version);
        }
        Ok(())
    }

    pub async fn hear(
        &mut self,
        hints: Vec<Hint>,
        subscribers: &mut Subscribers,
    ) -> Result<(), DbErr> {
        let (mut read_further, mut reading_moved, mut pin_moved) = (false, false, false);
        for hint in hints {
            match hint {
                Hint::MessageChanged(message) => {
                    self.waiting.insert(message.version, *message);
                }
                Hint::MemberRemoved { user_id } => subscribers.end(
                    |subscriber| subscriber.user_id == user_id,
                    |form| self.hub.render().of(form).closed(Closed::Removed, form.language),
                ),
                Hint::ReadUpTo { user_id, seq } => {
                    read_further |= self.receipts.may_change(user_id, seq);
                }
                Hint::ReadingMoved => reading_moved = true,
                Hint::PinMoved => pin_moved = true,
                Hint::MessageHidden { user_id, seq } => {
                    subscribers.hide(user_id, seq);
                    let hidden = |form| self.hub.render().of(form).hidden(self.id, seq);
                    let rendered = PerForm::new(subscribers.forms(), hidden);
                    subscribers.send_where(
                        |subscriber| subscriber.user_id == user_id,
                        |form| Frame::State(rendered.of(form)),
                    );
                }
                _ => {}
            }
        }
        if reading_moved {
            self.receipts.forget();
        }
        if reading_moved || read_further {
            Box::pin(self.send_reading(subscribers)).await?;
        }
        if pin_moved {
            Box::pin(self.send_pin(subscribers)).await?;
        }
        let next = self.next_waiting();
        Box::pin(self.deliver(&next, subscribers)).await;
        if self.waiting.is_empty() {
            return Ok(());
        }
        Box::pin(self.catch_up(subscribers)).await?;
        // Its hint may be lost with those of the changes.
        Box::pin(self.send_pin(subscribers)).await
    }

    pub async fn read_again(&mut self, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        self.catch_up(subscribers).await?;
        self.receipts.forget();
        self.send_reading(subscribers).await?;
        self.send_pin(subscribers).await
    }

    /// Whether the database has a newer version than was delivered.
    pub fn is_behind(&self, version: i64) -> bool {
        self.mark.is_some_and(|mark| mark < version)
    }

    /// Whether members have read further than was delivered.
    pub fn is_reading_behind(&self, mark: i64) -> bool {
        self.receipts.is_behind(mark)
    }

    /// Tells each reader how far the others have read, who share it with each
    /// other. Pages of who sees less than they show are made anew: its reader has
    /// cleared the history, or hidden what no hint has told.
    async fn send_reading(&mut self, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        let readers = subscribers.users();
        if readers.is_empty() {
            return Ok(());
        }
        let reading =
            ConversationRepository::of(self.hub.database()).reading(self.id, &readers).await?;
        subscribers.end(
            |one| !reading.still_sees(one.user_id, &one.sight),
            |form| self.hub.render().of(form).reset(),
        );
        let (hub, id) = (&self.hub, self.id);
        let receipt = |form: Form, seq| hub.render().of(form).receipt(id, seq);
        self.receipts.tell(&reading, subscribers, receipt);
        Ok(())
    }

    /// Shows each reader the newest pinned message that they see above the
    /// others. Only where somebody has hidden it the next ones are looked at.
    async fn send_pin(&mut self, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        if subscribers.is_empty() {
            return Ok(());
        }
        let messages = MessageRepository::of(self.hub.database(), self.id);
        let mut pins = messages.newest_pins(1).await?;
        if pins.iter().any(|pin| subscribers.some_hide(pin.seq)) {
            pins = messages.newest_pins(MOST_PINS).await?;
        }
        let of = |pin: Option<&Message>| {
            let render = |form| self.hub.render().of(form).pin(self.id, pin, form.language);
            PerForm::new(subscribers.forms(), render)
        };
        let shown: Vec<PerForm> = pins.iter().map(|pin| of(Some(pin))).collect();
        let unseen = of(None);
        subscribers.send(|subscriber| {
            let seen = pins.iter().position(|pin| subscriber.sight.of(pin).is_some());
            let rendered = seen.map_or(&unseen, |place| &shown[place]);
            Frame::State(rendered.of(subscriber.form))
        });
        Ok(())
    }

    /// The waiting messages of the next versions; older ones are dropped.
    fn next_waiting(&mut self) -> Vec<Message> {
        let Some(mark) = self.mark else { return Vec::new() };
        self.waiting = self.waiting.split_off(&(mark + 1));
        (mark + 1..).map_while(|version| self.waiting.remove(&version)).collect()
    }

    async fn catch_up(&mut self, subscribers: &mut Subscribers) -> Result<(), DbErr> {
        while let Some(mark) = self.mark {
            let changed = MessageRepository::of(self.hub.database(), self.id)
                .changed_since(mark, CATCH_UP)
                .await?;
            self.deliver(&changed, subscribers).await;
            if changed.len() < CATCH_UP as usize {
                break;
            }
        }
        self.waiting.clear();
        Ok(())
    }

    /// Hands these over, which are in the order of their versions. The mark moves
    /// when all streams have them: one that gets a change twice sends it once.
    async fn deliver(&mut self, messages: &[Message], subscribers: &mut Subscribers) {
        let Some(last) = messages.last() else { return };
        let rendered: Vec<Rendered<'_>> =
            messages.iter().map(|message| self.rendered(message, subscribers)).collect();
        let hub = &self.hub;
        let frame = |number: usize, to: &Subscriber| rendered[number].frame(hub, to);
        subscribers.send_in_turns(rendered.len(), frame).await;
        self.mark = Some(last.version);
    }

    fn rendered<'m>(&self, message: &'m Message, subscribers: &Subscribers) -> Rendered<'m> {
        let change = |form| self.hub.render().of(form).change(message, form.language);
        let nothing = |form| self.hub.render().of(form).nothing(message.version);
        let closed = |form: Form| self.hub.render().of(form).closed(Closed::Removed, form.language);
        Rendered {
            message,
            shown: PerForm::new(subscribers.forms(), change),
            unseen: PerForm::new(subscribers.forms(), nothing),
            gone: gone_by(message),
            closed: PerForm::new(subscribers.forms(), closed),
        }
    }
}

/// A change as it is told.
struct Rendered<'m> {
    message: &'m Message,
    shown: PerForm,
    /// For whom it is not.
    unseen: PerForm,
    /// Who hears nothing of it and above it. Each stream of theirs looks whether it
    /// has come further already: they may have been added again.
    gone: Vec<Uuid>,
    closed: PerForm,
}

/// Who is removed or leaves by this line.
fn gone_by(message: &Message) -> Vec<Uuid> {
    match message.line() {
        Some(Line { what: Happening::Left, .. }) => vec![message.author_id],
        Some(Line { what: Happening::Removed, whom, .. }) => whom,
        _ => Vec::new(),
    }
}

impl Rendered<'_> {
    fn frame(&self, hub: &Hub, subscriber: &Subscriber) -> Frame {
        let (form, version) = (subscriber.form, self.message.version);
        if self.gone.contains(&subscriber.user_id) {
            return Frame::LastAt { version, bytes: self.closed.of(form) };
        }
        let bytes = match subscriber.sight.of(self.message) {
            None => self.unseen.of(form),
            Some(Cow::Borrowed(_)) => self.shown.of(form),
            // Few have begun between a message and its answer, or hidden it.
            Some(Cow::Owned(without_quote)) => {
                hub.render().of(form).change(&without_quote, form.language)
            }
        };
        Frame::Change { version, bytes }
    }
}
