//! A long list of whatever there can be in one, put into the database by hand,
//! beside a plain sort of the same.

mod talks;

use std::cmp::Reverse;

use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use self::talks::{Dice, Kind, Talk, fill};
use crate::harness::{Chat, Page, Person};

const TALKS: u64 = 1_000;
/// So many conversations after a part are looked at for what is unread, and a
/// hundred messages are counted.
const LOOKED_AT: usize = 200;
const MOST_COUNTED: usize = 100;
const UNREAD: usize = 2;

fn ids(page: &Page) -> Vec<Uuid> {
    page.entries().into_iter().map(|entry| entry.id.parse().unwrap()).collect()
}

fn ids_of(talks: &[Talk]) -> Vec<Uuid> {
    talks.iter().map(|talk| talk.id).collect()
}

fn counted(talks: &[Talk]) -> usize {
    let unread = talks.iter().take(LOOKED_AT).filter(|talk| talk.is_unread).count();
    (UNREAD * unread).min(MOST_COUNTED)
}

/// The list is walked from its beginning to its end, in parts of all sizes.
async fn is_all_there(ada: &Person, talks: &[Talk]) {
    let mut rest = talks;
    let mut page = ada.opens("/conversations").await;
    for asked in [30, 77, 300].into_iter().cycle() {
        let come = ids(&page).len();
        assert_eq!(ids(&page), ids_of(&rest[..come]), "after {}", talks.len() - rest.len());
        rest = &rest[come..];
        let Some(more) = page.attribute("li.older a", "href") else { break };
        let unread = page.attribute("li.older", "data-unread").unwrap();
        assert_eq!(unread, counted(rest).to_string(), "{} are left", rest.len());
        page = ada.get(&format!("{more}&entries={asked}")).htmx().await.is(200).page();
    }
    assert_eq!(rest.len(), 0);
}

/// From each entry of the first page, pinned or not, the list goes on.
async fn goes_on_from_each(ada: &Person, talks: &[Talk]) {
    let first = ada.opens("/conversations").await;
    let order = |entry: scraper::ElementRef| entry.attr("data-order").unwrap().to_owned();
    let orders = first.all("li[data-order]", order);
    for (place, (order, id)) in orders.iter().zip(ids(&first)).enumerate().step_by(3) {
        let next = format!("/conversations?before={order}.{id}");
        let page = ada.get(&next).htmx().await.is(200).page();
        assert_eq!(ids(&page), ids_of(&talks[place + 1..place + 31]), "after {place}");
    }
}

async fn has_archived(ada: &Person, talks: &[Talk]) {
    let mut seen = Vec::new();
    let mut more = Some("/conversations?archived=1".to_owned());
    while let Some(path) = more {
        let page = ada.opens(&path).await;
        seen.extend(ids(&page));
        more = page.attribute("li.older a", "href");
    }
    assert_eq!(seen, ids_of(talks));
}

/// Ada's id.
async fn id_of_ada(chat: &Chat) -> Uuid {
    let database = chat.place.database().await;
    let text = "SELECT id FROM users WHERE username = 'ada'";
    let statement = Statement::from_string(database.get_database_backend(), text);
    let row = database.query_one_raw(statement).await.unwrap().unwrap();
    database.close().await.unwrap();
    row.try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn a_list_of_a_thousand_is_in_order_from_wherever_one_looks() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let (id, mut dice) = (id_of_ada(&chat).await, Dice(20_261_129));
    let mut talks: Vec<Talk> = (0..TALKS).map(|number| Talk::new(number, id, &mut dice)).collect();
    fill(&chat, id, &talks).await;
    talks.sort_by_key(|talk| Reverse(talk.place()));
    let (archived, listed): (Vec<_>, Vec<_>) = talks.into_iter().partition(|talk| talk.is_archived);
    let count = |is: fn(&Talk) -> bool| listed.iter().filter(|talk| is(talk)).count();
    let kinds = [Kind::Notes, Kind::Group].map(|kind| listed.iter().any(|talk| talk.kind == kind));
    assert!(count(|talk| talk.half_hours < 0) > 40 && kinds == [true; 2]);
    is_all_there(&ada, &listed).await;
    goes_on_from_each(&ada, &listed).await;
    has_archived(&ada, &archived).await;
}
