//! The link with which somebody chooses a new password.

use futures_util::future::join_all;

use crate::harness::away::Scene;
use crate::harness::person::PASSWORD;
use crate::harness::{Answer, Chat, Visitor};

const NEW_PASSWORD: &str = "battery staple 43";

async fn chooses(visitor: &Visitor, link: &str, password: &str) -> Answer {
    visitor.post(link).form(&[("password", password)]).await
}

async fn is_not_good(visitor: &Visitor, link: &str) {
    for answer in [visitor.get(link).await, chooses(visitor, link, NEW_PASSWORD).await] {
        assert!(answer.is(410).page().text().contains("This link is not good any more"));
    }
}

#[tokio::test]
async fn a_reset_link_sets_a_password_once_and_signs_in() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let link = chat.reset_link("ada").await;
    let visitor = chat.visitor();
    visitor.get("/login").await.is(200);
    for _ in 0..2 {
        let answer = visitor.get(&link).await.is(200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let mut form = answer.page().form(&link);
        assert_eq!(form.remove(0), ("username".to_owned(), "ada".to_owned()));
        assert_eq!(form.remove(0), ("password".to_owned(), String::new()), "nothing is used up");
        assert_eq!(form.len(), 1, "and the nonce: {form:?}");
    }
    for wrong in ["", "1234567", &"п".repeat(129), "12345678", "ada@example.org"] {
        let page = chooses(&visitor, &link, wrong).await.is(422).page();
        assert!(page.complaint("password").is_some());
        assert_eq!(page.value("password").as_deref(), Some(""), "passwords are not sent back");
    }
    visitor.post(&link).body("password=%ff").await.is(422);
    assert!(ada.is_in().await, "nothing has happened yet");

    chooses(&visitor, &link, NEW_PASSWORD).await.redirects_to("/conversations");
    assert!(visitor.is_in().await);
    chat.visitor().signs_in("ada", PASSWORD).await.is(422);
    chat.visitor().signs_in("ada", NEW_PASSWORD).await.is(303);
    is_not_good(&chat.visitor(), &link).await;
}

#[tokio::test]
async fn a_reset_ends_all_other_sessions_and_their_streams() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let thief = ada.on_another_device().await;
    let mut streams = [ada.listens_to(&conversation).await, thief.listens_to_the_list().await];
    let link = chat.reset_link("ada").await;
    // In a browser in which somebody else is signed in.
    let before = grace.twin();
    chooses(&grace, &link, NEW_PASSWORD).await.is(303);
    for stream in &mut streams {
        stream.is_closed().await;
    }
    assert!(!ada.is_in().await && !thief.is_in().await);
    assert!(!before.is_in().await, "the session has another id");
    let settings = grace.opens("/settings").await;
    assert_eq!(settings.value("display_name").as_deref(), Some("Ada"));
}

#[tokio::test]
async fn a_reset_ends_the_link_to_a_chat_which_may_be_the_thiefs() {
    let scene = Scene::start().await;
    assert_eq!(scene.link_state().await.as_deref(), Some("linked"));
    let link = scene.chat.reset_link("ada").await;
    chooses(&scene.ada, &link, NEW_PASSWORD).await.is(303);
    scene.phone.hears("is not linked any more").await;
    assert_eq!(scene.link_state().await.as_deref(), Some("unlinked"));
}

#[tokio::test]
async fn a_reset_keeps_the_link_to_a_chat_that_is_said_to_be_known() {
    let scene = Scene::start().await;
    let link = scene.chat.reset_link("ada").await;
    let page = scene.ada.opens(&link).await;
    assert!(page.text().contains("@ada_l"), "{}", page.text());
    assert!(!page.has("[name=known_chat][checked]"));
    let known = page.value("known_chat").expect("it is asked");
    let refused = [("password", "short"), ("known_chat", &known)];
    let page = scene.ada.post(&link).form(&refused).await.is(422).page();
    assert!(page.has("[name=known_chat][checked]"), "kept as ticked");
    let chosen = [("password", NEW_PASSWORD), ("known_chat", &known)];
    scene.ada.post(&link).form(&chosen).await.is(303);
    assert_eq!(scene.link_state().await.as_deref(), Some("linked"));
    assert!(scene.phone.shows().is_empty());
}

#[tokio::test]
async fn of_a_link_used_twice_in_the_same_instant_one_counts() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    let link = chat.reset_link("ada").await;
    let visitors = [chat.visitor(), chat.visitor(), chat.visitor()];
    let tries = visitors.iter().zip([NEW_PASSWORD, "a third one 44", "a fourth one 45"]);
    let answers = join_all(tries.map(async |(visitor, password)| {
        (chooses(visitor, &link, password).await.status, password)
    }))
    .await;
    let mut statuses: Vec<_> = answers.iter().map(|(status, _)| *status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410, 410]);
    for (status, password) in answers {
        let signed_in = chat.visitor().signs_in("ada", password).await.status == 303;
        assert_eq!(signed_in, status == 303);
    }
}

#[tokio::test]
async fn old_links_and_links_of_the_disabled_are_not_good() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let visitor = chat.visitor();
    let first = chat.reset_link("ada").await;
    let second = chat.reset_link("@ada").await;
    is_not_good(&visitor, &first).await;
    visitor.get(&second).await.is(200);
    chat.place.executes("UPDATE password_resets SET expires_at = expires_at - 86400000000").await;
    is_not_good(&visitor, &second).await;

    let known = chat.reset_link("ada").await;
    ada.changes_password(PASSWORD, NEW_PASSWORD).await.is(303);
    is_not_good(&visitor, &known).await;

    let disabled = chat.reset_link("ada").await;
    chat.place.obeys("user disable ada").await;
    is_not_good(&visitor, &disabled).await;
    let told = chat.place.refuses("user reset-password ada").await;
    assert!(told.contains("is disabled"), "{told}");
    chat.place.obeys("user enable ada").await;
    is_not_good(&visitor, &disabled).await;
    chat.visitor().signs_in("ada", NEW_PASSWORD).await.is(303);
}

#[tokio::test]
async fn what_is_no_link_is_refused_in_the_language_of_the_visitor() {
    let chat = Chat::start().await;
    let long = "a".repeat(5000);
    for wrong in ["x", &"a".repeat(32), &long, "%00", "%ff", "%D1%8F"] {
        is_not_good(&chat.visitor(), &format!("/reset/{wrong}")).await;
    }
    let answer = chat.visitor().speaking("ru").get("/reset/x").await.is(410);
    assert!(answer.page().text().contains("Ссылка больше не действует"));
    chat.visitor().get("/reset/").await.is(404);
}

#[tokio::test]
async fn guessing_links_is_slow_and_good_ones_are_free() {
    let chat = Chat::with(&[("RATE_LIMITS", "on")]).await;
    chat.person("ada").await;
    let link = chat.reset_link("ada").await;
    let visitor = chat.visitor();
    for _ in 0..40 {
        visitor.get(&link).await.is(200);
    }
    let mut statuses = Vec::new();
    for _ in 0..40 {
        statuses.push(visitor.get("/reset/abcdefghijklmnopqrstuvwxyz012345").await.status);
    }
    let good = statuses.iter().position(|status| *status == 429).expect("there is an end");
    assert!((29..=35).contains(&good), "{statuses:?}");
    // Pictures on any web page could have asked in the visitor's name.
    visitor.get(&link).await.is(200);
}

#[tokio::test]
async fn pictures_on_other_sites_keep_nobody_from_signing_in() {
    let chat = Chat::with(&[("RATE_LIMITS", "on")]).await;
    chat.person("ada").await;
    let visitor = chat.visitor();
    for number in 0..40 {
        visitor.get(&format!("/reset/{number}")).await.refused();
    }
    visitor.signs_in("ada", PASSWORD).await.is(303);
}

#[tokio::test]
async fn a_form_that_comes_twice_is_answered_even_among_guesses() {
    let chat = Chat::with(&[("RATE_LIMITS", "on")]).await;
    chat.person("ada").await;
    let link = chat.reset_link("ada").await;
    let visitor = chat.visitor();
    let form = [("password", "battery staple 43"), ("nonce", "n-1")];
    visitor.post(&link).form(&form).await.is(303);
    while visitor.get("/reset/abcdefghijklmnopqrstuvwxyz012345").await.status != 429 {}
    visitor.post(&link).form(&form).await.redirects_to("/conversations");
    visitor.post(&link).form(&[("password", "battery staple 44"), form[1]]).await.is(429);
}
