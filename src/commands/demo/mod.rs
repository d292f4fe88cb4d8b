//! `natter demo`: a believable handful of people, conversations and a group.
//!
//! The people exist nowhere else; all sign in with the same password, which
//! is printed.

mod club;
mod picture;

use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::{
    conversation::{ConversationRepository, Joining, pair_key},
    entity::user,
    error::{Error, Result, StartError},
    file::Store,
    message::{CONTINUES_WITHIN_MICROS, Format, MessageBody, MessageRepository},
    people::{PeopleRepository, names_of},
    search::index_anew,
    store::{Connected, Database, sql},
    user::{Passwords, Role, UserRepository},
};

const PASSWORD: &str = "natter-demo";

/// User name, display name, language.
const PEOPLE: [(&str, &str, &str); 5] = [
    ("anna", "Anna Petrova", "en"),
    ("daniel", "Daniel Ashworth", "en"),
    ("katya", "Екатерина Соколова", "ru"),
    ("misha", "Михаил Дроздов", "ru"),
    ("priya", "Priya Raman", "en"),
];

/// Author, minutes before now, text.
type Line = (&'static str, i64, &'static str);

struct Talk {
    between: [&'static str; 2],
    lines: &'static [Line],
    /// How many of the last lines the first of the two has not read.
    unread: i64,
}

const TALKS: [Talk; 5] = [
    Talk {
        between: ["anna", "daniel"],
        lines: &[
            ("daniel", 2900, "The varnish arrived. Three tins, and the colour is right this time."),
            ("daniel", 2899, "I left them in the shed, behind the oars."),
            (
                "anna",
                2880,
                "Wonderful, thank you! Можно я приду в субботу утром? I’ll bring sandpaper and Mum’s pirozhki 🥟",
            ),
            ("daniel", 2878, "Saturday is perfect. Пирожки с капустой?"),
            ("anna", 2877, "С капустой и с грибами"),
            ("daniel", 2876, "😋👏"),
            (
                "anna",
                1440,
                "It is worse than we thought, but *only a little*. The crack stops four fingers before the bow, so the ribs are sound.\n\nWhat I would like to do:\n\n- **Saturday**: sand\n- **Sunday**: glue, while it is dry\n- next week: varnish",
            ),
            (
                "daniel",
                1430,
                "Then bring the clamps from the school workshop. How to place them: https://example.org/clamps/keel",
            ),
            (
                "anna",
                1425,
                "Clamps: yes! The tin of glue says Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft, so it must be good.",
            ),
            ("anna", 95, "First coat is on. Пахнет летом ☀️"),
            (
                "daniel",
                40,
                "Beautiful work! Tom says hello, and that the slip is under water until two.",
            ),
            ("daniel", 39, "So bring boots."),
        ],
        unread: 2,
    },
    Talk {
        between: ["anna", "katya"],
        lines: &[
            ("katya", 300, "Аня, привет! Ты в четверг придёшь на репетицию?"),
            ("anna", 290, "Приду, только опоздаю минут на десять"),
            ("katya", 70, "Хорошо, начнём с гамм, ты ничего не пропустишь 🙂"),
            ("katya", 69, "Отправила тебе расписание, посмотри, когда будет минутка"),
        ],
        unread: 2,
    },
    Talk {
        between: ["anna", "priya"],
        lines: &[
            ("priya", 600, "Train or tram tomorrow?"),
            ("anna", 590, "Train! See you at the station, platform 4"),
            ("anna", 589, "Beautiful work! Tom says hello."),
        ],
        unread: 0,
    },
    Talk {
        between: ["anna", "misha"],
        lines: &[
            ("misha", 4400, "Книгу передал через Леонида, она у него дома"),
            ("anna", 4395, "Какую книгу?"),
            ("anna", 4390, "Спасибо огромное! 🙏"),
        ],
        unread: 0,
    },
    Talk {
        between: ["katya", "misha"],
        lines: &[
            ("misha", 130, "Ноты для второго голоса у тебя?"),
            ("katya", 120, "У меня, завтра отдам"),
        ],
        unread: 0,
    },
];

/// What became of a line after it was said.
#[derive(Clone, Copy)]
enum What {
    Answers(i64),
    Comes { from: &'static str },
    Reacted { by: &'static str, emoji: &'static str },
    Edited,
    Deleted,
    Pinned,
}

/// In the conversation of these two, the line of this number.
const CHANGES: [([&str; 2], i64, What); 10] = [
    (["anna", "daniel"], 4, What::Answers(3)),
    (["anna", "daniel"], 7, What::Pinned),
    (["anna", "daniel"], 8, What::Answers(7)),
    (["anna", "daniel"], 8, What::Edited),
    (["anna", "daniel"], 10, What::Reacted { by: "daniel", emoji: "❤️" }),
    (["anna", "daniel"], 11, What::Reacted { by: "anna", emoji: "👍" }),
    (["anna", "daniel"], 11, What::Reacted { by: "daniel", emoji: "👍" }),
    (["anna", "priya"], 3, What::Comes { from: "daniel" }),
    (["anna", "misha"], 2, What::Deleted),
    (["katya", "misha"], 2, What::Reacted { by: "misha", emoji: "🙏" }),
];

/// Fills an empty database and prints how to sign in; an error when anybody
/// is in it already.
pub async fn fill(database: &Database, store: Store) -> Result<(), StartError> {
    if !UserRepository::of(database).is_empty().await? {
        return Err(StartError::NotEmpty);
    }
    let people = add_people(database).await?;
    for talk in &TALKS {
        add_talk(database, &people, talk).await?;
    }
    for (between, seq, what) in CHANGES {
        change(database, &people, between, seq, what).await?;
    }
    club::add(database, store).await?;
    index_anew(database).await?;
    println!(
        "Sign in as {} with the password {PASSWORD}",
        PEOPLE.map(|(username, ..)| username).join(", ")
    );
    Ok(())
}

type People = Vec<(&'static str, Uuid)>;

fn id_of(people: &People, username: &str) -> Uuid {
    people.iter().find(|(name, _)| *name == username).map(|(_, id)| *id).unwrap_or_default()
}

async fn add_people(database: &Database) -> Result<People> {
    let password_hash = Passwords::new().hash(PASSWORD.to_owned()).await?;
    let created_at = jiff::Timestamp::now().as_microsecond();
    let mut people = People::new();
    for (username, display_name, language) in PEOPLE {
        let id = Uuid::now_v7();
        let user = user::Model {
            id,
            username: username.to_owned(),
            display_name: display_name.to_owned(),
            email: Some(format!("{username}@example.org")),
            password_hash: password_hash.clone(),
            language: Some(language.to_owned()),
            theme: None,
            time_zone: None,
            role: Role::Member.as_str().to_owned(),
            shares_reading: true,
            session_epoch: 0,
            disabled_at: None,
            created_at,
            last_active_at: None,
            shows_presence: true,
            notice_content: "text".to_owned(),
            notice_pictures: false,
            quiet_from: None,
            quiet_until: None,
            invitation_id: None,
            avatar_id: None,
        };
        UserRepository::of(database).insert(user).await?;
        UserRepository::of(database).claim_ownership(id).await?;
        PeopleRepository::of(database).set_names(id, names_of(username, display_name)).await?;
        people.push((username, id));
    }
    Ok(people)
}

/// Written as the past: with the times at which it was said, so not through
/// the service, which knows only now.
async fn add_talk(database: &Database, people: &People, talk: &Talk) -> Result<()> {
    let (id, [one, other]) = (Uuid::now_v7(), talk.between.map(|username| id_of(people, username)));
    let conversations = ConversationRepository::of(database);
    conversations.insert_direct(id, &pair_key(one, other)).await?;
    conversations.insert_members(id, &[one, other], Joining::FIRST).await?;
    let now = jiff::Timestamp::now().as_microsecond();
    let mut last = (None, 0);
    for (seq, (author, minutes, text)) in (1..).zip(talk.lines) {
        let at = now - minutes * 60_000_000;
        let continues = last.0 == Some(*author) && at - last.1 <= CONTINUES_WITHIN_MICROS;
        let body = MessageBody::parse(text).unwrap_or_default();
        let values: [Value; 8] = [
            id.into(),
            seq.into(),
            id_of(people, author).into(),
            Uuid::new_v4().simple().to_string().into(),
            body.as_str().into(),
            continues.into(),
            at.into(),
            Format::Markdown.as_str().into(),
        ];
        execute(database, "INSERT INTO messages (conversation_id, seq, version, author_id, nonce, body, continues, created_at, format) VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8)", values).await?;
        last = (Some(*author), at);
    }
    let count = i64::try_from(talk.lines.len()).unwrap_or_default();
    execute(
        database,
        "UPDATE conversations SET last_seq = $2, version = $2, last_message_at = $3 WHERE id = $1",
        [id.into(), count.into(), last.1.into()],
    )
    .await?;
    conversations.mark_read_up_to(id, one, count - talk.unread).await?;
    conversations.mark_read_up_to(id, other, count).await?;
    Ok(())
}

async fn change(
    database: &Database,
    people: &People,
    [one, other]: [&str; 2],
    seq: i64,
    what: What,
) -> Result<()> {
    let pair_key = pair_key(id_of(people, one), id_of(people, other));
    let Some(id) = ConversationRepository::of(database).direct(&pair_key).await? else {
        return Ok(());
    };
    let messages = MessageRepository::of(database, id);
    let taken = messages.take_version().await?.ok_or(Error::NotFound)?;
    let of_message = |text: &str| {
        format!("UPDATE messages SET version = $3, {text} WHERE conversation_id = $1 AND seq = $2")
    };
    let place: [Value; 3] = [id.into(), seq.into(), taken.version.into()];
    match what {
        What::Answers(answered) => {
            let values = place.into_iter().chain([answered.into()]);
            execute(database, &of_message("reply_to = $4"), values).await
        }
        What::Comes { from } => {
            let values = place.into_iter().chain([id_of(people, from).into()]);
            execute(database, &of_message("forwarded_from = $4"), values).await
        }
        What::Edited => {
            let text = of_message("text_version = $3, edited_at = created_at + 60000000");
            execute(database, &text, place).await
        }
        What::Deleted => {
            let text = of_message("text_version = $3, body = '', deleted_at = created_at");
            execute(database, &text, place).await
        }
        What::Reacted { by, emoji } => {
            messages.react(seq, id_of(people, by), emoji, taken.at).await?;
            messages.count_reactions(seq, taken.version).await?;
            Ok(())
        }
        What::Pinned => Ok(messages.set_pinned(seq, taken.version, Some(taken.at)).await?),
    }
}

async fn execute(
    database: &Database,
    text: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<()> {
    let connection = database.connection();
    connection.execute_raw(sql(connection, text, values)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{form::Fields, user::NewAccount};

    #[test]
    fn everybody_could_have_registered_as_they_are() {
        for (username, name, _) in PEOPLE {
            let form = format!("username={username}&display_name={name}&password={PASSWORD}");
            assert!(NewAccount::read(&Fields::of_query(&form), "localhost").is_ok(), "{form}");
        }
    }
}
