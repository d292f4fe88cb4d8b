//! A house with a group service, and what its tests ask of it.

use uuid::Uuid;

use crate::{
    attempt::Nonce,
    conversation::{Conversation, Entry, ListRepository, Member},
    error::Result,
    group::{Description, GroupRepository, GroupService, NewGroup, Role, Title},
    message::{
        Happening, Line, Message, MessageBody, MessageRepository, NewMessage, Posted, house::House,
    },
    notification::Outbox,
    problem::Problem,
    user::Actor,
};

pub struct Pond {
    pub house: House,
    pub groups: GroupService,
}

/// Closed, and with its history.
pub const NEW: New = New { is_open: false, shows_history: true };

#[derive(Clone, Copy)]
pub struct New {
    pub is_open: bool,
    pub shows_history: bool,
}

impl New {
    pub fn called(self, title: &str) -> NewGroup {
        NewGroup {
            title: Title::parse(title).unwrap(),
            description: Description::default(),
            is_open: self.is_open,
            shows_history: self.shows_history,
        }
    }
}

impl Pond {
    pub async fn build() -> Self {
        Self::with(Outbox::closed().0).await
    }

    pub async fn with(outbox: Outbox) -> Self {
        let house = House::with(outbox.clone()).await;
        let (database, announcer) = (house.database.clone(), house.announcer.clone());
        let groups = GroupService::new(database, announcer, outbox, None);
        Self { house, groups }
    }

    pub async fn people<const N: usize>(&self, names: [&str; N]) -> [Actor; N] {
        let mut actors = Vec::new();
        for name in names {
            actors.push(Actor::by_session(self.house.person(name).await, Uuid::nil()));
        }
        actors.try_into().unwrap()
    }

    /// A group of the first of them, with the others in it.
    pub async fn group(&self, people: &[&Actor], new: New) -> Uuid {
        let names: Vec<String> =
            people[1..].iter().map(|person| person.user.username.clone()).collect();
        let new = new.called("The pond");
        self.groups.create(people[0], new, &names, None).await.unwrap().unwrap()
    }

    /// Somebody in it, as they are now.
    pub async fn member(&self, actor: &Actor, id: Uuid) -> Member {
        self.find(actor, id).await.unwrap()
    }

    pub async fn find(&self, actor: &Actor, id: Uuid) -> Result<Member> {
        Member::find(&self.house.database, actor.clone(), id).await
    }

    pub async fn is_in(&self, actor: &Actor, id: Uuid) -> bool {
        self.find(actor, id).await.is_ok()
    }

    pub async fn role(&self, actor: &Actor, id: Uuid) -> Role {
        self.member(actor, id).await.group_role().unwrap()
    }

    pub async fn adds(&self, actor: &Actor, id: Uuid, names: &[&str]) -> Result<(), Problem> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        self.groups.add(&self.member(actor, id).await, &names).await.unwrap()
    }

    pub async fn removes(&self, actor: &Actor, id: Uuid, name: &str) -> Result<()> {
        self.groups.remove(&self.member(actor, id).await, name).await
    }

    pub async fn makes(&self, actor: &Actor, id: Uuid, name: &str, role: Role) -> Result<()> {
        self.groups.set_role(&self.member(actor, id).await, name, role).await
    }

    pub async fn leaves(&self, actor: &Actor, id: Uuid) {
        self.groups.leave(&self.member(actor, id).await).await.unwrap();
    }

    pub async fn says(&self, actor: &Actor, id: Uuid, body: &str) -> Message {
        let member = self.member(actor, id).await;
        match self.house.messages.post(&member, said(body)).await.unwrap() {
            Posted::Once(message) => *message,
            other => panic!("{other:?}"),
        }
    }

    /// All messages, whose numbers and versions have no holes.
    pub async fn messages(&self, id: Uuid) -> Vec<Message> {
        let messages = MessageRepository::of(&self.house.database, id);
        let messages = messages.changed_since(0, 10_000).await.unwrap();
        let numbers: Vec<(i64, i64)> = messages.iter().map(|one| (one.seq, one.version)).collect();
        let count = i64::try_from(messages.len()).unwrap();
        assert_eq!(numbers, (1..=count).map(|number| (number, number)).collect::<Vec<_>>());
        messages
    }

    /// What has happened, and by whom.
    pub async fn lines(&self, id: Uuid) -> Vec<(Happening, String)> {
        let messages = self.messages(id).await;
        let of = |one: &Message| one.line().map(|line| (line.what, one.author_username.clone()));
        messages.iter().filter_map(of).collect()
    }

    pub async fn last_line(&self, id: Uuid) -> (Line, Message) {
        let last = self.messages(id).await.pop().unwrap();
        (last.line().unwrap(), last)
    }

    /// The entry of their list.
    pub async fn entry(&self, actor: &Actor, id: Uuid) -> Option<Entry> {
        let lists = ListRepository::of(&self.house.database);
        lists.entries_for(&[(actor.user.id, id)]).await.unwrap().pop()
    }

    /// As the list and the page have it.
    pub async fn unread(&self, actor: &Actor, id: Uuid) -> i64 {
        let member = self.member(actor, id).await;
        let messages = MessageRepository::of(&self.house.database, id);
        let Conversation { last_read_seq, last_seq, .. } = member.conversation;
        let unread = messages.unread(actor.user.id, last_read_seq, last_seq, false).await.unwrap();
        let count = unread.map_or(0, |unread| unread.count);
        assert_eq!(self.entry(actor, id).await.unwrap().unread, count);
        count
    }

    /// Their user names, in the order in which they are listed, and how many there
    /// are said to be.
    pub async fn members(&self, id: Uuid) -> (Vec<String>, i64) {
        let members = GroupRepository::of(&self.house.database).members(id).await.unwrap();
        let text = "SELECT members FROM conversations WHERE id = $1";
        let count = self.house.row(text, [id.into()]).await.try_get("", "members").unwrap();
        (members.into_iter().map(|member| member.username).collect(), count)
    }
}

pub fn said(body: &str) -> NewMessage {
    NewMessage {
        body: MessageBody::parse(body).unwrap(),
        nonce: Nonce::fresh(),
        ..NewMessage::default()
    }
}
