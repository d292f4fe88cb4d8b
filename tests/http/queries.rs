//! A page costs a fixed number of queries, whatever the length of the history.

use futures_util::future::join_all;
use serde_json::json;

use crate::harness::{Answer, Chat, Conversation, Person, Program, eventually};

/// The session with its user and the membership, the messages, the list, and what
/// is unread beyond it.
const CONVERSATION_PAGE: u64 = 4;
/// The first where all else is as it was shown before.
const KEPT_PAGE: u64 = 1;
const LIST_PAGE: u64 = 3;
const HISTORY_PART: u64 = 3;
/// The session with its user and the membership, then look and write.
const SEND: u64 = 3;
/// The session with its user, the list on the left, and those who are shown.
const PEOPLE_PAGE: u64 = 3;
/// And everybody else, where there are few.
const CONTACTS_PAGE: u64 = PEOPLE_PAGE + 1;
/// Contacts are looked for apart, so that no crowd hides them, and so are groups.
const SEARCH: u64 = PEOPLE_PAGE + 2;
/// The session with its user and the membership, what is passed on, and the list to
/// choose from.
const FORWARD_PAGE: u64 = 3;
/// The session with its user, the devices, the tokens and the link to a chat.
const SETTINGS_PAGE: u64 = 4;

const PAGE: (&str, &str) = ("GET", "/conversations/{id}");
const LIST: (&str, &str) = ("GET", "/conversations");
const HISTORY: (&str, &str) = ("GET", "/conversations/{id}/messages");
const PEOPLE: (&str, &str) = ("GET", "/people");
const FOUND: (&str, &str) = ("GET", "/search");
const CARD: (&str, &str) = ("GET", "/people/{username}");
const CONTACTS: (&str, &str) = ("GET", "/contacts");
const SETTINGS: (&str, &str) = ("GET", "/settings");
const FORWARD: (&str, &str) = ("GET", "/conversations/{id}/messages/{seq}/forward");
const POST: (&str, &str) = ("POST", "/conversations/{id}/messages");

/// What a program asks of the database: its token first, with its user and their
/// membership.
const API_ME: ((&str, &str), u64) = (("GET", "/api/v1/me"), 1);
const API_LIST: ((&str, &str), u64) = (("GET", "/api/v1/conversations"), 2);
const API_CONVERSATION: ((&str, &str), u64) = (("GET", "/api/v1/conversations/{id}"), 1);
const API_HISTORY: ((&str, &str), u64) = (("GET", "/api/v1/conversations/{id}/messages"), 2);
const API_SEND: ((&str, &str), u64) = (("POST", "/api/v1/conversations/{id}/messages"), 3);
/// Beside the channels, which read for themselves.
const API_EVENTS: ((&str, &str), u64) = (("GET", "/api/v1/events"), 9);

/// What messages are looked for with: of a common word PostgreSQL looks through the newest,
/// and goes on in the index where those are too few; SQLite does so of a word that the
/// reader has seldom and others often.
const LOOK: u64 = 1;
const API_SEARCH: ((&str, &str), u64) = (("GET", "/api/v1/search"), 1 + LOOK);

async fn cost(chat: &Chat, route: (&str, &str), act: impl Future<Output = Answer>) -> u64 {
    let request = chat.request_of(route, act).await;
    assert!(matches!(request.status, 200 | 201), "{route:?}: {}", request.status);
    assert!(request.queries > 0, "the count of {route:?} was not taken");
    request.queries
}

/// The same with nothing kept of the reader's list, nor of this conversation.
async fn cost_anew(
    chat: &Chat,
    (reader, conversation): (&Person, &Conversation),
    route: (&str, &str),
    act: impl Future<Output = Answer>,
) -> u64 {
    reader.says(conversation, "something new").await;
    cost(chat, route, act).await
}

/// Ada talks to these, and said something to each.
async fn some_talks(chat: &Chat, ada: &Person, names: &[&str]) -> Vec<Conversation> {
    let mut talks = Vec::new();
    for name in names {
        let other = chat.person(name).await;
        let conversation = ada.talks_to(&other).await;
        ada.says(&conversation, "hello").await;
        talks.push(conversation);
    }
    talks
}

#[tokio::test]
async fn pages_cost_the_same_for_short_and_long_histories_and_lists() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let short = some_talks(&chat, &ada, &["grace"]).await.remove(0);
    let list = || async { ada.get("/conversations").await };
    let costs = async |conversation: &Conversation| {
        let page = async { ada.get(&conversation.path()).await };
        let anew = (&ada, conversation);
        [cost_anew(&chat, anew, PAGE, page).await, cost_anew(&chat, anew, LIST, list()).await]
    };
    let few = costs(&short).await;

    let talks = some_talks(&chat, &ada, &["edsger", "barbara", "donald", "alan"]).await;
    let long = &talks[0];
    ada.counts(long, 180).await;
    let many = costs(long).await;
    assert_eq!(few, many);
    let [page, list] = many;
    // One fewer each: nothing is unread beyond so short a list.
    assert_eq!([page, list], [CONVERSATION_PAGE - 1, LIST_PAGE - 1]);
    for query in ["before=100", "after=20", "around=70"] {
        let path = format!("{}?{query}", long.messages());
        let part = cost(&chat, HISTORY, async { ada.get(&path).htmx().await }).await;
        assert!(part <= HISTORY_PART, "{query} took {part}");
    }
}

#[tokio::test]
async fn what_was_shown_before_is_not_asked_for_again() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 60).await;
    grace.reads(&conversation, 60).await;
    let page = async |person: &Person| {
        cost(&chat, PAGE, async { person.get(&conversation.path()).await }).await
    };
    assert_eq!(page(&ada).await, KEPT_PAGE + 2, "the messages and the list");
    // A list is kept for some seconds only: one of them was quick enough.
    let mut again = Vec::new();
    for _ in 0..5 {
        again.push(page(&ada).await);
    }
    assert_eq!(again.iter().min(), Some(&KEPT_PAGE));
    // Its other member is shown the same messages beside a list of their own.
    assert_eq!(page(&grace).await, KEPT_PAGE + 1);
    ada.says(&conversation, "more").await;
    assert_eq!(page(&ada).await, KEPT_PAGE + 2);
}

#[tokio::test]
async fn files_of_a_message_cost_two_statements() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    for count in [1, 10] {
        let mut fields = vec![("body", String::new())];
        for _ in 0..count {
            fields.push(("file", ada.uploaded(&conversation, "a.bin", b"\x01").await));
        }
        let send = async { ada.post(&conversation.messages()).htmx().form(&fields).await };
        assert!(cost(&chat, POST, send).await <= SEND + 2, "{count} files");
    }
}

#[tokio::test]
async fn to_find_what_is_unread_costs_a_page_one_query() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "hello").await;
    let page = || async { grace.get(&conversation.path()).await };
    let few = cost(&chat, PAGE, page()).await;
    ada.counts(&conversation, 120).await;
    assert_eq!(cost(&chat, PAGE, page()).await, few);
    grace.reads(&conversation, 121).await;
    assert_eq!(cost(&chat, PAGE, page()).await, few - 1);
    assert!(few <= CONVERSATION_PAGE + 1, "the conversation page took {few}");
}

#[tokio::test]
async fn sending_costs_the_same_for_short_and_long_histories() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let conversation = some_talks(&chat, &ada, &["grace"]).await.remove(0);
    let send = || async { ada.sends(&conversation, &[("body", "x"), ("seen", "1")]).await };
    let first = cost(&chat, POST, send()).await;
    ada.counts(&conversation, 100).await;
    let later = cost(&chat, POST, send()).await;
    assert_eq!(first, later);
    assert!(first <= SEND, "a send took {first}");
}

/// Its members' pointers are looked at where ticks are shown, and nowhere else.
#[tokio::test]
async fn only_what_shows_ticks_asks_a_group_how_far_it_has_read() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let group = ada.makes_group("The pond", &[&grace]).await;
    let send = async || ada.sends(&group, &[("body", "x"), ("seen", "1")]).await;
    send().await;
    assert_eq!(cost(&chat, POST, send()).await, SEND);
    let part = async { ada.get(&format!("{}?before=3", group.messages())).htmx().await };
    assert!(cost(&chat, HISTORY, part).await <= HISTORY_PART);
    let mut pages = Vec::new();
    for _ in 0..5 {
        pages.push(cost(&chat, PAGE, async { ada.get(&group.path()).await }).await);
    }
    assert_eq!(pages.iter().min(), Some(&(KEPT_PAGE + 1)));
}

#[tokio::test]
async fn messages_that_are_sent_at_once_cost_what_one_costs() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let talks = some_talks(&chat, &ada, &["grace", "edsger", "barbara", "donald"]).await;
    let sends = (0..24).map(async |number: usize| {
        ada.sends(&talks[number % talks.len()], &[("body", "x"), ("seen", "1")]).await.is(200)
    });
    join_all(sends).await;
    let requests = eventually("a line about each", async || {
        // With those of the first words, which may come late.
        let requests = chat.log().requests(POST.0, POST.1);
        (requests.len() == talks.len() + 24).then_some(requests)
    });
    let most = requests.await.iter().map(|request| request.queries).max();
    assert!(most <= Some(SEND), "a send took {most:?}");
}

#[tokio::test]
async fn the_page_to_pass_something_on_asks_for_the_list_once() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let talks = some_talks(&chat, &ada, &["grace", "edsger"]).await;
    let page = async { ada.get(&talks[0].with(1, "forward")).await };
    let taken = cost(&chat, FORWARD, page).await;
    assert_eq!(taken, FORWARD_PAGE);
}

#[tokio::test]
async fn pages_about_people_cost_the_same_for_few_and_many() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let talk = some_talks(&chat, &ada, &["grace"]).await.remove(0);
    ada.adds("grace").await.is(303);
    // How much of what was there before is indexed is asked until it is all, and once in ten
    // minutes how often words are said.
    ada.opens("/search?q=g").await;
    let costs = async || {
        let anew = (&ada, &talk);
        [
            cost_anew(&chat, anew, FOUND, async { ada.get("/search?q=g").await }).await,
            cost_anew(&chat, anew, PEOPLE, async { ada.searches("g").await }).await,
            cost_anew(&chat, anew, CARD, async { ada.get("/people/grace").await }).await,
            cost_anew(&chat, anew, CONTACTS, async { ada.get("/contacts").await }).await,
        ]
    };
    let few = costs().await;

    for number in 0..12 {
        let name = format!("guest{number}");
        some_talks(&chat, &ada, &[&name]).await;
        ada.adds(&name).await.is(303);
    }
    assert_eq!((ada.finds("g").await.len(), ada.contacts().await.len()), (13, 13));
    assert_eq!(costs().await, few);
    assert_eq!(few, [SEARCH + LOOK, SEARCH, PEOPLE_PAGE, CONTACTS_PAGE]);
}

#[tokio::test]
async fn the_settings_page_costs_the_same_for_few_and_many_devices() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let page = || async { ada.get("/settings").await };
    let few = cost(&chat, SETTINGS, page()).await;
    for _ in 0..5 {
        ada.on_another_device().await;
    }
    let many = cost(&chat, SETTINGS, page()).await;
    assert_eq!(few, many);
    assert_eq!(many, SETTINGS_PAGE);
}

#[tokio::test]
async fn a_list_longer_than_a_page_costs_one_query_more() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let list = || async { ada.get("/conversations").await };
    let crowd = chat.crowd_around(&ada, 30).await;
    let newest = (&ada, &crowd.last().unwrap().1);
    let whole = cost_anew(&chat, newest, LIST, list()).await;
    chat.person("late").await.talks_to(&ada).await;
    assert_eq!(cost_anew(&chat, newest, LIST, list()).await, whole + 1);
    // Where the open conversation is further down than the page, its own entry, too;
    // and what is unread in it.
    let oldest = crowd[0].1.path();
    let beside = cost_anew(&chat, newest, PAGE, async { ada.get(&oldest).await }).await;
    assert_eq!(beside, CONVERSATION_PAGE + 2);
}

#[tokio::test]
async fn programs_cost_the_same_for_short_and_long_histories_and_lists() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let program = Program::of(&ada).await;
    let short = some_talks(&chat, &ada, &["grace"]).await.remove(0);
    // Once it is asked whether anything is left to be indexed, and how often words are said.
    program.reads("/search?q=one").await;
    let costs = async |conversation: &Conversation| {
        let events = format!("/events?conversation={}", conversation.id);
        let opens = async {
            let response = program.get(&events).opened().await;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            Answer { url: response.url().clone(), status, headers, body: String::new() }
        };
        let sent = json!({ "body": "x", "seen": 1 });
        [
            (API_ME.1, cost(&chat, API_ME.0, async { program.get("/me").await }).await),
            (
                API_LIST.1,
                cost(&chat, API_LIST.0, async { program.get("/conversations").await }).await,
            ),
            (
                API_CONVERSATION.1,
                cost(&chat, API_CONVERSATION.0, async { program.get(&conversation.path()).await })
                    .await,
            ),
            (
                API_HISTORY.1,
                cost(&chat, API_HISTORY.0, async { program.get(&conversation.messages()).await })
                    .await,
            ),
            (
                API_SEND.1,
                cost(&chat, API_SEND.0, async { program.sends(conversation, sent).await }).await,
            ),
            (
                API_SEARCH.1,
                cost(&chat, API_SEARCH.0, async { program.get("/search?q=one").await }).await,
            ),
            (API_EVENTS.1, cost(&chat, API_EVENTS.0, opens).await),
        ]
    };
    let few = costs(&short).await;
    let talks = some_talks(&chat, &ada, &["edsger", "barbara", "donald", "alan"]).await;
    ada.counts(&talks[0], 180).await;
    let many = costs(&talks[0]).await;
    for costs in [few, many] {
        let taken = costs.map(|(_, taken)| taken);
        assert_eq!(
            taken,
            costs.map(|(pinned, _)| pinned),
            "me, list, conversation, history, send, events"
        );
    }
}

#[tokio::test]
async fn what_a_program_has_read_is_not_asked_for_again() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 60).await;
    let programs = [Program::of(&ada).await, Program::of(&grace).await];
    let read = async |program: &Program| {
        cost(&chat, API_HISTORY.0, async { program.get(&conversation.messages()).await }).await
    };
    assert_eq!(read(&programs[0]).await, API_HISTORY.1);
    // Both members are told the same.
    for program in &programs {
        assert_eq!(read(program).await, API_HISTORY.1 - 1);
    }
    ada.says(&conversation, "more").await;
    assert_eq!(read(&programs[1]).await, API_HISTORY.1);
}
