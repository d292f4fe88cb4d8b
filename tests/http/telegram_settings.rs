//! How much is told on Telegram, and when not.

use crate::harness::away::Scene;
use crate::harness::{Chat, Person};

/// What is stored: content, beginning and end of quiet hours.
async fn stored(person: &Person) -> [String; 3] {
    let page = person.opens("/settings").await;
    let value = |name| page.value(name).unwrap();
    let content = page.attribute("[name=content][checked]", "value").unwrap();
    [content, value("quiet_from"), value("quiet_until")]
}

#[tokio::test]
async fn only_what_was_allowed_reaches_telegram() {
    let scene = Scene::start().await;
    let secret = "the-combination-is-4711";
    for (content, words) in [("sender", "Grace"), ("nothing", "You have a new message.")] {
        scene.ada.changes("notifications", &[("content", content)]).await.is(303);
        scene.says(secret).await;
        let notice = scene.phone.hears(words).await;
        assert_eq!(notice.text.trim(), words);
        scene.phone.presses(&notice, "Mark as read");
        scene.is_taken_back().await;
    }
    for call in scene.telegram.all_calls() {
        let body = call.body.to_string();
        assert!(!body.contains(secret), "{}: {body}", call.method);
    }
    let told = scene.telegram.calls("SendMessage");
    let last = told.last().unwrap().body.to_string();
    assert!(!last.contains("Grace"), "{last}");

    scene.ada.changes("notifications", &[("content", "text")]).await.is(303);
    scene.says("not so secret").await;
    scene.phone.hears("Grace\nnot so secret").await;
}

#[tokio::test]
async fn a_notice_that_stands_there_says_less_once_less_is_wanted() {
    let scene = Scene::start().await;
    scene.says("rather private").await;
    let notice = scene.phone.hears("rather private").await;
    scene.ada.changes("notifications", &[("content", "nothing")]).await.is(303);
    let now = scene.phone.hears("You have a new message.").await;
    assert_eq!(now.id, notice.id);
    assert_eq!(scene.phone.shows().len(), 1);
}

/// The full hour so many hours away, in UTC.
fn from_now(hours: i8) -> String {
    let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    format!("{:02}:00", (now.hour() + hours).rem_euclid(24))
}

#[tokio::test]
async fn quiet_hours_keep_a_notice_until_they_end_or_are_taken_away() {
    let scene = Scene::start().await;
    let quiet = [("quiet_from", &*from_now(-2)), ("quiet_until", &*from_now(12))];
    scene.ada.changes("notifications", &quiet).await.is(303);
    scene.says("good night").await;
    // Somebody without quiet hours is told what was said later.
    let edsger = scene.chat.person("edsger").await;
    let other = scene.telegram.phone(8, "edsger");
    edsger.links_to(&other).await;
    let with_grace = scene.grace.talks_to(&edsger).await;
    scene.grace.says(&with_grace, "still up?").await;
    other.hears("still up?").await;
    assert_eq!(scene.phone.shows(), []);

    scene.ada.changes("notifications", &[("quiet_from", ""), ("quiet_until", "")]).await.is(303);
    scene.phone.hears("good night").await;
}

#[tokio::test]
async fn who_moves_to_another_time_zone_does_not_wait_for_the_old_morning() {
    let scene = Scene::start().await;
    let quiet = [("quiet_from", &*from_now(-2)), ("quiet_until", &*from_now(11))];
    scene.ada.changes("notifications", &quiet).await.is(303);
    scene.says("good night").await;
    let later = scene.telegram.phone(8, "edsger");
    let edsger = scene.chat.person("edsger").await;
    edsger.links_to(&later).await;
    let with_grace = scene.grace.talks_to(&edsger).await;
    scene.grace.says(&with_grace, "still up?").await;
    later.hears("still up?").await;
    assert_eq!(scene.phone.shows(), []);
    // Where it is twelve hours later, the quiet hours are over.
    scene.ada.changes("preferences", &[("time_zone", "Etc/GMT-12")]).await.is(303);
    scene.phone.hears("good night").await;
}

#[tokio::test]
async fn the_form_changes_only_what_it_sends() {
    let scene = Scene::start().await;
    let ada = &scene.ada;
    assert_eq!(stored(ada).await, ["text", "", ""]);
    let quiet = [("quiet_from", "22:30"), ("quiet_until", "07:00")];
    ada.changes("notifications", &quiet)
        .await
        .redirects_to("/settings?done=notifications#telegram");
    ada.changes("notifications", &[("content", "sender")]).await.is(303);
    ada.changes("notifications", &[("quiet_until", "08:15")]).await.is(303);
    ada.changes("notifications", &[]).await.is(303);
    assert_eq!(stored(ada).await, ["sender", "22:30", "08:15"]);
    ada.changes("preferences", &[("theme", "dark")]).await.is(303);
    assert_eq!(stored(ada).await, ["sender", "22:30", "08:15"]);
    ada.changes("notifications", &[("quiet_from", ""), ("quiet_until", "")]).await.is(303);
    assert_eq!(stored(ada).await, ["sender", "", ""]);
}

#[tokio::test]
async fn wrong_wishes_are_told_beside_their_field_and_change_nothing() {
    let scene = Scene::start().await;
    for (field, fields) in [
        ("content", &[("content", "everything")][..]),
        ("content", &[("content", ""), ("quiet_from", "22:00"), ("quiet_until", "07:00")]),
        ("quiet_from", &[("quiet_from", "25:00"), ("quiet_until", "07:00")]),
        ("quiet_from", &[("quiet_from", ""), ("quiet_until", "07:00")]),
        ("quiet_until", &[("quiet_from", "22:00"), ("quiet_until", "late")]),
        ("quiet_until", &[("quiet_from", "22:00"), ("quiet_until", "")]),
        ("quiet_until", &[("quiet_from", "22:00")]),
        ("quiet_until", &[("quiet_from", "22:00"), ("quiet_until", "22:00")]),
    ] {
        let page = scene.ada.changes("notifications", fields).await.is(422).page();
        assert!(page.complaint(field).is_some(), "no sentence beside {field}: {fields:?}");
        for (name, typed) in fields.iter().filter(|(name, _)| *name != "content") {
            assert_eq!(page.value(name).as_deref(), Some(*typed), "{fields:?}");
        }
        assert_eq!(stored(&scene.ada).await, ["text", "", ""], "{fields:?}");
    }
}

#[tokio::test]
async fn a_conversation_is_muted_and_unmuted_in_its_header() {
    let scene = Scene::start().await;
    let path = format!("{}/mute", scene.conversation.path());
    let is_muted = async || scene.ada.looks_at(&scene.conversation).await.has("#menu[data-muted]");
    assert!(!is_muted().await);
    for choice in ["1h", "8h", "tomorrow", "always"] {
        let page = scene.ada.looks_at(&scene.conversation).await;
        let button = format!("#menu button[name=mute][value='{choice}']");
        assert_eq!(page.attribute(&button, "formaction").as_deref(), Some(&*path));
        let answer = scene.ada.post(&path).form(&[("mute", choice)]).await;
        answer.redirects_to(&scene.conversation.path());
        assert!(is_muted().await, "{choice}");
        scene.ada.post(&path).form(&[("mute", "off")]).await.is(303);
        assert!(!is_muted().await, "{choice}");
    }
    scene.ada.post(&path).form(&[("mute", "for ever and a day")]).await.is(400);
    scene.chat.person("mallory").await.post(&path).form(&[("mute", "1h")]).await.is(404);
    // Only she does not hear of it.
    scene.ada.post(&path).form(&[("mute", "1h")]).await.is(303);
    assert!(!scene.grace.looks_at(&scene.conversation).await.has("#mute[data-muted]"));
}

#[tokio::test]
async fn without_a_bot_nothing_speaks_of_notices() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    assert!(!ada.looks_at(&conversation).await.has("#mute"));
    assert!(!ada.opens("/settings").await.has("[name=content]"));
}
