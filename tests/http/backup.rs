//! `natter backup` and `natter restore`.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use natter_migration::{Migrator, MigratorTrait};
use sea_orm::ConnectionTrait;

use crate::harness::away::Scene;
use crate::harness::process::Ended;
use crate::harness::upload::{id_in, photograph};
use crate::harness::{Chat, Mode, Person, Place};

async fn backs_up(place: &Place, file: &str) -> Ended {
    place.natter(["backup", file]).run().await
}

async fn restores(place: &Place, file: &str) -> Ended {
    place.natter(["restore", file]).run().await
}

fn worked(ended: Ended) -> String {
    assert!(ended.status.success(), "{}", ended.output);
    ended.output
}

/// One sentence, and nothing was done.
fn refused(ended: Ended) -> String {
    assert_eq!(ended.status.code(), Some(1), "{}", ended.output);
    assert_eq!(ended.output.trim().lines().count(), 1, "{}", ended.output);
    ended.output
}

/// What a page shows of the messages in it.
fn texts(page: &crate::harness::Page) -> Vec<String> {
    page.messages().into_iter().map(|message| message.text).collect()
}

/// What the program leaves in its folder besides lock files and the database.
fn files_like(place: &Place, part: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(&place.folder).unwrap().map(|file| file.unwrap().path());
    files.filter(|file| file.to_str().unwrap().contains(part)).collect()
}

/// The same person, who has to sign in again in the same browser.
async fn signs_in_again(person: &Person) {
    person.get("/conversations").await.is(303);
    person.signs_in(&person.username, crate::harness::person::PASSWORD).await.is(303);
}

#[tokio::test]
async fn what_was_there_when_the_backup_was_made_is_there_after_the_restore() {
    let mut chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.adds("grace").await.is(303);
    ada.counts(&conversation, 3).await;
    grace.reads(&conversation, 1).await;

    let told = worked(backs_up(&chat.place, "backup").await);
    assert!(told.contains("2 people, 3 messages"), "{told}");
    ada.says(&conversation, "after the backup").await;
    let mary = chat.person("mary").await;
    let page = grace.looks_at(&conversation).await;

    assert!(chat.stop().await.status.success());
    let told = worked(restores(&chat.place, "backup").await);
    assert!(told.contains("2 people, 3 messages"), "{told}");
    chat.resume().await;

    // Nobody's session of before is worth anything, not even a new one's.
    for person in [&ada, &grace] {
        assert_eq!(person.asks_for_stream(&page.stream(), None).await.status().as_u16(), 401);
        signs_in_again(person).await;
    }
    mary.signs_in("mary", crate::harness::person::PASSWORD).await.is(422);
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("2"));
    assert_eq!(texts(&ada.looks_at(&conversation).await), ["1", "2", "3"]);
    let contacts = ada.opens("/contacts").await;
    assert!(contacts.usernames().contains(&"grace".to_owned()), "{}", contacts.html);

    // The page of before has seen what never was.
    ada.says(&conversation, "another fourth").await;
    let mut stream = grace.stream(&page.stream(), None).await;
    stream.expects_named("reset").await;
    let after = grace.looks_at(&conversation).await;
    assert_eq!(texts(&after), ["1", "2", "3", "another fourth"]);
    let mut stream = grace.stream(&after.stream(), None).await;
    ada.says(&conversation, "live").await;
    stream.expects_message("live").await;
}

#[tokio::test]
async fn what_was_acknowledged_before_the_backup_began_is_in_it() {
    let mut chat = Chat::start().await;
    let (ada, _grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 20).await;
    let busy = async {
        for number in 21..=60 {
            ada.says(&conversation, &number.to_string()).await;
        }
    };
    let (ended, ()) = tokio::join!(backs_up(&chat.place, "backup"), busy);
    worked(ended);
    chat.stop().await;
    worked(restores(&chat.place, "backup").await);
    chat.resume().await;
    signs_in_again(&ada).await;
    let shown = texts(&ada.looks_at(&conversation).await);
    let first: u64 = shown[0].parse().unwrap();
    let unbroken: Vec<_> = (first..).take(shown.len()).map(|n| n.to_string()).collect();
    assert_eq!(shown, unbroken);
    assert!(shown.contains(&"20".to_owned()), "{shown:?}");
}

#[tokio::test]
async fn a_backup_is_for_its_owner_only_and_replaces_nothing() {
    let chat = Chat::start().await;
    worked(backs_up(&chat.place, "backup").await);
    let file = chat.place.folder.join("backup");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let before = fs::read(&file).unwrap();
    let told = refused(backs_up(&chat.place, "backup").await);
    assert!(told.contains("exists already"), "{told}");
    assert_eq!(fs::read(&file).unwrap(), before);
    symlink("nowhere", chat.place.folder.join("link")).unwrap();
    refused(backs_up(&chat.place, "link").await);
    refused(backs_up(&chat.place, "no/such/folder/backup").await);
    assert!(files_like(&chat.place, ".natter-").is_empty());
}

#[tokio::test]
async fn what_is_not_a_whole_backup_of_natter_changes_nothing() {
    let mut chat = Chat::start().await;
    let (ada, _grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 30).await;
    worked(backs_up(&chat.place, "backup").await);
    let whole = fs::read(chat.place.folder.join("backup")).unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(chat.place.folder.join(name), bytes).unwrap();
    put("half", &whole[..whole.len() / 2]);
    put("short", &whole[..whole.len() - 1]);
    put("text", b"Dear diary");
    put("empty", b"");
    let mut damaged = whole.clone();
    // So much of it that something is there, wherever the database puts it.
    let quarter = damaged.len() / 4;
    damaged[quarter..3 * quarter].fill(0x5a);
    put("damaged", &damaged);
    let newer =
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99990101_000001_x', 0)";
    chat.place.executes(newer).await;
    worked(backs_up_by_force(&chat.place).await);
    chat.place.executes("DELETE FROM seaql_migrations WHERE version LIKE 'm9999%'").await;
    chat.stop().await;

    for file in ["half", "short", "text", "empty", "damaged", "newer", "missing"] {
        let told = refused(restores(&chat.place, file).await);
        assert!(told.contains(file), "{told}");
        assert_eq!(told.contains("newer Natter"), file == "newer", "{file}: {told}");
    }
    assert!(files_like(&chat.place, "restore").is_empty(), "all is as it was");
    chat.resume().await;
    // No session has ended.
    assert_eq!(texts(&ada.looks_at(&conversation).await).len(), 30);
}

/// A backup as a newer program would make it.
async fn backs_up_by_force(place: &Place) -> Ended {
    use crate::harness::process::Recipe;
    if !Mode::is_full() {
        let database = place.database().await;
        let file = place.folder.join("newer");
        let vacuum = format!("VACUUM INTO '{}'", file.display());
        database.execute_unprepared(&vacuum).await.unwrap();
        database.close().await.unwrap();
        return Recipe::new("true", &place.folder).run().await;
    }
    Recipe::new("pg_dump", &place.folder)
        .arguments(["--format=custom", "--file=newer", "--dbname"])
        .argument(place.setting("DATABASE_URL").unwrap())
        .run()
        .await
}

#[tokio::test]
async fn nothing_is_restored_while_natter_runs() {
    let mut chat = Chat::start().await;
    let (ada, _grace, conversation) = chat.pair().await;
    worked(backs_up(&chat.place, "backup").await);
    ada.says(&conversation, "still here").await;
    let told = refused(restores(&chat.place, "backup").await);
    assert!(told.contains("stop it"), "{told}");
    assert_eq!(texts(&ada.looks_at(&conversation).await), ["still here"]);
    chat.stop().await;
    worked(restores(&chat.place, "backup").await);
}

#[tokio::test]
async fn what_waited_for_telegram_is_told_with_the_next_message_and_not_twice() {
    let mut scene = Scene::start().await;
    let held = scene.telegram.holds("SendMessage");
    scene.says("waiting").await;
    scene.telegram.is_sending("waiting").await;
    worked(backs_up(&scene.chat.place, "backup").await);
    held.let_go();
    scene.phone.hears("waiting").await;
    let sent = scene.telegram.calls("SendMessage").len();

    scene.chat.stop().await;
    worked(restores(&scene.chat.place, "backup").await);
    scene.chat.resume().await;
    signs_in_again(&scene.grace).await;
    scene.says("news").await;
    scene.phone.hears("2 new messages from Grace\nwaiting\nnews").await;
    assert_eq!(scene.telegram.calls("SendMessage").len(), sent + 1);
    assert!(scene.telegram.calls("EditMessageText").is_empty(), "it was told before the news");
}

/// With SQLite and Redis, several processes hold no lock.
#[tokio::test]
async fn a_process_that_shares_a_file_by_redis_is_seen_too() {
    if !Mode::is_full() {
        return;
    }
    let chat = Chat::at(Place::fresh().await.without("DATABASE_URL"), &[]).await;
    let (ada, _grace, conversation) = chat.pair().await;
    worked(backs_up(&chat.place, "backup").await);
    let told = refused(restores(&chat.place, "backup").await);
    assert!(told.contains("stop it"), "{told}");
    ada.says(&conversation, "still here").await;
    assert_eq!(texts(&ada.looks_at(&conversation).await), ["still here"]);
}

#[tokio::test]
async fn the_old_file_is_kept_beside_the_new_one() {
    if Mode::is_full() {
        return;
    }
    let mut chat = Chat::start().await;
    worked(backs_up(&chat.place, "backup").await);
    let (ada, _grace, conversation) = chat.pair().await;
    ada.says(&conversation, "only in the old one").await;
    chat.kill();
    worked(restores(&chat.place, "backup").await);
    let kept = files_like(&chat.place, "before-restore");
    assert_eq!(kept.len(), 1, "{kept:?}");
    // Whatever stood in the write-ahead log of the killed process is in it.
    fs::rename(&kept[0], chat.place.folder.join("natter.db")).unwrap();
    chat.resume().await;
    assert_eq!(texts(&ada.looks_at(&conversation).await), ["only in the old one"]);
}

#[tokio::test]
async fn two_restores_in_a_row_keep_both_old_files() {
    if Mode::is_full() {
        return;
    }
    let mut chat = Chat::start().await;
    worked(backs_up(&chat.place, "backup").await);
    chat.stop().await;
    for times in 1..=2 {
        worked(restores(&chat.place, "backup").await);
        assert_eq!(files_like(&chat.place, ".before-restore").len(), times);
    }
    chat.resume().await;
}

#[tokio::test]
async fn what_a_killed_restore_has_left_is_in_nobodys_way() {
    if Mode::is_full() {
        return;
    }
    let mut chat = Chat::start().await;
    worked(backs_up(&chat.place, "backup").await);
    chat.stop().await;
    fs::create_dir(chat.place.folder.join("natter.db.restore")).unwrap();
    chat.place.writes("natter.db.restore/natter.db", "half");
    refused(restores(&chat.place, "natter.db.restore/natter.db").await);
    worked(restores(&chat.place, "backup").await);
    assert!(files_like(&chat.place, "db.restore").is_empty());
    chat.resume().await;
}

#[tokio::test]
async fn what_a_restore_left_half_done_is_not_served() {
    let mut chat = Chat::start().await;
    chat.person("ada").await;
    worked(backs_up(&chat.place, "backup").await);
    chat.stop().await;
    if Mode::is_full() {
        dies_in_the_middle_of_a_restore(&chat.place).await;
    } else {
        chat.place.executes("DELETE FROM database_epoch").await;
    }
    let mut commands = vec![vec!["check"], vec!["serve"], vec!["user", "list"]];
    if Mode::is_full() {
        commands.push(vec!["backup", "another"]);
    }
    for command in commands {
        let ended = chat.place.natter(command).run().await;
        assert_eq!(ended.status.code(), Some(1), "{}", ended.output);
        assert!(ended.output.contains("run `natter restore` again"), "{}", ended.output);
    }
    worked(restores(&chat.place, "backup").await);
    chat.resume().await;
}

/// As soon as the tables are replaced.
async fn dies_in_the_middle_of_a_restore(place: &Place) {
    let path = recorders(place);
    let psql = "#!/bin/sh\n/usr/bin/psql \"$@\"\nkill -9 $PPID\n";
    fs::write(place.folder.join("bin/psql"), psql).unwrap();
    let ended = place.natter(["restore", "backup"]).set("PATH", &path).run().await;
    assert_eq!(ended.status.code(), None, "{}", ended.output);
}

#[tokio::test]
async fn a_backup_can_be_restored_where_there_is_nothing() {
    let mut chat = Chat::start().await;
    let (ada, _grace, conversation) = chat.pair().await;
    ada.says(&conversation, "moved").await;
    worked(backs_up(&chat.place, "backup").await);
    let place = Place::unmigrated().await;
    fs::copy(chat.place.folder.join("backup"), place.folder.join("backup")).unwrap();
    chat.stop().await;
    worked(restores(&place, "backup").await);
    let there = Chat::at(place, &[]).await;
    let ada = ada.on(&there).await;
    assert_eq!(texts(&ada.looks_at(&conversation).await), ["moved"]);
}

/// What is copied is what lies in a folder, with all below it.
fn copies_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        match path.is_dir() {
            true => copies_all(&path, &to.join(name)),
            false => drop(fs::copy(&path, to.join(name)).unwrap()),
        }
    }
}

#[tokio::test]
async fn pictures_and_voices_that_were_sent_open_where_they_are_restored() {
    let mut chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let photograph = photograph(1600, 1200);
    let picture = ada.uploaded(&conversation, "pier.jpg", &photograph).await;
    ada.sends(&conversation, &[("body", "The pier"), ("file", &picture)]).await.is(200);
    let spoken = [b"\x1a\x45\xdf\xa3\x42\x82\x84webm".as_slice(), &[7; 3000]].concat();
    let fields = [("voice", "1"), ("duration", "42000"), ("waveform", "0v9a")];
    let voice = ada.uploads(&conversation, &fields, ("voice.webm", &spoken)).await.is(200);
    let voice = id_in(&voice);
    ada.sends(&conversation, &[("body", ""), ("file", &voice)]).await.is(200);
    let bytes = async |person: &Person, path: &str| {
        let answer = person.get(path).opened().await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.bytes().await.unwrap()
    };
    let paths = [
        format!("/files/{picture}/pier.jpg"),
        format!("/files/{picture}/thumbnail"),
        format!("/files/{voice}/voice.webm"),
    ];
    let mut before = Vec::new();
    for path in &paths {
        before.push(bytes(&grace, path).await);
    }

    let told = worked(backs_up(&chat.place, "backup").await);
    assert!(told.contains("backup.files: 3 objects"), "{told}");
    chat.stop().await;
    let place = Place::unmigrated().await;
    fs::copy(chat.place.folder.join("backup"), place.folder.join("backup")).unwrap();
    copies_all(&chat.place.folder.join("backup.files"), &place.folder.join("backup.files"));
    let told = worked(restores(&place, "backup").await);
    assert!(told.contains("files: 3 objects, 3 of them brought back"), "{told}");
    let checked = place.commands("files check").await;
    assert!(checked.output.contains("; 0 missing; 0 left over"), "{}", checked.output);

    let there = Chat::at(place, &[]).await;
    let grace = grace.on(&there).await;
    let page = grace.get(&conversation.path()).await.is(200);
    for (path, before) in paths.iter().zip(&before) {
        assert_eq!(bytes(&grace, path).await, before);
        assert!(page.body.contains(path.as_str()), "{path} is on the page");
    }
    assert!(page.body.contains("The pier") && page.body.contains("0:42"));
    // They belong to their messages still, and go with them.
    let ada = ada.on(&there).await;
    ada.does(&conversation, 1, "delete", &[]).await.is(200);
    grace.get(&paths[0]).await.is(404);
    bytes(&grace, &paths[2]).await;
}

#[tokio::test]
async fn a_backup_of_an_older_natter_is_brought_up_to_date() {
    let place = Place::unmigrated().await;
    if !Mode::is_full() {
        place.writes("natter.db", "");
    }
    let database = place.database().await;
    Migrator::up(&database, Some(1)).await.unwrap();
    database.close().await.unwrap();
    worked(backs_up(&place, "backup").await);
    worked(restores(&place, "backup").await);
    let chat = Chat::at(place, &[]).await;
    let (ada, _grace, conversation) = chat.pair().await;
    ada.says(&conversation, "on the newest tables").await;
    assert_eq!(texts(&ada.looks_at(&conversation).await), ["on the newest tables"]);
}

#[tokio::test]
async fn where_there_is_no_database_there_is_nothing_to_back_up() {
    let place = Place::unmigrated().await;
    refused(backs_up(&place, "backup").await);
    assert!(files_like(&place, "backup").is_empty() && files_like(&place, "natter.db").is_empty());
}

/// A folder in which each of these programs first writes down how it is called.
fn recorders(place: &Place) -> String {
    let folder = place.folder.join("bin");
    fs::create_dir(&folder).unwrap();
    for program in ["pg_dump", "pg_restore", "psql"] {
        let real = format!("/usr/bin/{program}");
        let script = format!("#!/bin/sh\necho \"{program} $*\" >> calls\nexec {real} \"$@\"\n");
        fs::write(folder.join(program), script).unwrap();
        fs::set_permissions(folder.join(program), fs::Permissions::from_mode(0o755)).unwrap();
    }
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap())
}

#[tokio::test]
async fn the_password_is_neither_printed_nor_on_a_command_line() {
    if !Mode::is_full() {
        return;
    }
    let place = Place::fresh().await;
    let url = place.setting("DATABASE_URL").unwrap().replace("natter@", "natter:hush-4711@");
    let place = place.with("DATABASE_URL", &url);
    let path = recorders(&place);
    let mut said = String::new();
    for command in ["backup", "restore"] {
        let recipe = place.natter([command, "file"]).set("RUST_LOG", "trace").set("PATH", &path);
        said += &worked(recipe.run().await);
    }
    let calls = fs::read_to_string(place.folder.join("calls")).unwrap();
    for program in ["pg_dump", "pg_restore", "psql"] {
        assert!(calls.contains(program), "{calls}");
    }
    assert!(!calls.contains("hush"), "{calls}");
    assert!(!said.contains("hush"), "{said}");
}

#[tokio::test]
async fn without_postgresqls_programs_a_sentence_says_what_to_do() {
    if !Mode::is_full() {
        return;
    }
    let place = Place::fresh().await;
    let folder = place.folder.join("bin");
    fs::create_dir(&folder).unwrap();
    symlink("/bin/sh", folder.join("sh")).unwrap();
    let path = folder.display().to_string();
    let told = refused(place.natter(["backup", "file"]).set("PATH", &path).run().await);
    assert!(told.contains("pg_dump") && told.contains("postgresql-client"), "{told}");
}
