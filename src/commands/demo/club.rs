//! A group among the people of the demo, as groups are once people live in them.

use bytes::Bytes;
use futures_util::stream;
use sea_orm::Value;
use uuid::Uuid;

use super::{execute, picture::boat_at_dawn};
use crate::{
    announcement::Announcer,
    attempt::Nonce,
    backplane::Backplane,
    conversation::{ConversationRepository, Member},
    error::{Error, Result},
    file::{About, FileLimits, FileService, Name, Store, Uploaded},
    group::{Description, GroupService, NewGroup, Role, Title},
    message::{Emoji, MessageBody, MessageService, NewMessage},
    notification::Outbox,
    problem::Problem,
    store::Database,
    user::{Actor, UserRepository},
};

const TITLE: &str = "Лодочный клуб · Boat club";
const DESCRIPTION: &str = "Saturdays at the slip, tea from ten. По субботам у слипа, чай с десяти.";
const OWNER: &str = "anna";
const FIRST: [&str; 3] = ["daniel", "katya", "priya"];
/// Of the last ones, so many the owner has not read.
const UNREAD: i64 = 2;

/// What somebody does. Each but a reaction is a message or a line.
enum Step {
    Says(&'static str),
    Answers(i64, &'static str),
    /// A picture with these words, and what it shows.
    Shows(&'static str, &'static str),
    Reacts(i64, &'static str),
    Adds(&'static str),
    MakesAdmin(&'static str),
}

use Step::{Adds, Answers, MakesAdmin, Reacts, Says, Shows};

/// When the group was made, and then minutes before now, who, and what.
const MADE: i64 = 8_700;
const STEPS: [(i64, &str, Step); 23] = [
    (8_690, "anna", Says("Welcome, all! Everything about the boat goes here from now on.")),
    (8_640, "katya", Says("Ура! Наконец-то не нужно пересылать всё по три раза 🙂")),
    (8_640, "daniel", Reacts(3, "😄")),
    (8_600, "anna", MakesAdmin("daniel")),
    (
        7_300,
        "daniel",
        Says(
            "The slip is ours on Saturdays:\n\n- **9:30** sanding\n- **11:00** first coat\n- **13:00** soup",
        ),
    ),
    (7_290, "priya", Answers(5, "I can bring the soup. Anybody *not* for lentils?")),
    (7_280, "katya", Reacts(6, "❤️")),
    (7_279, "daniel", Reacts(6, "❤️")),
    (7_275, "katya", Answers(6, "Чечевичный — прекрасно! С меня хлеб")),
    (4_500, "daniel", Adds("misha")),
    (4_480, "misha", Says("Всем привет! Могу привезти лебёдку, если нужна")),
    (4_470, "anna", Answers(9, "Очень нужна! And mind the gate, it sticks.")),
    (4_469, "misha", Reacts(10, "👍")),
    (2_950, "priya", Says("Weather for Saturday: dry, wind from the west, 14 °C")),
    (2_940, "anna", Reacts(11, "☀️")),
    (2_939, "katya", Reacts(11, "☀️")),
    (190, "misha", Says("Лебёдка в багажнике, верёвка тоже")),
    (
        180,
        "daniel",
        Says("Varnish, brushes and clamps are in the shed. The key is where it always is."),
    ),
    (175, "katya", Answers(13, "Под вторым веслом? 🤫")),
    (170, "daniel", Reacts(14, "🤫")),
    (60, "priya", Says("Soup is cooking. How many are we?")),
    (58, "katya", Shows("Так было на рассвете", "A red boat on calm water at dawn")),
    (55, "daniel", Answers(15, "Five, and Tom’s dog")),
];

struct Club {
    database: Database,
    groups: GroupService,
    messages: MessageService,
    files: FileService,
    id: Uuid,
    /// When each message and line was said, in their order.
    minutes: Vec<i64>,
}

/// Makes it as people do, and then moves all of it into the past.
pub(super) async fn add(database: &Database, store: Store) -> Result<()> {
    let (announcer, outbox) = (Announcer::new(Backplane::Local), Outbox::closed().0);
    let groups = GroupService::new(database.clone(), announcer.clone(), outbox.clone(), None);
    let new = NewGroup {
        title: good(Title::parse(TITLE))?,
        description: good(Description::parse(DESCRIPTION))?,
        is_open: true,
        shows_history: true,
    };
    let first = FIRST.map(str::to_owned);
    let made = groups.create(&actor(database, OWNER).await?, new, &first, None).await?;
    let id = good(made)?;
    let files = FileService::new(database.clone(), announcer.clone(), store, FileLimits::NONE);
    let messages = MessageService::start(database.clone(), announcer, outbox, files.clone());
    let (database, minutes) = (database.clone(), vec![MADE]);
    let mut club = Club { database, groups, messages, files, id, minutes };
    for (minutes, who, step) in STEPS {
        club.take(minutes, who, step).await?;
    }
    club.grow_old().await?;
    club.read().await
}

async fn actor(database: &Database, username: &str) -> Result<Actor> {
    let user = UserRepository::of(database).named(username).await?.ok_or(Error::NotFound)?;
    Ok(Actor::by_operator(user))
}

fn good<T>(parsed: Result<T, Problem>) -> Result<T> {
    parsed.map_err(|problem| Error::Internal(problem.sentence.to_owned()))
}

fn said(text: &str) -> Result<NewMessage> {
    let body = good(MessageBody::parse(text))?;
    Ok(NewMessage { body, nonce: Nonce::fresh(), ..NewMessage::default() })
}

impl Club {
    async fn take(&mut self, minutes: i64, who: &str, step: Step) -> Result<()> {
        let member =
            Member::find(&self.database, actor(&self.database, who).await?, self.id).await?;
        match step {
            Says(text) => self.say(&member, text, None).await?,
            Answers(seq, text) => self.say(&member, text, Some(seq)).await?,
            Shows(text, alt) => self.show(&member, text, alt).await?,
            Reacts(seq, emoji) => {
                let emoji = good(Emoji::parse(emoji))?;
                self.messages.react(&member, seq, emoji, Some(true)).await?;
                return Ok(());
            }
            Adds(whom) => good(self.groups.add(&member, &[whom.to_owned()]).await?)?,
            MakesAdmin(whom) => self.groups.set_role(&member, whom, Role::Admin).await?,
        }
        self.minutes.push(minutes);
        Ok(())
    }

    async fn say(&self, member: &Member, text: &str, reply_to: Option<i64>) -> Result<()> {
        let new = NewMessage { reply_to, ..said(text)? };
        self.messages.post(member, new).await.map(drop)
    }

    async fn show(&self, member: &Member, text: &str, alt: &str) -> Result<()> {
        let about = About { nonce: Nonce::fresh(), alt: alt.to_owned(), ..About::default() };
        let bytes = stream::iter([Ok(Bytes::from(boat_at_dawn()?))]);
        let name = Name::of("dawn.png");
        let file = match self.files.upload(member, about, name, 0, bytes).await? {
            Uploaded::File(file) => file.id,
            Uploaded::Refused(problem) => return good(Err(problem)),
        };
        let new = NewMessage { files: vec![file], ..said(text)? };
        self.messages.post(member, new).await.map(drop)
    }

    /// The services know only now.
    async fn grow_old(&self) -> Result<()> {
        let now = jiff::Timestamp::now().as_microsecond();
        let at = |minutes: &i64| Value::from(now - minutes * 60_000_000);
        for (seq, minutes) in (1_i64..).zip(&self.minutes) {
            let text = "
                UPDATE messages SET created_at = $3 WHERE conversation_id = $1 AND seq = $2";
            execute(&self.database, text, [self.id.into(), seq.into(), at(minutes)]).await?;
        }
        let last = at(self.minutes.last().unwrap_or(&MADE));
        let text = "UPDATE conversations SET last_message_at = $2 WHERE id = $1";
        execute(&self.database, text, [self.id.into(), last]).await?;
        let text = "UPDATE members SET joined_at = $2 WHERE conversation_id = $1";
        execute(&self.database, text, [self.id.into(), at(&MADE)]).await
    }

    async fn read(&self) -> Result<()> {
        let last = i64::try_from(self.minutes.len()).unwrap_or_default();
        let conversations = ConversationRepository::of(&self.database);
        let owner = actor(&self.database, OWNER).await?.user.id;
        for (_, user) in conversations.members_of(&[self.id]).await? {
            let unread = if user == owner { UNREAD } else { 0 };
            conversations.mark_read_up_to(self.id, user, last - unread).await?;
        }
        Ok(())
    }
}
