//! Conversations of all kinds, and how they come into the database.

use uuid::Uuid;

use crate::harness::{Chat, Mode};

const HOUR: i64 = 3_600_000_000;
/// Which of them is notes to herself.
const NOTES: u64 = 8;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Notes,
    Direct,
    Group,
}

/// A conversation of ada. Hers alone when it is notes.
#[derive(Clone, Debug)]
pub struct Talk {
    pub id: Uuid,
    other: Uuid,
    pub kind: Kind,
    /// Half hours since somebody spoke; less than none in the future.
    pub half_hours: i64,
    pub is_pinned: bool,
    pub is_archived: bool,
    pub is_unread: bool,
    /// It was archived before the last message came.
    came_back: bool,
}

/// Numbers that look like chance and are the same each time.
pub struct Dice(pub u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn is_one_of(&mut self, sides: u64) -> bool {
        self.throw(sides) == 0
    }

    fn id(&mut self) -> Uuid {
        let [high, low] = [(); 2].map(|()| u128::from(self.throw(1 << 31)));
        Uuid::from_u128((high << 97) | (low << 40) | u128::from(self.throw(1 << 31)))
    }
}

impl Talk {
    /// Many were spoken in at the same time. Of the future, each has a time of its
    /// own: they change places with time.
    pub fn new(number: u64, ada: Uuid, dice: &mut Dice) -> Self {
        let (hours, is_ahead) = (i64::try_from(dice.throw(200)).unwrap() + 1, dice.is_one_of(12));
        let ahead = -(2 * i64::try_from(number).unwrap() + 2);
        let kind = match dice.throw(20) {
            _ if number == NOTES => Kind::Notes,
            0 => Kind::Group,
            _ => Kind::Direct,
        };
        let is_pinned = number % 140 == 7;
        let is_archived = !is_pinned && kind != Kind::Notes && dice.is_one_of(5);
        Self {
            id: dice.id(),
            other: if kind == Kind::Notes { ada } else { dice.id() },
            kind,
            half_hours: if is_ahead { ahead } else { 2 * hours + 1 },
            is_pinned,
            is_archived,
            is_unread: kind != Kind::Notes && dice.is_one_of(9),
            came_back: !is_archived && dice.is_one_of(20),
        }
    }

    /// The highest is the first.
    pub fn place(&self) -> (bool, i64, Uuid) {
        (self.is_pinned, -self.half_hours.abs(), self.id)
    }

    fn pair(&self, ada: Uuid) -> Option<String> {
        let (first, second) = (ada.min(self.other), ada.max(self.other));
        (self.kind != Kind::Group).then(|| format!("'{first}:{second}'"))
    }
}

fn literal(id: Uuid) -> String {
    if Mode::is_full() { format!("'{id}'") } else { format!("x'{}'", id.simple()) }
}

/// One row for each.
async fn inserts(chat: &Chat, table: &str, columns: &str, rows: impl IntoIterator<Item = String>) {
    let rows: Vec<String> = rows.into_iter().collect();
    chat.place
        .executes(&format!("INSERT INTO {table} ({columns}) VALUES {}", rows.join(",")))
        .await;
}

pub async fn fill(chat: &Chat, ada: Uuid, talks: &[Talk]) {
    let now = jiff::Timestamp::now().as_microsecond();
    let others = || talks.iter().filter(|talk| talk.kind != Kind::Notes);
    let users = others().map(|talk| {
        let (id, name) = (literal(talk.other), talk.other.simple());
        format!("({id}, '{name}', 'Somebody', '', 1)")
    });
    inserts(chat, "users", "id, username, display_name, password_hash, created_at", users).await;
    let columns = "id, kind, title, pair_key, last_seq, version, last_message_at, created_at";
    let rows = talks.iter().map(|talk| {
        let kind = if talk.kind == Kind::Group { "'group', 'All'" } else { "'direct', NULL" };
        let (pair, at) = (talk.pair(ada), now - talk.half_hours * HOUR / 2);
        format!(
            "({}, {kind}, {}, 2, 2, {at}, 1)",
            literal(talk.id),
            pair.as_deref().unwrap_or("NULL")
        )
    });
    inserts(chat, "conversations", columns, rows).await;
    let columns = "conversation_id, user_id, joined_at, last_read_seq, pinned_at, archived_seq,
        muted_until, in_group";
    let own = talks.iter().map(|talk| own_row(talk, ada));
    let theirs = others().map(|talk| {
        let (id, other, in_group) =
            (literal(talk.id), literal(talk.other), talk.kind == Kind::Group);
        format!("({id}, {other}, 1, 2, NULL, NULL, NULL, {in_group})")
    });
    inserts(chat, "members", columns, own.chain(theirs)).await;
    let columns = "conversation_id, seq, version, author_id, nonce, body, created_at";
    let rows = talks.iter().flat_map(|talk| {
        let (id, author) = (literal(talk.id), literal(talk.other));
        [1, 2].map(|seq| format!("({id}, {seq}, {seq}, {author}, '{seq}', 'hello', 1)"))
    });
    inserts(chat, "messages", columns, rows).await;
}

/// What ada keeps. Of what is archived, every other one is muted and was spoken in
/// since.
fn own_row(talk: &Talk, ada: Uuid) -> String {
    let (id, ada) = (literal(talk.id), literal(ada));
    let read = if talk.is_unread { 0 } else { 2 };
    let pinned = if talk.is_pinned { "1" } else { "NULL" };
    let (archived, muted) = match (talk.is_archived, talk.came_back) {
        (true, _) if talk.half_hours % 4 == 1 => ("1", "9000000000000000"),
        (true, _) => ("2", "NULL"),
        (_, true) => ("1", "NULL"),
        _ => ("NULL", "NULL"),
    };
    format!("({id}, {ada}, 1, {read}, {pinned}, {archived}, {muted}, {})", talk.kind == Kind::Group)
}
