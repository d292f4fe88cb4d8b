//! Looking for what was said, and for who and what is called so.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use jiff::tz::TimeZone;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::{
    document::{Has, from_author},
    frequency::Statistics,
    hit::Page,
    query::{Asked, Cursor, Query},
    repository::{Look, Named, SearchRepository},
    statements::{MOST_IN_ONE, PAGE},
    terms::Term,
};
use crate::{
    conversation::Member,
    entity::user,
    error::{Error, Result},
    group::{FoundGroup, GroupRepository},
    limits::{Limit, Limits},
    people::{Person, folded, search},
    store::Database,
};

/// People and groups that are shown above messages.
const MOST_NAMED: usize = 5;
/// Conversations that are called alike and looked through.
const MOST_WITHIN: usize = 50;
/// Searches of a process.
const MOST_AT_ONCE: usize = 4;

#[derive(Debug, Clone)]
pub struct SearchService {
    database: Database,
    limits: Limits,
    /// Sends need connections, too.
    places: Arc<Semaphore>,
    /// Nothing is left of what was there before, and nothing will be.
    is_whole: Arc<AtomicBool>,
    /// With PostgreSQL.
    statistics: Arc<Statistics>,
}

/// Who and what is called as somebody has typed.
#[derive(Debug, Default)]
pub struct Names {
    pub people: Vec<Person>,
    /// Those that the reader is in or may join.
    pub groups: Vec<FoundGroup>,
}

/// What was found in one conversation.
#[derive(Debug, Default)]
pub struct InConversation {
    /// Numbers of messages, the newest first; at most a thousand.
    pub seqs: Vec<i64>,
    /// There are further ones.
    pub is_more: bool,
}

/// One of what was found in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub seq: i64,
    /// The first is the newest.
    pub number: usize,
    pub newer: Option<i64>,
    pub older: Option<i64>,
}

impl InConversation {
    /// The one with this number, or else the next older one; the newest without a number,
    /// and the oldest where there is none that is older. None where nothing was found.
    pub fn place(&self, seq: Option<i64>) -> Option<Place> {
        let seq = seq.unwrap_or(i64::MAX);
        let place = self.seqs.iter().position(|one| *one <= seq);
        let place = place.unwrap_or(self.seqs.len().saturating_sub(1));
        Some(Place {
            seq: *self.seqs.get(place)?,
            number: place + 1,
            newer: place.checked_sub(1).and_then(|newer| self.seqs.get(newer)).copied(),
            older: self.seqs.get(place + 1).copied(),
        })
    }
}

impl SearchService {
    pub fn new(database: Database, limits: Limits) -> Self {
        let places = Arc::new(Semaphore::new(MOST_AT_ONCE));
        Self { database, limits, places, is_whole: Arc::default(), statistics: Arc::default() }
    }

    /// What `reader` may see and means, below the cursor, newest first. Days are those of
    /// this zone. Whatever was typed, nothing is wrong with it: it may find nothing.
    pub async fn find(
        &self,
        reader: &user::Model,
        query: &Query,
        zone: &TimeZone,
        below: Cursor,
    ) -> Result<Page> {
        let Some(asked) = query.read(zone).filter(|asked| !asked.is_nothing()) else {
            return Ok(Page::default());
        };
        let _place = self.place(reader.id).await?;
        let Some((look, within)) = self.look(reader, asked).await? else {
            return Ok(Page::default());
        };
        let repository = SearchRepository::of(&self.database);
        let mut rows = repository.find(&look, within.as_deref(), below, &self.statistics).await?;
        let is_more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| is_more).map(|row| row.at);
        Ok(Page { hits: rows.into_iter().filter_map(|row| row.hit(&look.terms)).collect(), next })
    }

    /// The same in the one conversation that a member looks at, all of it at once.
    pub async fn find_in(
        &self,
        member: &Member,
        query: &Query,
        zone: &TimeZone,
    ) -> Result<InConversation> {
        let Some(asked) = query.read(zone).filter(|asked| !asked.is_nothing()) else {
            return Ok(InConversation::default());
        };
        let _place = self.place(member.actor.user.id).await?;
        let conversation = &member.conversation;
        let Some((look, within)) = self.look(&member.actor.user, asked).await? else {
            return Ok(InConversation::default());
        };
        if within.is_some_and(|within| !within.contains(&conversation.id)) {
            return Ok(InConversation::default());
        }
        let history = (conversation.first_seq, conversation.last_seq);
        let repository = SearchRepository::of(&self.database);
        let hidden = conversation.hidden;
        let mut seqs = repository.find_in(&look, conversation.id, history, hidden).await?;
        let is_more = seqs.len() > MOST_IN_ONE;
        seqs.truncate(MOST_IN_ONE);
        Ok(InConversation { seqs, is_more })
    }

    /// Who and which groups are called so; a few of them. For what is looked for anyway, so
    /// it has no limit of its own.
    pub async fn names(&self, reader: Uuid, typed: &str) -> Result<Names> {
        let mut people = search::find(&self.database, reader, typed).await?;
        people.truncate(MOST_NAMED);
        let groups = GroupRepository::of(&self.database);
        let groups = groups.called_like(reader, typed, MOST_NAMED as u64).await?;
        Ok(Names { people, groups })
    }

    /// How many messages from before an upgrade are not found yet.
    pub async fn remaining(&self) -> Result<i64> {
        if self.is_whole.load(Ordering::Relaxed) {
            return Ok(0);
        }
        let remaining = remaining(&self.database).await?;
        self.is_whole.store(remaining == 0, Ordering::Relaxed);
        Ok(remaining)
    }

    async fn place(&self, reader: Uuid) -> Result<SemaphorePermit<'_>> {
        self.limits.take(Limit::Search, &reader.to_string()).await?;
        let place = self.places.acquire().await;
        place.map_err(|error| Error::Internal(error.to_string()))
    }

    /// With ids in the place of names, and in which conversations; none where something is
    /// named that is not there for this reader.
    async fn look(
        &self,
        reader: &user::Model,
        asked: Asked,
    ) -> Result<Option<(Look, Option<Vec<Uuid>>)>> {
        let Asked { mut terms, has, from, within, since, until } = asked;
        terms.extend(has.into_iter().map(Has::label).map(Term::label));
        let mut conversations = None;
        if !from.is_empty() || !within.is_empty() {
            let names: Vec<String> = from.iter().map(|name| username(name, reader)).collect();
            let repository = SearchRepository::of(&self.database);
            let named = repository.named(reader.id, &names, !within.is_empty()).await?;
            let authors: Vec<Uuid> =
                named.iter().filter(|one| one.is_user).map(|one| one.id).collect();
            if !from.is_empty() {
                if authors.is_empty() {
                    return Ok(None);
                }
                terms.push(Term::any_label(authors.into_iter().map(from_author)));
            }
            if !within.is_empty() {
                let ids = within.iter().flat_map(|name| called(&named, name));
                let ids: Vec<Uuid> = ids.take(MOST_WITHIN).collect();
                if ids.is_empty() {
                    return Ok(None);
                }
                conversations = Some(ids);
            }
        }
        Ok(Some((Look { reader: reader.id, terms, since, until }, conversations)))
    }
}

/// How many messages from before are not found yet, for who has no service.
pub async fn remaining(database: &Database) -> Result<i64> {
    Ok(SearchRepository::of(database).remaining().await?)
}

/// As pages write it, with an @ before it.
fn username(typed: &str, reader: &user::Model) -> String {
    let name = typed.trim().trim_start_matches('@').to_lowercase();
    if name == "me" { reader.username.clone() } else { name.replace('\0', "") }
}

/// The conversations that are called exactly so, else those whose names begin so.
fn called(named: &[Named], typed: &str) -> Vec<Uuid> {
    let wanted = folded(typed.trim().trim_start_matches('@'));
    if wanted.is_empty() {
        return Vec::new();
    }
    let id = Uuid::try_parse(typed.trim()).ok();
    let conversations: Vec<&Named> = named.iter().filter(|one| !one.is_user).collect();
    let those = |is_meant: &dyn Fn(&str) -> bool| -> Vec<Uuid> {
        let names = |one: &&&Named| {
            [&one.title, &one.display_name, &one.username]
                .into_iter()
                .flatten()
                .any(|name| is_meant(&folded(name)))
        };
        conversations.iter().filter(names).map(|one| one.id).collect()
    };
    if let Some(one) = conversations.iter().find(|one| Some(one.id) == id) {
        return vec![one.id];
    }
    let exactly = those(&|name| name == wanted);
    if exactly.is_empty() { those(&|name| begins_a_word(name, &wanted)) } else { exactly }
}

fn begins_a_word(name: &str, wanted: &str) -> bool {
    name.starts_with(wanted) || name.contains(&format!(" {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_from_hit_to_hit() {
        let found = InConversation { seqs: vec![9, 5, 2], is_more: false };
        let place = |seq| found.place(seq).unwrap();
        assert_eq!(place(None), Place { seq: 9, number: 1, newer: None, older: Some(5) });
        assert_eq!(place(Some(5)), Place { seq: 5, number: 2, newer: Some(9), older: Some(2) });
        assert_eq!((place(Some(7)).seq, place(Some(1)).seq), (5, 2));
        assert_eq!(InConversation::default().place(None), None);
    }
}
