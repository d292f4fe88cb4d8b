//! Linking a Telegram chat, and what the bot answers.

use crate::harness::away::Scene;
use crate::harness::phone::Phone;
use crate::harness::telegram::{Call, Shown, Telegram};
use crate::harness::{Chat, Page, Person, eventually};

async fn scene() -> (Telegram, Chat) {
    let telegram = Telegram::start().await;
    let chat = Chat::with(&telegram.settings()).await;
    (telegram, chat)
}

fn state(page: &Page) -> Option<String> {
    page.attribute("#telegram [data-state]", "data-state")
}

async fn is_linked(person: &Person) -> bool {
    state(&person.opens("/settings").await).as_deref() == Some("linked")
}

#[tokio::test]
async fn a_deep_link_links_the_chat_and_the_page_notices() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    eventually("the bot", async || {
        let state = state(&ada.opens("/settings").await);
        (state.as_deref() == Some("unlinked")).then_some(())
    })
    .await;
    let token = ada.offers_a_link().await.token;
    ada.get("/settings/telegram").htmx().await.is(204);

    let phone = telegram.phone(7, "ada_l");
    phone.says(&format!("/start {token}"));
    phone.hears("Linked to @ada").await;
    let fragment = ada.get("/settings/telegram").htmx().await.is(200).page();
    assert!(fragment.text().contains("Linked to @ada_l"), "{}", fragment.text());
    assert!(is_linked(&ada).await);
}

#[tokio::test]
async fn a_code_may_be_typed_and_all_is_good_once() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    let offered = ada.offers_a_link().await;
    let phone = telegram.phone(7, "ada_l");
    phone.says(&offered.code.to_lowercase().replace('-', " "));
    phone.hears("Linked to @ada").await;

    let other = telegram.phone(8, "mallory");
    for secret in [format!("/start {}", offered.token), offered.code] {
        other.says(&secret);
    }
    eventually("both to be refused", async || {
        (other.shows().iter().filter(|shown| shown.text.contains("not good any more")).count() == 2)
            .then_some(())
    })
    .await;
    assert!(is_linked(&ada).await);
}

#[tokio::test]
async fn a_new_token_ends_the_one_before() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    let first = ada.offers_a_link().await;
    ada.links_to(&telegram.phone(7, "ada_l")).await;
    let other = telegram.phone(8, "mallory");
    other.says(&format!("/start {}", first.token));
    other.hears("not good any more").await;
}

#[tokio::test]
async fn a_chat_moves_to_another_account_only_after_a_yes() {
    let (telegram, chat) = scene().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let phone = telegram.phone(7, "shared");
    ada.links_to(&phone).await;
    phone.says(&format!("/start {}", grace.offers_a_link().await.token));
    let question = phone.hears("Link it to @grace instead?").await;
    assert!(is_linked(&ada).await && !is_linked(&grace).await);
    phone.presses(&question, "No, keep it");
    phone.hears("stays as it was").await;
    assert!(is_linked(&ada).await && !is_linked(&grace).await);
    phone.presses(&question, "Yes, link it");
    phone.hears("Linked to @grace").await;
    assert!(!is_linked(&ada).await && is_linked(&grace).await);
    // A second press finds the token used, and changes nothing.
    phone.presses(&question, "Yes, link it");
    phone.says("/status");
    phone.hears("Notices are on").await;
    assert!(is_linked(&grace).await);
}

#[tokio::test]
async fn a_link_ends_from_the_web_and_from_the_chat() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    let phone = telegram.phone(7, "ada_l");
    ada.links_to(&phone).await;
    ada.post("/settings/telegram/unlink").await.is(303);
    assert!(!is_linked(&ada).await);
    ada.links_to(&phone).await;
    phone.says("/stop");
    phone.hears("not linked any more").await;
    assert!(!is_linked(&ada).await);
}

#[tokio::test]
async fn a_test_message_tells_how_the_link_is() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    let phone = telegram.phone(7, "ada_l");
    ada.links_to(&phone).await;
    let test = async || ada.post("/settings/telegram/test").await.location();
    assert!(test().await.contains("test-sent"));
    phone.hears("This is a test message").await;
    let page = ada.opens("/settings").await;
    assert!(page.has("#telegram [data-state=linked] time"), "when it last got there");

    telegram.refuses("SendMessage", Some(7), 1, 400, "Bad Request: something new");
    assert!(test().await.contains("test-failed"));
    assert_eq!(state(&ada.opens("/settings").await).as_deref(), Some("failing"));
    telegram.refuses("SendMessage", Some(7), 1, 403, "Forbidden: bot was blocked by the user");
    assert!(test().await.contains("test-blocked"));
    assert_eq!(state(&ada.opens("/settings").await).as_deref(), Some("blocked"));
    assert!(test().await.contains("test-sent"));
    assert!(is_linked(&ada).await);
}

#[tokio::test]
async fn commands_are_answered_in_the_persons_language() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    let mut phone = telegram.phone(7, "ada_l");
    phone.language = "ru";
    phone.says("/start");
    phone.hears("Чтобы начать").await;
    links_in_russian(&ada, &phone).await;
    ada.post("/settings/preferences").form(&[("language", "en")]).await.is(303);
    for (command, answer) in [
        ("/status", "Linked to @ada. Notices are on."),
        ("/mute", "nothing until you send /unmute"),
        ("/status", "Notices are off"),
        ("/unmute", "told again"),
        ("/help", "/stop unlinks this chat"),
        ("/dance", "do not know this command"),
        ("hello", "did not understand"),
    ] {
        phone.says(command);
        phone.hears(answer).await;
    }
    phone.sends(serde_json::json!({"dice": {"emoji": "🎲", "value": 3}}));
    phone.hears("only take text").await;
    phone.edits("/stop");
    phone.hears("Edited messages change nothing").await;
    assert!(is_linked(&ada).await);
    let group = telegram.phone(-100, "a_group");
    group.says("/start@natter_test_bot");
    group.hears("private chat").await;
    let offered = telegram.calls("SetMyCommands");
    assert!(offered.iter().any(|call| call.body["language_code"] == "ru"));
}

async fn links_in_russian(person: &Person, phone: &Phone) {
    phone.says(&format!("/start {}", person.offers_a_link().await.token));
    phone.hears("Чат привязан к @ada").await;
}

#[tokio::test]
async fn guessing_codes_is_slow() {
    let telegram = Telegram::start().await;
    let settings = telegram.settings();
    let chat = Chat::with(&[settings[0], settings[1], ("RATE_LIMITS", "on")]).await;
    let ada = chat.person("ada").await;
    let offered = ada.offers_a_link().await;
    let mallory = telegram.phone(8, "mallory");
    for number in 0..6 {
        mallory.says(&format!("0000-000{number}"));
    }
    mallory.hears("Too many wrong codes").await;
    mallory.says(&offered.code);
    eventually("two refusals", async || {
        let refusals = mallory.shows().into_iter().filter(|one| one.text.contains("Too many"));
        (refusals.count() == 2).then_some(())
    })
    .await;
    assert!(!is_linked(&ada).await);
}

#[tokio::test]
async fn an_update_that_comes_twice_does_no_harm() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    let phone = telegram.phone(7, "ada_l");
    let update = phone.says(&format!("/start {}", ada.offers_a_link().await.token));
    phone.hears("Linked to @ada").await;
    telegram.repeats_unnoted(update);
    phone.says("/status");
    phone.hears("Notices are on").await;
    assert!(is_linked(&ada).await);
    assert!(!phone.shows().iter().any(|shown| shown.text.contains("not good")));
}

#[tokio::test]
async fn an_update_that_comes_again_undoes_nothing_that_came_after_it() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    let phone = telegram.phone(7, "ada_l");
    ada.links_to(&phone).await;
    let stop = phone.says("/stop");
    phone.hears("is not linked any more").await;
    phone.forgets();
    ada.links_to(&phone).await;
    phone.forgets();
    telegram.repeats(stop);
    phone.says("/status");
    phone.hears("Notices are on").await;
    assert!(is_linked(&ada).await);
    assert_eq!(phone.shows().len(), 1, "{:?}", phone.shows());
}

#[tokio::test]
async fn a_server_that_tells_little_is_understood() {
    let telegram = Telegram::start().await;
    telegram.tells_little();
    let scene = Scene::before(telegram).await;
    scene.says("told once").await;
    scene.phone.hears("told once").await;
    scene.ada.reads(&scene.conversation, 1).await;
    scene.is_taken_back().await;
    assert_eq!(scene.telegram.attempts("told once"), 1);
}

#[tokio::test]
async fn a_wrong_token_never_stops_the_program_and_is_told() {
    let telegram = Telegram::start().await;
    let wrong = [telegram.settings()[1], ("TELEGRAM_BOT_TOKEN", "1:wrong")];
    let chat = Chat::with(&wrong).await;
    let ada = chat.person("ada").await;
    eventually("the settings to say so", async || {
        let page = ada.opens("/settings").await;
        page.text().contains("does not know this server's bot token").then_some(())
    })
    .await;
    ada.post("/settings/telegram/link").await.is(303);
    assert!(!chat.log().text().contains("1:wrong"), "the token is in the log");
}

#[tokio::test]
async fn only_one_process_fetches_updates() {
    if !crate::harness::Mode::is_full() {
        return;
    }
    let telegram = Telegram::start().await;
    let place = crate::harness::Place::fresh().await;
    let here = Chat::at(place.clone(), &telegram.settings()).await;
    let mut there = Chat::at(place, &telegram.settings()).await;
    let ada = here.person("ada").await;
    let phone = telegram.phone(7, "ada_l");
    ada.links_to(&phone).await;
    let conflicts = |chat: &Chat| chat.log().text().matches("another program uses").count();
    assert_eq!(conflicts(&here) + conflicts(&there), 0);
    there.stop().await;
    phone.says("/status");
    phone.hears("Notices are on").await;
}

#[tokio::test]
async fn a_new_password_ends_what_an_ended_session_has_begun() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    let elsewhere = ada.on_another_device().await;
    let offered = elsewhere.offers_a_link().await;
    let revoke = [("session", "others")];
    ada.post("/settings/sessions/revoke").form(&revoke).await.is(303);
    let mallory = telegram.phone(8, "mallory");
    mallory.says(&format!("/start {}", offered.token));
    mallory.hears("not good any more").await;
    assert!(!is_linked(&ada).await);
}

#[tokio::test]
async fn a_session_that_is_ended_leaves_no_token_behind() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    let mallory = telegram.phone(8, "mallory");
    let lost = ada.on_another_device().await;
    let offered = lost.offers_a_link().await;
    ada.revokes(&lost.session().await).await.is(303);
    mallory.says(&format!("/start {}", offered.token));
    mallory.hears("not good any more").await;
    mallory.forgets();
    let offered = ada.offers_a_link().await;
    ada.post("/logout").await.is(303);
    mallory.says(&format!("/start {}", offered.token));
    mallory.hears("not good any more").await;
}

#[tokio::test]
async fn a_chat_hears_that_another_one_has_taken_its_place() {
    let (telegram, chat) = scene().await;
    let ada = chat.person("ada").await;
    let (old, new) = (telegram.phone(7, "ada_l"), telegram.phone(8, "ada_new"));
    ada.links_to(&old).await;
    ada.links_to(&new).await;
    old.hears("@ada has been linked to another Telegram chat").await;
}

#[tokio::test]
async fn codes_in_buttons_that_somebody_made_up_count_as_well() {
    let telegram = Telegram::start().await;
    let settings = [&telegram.settings()[..], &[("RATE_LIMITS", "on")]].concat();
    let _chat = Chat::with(&settings).await;
    let mallory = telegram.phone(8, "mallory");
    let below = Shown { id: 5, ..Shown::default() };
    for guess in 0..6 {
        let data = format!("move:ABCD-{guess}{guess}{guess}{guess}");
        let made_up = Shown { buttons: vec![("Yes".to_owned(), data)], ..below.clone() };
        mallory.presses(&made_up, "Yes");
    }
    mallory.hears("Too many wrong codes").await;
}

#[tokio::test]
async fn who_talks_a_lot_holds_nobody_up_and_is_answered_little() {
    let (telegram, chat) = scene().await;
    let mallory = telegram.phone(8, "mallory");
    for number in 0..200 {
        mallory.says(&format!("/nonsense{number}"));
    }
    let ada = chat.person("ada").await;
    ada.links_to(&telegram.phone(7, "ada_l")).await;
    let to_mallory = |call: &&Call| call.body["chat_id"] == 8;
    assert!(telegram.calls("SendMessage").iter().filter(to_mallory).count() < 50);
}
