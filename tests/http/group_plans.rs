//! What a group of a thousand costs PostgreSQL while a few of them listen.

use crate::harness::plans::{Plan, SETTINGS};
use crate::harness::postgres::Postgres;
use crate::harness::redis::Redis;
use crate::harness::{Chat, Group, Mode, Person, Place, Stream, eventually};

const NAMES: [&str; 6] = ["ada", "grace", "dora", "emil", "fay", "gus"];
/// Rows of one step: the group is gone through once, and not once for each listener.
const MOST_ROWS: u64 = 2_200;

/// Each of all who are here talks to the next: a group of all is seldom.
const PAIRS: &str = "
    SET session_replication_role = replica;
    CREATE TEMP TABLE people AS SELECT id, row_number() OVER () AS n FROM users;
    CREATE TEMP TABLE pairs AS
        SELECT gen_random_uuid() AS talk, one.id AS one, other.id AS other
        FROM people AS one JOIN people AS other ON other.n = one.n + 1;
    INSERT INTO conversations (id, kind, pair_key, last_seq, version, last_message_at, created_at)
        SELECT talk, 'direct', LEAST(one, other) || ':' || GREATEST(one, other), 0, 0, 0, 0
        FROM pairs;
    INSERT INTO members (conversation_id, user_id, joined_at)
        SELECT talk, one, 0 FROM pairs UNION ALL SELECT talk, other, 0 FROM pairs;
    DROP TABLE pairs, people;";

struct Crowd {
    postgres: Postgres,
    redis: Redis,
    chat: Chat,
    people: Vec<Person>,
    group: Group,
}

impl Crowd {
    /// Of a thousand; those with a name have signed in. The database tells its plans.
    async fn gathers() -> Self {
        let (postgres, redis) = (Postgres::start().await, Redis::start().await);
        let url = postgres.database().await;
        let (_, name) = url.rsplit_once('/').expect("an address of a database");
        let place = Place::on(&redis).await.with("DATABASE_URL", &url);
        let mut chat = Chat::at(place.with("RATE_LIMITS", "off"), &[]).await;
        let mut people = Vec::new();
        for name in NAMES {
            people.push(chat.person(name).await);
        }
        let others: Vec<&Person> = people.iter().skip(1).collect();
        let group = people[0].makes_group("The pond", &others).await;
        chat.place.joined_by(&group, 994).await;
        chat.place.executes(PAIRS).await;
        chat.place.executes("ANALYZE").await;
        for setting in SETTINGS {
            postgres.execute(&format!("ALTER DATABASE {name} SET {setting}")).await;
        }
        chat.restart().await;
        Self { postgres, redis, chat, people, group }
    }

    async fn listen(&self) -> Vec<Stream> {
        let mut streams = Vec::new();
        for person in &self.people {
            streams.push(person.listens_to(&self.group).await);
        }
        streams
    }

    /// All that was carried out so far.
    async fn plans(&self) -> Vec<Plan> {
        Plan::all_of(&self.postgres, &self.chat.place).await
    }

    /// How many times something like this was carried out so far.
    async fn count(&self, what: &str) -> usize {
        self.plans().await.iter().filter(|plan| plan.text.contains(what)).count()
    }

    /// Waits until so many rounds more have looked at the lists.
    async fn passes_rounds(&self, rounds: usize) {
        let begun = self.count(LOOK_AT_LISTS).await;
        eventually("rounds", async || {
            (self.count(LOOK_AT_LISTS).await >= begun + rounds).then_some(())
        })
        .await;
    }
}

const LOOK_AT_LISTS: &str = "m.joined_at / 1000000";
/// Where a list is read whole.
const WHOLE_LIST: &str = "WITH start AS";

/// While Redis is away rounds are made every two seconds.
#[tokio::test]
async fn a_busy_group_is_gone_through_once_and_no_list_is_read_whole_for_it() {
    if !Mode::is_full() {
        return;
    }
    let crowd = Crowd::gathers().await;
    let mut streams = crowd.listen().await;
    crowd.redis.stop().await;
    crowd.passes_rounds(2).await;
    let lists = crowd.count(WHOLE_LIST).await;
    for number in 0..4 {
        let text = format!("hello {number}");
        let said = crowd.people[0].says(&crowd.group, &text).await;
        for stream in &mut streams {
            stream.expects_message(&text).await;
        }
        crowd.people[1].reads(&crowd.group, said.seq).await;
        crowd.passes_rounds(1).await;
    }
    assert_eq!(crowd.count(WHOLE_LIST).await, lists);
    let plans = crowd.plans().await;
    let is_large = |plan: &&Plan| plan.steps().iter().any(|step| step.rows() > MOST_ROWS);
    let large: Vec<String> = plans.iter().filter(is_large).map(Plan::told).collect();
    assert!(large.is_empty(), "{}", large.join("\n\n"));
    // Who comes to a group is not compared with all its members.
    let visits: Vec<&Plan> =
        plans.iter().filter(|plan| plan.text.contains("me_username")).collect();
    let goes_through = |plan: &&&Plan| {
        let steps = plan.steps();
        let mut of_members = steps.iter().filter(|step| step.table() == Some("members"));
        of_members.any(|step| step.rows() > 100)
    };
    let slow: Vec<String> = visits.iter().filter(goes_through).map(|plan| plan.told()).collect();
    assert!(!visits.is_empty() && slow.is_empty(), "{}", slow.join("\n\n"));
}
