//! The list of contacts, which is everybody's own.

use futures_util::future::join_all;

use crate::harness::person::email;
use crate::harness::{Chat, Person};

async fn a_pair(chat: &Chat) -> (Person, Person) {
    (chat.person("ada").await, chat.person("grace").await)
}

#[tokio::test]
async fn somebody_is_in_the_list_until_taken_out() {
    let chat = Chat::start().await;
    let (ada, _) = a_pair(&chat).await;
    assert!(ada.contacts().await.is_empty());
    ada.adds("grace").await.redirects_to("/people/grace");
    assert_eq!(ada.contacts().await, ["grace"]);
    assert!(ada.searches("grace").await.page().people()[0].is_contact);
    ada.removes("grace").await.redirects_to("/people/grace");
    assert!(ada.contacts().await.is_empty());
    assert!(!ada.searches("grace").await.page().people()[0].is_contact);
}

#[tokio::test]
async fn a_contact_may_be_named_as_people_write_it() {
    let chat = Chat::start().await;
    let (ada, _) = a_pair(&chat).await;
    for name in ["grace", " GRACE ", "@grace"] {
        ada.adds(name).await.redirects_to("/people/grace");
        assert_eq!(ada.contacts().await, ["grace"], "{name}");
        ada.removes("grace").await.is(303);
    }
}

#[tokio::test]
async fn the_list_is_in_the_order_of_names() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for (username, name) in [("aaa", "Zoë"), ("zzz", "anna"), ("mmm", "Émile"), ("bbb", "Fritz")]
    {
        chat.person(username).await.is_now_called(name).await;
        ada.adds(username).await.is(303);
    }
    assert_eq!(ada.contacts().await, ["zzz", "mmm", "bbb", "aaa"]);
}

#[tokio::test]
async fn the_script_gets_the_line_as_it_is_now() {
    let chat = Chat::start().await;
    let (ada, _) = a_pair(&chat).await;
    for (answer, is_contact) in [
        (ada.adds("grace").htmx().await, true),
        (ada.adds("grace").htmx().await, true),
        (ada.removes("grace").htmx().await, false),
        (ada.removes("grace").htmx().await, false),
    ] {
        let page = answer.is(200).page();
        let lines = page.people();
        assert!(!page.is_whole());
        assert_eq!((lines.len(), lines[0].username.as_str()), (1, "grace"));
        assert_eq!(lines[0].is_contact, is_contact);
    }
}

#[tokio::test]
async fn somebody_added_twice_is_in_the_list_once() {
    let chat = Chat::start().await;
    let (ada, _) = a_pair(&chat).await;
    ada.adds("grace").await.is(303);
    ada.adds("grace").await.is(303);
    assert_eq!(ada.contacts().await, ["grace"]);
    ada.removes("grace").await.is(303);
    for answer in join_all((0..10).map(async |_| ada.adds("grace").await)).await {
        answer.is(303);
    }
    assert_eq!(ada.contacts().await, ["grace"]);
    for answer in join_all((0..10).map(async |_| ada.removes("grace").await)).await {
        answer.is(303);
    }
    assert!(ada.contacts().await.is_empty());
}

#[tokio::test]
async fn nobody_adds_themselves_or_somebody_who_is_not_there() {
    let chat = Chat::start().await;
    let (ada, _) = a_pair(&chat).await;
    let long = "g".repeat(10_000);
    let wrong =
        ["ada", "ADA", &email("grace"), "", "nobody", "grac", "%", "grace@example", "<b>", &long];
    for name in wrong {
        let page = ada.adds(name).await.is(422).page();
        assert!(page.is_whole() && page.complaint("username").is_some(), "{name}");
        assert_eq!(page.value("username").as_deref(), Some(name));
        ada.adds(name).htmx().await.is(422);
    }
    for body in ["", "username", "username=%ff", "username=grace%00", "user=grace"] {
        let page = ada.post("/contacts").body(body).await.is(422).page();
        assert!(page.complaint("username").is_some(), "{body}");
    }
    assert!(ada.contacts().await.is_empty());
}

#[tokio::test]
async fn a_refusal_still_shows_the_list() {
    let chat = Chat::start().await;
    let (ada, _) = a_pair(&chat).await;
    ada.adds("grace").await.is(303);
    let page = ada.adds("nobody").await.is(422).page();
    assert_eq!(page.usernames_in("#contacts"), ["grace"]);
}

#[tokio::test]
async fn taking_out_who_is_not_in_the_list_changes_nothing() {
    let chat = Chat::start().await;
    let (ada, _) = a_pair(&chat).await;
    chat.person("edsger").await;
    ada.adds("grace").await.is(303);
    ada.removes("edsger").await.redirects_to("/people/edsger");
    ada.removes("ada").await.redirects_to("/people/ada");
    for unknown in ["nobody", "gr", "%00", "%ff", "%25"] {
        ada.removes(unknown).await.is(404);
        ada.removes(unknown).htmx().await.is(404);
    }
    assert_eq!(ada.contacts().await, ["grace"]);
}

#[tokio::test]
async fn a_list_says_nothing_to_those_who_are_in_it() {
    let chat = Chat::start().await;
    let (ada, grace) = a_pair(&chat).await;
    let before = grace.opens("/people/ada").await.text();
    ada.adds("grace").await.is(303);
    assert_eq!(ada.contacts().await, ["grace"]);
    assert!(grace.contacts().await.is_empty());
    assert_eq!(grace.opens("/people/ada").await.text(), before);
    assert!(!grace.searches("ada").await.page().people()[0].is_contact);
    assert!(grace.opens("/conversations").await.entries().is_empty());
    grace.removes("ada").await.is(303);
    assert_eq!(ada.contacts().await, ["grace"], "one's list is one's own");
}

#[tokio::test]
async fn a_contact_is_shown_under_the_name_they_have_now() {
    let chat = Chat::start().await;
    let (ada, grace) = a_pair(&chat).await;
    ada.adds("grace").await.is(303);
    grace.is_now_called("Amazing Grace").await;
    assert_eq!(ada.opens("/contacts").await.people()[0].name, "Amazing Grace");
}

#[tokio::test]
async fn everybody_is_listed_where_there_are_few() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let (ada, grace) = a_pair(&chat).await;
    grace.is_now_called("Émile").await;
    chat.person("zoe").await;
    chat.person("fritz").await;
    assert_eq!(ada.others().await, ["grace", "fritz", "zoe"]);
    ada.adds("fritz").await.is(303);
    chat.place.obeys("user disable zoe").await;
    assert_eq!(
        (ada.contacts().await, ada.others().await),
        (vec!["fritz".into()], vec!["grace".into()])
    );
    join_all((4..=50).map(async |number| chat.person(&format!("guest{number}")).await)).await;
    assert_eq!(ada.others().await.len(), 48, "all of fifty but herself and her contact");
    chat.person("one.too.many").await;
    assert!(!ada.opens("/contacts").await.has("#everybody"));
    assert_eq!(ada.contacts().await, ["fritz"]);
}

#[tokio::test]
async fn nobody_is_listed_where_the_operator_does_not_want_it() {
    let chat = Chat::with(&[("PEOPLE_LIST", "off")]).await;
    let (ada, _) = a_pair(&chat).await;
    assert!(!ada.opens("/contacts").await.has("#everybody"));
    assert_eq!(ada.finds("grace").await, ["grace"]);
}

#[tokio::test]
async fn one_field_finds_people_and_begins_a_conversation() {
    let chat = Chat::start().await;
    let (ada, grace) = a_pair(&chat).await;
    let page = ada.opens("/contacts").await;
    let fields = "input[type=search], input[type=text]:not([hidden])";
    assert_eq!(page.all(fields, |field| field.attr("name").unwrap().to_owned()), ["username"]);
    grace.is_now_called("Grace Hopper").await;
    for typed in ["hop", "grace h"] {
        let page = ada.starts_with(typed).await.is(422).page();
        assert!(page.complaint("username").is_some());
        assert_eq!(page.value("username").as_deref(), Some(typed));
        assert_eq!(page.usernames_in("#matches"), ["grace"], "found on the way: {typed}");
        let found = ada.get(&format!("/people?username={}", typed.replace(' ', "+"))).htmx().await;
        assert_eq!(found.is(200).page().usernames(), ["grace"]);
    }
    ada.starts_with(" @GRACE ").await.is(303);
    ada.starts_with(&email("grace")).await.is(422);
}
