//! What becomes of files over time: swept, checked, backed up, and killed in the
//! middle.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::redis::Redis;
use crate::harness::upload::{id_in, multipart};
use crate::harness::{Chat, Mode, Place, eventually};

/// More than a day, in microseconds.
const TWO_DAYS: &str = "172800000000";

/// All that lies in the store, by its path there.
fn stored(place: &Place) -> Vec<String> {
    let root = place.folder.join("natter-files");
    let mut files: Vec<String> = walk(&root)
        .iter()
        .map(|path| path.strip_prefix(&root).unwrap().display().to_string())
        .collect();
    files.sort();
    files
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let (folders, mut files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| walk(folder)));
    files
}

/// It was written so many seconds ago.
pub fn grows_old(path: &Path, seconds: u64) {
    let then = std::time::SystemTime::now() - std::time::Duration::from_secs(seconds);
    fs::File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
}

#[tokio::test]
async fn what_was_never_sent_goes_after_a_day_and_so_does_what_a_crash_left() {
    let mut chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let sent = ada.uploaded(&conversation, "sent.bin", b"\x01sent").await;
    ada.says(&conversation, "here").await;
    chat.place.executes("UPDATE files SET message_seq = 1").await;
    ada.uploaded(&conversation, "old.bin", b"\x01old").await;
    let unsent = "message_seq IS NULL";
    let ages = format!("UPDATE files SET created_at = created_at - {TWO_DAYS} WHERE {unsent}");
    chat.place.executes(&ages).await;
    let young = ada.uploaded(&conversation, "young.bin", b"\x01young").await;
    let root = chat.place.folder.join("natter-files");
    let leftover = root.join("ab/ab000000-0000-4000-8000-000000000000");
    fs::create_dir_all(root.join("ab")).unwrap();
    for (path, is_old) in [
        (leftover.clone(), true),
        (root.join("incoming/half"), true),
        (root.join("ac"), false),
        (root.join("README"), true),
    ] {
        fs::write(&path, "x").unwrap();
        if is_old {
            grows_old(&path, 172_800);
        }
    }
    fs::remove_file(root.join("ac")).unwrap();
    let said = chat.place.commands("files check").await;
    assert!(said.status.success() && said.output.contains("2 left over"), "{}", said.output);
    // What is older than the database was put there for another one.
    let alien = root.join("ab/ab000000-0000-4000-8000-000000000001");
    fs::write(&alien, "x").unwrap();
    grows_old(&alien, 400_000);
    let since = "UPDATE seaql_migrations SET applied_at = applied_at - 300000";
    chat.place.executes(since).await;
    chat.stop().await;
    // Who has swept is not taken over from within the hour.
    if Mode::is_full() {
        let redis = Redis::shared().await.database();
        chat.place = chat.place.clone().with("REDIS_URL", &redis);
    }
    chat.resume().await;
    eventually("a sweep", async || (!leftover.exists()).then_some(())).await;
    eventually("the end of it", async || (!root.join("incoming/half").exists()).then_some(()))
        .await;
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, 2);
    assert!(alien.exists());
    let kept = stored(&chat.place);
    assert!(kept.len() == 4 && kept.contains(&"README".to_owned()), "{kept:?}");
    for id in [sent, young] {
        ada.downloads(&id).await.is(200);
    }
}

#[tokio::test]
async fn with_a_group_its_files_go_but_for_those_that_others_have() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let group = ada.makes_group("The pond", &[&grace]).await;
    for (name, seq) in [("a.bin", "2"), ("b.bin", "3")] {
        let id = ada.uploaded(&group, name, name.as_bytes()).await;
        ada.sends(&group, &[("body", seq), ("file", &id)]).await.is(200);
    }
    ada.uploaded(&group, "unsent.bin", b"\x01unsent").await;
    let fields = [("to", conversation.id.as_str()), ("nonce", "once"), ("seq", "2")];
    ada.post(&format!("{}/forward", group.path())).form(&fields).await.is(303);
    assert_eq!(stored(&chat.place).len(), 3);
    ada.acts(&group, "delete", &[("title", "The pond")]).await.is(303);
    let left = async || (stored(&chat.place).len() == 1).then_some(());
    eventually("the bytes of the others to go", left).await;
    let shown = grace.get(&conversation.path()).await.is(200);
    assert_eq!(grace.downloads(&id_in(&shown)).await.is(200).body, "a.bin");
    let said = chat.place.commands("files check").await;
    assert!(said.output.contains("1 objects, 5 bytes; 0 missing; 0 left over"), "{}", said.output);
}

#[tokio::test]
async fn what_is_missing_is_told() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let id = ada.uploaded(&conversation, "a.bin", b"\x01abc").await;
    let path = walk(&chat.place.folder.join("natter-files")).remove(0);
    fs::write(&path, "a").unwrap();
    let said = chat.place.commands("files check").await;
    assert!(!said.status.success() && said.output.contains("1 missing"), "{}", said.output);
    fs::remove_file(&path).unwrap();
    let said = chat.place.commands("files check").await;
    assert!(!said.status.success() && said.output.contains("missing: "), "{}", said.output);
    ada.downloads(&id).await.is(503);
}

#[tokio::test]
async fn a_process_killed_during_an_upload_leaves_no_file() {
    let mut chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let whole = multipart(&[("nonce", "n-1")], Some(("a.bin", &vec![1; 900_000])));
    let half = whole[..600_000].to_vec();
    let (begun, wait) =
        (tokio::sync::Notify::new(), std::sync::Arc::new(tokio::sync::Notify::new()));
    let release = wait.clone();
    let body = futures_util::stream::once(async move { Ok::<_, std::io::Error>(half) });
    let rest = futures_util::stream::once(async move {
        release.notified().await;
        Err(std::io::Error::other("gone"))
    });
    let body = reqwest::Body::wrap_stream(futures_util::StreamExt::chain(body, rest));
    let upload = ada.posts_parts(&conversation, body).tried();
    let incoming = chat.place.folder.join("natter-files/incoming");
    let kill = async {
        eventually("a half upload", async || {
            walk(&incoming).iter().any(|file| file.metadata().unwrap().len() > 0).then_some(())
        })
        .await;
        begun.notify_one();
    };
    tokio::select! { _ = upload => panic!("it ended"), () = kill => {} }
    begun.notified().await;
    chat.kill();
    wait.notify_one();
    chat.resume().await;
    assert_eq!(chat.place.count("SELECT count(*) FROM files").await, 0);
    ada.posts_parts(&conversation, whole).await.is(200);
    let said = chat.place.commands("files check").await;
    assert!(said.status.success() && said.output.contains("1 objects"), "{}", said.output);
}

#[tokio::test]
async fn files_come_back_with_a_backup() {
    let mut chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let id = ada.uploaded(&conversation, "a.bin", b"\x01kept").await;
    let said = chat.place.obeys("backup saved").await;
    assert!(said.contains("saved.files: 1 objects, 5 bytes"), "{said}");
    assert!(!chat.place.commands("backup saved").await.status.success());
    let lost = ada.uploaded(&conversation, "b.bin", b"\x01later").await;
    chat.stop().await;
    fs::remove_dir_all(chat.place.folder.join("natter-files")).unwrap();
    let said = chat.place.obeys("restore saved").await;
    assert!(said.contains("files: 1 objects, 1 of them brought back"), "{said}");
    chat.resume().await;
    assert!(chat.place.commands("files check").await.status.success());
    let ada = ada.on(&chat).await;
    assert_eq!(ada.downloads(&id).await.is(200).body, "\u{1}kept");
    ada.downloads(&lost).await.is(404);
}

#[tokio::test]
async fn a_check_tries_the_folder_and_makes_none() {
    let place = Place::fresh().await;
    place.obeys("check").await;
    assert!(!place.folder.join("natter-files").exists());
    fs::write(place.folder.join("taken"), "").unwrap();
    let place = place.with("FILES_URL", "file:taken");
    let said = place.commands("check").await;
    assert!(!said.status.success() && said.output.contains("files: FILES_URL"), "{}", said.output);
    let said = place.natter([]).set("LISTEN_ADDR", "127.0.0.1:0").run().await;
    assert!(!said.status.success() && said.output.contains("FILES_URL cannot be used"));
}
