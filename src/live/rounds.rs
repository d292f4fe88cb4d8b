//! The rounds: what makes up for every hint that was lost.
//!
//! Each process asks the database, in batches, for the versions of all
//! conversations it serves, for the state of the lists it serves and who is
//! here of those in them, and whether the sessions, tokens and memberships that
//! its streams stand on are still there; before all that, whether the database
//! still lives in the same epoch.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use sea_orm::DbErr;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::{Hub, channel::Command, in_time::in_time, standing::Standing};
use crate::{
    announcement::{Hint, Topic},
    backplane::Backplane,
    conversation::{ConversationRepository, GroupMark, ListRepository, Peer},
    presence::Presence,
    session::SessionRepository,
    store::Epoch,
    token::TokenRepository,
    user::UserRepository,
};

/// How often, and how often while the backplane is down or the database does not
/// answer: another one may be about to take over. What has ended must be gone
/// within 15 s; versions and lists would have time for 30 s.
const ROUND: Duration = Duration::from_secs(10);
const ROUND_IN_TROUBLE: Duration = Duration::from_secs(2);
/// Lists are a larger question than versions.
const LISTS_EVERY: Duration = Duration::from_secs(30);
/// What is asked about in one query.
const BATCH: usize = 500;
/// A session that is renewed has no row for a moment.
const SECOND_LOOK: Duration = Duration::from_secs(1);

pub(super) async fn make(hub: Hub) {
    let (mut lists_at, mut present) = (Instant::now(), HashMap::new());
    let mut groups = HashMap::new();
    let mut went_well = true;
    loop {
        let is_up = hub.backplane().is_up();
        sleep(if is_up && went_well { ROUND } else { ROUND_IN_TROUBLE }).await;
        let mut round = look_at_epoch(&hub).await;
        if round.is_ok() {
            round = look_at_versions(&hub).await;
        }
        if round.is_ok() && (!is_up || lists_at.elapsed() >= LISTS_EVERY) {
            lists_at = Instant::now();
            round = look_at_lists(&hub, &mut groups).await;
            // Which is in Redis: while that is away nobody knows.
            if is_up {
                look_at_presence(&hub, &mut present).await.unwrap_or_else(say);
            }
        }
        went_well = round.is_ok();
        round.unwrap_or_else(say);
    }
}

/// More often where there is no Redis, too: the command that disables an account
/// is another process, and cannot tell this one.
pub(super) async fn look_after_standings(hub: Hub) {
    loop {
        let is_told = matches!(hub.backplane(), Backplane::Redis(redis) if redis.is_up());
        sleep(if is_told { ROUND } else { ROUND_IN_TROUBLE }).await;
        end_what_has_nothing_to_stand_on(&hub).await.unwrap_or_else(say);
    }
}

fn say(error: DbErr) {
    tracing::warn!(%error, "a round could not ask the database");
}

async fn look_at_epoch(hub: &Hub) -> Result<(), DbErr> {
    hub.lives_in(in_time(Epoch::read(hub.database())).await?);
    Ok(())
}

async fn look_at_versions(hub: &Hub) -> Result<(), DbErr> {
    let served = hub.topics(|topic| match topic {
        Topic::Conversation(id) => Some(id),
        Topic::User(_) | Topic::Groups => None,
    });
    let conversations = ConversationRepository::of(hub.database());
    for batch in served.chunks(BATCH) {
        for (id, version) in in_time(conversations.versions(batch)).await? {
            hub.tell(Topic::Conversation(id), Command::Seen(version));
        }
        for (id, mark) in in_time(conversations.reading_marks(batch)).await? {
            hub.tell(Topic::Conversation(id), Command::ReadingSeen(mark));
        }
    }
    Ok(())
}

async fn look_at_lists(hub: &Hub, groups: &mut HashMap<Uuid, GroupMark>) -> Result<(), DbErr> {
    let lists = ListRepository::of(hub.database());
    let users = users(hub);
    for batch in users.chunks(BATCH) {
        in_time(hub.read_groups_of(batch)).await?;
    }
    look_at_groups(hub, groups).await?;
    for batch in users.chunks(BATCH) {
        for (id, mark) in in_time(lists.marks(batch)).await? {
            hub.tell(Topic::User(id), Command::Seen(mark));
        }
    }
    Ok(())
}

/// What happens in a group is no reason to read the lists of all its members: where
/// something may have been missed its entries are read, for all of them together. A
/// list that is new here is read whole once, by its own mark.
async fn look_at_groups(hub: &Hub, known: &mut HashMap<Uuid, GroupMark>) -> Result<(), DbErr> {
    let served = hub.groups().known().groups();
    let mut now = HashMap::with_capacity(served.len());
    for batch in served.chunks(BATCH) {
        now.extend(in_time(ListRepository::of(hub.database()).group_marks(batch)).await?);
    }
    for (id, mark) in &now {
        if known.get(id).is_some_and(|before| before != mark) {
            hub.wanted().group(*id);
        }
    }
    *known = now;
    Ok(())
}

/// Who has a list here.
fn users(hub: &Hub) -> Vec<Uuid> {
    hub.topics(|topic| match topic {
        Topic::User(id) => Some(id),
        Topic::Conversation(_) | Topic::Groups => None,
    })
}

/// Presence has no version by which a lost hint would be noticed, so it is
/// compared with what it was a round ago. Who is new here was just sent whole.
async fn look_at_presence(hub: &Hub, known: &mut HashMap<Uuid, Presence>) -> Result<(), DbErr> {
    let mut partners = HashMap::<Uuid, Vec<Uuid>>::new();
    let conversations = ConversationRepository::of(hub.database());
    for batch in users(hub).chunks(BATCH) {
        for (user, partner) in in_time(conversations.partners_of(batch)).await? {
            partners.entry(partner).or_default().push(user);
        }
    }
    let ids: Vec<Uuid> = partners.keys().copied().collect();
    let mut now = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let Some(states) = hub.presence().asked(batch).await else { return Ok(()) };
        now.extend(batch.iter().map(|id| (*id, states.of(*id))));
    }
    let is_other = |id: &&Uuid| known.get(*id).is_some_and(|before| now.get(*id) != Some(before));
    let changed: Vec<Uuid> = ids.iter().filter(is_other).copied().collect();
    *known = now;
    let people = UserRepository::of(hub.database());
    for batch in changed.chunks(BATCH) {
        for user in in_time(people.with_ids(batch)).await? {
            let hint = Hint::PresenceChanged(Box::new(Peer::of(&user)));
            for partner in &partners[&user.id] {
                hub.tell(Topic::User(*partner), Command::Hear(hint.clone()));
            }
        }
    }
    Ok(())
}

async fn end_what_has_nothing_to_stand_on(hub: &Hub) -> Result<(), DbErr> {
    let fallen = fallen(hub, hub.standings().all()).await?;
    if fallen.is_empty() {
        return Ok(());
    }
    sleep(SECOND_LOOK).await;
    for standing in self::fallen(hub, fallen).await? {
        let (topic, hint) = standing.ended();
        hub.tell(topic, Command::Hear(hint));
    }
    Ok(())
}

/// Those that are not there any more.
async fn fallen(hub: &Hub, standings: Vec<Standing>) -> Result<Vec<Standing>, DbErr> {
    let mut fallen = Vec::new();
    for batch in standings.chunks(BATCH) {
        let there = in_time(still_there(hub, batch)).await?;
        fallen.extend(batch.iter().filter(|standing| !there.contains(standing)));
    }
    Ok(fallen)
}

/// Whether this is there, as the database has it now.
pub(super) async fn is_there(hub: &Hub, standing: Standing) -> Result<bool, DbErr> {
    Ok(in_time(still_there(hub, &[standing])).await?.contains(&standing))
}

async fn still_there(hub: &Hub, standings: &[Standing]) -> Result<HashSet<Standing>, DbErr> {
    let (mut sessions, mut members) = (Vec::new(), Vec::new());
    for standing in standings {
        match standing {
            Standing::Session { user_id, session } => sessions.push((*user_id, *session)),
            Standing::Member { conversation_id, user_id } => {
                members.push((*conversation_id, *user_id));
            }
        }
    }
    let mut alive = SessionRepository::of(hub.database()).alive_among(&sessions).await?;
    sessions.retain(|session| !alive.contains(session));
    // What is no session may be a token.
    alive.extend(TokenRepository::of(hub.database()).alive_among(&sessions).await?);
    let members = ConversationRepository::of(hub.database()).members_among(&members).await?;
    let sessions =
        alive.into_iter().map(|(user_id, session)| Standing::Session { user_id, session });
    let members = members
        .into_iter()
        .map(|(conversation_id, user_id)| Standing::Member { conversation_id, user_id });
    Ok(sessions.chain(members).collect())
}
