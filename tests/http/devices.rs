//! The devices one is signed in with, and signing them out.

use futures_util::future::{join, join_all};

use crate::harness::device::{CHROME_ON_ANDROID, FIREFOX_ON_LINUX};
use crate::harness::person::PASSWORD;
use crate::harness::{Chat, Person, Stream};

#[tokio::test]
async fn every_device_is_listed_with_browser_and_system() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let laptop = ada.on_a(FIREFOX_ON_LINUX).await;
    let phone = ada.on_a(CHROME_ON_ANDROID).await;
    let robot = ada.on_a("<b>curl</b>/8.1").await;
    for (device, name) in [
        (&laptop, "Firefox on Linux"),
        (&phone, "Chrome on Android"),
        (&robot, "Unknown browser"),
        (&ada, "Unknown browser"),
    ] {
        let devices = device.devices().await;
        assert_eq!(devices.len(), 4, "{devices:?}");
        let this = device.session().await;
        let named = devices.iter().find(|row| row.session == this).unwrap();
        assert_eq!(named.name, name);
    }
    let page = laptop.opens("/settings").await;
    assert!(page.text().contains("Chrome on Android") && !page.html.contains("curl"));
    chat.person("grace").await;
    assert_eq!(ada.devices().await.len(), 4, "nobody else's");
}

#[tokio::test]
async fn a_session_is_one_row_however_much_it_is_used() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let (first, secret) = (ada.session().await, ada.jar.header().unwrap());
    ada.talks_to(&ada).await;
    assert_eq!(ada.session().await, first);
    ada.signs_in("ada", PASSWORD).await.is(303);
    assert_eq!(ada.devices().await.len(), 1, "a new sign-in takes the place of the old one");
    assert_ne!(ada.session().await, first);
    let page = ada.opens("/settings").await.html;
    for cookie in [secret, ada.jar.header().unwrap()] {
        assert!(!page.contains(cookie.split('=').nth(1).unwrap()), "a name is no key");
    }
    let phone = ada.on_another_device().await;
    assert_eq!(ada.devices().await.len(), 2);
    phone.post("/logout").await.is(303);
    assert_eq!(ada.devices().await.len(), 1);
}

#[tokio::test]
async fn of_more_than_fifty_devices_the_longest_unused_are_signed_out() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let mut ended = ada.listens_to_the_list().await;
    let laptop = ada.on_another_device().await;
    join_all((2..50).map(|_| ada.on_another_device())).await;
    assert!(ada.is_in().await && laptop.is_in().await);
    let phone = ada.on_another_device().await;
    ended.is_closed().await;
    assert!(!ada.is_in().await, "the oldest of 51");
    assert!(laptop.is_in().await && phone.is_in().await && grace.is_in().await);
    join_all((0..10).map(|_| phone.on_another_device())).await;
    let hers = "SELECT COUNT(*) FROM sessions AS s JOIN users AS u ON u.id = s.user_id
                WHERE u.username = 'ada'";
    assert_eq!(chat.place.count(hers).await, 50, "also when many come at once");
    assert!(phone.is_in().await);
}

#[tokio::test]
async fn a_session_ends_half_a_year_after_the_sign_in_however_much_it_is_used() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let signed_in = ada.signs_in("ada", PASSWORD).await;
    assert!(signed_in.header("set-cookie").unwrap().contains("Max-Age=2592000"), "a month, unused");
    let mut stream = ada.listens_to_the_list().await;
    let days = |days: i64| days * 24 * 60 * 60 * 1_000_000;
    let ages = async |by: i64| {
        let earlier = format!("UPDATE sessions SET signed_in_at = signed_in_at - {by}");
        chat.place.executes(&earlier).await;
    };
    ages(days(179)).await;
    assert!(ada.is_in().await);
    ages(days(1)).await;
    assert!(!ada.is_in().await);
    ada.get("/events").await.is(401);
    stream.is_closed().await;
}

#[tokio::test]
async fn a_device_can_be_signed_out_from_afar() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let (phone, tablet) = (ada.on_another_device().await, ada.on_another_device().await);
    let mut ended = phone.listens_to(&conversation).await;
    let mut kept = [ada.listens_to(&conversation).await, tablet.listens_to(&conversation).await];
    let answer = ada.revokes(&phone.session().await).await;
    answer.redirects_to("/settings?done=session#sessions");
    assert!(!phone.is_in().await);
    phone.get("/events").await.is(401);
    ended.is_closed().await;
    grace.says(&conversation, "still there?").await;
    for stream in &mut kept {
        stream.expects_message("still there?").await;
    }
    assert!(ada.is_in().await && tablet.is_in().await && grace.is_in().await);
    assert_eq!(ada.devices().await.len(), 2);
    assert!(ada.on_another_device().await.is_in().await, "the account itself is as it was");
}

#[tokio::test]
async fn all_other_devices_can_be_signed_out_together() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let others = [ada.on_another_device().await, ada.on_another_device().await];
    let mut ended =
        [others[0].listens_to(&conversation).await, others[1].listens_to_the_list().await];
    let mut kept = ada.listens_to(&conversation).await;
    let (this, before) = (ada.session().await, ada.twin());
    ada.revokes("others").await.redirects_to("/settings?done=sessions#sessions");
    for device in &others {
        assert!(!device.is_in().await);
    }
    assert!(!before.is_in().await, "the session has a new cookie");
    for stream in &mut ended {
        stream.is_closed().await;
    }
    grace.says(&conversation, "still there?").await;
    kept.expects_message("still there?").await;
    let devices = ada.devices().await;
    assert_eq!((devices.len(), &devices[0].session), (1, &this));
    assert!(grace.is_in().await);
    ada.revokes("others").await.is(303);
    assert!(ada.is_in().await, "nobody else was there, and that is fine");
}

#[tokio::test]
async fn revoking_the_own_session_is_signing_out() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let (phone, copy) = (ada.on_another_device().await, ada.twin());
    let mut stream = ada.listens_to_the_list().await;
    ada.revokes(&ada.session().await).await.redirects_to("/login");
    assert!(!ada.is_in().await && !copy.is_in().await);
    stream.is_closed().await;
    assert!(phone.is_in().await);
    assert_eq!(phone.devices().await.len(), 1);
}

#[tokio::test]
async fn what_is_no_session_of_ones_own_cannot_be_revoked() {
    let chat = Chat::start().await;
    let (ada, mallory) = (chat.person("ada").await, chat.person("mallory").await);
    let phone = ada.on_another_device().await;
    let gone = phone.session().await;
    mallory.revokes(&gone).await.is(404);
    assert!(phone.is_in().await);
    ada.revokes(&gone).await.is(303);
    let foreign = mallory.session().await;
    let cookie = ada.jar.header().unwrap();
    let secret = cookie.split('=').nth(1).unwrap();
    for name in [&gone, &foreign, secret, "", "x", "other", "%", "\0", &"a".repeat(10_000)] {
        assert!(ada.revokes(name).await.is(404).page().is_whole(), "{name}");
    }
    for body in ["", "session", "session=%ff", "device=others"] {
        ada.post("/settings/sessions/revoke").body(body).await.is(404);
    }
    assert!(ada.is_in().await && mallory.is_in().await);
    assert_eq!((ada.devices().await.len(), mallory.devices().await.len()), (1, 1));
}

/// While `other` is under way on the phone, Ada signs the phone out. Whoever
/// comes first ends the other, but what Ada was told must be true.
async fn revoked_during<T>(ada: &Person, phone: &Person, other: impl Future<Output = T>) {
    let session = phone.session().await;
    let (revoked, _) = join(async { ada.revokes(&session).await }, other).await;
    match revoked.location().as_str() {
        "/settings?done=session#sessions" => assert!(!phone.is_in().await, "it came back"),
        _ => assert!(phone.is_in().await && !ada.is_in().await),
    }
}

#[tokio::test]
async fn a_revoked_session_does_not_come_back_by_a_new_password() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let phone = ada.on_another_device().await;
    revoked_during(&ada, &phone, async { phone.changes_password(PASSWORD, "battery 43").await })
        .await;
}

#[tokio::test]
async fn a_revoked_session_does_not_come_back_by_signing_out_the_others() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for _ in 0..10 {
        let (tablet, phone) = (ada.on_another_device().await, ada.on_another_device().await);
        revoked_during(&tablet, &phone, async { phone.revokes("others").await }).await;
    }
}

#[tokio::test]
async fn a_revoked_session_does_not_come_back_by_pages_under_way() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for _ in 0..5 {
        let phone = ada.on_another_device().await;
        let pages = (0..20).map(async |_| phone.get("/settings").await);
        revoked_during(&ada, &phone, join_all(pages)).await;
    }
}

#[tokio::test]
async fn a_stream_that_opens_while_its_session_is_revoked_ends_too() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let mut opened = Vec::new();
    for _ in 0..10 {
        let phone = ada.on_another_device().await;
        let session = phone.session().await;
        let opening = join_all((0..30).map(async |_| phone.asks_for_stream("/events", None).await));
        let (revoked, streams) = join(async { ada.revokes(&session).await }, opening).await;
        revoked.is(303);
        opened.extend(streams.into_iter().filter(|stream| stream.status() == 200));
    }
    join_all(opened.into_iter().map(async |stream| Stream::read(stream).is_closed().await)).await;
}

#[tokio::test]
async fn a_restart_keeps_the_list_of_devices() {
    let mut chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let phone = ada.on_a(CHROME_ON_ANDROID).await;
    let revoked = ada.on_a(FIREFOX_ON_LINUX).await;
    ada.revokes(&revoked.session().await).await.is(303);
    let mut before = ada.devices().await;
    chat.restart().await;
    let mut after = ada.devices().await;
    for devices in [&mut before, &mut after] {
        devices.sort_by(|a, b| a.session.cmp(&b.session));
    }
    assert_eq!(after, before);
    assert!(phone.is_in().await && !revoked.is_in().await);
}
