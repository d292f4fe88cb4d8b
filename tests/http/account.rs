//! Changing one's profile and password.

use futures_util::future::join_all;

use crate::harness::person::{PASSWORD, email};
use crate::harness::{Chat, Person, Stream};

const NEW_PASSWORD: &str = "battery staple 43";

async fn signs_in(chat: &Chat, name: &str, password: &str) -> bool {
    chat.visitor().signs_in(name, password).await.status == 303
}

async fn assert_profile(person: &Person, name: &str, email: &str) {
    let held = person.settings().await;
    assert_eq!((held.display_name.as_str(), held.email.as_str()), (name, email));
}

#[tokio::test]
async fn a_new_name_is_shown_to_everybody() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    ada.says(&conversation, "hello").await;
    let mut list = grace.listens_to_the_list().await;
    ada.is_now_called("Countess Lovelace").await;
    list.expects_entry(&conversation, |entry| entry.text.contains("Countess Lovelace")).await;
    let page = grace.looks_at(&conversation).await;
    assert!(page.entry(&conversation).unwrap().text.contains("Countess Lovelace"));
    for place in ["main h1", "article.message"] {
        let words = page.first(place, |element| element.text().collect::<String>());
        assert!(words.unwrap().contains("Countess Lovelace"), "{place}");
    }
    assert_eq!(ada.settings().await.display_name, "Countess Lovelace");
}

#[tokio::test]
async fn the_profile_form_changes_only_what_it_sends() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    ada.changes("profile", &[("display_name", " Ada L. ")]).await.is(303);
    assert_profile(&ada, "Ada L.", &email("ada")).await;
    ada.changes("profile", &[("email", "New@Example.org")]).await.is(303);
    assert_profile(&ada, "Ada L.", "new@example.org").await;
    assert!(signs_in(&chat, "new@example.org", PASSWORD).await);
    assert!(!signs_in(&chat, &email("ada"), PASSWORD).await);
    ada.changes("profile", &[]).await.is(303);
    assert_profile(&ada, "Ada L.", "new@example.org").await;
    ada.changes("profile", &[("email", "")]).await.is(303);
    assert!(!signs_in(&chat, "new@example.org", PASSWORD).await);
    assert!(signs_in(&chat, "ada", PASSWORD).await);
}

#[tokio::test]
async fn forms_that_are_sent_in_the_same_instant_do_not_undo_each_other() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for number in 0..10 {
        let (name, address) = (format!("Ada {number}"), format!("ada{number}@example.org"));
        let fields = [("display_name", name.as_str()), ("email", &address)];
        for answer in
            join_all(fields.map(async |field| ada.changes("profile", &[field]).await)).await
        {
            answer.is(303);
        }
        assert_profile(&ada, &name, &address).await;
    }
}

#[tokio::test]
async fn a_wrong_profile_changes_nothing() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    chat.person("grace").await;
    let long = "ж".repeat(65);
    for name in ["", "  ", &long, "a\u{7}b", "a\u{202e}b"] {
        let fields = [("display_name", name), ("email", "other@example.org")];
        ada.cannot_change("profile", "display_name", &fields).await;
    }
    for address in ["nobody", "@example.org", "a b@example.org", &email("grace"), &email("Grace")] {
        let fields = [("display_name", "Countess"), ("email", address)];
        let page = ada.cannot_change("profile", "email", &fields).await;
        assert_eq!(page.value("display_name").as_deref(), Some("Countess"), "kept as typed");
        assert_eq!(page.value("email").as_deref(), Some(address), "kept as typed");
    }
    for (field, body) in [("display_name", "display_name=%ff"), ("email", "email=%ff@x")] {
        let page = ada.post("/settings/profile").body(body).await.is(422).page();
        assert!(page.complaint(field).is_some(), "{body}");
    }
    assert_eq!(ada.finds("countess").await, [""; 0]);
    ada.changes("profile", &[("email", &email("Ada"))]).await.is(303);
}

#[tokio::test]
async fn a_new_password_works_and_the_old_one_no_longer() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let before = ada.twin();
    ada.changes_password(PASSWORD, NEW_PASSWORD).await.is(303);
    assert!(ada.is_in().await);
    assert!(!before.is_in().await, "the session has a new cookie");
    assert!(!signs_in(&chat, "ada", PASSWORD).await);
    assert!(signs_in(&chat, "ada", NEW_PASSWORD).await);
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions_and_their_streams_at_once() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let (phone, tablet) = (ada.on_another_device().await, ada.on_another_device().await);
    let mut closed = [
        phone.listens_to(&conversation).await,
        phone.listens_to_the_list().await,
        tablet.listens_to(&conversation).await,
    ];
    let mut kept = ada.listens_to(&conversation).await;
    ada.changes_password(PASSWORD, NEW_PASSWORD).await.is(303);
    for device in [&phone, &tablet] {
        assert!(device.get("/settings").await.location().starts_with("/login"));
        device.get("/events").await.is(401);
    }
    for stream in &mut closed {
        stream.is_closed().await;
    }
    grace.says(&conversation, "still there?").await;
    kept.expects_message("still there?").await;
    assert_eq!(ada.devices().await.len(), 1);
    assert!(grace.is_in().await);
}

#[tokio::test]
async fn a_copied_cookie_hears_nothing_more_after_a_new_password() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let thief = ada.twin();
    let path = ada.looks_at(&conversation).await.stream();
    let response = thief.get(&path).header("accept", "text/event-stream").opened().await;
    let mut stolen = Stream::read(response);
    ada.changes_password(PASSWORD, NEW_PASSWORD).await.is(303);
    // It ends without a word, as a browser's own does, which comes back.
    let events = stolen.remaining().await;
    assert!(events.iter().all(|event| event.name.as_deref() != Some("closed")));
    thief.get(&path).await.is(401);
    let mut own = ada.stream(&path, None).await;
    grace.says(&conversation, "still there?").await;
    own.expects_message("still there?").await;
}

#[tokio::test]
async fn a_password_that_may_not_be_changed_stays() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let (phone, long) = (ada.on_another_device().await, "п".repeat(129));
    for (field, current, new) in [
        ("current_password", "not her password", NEW_PASSWORD),
        ("current_password", "", NEW_PASSWORD),
        ("current_password", &long, NEW_PASSWORD),
        ("current_password", NEW_PASSWORD, NEW_PASSWORD),
        ("password", PASSWORD, ""),
        ("password", PASSWORD, "1234567"),
        ("password", PASSWORD, &long),
        ("password", PASSWORD, "iloveyou"),
        ("password", PASSWORD, "ada@example.org"),
    ] {
        let fields = [("current_password", current), ("password", new)];
        let page = ada.cannot_change("password", field, &fields).await;
        for name in ["current_password", "password"] {
            assert!(name == field || page.complaint(name).is_none(), "{name}: {fields:?}");
            assert!(page.value(name).unwrap().is_empty(), "passwords are not sent back");
        }
    }
    ada.changes("password", &[]).await.is(422);
    ada.post("/settings/password").body("current_password=%ff&password=%ff").await.is(422);
    assert!(ada.is_in().await && phone.is_in().await);
    assert!(signs_in(&chat, "ada", PASSWORD).await);
}

#[tokio::test]
async fn of_two_new_passwords_in_the_same_instant_one_counts() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let devices = [ada.on_another_device().await, ada.on_another_device().await];
    let changes = devices.iter().zip([NEW_PASSWORD, "a third one 44"]);
    let outcomes = changes.map(async |(device, new)| {
        device.changes_password(PASSWORD, new).await.is(303);
        (device.is_in().await, signs_in(&chat, "ada", new).await)
    });
    let mut outcomes = join_all(outcomes).await;
    outcomes.sort();
    assert_eq!(outcomes, [(false, false), (true, true)]);
}

#[tokio::test]
async fn a_saved_form_says_so() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for (form, field) in
        [("profile", ("display_name", "Ada L.")), ("preferences", ("theme", "dark"))]
    {
        let location = ada.changes(form, &[field]).await.location();
        assert!(location.ends_with(&format!("#{form}")), "{location}");
        assert!(ada.opens(&location).await.has("[role=status]"));
    }
    assert!(!ada.opens("/settings?done=nonsense").await.has("[role=status]"));
    for form in ["profile", "password", "preferences", "sessions/revoke"] {
        ada.get(&format!("/settings/{form}")).await.redirects_to("/settings");
    }
}
