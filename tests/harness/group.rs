//! Groups, as their pages make and change them.

use std::ops::Deref;

use uuid::Uuid;

use super::{Answer, Ask, Conversation, Mode, Page, Person, Place};

/// A conversation that is a group.
#[derive(Clone, Debug)]
pub struct Group(pub Conversation);

impl Deref for Group {
    type Target = Conversation;

    fn deref(&self) -> &Conversation {
        &self.0
    }
}

impl Group {
    /// Below the group: `settings`, `members`, `leave` and the like.
    pub fn at(&self, what: &str) -> String {
        format!("{}/{what}", self.path())
    }

    /// Where a form leads to that made one.
    pub fn made(answer: Answer) -> Self {
        let location = answer.location();
        let id = location.strip_prefix("/conversations/").expect(&location);
        Self(Conversation { id: id.to_owned() })
    }
}

/// Somebody in the list of members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub username: String,
    /// Empty for who is nothing more than a member.
    pub role: String,
}

impl Page {
    pub fn members(&self) -> Vec<Listed> {
        self.all("main .people > li.person", |person| {
            let text = |selector: &str| {
                let selector = scraper::Selector::parse(selector).unwrap();
                let found = person.select(&selector).next();
                found.map(|element| element.text().collect::<String>().trim().to_owned())
            };
            let line = text(".person__pick .soft").expect("a user name");
            let name = line.split_whitespace().next().unwrap().trim_start_matches('@');
            Listed { username: name.to_owned(), role: text(".tag").unwrap_or_default() }
        })
    }

    /// The user names that are offered, and whether each is ticked.
    pub fn picks(&self) -> Vec<(String, bool)> {
        self.all("[type=checkbox][name=username]", |pick| {
            (pick.attr("value").unwrap().to_owned(), pick.attr("checked").is_some())
        })
    }
}

impl Person {
    /// Posts the form of a new group.
    pub fn asks_for_group(&self, fields: &[(&str, &str)]) -> Ask<'_> {
        self.post("/groups/new").form(fields)
    }

    /// A closed group of this person and the others.
    pub async fn makes_group(&self, title: &str, others: &[&Person]) -> Group {
        let mut fields = vec![("title", title)];
        fields.extend(others.iter().map(|other| ("username", other.username.as_str())));
        Group::made(self.asks_for_group(&fields).await)
    }

    /// Posts to a place below the group.
    pub fn acts(&self, group: &Group, what: &str, fields: &[(&str, &str)]) -> Ask<'_> {
        self.post(&group.at(what)).form(fields)
    }

    pub async fn takes_in(&self, group: &Group, others: &[&Person]) {
        let fields: Vec<_> =
            others.iter().map(|other| ("username", other.username.as_str())).collect();
        self.acts(group, "members", &fields).await.redirects_to(&group.at("settings"));
    }

    pub async fn turns_out(&self, group: &Group, other: &Person) {
        let answer = self.acts(group, &format!("members/{}/remove", other.username), &[]).await;
        answer.redirects_to(&group.at("settings#members"));
    }

    pub async fn gives_role(&self, group: &Group, other: &Person, role: &str) {
        let what = format!("members/{}/role", other.username);
        let answer = self.acts(group, &what, &[("role", role)]).await;
        answer.redirects_to(&group.at("settings#members"));
    }

    /// Who is in the group, as this person sees it.
    pub async fn sees_members(&self, group: &Group) -> Vec<(String, String)> {
        let page = self.opens(&group.at("members")).await;
        page.members().into_iter().map(|one| (one.username, one.role)).collect()
    }

    /// The link that lets others join, as it is shown once.
    pub async fn makes_link(&self, group: &Group) -> String {
        let page = self.acts(group, "invitation", &[]).await.is(200).page();
        let address = page.attribute("#link", "value").expect("the link");
        let place = address.find("/join/").expect("a path of ours");
        address[place..].to_owned()
    }
}

impl Place {
    /// Puts so many people into a group past the program. Nobody of them comes.
    pub async fn joined_by(&self, group: &Group, count: usize) {
        let id = Uuid::parse_str(&group.id).unwrap();
        let people: Vec<Uuid> = (0..count).map(|_| Uuid::new_v4()).collect();
        let user = |person: &Uuid| {
            let (id, name) = (literal(*person), person.simple());
            format!("({id}, '{name}', 'Somebody', '', 0)")
        };
        let member =
            |person: &Uuid| format!("({}, {}, 1, 0, 0, TRUE)", literal(id), literal(*person));
        let rows =
            |row: &dyn Fn(&Uuid) -> String| people.iter().map(row).collect::<Vec<_>>().join(", ");
        self.executes(&format!(
            "INSERT INTO users (id, username, display_name, password_hash, created_at) VALUES {};
             INSERT INTO members
                 (conversation_id, user_id, first_seq, last_read_seq, joined_at, in_group) VALUES {};
             UPDATE conversations SET members = members + {count} WHERE id = {}",
            rows(&user),
            rows(&member),
            literal(id)
        ))
        .await;
    }
}

/// An id as the database of this mode has it.
fn literal(id: Uuid) -> String {
    if Mode::is_full() { format!("'{id}'") } else { format!("x'{}'", id.simple()) }
}
