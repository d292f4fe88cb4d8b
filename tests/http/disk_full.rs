//! SQLite on a disk without room.

use crate::harness::process::Recipe;
use crate::harness::{Chat, Mode};

/// No file of the program may grow beyond this, which SQLite takes as it takes
/// a full disk.
async fn may_write(chat: &Chat, bytes: &str) {
    let (pid, most) = (chat.pid().to_string(), format!("--fsize={bytes}:unlimited"));
    let done =
        Recipe::new("prlimit", &chat.place.folder).arguments(["--pid", &pid, &most]).run().await;
    assert!(done.status.success(), "{}", done.output);
}

#[tokio::test]
async fn a_full_disk_is_said_and_over_when_there_is_room_again() {
    if Mode::is_full() {
        return;
    }
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "before").await;

    may_write(&chat, "4096").await;
    let fields = [("body", "meanwhile"), ("nonce", "n-1")];
    // More often than there are connections.
    for _ in 0..20 {
        let refused = ada.sends(&conversation, &fields).await.is(503);
        assert!(!refused.page().is_whole(), "htmx gets a sentence, not a page");
    }
    let texts = |page: crate::harness::Page| page.messages().into_iter().map(|m| m.text);
    let shown: Vec<_> = texts(grace.looks_at(&conversation).await).collect();
    assert_eq!(shown, ["before"], "reading goes on, and nothing was half done");

    may_write(&chat, "unlimited").await;
    for _ in 0..20 {
        ada.sends(&conversation, &fields).await.is(200);
    }
    let shown: Vec<_> = texts(grace.looks_at(&conversation).await).collect();
    assert_eq!(shown, ["before", "meanwhile"]);
}

#[tokio::test]
async fn a_disk_that_fills_up_in_the_middle_keeps_nothing_of_a_file() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    // SQLite's own log has room in the other way to run, too.
    let most = if Mode::is_full() { "300000" } else { "4000000" };
    let bytes = vec![1; most.parse::<usize>().unwrap() * 2];
    may_write(&chat, most).await;
    let upload = || ada.uploads(&conversation, &[("nonce", "n-1")], ("a.bin", &bytes));
    upload().await.is(503);
    grace.says(&conversation, "meanwhile").await;
    let incoming = chat.place.folder.join("natter-files/incoming");
    assert_eq!(std::fs::read_dir(incoming).unwrap().count(), 0, "nothing half is left");
    may_write(&chat, "unlimited").await;
    upload().await.is(200);
    let said = chat.place.commands("files check").await;
    assert!(said.status.success() && said.output.contains("0 left over"), "{}", said.output);
}
