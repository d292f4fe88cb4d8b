//! People as programs read of them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{Moment, v1::file::views::avatar_path},
    conversation::Peer,
    people::Person,
    presence::Presence,
};

/// The other one of a direct conversation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Peer)]
pub struct PeerView<'p> {
    username: &'p str,
    display_name: &'p str,
    /// Where their picture is, asked with the same token; none when they have chosen none.
    avatar: Option<String>,
    /// `online`, `away` or `offline`.
    #[schema(examples("online"))]
    presence: &'static str,
    /// When they were last here; none while they are, or when they do not tell.
    last_active_at: Option<Moment>,
}

impl<'p> PeerView<'p> {
    pub fn new(peer: &'p Peer, presence: Presence) -> Self {
        let is_told = peer.shows_presence && presence == Presence::Offline;
        Self {
            username: &peer.username,
            display_name: &peer.display_name,
            avatar: avatar_path(peer.avatar_id),
            presence: presence.as_str(),
            last_active_at: peer.last_active_at.filter(|_| is_told).map(Moment),
        }
    }
}

/// Somebody as others find them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
pub struct PersonView<'p> {
    username: &'p str,
    display_name: &'p str,
    /// Where their picture is, asked with the same token; none when they have chosen none.
    avatar: Option<String>,
    /// Whether they are in one's contacts.
    contact: bool,
}

impl<'p> PersonView<'p> {
    pub fn new(person: &'p Person) -> Self {
        Self {
            username: &person.username,
            display_name: &person.display_name,
            avatar: avatar_path(person.avatar_id),
            contact: person.is_contact,
        }
    }
}

/// Several people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = People)]
pub struct PeopleView<'p> {
    people: Vec<PersonView<'p>>,
}

impl<'p> PeopleView<'p> {
    pub fn new(people: &'p [Person]) -> Self {
        Self { people: people.iter().map(PersonView::new).collect() }
    }
}
