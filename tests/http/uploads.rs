//! Uploads that take their time, and what happens meanwhile.

use std::fs;
use std::future::{Future, IntoFuture};
use std::pin::pin;

use futures_util::future::join_all;
use reqwest::Method;

use crate::harness::person::PASSWORD;
use crate::harness::upload::{Rest, content_type, halted, multipart};
use crate::harness::{Answer, Ask, Chat, Conversation, Mode, Person, Program, eventually};

/// How a form ends.
const CLOSING: &[u8] = b"------natter-test-7f3a--\r\n";
/// So much that some of it is written before the rest comes.
const SIZE: usize = 700_000;

/// An upload whose last bytes come later.
fn begins<'p>(person: &'p Person, at: &Conversation) -> (Ask<'p>, Rest) {
    let whole = multipart(&[], Some(("a.bin", &vec![1; SIZE])));
    let length = whole.len().to_string();
    let (body, rest) = halted(whole);
    (person.posts_parts(at, body).header("content-length", &length), rest)
}

/// So many uploads have begun to come.
async fn have_begun(chat: &Chat, count: usize) {
    let incoming = chat.place.folder.join("natter-files/incoming");
    eventually(&format!("{count} uploads under way"), async || {
        let files = fs::read_dir(&incoming).ok()?;
        let begun =
            files.filter(|one| one.as_ref().unwrap().metadata().is_ok_and(|it| it.len() > 0));
        (begun.count() == count).then_some(())
    })
    .await;
}

/// What the upload is answered, and the story that goes on meanwhile.
async fn during(upload: Ask<'_>, story: impl Future<Output = ()>) -> Answer {
    let (answer, ()) = tokio::join!(upload.into_future(), story);
    answer
}

#[tokio::test]
async fn of_one_person_four_files_come_at_once_and_the_next_waits() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let (asks, mut rests): (Vec<_>, Vec<_>) = (0..4).map(|_| begins(&ada, &conversation)).unzip();
    let story = async {
        have_begun(&chat, 4).await;
        let mut fifth = pin!(ada.uploads(&conversation, &[], ("5.bin", b"\x01five")).into_future());
        let others = async {
            for name in ["1.bin", "2.bin", "3.bin"] {
                grace.uploaded(&conversation, name, b"\x01other").await;
            }
        };
        tokio::select! { _ = &mut fifth => panic!("it did not wait"), () = others => {} }
        rests.pop().unwrap().comes();
        fifth.await.is(200);
        rests.drain(..).for_each(Rest::comes);
    };
    let (answers, ()) =
        tokio::join!(join_all(asks.into_iter().map(IntoFuture::into_future)), story);
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, 8);
}

#[tokio::test]
async fn what_is_under_way_counts_as_stored() {
    let chat = Chat::with(&[("STORAGE_PER_PERSON", "1MB")]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let (upload, rest) = begins(&ada, &conversation);
    let answer = during(upload, async {
        have_begun(&chat, 1).await;
        let full = ada.uploads(&conversation, &[], ("b.bin", &vec![1; 600_000])).await.is(422);
        assert!(full.body.contains("as much room"), "{}", full.body);
        ada.uploads(&conversation, &[], ("c.bin", &vec![1; 200_000])).await.is(200);
        grace.uploads(&conversation, &[], ("b.bin", &vec![1; 600_000])).await.is(200);
        rest.comes();
    });
    answer.await.is(200);
    // What was given up counts no more.
    let edsger = chat.person("edsger").await;
    let notes = edsger.talks_to(&edsger).await;
    let (upload, _rest) = begins(&edsger, &notes);
    tokio::select! {
        _ = upload.into_future() => panic!("it ended"),
        () = have_begun(&chat, 1) => {}
    }
    have_begun(&chat, 0).await;
    edsger.uploads(&notes, &[], ("d.bin", &vec![1; 900_000])).await.is(200);
}

/// Ends what somebody is signed in with.
#[derive(Debug, Clone, Copy)]
enum End {
    Revoked,
    Disabled,
    AnotherPassword,
}

impl End {
    const ALL: [Self; 3] = [Self::Revoked, Self::Disabled, Self::AnotherPassword];

    async fn comes(self, chat: &Chat, person: &Person) {
        let elsewhere = person.on_another_device().await;
        match self {
            Self::Revoked => drop(elsewhere.revokes("others").await.is(303)),
            Self::Disabled => {
                chat.place.obeys(&format!("user disable {}", person.username)).await;
            }
            Self::AnotherPassword => {
                drop(elsewhere.changes_password(PASSWORD, "another horse 43").await.is(303));
            }
        }
    }
}

#[tokio::test]
async fn who_is_signed_out_during_an_upload_stores_nothing() {
    let chat = Chat::start().await;
    let edsger = chat.person("edsger").await;
    for (end, name) in End::ALL.into_iter().zip(["ada", "grace", "dora"]) {
        let person = chat.person(name).await;
        let conversation = person.talks_to(&edsger).await;
        let (upload, rest) = begins(&person, &conversation);
        let story = async {
            have_begun(&chat, 1).await;
            end.comes(&chat, &person).await;
            rest.comes();
        };
        let answer = during(upload, story).await;
        assert_eq!(answer.status, 401, "{end:?}");
    }
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, 0);
    assert_eq!(chat.place.count("SELECT count(*) FROM objects").await, 0);
}

#[tokio::test]
async fn who_is_signed_out_while_a_form_comes_says_nothing() {
    let chat = Chat::start().await;
    let edsger = chat.person("edsger").await;
    for (end, name) in End::ALL.into_iter().zip(["ada", "grace", "dora"]) {
        let person = chat.person(name).await;
        let conversation = person.talks_to(&edsger).await;
        // The text comes after the file, which is stored by then.
        let file = multipart(&[], Some(("a.bin", b"\x01abc")));
        let file = &file[..file.len() - CLOSING.len()];
        let whole = [file, &multipart(&[("body", "too late"), ("nonce", "n-1")], None)].concat();
        let (body, rest) = halted(whole);
        let path = conversation.messages();
        let send = person.post(&path).htmx().body(body).header("content-type", &content_type());
        let story = async {
            let stored = format!(
                "SELECT count(*) FROM files AS f JOIN users AS u ON u.id = f.uploader_id
                 WHERE u.username = '{name}'"
            );
            eventually("the file", async || (chat.place.count(&stored).await == 1).then_some(()))
                .await;
            end.comes(&chat, &person).await;
            rest.comes();
        };
        assert_eq!(during(send, story).await.status, 401, "{end:?}");
    }
    assert_eq!(chat.place.count("SELECT count(*) FROM messages").await, 0);
}

/// A form that is refused for its text, which comes after a file that is stored by then.
fn begins_refused<'p>(person: &'p Person, at: &Conversation) -> (Ask<'p>, Rest) {
    let file = multipart(&[], Some(("a.bin", b"\x01abc")));
    let file = &file[..file.len() - CLOSING.len()];
    let text = "x".repeat(5_000);
    let whole = [file, &multipart(&[("body", &*text), ("nonce", "n-1")], None)].concat();
    let (body, rest) = halted(whole);
    let ask = person.post(&at.messages()).body(body).header("content-type", &content_type());
    (ask, rest)
}

async fn has_stored(chat: &Chat, files: i64) {
    let stored = async || chat.place.count("SELECT count(*) FROM files").await == files;
    eventually("the file", async || stored().await.then_some(())).await;
}

#[tokio::test]
async fn a_refusal_shows_nothing_to_who_was_signed_out_or_removed_meanwhile() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let group = ada.makes_group("The pond", &[&grace]).await;

    let (send, rest) = begins_refused(&grace, &group);
    let answer = during(send, async {
        has_stored(&chat, 1).await;
        ada.turns_out(&group, &grace).await;
        rest.comes();
    })
    .await;
    assert_eq!(answer.status, 404);

    let (send, rest) = begins_refused(&grace, &conversation);
    let answer = during(send, async {
        has_stored(&chat, 2).await;
        End::Revoked.comes(&chat, &grace).await;
        rest.comes();
    })
    .await;
    assert!([303, 401].contains(&answer.status), "{}", answer.status);

    // No picture, after all.
    let (body, rest) = halted(multipart(&[], Some(("a.png", &vec![1; SIZE]))));
    let avatar = ada.post("/settings/avatar").body(body).header("content-type", &content_type());
    let answer = during(avatar, async {
        have_begun(&chat, 1).await;
        End::AnotherPassword.comes(&chat, &ada).await;
        rest.comes();
    })
    .await;
    assert!([303, 401].contains(&answer.status), "{}", answer.status);
}

#[tokio::test]
async fn a_token_that_is_taken_back_during_an_upload_stores_nothing() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let whole = multipart(&[], Some(("a.bin", &vec![1; SIZE])));
    let (body, rest) = halted(whole);
    let program = Program::of(&ada).await;
    let upload = program.ask(Method::POST, &format!("/conversations/{}/files", conversation.id));
    let upload = upload.body(body).header("content-type", &content_type());
    let answer = during(upload, async {
        have_begun(&chat, 1).await;
        chat.place.executes("DELETE FROM tokens").await;
        rest.comes();
    });
    assert_eq!(answer.await.status, 401);
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, 0);
}

/// What waits for a lock of this database.
async fn waiting(chat: &Chat) -> i64 {
    let waits = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    chat.place.count(waits).await
}

#[tokio::test]
async fn a_group_that_ends_and_an_upload_into_it_do_not_disturb_each_other() {
    if !Mode::is_full() {
        return;
    }
    let chat = Chat::start().await;
    let (ada, grace, _) = chat.pair().await;
    let group = ada.makes_group("The pond", &[&grace]).await;
    ada.says(&group, "hello").await;
    let reaction = [("emoji", "🎉"), ("on", "1")];
    grace.does(&group, 2, "reactions", &reaction).await.is(200);
    // It has taken the files away, and what holds them is still there.
    let held = chat.place.holds("SELECT * FROM reactions FOR UPDATE").await;
    let end = ada.acts(&group, "delete", &[("title", "The pond")]).into_future();
    let story = async {
        let waits = async |count| (waiting(&chat).await == count).then_some(());
        eventually("the end to wait", async || waits(1).await).await;
        let upload = grace.uploads(&group, &[], ("a.bin", b"\x01abc")).into_future();
        let release = async {
            // Or it is stored already, and the group cannot end.
            eventually("the upload to be where it can get", async || {
                let stored = chat.place.count("SELECT count(*) FROM files").await == 1;
                (stored || waiting(&chat).await == 2).then_some(())
            })
            .await;
            held.rollback().await.unwrap();
        };
        tokio::join!(upload, release).0
    };
    let (ended, upload) = tokio::join!(end, story);
    assert_eq!((ended.status, upload.status), (303, 404), "{} {}", ended.body, upload.body);
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, 0);
}

#[tokio::test]
async fn groups_end_while_files_come_into_them() {
    let chat = Chat::start().await;
    let (ada, grace, _) = chat.pair().await;
    for round in 0..12 {
        let group = ada.makes_group("The pond", &[&grace]).await;
        let uploads =
            (0..3).map(|_| grace.uploads(&group, &[], ("a.bin", b"\x01abc")).into_future());
        let end = async {
            if round % 3 > 0 {
                grace.uploads(&group, &[], ("b.bin", b"\x01abc")).await;
            }
            ada.acts(&group, "delete", &[("title", "The pond")]).await
        };
        let (answers, ended) = tokio::join!(join_all(uploads), end);
        assert_eq!(ended.status, 303, "{}", ended.body);
        let known = |answer: &Answer| [200, 404].contains(&answer.status);
        assert!(answers.iter().all(known), "{:?}", answers[0].body);
    }
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, 0);
}

#[tokio::test]
async fn a_long_upload_does_not_bring_an_old_cookie_back() {
    if Mode::is_full() {
        return;
    }
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    // It was used long ago, so whatever uses it would write it again, with its cookie.
    let ages = r#"UPDATE sessions SET data = CAST(json_set(
        CAST(data AS text), '$.data."sign-in".last_used_at', 1) AS blob)"#;
    chat.place.executes(ages).await;
    let (upload, rest) = begins(&ada, &conversation);
    let answer = during(upload, async {
        have_begun(&chat, 1).await;
        ada.changes_password(PASSWORD, "another horse 43").await.is(303);
        rest.comes();
    })
    .await;
    assert_eq!((answer.status, answer.header("set-cookie")), (401, None));
    ada.opens("/conversations").await;
}
