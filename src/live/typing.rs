//! Who is typing in groups: told together, as it is now, to those who listen here.
//!
//! Each is heard of every few seconds as long as they type. Who was not heard of for a
//! while, has said it or has left does not type any more, and the others go on.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};
use uuid::Uuid;

use super::{Hub, channel::Command, render::PerForm};
use crate::{
    announcement::{Topic, Typist},
    message::Message,
};

/// Pages hide it after as long, when they hear nothing more.
const SHOWN_FOR: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
pub(super) struct Typing {
    typists: Mutex<Typists>,
    more: Notify,
}

impl Typing {
    fn typists(&self) -> MutexGuard<'_, Typists> {
        self.typists.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those in this group, who were there first in front.
    pub fn of(&self, group: Uuid) -> Vec<Typist> {
        self.typists().of(group)
    }
}

/// By their groups, each until then.
#[derive(Debug, Default)]
struct Typists(HashMap<Uuid, Vec<(Typist, Instant)>>);

impl Typists {
    fn of(&self, group: Uuid) -> Vec<Typist> {
        self.0.get(&group).into_iter().flatten().map(|(typist, _)| typist.clone()).collect()
    }

    fn hear(&mut self, typist: &Typist, until: Instant) {
        let typists = self.0.entry(typist.conversation_id).or_default();
        // An older release tells no ids.
        match typists.iter_mut().find(|(one, _)| one.username == typist.username) {
            Some(known) => *known = (typist.clone(), until),
            None => typists.push((typist.clone(), until)),
        }
    }

    /// Those in this group who are such do not type any more.
    fn stop(&mut self, group: Uuid, is_such: impl Fn(&Typist) -> bool) -> Vec<Typist> {
        let Some(typists) = self.0.get_mut(&group) else { return Vec::new() };
        let stopped = typists.extract_if(.., |(typist, _)| is_such(typist));
        let stopped = stopped.map(|(typist, _)| typist).collect();
        if typists.is_empty() {
            self.0.remove(&group);
        }
        stopped
    }

    /// Those of whom nothing was heard for too long, by their groups.
    fn end(&mut self, now: Instant) -> Vec<(Uuid, Vec<Typist>)> {
        let mut ended = Vec::new();
        for (group, typists) in &mut self.0 {
            let late = typists.extract_if(.., |(_, until)| *until <= now);
            let late: Vec<Typist> = late.map(|(typist, _)| typist).collect();
            if !late.is_empty() {
                ended.push((*group, late));
            }
        }
        self.0.retain(|_, typists| !typists.is_empty());
        ended
    }

    fn next_end(&self) -> Option<Instant> {
        self.0.values().flatten().map(|(_, until)| *until).min()
    }
}

impl Hub {
    /// Tells the other members here.
    pub(super) fn types_in_group(&self, typist: &Typist) {
        let group = typist.conversation_id;
        if self.groups().known().members(group).is_empty() {
            return;
        }
        self.typing().typists().hear(typist, Instant::now() + SHOWN_FOR);
        self.typing().more.notify_one();
        self.tell_typing(group, &[typist], Some(typist));
    }

    /// What was being typed has come, if this is that.
    pub(super) fn has_said(&self, group: Uuid, message: &Message) {
        if message.edited_at.is_none() && message.deleted_at.is_none() {
            self.stop_typing(group, |typist| typist.username == message.author_username);
        }
    }

    /// These are no members any more.
    pub(super) fn have_left(&self, group: Uuid, users: &[Uuid]) {
        self.stop_typing(group, |typist| users.contains(&typist.user_id));
    }

    fn stop_typing(&self, group: Uuid, is_such: impl Fn(&Typist) -> bool) {
        let stopped = self.typing().typists().stop(group, is_such);
        if !stopped.is_empty() {
            self.tell_typing(group, &stopped.iter().collect::<Vec<_>>(), None);
        }
    }

    /// Tells each member here who of the others is typing: all but the one whose doing
    /// it is, for whom nothing has changed. It is rendered once for all who do not type
    /// themselves.
    fn tell_typing(&self, group: Uuid, by: &[&Typist], heard: Option<&Typist>) {
        let typists = self.typing().of(group);
        let beside = |reader: Option<Uuid>| {
            let others = typists.iter().filter(|one| Some(one.user_id) != reader);
            let others: Vec<&Typist> = others.collect();
            PerForm::some(|form| {
                let render = self.render().of(form);
                let together = render.typists(group, &others, form.language);
                together.or_else(|| heard.map(|typist| render.typing(typist, form.language)))
            })
        };
        let of_all = beside(None);
        let is = |typist: &Typist, user: &Uuid| typist.user_id == *user;
        // Nothing is locked while they are told.
        let members = self.groups().known().members(group);
        for user in members {
            let types = typists.iter().any(|typist| is(typist, &user));
            if matches!(by, [one] if is(one, &user)) {
                continue;
            }
            let state = if types { beside(Some(user)) } else { of_all.clone() };
            self.tell(Topic::User(user), Command::State(state));
        }
    }
}

/// Tells of those who were not heard of for too long.
pub(super) async fn end(hub: Hub) {
    loop {
        let next = hub.typing().typists().next_end();
        match next {
            Some(next) => {
                let _ = timeout_at(next, hub.typing().more.notified()).await;
            }
            None => hub.typing().more.notified().await,
        }
        let ended = hub.typing().typists().end(Instant::now());
        for (group, typists) in ended {
            hub.tell_typing(group, &typists.iter().collect::<Vec<_>>(), None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: Uuid = Uuid::from_u128(1);

    fn typist(name: &str) -> Typist {
        let (username, display_name) = (name.to_owned(), name.to_owned());
        Typist { conversation_id: GROUP, user_id: Uuid::nil(), username, display_name }
    }

    fn names(typists: &[Typist]) -> Vec<&str> {
        typists.iter().map(|typist| &*typist.username).collect()
    }

    #[test]
    fn each_types_until_they_were_not_heard_of_for_a_while() {
        let (mut typists, begun) = (Typists::default(), Instant::now());
        let at = |seconds| begun + Duration::from_secs(seconds);
        typists.hear(&typist("ada"), at(5));
        typists.hear(&typist("grace"), at(7));
        typists.hear(&typist("ada"), at(8));
        assert_eq!(names(&typists.of(GROUP)), ["ada", "grace"]);
        assert_eq!(typists.next_end(), Some(at(7)));
        assert!(typists.end(at(6)).is_empty());
        let ended = typists.end(at(7));
        assert_eq!((ended.len(), names(&ended[0].1)), (1, vec!["grace"]));
        assert_eq!(names(&typists.of(GROUP)), ["ada"]);
        assert!(typists.stop(GROUP, |one| one.username == "grace").is_empty());
        assert_eq!(names(&typists.stop(GROUP, |one| one.username == "ada")), ["ada"]);
        assert!(typists.0.is_empty() && typists.next_end().is_none());
    }
}
