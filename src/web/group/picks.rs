//! People to choose from: those who are called so, those one knows already, and
//! whoever else was ticked before.

use std::collections::HashSet;

use askama::Template;
use uuid::Uuid;

use crate::{
    app::App,
    error::Result,
    form::Fields,
    language::Words,
    people::{PeopleRepository, Person},
    web::{session::SignedIn, user::AvatarView},
};

/// People who are offered beside those who were ticked.
const MOST_OFFERED: usize = 50;
/// Names that a form is read to; a group has fewer members.
pub const MOST_CHOSEN: usize = 1_000;

/// The list of a form from which people are chosen.
#[derive(Template)]
#[template(path = "fragments/picks.html")]
pub struct PicksView {
    words: Words,
    people: Vec<PickView>,
    /// Somebody was looked for in vain.
    nobody_found: bool,
}

struct PickView {
    username: String,
    name: String,
    avatar: AvatarView,
    is_contact: bool,
    is_chosen: bool,
    /// They are in the group already.
    is_in: bool,
}

/// The user names that a form has ticked, each once and as they were typed; an @
/// before one is how pages write it.
pub fn chosen(fields: &Fields) -> Vec<String> {
    let name = |typed: &str| Some(typed.trim().trim_start_matches('@').to_lowercase());
    let mut known = HashSet::new();
    let mut names = fields.every("username", name).unwrap_or_default();
    names.retain(|name| !name.is_empty() && known.insert(name.clone()));
    names.truncate(MOST_CHOSEN);
    names
}

impl PicksView {
    /// What this form has ticked and looks for; `members` are in the group.
    pub async fn load(
        app: &App,
        signed_in: &SignedIn,
        fields: &Fields,
        members: &HashSet<Uuid>,
    ) -> Result<Self> {
        let (chosen, query) = (chosen(fields), fields.typed("q"));
        let found = app.people.search(signed_in.user.id, &query).await?;
        let nobody_found = !query.trim().is_empty() && found.is_empty();
        let mut offered = [found, known(app, signed_in).await?].concat();
        let mut listed = HashSet::from([signed_in.user.id]);
        offered.retain(|person| listed.insert(person.id));
        offered.truncate(MOST_OFFERED);
        // Who is offered stays in their place when they are ticked.
        let mut people = ticked(app, signed_in, &chosen).await?;
        people.retain(|person| offered.iter().all(|other| other.id != person.id));
        people.append(&mut offered);
        let view = |person: &Person| PickView {
            avatar: AvatarView::of(&person.username, &person.display_name, person.avatar_id),
            username: person.username.clone(),
            name: person.display_name.clone(),
            is_contact: person.is_contact,
            is_chosen: chosen.contains(&person.username),
            is_in: members.contains(&person.id),
        };
        Ok(Self { words: signed_in.words, people: people.iter().map(view).collect(), nobody_found })
    }
}

async fn ticked(app: &App, signed_in: &SignedIn, names: &[String]) -> Result<Vec<Person>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let people = PeopleRepository::of(&app.database);
    Ok(people.all_named(signed_in.user.id, names.iter().map(String::as_str)).await?)
}

/// Contacts by name, then whom one has talked to lately.
async fn known(app: &App, signed_in: &SignedIn) -> Result<Vec<Person>> {
    let mut people = app.contacts.list(&signed_in.user).await?;
    let screen = app.hub.first_screen(signed_in.user.id, &signed_in.era).await?;
    let peers = screen.part.entries.iter().filter_map(|entry| entry.peer());
    people.extend(peers.map(|peer| Person {
        id: peer.id,
        username: peer.username.clone(),
        display_name: peer.display_name.clone(),
        avatar_id: peer.avatar_id,
        is_contact: false,
    }));
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_chosen_once_however_it_is_written() {
        let fields = Fields::of_query("username=ada&username=%40Grace&username=&username=+ada+");
        assert_eq!(chosen(&fields), ["ada", "grace"]);
    }
}
