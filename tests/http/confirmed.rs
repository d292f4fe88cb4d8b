//! What a copied cookie alone must not do asks for the password.

use std::time::Duration;

use crate::harness::person::{PASSWORD, email};
use crate::harness::telegram::Telegram;
use crate::harness::{Chat, Person};

const PROFILE: &str = "/settings/profile";
const LINK: &str = "/settings/telegram/link";
const NEW_EMAIL: [(&str, &str); 2] = [("display_name", "Countess"), ("email", "new@example.org")];

async fn gives_another_email(person: &Person, password: &str) -> u16 {
    let fields = [&NEW_EMAIL[..], &[("current_password", password)]].concat();
    person.changes("profile", &fields).await.status
}

#[tokio::test]
async fn another_e_mail_asks_who_gave_the_password_long_ago() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    chat.everybody_signed_in_at_the_release_before().await;
    assert!(ada.opens("/settings").await.asks_for_the_password(PROFILE));
    for password in ["", "not her password", &"п".repeat(129)] {
        let fields = [&NEW_EMAIL[..], &[("current_password", password)]].concat();
        let page = ada.cannot_change("profile", "current_password", &fields).await;
        assert_eq!(page.settings().email, "new@example.org", "kept as typed");
        let beside = page.attribute("[aria-invalid=true]", "id");
        assert_eq!(beside.as_deref(), Some("profile_password"), "in this form and no other");
    }
    ada.cannot_change("profile", "current_password", &[("email", "")]).await;

    // What is no change of it asks nobody.
    ada.changes("profile", &[("display_name", "Ada L.")]).await.is(303);
    let same = [("display_name", "Countess"), ("email", &*email("Ada"))];
    ada.changes("profile", &same).await.is(303);
    assert_eq!(ada.settings().await.email, email("ada"));

    assert_eq!(gives_another_email(&ada, PASSWORD).await, 303);
    assert!(!ada.opens("/settings").await.asks_for_the_password(PROFILE));
    ada.changes("profile", &[("email", "")]).await.is(303);
}

#[tokio::test]
async fn a_password_counts_for_ten_minutes_and_only_where_it_was_given() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let gone_by = async |minutes: u64| {
        let by = Duration::from_secs(60 * minutes);
        chat.everybody_gave_their_password_earlier(by).await;
    };
    gone_by(9).await;
    let tablet = ada.on_another_device().await;
    ada.changes("profile", &[("email", "one@example.org")]).await.is(303);
    gone_by(2).await;
    ada.changes("profile", &[("email", "two@example.org")]).await.is(422);
    tablet.changes("profile", &[("email", "three@example.org")]).await.is(303);

    gone_by(20).await;
    tablet.changes_password(PASSWORD, "battery staple 43").await.is(303);
    tablet.changes("profile", &[("email", "four@example.org")]).await.is(303);
    tablet
        .changes("profile", &[("email", "five@example.org"), ("current_password", "x")])
        .await
        .is(422);
}

#[tokio::test]
async fn linking_a_chat_asks_who_gave_the_password_long_ago() {
    let telegram = Telegram::start().await;
    let chat = Chat::with(&telegram.settings()).await;
    let ada = chat.person("ada").await;
    let first = ada.offers_a_link().await;
    assert!(!ada.opens("/settings").await.asks_for_the_password(LINK));
    chat.everybody_signed_in_at_the_release_before().await;
    assert!(ada.opens("/settings").await.asks_for_the_password(LINK));
    for password in ["", "not her password"] {
        for ask in [ada.post(LINK), ada.post(LINK).htmx()] {
            let page = ask.form(&[("current_password", password)]).await.is(422).page();
            assert!(page.complaint("current_password").is_some());
            let beside = page.attribute("[aria-invalid=true]", "id");
            assert_eq!(beside.as_deref(), Some("link_password"));
            assert!(!page.has("#code"));
        }
    }
    // What was offered before is not touched by that.
    let phone = telegram.phone(7, "ada_l");
    phone.says(&format!("/start {}", first.token));
    phone.hears("Linked to @ada").await;
    ada.post("/settings/telegram/unlink").await.is(303);

    let page = ada.post(LINK).form(&[("current_password", PASSWORD)]).await.is(200).page();
    assert!(page.has("#code"));
    ada.post(LINK).await.is(200);
}

#[tokio::test]
async fn guessing_the_password_with_a_copied_cookie_is_slow() {
    let chat = Chat::with(&[("RATE_LIMITS", "on")]).await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    chat.everybody_signed_in_at_the_release_before().await;
    let mut statuses = Vec::new();
    while statuses.last() != Some(&429) && statuses.len() < 40 {
        statuses.push(gives_another_email(&ada, "a guess of many").await);
    }
    assert!(statuses.len() > 5 && statuses.last() == Some(&429), "{statuses:?}");
    assert_eq!(gives_another_email(&grace, PASSWORD).await, 303);
}

#[tokio::test]
async fn a_new_password_ends_the_link_unless_the_chat_is_said_to_be_known() {
    let telegram = Telegram::start().await;
    let chat = Chat::with(&telegram.settings()).await;
    let ada = chat.person("ada").await;
    assert!(!ada.opens("/settings").await.has("[name=known_chat]"));
    let phone = telegram.phone(7, "ada_l");
    ada.links_to(&phone).await;
    phone.forgets();
    let page = ada.opens("/settings").await;
    assert!(page.has("[name=known_chat]:not([checked])") && page.text().contains("@ada_l"));
    let state = async || {
        ada.opens("/settings").await.attribute("#telegram [data-state]", "data-state").unwrap()
    };
    let change = async |current, new, known| {
        let fields = [("current_password", current), ("password", new), ("known_chat", known)];
        ada.changes("password", &fields).await.status
    };
    assert_eq!(change("not her password", "battery staple 43", "").await, 422);
    assert_eq!(state().await, "linked");
    let known = page.value("known_chat").unwrap();
    assert_eq!(change(PASSWORD, "battery staple 43", &known).await, 303);
    assert_eq!(state().await, "linked");
    assert!(phone.shows().is_empty());
    // Another one has taken its place since the page was shown.
    assert_eq!(change("battery staple 43", "a third one 44", "8").await, 303);
    assert_eq!(state().await, "unlinked");
    phone.hears("The password of @ada is another one now").await;
}
