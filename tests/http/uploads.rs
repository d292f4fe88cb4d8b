//! Uploads that take their time, and what happens meanwhile.

use std::fs;
use std::future::{Future, IntoFuture};
use std::pin::pin;

use futures_util::future::join_all;

use crate::harness::upload::{Rest, halted, multipart};
use crate::harness::{Answer, Ask, Chat, Conversation, Person, eventually};

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
