//! Messages with files: sent once, shown everywhere, and gone when the message is.

use futures_util::StreamExt;
use serde_json::json;

use crate::harness::upload::{id_in, multipart};
use crate::harness::{Chat, Conversation, Group, Mode, Person, Place, Program, Stream, eventually};

const TEXT: &[u8] = b"\x01some bytes";

/// A form with these fields and files, as a browser sends it, and its kind.
fn form_with_files(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    let mut part = |name: &str, value: &[u8]| {
        let head = format!("--cut\r\ncontent-disposition: form-data; name={name}\r\n\r\n");
        body.extend([head.as_bytes(), value, b"\r\n"].concat());
    };
    fields.iter().for_each(|(name, value)| part(&format!("\"{name}\""), value.as_bytes()));
    let named = |name: &str| format!("\"file\"; filename=\"{name}\"");
    files.iter().for_each(|(name, bytes)| part(&named(name), bytes));
    body.extend(b"--cut--\r\n");
    ("multipart/form-data; boundary=cut".to_owned(), body)
}

/// The event that shows this file.
async fn told(stream: &mut Stream, id: &str) -> String {
    stream.expects("the file", |event| event.data.contains(id).then(|| event.data.clone())).await
}

/// A message with one file that is called so; its id.
async fn sends_file(person: &Person, conversation: &Conversation, name: &str) -> String {
    let id = person.uploaded(conversation, name, TEXT).await;
    person.sends(conversation, &[("body", ""), ("file", &id)]).await.is(200);
    id
}

async fn unsent(chat: &Chat) -> i64 {
    chat.place.count("SELECT count(*) FROM files WHERE message_seq IS NULL").await
}

#[tokio::test]
async fn a_message_shows_its_files_to_everybody_who_sees_it() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut stream = grace.listens_to(&conversation).await;
    let one = ada.uploaded(&conversation, "tides.bin", TEXT).await;
    let two = ada.uploaded(&conversation, "plan.bin", TEXT).await;
    let fields =
        [("body", "Both of them"), ("nonce", "a"), ("file", two.as_str()), ("file", one.as_str())];
    let answer = ada.sends(&conversation, &fields).await.is(200);
    assert_eq!(id_in(&answer), two, "in the order in which they are named");
    assert!(answer.body.contains(&format!("/files/{one}/tides.bin")), "{}", answer.body);
    let event = told(&mut stream, &two).await;
    assert!(event.contains("Both of them"), "{event}");
    for person in [&ada, &grace] {
        let page = person.get(&conversation.path()).await.is(200);
        assert!(page.body.contains(&format!("data-file=\"{two}\"")));
        assert_eq!(person.downloads(&one).await.is(200).body.as_bytes(), TEXT);
    }
    assert!(grace.get("/conversations").await.body.contains("2 files: Both of them"));
    // The same again is the same message, and other files are another.
    let again = ada.sends(&conversation, &fields).await.is(200);
    assert_eq!(id_in(&again), two);
    let other = [("body", "Both of them"), ("nonce", "a"), ("file", two.as_str())];
    ada.sends(&conversation, &other).await.is(422);
    assert_eq!(unsent(&chat).await, 0);
}

#[tokio::test]
async fn a_file_is_sent_once_and_by_who_has_uploaded_it() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let edsger = chat.person("edsger").await;
    let other = ada.talks_to(&edsger).await;
    let id = ada.uploaded(&conversation, "a.bin", TEXT).await;
    let refused = async |person: &Person, conversation: &Conversation, ids: &[&str]| {
        let mut fields = vec![("body", "my <text>")];
        fields.extend(ids.iter().map(|id| ("file", *id)));
        let answer = person.sends(conversation, &fields).await.is(422);
        assert!(answer.body.contains("my &#60;text&#62;"), "{}", answer.body);
        answer
    };
    let nobodys = uuid::Uuid::now_v7().to_string();
    let gone = "A file is not there any more.";
    assert!(refused(&grace, &conversation, &[&id]).await.body.contains(gone));
    refused(&ada, &other, &[&id]).await;
    refused(&ada, &conversation, &[&id, &nobodys]).await;
    refused(&ada, &conversation, &["no id"]).await;
    let many: Vec<String> = (0..11).map(|_| uuid::Uuid::now_v7().to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(refused(&ada, &conversation, &many).await.body.contains("up to ten files"));
    ada.sends(&conversation, &[("file", &id)]).await.is(200);
    refused(&ada, &conversation, &[&id]).await;
    let page = ada.looks_at(&conversation).await;
    assert_eq!(page.messages().len(), 1, "nothing else was stored");
    // An empty field is no file, and without one a message says something.
    ada.sends(&conversation, &[("body", ""), ("file", "")]).await.is(422);
    ada.sends(&conversation, &[("body", "words"), ("file", "")]).await.is(200);
}

#[tokio::test]
async fn of_many_who_send_one_file_one_does() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let id = ada.uploaded(&conversation, "a.bin", TEXT).await;
    let sends = (0..8).map(|_| async { ada.sends(&conversation, &[("file", &id)]).await.status });
    let statuses = futures_util::future::join_all(sends).await;
    let sent = statuses.iter().filter(|status| **status == 200).count();
    assert!(sent == 1 && statuses.iter().all(|one| [200, 422].contains(one)), "{statuses:?}");
    let count = "SELECT count(*) FROM messages";
    assert_eq!((chat.place.count(count).await, unsent(&chat).await), (1, 0));
}

#[tokio::test]
async fn whatever_the_sweep_takes_is_not_sent() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    for _ in 0..6 {
        let id = ada.uploaded(&conversation, "a.bin", TEXT).await;
        let sweep = "DELETE FROM files WHERE message_seq IS NULL";
        let fields = [("body", ""), ("file", id.as_str())];
        let (answer, ()) = tokio::join!(
            async { ada.sends(&conversation, &fields).await },
            chat.place.executes(sweep)
        );
        match answer.status {
            200 => drop(ada.downloads(&id).await.is(200)),
            _ => drop(answer.is(422)),
        }
    }
    let shown = "SELECT count(*) FROM messages WHERE files IS NOT NULL";
    let kept = "SELECT count(*) FROM files";
    assert_eq!(chat.place.count(shown).await, chat.place.count(kept).await);
}

#[tokio::test]
async fn with_the_message_its_files_go() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let id = sends_file(&ada, &conversation, "a.bin").await;
    let kept = sends_file(&ada, &conversation, "b.bin").await;
    grace.does(&conversation, 2, "hide", &[]).await.is(204);
    grace.downloads(&kept).await.is(404);
    ada.downloads(&kept).await.is(200);
    let answer = ada.does(&conversation, 1, "delete", &[]).await.is(200);
    assert!(!answer.body.contains(&id), "{}", answer.body);
    for person in [&ada, &grace] {
        person.downloads(&id).await.is(404);
        assert!(!person.get(&conversation.path()).await.body.contains(&id));
    }
    let files = "SELECT count(*) FROM files";
    assert_eq!(chat.place.count(files).await, 1);
    let objects = "SELECT count(*) FROM objects";
    eventually("the object goes", async || (chat.place.count(objects).await == 1).then_some(()))
        .await;
}

#[tokio::test]
async fn an_edited_message_keeps_its_files() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let id = ada.uploaded(&conversation, "a.bin", TEXT).await;
    ada.sends(&conversation, &[("body", "wrong"), ("file", &id)]).await.is(200);
    ada.says(&conversation, "words").await;
    let edit = async |seq: u64| {
        let version = ada.looks_at(&conversation).await.version().to_string();
        ada.does(&conversation, seq, "edit", &[("body", " "), ("version", &version)]).await
    };
    let answer = edit(1).await.is(200);
    assert!(answer.body.contains(&id) && !answer.body.contains("wrong"), "{}", answer.body);
    assert!(edit(2).await.is(422).body.contains("Write something first"));
    ada.downloads(&id).await.is(200);
}

#[tokio::test]
async fn what_is_passed_on_has_files_of_its_own() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let edsger = chat.person("edsger").await;
    let other = grace.talks_to(&edsger).await;
    let id = sends_file(&ada, &conversation, "a.bin").await;
    ada.says(&conversation, "and words").await;
    let fields = [("to", other.id.as_str()), ("nonce", "once"), ("seq", "1"), ("seq", "2")];
    let path = format!("{}/forward", conversation.path());
    for _ in 0..2 {
        grace.post(&path).form(&fields).await.is(303);
    }
    let shown = edsger.get(&other.path()).await.is(200);
    let copy = id_in(&shown);
    assert_ne!(copy, id);
    assert_eq!(edsger.looks_at(&other).await.messages().len(), 2);
    edsger.downloads(&id).await.is(404);
    ada.downloads(&copy).await.is(404);
    assert_eq!(chat.place.count("SELECT count(*) FROM objects").await, 1);
    ada.does(&conversation, 1, "delete", &[]).await.is(200);
    assert_eq!(edsger.downloads(&copy).await.is(200).body.as_bytes(), TEXT);
    assert_eq!((unsent(&chat).await, chat.place.count("SELECT count(*) FROM files").await), (0, 1));
}

#[tokio::test]
async fn what_is_passed_on_takes_up_room() {
    let chat = Chat::with(&[("STORAGE_PER_PERSON", "1MB")]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let large = vec![1; 700_000];
    let id = ada.uploaded(&conversation, "a.bin", &large).await;
    ada.sends(&conversation, &[("file", &id)]).await.is(200);
    let notes = grace.talks_to(&grace).await;
    let forward = |nonce| {
        let path = format!("{}/forward", conversation.path());
        let fields =
            [("to", notes.id.clone()), ("nonce", String::from(nonce)), ("seq", "1".into())];
        grace.post(&path).form(&fields)
    };
    forward("one").await.is(303);
    let full = forward("two").await.is(422);
    assert!(full.body.contains("take up as much room"), "{}", full.body);
    forward("one").await.is(303);
    assert_eq!(grace.looks_at(&notes).await.messages().len(), 1);
    grace.does(&notes, 1, "delete", &[]).await.is(200);
    forward("three").await.is(303);
}

#[tokio::test]
async fn what_is_deleted_while_it_is_passed_on_is_passed_on_whole_or_not_at_all() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let notes = grace.talks_to(&grace).await;
    let path = format!("{}/forward", conversation.path());
    for seq in 1..=5_u64 {
        sends_file(&ada, &conversation, "a.bin").await;
        let fields = [("to", notes.id.clone()), ("seq", seq.to_string())];
        let (forwarded, deleted) =
            tokio::join!(async { grace.post(&path).form(&fields).await }, async {
                ada.does(&conversation, seq, "delete", &[]).await
            });
        deleted.is(200);
        assert!([303, 404].contains(&forwarded.status), "{}", forwarded.status);
    }
    let page = grace.get(&notes.path()).await.is(200);
    let copies = page.body.split("data-file=\"").skip(1);
    let copies: Vec<&str> = copies.filter_map(|rest| rest.split('"').next()).collect();
    for id in &copies {
        grace.downloads(id).await.is(200);
    }
    let files = i64::try_from(copies.len()).unwrap();
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, files);
}

#[tokio::test]
async fn a_form_without_a_script_uploads_and_sends() {
    let chat = Chat::with(&[("MAX_FILE_SIZE", "1MB")]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let send = |fields: &[(&str, &str)], files: &[(&str, &[u8])]| {
        let (kind, body) = form_with_files(fields, files);
        ada.post(&conversation.messages()).body(body).header("content-type", &kind)
    };
    let fields = [("nonce", "one"), ("body", "both")];
    let files = [("a.bin", TEXT), ("b.bin", TEXT)];
    for _ in 0..2 {
        send(&fields, &files).await.redirects_to(&conversation.path());
    }
    let messages = grace.looks_at(&conversation).await.messages();
    assert_eq!(messages.len(), 1);
    let page = grace.get(&conversation.path()).await.body;
    assert!(page.contains("a.bin") && page.contains("b.bin"), "{page}");
    // Where none was chosen, a browser sends a part without a name.
    send(&[("nonce", "two"), ("body", "words")], &[("", b"")]).await.is(303);
    send(&[("nonce", "three"), ("body", "")], &[("", b"")]).await.is(422);
    send(&[("nonce", "four"), ("body", "")], &[("c.bin", TEXT)]).await.is(303);
    let large = vec![7; (1 << 20) + 1];
    let typed = [("nonce", "five"), ("body", "my text")];
    let refused = send(&typed, &[("d.bin", TEXT), ("e.bin", &large)]).await.is(413);
    assert!(refused.body.contains("my text") && refused.body.contains("larger than this"));
    let eleven = [("f.bin", TEXT); 11];
    let refused = send(&typed, &eleven).await.is(422);
    assert!(refused.body.contains("my text") && refused.body.contains("up to ten files"));
    let refused = send(&typed, &[("g.bin", b"")]).await.is(422);
    assert!(refused.body.contains("my text") && refused.body.contains("This file is empty"));
    assert_eq!(ada.looks_at(&conversation).await.messages().len(), 3);
}

#[tokio::test]
async fn a_process_may_be_killed_between_upload_and_send() {
    let mut chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let fields = [("nonce", "up")];
    let id = id_in(&ada.uploads(&conversation, &fields, ("a.bin", TEXT)).await.is(200));
    chat.kill();
    chat.resume().await;
    let again = ada.uploads(&conversation, &fields, ("a.bin", TEXT)).await.is(200);
    assert_eq!(id_in(&again), id, "no second copy");
    ada.sends(&conversation, &[("file", &id), ("nonce", "n")]).await.is(200);
    chat.kill();
    chat.resume().await;
    ada.sends(&conversation, &[("file", &id), ("nonce", "n")]).await.is(200);
    assert_eq!(ada.looks_at(&conversation).await.messages().len(), 1);
    assert_eq!(ada.downloads(&id).await.is(200).body.as_bytes(), TEXT);
}

#[tokio::test]
async fn a_process_may_be_killed_while_it_takes_a_file_in() {
    let mut chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let file = vec![1; 600_000];
    let whole = multipart(&[("nonce", "up")], Some(("a.bin", &file)));
    let half = bytes::Bytes::copy_from_slice(&whole[..500_000]);
    let pieces = futures_util::stream::iter([Ok::<_, std::io::Error>(half)])
        .chain(futures_util::stream::pending());
    let incoming = chat.place.folder.join("natter-files/incoming");
    let written = || {
        let files = std::fs::read_dir(&incoming).ok()?;
        files.flatten().find(|file| file.metadata().is_ok_and(|file| file.len() > 0)).map(drop)
    };
    tokio::select! {
        answer = ada.posts_parts(&conversation, reqwest::Body::wrap_stream(pieces)).tried() => {
            panic!("{:?}", answer.map(|answer| answer.status));
        }
        () = eventually("a part of it is there", async || written()) => {}
    }
    chat.kill();
    chat.resume().await;
    assert_eq!(unsent(&chat).await, 0);
    let id = id_in(&ada.posts_parts(&conversation, whole.clone()).await.is(200));
    assert_eq!(id_in(&ada.posts_parts(&conversation, whole).await.is(200)), id);
    ada.sends(&conversation, &[("file", &id)]).await.is(200);
    assert_eq!(chat.place.count("SELECT count(*) FROM objects").await, 1);
}

#[tokio::test]
async fn who_came_later_or_has_gone_is_shown_no_file() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let edsger = chat.person("edsger").await;
    let fields = [("title", "Pond"), ("history", "joining"), ("username", "grace")];
    let group = Group::made(ada.asks_for_group(&fields).await);
    let before = sends_file(&ada, &group, "a.bin").await;
    ada.takes_in(&group, &[&edsger]).await;
    let after = sends_file(&ada, &group, "b.bin").await;
    edsger.downloads(&before).await.is(404);
    edsger.downloads(&after).await.is(200);
    grace.downloads(&before).await.is(200);
    let unsent = grace.uploaded(&group, "c.bin", TEXT).await;
    ada.turns_out(&group, &grace).await;
    for id in [&before, &after] {
        grace.downloads(id).await.is(404);
    }
    grace.sends(&group, &[("file", &unsent)]).await.is(404);
    ada.downloads(&before).await.is(200);
}

#[tokio::test]
async fn programs_send_and_read_files() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let program = Program::of(&ada).await;
    let (kind, body) = form_with_files(&[("nonce", "a"), ("alt", "Tides")], &[("a.bin", TEXT)]);
    let path = format!("/conversations/{}/files", conversation.id);
    let upload = program.ask(reqwest::Method::POST, &path).body(body);
    let file = upload.header("content-type", &kind).await.is(201).json();
    assert_eq!((&file["name"], &file["size"]), (&json!("a.bin"), &json!(TEXT.len())));
    let sent = program.sends(&conversation, json!({"files": [file["id"]]})).await.is(201).json();
    assert_eq!((&sent["body"], &sent["files"][0]), (&json!(""), &file));
    let reader = Program::of(&grace).await;
    let place = file["path"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
    assert_eq!(reader.get(place).await.is(200).body.as_bytes(), TEXT);
    let list = reader.reads("/conversations").await;
    assert_eq!(list["conversations"][0]["last_message"]["files"][0], file);
    let twice = program.sends(&conversation, json!({"files": [file["id"]]})).await;
    twice.names(&["files"]);
    program.sends(&conversation, json!({"body": ""})).await.names(&["body"]);
    let answer = json!({"body": "re", "reply_to": sent["seq"]});
    let answer = reader.sends(&conversation, answer).await.is(201).json();
    assert_eq!(answer["reply_to"]["files"][0], file);
    let path = format!("/conversations/{}/messages/1", conversation.id);
    assert_eq!(program.delete(&path).await.is(200).json()["files"], json!([]));
    reader.get(place).await.problem(404);
}

#[tokio::test]
async fn another_process_shows_and_forgets_files_at_once() {
    if !Mode::is_full() {
        return;
    }
    let (one, two) = Chat::two_at(Place::fresh().await, &[]).await;
    let (ada, grace, conversation) = one.pair().await;
    let grace = grace.on(&two).await;
    let mut stream = grace.listens_to(&conversation).await;
    let id = sends_file(&ada, &conversation, "a.bin").await;
    told(&mut stream, &id).await;
    grace.downloads(&id).await.is(200);
    ada.does(&conversation, 1, "delete", &[]).await.is(200);
    grace.downloads(&id).await.is(404);
}
