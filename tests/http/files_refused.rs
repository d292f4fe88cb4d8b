//! Files that are not taken in, and what is left of them: nothing.

use futures_util::stream;
use reqwest::Body;

use crate::harness::raw::raw;
use crate::harness::upload::{content_type, id_in, multipart};
use crate::harness::{Chat, Mode, eventually};

const MB: usize = 1024 * 1024;

/// There is no row, and nothing in the store.
async fn nothing_is_kept(chat: &Chat) {
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, 0);
    assert_eq!(chat.place.count("SELECT count(*) FROM objects").await, 0);
    let said = chat.place.commands("files check").await;
    assert!(said.output.contains("0 objects, 0 bytes; 0 missing; 0 left over"), "{}", said.output);
}

#[tokio::test]
async fn an_empty_file_and_none_are_refused() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let empty = ada.uploads(&conversation, &[], ("empty.txt", b"")).await.is(422);
    assert!(empty.body.contains("This file is empty"), "{}", empty.body);
    ada.posts_parts(&conversation, multipart(&[("nonce", "n")], None)).await.is(422);
    // As a browser sends a form in which no file was chosen.
    ada.uploads(&conversation, &[], ("", b"")).await.is(422);
    let path = format!("{}/files", conversation.path());
    ada.post(&path).form(&[("file", "x")]).await.is(400);
    ada.posts_parts(&conversation, "no parts at all").await.is(400);
    nothing_is_kept(&chat).await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_has_come() {
    let chat = Chat::with(&[("MAX_FILE_SIZE", "1MB")]).await;
    let (ada, _, conversation) = chat.pair().await;
    ada.uploads(&conversation, &[], ("all.bin", &vec![1; MB])).await.is(200);
    chat.place.executes("DELETE FROM files").await;
    chat.place.executes("DELETE FROM objects").await;
    let said = ada.uploads(&conversation, &[], ("a.bin", &vec![1; MB + 1])).await.is(413);
    assert!(said.body.contains("1 MB"), "{}", said.body);
    // Nobody waits for what the head says will come.
    let head = format!(
        "POST {}/files HTTP/1.1\r\nhost: {}\r\norigin: {}\r\ncookie: {}\r\n\
         content-type: {}\r\ncontent-length: 30000000\r\n\r\n",
        conversation.path(),
        chat.address(),
        ada.origin(),
        ada.jar.header().unwrap(),
        content_type()
    );
    let answer = raw(&ada, head).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    // Who does not say how much comes is stopped on the way.
    let pieces = (0..40).map(|_| Ok::<_, std::io::Error>(vec![1_u8; 100_000]));
    let begin = multipart(&[], Some(("a.bin", b""))).len() - 40;
    let mut form = multipart(&[], Some(("a.bin", b"")));
    form.truncate(begin);
    let body = std::iter::once(Ok(form)).chain(pieces);
    ada.posts_parts(&conversation, Body::wrap_stream(stream::iter(body))).await.is(413);
    let left = chat.place.folder.join("natter-files/incoming");
    assert_eq!(std::fs::read_dir(left).unwrap().count(), 0, "nothing half is left");
}

#[tokio::test]
async fn a_body_that_stops_half_way_leaves_nothing() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let whole = multipart(&[("nonce", "n-1")], Some(("a.bin", &vec![1; 500_000])));
    for at in [10, 200, 300_000, whole.len() - 20] {
        let head = format!(
            "POST {}/files HTTP/1.1\r\nhost: {}\r\norigin: {}\r\ncookie: {}\r\n\
             content-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            conversation.path(),
            chat.address(),
            ada.origin(),
            ada.jar.header().unwrap(),
            content_type(),
            at
        );
        // The length fits, the form does not end.
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&whole[..at]);
        let answer = raw(&ada, bytes).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{at}: {answer}");
    }
    // The line breaks.
    let broken = stream::iter([Ok(whole[..300_000].to_vec()), Err(std::io::Error::other("gone"))]);
    assert!(ada.posts_parts(&conversation, Body::wrap_stream(broken)).tried().await.is_none());
    eventually("the half of it to go", async || {
        let said = chat.place.commands("files check").await;
        said.output.contains("; 0 left over").then_some(())
    })
    .await;
    nothing_is_kept(&chat).await;
    let again = ada.posts_parts(&conversation, whole).await.is(200);
    assert_eq!(ada.downloads(&id_in(&again)).opened().await.bytes().await.unwrap().len(), 500_000);
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, 1, "and nothing came late");
}

#[tokio::test]
async fn who_has_stored_enough_stores_no_more() {
    let chat = Chat::with(&[("STORAGE_PER_PERSON", "1MB")]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let most = vec![1; 600_000];
    ada.uploads(&conversation, &[], ("a.bin", &most)).await.is(200);
    let full = ada.uploads(&conversation, &[], ("b.bin", &most)).await.is(422);
    assert!(full.body.contains("as much room"), "{}", full.body);
    ada.uploads(&conversation, &[], ("c.bin", &vec![1; 400_000])).await.is(200);
    grace.uploads(&conversation, &[], ("a.bin", &most)).await.is(200);
    // At the same time, too.
    let edsger = chat.person("edsger").await;
    let notes = edsger.talks_to(&edsger).await;
    let uploads = (0..4).map(|_| edsger.uploads(&notes, &[], ("a.bin", &most)).into_future());
    let answers = futures_util::future::join_all(uploads).await;
    let taken = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(taken, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_stranger_uploads_nothing() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let edsger = chat.person("edsger").await;
    edsger.uploads(&conversation, &[], ("a", b"\x01")).await.is(404);
    let form = multipart(&[("reader", "grace")], Some(("a", b"\x01")));
    ada.posts_parts(&conversation, form).await.is(403);
    let path = format!("{}/files", conversation.path());
    let form = multipart(&[], Some(("a", b"\x01")));
    chat.visitor().post(&path).body(form.clone()).await.is(303);
    let foreign = grace.post(&path).body(form).header("content-type", &content_type());
    foreign.header("origin", "https://evil.example").await.is(403);
    nothing_is_kept(&chat).await;
}

#[tokio::test]
async fn names_lead_nowhere() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    for (given, named) in [
        ("../../../etc/passwd", "passwd"),
        ("..", "file"),
        (r"C:\\x\\cat.jpg", "cat.jpg"),
        ("a%22b%0D%0Ac.txt", "a_bc.txt"),
        ("photo\u{202e}gpj.exe", "photogpj.exe"),
        ("CON", "_CON"),
        (&*format!("{}.txt", "ж".repeat(300)), &*format!("{}.txt", "ж".repeat(116))),
    ] {
        let id = ada.uploaded(&conversation, given, b"\x01\x02").await;
        let answer = ada.downloads(&id).await.is(200);
        let (_, name) = answer.header("content-disposition").unwrap().split_once("''").unwrap();
        let name = percent_encoding::percent_decode_str(name).decode_utf8().unwrap();
        assert_eq!(name, named, "{given}");
    }
}

/// It would take half a minute in the other way to run, too, with the same code.
#[tokio::test]
async fn a_body_that_stands_still_is_given_up() {
    if Mode::is_full() {
        return;
    }
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let head = format!(
        "POST {}/files HTTP/1.1\r\nhost: {}\r\norigin: {}\r\ncookie: {}\r\n\
         content-type: {}\r\ncontent-length: 400000\r\n\r\n",
        conversation.path(),
        chat.address(),
        ada.origin(),
        ada.jar.header().unwrap(),
        content_type()
    );
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&multipart(&[], Some(("a.bin", &vec![1; 300_000])))[..200_000]);
    let answer = raw(&ada, bytes).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    nothing_is_kept(&chat).await;
}
