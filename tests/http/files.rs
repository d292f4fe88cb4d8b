//! Files: what is uploaded comes back as it was, and whoever may have it.

use crate::harness::upload::{id_in, multipart};
use crate::harness::{Chat, Conversation};

/// Something that is no text and no picture.
fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|place| (place * 31 % 251) as u8).collect()
}

/// What a browser records.
fn recording() -> Vec<u8> {
    let head =
        b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm";
    [head, &[0; 300][..]].concat()
}

/// Puts a file on a message, as sending does.
async fn sent(chat: &Chat, conversation: &Conversation, seq: u64) {
    let id = conversation.id.replace('-', "");
    let conversation = match chat.place.setting("DATABASE_URL") {
        Some(_) => format!("'{id}'"),
        None => format!("X'{id}'"),
    };
    let statement = format!(
        "UPDATE files SET message_seq = {seq}
         WHERE message_seq IS NULL AND conversation_id = {conversation}"
    );
    chat.place.executes(&statement).await;
}

#[tokio::test]
async fn what_is_uploaded_comes_back_as_it_was() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let bytes = bytes(700_000);
    let id = ada.uploaded(&conversation, "tide table.bin", &bytes).await;
    let response = ada.downloads(&id).opened().await;
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!(header("content-length"), "700000");
    assert_eq!(header("content-disposition"), "attachment; filename*=UTF-8''tide%20table.bin");
    assert_eq!(header("cache-control"), "private, immutable");
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("accept-ranges"), "bytes");
    assert_eq!(response.bytes().await.unwrap(), bytes);
}

#[tokio::test]
async fn parts_of_a_file_can_be_asked_for() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let id = ada.uploaded(&conversation, "letters", b"\x01abcdefghi").await;
    let part = ada.downloads(&id).header("range", "bytes=1-3").await.is(206);
    assert_eq!((&*part.body, part.header("content-range")), ("abc", Some("bytes 1-3/10")));
    let rest = ada.downloads(&id).header("range", "bytes=-2").await.is(206);
    assert_eq!(rest.body, "hi");
    let beyond = ada.downloads(&id).header("range", "bytes=10-").await.is(416);
    assert_eq!(beyond.header("content-range"), Some("bytes */10"));
    let whole = ada.downloads(&id).header("range", "bytes=1-2,4-5").await.is(200);
    assert_eq!(whole.body.len(), 10);
    let etag = whole.header("etag").unwrap().to_owned();
    let known = ada.downloads(&id).header("if-none-match", &etag).await.is(304);
    assert_eq!(known.body, "");
    let other = ada.downloads(&id).header("range", "bytes=1-3").header("if-range", "\"other\"");
    other.await.is(200);
    let same = ada.downloads(&id).header("range", "bytes=1-3").header("if-range", &etag);
    same.await.is(206);
    let head = ada.ask(reqwest::Method::HEAD, &format!("/files/{id}/x")).await.is(200);
    assert_eq!((&*head.body, head.header("content-length")), ("", Some("10")));
}

#[tokio::test]
async fn who_may_not_see_the_message_is_shown_no_file_of_it() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let edsger = chat.person("edsger").await;
    let id = ada.uploaded(&conversation, "a.bin", &bytes(9)).await;
    grace.downloads(&id).await.is(404);
    edsger.downloads(&id).await.is(404);
    ada.says(&conversation, "here").await;
    sent(&chat, &conversation, 1).await;
    for member in [&ada, &grace] {
        member.downloads(&id).await.is(200);
        member.get(&format!("/files/{id}/thumbnail")).await.is(404);
    }
    edsger.downloads(&id).await.is(404);
    chat.visitor().get(&format!("/files/{id}/a.bin")).await.is(303);
    chat.visitor().get(&format!("/files/{id}/a.bin")).htmx().await.is(401);
    grace.does(&conversation, 1, "hide", &[]).await;
    grace.downloads(&id).await.is(404);
    ada.downloads(&id).await.is(200);
    ada.post(&format!("{}/clear", conversation.path())).htmx().await;
    ada.downloads(&id).await.is(404);
    for wrong in ["/files/x/y", "/files/00000000-0000-0000-0000-000000000000/y"] {
        ada.get(wrong).await.is(404);
    }
}

#[tokio::test]
async fn who_came_later_sees_only_files_from_then_on() {
    let chat = Chat::start().await;
    let (ada, grace, edsger) =
        (chat.person("ada").await, chat.person("grace").await, chat.person("edsger").await);
    let fields = [("title", "Boats"), ("history", "joining"), ("username", "grace")];
    let location = ada.post("/groups/new").form(&fields).await.location();
    let id = location.strip_prefix("/conversations/").unwrap().to_owned();
    let group = Conversation { id };
    let before = ada.uploaded(&group, "before.bin", &bytes(9)).await;
    let seq = ada.says(&group, "before").await.seq;
    sent(&chat, &group, seq).await;
    let added = [("username", "edsger")];
    ada.post(&format!("{}/members", group.path())).form(&added).await.is(303);
    let after = ada.uploaded(&group, "after.bin", &bytes(9)).await;
    let seq = ada.says(&group, "after").await.seq;
    sent(&chat, &group, seq).await;
    edsger.downloads(&before).await.is(404);
    edsger.downloads(&after).await.is(200);
    grace.downloads(&before).await.is(200);
    let removed = format!("{}/members/grace/remove", group.path());
    ada.post(&removed).form(&[("x", "")]).await.is(303);
    grace.downloads(&before).await.is(404);
}

#[tokio::test]
async fn the_same_upload_again_is_the_same_file() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let bytes = bytes(200_000);
    let fields = [("nonce", "n-1")];
    let again = || ada.uploads(&conversation, &fields, ("a.bin", &bytes));
    let (one, other) =
        futures_util::future::join(again().into_future(), again().into_future()).await;
    let id = id_in(&one.is(200));
    assert_eq!(id_in(&other.is(200)), id);
    assert_eq!(id_in(&again().await.is(200)), id);
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, 1);
    assert_eq!(chat.place.count("SELECT count(*) FROM objects").await, 1);
    let said = chat.place.commands("files check").await;
    assert!(said.status.success() && said.output.contains("0 left over"), "{}", said.output);
    // A nonce is one person's own, and one conversation's.
    grace.uploads(&conversation, &fields, ("a.bin", &bytes)).await.is(200);
    let notes = ada.talks_to(&ada).await;
    ada.uploads(&notes, &fields, ("a.bin", &bytes)).await.is(422);
}

#[tokio::test]
async fn what_is_said_about_a_file_is_kept_with_it() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let webm = recording();
    let fields =
        [("voice", "1"), ("duration", "42000"), ("waveform", "0v9a"), ("alt", " A  boat ")];
    ada.uploads(&conversation, &fields, ("voice.webm", &webm)).await.is(200);
    let kept = "SELECT count(*) FROM files WHERE kind = 'voice' AND duration_ms = 42000
        AND waveform = '0v9a' AND alt = 'A boat'";
    assert_eq!(chat.place.count(kept).await, 1);
    let id = id_in(&ada.uploads(&conversation, &[("voice", "1")], ("v", &webm)).await.is(200));
    let answer = ada.downloads(&id).opened().await;
    assert_eq!(answer.headers()["content-type"], "audio/webm");
    // Who cannot send fields first puts them into the address.
    let path = format!("{}/files?alt=A+pier&nonce=n-7", conversation.path());
    let body = multipart(&[], Some(("a", b"\x01")));
    let kind = crate::harness::upload::content_type();
    ada.post(&path).htmx().body(body).header("content-type", &kind).await.is(200);
    let kept = "SELECT count(*) FROM files WHERE alt = 'A pier' AND nonce = 'n-7'";
    assert_eq!(chat.place.count(kept).await, 1);
    for wrong in
        [("alt", &*"x".repeat(401)), ("waveform", "z"), ("nonce", " a b "), ("duration", "x")]
    {
        ada.uploads(&conversation, &[wrong], ("a", b"\x01")).await.is(422);
    }
}

#[tokio::test]
async fn what_would_run_is_only_saved() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    for (name, content) in [
        ("cat.png", "<html><script>alert(1)</script></html>"),
        ("cat.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("cat.xml", "<?xml version='1.0'?><a xmlns:x='http://www.w3.org/1999/xhtml'/>"),
        ("cat.txt", "words"),
        ("cat.js", "alert(1)"),
    ] {
        let id = ada.uploaded(&conversation, name, content.as_bytes()).await;
        let answer = ada.downloads(&id).await.is(200);
        assert_eq!(answer.header("content-type"), Some("application/octet-stream"), "{name}");
        let how = answer.header("content-disposition").unwrap();
        assert!(how.starts_with("attachment;"), "{name}: {how}");
        assert_eq!(answer.body, content);
    }
}
