//! How much is too much.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::harness::away::Scene;
use crate::harness::event::Event;
use crate::harness::person::{PASSWORD, email};
use crate::harness::{Answer, Ask, Chat, Person, Visitor, eventually};

const ON: (&str, &str) = ("RATE_LIMITS", "on");
pub const BEHIND_A_PROXY: [(&str, &str); 2] = [ON, ("TRUSTED_PROXIES", "127.0.0.0/8, 10.0.0.0/8")];

/// Refused for now, and told when to come again.
#[track_caller]
pub fn assert_too_many(answer: &Answer, at_most: u64) {
    assert_eq!(answer.status, 429, "{}: {}", answer.url, answer.page().text());
    let wait: u64 = answer.header("retry-after").expect("when to come again").parse().unwrap();
    assert!((1..=at_most).contains(&wait), "Retry-After: {wait}");
}

/// Asks until it is too much: how often it was not, and the refusal. What is
/// refilled meanwhile, one per `seconds`, is not counted.
pub async fn allowed<'v>(seconds: f64, mut ask: impl FnMut(u64) -> Ask<'v>) -> (u64, Answer) {
    let start = Instant::now();
    for number in 0..500 {
        let answer = ask(number).await;
        if answer.status == 429 {
            let refilled = (start.elapsed().as_secs_f64() / seconds) as u64;
            return (number.saturating_sub(refilled), answer);
        }
        assert!(answer.status < 500, "{}: {}", answer.status, answer.url);
    }
    panic!("it was never too much");
}

/// Exactly `limit`, or a little less than was subtracted as refilled.
#[track_caller]
pub fn assert_about(counted: u64, limit: u64) {
    assert!((limit - 1..=limit).contains(&counted), "{counted}, not {limit}");
}

#[tokio::test]
async fn ten_wrong_passwords_keep_an_address_from_an_account_for_a_while() {
    let chat = Chat::with(&[ON]).await;
    chat.person("ada").await;
    let visitor = chat.visitor();
    let (failures, refusal) = allowed(6.0, |_| visitor.signs_in("ada", "wrong password")).await;
    assert_about(failures, 10);
    assert_too_many(&refusal, 10);
    // The right password must not be told from a wrong one meanwhile.
    let right = visitor.signs_in("Ada", PASSWORD).await;
    assert_too_many(&right, 10);
    visitor.get("/conversations").await.is(303);
    visitor.signs_in("grace", "wrong password").await.is(422);
}

#[tokio::test]
async fn thirty_wrong_passwords_keep_an_address_out_for_a_while() {
    let chat = Chat::with(&[ON]).await;
    let visitor = chat.visitor();
    let names: Vec<_> = (0..500).map(|number| format!("nobody{number}")).collect();
    let attempt = |number: u64| visitor.signs_in(&names[number as usize], "wrong password");
    let (failures, refusal) = allowed(6.0, attempt).await;
    assert_about(failures, 30);
    assert_too_many(&refusal, 10);
}

#[tokio::test]
async fn signing_in_rightly_costs_nothing() {
    let chat = Chat::with(&[ON]).await;
    chat.person("ada").await;
    let visitor = chat.visitor();
    for _ in 0..15 {
        visitor.signs_in("ada", PASSWORD).await.is(303);
    }
    visitor.signs_in("ada", "wrong password").await.is(422);
}

#[tokio::test]
async fn who_is_signed_in_guesses_the_current_password_ten_times() {
    let chat = Chat::with(&[ON]).await;
    let ada = chat.person("ada").await;
    let guess = |_| ada.changes_password("wrong password", "battery 43");
    let (failures, refusal) = allowed(6.0, guess).await;
    assert_about(failures, 10);
    assert_too_many(&refusal, 10);
    assert_too_many(&ada.changes_password(PASSWORD, "battery 43").await, 10);
    assert!(ada.is_in().await, "who is signed in stays so");
    chat.visitor().signs_in("ada", PASSWORD).await.is(303);
}

#[tokio::test]
async fn a_stranger_at_another_address_keeps_the_owner_from_nothing() {
    let chat = Chat::with(&BEHIND_A_PROXY).await;
    let ada = chat.person("ada").await;
    let stranger = chat.visitor();
    let attempt = |_| signs_in_from(&stranger, "203.0.113.7", "ada", "wrong password");
    allowed(6.0, attempt).await;
    let owner = chat.visitor();
    signs_in_from(&owner, "203.0.113.8", "ada", "mistyped").await.is(422);
    signs_in_from(&owner, "203.0.113.8", "ada", PASSWORD).await.is(303);
    ada.changes_password(PASSWORD, "battery 43").await.is(303);
}

#[tokio::test]
async fn an_account_under_attack_is_not_told_by_its_address() {
    let chat = Chat::with(&[ON]).await;
    chat.person("ada").await;
    let stranger = chat.visitor();
    allowed(6.0, |_| stranger.signs_in("ada", "wrong password")).await;
    let (hers, nobodys) = (email("ada"), email("nobody"));
    let left = async |name: &str| allowed(6.0, |_| stranger.signs_in(name, "wrong")).await.0;
    let (hers, nobodys) = (left(&hers).await, left(&nobodys).await);
    assert!(hers.abs_diff(nobodys) <= 1, "{hers} for hers, {nobodys} for nobody's");
}

#[tokio::test]
async fn an_account_under_attack_from_everywhere_is_slow_and_lets_its_owner_in() {
    let chat = Chat::with(&BEHIND_A_PROXY).await;
    chat.person("ada").await;
    let visitor = chat.visitor();
    let visitor = &visitor;
    let fails = async |number: usize| {
        let address = format!("203.0.113.{}", number / 10);
        signs_in_from(visitor, &address, "ada", "wrong password").await.is(422);
    };
    let start = Instant::now();
    join_all((0..200).map(fails)).await;
    let refilled = start.elapsed().as_secs() as usize;
    let start = Instant::now();
    join_all((200..202 + refilled).map(fails)).await;
    assert!(start.elapsed() >= Duration::from_secs(1), "it was not slow");
    signs_in_from(visitor, "198.51.100.1", "ada", PASSWORD).await.is(303);
}

#[tokio::test]
async fn changing_the_password_rightly_costs_nothing() {
    let chat = Chat::with(&[ON]).await;
    let ada = chat.person("ada").await;
    for _ in 0..15 {
        ada.changes_password(PASSWORD, PASSWORD).await.is(303);
    }
}

#[tokio::test]
async fn five_searches_may_be_made_in_one_second() {
    let chat = Chat::with(&[ON]).await;
    let ways: [fn(&Person) -> Ask<'_>; 4] = [
        |seeker| seeker.searches("see"),
        |seeker| seeker.searches("nobody@example.org").htmx(),
        |seeker| seeker.adds("nobody"),
        |seeker| seeker.starts_with("nobody"),
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let seeker = chat.person(&format!("seeker{number}")).await;
        let start = Instant::now();
        let answers = join_all((0..40).map(async |_| way(&seeker).await)).await;
        let (refused, made): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a.status == 429);
        let refilled = start.elapsed().as_secs_f64() / 0.2;
        assert!(made.len() >= 5, "only {}", made.len());
        assert!(made.len() as f64 <= 6.0 + refilled, "{} with {refilled} refilled", made.len());
        assert_too_many(refused[0], 1);
        // Nobody is looked for.
        seeker.searches(" ").await.is(200);
    }
}

fn signs_in_from<'v>(visitor: &'v Visitor, address: &str, name: &str, password: &str) -> Ask<'v> {
    visitor.signs_in(name, password).header("x-forwarded-for", address)
}

/// A wrong password from somewhere.
fn from<'v>(visitor: &'v Visitor, number: u64, forwarded: &str) -> Ask<'v> {
    signs_in_from(visitor, forwarded, &format!("nobody{number}"), "wrong password")
}

#[tokio::test]
async fn a_claimed_address_is_not_believed_from_just_anybody() {
    let chat = Chat::with(&[ON]).await;
    let visitor = chat.visitor();
    let attempt = |number: u64| from(&visitor, number, &format!("203.0.113.{}", number % 250));
    let (failures, _) = allowed(6.0, attempt).await;
    assert_about(failures, 30);
}

#[tokio::test]
async fn a_trusted_proxy_tells_the_address_that_counts() {
    let chat = Chat::with(&BEHIND_A_PROXY).await;
    let visitor = chat.visitor();
    // The rightmost address that is not itself trusted; the rest is hearsay.
    let attempt = |number: u64| {
        let forwarded = format!("198.51.100.{}, 203.0.113.7, 10.1.2.3", number % 250);
        from(&visitor, number, &forwarded)
    };
    let (failures, _) = allowed(6.0, attempt).await;
    assert_about(failures, 30);
    from(&visitor, 600, "203.0.113.7, 203.0.113.8").await.is(422);
    from(&visitor, 601, "10.9.9.9").await.is(422);
    visitor.signs_in("nobody602", "wrong password").await.is(422);
}

#[tokio::test]
async fn an_address_may_make_twenty_accounts_an_hour() {
    let chat = Chat::with(&BEHIND_A_PROXY).await;
    let register = async |number: u64, address: &str| {
        let name = format!("person{number}");
        let fields =
            [("username", name.as_str()), ("display_name", "P"), ("password", "correct horse")];
        let visitor = chat.visitor();
        visitor.post("/register").header("x-forwarded-for", address).form(&fields).await
    };
    let answers = join_all((0..22).map(|number| register(number, "203.0.113.7"))).await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a.status == 303);
    assert_eq!((made.len(), refused.len()), (20, 2));
    for answer in refused {
        assert_too_many(answer, 3600);
    }
    register(100, "203.0.113.8").await.is(303);
}

#[tokio::test]
async fn sixty_messages_may_be_sent_in_one_breath() {
    let chat = Chat::with(&[ON]).await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let start = Instant::now();
    let (mut accepted, mut refusal) = (0, None);
    while refusal.is_none() {
        let sends = (0..20).map(async |_| ada.sends(&conversation, &[("body", "x")]).await);
        for answer in join_all(sends).await {
            match answer.status {
                200 => accepted += 1,
                _ => refusal = Some(answer),
            }
        }
        assert!(accepted < 1000, "it was never too much");
    }
    assert_too_many(&refusal.unwrap(), 10);
    let refilled = 10.0 * start.elapsed().as_secs_f64();
    assert!(accepted >= 60, "only {accepted}");
    assert!(f64::from(accepted) <= 61.0 + refilled, "{accepted} with {refilled} refilled");
    let last = ada.looks_at(&conversation).await.messages().pop().unwrap();
    assert_eq!(last.seq, accepted as u64, "what was refused is not stored");
    says_at_once(&grace, &conversation).await;
}

/// One person's haste is not another's.
async fn says_at_once(person: &Person, conversation: &crate::harness::Conversation) {
    person.sends(conversation, &[("body", "patient")]).await.is(200);
}

/// So many of these posts in the same instant: how many were accepted, and one
/// that was not.
async fn at_once<'p>(count: u64, post: impl Fn() -> Ask<'p>) -> (usize, Answer) {
    let answers = join_all((0..count).map(async |_| post().await)).await;
    let (refused, made): (Vec<_>, Vec<_>) = answers.into_iter().partition(|a| a.status == 429);
    assert!(made.iter().all(|answer| answer.status < 400), "{:?}", made.last());
    (made.len(), refused.into_iter().next().expect("it was too much"))
}

#[tokio::test]
async fn whatever_one_changes_has_a_limit() {
    let chat = Chat::with(&[ON]).await;
    let ways: [fn(&Person) -> Ask<'_>; 4] = [
        |person| person.changes("profile", &[("display_name", "Somebody")]),
        |person| person.changes("preferences", &[("presence", "off")]),
        |person| person.changes("notifications", &[("content", "sender")]),
        |person| person.post("/settings/telegram/unlink").htmx(),
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let person = chat.person(&format!("person{number}")).await;
        let start = Instant::now();
        let (made, refusal) = at_once(100, || way(&person)).await;
        let refilled = start.elapsed().as_secs_f64() / 0.2;
        assert!(made >= 60 && made as f64 <= 61.0 + refilled, "{made}, {refilled} refilled");
        assert_too_many(&refusal, 1);
        assert!(person.is_in().await, "looking is free");
        person.post("/logout").await.is(303);
    }
}

#[tokio::test]
async fn who_reads_fast_is_asked_to_tell_it_again() {
    let chat = Chat::with(&[ON]).await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "one").await;
    let read = || grace.post(&conversation.read()).htmx().form(&[("seq", "0")]);
    let (made, refusal) = at_once(250, read).await;
    assert!(made >= 120, "only {made}");
    assert_too_many(&refusal, 1);
    // What has limits of its own goes on.
    grace.says(&conversation, "two").await;
    grace.types(&conversation).await;
    eventually("it to be told again", async || {
        let answer = grace.post(&conversation.read()).htmx().form(&[("seq", "1")]).await;
        (answer.status == 204).then_some(())
    })
    .await;
    assert_eq!(grace.unread(&conversation).await, None);
}

#[tokio::test]
async fn partners_hear_once_a_second_of_what_changes_all_the_time() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut list = grace.listens_to_the_list().await;
    let _here = ada.listens_to_the_list().await;
    list.expects_presence("ada", "online").await;
    let start = Instant::now();
    for number in 1..=50 {
        ada.is_now_called(&format!("Countess {number}.")).await;
        ada.changes("preferences", &[("presence", "off")]).await.is(303);
        ada.changes("preferences", &[("presence", "on")]).await.is(303);
    }
    ada.changes("preferences", &[("presence", "off")]).await.is(303);
    let named = |event: &Event| {
        event.page().entry(&conversation).is_some_and(|entry| entry.text.contains("Countess 50."))
    };
    let heard = list.up_to("the last name", named).await.len() as f64;
    let seconds = start.elapsed().as_secs_f64();
    // A name and a presence in each, and the first of both.
    assert!(heard <= 2.0 * (seconds + 2.0), "{heard} events in {seconds} s");
    grace.looks_up(&conversation, "offline").await;
}

#[tokio::test]
async fn test_messages_do_not_take_the_time_of_notices() {
    let scene = Scene::with(&[ON]).await;
    let (sent, refusal) = allowed(10.0, |_| scene.ada.post("/settings/telegram/test")).await;
    assert_about(sent, 3);
    assert_too_many(&refusal, 10);
}

#[tokio::test]
async fn who_has_copied_a_cookie_keeps_its_owner_from_nothing_on_another_device() {
    let chat = Chat::with(&[ON]).await;
    let ada = chat.person("ada").await;
    let thief = ada.twin();
    let guess = [("current_password", "wrong password"), ("password", "battery 43")];
    allowed(6.0, |_| thief.post("/settings/password").form(&guess)).await;
    let phone = ada.on_another_device().await;
    phone.changes_password("mistyped", "battery 43").await.is(422);
    phone.changes_password(PASSWORD, "battery 43").await.is(303);
    assert!(!thief.is_in().await);
}

#[tokio::test]
async fn who_knows_the_nonce_of_a_form_keeps_its_sender_from_nothing() {
    let chat = Chat::with(&[ON]).await;
    let ada = chat.person("ada").await;
    let form = |current, new| [("current_password", current), ("password", new), ("nonce", "n-1")];
    ada.changes("password", &form(PASSWORD, "battery 43")).await.is(303);
    let stranger = chat.visitor();
    let guess = form("", "a guess of many");
    allowed(6.0, |_| stranger.post("/settings/password").form(&guess)).await;
    ada.changes_password("battery 43", "battery 44").await.is(303);
}
