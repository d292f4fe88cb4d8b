//! A form that comes twice does once what it does, and is answered twice.

use std::time::Duration;

use futures_util::future::{join, join_all};
use tokio::time::sleep;

use crate::harness::person::PASSWORD;
use crate::harness::telegram::Telegram;
use crate::harness::{Answer, Ask, Chat, Visitor};

const NEW_PASSWORD: &str = "battery staple 43";

type Form = Vec<(String, String)>;

/// The form that posts to `action` as its page came, with this typed in.
async fn filled(visitor: &Visitor, page: &str, action: &str, typed: &[(&str, &str)]) -> Form {
    let mut form = visitor.opens(page).await.form(action);
    assert!(form.iter().any(|(name, value)| name == "nonce" && !value.is_empty()), "{action}");
    for (name, text) in typed {
        form.retain(|(field, _)| field != name);
        form.push(((*name).to_owned(), (*text).to_owned()));
    }
    form
}

async fn fills_in_registration(visitor: &Visitor, page: &str, username: &str) -> Form {
    let typed = [("username", username), ("display_name", "Ada"), ("password", PASSWORD)];
    filled(visitor, page, "/register", &typed).await
}

/// Posted five times in the same instant, by a browser that hears of no answer
/// before it posts again. Each answer with the browser as it would then be.
async fn five_times(visitor: &Visitor, action: &str, form: &Form) -> Vec<(Visitor, Answer)> {
    let posts = (0..5).map(async |_| {
        let browser = visitor.twin();
        let answer = browser.post(action).form(form).await;
        (browser, answer)
    });
    join_all(posts).await
}

/// Two clicks of one finger, the first of which is never answered.
async fn double_click(visitor: &Visitor, action: &str, form: &Form) -> [(Visitor, Answer); 2] {
    let click = async |delay| {
        let browser = visitor.twin();
        sleep(Duration::from_millis(delay)).await;
        let answer = browser.post(action).form(form).await;
        (browser, answer)
    };
    let (first, second) = join(click(0), click(120)).await;
    [first, second]
}

async fn lead_to(path: &str, posted: impl IntoIterator<Item = (Visitor, Answer)>) {
    for (browser, answer) in posted {
        answer.redirects_to(path);
        assert!(browser.is_in().await, "signed in by each answer");
    }
}

#[tokio::test]
async fn a_double_click_on_register_makes_one_account_and_signs_in() {
    let chat = Chat::start().await;
    let visitor = chat.visitor();
    let form = fills_in_registration(&visitor, "/register", "ada").await;
    lead_to("/conversations", double_click(&visitor, "/register", &form).await).await;
    let form = fills_in_registration(&visitor, "/register", "grace").await;
    lead_to("/conversations", five_times(&visitor, "/register", &form).await).await;
    // Much later, and from the first page.
    let ada = chat.visitor();
    ada.signs_in("ada", PASSWORD).await.is(303);
    assert!(ada.owns_the_server().await);
    chat.visitor().registers(&[("username", "grace")]).await.is(422);
}

#[tokio::test]
async fn the_first_account_of_all_may_be_asked_for_five_times_at_once() {
    let chat = Chat::with(&[("REGISTRATION", "invite")]).await;
    let visitor = chat.visitor();
    let form = fills_in_registration(&visitor, "/register", "ada").await;
    let posted = five_times(&visitor, "/register", &form).await;
    assert!(posted[4].0.owns_the_server().await);
    lead_to("/conversations", posted).await;
}

#[tokio::test]
async fn an_invitation_for_one_lets_in_whoever_clicks_twice() {
    let (chat, ada) = Chat::by_invitation().await;
    for (name, clicks) in [("grace", 2), ("edsger", 5)] {
        let link = ada.invites("1").await.link;
        let visitor = chat.visitor();
        let form = fills_in_registration(&visitor, &link, name).await;
        let posted = match clicks {
            2 => double_click(&visitor, "/register", &form).await.into(),
            _ => five_times(&visitor, "/register", &form).await,
        };
        let begins_at = posted[0].1.location();
        assert!(begins_at.starts_with("/conversations/"), "{begins_at}");
        lead_to(&begins_at, posted).await;
    }
    assert_eq!(ada.opens("/invitations").await.guests().len(), 2);
}

#[tokio::test]
async fn only_the_same_form_with_the_right_password_is_a_repeat() {
    let chat = Chat::start().await;
    let visitor = chat.visitor();
    let form = fills_in_registration(&visitor, "/register", "ada").await;
    visitor.post("/register").form(&form).await.is(303);
    let taken = async |form: &Form| {
        let stranger = chat.visitor();
        let page = stranger.post("/register").form(form).await.is(422).page();
        assert!(page.complaint("username").is_some());
        let nonce = page.value("nonce").unwrap();
        assert!(!nonce.is_empty() && form.iter().all(|(_, value)| *value != nonce));
        assert!(!stranger.is_in().await);
    };
    let with = |name: &str, text: &str| {
        let fields = form.iter().filter(|(field, _)| field != name).cloned();
        fields.chain([(name.to_owned(), text.to_owned())]).collect::<Form>()
    };
    taken(&with("password", "not her password")).await;
    taken(&with("display_name", "Countess")).await;
    for nonce in ["", "another", &"n".repeat(65)] {
        taken(&with("nonce", nonce)).await;
    }
    chat.visitor().post("/register").form(&with("username", "countess")).await.is(303);

    chat.place.obeys("user disable ada").await;
    taken(&form).await;
    chat.place.obeys("user enable ada").await;
    chat.visitor().post("/register").form(&form).await.is(303);
    chat.place.executes("UPDATE attempts SET made_at = made_at - 3600000000").await;
    taken(&form).await;
}

#[tokio::test]
async fn posting_one_registration_often_counts_as_one() {
    let chat = Chat::with(&[("RATE_LIMITS", "on")]).await;
    let visitor = chat.visitor();
    let form = fills_in_registration(&visitor, "/register", "ada").await;
    for _ in 0..25 {
        chat.visitor().post("/register").form(&form).await.is(303);
    }
}

#[tokio::test]
async fn an_invitation_is_made_once_for_each_form() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for made in [1, 2] {
        let form = filled(&ada, "/invitations", "/invitations", &[]).await;
        lead_to("/invitations", five_times(&ada, "/invitations", &form).await).await;
        assert_eq!(ada.invitations().await.len(), made);
    }
    ada.asks_to_invite("7", "1").await.is(303);
    ada.asks_to_invite("7", "1").await.is(303);
    assert_eq!(ada.invitations().await.len(), 4, "a form without a nonce is nobody's repeat");
}

#[tokio::test]
async fn a_new_password_may_be_sent_twice() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let mut passwords = [PASSWORD, NEW_PASSWORD, "a third one 44"].windows(2);
    for clicks in [2, 5] {
        let [current, new] = passwords.next().unwrap() else { unreachable!() };
        let typed = [("current_password", *current), ("password", *new)];
        let form = filled(&ada, "/settings", "/settings/password", &typed).await;
        let before = ada.twin();
        let posted = match clicks {
            2 => double_click(&ada, "/settings/password", &form).await.into(),
            _ => five_times(&ada, "/settings/password", &form).await,
        };
        ada.jar.copy(&posted[1].0.jar);
        lead_to("/settings?done=password#password", posted).await;
        assert!(!before.is_in().await, "the old cookie alone is worth nothing");

        // Neither is the form without the password, nor a form of one's own.
        for (name, text) in [("password", "guessed by a thief"), ("nonce", "n-1")] {
            let fields = form.iter().filter(|(field, _)| field != name).cloned();
            let other: Form = fields.chain([(name.to_owned(), text.to_owned())]).collect();
            let answer = before.post("/settings/password").form(&other).await;
            assert!(answer.location().starts_with("/login"));
        }
        // From the page of before, in the session of now.
        let sessions = ada.devices().await.len();
        ada.post("/settings/password").form(&form).await.is(303);
        assert_eq!(ada.devices().await.len(), sessions);
        chat.visitor().signs_in("ada", new).await.is(303);
    }
}

#[tokio::test]
async fn a_reset_may_be_sent_twice() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    for clicks in [2, 5] {
        let (link, visitor) = (chat.reset_link("ada").await, chat.visitor());
        let form = filled(&visitor, &link, &link, &[("password", NEW_PASSWORD)]).await;
        let posted = match clicks {
            2 => double_click(&visitor, &link, &form).await.into(),
            _ => five_times(&visitor, &link, &form).await,
        };
        lead_to("/conversations", posted).await;
        for other in [("password", "not the new one"), ("nonce", "another")] {
            let fields = form.iter().filter(|(field, _)| field != other.0).cloned();
            let form: Form = fields.chain([(other.0.to_owned(), other.1.to_owned())]).collect();
            chat.visitor().post(&link).form(&form).await.is(410);
        }
        chat.visitor().get(&link).await.is(410);
    }
}

#[tokio::test]
async fn signing_in_twice_at_once_is_signing_in() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let form = vec![
        ("username".to_owned(), "ada".to_owned()),
        ("password".to_owned(), PASSWORD.to_owned()),
    ];
    for visitor in [&chat.visitor(), &*ada] {
        lead_to("/conversations", double_click(visitor, "/login", &form).await).await;
        lead_to("/conversations", five_times(visitor, "/login", &form).await).await;
    }
}

#[tokio::test]
async fn a_device_is_signed_out_by_both_clicks() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for _ in 0..3 {
        let phone = ada.on_another_device().await;
        let session = phone.session().await;
        let form = filled(&ada, "/settings", "/settings/sessions/revoke", &[]).await;
        let nonce = form.into_iter().find(|(name, _)| name == "nonce").unwrap();
        let form = vec![("session".to_owned(), session), nonce];
        let posted = five_times(&ada, "/settings/sessions/revoke", &form).await;
        lead_to("/settings?done=session#sessions", posted).await;
        assert!(!phone.is_in().await);
    }
}

#[tokio::test]
async fn an_invitation_is_revoked_by_both_clicks() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let (one, other) = (ada.invites("1").await, ada.invites("1").await);
    let form = filled(&ada, "/invitations", &one.revoke(), &[]).await;
    lead_to("/invitations", double_click(&ada, &one.revoke(), &form).await).await;
    lead_to("/invitations", five_times(&ada, &one.revoke(), &form).await).await;
    assert_eq!(ada.invitations().await, std::slice::from_ref(&other));
    ada.post(&one.revoke()).await.is(404);
    ada.post(&other.revoke()).form(&form).await.is(303);
}

/// Posted again, one after the other and in the same instant, it is answered as
/// it was.
async fn is_always_answered_alike<'p>(post: impl Fn() -> Ask<'p>) {
    let first = post().await.location();
    post().await.redirects_to(&first);
    for answer in join_all((0..5).map(async |_| post().await)).await {
        answer.redirects_to(&first);
    }
}

#[tokio::test]
async fn what_only_sets_a_state_may_be_sent_twice() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    is_always_answered_alike(|| ada.adds("grace")).await;
    is_always_answered_alike(|| ada.post("/contacts/grace/remove")).await;
    is_always_answered_alike(|| ada.names_inviter("grace")).await;
    is_always_answered_alike(|| ada.post("/inviters/grace/remove")).await;
    is_always_answered_alike(|| ada.starts_with("grace")).await;
    is_always_answered_alike(|| ada.changes("profile", &[("display_name", "Ada L.")])).await;
    is_always_answered_alike(|| ada.changes("preferences", &[("presence", "off")])).await;
    is_always_answered_alike(|| ada.changes("notifications", &[("content", "sender")])).await;
    let conversation = ada.talks_to(&grace).await;
    let mute = format!("{}/mute", conversation.path());
    is_always_answered_alike(|| ada.post(&mute).form(&[("mute", "1h")])).await;
    is_always_answered_alike(|| ada.post("/logout")).await;
}

#[tokio::test]
async fn the_page_of_the_second_click_links_a_chat() {
    let telegram = Telegram::start().await;
    let chat = Chat::with(&telegram.settings()).await;
    let ada = chat.person("ada").await;
    ada.offers_a_link().await;
    join_all((0..5).map(async |_| ada.post("/settings/telegram/link").await.is(200))).await;
    ada.links_to(&telegram.phone(7, "ada_l")).await;
    is_always_answered_alike(|| ada.post("/settings/telegram/unlink")).await;
}
