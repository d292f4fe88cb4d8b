//! Small pictures in Telegram, for who wants them there.

use std::fs;
use std::time::Duration;

use serde_json::json;

use crate::harness::away::Scene;
use crate::harness::eventually;
use crate::harness::telegram::Shown;
use crate::harness::upload::photograph;

const TWO_DAYS: Duration = Duration::from_secs(49 * 3600);
/// What stands in the place of a picture that is gone.
const BLANK: Option<(u32, u32)> = Some((320, 180));
const SMALL: Option<(u32, u32)> = Some((1200, 900));

async fn with_pictures() -> Scene {
    let scene = Scene::start().await;
    scene.ada.changes("notifications", &[("pictures", "on")]).await.is(303);
    scene
}

async fn deletes(scene: &Scene, seq: u64) {
    scene.grace.does(&scene.conversation, seq, "delete", &[]).await.is(200);
}

/// What stands alone in the chat: its text, and the picture above it.
async fn alone(scene: &Scene, text: &str) -> (i64, Option<(u32, u32)>) {
    let Shown { id, picture, .. } = scene.phone.shows_just(text).await;
    (id, picture)
}

fn count(scene: &Scene, method: &str) -> usize {
    scene.telegram.calls(method).len()
}

#[tokio::test]
async fn a_picture_goes_along_only_for_who_wants_it() {
    let scene = Scene::start().await;
    scene.shows("Look", &[(1600, 1200)]).await;
    let notice = scene.phone.shows_just("Grace\nPicture\nLook").await;
    assert_eq!(notice.picture, None, "nobody has asked for it");
    scene.phone.presses(&notice, "Mark as read");
    scene.is_taken_back().await;

    scene.ada.changes("notifications", &[("pictures", "on")]).await.is(303);
    let settings = scene.ada.opens("/settings").await;
    assert!(settings.has("[name=pictures][type=checkbox][checked]"));
    scene.shows("And *this*", &[(1600, 1200)]).await;
    let notice = scene.phone.shows_just("Grace\nPicture\nAnd this").await;
    assert_eq!(notice.picture, SMALL);
    assert_eq!(
        (notice.styled("bold"), notice.styled("italic")),
        (vec!["Grace".into()], vec!["this".into()])
    );
    let labels: Vec<_> = notice.buttons.iter().map(|(label, _)| label.as_str()).collect();
    assert_eq!(labels, ["Mark as read", "Mute 8 h"]);
    scene.phone.presses(&notice, "Mark as read");
    scene.is_taken_back().await;

    // What is small has no thumbnail, and what is no picture none at all.
    scene.shows("", &[(40, 30)]).await;
    let notice = scene.phone.shows_just("Grace\nPicture").await;
    assert_eq!(notice.picture, Some((40, 30)));
    scene.phone.presses(&notice, "Mark as read");
    scene.is_taken_back().await;
    let id = scene.grace.uploaded(&scene.conversation, "a.bin", b"\x01bytes").await;
    scene.grace.sends(&scene.conversation, &[("body", ""), ("file", &id)]).await.is(200);
    assert_eq!(alone(&scene, "Grace\na.bin").await.1, None);
}

#[tokio::test]
async fn of_an_album_the_first_goes_along() {
    let scene = with_pictures().await;
    scene.shows("The pier", &[(1600, 1200), (40, 30)]).await;
    assert_eq!(alone(&scene, "Grace\n2 pictures\nThe pier").await.1, SMALL);
}

#[tokio::test]
async fn a_notice_with_a_picture_is_edited_and_answered_as_any() {
    let scene = with_pictures().await;
    scene.shows("The pear", &[(1600, 1200)]).await;
    let (first, _) = alone(&scene, "Grace\nPicture\nThe pear").await;
    scene.grace.edits(&scene.conversation, 1, "The pier").await;
    assert_eq!(alone(&scene, "Grace\nPicture\nThe pier").await, (first, SMALL));
    scene.says("at dawn").await;
    let both = "2 new messages from Grace\nPicture: The pier\nat dawn";
    assert_eq!(alone(&scene, both).await, (first, SMALL));
    assert_eq!((count(&scene, "SendPhoto"), count(&scene, "EditMessageText")), (1, 0));
    scene.is_settled().await;
    scene.phone.replies(first, "Lovely");
    eventually("the answer", async || (scene.texts().await.len() == 3).then_some(())).await;
    assert_eq!(scene.ada.unread(&scene.conversation).await, None);
}

#[tokio::test]
async fn a_picture_goes_with_its_message_and_nothing_rings_again() {
    let scene = with_pictures().await;
    scene.says("at dawn").await;
    scene.phone.shows_just("Grace\nat dawn").await;
    // It is the word that was told first, so the notice stays one of words.
    scene.shows("", &[(1600, 1200)]).await;
    let both = "2 new messages from Grace\nat dawn\nPicture";
    assert_eq!(alone(&scene, both).await.1, None);
    scene.ada.reads(&scene.conversation, 2).await;
    scene.is_taken_back().await;

    scene.shows("The pier", &[(1600, 1200)]).await;
    scene.phone.shows_just("Grace\nPicture\nThe pier").await;
    scene.says("in the fog").await;
    let both = "2 new messages from Grace\nPicture: The pier\nin the fog";
    let (first, _) = alone(&scene, both).await;
    deletes(&scene, 3).await;
    let (rest, picture) = alone(&scene, "Grace\nin the fog").await;
    assert!(rest != first && picture.is_none());
    let silent =
        scene.telegram.calls("SendMessage").last().unwrap().body["disable_notification"].clone();
    assert_eq!(silent, json!(true));
}

#[tokio::test]
async fn whoever_wants_less_takes_the_picture_away() {
    let scene = with_pictures().await;
    for (less, more, text) in [
        (("pictures", "off"), ("pictures", "on"), "Grace\nPicture\nThe pier"),
        (("content", "sender"), ("content", "text"), "Grace"),
    ] {
        scene.shows("The pier", &[(1600, 1200)]).await;
        let (first, picture) = alone(&scene, "Grace\nPicture\nThe pier").await;
        assert_eq!(picture, SMALL);
        scene.ada.changes("notifications", &[less]).await.is(303);
        eventually("the picture to go", async || {
            let shown = scene.phone.shows();
            let [one] = &shown[..] else { return None };
            (one.id != first && one.picture.is_none() && one.text == text).then_some(())
        })
        .await;
        let notice = scene.phone.shows_just(text).await;
        scene.phone.presses(&notice, "Mark as read");
        scene.is_taken_back().await;
        scene.ada.changes("notifications", &[more]).await.is(303);
    }
}

#[tokio::test]
async fn where_a_notice_must_stay_its_picture_does_not() {
    let scene = with_pictures().await;
    scene.shows("The pier", &[(1600, 1200)]).await;
    let (old, _) = alone(&scene, "Grace\nPicture\nThe pier").await;
    scene.ages(TWO_DAYS).await;
    scene.ada.reads(&scene.conversation, 1).await;
    assert_eq!(alone(&scene, "Read on Natter.").await, (old, BLANK));
    scene.phone.forgets();
    scene.is_settled().await;

    scene.shows("The wreck", &[(1600, 1200)]).await;
    let notice = scene.hears("Grace\nPicture\nThe wreck").await;
    scene.is_settled().await;
    scene.phone.replies(notice.id, "Oh");
    eventually("the answer", async || (scene.texts().await.len() == 3).then_some(())).await;
    deletes(&scene, 2).await;
    assert_eq!(alone(&scene, "Message deleted").await, (notice.id, BLANK));
}

#[tokio::test]
async fn without_its_bytes_a_notice_goes_in_words() {
    let scene = with_pictures().await;
    let bytes = photograph(1600, 1200);
    let id = scene.grace.uploaded(&scene.conversation, "pier.jpg", &bytes).await;
    fs::remove_dir_all(scene.chat.place.folder.join("natter-files")).unwrap();
    let fields = [("body", "The pier"), ("file", id.as_str())];
    scene.grace.sends(&scene.conversation, &fields).await.is(200);
    let (_, picture) = alone(&scene, "Grace\nPicture\nThe pier").await;
    assert_eq!(picture, None);
}

#[tokio::test]
async fn what_telegram_does_not_take_as_a_picture_it_gets_in_words_once() {
    let scene = with_pictures().await;
    scene.telegram.refuses("SendPhoto", Some(7), 1, 400, "Bad Request: IMAGE_PROCESS_FAILED");
    scene.shows("The pier", &[(1600, 1200)]).await;
    assert_eq!(alone(&scene, "Grace\nPicture\nThe pier").await.1, None);
    scene.is_settled().await;
    assert_eq!((count(&scene, "SendPhoto"), count(&scene, "SendMessage")), (1, 1 + 1));
    scene.grace.edits(&scene.conversation, 1, "The wreck").await;
    assert_eq!(alone(&scene, "Grace\nPicture\nThe wreck").await.1, None);
}

#[tokio::test]
async fn nobody_knows_whether_it_arrived_so_it_is_not_sent_at_once() {
    let scene = with_pictures().await;
    scene.telegram.refuses("SendPhoto", Some(7), 1, 502, "Bad Gateway");
    scene.shows("The pier", &[(1600, 1200)]).await;
    eventually("the first attempt to be noted", async || {
        let noted = "SELECT count(*) FROM notifications WHERE attempts = 1 AND claim IS NULL";
        (scene.chat.place.count(noted).await == 1).then_some(())
    })
    .await;
    assert!(scene.phone.shows().is_empty());
    assert_eq!(alone(&scene, "Grace\nPicture\nThe pier").await.1, None);
    assert_eq!(count(&scene, "SendPhoto"), 1);
}

#[tokio::test]
async fn a_pause_that_telegram_asks_for_costs_no_picture() {
    let scene = with_pictures().await;
    scene.telegram.slows_down("SendPhoto", 1, 1);
    scene.shows("The pier", &[(1600, 1200)]).await;
    assert_eq!(alone(&scene, "Grace\nPicture\nThe pier").await.1, SMALL);
    assert_eq!((count(&scene, "SendPhoto"), count(&scene, "SendMessage")), (2, 1));
}
