//! What the operator does from the command line, beside a running server.

use std::time::Duration;

use futures_util::future::join;
use futures_util::{StreamExt, stream};
use tokio::sync::oneshot;

use crate::harness::person::{PASSWORD, email};
use crate::harness::telegram::Telegram;
use crate::harness::{Chat, Mode, Person, Place, eventually};

/// The line of the list about this user.
async fn listed(chat: &Chat, username: &str) -> Vec<String> {
    let list = chat.place.obeys("user list").await;
    let line = list.lines().find(|line| line.split_whitespace().next() == Some(username));
    line.expect(&list).split_whitespace().map(str::to_owned).collect()
}

async fn by_invitation() -> Chat {
    Chat::at(Place::fresh().await.with("REGISTRATION", "invite"), &[]).await
}

#[tokio::test]
async fn everybody_is_listed_with_what_matters() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    chat.person("grace").await;
    chat.place.obeys("user disable grace").await;
    let ada = listed(&chat, "ada").await;
    assert_eq!(
        (&ada[1..3], &ada[5..]),
        (&["owner".into(), "enabled".into()][..], &["Ada".into()][..])
    );
    for time in &ada[3..5] {
        let time = format!("{}:00Z", time.trim_end_matches('Z'));
        time.parse::<jiff::Timestamp>().expect("registered, and active since she is signed in");
    }
    let grace = listed(&chat, "grace").await;
    assert_eq!(&grace[1..3], ["member", "disabled"]);
}

#[tokio::test]
async fn a_long_list_is_whole_and_in_order() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    let id = if Mode::is_full() { "gen_random_uuid()" } else { "randomblob(16)" };
    let many = format!(
        "INSERT INTO users (id, username, display_name, password_hash, created_at)
         WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1200)
         SELECT {id}, 'guest' || n, 'Guest', 'none', 0 FROM numbers"
    );
    chat.place.executes(&many).await;
    let list = chat.place.obeys("user list").await;
    let names: Vec<_> =
        list.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names.len(), 1201);
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names, sorted);
}

#[tokio::test]
async fn wrong_names_and_folders_are_refused_with_a_sentence() {
    let chat = by_invitation().await;
    let place = &chat.place;
    let told = place.refuses("invitation make").await;
    assert!(told.contains("the first account needs no invitation"), "{told}");
    chat.person("ada").await;
    for command in ["reset-password", "disable", "enable"] {
        for name in ["nobody", "nobody@example.org", "%", "@"] {
            let told = place.refuses(&format!("user {command} {name}")).await;
            assert!(told.contains(name), "{told}");
        }
    }
    for wrong in ["nonsense", "00000000-0000-0000-0000-000000000000", "%"] {
        place.refuses(&format!("invitation revoke {wrong}")).await;
    }
    let elsewhere = Place::bare();
    let told = elsewhere.refuses("user list").await;
    assert!(told.contains("natter.db does not exist"), "{told}");
    assert!(!elsewhere.folder.join("natter.db").exists(), "nothing is made by looking");
}

#[tokio::test]
async fn an_invitation_from_the_command_line_lets_in_until_it_is_revoked() {
    let chat = by_invitation().await;
    let ada = chat.person("ada").await;
    let link = chat.link_from("invitation make --uses 0 --days 0").await;
    let (grace, _) = Person::registers_at(&link, chat.visitor(), "grace").await;
    assert!(grace.is_in().await);
    let list = chat.place.obeys("invitation list").await;
    let line = list.lines().find(|line| line.ends_with(&link)).expect(&list);
    assert!(line.starts_with("1/any") && line.contains("never") && line.contains("ada"), "{line}");
    let made = ada.invitations().await.remove(0);
    assert_eq!(made.link, link, "the owner sees it, too");

    let once = chat.link_from("invitation make").await;
    chat.place.obeys(&format!("invitation revoke {}", made.id)).await;
    chat.turned_away("mallory", made.tried_by(&chat, "mallory").await).await;
    let once = format!("http://localhost:3000{once}");
    chat.place.obeys(&format!("invitation revoke {once}")).await;
    assert_eq!(ada.invitations().await, []);
    chat.place.refuses(&format!("invitation revoke {once}")).await;
    assert_eq!(chat.place.obeys("invitation list").await.lines().count(), 1, "only the heading");
}

#[tokio::test]
async fn a_link_is_made_whenever_somebody_could_come_in_by_it() {
    let mut chat = Chat::start().await;
    chat.person("ada").await;
    chat.link_from("invitation make").await;
    chat.stop().await;
    let told = chat.place.clone().with("REGISTRATION", "closed").refuses("invitation make").await;
    assert!(told.contains("REGISTRATION is closed"), "{told}");
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once_and_their_streams_end() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let phone = grace.on_another_device().await;
    let mut streams = [grace.listens_to(&conversation).await, phone.listens_to_the_list().await];
    let mut kept = ada.listens_to(&conversation).await;
    chat.place.obeys(&format!("user disable {}", email("grace"))).await;
    for device in [&grace, &phone] {
        assert!(!device.is_in().await);
        device.get("/events").await.is(401);
        device.sends(&conversation, &[("body", "still here")]).await.is(401);
    }
    for stream in &mut streams {
        // Without Redis nobody tells the server, so it looks.
        stream.is_closed_within(Duration::from_secs(8)).await;
    }
    ada.says(&conversation, "is anybody there?").await;
    kept.expects_message("is anybody there?").await;
    assert!(ada.is_in().await);
    let again = chat.place.obeys("user disable grace").await;
    assert!(again.contains("already"), "{again}");
}

#[tokio::test]
async fn who_is_disabled_is_out_on_every_process() {
    if !Mode::is_full() {
        return;
    }
    let (here, there) = Chat::two_at(Place::fresh().await, &[]).await;
    let grace = here.person("grace").await;
    let phone = grace.on(&there).await;
    let mut streams = [grace.listens_to_the_list().await, phone.listens_to_the_list().await];
    here.place.obeys("user disable grace").await;
    assert!(!grace.is_in().await && !phone.is_in().await);
    for stream in &mut streams {
        // Sooner than any round would have noticed.
        stream.is_closed_within(Duration::from_secs(5)).await;
    }
}

#[tokio::test]
async fn a_post_that_began_before_does_nothing_after() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let (began, has_begun) = oneshot::channel::<()>();
    let (goes_on, rest) = oneshot::channel::<()>();
    let beginning = stream::once(async { Ok::<_, std::io::Error>("body=too+l") });
    let end = stream::once(async {
        began.send(()).unwrap();
        let _ = rest.await;
        Ok("ate")
    });
    let body = reqwest::Body::wrap_stream(beginning.chain(end));
    let path = conversation.messages();
    let form = ("content-type", "application/x-www-form-urlencoded");
    let post = async { grace.post(&path).header(form.0, form.1).body(body).await };
    let disabled = async {
        has_begun.await.unwrap();
        chat.place.obeys("user disable grace").await;
        goes_on.send(()).unwrap();
    };
    let (answer, ()) = join(post, disabled).await;
    let there = format!("/login?next=%2Fconversations%2F{}", conversation.id);
    assert_eq!(answer.location(), there);
    assert!(!ada.looks_at(&conversation).await.text().contains("too late"));
}

#[tokio::test]
async fn only_who_knows_the_password_is_told_that_the_account_is_disabled() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let secret = grace.twin();
    chat.place.obeys("user disable grace").await;
    let answer = async |name: &str, password: &str| {
        let page = chat.visitor().signs_in(name, password).await.is(422).page();
        page.complaint("username").expect("a sentence")
    };
    let wrong = answer("grace", "not her password").await;
    assert_eq!(wrong, answer("nobody", "not her password").await);
    let right = answer("grace", PASSWORD).await;
    assert!(right.contains("disabled"), "{right}");
    assert_eq!(right, answer(&email("grace"), PASSWORD).await);

    chat.place.obeys("user enable grace").await;
    chat.visitor().signs_in("grace", PASSWORD).await.is(303);
    assert!(!grace.is_in().await && !secret.is_in().await, "what has ended stays ended");
    assert!(ada.is_in().await);
}

#[tokio::test]
async fn nobody_finds_who_is_disabled_but_what_they_said_stays() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    grace.says(&conversation, "keep this").await;
    let alan = chat.person("alan").await;
    chat.place.obeys("user disable grace").await;
    assert_eq!(alan.finds("grace").await, [""; 0]);
    assert_eq!(alan.finds(&email("grace")).await, [""; 0]);
    let page = alan.starts_with("grace").await.is(422).page();
    assert!(page.complaint("username").unwrap().contains("disabled"));
    alan.adds("grace").await.is(422);

    ada.starts_with("grace").await.redirects_to(&conversation.path());
    let messages = ada.looks_at(&conversation).await.messages();
    assert_eq!(messages[0].text, "keep this");
    ada.says(&conversation, "for when you are back").await;
    chat.place.obeys("user enable grace").await;
    assert_eq!(alan.finds("grace").await, ["grace"]);
    let grace = grace.on_another_device().await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
}

#[tokio::test]
async fn invitations_of_who_is_disabled_let_nobody_in_until_they_are_enabled() {
    let chat = by_invitation().await;
    let ada = chat.person("ada").await;
    let grace = ada.invites("1").await.brings(&chat, "grace").await;
    ada.names_inviter("grace").await.is(303);
    let invitation = grace.invites("1").await;
    chat.place.obeys("user disable grace").await;
    chat.turned_away("mallory", invitation.tried_by(&chat, "mallory").await).await;
    assert_eq!(ada.invitations().await, []);
    chat.place.obeys("user enable grace").await;
    invitation.brings(&chat, "alan").await;

    let told = chat.place.obeys("user disable ada").await;
    assert!(told.contains("owns this server"), "{told}");
    let told = chat.place.refuses("invitation make").await;
    assert!(told.contains("natter user enable ada"), "{told}");
}

#[tokio::test]
async fn telegram_tells_who_is_disabled_nothing_and_takes_nothing_from_them() {
    let telegram = Telegram::start().await;
    let settings: Vec<_> = telegram.settings().into_iter().collect();
    let mut place = Place::fresh().await;
    for (name, value) in settings.iter().chain(&[("NOTIFY_AFTER", "0s"), ("PRESENCE_GRACE", "0s")])
    {
        place = place.with(name, value);
    }
    let chat = Chat::at(place, &[]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let phones = [telegram.phone(7, "grace_h"), telegram.phone(8, "ada_l")];
    grace.links_to(&phones[0]).await;
    ada.links_to(&phones[1]).await;
    ada.says(&conversation, "the first").await;
    let notice = phones[0].hears("the first").await;

    chat.place.obeys("user disable grace").await;
    for text in ["/status", "/mute", "hello"] {
        phones[0].forgets();
        phones[0].says(text);
        phones[0].hears("is disabled").await;
    }
    phones[0].replies(notice.id, "nobody must read this");
    eventually("the answer to be refused", async || {
        let refusals = phones[0].shows().into_iter();
        (refusals.filter(|shown| shown.text.contains("is disabled")).count() == 2).then_some(())
    })
    .await;
    assert!(!ada.looks_at(&conversation).await.text().contains("nobody must read this"));

    ada.says(&conversation, "the second").await;
    // By the time that a later message has got through, that would have, too.
    let alan = chat.person("alan").await;
    let other = alan.talks_to(&ada).await;
    alan.says(&other, "to somebody enabled").await;
    phones[1].hears("to somebody enabled").await;
    assert_eq!(telegram.attempts("the second"), 0);
    chat.place.obeys("user enable grace").await;
    ada.says(&conversation, "the third").await;
    phones[0].hears("the third").await;
}
